"""What is not out leaves no trace in Don't Miss, neither on pages nor in `dateline related`."""

from __future__ import annotations

import json

import pytest

from tests.newsroom import Dateline, Newsroom, Outcome
from tests.offered import SUBJECTS, data, slugs, why, words_on, write_archive

SECRET = "xylophonium"
HIDDEN = [
    ({"draft": "true"}, "is a draft"),
    ({"date": "2099-01-01"}, "is not out yet"),
    ({"embargo": "2099-01-01"}, "is not out yet"),
    ({"expires": "2026-03-04"}, "has expired"),
]


@pytest.fixture
def archive(newsroom: Newsroom) -> Newsroom:
    return write_archive(newsroom)


def write_secret(newsroom: Newsroom, **matter: str) -> None:
    """An article close to those on the grid, with a word of its own wherever it can have one."""
    newsroom.article(
        SECRET,
        f"On Monday: {words_on('grid', 'secret')} {SECRET} here.",
        **{
            "title": f"Grid {SECRET}",
            "date": "2026-03-03 09:00",
            "section": SECRET,
            "tags": f"[{SECRET}]",
            "standfirst": SECRET,
            "related": "[grid-1]",
            **matter,
        },
    )


@pytest.mark.parametrize(("matter", "reason"), HIDDEN)
def test_what_is_not_out_leaves_no_trace_in_the_output(
    archive: Newsroom, dateline: Dateline, matter: dict[str, str], reason: str
) -> None:
    def told() -> list[Outcome]:
        return [
            dateline("related", *arguments)
            for arguments in (
                *(("grid-1",), ("grid-1", "--explain"), ("grid-1", "--explain", "--json")),
                *(("--all",), ("--all", "--json", "-n", "20"), ("xylophoni",)),
            )
        ]

    before = told()
    write_secret(archive, **matter)

    assert told() == before
    assert SECRET not in json.dumps(before)


@pytest.mark.parametrize(("matter", "reason"), HIDDEN)
def test_what_is_not_out_leaves_no_trace_on_pages(
    archive: Newsroom, dateline: Dateline, matter: dict[str, str], reason: str
) -> None:
    archive.build()
    before = archive.files()
    write_secret(archive, **matter)

    archive.build()

    assert archive.files() == before


def test_the_secret_would_be_seen_if_it_were_out(archive: Newsroom, dateline: Dateline) -> None:
    """Without this the tests above could look for the wrong thing."""
    write_secret(archive)

    for arguments in (("grid-1",), ("grid-1", "--explain"), ("--all", "--json")):
        assert SECRET in dateline("related", *arguments, "-n", "9").out


@pytest.mark.parametrize(("matter", "reason"), HIDDEN)
def test_what_is_not_out_is_told_to_be_so_when_it_is_named(
    archive: Newsroom, dateline: Dateline, matter: dict[str, str], reason: str
) -> None:
    write_secret(archive, **matter)

    code, out, err = dateline("related", SECRET)

    assert (code, out) == (2, "")
    assert err.startswith(f"dateline: '{SECRET}' {reason}")
    said = why(dateline, "grid-1", SECRET)
    assert said.startswith(f"'{SECRET}' is not offered: it {reason}")


@pytest.mark.parametrize("matter", [each for each, reason in HIDDEN if reason != "has expired"])
def test_drafts_and_what_is_to_come_are_shown_when_asked_for(
    archive: Newsroom, dateline: Dateline, matter: dict[str, str]
) -> None:
    write_secret(archive, **matter)

    assert SECRET in slugs(dateline, "grid-2", "--drafts", "-n", "9")
    assert slugs(dateline, SECRET, "--drafts")[0] == "grid-1"


def test_what_has_expired_is_not(archive: Newsroom, dateline: Dateline) -> None:
    write_secret(archive, expires="2026-03-04")

    assert SECRET not in slugs(dateline, "grid-2", "--drafts", "-n", "9")


def test_an_instant_decides_what_is_out(archive: Newsroom, dateline: Dateline) -> None:
    assert data(dateline, "--all", "--as-of", "2026-03-02 10:00").keys() == {
        f"{subject}-{n}" for subject in SUBJECTS for n in (1, 2)
    }
