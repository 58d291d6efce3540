"""What changed since the last good snapshot of a preview."""

from __future__ import annotations

from dateline.build.edited import THEME
from dateline.entries import Entry
from dateline.inventory import Known
from dateline.serve.sources import Sources

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


class Changes:
    """Entries as they were in the good snapshot, and of what kind the other changes are."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry | None] = {}
        self.theme = self.lists = False

    def add(self, name: str, sources: Sources, before: Known | None, *, is_new: bool) -> None:
        """Note that a file changed that was as `before`; `is_new` tells that it came or went."""
        id = name.removeprefix("content/")
        if name.startswith("content/") and name.endswith(".md") and before and not is_new:
            if id not in self.entries:
                self.entries[id] = sources.entry(id, before.digest)
        elif name.startswith(THEME):
            self.theme = True
        elif is_new or not name.startswith("static/") or name.lower().endswith(_PICTURES):
            self.lists = True
