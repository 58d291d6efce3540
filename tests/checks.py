"""Checking a newsroom in tests: what rules say, in short."""

from __future__ import annotations

from dateline.check.checking import Asked, Checked, check
from dateline.check.findings import Finding
from dateline.options import Options
from tests.newsroom import AS_OF, Newsroom

# A sound story: no rule has anything to say of it.
GOOD = {"summary": "In short.", "authors": "[Ada Example]"}


def checked(newsroom: Newsroom, *rules: str, **options: object) -> Checked:
    """Check as of 1 June 2026, by some rules or by all."""
    given = {"as_of": AS_OF, "jobs": 1, **options}
    asked = Asked(only=frozenset(rules))
    return check(newsroom.root, Options(**given), asked)  # type: ignore[arg-type]


def found(newsroom: Newsroom, *rules: str, **options: object) -> list[Finding]:
    """What some rules find."""
    return list(checked(newsroom, *rules, **options).findings)


def said(newsroom: Newsroom, *rules: str, **options: object) -> list[str]:
    """What some rules find, as "path:line:column: text", or with the page's address."""
    return [f"{place(each)}: {each.text}" for each in found(newsroom, *rules, **options)]


def place(finding: Finding) -> str:
    where = finding.path.removeprefix("content/") or finding.url
    return f"{where}:{finding.line}:{finding.column}" if finding.line else where


def theme(newsroom: Newsroom, article: str) -> None:
    """Replace the theme's page of articles; `article` is what stands in its body element."""
    newsroom.write("templates/article.html", page(article))


def page(body: str, head: str = "<title>Story</title>") -> str:
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
