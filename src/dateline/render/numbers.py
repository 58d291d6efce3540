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


class Traces:
    """Packs what pages fetched."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._sets: dict[frozenset[Fact], frozenset[int]] = {}

    def packed(self, facts: Remembering) -> tuple[bytes, tuple[Fact, ...]]:
        """The numbers of what the last page fetched, and the facts to be named.

        Those are the ones outside of tables that were not named lately.
        """
        numbers = self._numbers
        if len(numbers) > _MANY:
            numbers.clear()
            self._sets.clear()
        numbers.named = []
        fetched = set(map(numbers.__getitem__, facts.fetched))
        found = fetched.union(*map(self._of, facts.carried))
        return array("q", found).tobytes(), tuple(numbers.named)

    def _of(self, facts: frozenset[Fact]) -> frozenset[int]:
        found = self._sets.get(facts)
        if found is None:
            found = self._sets[facts] = frozenset(map(self._numbers.__getitem__, facts))
        return found
