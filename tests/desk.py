"""A small site that was built, for tests of what the next build makes of an edit."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.newsroom import Newsroom

# One feed, and no Don't Miss: in a site of three stories all would be offered everywhere.
PLAIN = (
    *("[feeds]", "rss = false", "json = false", "sections = false", "tags = false"),
    *("authors = false", "[related]", "count = 0"),
)


def built_site(root: Path) -> Newsroom:
    """A built site of three stories in two sections, a standalone page, a tag and an author."""
    newsroom = Newsroom(root)
    newsroom.config('description = "News of the town"', *PLAIN)
    write_story(newsroom, "bridge", "2026-03-01 09:00")
    write_story(newsroom, "vote", "2026-04-01 09:00", tags="[money]", authors="[Ada]")
    write_story(newsroom, "summit", "2026-05-01 09:00", section="world")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    newsroom.build()
    return newsroom


def write_story(
    newsroom: Newsroom, name: str, date: str, body: str = "It is done.", **matter: str
) -> Path:
    """Write a story whose summary does not come from its body."""
    matter = {"section": "local", "summary": "In short", **matter}
    return newsroom.article(name, body, date=date, **matter)


def rendered(newsroom: Newsroom, **options: object) -> list[str]:
    """Build; the URLs that were rendered, sorted. What stands there is what a clean build makes."""
    report = newsroom.build(**options)
    found, output = newsroom.files(), newsroom.output
    newsroom.output = newsroom.root / "clean"
    newsroom.build(output=newsroom.output, clean=True, **options)
    clean, newsroom.output = newsroom.files(), output
    shutil.rmtree(newsroom.root / "clean")
    assert found == clean
    return sorted(report.rendered)
