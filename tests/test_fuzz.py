"""Whatever is in a file, reading it ends soon, in an article or in located problems."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.config import SiteConfig
from dateline.configfile import load_config
from dateline.details import read_details
from dateline.errors import Problem
from dateline.parse.reader import read_article
from tests.newsroom import CONFIG, SITE

SECONDS = 10

ARTICLE = """---
title: "Budget: the vote"
date: 2026-05-01 09:30
updated: 2026-05-02T10:00:00+01:00
slug: budget-vote
standfirst: |
  One line,
  another.
tags: [budget, Őrség]
authors: ada
image: {src: a.png, alt: "A map", credit: x}
related: false
sources:
  - title: Council
    url: https://example.org/
corrections: [{date: 2026-05-03, text: "It was *not*."}]
draft: no
aliases: [/old/]
extra: {n: 1.5, list: [a, {b: ~}]}
---

## The vote {#vote}

The council met[^1] in [the hall](hall.md#x "t") with ![map](a.png){credit="x"}.

> [!note] Title
> text

| a | b |
|---|---|
| `c` | <b>d</b> |

Term
: meaning ~~gone~~ https://example.org

```python
print(1)
```

[^1]: A note.
"""
END_OF_MATTER = ARTICLE.index("## The vote")
SITE_FILE = (
    CONFIG
    + """theme_settings = { accent = "plum", n = [1, 2.5, true, 2026-05-01] }
permalink = "/{year}/{slug}/"
[publisher]
name = "x"
[policies]
ethics = "/a/"
[[sections]]
slug = "local"
title = "Local"
[menus]
main = [
  { title = "a", url = "https://example.org/" }, # c
]
"""
)
# What has broken readers of such files before.
SHARDS = (
    *(
        "---\n",
        "\n---\n",
        "...",
        "--- ",
        "\t",
        "\r",
        "\r\n",
        "\x00",
        "\x1b[31m",
        "\ufeff",
        "\u2028",
        "\x85",
    ),
    *(
        "\ud800",
        "\ufffe",
        "\U0001f600",
        "\u202e",
        "\u0301" * 50,
        "&a ",
        "*a",
        "!!python/name:os ",
        "!x ",
        "<<: ",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        "[" * 300,
        "{a: " * 80,
        "- " * 200,
        ": ",
        "? ",
        "|\n",
        ">-\n",
        '"',
        "'",
        "\\",
        "\\x",
        "%",
    ),
    *(
        "# ",
        "@",
        "`",
        "`" * 99,
        "*" * 400,
        "_" * 400,
        "![" * 200,
        "](",
        "<" * 300,
        "<!--",
        "</",
        "<svg onload=x>",
    ),
    *(
        "&#0;",
        "&#x110000;",
        "&" * 300,
        "|" * 400,
        "> " * 300,
        "    ",
        "1. " * 200,
        "[^1]",
        "[^1]: ",
        "{.a #b",
        "}}",
    ),
    *(
        "{{ 7*7 }}",
        "{% raw %}",
        "9" * 5000,
        "1e999",
        "0x",
        "~",
        "null",
        "2026-02-30",
        "0000-00-00",
        "= ",
        "a.b.c = ",
    ),
    *(
        "[[x]]\n",
        '"""',
        "'''",
        "\\u0000",
        "\\ud800",
        "1979-05-27T07:32:00Z",
        "inf",
        "+nan",
        "http://[::1",
        "\u0130",
    ),
)
LONG = 40_000


def mutated(source: str, chance: random.Random) -> bytes:
    """`source` with one to eight random injuries, as bytes."""
    text = source
    for _ in range(chance.randint(1, 8)):
        text = chance.choice(_INJURIES)(text, chance)[: 2 * LONG]
    data = text.encode(chance.choice(_ENCODINGS), "surrogatepass")
    if chance.random() < 0.1 and data:
        at = chance.randrange(len(data))
        data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(SHARDS) + text[at:]


def _delete(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + text[at + chance.randint(1, 40) :]


def _replace_value(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    for mark in (": ", " = "):
        if mark in lines[at]:
            lines[at] = lines[at].partition(mark)[0] + mark + chance.choice(SHARDS)
    return "\n".join(lines)


def _shuffle(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _repeat(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    piece = text[at : at + chance.randint(1, 30)]
    return text[:at] + piece * chance.choice((2, 50, 500)) + text[at:]


def _letters(text: str, chance: random.Random) -> str:
    letters = "".join(
        chr(chance.choice((chance.randrange(256), chance.randrange(0x3000)))) for _ in range(20)
    )
    at = chance.randint(0, len(text))
    return text[:at] + letters + text[at:]


_INJURIES: tuple[Callable[[str, random.Random], str], ...] = (
    *(_insert, _insert, _insert, _delete, _replace_value, _replace_value, _shuffle, _repeat),
    _letters,
)
_ENCODINGS = ("utf-8",) * 17 + ("utf-8-sig", "utf-16", "utf-16-be")


def check(problems: tuple[Problem, ...] | list[Problem], data: bytes) -> None:
    """Every problem says something and points into its file."""
    lines = len(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
    for problem in problems:
        assert problem.text.strip()
        assert 0 <= problem.line <= lines
        assert problem.line == 0 or problem.column >= 1


@pytest.mark.parametrize("seed", range(20))
def test_any_article_is_read_or_its_problems_are_told(seed: int) -> None:
    chance = random.Random(f"article {seed}")
    configs = [
        SITE,
        SiteConfig(title="x", base_url="https://x.example", timezone="UTC", html="escape"),
    ]
    matter, body = ARTICLE[:END_OF_MATTER].encode(), ARTICLE[END_OF_MATTER:]
    for number in range(60):
        data = mutated(ARTICLE, chance) if number % 2 else matter + mutated(body, chance)
        start = time.perf_counter()

        found = read_article("local/story.md", data, chance.choice(configs).parsing)

        assert time.perf_counter() - start < SECONDS, data
        check(found.problems, data)
        assert found.article is not None or any(each.severity == "error" for each in found.problems)


@pytest.mark.parametrize("seed", range(10))
def test_any_configuration_is_read_or_its_problems_are_told(tmp_path: Path, seed: int) -> None:
    chance = random.Random(f"configuration {seed}")
    for _ in range(60):
        data = mutated(SITE_FILE, chance)
        (tmp_path / "dateline.toml").write_bytes(data)
        start = time.perf_counter()

        found = load_config(tmp_path)

        assert time.perf_counter() - start < SECONDS, data
        check(found.problems, data)
        assert (found.config is None) == any(each.severity == "error" for each in found.problems)


@pytest.mark.parametrize("seed", range(4))
def test_any_table_of_authors_is_read_or_its_problems_are_told(tmp_path: Path, seed: int) -> None:
    chance = random.Random(f"authors {seed}")
    (tmp_path / "data").mkdir()
    source = '[ada]\nname = "Ada"\nbio = """\nx"""\nlinks = [{ title = "a", url = "/a/" }]\n'
    for _ in range(60):
        data = mutated(source, chance)
        (tmp_path / "data" / "authors.toml").write_bytes(data)
        problems: list[Problem] = []

        read_details(tmp_path, problems)

        check(problems, data)
