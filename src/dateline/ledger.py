"""The ledger, `urls.lock`: every address that the site has published, one a line.

Behind the address of an article stands the id that feeds know it by. Lines are sorted and don't
depend on each other, so two versions of the file merge line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from dateline.errors import Mark, Problem, Reporter
from dateline.inventory import LEDGER
from dateline.sources import read_text

_HEAD = """\
# Every address that this site has published, and the ids of its articles in feeds.
# `dateline build` adds to it. Keep it under version control; what stands here is kept alive.
"""
_LINE = re.compile(r"(/\S*)(?: (\S+))?")


class Ledger(msgspec.Struct, frozen=True):
    """Addresses with the ids of their articles ("" for other pages), and the lines they are on.

    `text` is what the file says.
    """

    text: str

    ids: dict[str, str]
    lines: dict[str, int]

    def updated(self, urls: Iterable[str], ids: Mapping[str, str]) -> str:
        """The ledger's text once `urls` are published; `ids` are those of today's articles.

        An id goes with its article: the line of an address where it was before loses it.
        """
        held = set(ids.values())
        before = {url: "" if id in held else id for url, id in self.ids.items()}
        known = {**dict.fromkeys(urls, ""), **before, **ids}
        return _HEAD + "".join(f"{url} {known[url]}".rstrip() + "\n" for url in sorted(known))


def read_ledger(root: Path, problems: list[Problem]) -> Ledger | None:
    """Read the ledger; None where the site has none, or none that can be read."""
    if not (root / LEDGER).exists():
        return None
    report = Reporter(LEDGER)
    text = read_text(root / LEDGER, report)
    ids: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate((text or "").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.rstrip())
        if found is None:
            report.error(
                Mark(number, 1, len(line)),
                "is neither an address nor an address with an id",
                "after a merge, keep all lines of both sides that begin with '/'",
            )
            continue
        url, id = found[1], found[2] or ""
        # Merged lines may differ in the id: any choice will do, as long as it is always the same.
        ids[url] = min(filter(None, (ids.get(url), id)), default="")
        lines.setdefault(url, number)
    problems.extend(report.problems)
    return Ledger(text or "", ids, lines)
