"""Located problems: the place, the fact and the way out."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import msgspec

LONGEST_WORD = 300  # what is longer was not mistyped
SHORTLIST = 100


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Mark(NamedTuple):
    """A place in a text: line and column count from 1 in characters, `length` characters long."""

    line: int
    column: int = 1
    length: int = 1


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person can mend. `path` is relative to the site's folder where it lies inside."""

    path: str
    line: int = 0
    column: int = 0
    length: int = 1
    severity: Severity = Severity.ERROR
    text: str
    hint: str = ""

    @property
    def order(self) -> tuple[str, int, int, str, str, str, int]:
        place = (self.path, self.line, self.column)
        return (*place, self.text, self.hint, self.severity, self.length)


class DatelineError(Exception):
    """Ends a command with `exit_code`; what it says is for the person at the keyboard."""

    exit_code = 1


class SiteError(DatelineError):
    """The site's content, theme or configuration has problems (exit 1)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted_problems(problems)
        super().__init__("\n".join(problem.text for problem in self.problems))


class UsageError(DatelineError):
    """The command was given something that it can't work with (exit 2)."""

    exit_code = 2


class MachineError(DatelineError):
    """Disk, permission, port or lock failed us (exit 3)."""

    exit_code = 3

    @classmethod
    def of(cls, error: OSError, doing: str, place: object = "") -> MachineError:
        """Name the path (or at least the `place`) and the cause of an operating system's error."""
        path = error.filename or place
        where = f"{path}: " if path else ""
        return cls(f"{where}{error.strerror or error} (while {doing})")


class Reporter:
    """Collects problems of one file, so that all of them are told at once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def error(self, mark: Mark | None, text: str, hint: str = "") -> None:
        self._add(Severity.ERROR, mark, text, hint)

    def warning(self, mark: Mark | None, text: str, hint: str = "") -> None:
        self._add(Severity.WARNING, mark, text, hint)

    def _add(self, severity: Severity, mark: Mark | None, text: str, hint: str) -> None:
        line, column, length = mark or (0, 0, 1)
        self.problems.append(
            Problem(
                path=self.path,
                line=line,
                column=column,
                length=length,
                severity=severity,
                text=text,
                hint=hint,
            )
        )

    @property
    def failed(self) -> bool:
        return has_errors(self.problems)


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def sorted_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by place, each problem once."""
    return tuple(sorted(set(problems), key=lambda problem: problem.order))


def as_errors(problems: Iterable[Problem]) -> list[Problem]:
    """Raise warnings to errors, as `--strict` asks."""
    return [msgspec.structs.replace(problem, severity=Severity.ERROR) for problem in problems]


def stop_on_errors(problems: list[Problem], *, strict: bool) -> None:
    """Raise SiteError when there is an error among the problems; `strict` makes all of them so."""
    if strict:
        problems[:] = as_errors(problems)
    if has_errors(problems):
        raise SiteError(problems)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that `word` was probably meant to be."""
    if len(word) > LONGEST_WORD:
        return None
    folded = word.casefold()
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(folded, _shortlist(folded, by_folded), n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def _shortlist(word: str, known: Iterable[str]) -> list[str]:
    """Those of `known` that share most pairs of letters with `word`.

    difflib takes seconds for the 10,000 slugs of a big site, and a site may have many dead links.
    """
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    return heapq.nlargest(
        SHORTLIST, sorted(known), key=lambda name: sum(pair in name for pair in pairs)
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known word, or an empty text."""
    found = nearest(word, known)
    return f"did you mean '{found}'?" if found else ""
