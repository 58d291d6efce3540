"""`dateline new article`: a file that builds, whatever the title, and never over another."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.newsroom import Dateline, Newsroom


def made(newsroom: Newsroom) -> Path:
    (path,) = (newsroom.root / "content").rglob("*.md")
    return path


def test_the_path_of_the_new_file_is_printed(newsroom: Newsroom, dateline: Dateline) -> None:
    outcome = dateline("new", "article", "Harbour bridge reopens", "--date", "2026-05-01 08:00")

    assert outcome == (0, "content/2026-05-01-harbour-bridge-reopens.md\n", "")
    assert (
        made(newsroom)
        .read_text("utf-8")
        .startswith('---\ntitle: "Harbour bridge reopens"\ndate: 2026-05-01 08:00\n')
    )


def test_a_new_article_is_a_draft_of_now(newsroom: Newsroom, dateline: Dateline) -> None:
    dateline("new", "article", "Budget")

    text = made(newsroom).read_text("utf-8")
    assert "draft: true\n" in text
    typed = re.search(r"date: (.*)", text)
    assert typed
    written = datetime.fromisoformat(typed[1]).replace(tzinfo=UTC)
    # Budapest is an hour or two ahead.
    assert 0 < (written - datetime.now(UTC)).total_seconds() + 120 < 2.1 * 3600


NASTY = [
    'He said: "no"',
    "It's: 50% & more # not a comment",
    "- a list? [no] {no} *no* !no @no `no`",
    "back\\slash \\n \\u0041",
    "{{ 7*7 }} {% include 'x' %}",
    "😀 party 👩‍👧",
    "İstanbul'da çığ: ığüşöç",
    "Київ — Львів: «так»",
    "yes",
    "3.10",
    "null x",
    "</script><script>alert(1)</script>",
    "--- x",
    "tab\tand\nnewline",
    "a\u2028b\u00a0c\u202ed",
    "x " * 400,
    "con",
    "2026-05-01",
    "../../etc/passwd",
]


@pytest.mark.parametrize("title", NASTY)
def test_any_title_makes_a_file_that_builds_and_shows_it(
    newsroom: Newsroom, dateline: Dateline, title: str
) -> None:
    assert dateline("new", "article", "--date", "2026-05-01", "--", title).code == 0
    assert made(newsroom).parent == newsroom.root / "content"

    report = newsroom.build(drafts=True)

    assert report.problems == ()
    (url,) = (url for url in report.rendered if re.fullmatch(r"/2026/05/01/.+/", url))
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", newsroom.page(url), re.DOTALL)
    assert heading
    assert "<script" not in heading[1]
    assert " ".join(title.split()) in newsroom.text(url)


@pytest.mark.parametrize("title", ["😀", "!?", "", "   ", "a\x1b[31mb", "a\x00b", "a\udcffb"])
def test_a_title_that_can_not_be_one_is_wrong_usage(
    newsroom: Newsroom, dateline: Dateline, title: str
) -> None:
    code, out, err = dateline("new", "article", title)

    assert (code, out) == (2, "")
    assert "\x1b" not in err
    assert not (newsroom.root / "content").exists()


def test_an_existing_file_is_never_overwritten(newsroom: Newsroom, dateline: Dateline) -> None:
    arguments = ("new", "article", "Budget", "--date", "2026-05-01")
    dateline(*arguments)
    made(newsroom).write_text("mine", "utf-8")

    code, out, err = dateline(*arguments)

    assert (code, out) == (2, "")
    assert "exists" in err
    assert made(newsroom).read_text("utf-8") == "mine"


def test_tags_are_written_and_built(newsroom: Newsroom, dateline: Dateline) -> None:
    dateline(
        "new", "article", "Vote", "--tags", 'eu, "quoted": tag,,Őrség ', "--date", "2026-05-01"
    )

    newsroom.build(drafts=True)

    assert {"/tags/eu/", "/tags/quoted-tag/", "/tags/orseg/"} <= newsroom.urls()


def test_a_tag_without_letters_is_wrong_usage(newsroom: Newsroom, dateline: Dateline) -> None:
    assert dateline("new", "article", "Vote", "--tags", "eu,😀").code == 2
    assert not (newsroom.root / "content").exists()


def test_the_date_may_have_an_offset(newsroom: Newsroom, dateline: Dateline) -> None:
    dateline("new", "article", "Vote", "--date", "2026-12-31T23:30:00Z")

    assert made(newsroom).name == "2027-01-01-vote.md"
    assert "date: 2027-01-01 00:30\n" in made(newsroom).read_text("utf-8")


@pytest.mark.parametrize(
    ("section", "folder"),
    [("local", "local"), ("Old Town", "old-town"), ("../../x", "x"), ("/etc", "etc")],
)
def test_the_section_is_a_folder_of_content(
    newsroom: Newsroom, dateline: Dateline, section: str, folder: str
) -> None:
    assert dateline("new", "article", "Vote", "--section", section).code == 0

    assert made(newsroom).parent == newsroom.root / "content" / folder


@pytest.mark.parametrize("section", ["😀", "2026", "", "pages", ".."])
def test_a_section_that_can_not_be_one_is_wrong_usage(
    newsroom: Newsroom, dateline: Dateline, section: str
) -> None:
    assert dateline("new", "article", "Vote", "--section", section).code == 2
    assert not (newsroom.root / "content").exists()


def test_an_unknown_section_of_a_site_that_lists_them_is_wrong_usage(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    newsroom.config("[[sections]]", 'slug = "politics"', 'title = "Politics"')

    code, _, err = dateline("new", "article", "Vote", "--section", "politcs")
    dateline("new", "article", "Vote")

    assert code == 2
    assert "did you mean 'politics'?" in err
    assert made(newsroom).parent.name == "politics"


def test_a_site_with_a_broken_configuration_is_exit_code_1(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    newsroom.write("dateline.toml", "title = \n")

    code, out, err = dateline("new", "article", "Vote")

    assert (code, out) == (1, "")
    assert err.startswith("dateline.toml:1:")
