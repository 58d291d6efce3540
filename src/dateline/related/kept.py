"""What Don't Miss keeps beside stories and choices, in parts small enough to read but a few.

For each article its vector, for each year in how many articles a term is, and for each term the
articles that have it in their gists. Only what is asked for is read. Raises Lost where a part is
not there or is nothing that was written.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from operator import mul
from typing import NamedTuple

from dateline.related.scoring import heft_of
from dateline.related.state import Lost, drawer_name, drawers_for
from dateline.related.terms import PART_BITS, TERM_BITS

WEIGHT_BITS, TERM_SHIFT = 15, 42
_WEIGHT, _ROW = (1 << WEIGHT_BITS) - 1, (1 << (TERM_SHIFT - WEIGHT_BITS)) - 1
_NO_ROW = ~(_ROW << WEIGHT_BITS)

MARK = b"\n"  # what counts and drawers begin with
Weights = dict[int, int]  # by term, the heaviest first


class Vector(NamedTuple):
    """The terms of an article with their parts, heaviest first, and the weights of the heavy."""

    terms: array[int]
    weights: array[int]

    @property
    def heft(self) -> int:
        return heft_of(len(self.terms))

    def by_term(self) -> Weights:
        """The weights by the numbers of their terms, the heaviest first."""
        heavy = zip(self.terms, self.weights, strict=False)
        return {term >> PART_BITS: weight for term, weight in heavy}

    def pack(self) -> bytes:
        """Write down for `unpack_vector`."""
        head = array("I", [len(self.weights)])
        return head.tobytes() + self.terms.tobytes() + self.weights.tobytes()


def unpack_vector(data: bytes) -> Vector:
    """Read what `Vector.pack` wrote."""
    kept = int.from_bytes(data[:4], sys.byteorder)
    end = len(data) - 2 * kept
    if end < 4 + 4 * kept:
        raise Lost
    return Vector(numbers("I", data[4:end]), numbers("h", data[end:]))


def may_have(data: bytes, terms: Iterable[int]) -> bool:
    """Tell whether one of some terms may be in a packed vector: the upper 16 of its 22 bits are."""
    return any((term >> TERM_BITS - 16).to_bytes(2, sys.byteorder) in data for term in terms)


def cosine(one: Weights, other: Weights) -> int:
    """How alike two vectors are, of ALIKE."""
    common = one.keys() & other.keys()
    return sum(map(mul, map(one.__getitem__, common), map(other.__getitem__, common)))


def gist(weights: Weights, size: int) -> Weights:
    """The heaviest terms."""
    return dict(islice(weights.items(), size))


class Counts:
    """In how many of a year's articles each term is."""

    def __init__(self, data: bytes) -> None:
        data = unmarked(data)
        half = len(data) // 2
        self.terms, self.numbers = numbers("I", data[:half]), numbers("I", data[half:])

    def of(self, term: int) -> int:
        at = bisect_left(self.terms, term)
        found = at < len(self.terms) and self.terms[at] == term
        return self.numbers[at] if found else 0

    def add(self, term: int, number: int) -> None:
        """Count so many articles more; a term that is in none is left out."""
        at = bisect_left(self.terms, term)
        if at == len(self.terms) or self.terms[at] != term:
            self.terms.insert(at, term)
            self.numbers.insert(at, 0)
        self.numbers[at] += number
        if not self.numbers[at]:
            del self.terms[at], self.numbers[at]

    def pack(self) -> bytes:
        return MARK + self.terms.tobytes() + self.numbers.tobytes()


class Postings:
    """The rows of the articles that have a term in their gists, with its weights there.

    They are in drawers by the last bits of their terms. Each posting is a number: its term above,
    then the row, below the weight; a drawer has them in order.
    """

    def __init__(self, articles: int, load: Callable[[int], bytes]) -> None:
        """`load` gives a drawer by its number."""
        self.drawers = drawers_for(articles)
        self._load = load
        self._open: dict[int, array[int]] = {}
        self._changed: set[int] = set()

    def met(self, weights: Weights) -> dict[int, int]:
        """The rows whose gists have something in common with one, and how much."""
        dots: dict[int, int] = defaultdict(int)
        for term, weight in weights.items():
            drawer = self._drawer(term)
            begin = bisect_left(drawer, term << TERM_SHIFT)
            end = bisect_left(drawer, (term + 1) << TERM_SHIFT, begin)
            for each in drawer[begin:end]:
                dots[each >> WEIGHT_BITS & _ROW] += weight * (each & _WEIGHT)
        return dots

    def add(self, row: int, weights: Weights) -> None:
        for term, weight in weights.items():
            drawer, each = self._touched(term), _posting(term, row, weight)
            drawer.insert(bisect_left(drawer, each), each)

    def remove(self, row: int, weights: Weights) -> None:
        """Take a row out."""
        for term, weight in weights.items():
            drawer, each = self._touched(term), _posting(term, row, weight)
            at = bisect_left(drawer, each)
            if at == len(drawer) or drawer[at] != each:
                raise Lost
            del drawer[at]

    def moved(self, rows: list[int], articles: int) -> Postings:
        """All postings with each row in its new place, for so many articles."""
        new = Postings(articles, lambda number: MARK)
        new._changed = set(range(new.drawers))
        piles: list[list[int]] = [[] for _ in range(new.drawers)]
        for number in range(self.drawers):
            for each in self._drawer(number):
                placed = each & _NO_ROW | rows[each >> WEIGHT_BITS & _ROW] << WEIGHT_BITS
                piles[placed >> TERM_SHIFT & (new.drawers - 1)].append(placed)
        new._open = {number: array("Q", sorted(pile)) for number, pile in enumerate(piles)}
        return new

    def changed(self) -> dict[str, bytes]:
        """The drawers that are not as they were loaded, packed, by name."""
        return {
            drawer_name(each): MARK + self._open[each].tobytes() for each in sorted(self._changed)
        }

    def _touched(self, term: int) -> array[int]:
        drawer = self._drawer(term)
        self._changed.add(term & (self.drawers - 1))
        return drawer

    def _drawer(self, term: int) -> array[int]:
        number = term & (self.drawers - 1)
        if number not in self._open:
            self._open[number] = numbers("Q", unmarked(self._load(number)))
        return self._open[number]


def unmarked(data: bytes) -> bytes:
    """What stands behind the mark of a part: none is empty, so that one that is lost is seen."""
    if data[:1] != MARK:
        raise Lost
    return data[1:]


def numbers(kind: str, data: bytes) -> array[int]:
    """What an array was packed as."""
    found = array(kind)
    try:
        found.frombytes(data)
    except ValueError:
        raise Lost from None
    return found


def _posting(term: int, row: int, weight: int) -> int:
    return term << TERM_SHIFT | row << WEIGHT_BITS | weight
