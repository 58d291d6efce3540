"""Live coverage that an editor starts, writes entries of, ends and removes."""

from __future__ import annotations

import shutil

from tests.newsroom import Newsroom

FOLDER = "content/local/night"
# The first of each is that it is not there.
COVERAGES = (
    None,
    "live: true",
    "live: {end: 2026-02-01 10:00}",
    "live: {start: 2026-01-01, end: 2026-06-01 12:00:01}\nauthors: [Ada]",
    "live: true\ndraft: true",
)
NAMES = ("polls", "count", "result")
ENTRIES = (
    None,
    "date: 2026-02-01 09:00\ntitle: It begins",
    "date: 2026-02-01 10:00\nauthors: [Cem]",
    "date: 2026-06-01 12:00:01\ntitle: Later",
    "date: 2026-02-01 09:30\nupdated: 2026-03-01\nlang: hu",
    "date: 2026-02-01 09:00\ndraft: true",
)
TEXTS = (
    "It is *so*.",
    "## What now\n\n[See](#what-now).[^1]\n\n[^1]: A note.",
    "See [it](polls.md).",
)


def cover(newsroom: Newsroom, which: int, what: int) -> None:
    """Start live coverage, change what it is, or remove it with all entries."""
    matter = COVERAGES[what % len(COVERAGES)]
    if matter is None:
        shutil.rmtree(newsroom.root / FOLDER, ignore_errors=True)
        return
    title = ("Night", "Long night")[which % 2]
    text = f"---\ntitle: {title}\ndate: 2026-02-01 08:00\n{matter}\n---\n\nThe polls are open.\n"
    newsroom.write(f"{FOLDER}/index.md", text)


def enter(newsroom: Newsroom, which: int, what: int) -> None:
    """Write, change or remove an entry; where there is no coverage, it begins."""
    if not (newsroom.root / FOLDER / "index.md").exists():
        cover(newsroom, which, 1)
    path = f"{FOLDER}/live/{NAMES[which % len(NAMES)]}.md"
    matter = ENTRIES[what % len(ENTRIES)]
    if matter is None:
        (newsroom.root / path).unlink(missing_ok=True)
    else:
        newsroom.write(path, f"---\n{matter}\n---\n\n{TEXTS[what % len(TEXTS)]}\n")
