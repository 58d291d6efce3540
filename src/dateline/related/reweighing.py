"""The vectors of a few articles made anew: those with other words, and those whose words weigh
otherwise because of these.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import sqrt

from dateline.related.epochs import Epoch
from dateline.related.kept import MARK, Counts, Vector
from dateline.related.scoring import MAX_TERMS, UNIT
from dateline.related.state import counts_name, part_of
from dateline.related.terms import PART_BITS

_PART = (1 << PART_BITS) - 1


class Tally:
    """In how many articles of each year terms are: as a state has it, and as it is now."""

    def __init__(self, state: Mapping[str, bytes], years: Iterable[int]) -> None:
        self._state = state
        self._years = sorted(years)
        self._open: dict[int, Counts] = {}
        self._added: dict[int, Counter[int]] = defaultdict(Counter)

    def count(self, year: int, terms: Iterable[int], sign: int) -> None:
        """Count an article's packed terms in, or with -1 out."""
        added = self._added[year]
        for term in terms:
            added[term >> PART_BITS] += sign

    def of(self, year: int, term: int) -> int:
        """In how many of a year's articles a term was."""
        return self._opened(year).of(term)

    def before(self, epoch: Epoch, term: int) -> int:
        """In how many articles before the epoch's bound a term was."""
        return sum(self.of(year, term) for year in self._years if year < epoch.bound)

    def news(self, epoch: Epoch, term: int) -> int:
        """In how many more it is now."""
        return sum(added[term] for year, added in self._added.items() if year < epoch.bound)

    def rarity(self, epoch: Epoch, term: int) -> int:
        """What a term weighs now."""
        return epoch.rarity(self.before(epoch, term) + self.news(epoch, term))

    def crossed(self, was: Epoch, now: Epoch) -> set[int]:
        """The terms that have another weight than before."""
        moved = {
            term
            for year, added in self._added.items()
            if year < now.bound
            for term, number in added.items()
            if number
        }
        found = ((term, self.before(now, term), self.news(now, term)) for term in moved)
        return {
            term
            for term, before, news in found
            if news and was.rarity(before) != now.rarity(before + news)
        }

    def changed(self) -> dict[int, bytes]:
        """The counts of years that are not as before, packed."""
        found = {}
        for year, added in self._added.items():
            news = {term: number for term, number in added.items() if number}
            if news or year not in self._years:
                counts = self._opened(year)
                for term, number in news.items():
                    counts.add(term, number)
                found[year] = counts.pack()
        return found

    def _opened(self, year: int) -> Counts:
        if year not in self._open:
            data = part_of(self._state, counts_name(year)) if year in self._years else MARK
            self._open[year] = Counts(data)
        return self._open[year]


def unpack_terms(data: bytes) -> array[int]:
    """Read what `pack_terms` wrote."""
    found = array("I")
    found.frombytes(data)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def weighed(terms: Iterable[int], rarity: Callable[[int], int]) -> Vector:
    """Weigh an article's packed terms: the heaviest of them, scaled to one length."""
    keys = sorted(
        (-rarity(packed >> PART_BITS) * (packed & _PART), packed >> PART_BITS, packed)
        for packed in terms
    )
    raw = [-key for key, _, _ in keys[:MAX_TERMS] if key]
    length = sqrt(sum(each * each for each in raw))
    # Root, product and quotient are exact to the last bit on every machine (IEEE 754).
    weights = array("h", [round(each * UNIT / length) for each in raw])
    return Vector(array("I", [packed for _, _, packed in keys]), weights)
