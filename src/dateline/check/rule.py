"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple, TypeVar

from dateline.check.findings import Fault, Level

Thing = TypeVar("Thing")

ERROR, WARNING, NOTE = Level

WCAG = "https://www.w3.org/WAI/WCAG22/"
GOOGLE = "https://developers.google.com/search/docs/"
GOOGLE_NEWS = "https://support.google.com/news/publisher-center/answer/6204050"
OURS = "Dateline"


class Rule(NamedTuple, Generic[Thing]):
    """A rule, by a name that stays. `look` gives the faults of an edition, or of one page.

    `about` says what it finds, `source` where that comes from: a standard, a guideline, or a
    reason of our own; `link` is the source's address, if it has one.
    """

    name: str
    level: Level
    about: str
    source: str
    look: Callable[[Thing], Iterator[Fault]]
    link: str = ""
