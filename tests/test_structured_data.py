"""What articles and authors tell search engines, as schema.org names it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dateline.render.structured import TYPES
from tests.acting import Page
from tests.newsroom import Newsroom, place

SITE = "https://brief.example"
VOTE = "/2026/05/01/vote/"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}"/>'


def told(newsroom: Newsroom, url: str = VOTE) -> list[dict[str, Any]]:
    """All that a page tells search engines."""
    (data,) = Page(newsroom.page(url)).json_ld
    return list(json.loads(data))


def alternates(newsroom: Newsroom, url: str) -> dict[str, str]:
    """The addresses that a page gives by language."""
    found = re.findall(
        r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', newsroom.page(url)
    )
    assert len(dict(found)) == len(found)
    return dict(found)


@pytest.mark.parametrize(
    ("typed", "told_as"),
    [
        ("news", "NewsArticle"),
        ("reportage", "ReportageNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("background", "BackgroundNewsArticle"),
        ("review", "ReviewNewsArticle"),
    ],
)
def test_the_type_of_an_article_is_told(newsroom: Newsroom, typed: str, told_as: str) -> None:
    newsroom.article("vote", type=typed)

    newsroom.build()

    assert told(newsroom)[0]["@type"] == told_as
    assert typed in TYPES


def test_an_article_is_news_unless_it_says_otherwise(newsroom: Newsroom) -> None:
    newsroom.article("vote")

    newsroom.build()

    assert told(newsroom)[0]["@type"] == "NewsArticle"


def test_an_unknown_type_is_told_with_the_nearest_one(newsroom: Newsroom) -> None:
    newsroom.raw("---\ntitle: x\ndate: 2026-05-01\ntype: opinon\n---\n", "content/a.md")

    (error,) = newsroom.errors()

    assert (error.path, place(error)) == ("content/a.md", "4:7")
    assert "did you mean 'opinion'?" in error.hint


def test_authors_are_persons_or_teams_with_an_address(newsroom: Newsroom) -> None:
    newsroom.write(
        "data/authors.toml",
        '[ada]\nname = "Ada Byron"\nrole = "Energy correspondent"\n'
        '[agency]\nname = "The Agency"\nteam = true\n'
        '[jo-desk]\nname = "Jo Desk"\nteam = false\n',
    )
    newsroom.article("vote", authors="[ada, agency, Jo Desk, World desk]")

    newsroom.build()

    found = told(newsroom)[0]["author"]
    assert [(each["@type"], each["name"], each.get("jobTitle")) for each in found] == [
        ("Person", "Ada Byron", "Energy correspondent"),
        ("Organization", "The Agency", None),
        ("Person", "Jo Desk", None),
        ("Organization", "World desk", None),
    ]
    for each in found:
        assert newsroom.page(each["url"].removeprefix(SITE))


def test_an_authors_page_tells_who_it_is_about(newsroom: Newsroom) -> None:
    newsroom.write(
        "data/authors.toml",
        '[ada]\nname = "Ada Byron"\nrole = "Correspondent"\nbio = "Counts *things*."\n'
        'links = [{ title = "Elsewhere", url = "https://ada.example/" }, '
        '{ title = "Mail", url = "mailto:ada@brief.example" }]\n',
    )
    newsroom.article("vote", authors="[ada]")

    newsroom.build()

    page, trail = told(newsroom, "/authors/ada/")
    assert (page["@type"], trail["@type"]) == ("ProfilePage", "BreadcrumbList")
    about = page["mainEntity"]
    assert (about["@type"], about["jobTitle"]) == ("Person", "Correspondent")
    assert about["description"] == "Counts things."
    assert about["sameAs"] == ["https://ada.example/"]
    assert about["worksFor"]["name"] == "The Test Brief"
    assert "Correspondent" in newsroom.text("/authors/ada/")


def test_crops_of_the_lead_picture_are_offered_beside_it(newsroom: Newsroom) -> None:
    for name, width, height in (("lead", 1000, 600), ("wide", 1600, 900), ("square", 800, 800)):
        newsroom.write(f"static/{name}.svg", SVG.format(width, height))
    newsroom.article("vote", image="{src: /lead.svg, crops: [/wide.svg, /square.svg]}")

    newsroom.build(base_url=f"{SITE}/news")

    assert newsroom.problems == ()
    assert told(newsroom)[0]["image"] == [
        f"{SITE}/news/{name}.svg" for name in ("lead", "wide", "square")
    ]


def test_a_crop_beside_the_article_is_published_with_it(newsroom: Newsroom) -> None:
    newsroom.write("content/lead.svg", SVG.format(1000, 600))
    newsroom.write("content/wide.svg", SVG.format(1600, 900))
    newsroom.article("vote", image="{src: lead.svg, crops: [wide.svg]}")

    newsroom.build()

    wide = told(newsroom)[0]["image"][1]
    assert newsroom.page(wide.removeprefix(SITE)) == SVG.format(1600, 900)


@pytest.mark.parametrize(
    ("width", "height", "good"),
    [
        *((1600, 900, True), (1200, 675, True), (1201, 675, True), (4, 3, True), (800, 800, True)),
        *((1500, 1000, False), (900, 1600, False), (800, 780, False)),
    ],
)
def test_a_crop_of_another_shape_is_told(
    newsroom: Newsroom, width: int, height: int, good: bool
) -> None:
    newsroom.write("static/crop.svg", SVG.format(width, height))
    newsroom.raw(
        "---\ntitle: x\ndate: 2026-05-01\nimage:\n  src: /crop.svg\n  crops: [/crop.svg]\n---\n"
    )

    found = newsroom.warnings()

    assert [(place(each), "16:9" in each.hint) for each in found] == (
        [] if good else [("6:11", True)]
    )


@pytest.mark.parametrize(
    ("src", "says"),
    [("nope.svg", "no picture 'nope.svg'"), ("https://evil.example/x.png", "is not a file")],
)
def test_a_crop_that_is_not_there_is_told_at_its_place(
    newsroom: Newsroom, src: str, says: str
) -> None:
    newsroom.write("static/lead.svg", SVG.format(4, 3))
    newsroom.raw(
        f"---\ntitle: x\ndate: 2026-05-01\nimage:\n  src: /lead.svg\n  crops:\n    - {src}\n---\n"
    )

    (error,) = newsroom.errors()

    assert place(error) == "7:7"
    assert says in error.text


def test_an_article_is_part_of_its_storyline(newsroom: Newsroom) -> None:
    newsroom.article("fire", date="2026-04-01", storyline="Harbour fire")
    newsroom.article("vote", storyline="Harbour fire")
    newsroom.article("other")

    newsroom.build()

    part = told(newsroom)[0]["isPartOf"]
    assert (part["name"], part["url"]) == (
        "Harbour fire",
        f"{SITE}/storylines/harbour-fire/",
    )
    assert "isPartOf" not in told(newsroom, "/2026/05/01/other/")[0]


def test_every_page_but_the_front_page_tells_the_way_back(newsroom: Newsroom) -> None:
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    newsroom.article("vote", section="local", tags="[money]", authors="[Ada]")

    newsroom.build()

    for url in newsroom.urls() - {"/", "/404.html"}:
        trails = [each for each in told(newsroom, url) if each["@type"] == "BreadcrumbList"]
        assert len(trails) == 1, url
        assert trails[0]["itemListElement"][0]["item"] == f"{SITE}/"
        assert trails[0]["itemListElement"][-1]["item"] == f"{SITE}{url}"


def test_translations_name_each_other_and_the_original_for_everybody_else(
    newsroom: Newsroom,
) -> None:
    newsroom.article("vote")
    newsroom.article("szavazas", lang="hu", translation_of="vote")
    newsroom.article("oylama", lang="tr", translation_of="vote")
    newsroom.article("alone")

    newsroom.build()

    family = {
        "en": f"{SITE}{VOTE}",
        "hu": f"{SITE}/2026/05/01/szavazas/",
        "tr": f"{SITE}/2026/05/01/oylama/",
        "x-default": f"{SITE}{VOTE}",
    }
    for slug in ("vote", "szavazas", "oylama"):
        assert alternates(newsroom, f"/2026/05/01/{slug}/") == family
    assert alternates(newsroom, "/2026/05/01/alone/") == {}


def test_a_correction_on_a_standalone_page_is_told_too(newsroom: Newsroom) -> None:
    newsroom.raw(
        "---\ntitle: About\ncorrections: [{date: 2026-05-02, text: It is *two*.}]\n---\n\nWe.\n",
        "content/pages/about.md",
    )

    newsroom.build()

    assert told(newsroom, "/about/")[0]["correction"][0]["text"] == "It is two."


def test_the_card_is_large_where_there_is_a_picture(newsroom: Newsroom) -> None:
    newsroom.write("static/lead.svg", SVG.format(1000, 600))
    newsroom.article("vote", image="{src: /lead.svg, alt: Hall}", authors="[Ada]")
    newsroom.article("plain")

    newsroom.build()

    page = newsroom.page(VOTE)
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert f'<meta property="article:author" content="{SITE}/authors/ada/">' in page
    assert '<meta property="og:image:width" content="1000">' in page
    assert '<meta name="twitter:card" content="summary">' in newsroom.page("/2026/05/01/plain/")


def test_a_correction_is_a_modification(newsroom: Newsroom) -> None:
    newsroom.article("vote", corrections="[{date: 2026-05-02, text: It was two.}]")
    newsroom.article("plain")

    newsroom.build()

    said = '<meta property="article:modified_time" content="2026-05-02T00:00:00+02:00">'
    assert said in newsroom.page(VOTE)
    assert "article:modified_time" not in newsroom.page("/2026/05/01/plain/")
