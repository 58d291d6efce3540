"""Stories that are added: they are put into the last build's index, and the result is the same."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.build.explain import explain
from dateline.options import Options
from tests.desk import PLAIN, rendered, write_story
from tests.editor import KNOBS, NAMES, SECTIONS, SVG, TARGETS, TEXTS
from tests.matter import DATES, LINES, PEOPLE, TAGS, TITLES
from tests.newsroom import AS_OF, Newsroom
from tests.test_law import MEMORY, Lawsuit

NEW = "2026-03-02 09:00"


@pytest.fixture
def built(tmp_path: Path) -> Newsroom:
    """A site of stories in two sections, with a standalone page, a tag and an author."""
    newsroom = Newsroom(tmp_path)
    newsroom.config(*(line for line in PLAIN if line not in ("[related]", "count = 0")))
    for number, name in enumerate(("bridge", "ferry", "storm", "wall"), 1):
        write_story(newsroom, name, f"2026-0{number}-02 09:00", tags="[money]", authors="[Ada]")
    write_story(newsroom, "summit", "2026-05-01 09:00", section="world", aliases="[/old/]")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    newsroom.write("content/local/photo.svg", SVG.format(4))
    newsroom.build()
    return newsroom


def add(newsroom: Newsroom, body: str = "It is done.", **matter: str) -> None:
    write_story(newsroom, "vote", matter.pop("date", NEW), body, **matter)


def test_a_story_more_needs_no_linking(built: Newsroom, linked: list[str]) -> None:
    add(built)

    report = built.build()

    assert report.articles == 6
    assert {"/", "/2026/03/02/vote/", "/local/"} <= set(report.rendered)
    assert linked == []


PLAIN_MATTER: tuple[dict[str, str], ...] = (
    {},
    {"date": "2026-03-03 09:00"},
    {"date": "2025-03-03 09:00"},
    {"date": "2026-06-01 09:00"},
    {"section": "world"},
    {"tags": "[money]", "authors": "[Ada]"},
    {"tags": "[Court, sea]", "authors": "[Ben]"},
    {"tags": "[Court, court]"},
    {"noindex": "true"},
    {"image": "{src: photo.svg, alt: A photo}"},
    {"related": "[bridge, wall]"},
    {"related": "false"},
    {"unrelated": "[bridge]"},
    {"never_recommend": "true"},
    {"lang": "hu"},
    {"extra": "{map: /tags/}"},
    {"slug": "the-vote"},
    {"body": "[A](bridge.md) [b](wall) [c](/tags/) [d](/2026/02/02/ferry/) [e](/about/)"},
    {"body": "![A](photo.svg) and [this](photo.svg), [elsewhere](https://example.org/)"},
)


@pytest.mark.parametrize("matter", PLAIN_MATTER, ids=str)
def test_it_stands_wherever_a_clean_build_puts_it(
    built: Newsroom, linked: list[str], matter: dict[str, str]
) -> None:
    add(built, **matter)

    assert "/" in rendered(built) or matter.get("date", "").startswith("2025")
    assert linked == ["whole"]  # by the clean build alone


LINKED_MATTER: tuple[dict[str, str], ...] = (
    {"section": "politics"},
    {"aliases": "[/was/]"},
    {"guid": "'urn:x:1'"},
    {"storyline": "Harbour"},
    {"storyline": "false"},
    {"translation_of": "bridge", "lang": "hu"},
    {"corrections": "[{date: 2026-05-02, text: It was *two*.}]"},
    {"tags": "[MONEY]"},
    {"authors": "[ADA]"},
    {"draft": "true"},
    {"embargo": "2026-07-01 09:00"},
    {"slug": "bridge"},
    {"body": "[A](/old/)"},
)


@pytest.mark.parametrize("matter", LINKED_MATTER, ids=str)
def test_what_may_touch_others_is_linked(
    built: Newsroom, linked: list[str], matter: dict[str, str]
) -> None:
    add(built, **matter)

    rendered(built)

    assert linked == ["whole", "whole"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_make_the_pages_that_show_it(
    built: Newsroom, linked: list[str], method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_START_METHOD", method)
    add(built, title="The vote")

    report = built.build(jobs=2)

    assert len(report.rendered) > 1
    assert linked == []
    assert "The vote" in built.page("/local/")


def test_its_picture_may_come_with_it(built: Newsroom, linked: list[str]) -> None:
    built.write("content/local/vote.svg", SVG.format(7))
    add(built, "![A](vote.svg)", image="{src: vote.svg, alt: A}")

    assert "/" in rendered(built)
    assert linked == ["whole"]
    assert 'width="7"' in built.page("/2026/03/02/vote/")


def test_a_file_that_is_told_of_is_linked(built: Newsroom, linked: list[str]) -> None:
    built.write("content/local/notes.markdown", "Notes")
    add(built)

    rendered(built)

    assert linked == ["whole", "whole"]
    assert [problem.path for problem in built.problems] == ["content/local/notes.markdown"]


def test_one_story_after_another_needs_no_linking(built: Newsroom, linked: list[str]) -> None:
    for number in range(3):
        write_story(built, f"vote-{number}", f"2026-03-0{number + 1} 09:00", tags="[money]")
        built.build()
    write_story(built, "court", "2026-03-05 09:00")
    write_story(built, "tram", "2026-03-05 09:00")

    assert built.build().articles == 10
    assert linked == []
    add(built)
    assert "/" in rendered(built)


def test_an_edit_of_a_story_that_was_added_needs_no_linking(
    built: Newsroom, linked: list[str]
) -> None:
    add(built)
    built.build()
    add(built, title="The vote")

    assert "/2026/03/02/vote/" in built.build().rendered
    assert linked == []


def test_a_page_that_was_spoilt_is_made_again_with_it(built: Newsroom) -> None:
    (built.output / "2026/01/02/bridge/index.html").unlink()
    (built.output / "index.html").write_text("", "utf-8")
    add(built)

    assert {"/", "/2026/01/02/bridge/"} <= set(rendered(built))


def test_the_clock_takes_it_out_of_news_search(built: Newsroom, linked: list[str]) -> None:
    add(built, date="2026-06-01 09:00")
    built.build()
    assert "/2026/06/01/vote/" in built.page("/sitemap-news.xml")
    assert linked == []

    assert "/sitemap-news.xml" in rendered(built, as_of="2026-06-03 09:00")


def test_why_a_page_shows_it_is_explained(built: Newsroom, linked: list[str]) -> None:
    add(built)

    told = explain(built.root, Options(as_of=AS_OF), "/local/")

    assert "the list of section/local changed: ids + local/vote.md" in told.reasons
    assert linked == []


def test_what_was_said_of_other_stories_is_said_again(built: Newsroom, linked: list[str]) -> None:
    write_story(built, "harbour", "2026-03-04 09:00", typo="true")
    built.build()
    linked.clear()
    add(built, titel="Vote")

    told = [problem.path for problem in built.warnings()]

    assert linked == []
    assert told == ["content/local/harbour.md", "content/local/vote.md"]
    assert rendered(built) == []


def test_a_story_that_a_dead_link_may_mean_is_linked(built: Newsroom, linked: list[str]) -> None:
    built.config('links = "warn"')
    write_story(built, "harbour", "2026-03-04 09:00", "See [the vote](vote).")
    built.build()
    linked.clear()
    add(built)

    assert "/2026/03/04/harbour/" in rendered(built)
    assert linked == ["whole", "whole"]
    assert built.problems == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("urls.lock", ""),
        ("data/redirects.toml", '"/was/*" = "/tags/*"\n'),
        ("dateline.toml", None),
    ],
    ids=["a ledger", "a redirect with a star", "a setting"],
)
def test_a_story_is_linked_where_more_is_held_to_it(
    built: Newsroom, linked: list[str], name: str, text: str | None
) -> None:
    if text is not None:
        built.write(name, text)
        built.build()
        linked.clear()
    else:
        built.config('description = "News"', *PLAIN)
    add(built)

    rendered(built)

    assert linked == ["whole", "whole"]


def test_a_link_by_a_slug_that_two_stories_have_is_told(built: Newsroom) -> None:
    write_story(built, "harbour", "2026-03-04 09:00", "See [the wall](wall).")
    built.build()
    add(built, slug="wall")

    (problem,) = built.errors()

    assert problem.path == "content/local/harbour.md"
    assert problem.text.startswith("2 articles have the slug 'wall'")


# What leads nowhere, or may, is a problem, and where there are problems the site is linked.
DARING = ("aliases", "related", "unrelated", "image", "translation_of", "guid")
SAFE = {key: values for key, values in LINES.items() if key not in DARING}

Stories = dict[str, dict[str, str]]


def story(
    lines: dict[str, tuple[str, ...]], most: int, links: tuple[str, ...]
) -> st.SearchStrategy[dict[str, str]]:
    """What a story has in its file; "" is nothing."""
    usual = {
        "title": st.sampled_from(TITLES),
        "date": st.sampled_from(DATES),
        "tags": st.sampled_from(TAGS),
        "authors": st.sampled_from(PEOPLE),
        "section": st.sampled_from(SECTIONS),
        "body": st.sampled_from(TEXTS),
        "link": st.sampled_from(("", "", *links)),
    }
    line = st.sampled_from([(key, value) for key, values in lines.items() for value in values])
    more = st.lists(line, max_size=most).map(dict)
    return st.builds(lambda one, other: one | other, st.fixed_dictionaries(usual), more)


def write(newsroom: Newsroom, name: str, given: dict[str, str]) -> None:
    matter = {key: value for key, value in given.items() if value and key not in ("body", "link")}
    link = f"\n\n[There]({given['link']})" if given["link"] else ""
    newsroom.article(name, given["body"] + link, **matter)


@settings(max_examples=60, deadline=None)
@given(
    stories=st.dictionaries(
        st.sampled_from(NAMES), story(SAFE, 1, ("/tags/", "/static.txt")), max_size=6
    ),
    added=st.lists(
        st.dictionaries(
            st.sampled_from([*NAMES, "vote-x", "2026-vote"]),
            story(LINES, 1, TARGETS),
            min_size=1,
            max_size=2,
        ),
        min_size=1,
        max_size=4,
    ),
    knobs=st.lists(
        st.sampled_from([(key, line) for key in KNOBS for line in KNOBS[key]]), max_size=2
    ),
)
def test_any_stories_more_are_as_if_they_had_always_been_there(
    stories: dict[str, dict[str, str]],
    added: list[dict[str, dict[str, str]]],
    knobs: list[tuple[str, str]],
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="dateline-added-", dir=MEMORY))
    try:
        suit = Lawsuit(folder)
        suit.editor.knobs |= dict(knobs)
        suit.editor.configure(0, 0)
        suit.editor.configure(0, 0)
        suit.newsroom.write("content/local/photo.svg", SVG.format(4))
        suit.newsroom.write("static/static.txt", "static")
        for name, given in stories.items():
            write(suit.newsroom, name, given)
        suit.hold()
        for some in added:
            for name, given in some.items():
                if not [*(suit.newsroom.root / "content").rglob(f"{name}.md")]:
                    write(suit.newsroom, name, given)
            suit.hold()
    finally:
        shutil.rmtree(folder)
