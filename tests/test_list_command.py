"""`dateline list`: which articles, in which order, in which form."""

from __future__ import annotations

import pytest

from tests.newsroom import Dateline, Newsroom


@pytest.fixture
def archive(newsroom: Newsroom) -> Newsroom:
    newsroom.article("alpha", section="local", date="2025-01-10 09:00", tags="[EU, Old Town]")
    newsroom.article("beta", section="world", date="2025-02-10 23:30", authors="ada")
    newsroom.article("gamma", section="local", date="2025-02-11 00:00", tags="eu", authors="[Ada]")
    newsroom.article("delta", section="local", date="2025-03-01", draft="true")
    newsroom.article("omega", section="local", date="2099-01-01")
    newsroom.raw("---\ntitle: About\n---\n", "content/pages/about.md")
    return newsroom


def slugs(dateline: Dateline, *arguments: str) -> list[str]:
    outcome = dateline("list", "--json", *arguments)
    assert (outcome.code, outcome.err) == (0, "")
    return [article["slug"] for article in outcome.data["articles"]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ["gamma", "beta", "alpha"]),
        (("--drafts",), ["omega", "delta", "gamma", "beta", "alpha"]),
        (("--tag", "eu"), ["gamma", "alpha"]),
        (("--tag", "EU"), ["gamma", "alpha"]),
        (("--tag", "old town"), ["alpha"]),
        (("--tag", "😀"), []),
        (("--section", "world"), ["beta"]),
        (("--section", "World"), ["beta"]),
        (("--author", "Ada"), ["gamma", "beta"]),
        (("--author", "nobody"), []),
        (("--since", "2025-02-10"), ["gamma", "beta"]),
        (("--since", "2025-02-10 23:31"), ["gamma"]),
        (("--until", "2025-02-10"), ["beta", "alpha"]),
        (("--until", "2025-02-10 23:29"), ["alpha"]),
        (("--until", "2025-02-10 23:30"), ["beta", "alpha"]),
        (("--until", "2025-02-10T22:30:00Z"), ["beta", "alpha"]),
        (("--since", "2025-01-11", "--until", "2025-02-10"), ["beta"]),
        (("--section", "local", "--tag", "eu", "--author", "ada"), ["gamma"]),
    ],
)
def test_articles_are_listed_newest_first(
    archive: Newsroom, dateline: Dateline, arguments: tuple[str, ...], expected: list[str]
) -> None:
    assert slugs(dateline, *arguments) == expected


def test_a_line_has_date_section_title_and_file(archive: Newsroom, dateline: Dateline) -> None:
    code, out, err = dateline("list", "--drafts")

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "2099-01-01 00:00  local         [held] Omega  (content/local/omega.md)",
        "2025-03-01 00:00  local         [draft] Delta  (content/local/delta.md)",
        "2025-02-11 00:00  local         Gamma  (content/local/gamma.md)",
        "2025-02-10 23:30  world         Beta  (content/world/beta.md)",
        "2025-01-10 09:00  local         Alpha  (content/local/alpha.md)",
    ]


def test_json_has_what_scripts_ask_for(archive: Newsroom, dateline: Dateline) -> None:
    (beta,) = dateline("list", "--json", "--section", "world").data["articles"]

    assert beta == {
        "path": "content/world/beta.md",
        "url": "/2025/02/10/beta/",
        "slug": "beta",
        "title": "Beta",
        "date": "2025-02-10T23:30:00+01:00",
        "updated": None,
        "section": "world",
        "tags": [],
        "authors": ["ada"],
        "lang": "en",
        "state": "out",
    }


def test_nothing_found_is_silence(newsroom: Newsroom, dateline: Dateline) -> None:
    assert dateline("list") == (0, "", "")


def test_what_can_be_read_is_listed_and_what_can_not_is_told(
    archive: Newsroom, dateline: Dateline
) -> None:
    archive.raw("---\ntitle: x\n", "content/local/broken.md")

    code, out, err = dateline("list")

    assert code == 1
    assert "Gamma" in out
    assert "content/local/broken.md:1:1: error: front matter is never closed" in err


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Budget \u202evote", "Budget \\x202evote"),
        ("Budget\u2066 vote", "Budget\\x2066 vote"),
        ("2\u00a0500 Ft", "2\u00a0500 Ft"),
        ("👩‍👧 win", "👩‍👧 win"),
        ("روزنامه\u200cها", "روزنامه\u200cها"),
    ],
)
def test_a_title_can_not_turn_the_terminal_around(
    newsroom: Newsroom, dateline: Dateline, title: str, shown: str
) -> None:
    newsroom.article("budget", title=title)

    assert f"  {shown}  (content/budget.md)" in dateline("list").out


@pytest.mark.parametrize("escape", ["\x1b[31m", "\x1b]0;owned\x07", "\x9b2J", "\x08\x08"])
@pytest.mark.parametrize("place", ["title", "date", "key", "slug", "section"])
def test_escape_sequences_never_reach_the_terminal(
    newsroom: Newsroom, dateline: Dateline, place: str, escape: str
) -> None:
    quoted = '"' + "".join(f"\\x{ord(letter):02x}" for letter in escape) + 'x"'
    lines = {"title": "Budget", "date": "2026-05-01", place: quoted}
    if place == "key":
        lines = {"title": "Budget", "date": "2026-05-01", quoted: "x"}
    matter = "\n".join(f"{key}: {value}" for key, value in lines.items())
    newsroom.raw(f"---\n{matter}\n---\n\n{escape}[x]({escape}y)\n", "content/a.md")

    for command in (("list",), ("build",), ("build", "--json"), ("list", "--json")):
        _, out, err = dateline(*command)
        assert all(letter.isprintable() or letter in "\n\t" for letter in out + err)
