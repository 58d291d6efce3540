"""Findings: what rules say, each with its place, its rule and a way out."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from dateline.errors import Mark, Problem
from dateline.model import Article

NOWHERE = Mark(0, 0, 1)


class Level(StrEnum):
    """How bad a finding is: an error keeps a newsroom from publishing, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Level).index(self)


class Fault(msgspec.Struct, frozen=True):
    """What a rule found: a sentence and a way out.

    The place is a file of the site (`path`, relative to its folder) with a line where there is
    one, or a page of the built site (`url`, a path on the host). `level` replaces the rule's own.
    """

    text: str
    fix: str = ""
    path: str = ""
    mark: Mark = NOWHERE
    url: str = ""
    level: Level | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A fault as it is told. `pages` is on how many more pages the same was found."""

    rule: str
    level: Level
    path: str
    line: int
    column: int
    length: int
    url: str
    text: str
    fix: str
    pages: int = 0

    @property
    def order(self) -> tuple[int, str, str, int, int, str, str]:
        """Errors first, then by rule and place."""
        place = (self.path, self.line, self.column, self.url)
        return (self.level.rank, self.rule, *place, self.text)


def fault_in(article: Article, key: tuple[str | int, ...], text: str, fix: str = "") -> Fault:
    """A fault in an article, at a key of its front matter."""
    return Fault(text, fix, article.path, article.mark(*key))


def finding_of(fault: Fault, rule: str, level: Level, pages: int = 0) -> Finding:
    """A fault as it is told by a rule at a level."""
    line, column, length = fault.mark
    return Finding(
        rule=rule,
        level=level,
        path=fault.path,
        line=line,
        column=column,
        length=length,
        url=fault.url,
        text=fault.text,
        fix=fault.fix,
        pages=pages,
    )


def fault_of(problem: Problem) -> Fault:
    """A problem of reading, linking or rendering."""
    mark = Mark(problem.line, problem.column, problem.length)
    level = Level(problem.severity.value)
    return Fault(problem.text, problem.hint, problem.path, mark, level=level)
