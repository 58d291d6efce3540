"""Traces as workers pack them: facts by number, most of them in sets that come again and again."""

from __future__ import annotations

from array import array

from dateline.render.columns import KINDS
from dateline.render.remembering import Remembering
from dateline.traces import Fact, fact_number

_MANY = 20_000  # facts that a worker knows at a time; most are those of few pages, near each other


class _Numbers(dict[Fact, int]):
    """Facts that were met, with their numbers; `named` are new ones outside of tables."""

    def __init__(self) -> None:
        super().__init__()
        self.named: list[Fact] = []

    def __missing__(self, fact: Fact) -> int:
        number = self[fact] = fact_number(*fact)
        if fact[0] not in KINDS:
            self.named.append(fact)
        return number


class _Sets(dict[frozenset[Fact], frozenset[int]]):
    """Sets of facts that were met, as sets of numbers."""

    def __init__(self, numbers: _Numbers) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, facts: frozenset[Fact]) -> frozenset[int]:
        found = self[facts] = frozenset(map(self._numbers.__getitem__, facts))
        return found


class Traces:
    """Packs what pages fetched."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._sets = _Sets(self._numbers)

    def packed(self, facts: Remembering) -> tuple[bytes, tuple[Fact, ...]]:
        """The numbers of what the last page fetched, and the facts to be named.

        Those are the ones outside of tables that were not named lately.
        """
        numbers, sets = self._numbers, self._sets
        if len(numbers) > _MANY:
            numbers.clear()
            sets.clear()
        numbers.named = []
        found = set(map(numbers.__getitem__, facts.fetched))
        found.update(*map(sets.__getitem__, facts.carried))
        return array("q", found).tobytes(), tuple(numbers.named)
