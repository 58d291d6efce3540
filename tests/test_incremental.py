"""Incremental builds: what is made anew after an edit, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dateline.store import FOLDER
from tests.desk import PLAIN, built_site, rendered, write_story
from tests.newsroom import Newsroom

CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Page not found"
msgstr "{}"
"""


PLUGIN = """\
def extend(dateline):
    dateline.route(made)


def made(site):
    yield "/made/", "many.html" if len(site.articles) > 3 else "few.html", None
"""


@pytest.fixture
def built(tmp_path: Path) -> Newsroom:
    return built_site(tmp_path)


def shows(newsroom: Newsroom, url: str, *words: str) -> bool:
    return any(word in newsroom.page(url) for word in words)


# Articles


def test_without_an_edit_nothing_is_read_parsed_rendered_or_written(built: Newsroom) -> None:
    report = built.build()

    assert (report.parsed, report.rendered, report.written, report.removed) == (0, [], [], [])
    assert (report.articles, report.pages) == (3, 28)


def test_files_with_new_times_and_old_bytes_are_no_edit(built: Newsroom) -> None:
    for path in built.root.rglob("*"):
        if path.is_file() and FOLDER not in path.parts:
            os.utime(path, (1_700_000_000, 1_700_000_000))

    report = built.build()

    assert (report.parsed, report.rendered, report.written) == (0, [], [])


def test_editing_a_body_renders_that_page_and_its_feed(built: Newsroom) -> None:
    write_story(built, "vote", "2026-04-01 09:00", "It is lost.", tags="[money]", authors="[Ada]")

    assert rendered(built) == ["/2026/04/01/vote/", "/feed.xml"]


def test_editing_a_title_renders_the_pages_that_show_it(built: Newsroom) -> None:
    write_story(built, "summit", "2026-05-01 09:00", section="world", title="The summit")

    assert rendered(built) == [
        *("/", "/2026/", "/2026/05/", "/2026/05/01/", "/2026/05/01/summit/"),
        *("/404.html", "/feed.xml", "/world/"),
    ]


def test_adding_a_story_leaves_the_other_stories_pages_alone(built: Newsroom) -> None:
    """But for the one before it in its section, which now leads to it."""
    write_story(built, "tram", "2026-05-20 09:00")

    stories = [url for url in rendered(built) if url.count("/") == 5 and not url.endswith("xml")]

    assert stories == ["/2026/04/01/vote/", "/2026/05/20/tram/"]


def test_a_story_of_one_section_leaves_the_other_section_alone(built: Newsroom) -> None:
    write_story(built, "tram", "2026-05-20 09:00")

    assert not {"/world/", "/2026/05/01/summit/"} & set(rendered(built))


def test_removing_a_story_removes_its_page_and_renders_what_led_to_it(built: Newsroom) -> None:
    (built.root / "content/local/vote.md").unlink()

    report = built.build()

    assert "/2026/04/01/vote/" in report.removed
    assert "/2026/03/01/bridge/" in report.rendered
    assert "/2026/05/01/summit/" not in report.rendered


def test_a_draft_that_is_let_go_renders_what_an_added_story_does(built: Newsroom) -> None:
    write_story(built, "tram", "2026-05-20 09:00", draft="true")
    assert rendered(built) == []

    write_story(built, "tram", "2026-05-20 09:00")

    assert {"/", "/2026/05/20/tram/", "/local/"} <= set(rendered(built))


def test_what_the_clock_does_not_publish_is_not_looked_at(built: Newsroom) -> None:
    report = built.build(as_of="2026-05-31")

    assert (report.parsed, report.rendered) == (0, [])


def test_an_embargo_that_passes_renders_only_what_changes(built: Newsroom) -> None:
    write_story(built, "tram", "2026-05-20 09:00", embargo="2026-06-02 06:00")
    assert rendered(built, as_of="2026-06-02 05:59") == []

    made = rendered(built, as_of="2026-06-02 06:00")

    assert "/2026/05/20/tram/" in made
    assert not {"/world/", "/2026/05/01/summit/", "/about/", "/tags/"} & set(made)
    assert rendered(built, as_of="2026-06-02 06:00") == []


def test_a_link_follows_the_story_it_leads_to(built: Newsroom) -> None:
    write_story(built, "summit", "2026-05-01 09:00", "See [it](bridge).", section="world")
    built.build()
    write_story(built, "bridge", "2026-03-02 09:00")

    assert "/2026/05/01/summit/" in rendered(built)
    assert "/2026/03/02/bridge/" in built.body("/2026/05/01/summit/")


def test_the_order_of_what_is_extra_is_seen(built: Newsroom) -> None:
    """Templates may list it, and then its order shows."""
    built.write("templates/article.html", "{{ page.article.extra|list|join(' ') }}")
    write_story(built, "vote", "2026-04-01 09:00", extra="{one: 1, two: 2}")
    built.build()
    write_story(built, "vote", "2026-04-01 09:00", extra="{two: 2, one: 1}")

    assert "/2026/04/01/vote/" in rendered(built)


