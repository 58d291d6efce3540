"""Where addresses stand in the source of a text."""

from __future__ import annotations

from html import escape
from urllib.parse import unquote

from dateline.errors import Mark


class Finder:
    """Finds where addresses stand in the source, the next occurrence each time it is asked."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line
        self.from_: dict[str, int] = {}

    def find(self, target: str) -> Mark:
        for written in (str, unquote, escape):
            form = written(target)
            at = self.text.find(form, self.from_.get(form, 0)) if form else -1
            if at >= 0:
                self.from_[form] = at + len(form)
                column = at - self.text.rfind("\n", 0, at)
                return Mark(self.line + self.text.count("\n", 0, at), column, len(form))
        return Mark(self.line)
