"""The fences: two `---` lines, with front matter between them and the body behind."""

from __future__ import annotations

import re

from dateline.errors import Mark

FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
CLOSING = re.compile(r"^---[ \t]*$", re.MULTILINE)


class Refused(Exception):
    """Front matter that is YAML but not for us, or no YAML at all; located."""

    def __init__(self, mark: Mark, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.mark, self.text, self.hint = mark, text, hint


def split_matter(text: str) -> tuple[str, str]:
    """Return front matter and body; raises Refused when the fences are not in order."""
    opening = FENCE.match(text)
    if opening is None:
        raise Refused(*_no_fence(text))
    closing = CLOSING.search(text, opening.end())
    if closing is None:
        raise Refused(Mark(1, 1, 3), "front matter is never closed", "end it with a line ---")
    return text[opening.end() : closing.start()], text[closing.end() + 1 :]


def _no_fence(text: str) -> tuple[Mark, str, str]:
    if text.startswith("+++"):
        return Mark(1, 1, 3), "front matter in TOML is not read", "write YAML between --- lines"
    if text.startswith("{"):
        return Mark(1), "front matter in JSON is not read", "write YAML between --- lines"
    return Mark(1), "no front matter", "begin with ---, title: and date: lines, then --- again"
