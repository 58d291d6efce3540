"""Where in a template something is wrong: Jinja knows the line, the column is looked for in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dateline.errors import Mark, Problem, Reporter, did_you_mean
from dateline.render.contract import page_members
from dateline.render.kinds import KINDS
from dateline.themecheck.abstract import kinds_with

_NEAR = 4  # lines that an expression may go on for


class Complaints:
    """Collects what is wrong with templates; what many kinds of pages lack is told once.

    `sources` are the templates by name, as (text, shown path).
    """

    def __init__(self, sources: Mapping[str, tuple[str, str]]) -> None:
        self.sources = sources
        self._found: list[Problem] = []
        self._lacking: dict[tuple[str, Mark, str], set[str]] = {}

    def error(self, template: str, line: int, word: str, text: str, hint: str = "") -> None:
        report = self._report(template)
        report.error(self._mark(template, line, word), text, hint)
        self._found += report.problems

    def warning(self, template: str, line: int, word: str, text: str, hint: str = "") -> None:
        report = self._report(template)
        report.warning(self._mark(template, line, word), text, hint)
        self._found += report.problems

    def page_lacks(self, template: str, line: int, name: str, kind: str) -> None:
        """`page` of a kind, "" for any, has no such attribute."""
        place = (template, self._mark(template, line, name), name)
        self._lacking.setdefault(place, set()).add(kind)

    def problems(self) -> list[Problem]:
        """All of them, in no order."""
        found = list(self._found)
        for (template, mark, name), kinds in self._lacking.items():
            report = self._report(template)
            if having := kinds_with(name):
                text = f"pages of the {_kinds(kinds)} have no '{name}'"
                hint = f"those of the {_kinds(having)} have one: ask page.kind first"
            else:
                asked = KINDS if "" in kinds else kinds
                known = {each for kind in asked for each in page_members(kind)}
                text, hint = f"page has no '{name}'", did_you_mean(name, known)
            report.error(mark, text, hint)
            found += report.problems
        return found

    def _report(self, template: str) -> Reporter:
        return Reporter(self.sources[template][1])

    def _mark(self, template: str, line: int, word: str) -> Mark:
        """The place of a word that stands in a line, or in one soon after it."""
        lines = self.sources[template][0].split("\n")
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        for number in range(line, min(line + _NEAR, len(lines) + 1)):
            found = pattern.search(lines[number - 1]) if word else None
            if found:
                return Mark(number, found.start() + 1, len(word))
        return Mark(line)


def _kinds(names: Iterable[str]) -> str:
    found = sorted(names)
    return f"kind {found[0]}" if len(found) == 1 else f"kinds {', '.join(found)}"