def test_a_feed_that_was_switched_off_comes_back_with_what_changed_meanwhile(
    built: Newsroom,
) -> None:
    built.config('description = "News of the town"', "[feeds]", "atom = false")
    built.build()
    write_story(built, "vote", "2026-04-01 09:00", title="The vote")
    built.build()
    built.config('description = "News of the town"', *PLAIN)

    assert "/feed.xml" in rendered(built)


# Templates, assets, data


def test_a_template_renders_the_pages_that_it_makes(built: Newsroom) -> None:
    built.write("templates/year.html", "{{ page.title }}")

    assert rendered(built) == ["/2026/"]


def test_a_partial_renders_the_pages_that_include_it(built: Newsroom) -> None:
    built.write("templates/year.html", '{% include "partials/mine.html" %}')
    built.write("templates/partials/mine.html", "one")
    built.build()
    built.write("templates/partials/mine.html", "two")

    assert rendered(built) == ["/2026/"]


def test_a_partial_that_was_not_there_renders_the_pages_that_would_have_had_it(
    built: Newsroom,
) -> None:
    built.write("templates/year.html", '{% include "partials/mine.html" ignore missing %}')
    built.build()
    built.write("templates/partials/mine.html", "two")

    assert rendered(built) == ["/2026/"]


def test_a_template_renders_the_pages_whose_templates_extend_it(built: Newsroom) -> None:
    built.write("templates/mine.html", "one {% block main %}{% endblock %}")
    built.write("templates/year.html", '{% extends "mine.html" %}')
    built.build()
    built.write("templates/mine.html", "two {% block main %}{% endblock %}")

    assert rendered(built) == ["/2026/"]


def test_any_template_renders_the_pages_that_include_by_a_name_worked_out(
    built: Newsroom,
) -> None:
    built.write("templates/404.html", '{% set name = "partials/mine.html" %}{% include name %}')
    built.write("templates/partials/mine.html", "one")
    built.write("templates/partials/other.html", "one")
    built.build()
    built.write("templates/partials/other.html", "two")

    assert rendered(built) == ["/404.html"]


def test_a_page_that_gets_another_template_is_made_anew(built: Newsroom) -> None:
    """A plugin chooses it by what it finds, and gives the same content."""
    built.write("plugins/made.py", PLUGIN)
    built.write("templates/few.html", "Few")
    built.write("templates/many.html", "Many")
    built.config('plugins = ["made"]', *PLAIN)
    built.build()
    write_story(built, "tram", "2026-05-20 09:00")

    assert "/made/" in rendered(built)


def test_the_tagline_renders_the_pages_that_show_it(built: Newsroom) -> None:
    built.config('description = "News of the town"', 'tagline = "All of it"', *PLAIN)

    assert rendered(built) == ["/"]


def test_a_tags_title_renders_pages_that_show_it_or_a_story_that_has_it(built: Newsroom) -> None:
    built.write("data/tags.toml", '[money]\ntitle = "The money"\n')

    made = rendered(built)

    assert {"/2026/04/01/vote/", "/feed.xml", "/tags/", "/tags/money/"} <= set(made)
    assert [url for url in made if not shows(built, url, "The money", "Vote")] == []


def test_an_authors_bio_renders_pages_that_show_the_author_or_a_story(built: Newsroom) -> None:
    built.write("data/authors.toml", '[ada]\nname = "Ada"\nbio = "Counts."\n')

    made = rendered(built)

    assert "/authors/ada/" in made
    assert [url for url in made if not shows(built, url, "Ada", "Vote")] == []


def test_a_translated_text_renders_the_pages_that_say_it(built: Newsroom) -> None:
    built.config('language = "hu"', *PLAIN)
    built.write("translations/hu.po", CATALOGUE.format("Nincs ilyen"))
    built.build()
    built.write("translations/hu.po", CATALOGUE.format("Nincs ilyen lap"))

    assert rendered(built) == ["/404.html"]


def test_an_asset_renders_the_pages_that_name_it(built: Newsroom) -> None:
    built.write("templates/404.html", "{{ site.asset('mine.js').url }}")
    built.write("assets/mine.js", "one()")
    built.build()
    built.write("assets/mine.js", "two()")

    assert rendered(built) == ["/404.html"]


def test_a_static_file_renders_nothing(built: Newsroom) -> None:
    built.write("static/note.txt", "one")

    report = built.build()

    assert (report.rendered, report.written) == ([], ["note.txt"])


def test_the_language_renders_everything(built: Newsroom) -> None:
    built.config('language = "hu"', 'description = "News of the town"', *PLAIN)

    assert len(rendered(built)) == built.build().pages
