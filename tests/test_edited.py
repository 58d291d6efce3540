"""Edits of texts and of the theme: nothing is linked for them, and the result is the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import PLAIN, rendered, write_story
from tests.newsroom import Newsroom

STORIES = ("bridge", "vote", "summit", "ferry", "storm", "wall")
LOUD = "def extend(dateline):\n    dateline.filter('loud', str.upper)\n"
VOTED = "2026-03-02 09:00"


def pin(name: str) -> dict[str, str]:
    """Front matter that offers another story: where there is none, the latest stand in."""
    return {"related": "[bridge]" if name != "bridge" else "[wall]"}


@pytest.fixture
def built(tmp_path: Path) -> Newsroom:
    """A site whose stories have Don't Miss of their own."""
    newsroom = Newsroom(tmp_path)
    newsroom.config(*(line for line in PLAIN if line not in ("[related]", "count = 0")))
    for number, name in enumerate(STORIES, 1):
        write_story(newsroom, name, f"2026-0{number % 5 + 1}-0{number} 09:00", **pin(name))
    newsroom.build()
    return newsroom


def edit(newsroom: Newsroom, **matter: str) -> None:
    """Another text for a story, and other front matter where it is given."""
    write_story(newsroom, "vote", VOTED, "Another opinion.", **{**pin("vote"), **matter})


def test_another_text_needs_no_linking(built: Newsroom, linked: list[str]) -> None:
    edit(built)

    report = built.build()

    assert report.parsed == 1
    assert "/2026/03/02/vote/" in report.rendered
    assert linked == []


