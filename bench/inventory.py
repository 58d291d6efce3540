"""What a build left in its output folder: how many files of each kind, and how large they are.

All tools are made to use Dateline's addresses, so one list of patterns serves them all.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("stories", r"\d{4}/\d\d/\d\d/[^/]+/index\.html"),
        ("days", r"\d{4}/\d\d/\d\d/index\.html"),
        ("months", r"\d{4}/\d\d/index\.html"),
        ("years", r"\d{4}/index\.html"),
        (
            "home, lists, 404, other pages",
            r"(?:(?:tags|authors|archives|about)/)?index\.html|404\.html",
        ),
        ("tags", r"tags/[^/]+/index\.html"),
        ("tags, numbered pages", r"tags/[^/]+/page/\d+/index\.html"),
        ("authors", r"authors/[^/]+/index\.html"),
        ("authors, numbered pages", r"authors/[^/]+/page/\d+/index\.html"),
        ("sections", r"[a-z]+/index\.html"),
        ("sections, numbered pages", r"[a-z]+/page/\d+/index\.html"),
        ("Atom feeds", r"(?:.+/)?feed\.xml"),
        ("RSS feeds", r"(?:.+/)?rss\.xml"),
        ("JSON feeds", r"(?:.+/)?feed\.json"),
        ("sitemaps", r"sitemap[^/]*\.xml"),
        ("robots.txt", r"robots\.txt"),
        ("files for the host", r"_headers|_redirects"),
        ("other HTML", r".*\.html"),
    )
)
_REST = "pictures, styles, scripts"
KINDS = (*(kind for kind, _ in _KINDS), _REST)


@dataclass(frozen=True)
class Inventory:
    """Numbers of files by kind; bytes of the HTML pages and of all."""

    files: dict[str, int]
    html_bytes: int
    all_bytes: int

    @property
    def pages(self) -> int:
        """Everything that is rendered: pages, feeds, sitemaps, robots.txt."""
        return sum(count for kind, count in self.files.items() if kind != _REST)


def take_inventory(output: Path) -> Inventory:
    """Count the files of an output folder."""
    files: Counter[str] = Counter()
    html = total = 0
    for path, size in _files(output):
        files[kind_of(path)] += 1
        total += size
        if path.endswith(".html"):
            html += size
    return Inventory({kind: files[kind] for kind in KINDS if files[kind]}, html, total)


def kind_of(path: str) -> str:
    """The kind of a file, by its path below the output folder."""
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(path)), _REST)


def kinds_in(inventories: Iterable[Inventory]) -> list[str]:
    """The kinds that any of them has, in their order."""
    found = {kind for inventory in inventories for kind in inventory.files}
    return [kind for kind in KINDS if kind in found]


def _files(output: Path) -> Iterator[tuple[str, int]]:
    for folder, _, names in os.walk(output):
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".dateline"):
                yield path.relative_to(output).as_posix(), path.stat().st_size
