"""Bodies made to be slow or deep: each is read within ten seconds, and none ends in a traceback."""

from __future__ import annotations

import time

import pytest

from dateline.config import SiteConfig
from tests.newsroom import SITE, Newsroom, read

LIMIT = 10.0  # seconds of processor time for one file
MANY = 50_000
MATTER = "---\ntitle: Deep\ndate: 2026-05-01\n---\n\n"


def lines(count: int, pattern: str) -> str:
    """`pattern` with its number filled in, `count` times."""
    return "".join(pattern.format(number) for number in range(count))


BODIES = {
    # Marks that might begin something.
    **{mark: mark * MANY for mark in ("[", "![", "[^", "^[", "*a ", "_a ", "**a ", "~~a ", "*_")},
    **{mark: mark * MANY for mark in ("<", "&", "(", "{", "[](", "[a](<", "<!--", "<a ", "</b>")},
    **{mark: mark * MANY for mark in ("<?", "<![CDATA[", "{.a}", "[x]{", "\\*", "|\n", ". ", "。")},
    "backquotes in a ramp": "".join("`" * length + " " for length in range(1, 400)),
    "backquotes": "`" * MANY + "a",
    # Deep nesting.
    "quotations": ">" * 10_000 + " a",
    "quotations with spaces": "> " * 10_000 + "a",
    "lists by indent": "\n".join("  " * depth + "- a" for depth in range(1000)),
    "lists on a line": "- " * 5000 + "a",
    "numbered lists on a line": "1. " * 5000 + "a",
    "brackets and one that closes": "![" * 20_000 + "]",
    "brackets": "[" * 10_000 + "a" + "]" * 10_000,
    "links in links": "[" * 5000 + "a" + "](b)" * 5000,
    "emphasis": "*" * MANY + "a" + "*" * MANY,
    "definitions": "a\n: " * 3000 + "b",
    "open divs": "<div>" * 10_000,
    "divs in paragraphs of their own": "<div>\n\n" * 10_000,
    "open b": "<b>" * 10_000 + "a",
    "empty b": "<b>" * 10_000 + "</b>" * 10_000,
    "empty p": "<p>" * 5000 + "</p>" * 5000,
    "list items": "<ul>" + "<li>" * 3000 + "</li>" * 3000,
    "lists in lists": "<ul><li>" * 3000,
    "tables in tables": "<table><tr><td>" * 2000,
    "details": "<details>" * 5000,
    "headings in headings": "<h2>x" * 5000 + "</h2>" * 5000,
    "open links": '<a href="https://example.org/">' * 5000,
    # Many of one thing.
    "references": lines(20_000, "[r{0}]: https://example.org/{0}\n") + "\n[r1] [r19999]",
    "one reference many times": "[r]: https://example.org/\n\n" + "[r] " * 20_000,
    "a wide table": ("|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n")
    + ("|" + "b|" * 2000 + "\n") * 9,
    "a wide table with short rows": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n" + "|b|\n" * 500,
    "footnotes": lines(10_000, "a[^{0}] ") + "\n\n" + lines(10_000, "[^{0}]: note {0}\n\n"),
    "equal headings": "## Same\n\n" * 10_000,
    "equal anchors": "## Same {#a}\n\n" * 5000,
    "quotations with names": "> a\n>\n> — b\n\n" * 5000,
    "callouts": "> [!note] x\n> y\n\n" * 4000,
    "pictures of other sites": "![a](https://example.org/x.png)\n\n" * 3000,
    "dead links": "[a](gone.md) " * 10_000,
    "underlines": "a\n" * MANY + "===",
    # Long runs.
    "a long word": "a" * 1_000_000,
    "a long line": "word " * 200_000,
    "a long paragraph of sentences": "A word is said. " * 60_000,
    "spaces": "a" + " " * 500_000 + "b",
    "spaces in a heading": "## a" + " " * MANY + "}",
    "attributes in a heading": "## a {" + ".a " * MANY + "} }",
    "braces in a heading": "## " + "{.a " * MANY + "}",
    "attributes in a tag": "<b " + 'a="' * MANY + ">",
    "a long code block": "```python\n" + "x = [i for i in range(10)]\n" * 20_000 + "```",
    "a code block that is slow to colour": "```java\n" + "a" * 19_900 + "\n```",
    "a code block that never ends": "```\n" * MANY,
    "an address": "[a](https://example.org/" + "a/" * MANY + ")",
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_read_in_time(name: str) -> None:
    started = time.process_time()

    parsed = read(MATTER + BODIES[name])

    assert time.process_time() - started < LIMIT
    assert parsed.article is not None
    assert not [each for each in parsed.problems if each.severity == "error"]


@pytest.mark.parametrize("mode", ["escape", "trust"])
@pytest.mark.parametrize(
    "name", ["<", "<!--", "<a ", "<?", "open b", "empty b", "headings in headings", "open links"]
)
def test_raw_html_is_read_in_time_however_it_is_treated(name: str, mode: str) -> None:
    config = SiteConfig(
        title=SITE.title,
        base_url=SITE.base_url,
        timezone=SITE.timezone,
        html=mode,  # type: ignore[arg-type]
    )
    started = time.process_time()

    parsed = read(MATTER + BODIES[name], config=config)

    assert time.process_time() - started < LIMIT
    assert parsed.article is not None


def test_a_site_with_such_bodies_builds(newsroom: Newsroom) -> None:
    names = ["open divs", "lists by indent", "footnotes"]
    for number, name in enumerate(names):
        newsroom.article(f"deep-{number}", BODIES[name])
    started = time.process_time()

    newsroom.build()

    assert time.process_time() - started < LIMIT * 2
    assert "note 9999" in newsroom.text("/2026/05/01/deep-2/")
