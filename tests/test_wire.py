"""Wire: the theme of text first, which shows that a theme can be built upon another."""

from __future__ import annotations

import re

import pytest

from dateline.render.kinds import KINDS
from tests.newsroom import Newsroom

STORY = "/2026/05/01/story/"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"/>'


@pytest.fixture
def site(newsroom: Newsroom) -> Newsroom:
    newsroom.write("static/bridge.svg", PICTURE)
    newsroom.article(
        "story",
        section="local",
        tags="[grid]",
        authors="[ann]",
        image="{src: /bridge.svg, alt: A bridge, caption: It stands again, credit: Ben}",
        summary="What stands in feeds.",
    )
    newsroom.raw("---\ntitle: About\n---\n", "content/pages/about.md")
    return newsroom


def build(site: Newsroom, *settings: str) -> None:
    site.config('theme = "wire"', "[theme_settings]", *settings)
    site.build(strict=True)


def test_every_kind_of_page_is_built_without_a_warning(site: Newsroom) -> None:
    build(site)

    classes = {
        found[1]
        for url in site.urls()
        if (found := re.search(r'<body class="kind-([\w-]+)"', site.page(url)))
    }
    read = {kind for kind, each in KINDS.items() if each.template.endswith(".html")}
    not_here = {"storyline", "storylines", "corrections", "redirect"}
    assert classes == {kind.replace("_", "-") for kind in read - not_here}


def test_there_is_no_script(site: Newsroom) -> None:
    build(site)

    for url in site.urls():
        assert "<script src" not in site.page(url)


def test_a_picture_is_a_line_that_leads_to_it(site: Newsroom) -> None:
    build(site)

    assert "<img" not in site.page(STORY)
    assert 'href="/bridge.svg">Picture</a>: It stands again <span class="credit">Ben</span>' in (
        site.page(STORY)
    )


def test_lists_are_of_headlines_unless_the_site_wants_more(site: Newsroom) -> None:
    build(site)
    assert "What stands in feeds." not in site.text("/local/")

    build(site, "show_summaries = true")
    assert "What stands in feeds." in site.text("/local/")


@pytest.mark.parametrize("setting", ["relative_dates", "show_switch", "show_tools"])
def test_what_needs_the_script_can_be_switched_on(site: Newsroom, setting: str) -> None:
    build(site, f"{setting} = true")

    assert re.search(r'<script src="/assets/js/site-\w+\.js"[^>]* defer[ >]', site.page(STORY))


def test_the_settings_of_broadsheet_hold(site: Newsroom) -> None:
    build(site, 'accent = "forest"', 'copyright = "Ours"')

    assert 'data-accent="forest"' in site.page("/")
    assert "Ours" in site.text("/")


def test_search_engines_are_told_what_a_story_is(site: Newsroom) -> None:
    build(site)

    assert '"@type":"NewsArticle"' in site.page(STORY)
    assert '"publisher":{"@type":"NewsMediaOrganization"' in site.page(STORY)
    assert '<link rel="canonical"' in site.page(STORY)