def test_another_text_gives_what_a_clean_build_gives(built: Newsroom) -> None:
    edit(built)

    assert "/2026/03/02/vote/" in rendered(built)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_make_the_pages_that_show_an_edit(
    built: Newsroom, linked: list[str], method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_START_METHOD", method)
    edit(built, title="Another title")

    report = built.build(jobs=2)

    assert len(report.rendered) > 1
    assert linked == []
    assert "Another title" in built.page("2026/03/02/vote/")


def test_a_second_edit_needs_no_linking_either(built: Newsroom, linked: list[str]) -> None:
    edit(built)
    built.build()
    write_story(built, "wall", "2026-02-06 09:00", "Stones.", **pin("wall"))

    built.build()

    assert linked == []


def test_a_template_needs_no_linking(built: Newsroom, linked: list[str]) -> None:
    built.write("templates/404.html", "Lost")

    assert built.build().rendered == ["/404.html"]
    assert linked == []


def test_a_page_that_was_removed_is_made_again_without_linking(
    built: Newsroom, linked: list[str]
) -> None:
    (built.output / "index.html").unlink()

    assert built.build().rendered == ["/"]
    assert linked == []


def test_an_alias_that_names_a_file_is_made_again_too(built: Newsroom, linked: list[str]) -> None:
    edit(built, aliases="[/old/index.html]")
    built.build()
    linked.clear()
    (built.output / "old/index.html").unlink()

    assert built.build().rendered == ["/old/index.html"]
    assert linked == []


def test_a_template_that_asks_for_something_new_gets_it(built: Newsroom, linked: list[str]) -> None:
    built.write(
        "templates/404.html", "{% for each in site.latest(2) %}{{ each.title }} {% endfor %}"
    )

    assert rendered(built) == ["/404.html"]
    assert linked == ["whole", "whole"]
    assert built.page("/404.html").split() == ["Ferry", "Summit"]


FACES = [
    {"title": "The vote"},
    {"standfirst": "More to come"},
    {"summary": "Shorter"},
    {"dateline": "LISBON"},
    {"featured": "true"},
]


@pytest.mark.parametrize("matter", FACES, ids=str)
def test_another_face_needs_no_linking(
    built: Newsroom, linked: list[str], matter: dict[str, str]
) -> None:
    edit(built, **matter)

    assert built.build().parsed == 1
    assert linked == []


@pytest.mark.parametrize("matter", FACES, ids=str)
def test_another_face_is_shown_wherever_a_clean_build_shows_it(
    built: Newsroom, matter: dict[str, str]
) -> None:
    edit(built, **matter)

    assert "/" in rendered(built)


def test_another_title_in_a_busy_month_needs_no_linking(built: Newsroom, linked: list[str]) -> None:
    for number in range(100):
        date = f"2026-03-{number % 28 + 1:02} 10:00"
        write_story(built, f"{number:03}-{'long-' * 20}story", date, related="false")
    built.build()
    linked.clear()
    edit(built, title="The vote")

    assert "/2026/" in built.build().rendered
    assert linked == []


def test_the_picture_on_a_card_stays_when_the_title_changes(built: Newsroom) -> None:
    built.write("static/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    picture = {"image": "{src: /a.svg, alt: A}"}
    edit(built, **picture)
    built.build()
    edit(built, title="The vote", **picture)

    assert "/" in rendered(built)


def test_another_title_reaches_news_search(built: Newsroom, linked: list[str]) -> None:
    write_story(built, "wall", "2026-06-01 09:00", **pin("wall"))
    built.build()
    linked.clear()
    write_story(built, "wall", "2026-06-01 09:00", **pin("wall"), title="Fallen wall")

    built.build()

    assert linked == []
    assert "<news:title>Fallen wall</news:title>" in built.page("/sitemap-news.xml")


def test_another_title_of_a_page_is_linked(built: Newsroom, linked: list[str]) -> None:
    built.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    built.build()
    linked.clear()
    built.write("content/pages/about.md", "---\ntitle: About us\n---\n\nWe.\n")

    rendered(built)

    assert linked == ["whole", "whole"]


def test_another_title_of_an_article_that_a_clash_has_moved_leaves_its_address(
    built: Newsroom,
) -> None:
    built.config('links = "warn"')
    write_story(built, "two", "2026-03-02 10:00", slug="vote", **pin("two"))
    built.build()
    write_story(built, "two", "2026-03-02 10:00", slug="vote", **pin("two"), title="Both")

    rendered(built)


@pytest.mark.parametrize(
    "matter",
    [
        {"tags": "[money]"},
        {"updated": "2026-05-05 10:00"},
        {"related": "[storm]"},
        {"draft": "true"},
        {"corrections": "[{date: 2026-05-05, text: Wrong}]"},
    ],
    ids=str,
)
def test_what_others_see_of_a_story_is_linked(
    built: Newsroom, linked: list[str], matter: dict[str, str]
) -> None:
    edit(built, **matter)

    rendered(built)

    assert linked == ["whole", "whole"]


def test_a_link_in_a_text_is_looked_up(built: Newsroom, linked: list[str]) -> None:
    write_story(built, "vote", VOTED, "See [the wall](wall.md).")

    rendered(built)

    assert linked == ["whole", "whole"]
    assert 'href="/2026/02/06/wall/"' in built.page("/2026/03/02/vote/")


def test_a_fault_in_a_text_is_told(built: Newsroom) -> None:
    write_story(built, "vote", VOTED, "See [the wall](wal.md).")

    assert [problem.path for problem in built.errors()] == ["content/local/vote.md"]


def test_a_warning_stays_while_another_text_is_edited(built: Newsroom, linked: list[str]) -> None:
    built.write("content/late.MD", "never read")
    built.build()
    before = built.problems
    linked.clear()
    edit(built)

    built.build()

    assert linked == []
    assert before == built.problems != ()


def test_where_the_latest_stand_in_all_stories_are_looked_at(
    built: Newsroom, linked: list[str]
) -> None:
    write_story(built, "vote", VOTED, "Quite another thing.")

    rendered(built)

    assert linked == ["whole", "whole"]


def test_a_build_with_drafts_in_between_leaves_the_choices_right(built: Newsroom) -> None:
    write_story(built, "secret", "2026-05-09 09:00", "Hush.", draft="true")
    built.build()
    edit(built)
    built.build(drafts=True, output=built.root / "desk")

    rendered(built)


def test_plugins_may_look_at_every_text(built: Newsroom, linked: list[str]) -> None:
    built.write(
        "plugins/loud.py", "def extend(dateline):\n    dateline.filter('loud', str.upper)\n"
    )
    built.config('plugins = ["loud"]', *PLAIN)
    built.build()
    linked.clear()
    edit(built)

    rendered(built)

    assert linked == ["whole", "whole"]


def told(newsroom: Newsroom, **options: object) -> list[tuple[str, str]]:
    """The faults of a build, each with its hint, which names the page."""
    return [(problem.text, problem.hint) for problem in newsroom.errors(**options)]


FAULTY_DAY = '{% extends "broadsheet/day.html" %}{% block main %}{{ FAULT }}{% endblock %}'


def test_a_fault_of_the_theme_is_told_for_the_page_that_a_clean_build_names(
    built: Newsroom,
) -> None:
    built.write("templates/day.html", FAULTY_DAY.replace("FAULT", "page.nothing.at.all"))

    found = told(built)

    assert len(found) == 1
    assert found == told(built, output=built.root / "clean", clean=True)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_of_many_faults_of_the_theme_the_first_in_time_are_told(built: Newsroom, jobs: int) -> None:
    """Each page has a fault of its own; a few tell enough of one template."""
    built.write("templates/day.html", FAULTY_DAY.replace("FAULT", "site.asset(page.url)"))
    days = sorted(url for url in built.urls() if re.fullmatch(r"/2026/\d\d/\d\d/", url))

    expected = [f"template: the theme has no asset '{url}'" for url in days[:5]]

    assert len(days) == 6
    assert [text for text, _ in told(built, jobs=jobs)] == expected
    clean = built.root / "clean"
    assert [text for text, _ in told(built, jobs=jobs, output=clean, clean=True)] == expected
