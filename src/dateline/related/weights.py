"""Term vectors for Don't Miss: what each word of an article weighs, year by year.

All is counted in whole numbers, so that every machine gets the same sums in any order. Method:
docs/design.md, "Don't Miss".
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.related.epochs import COMMON, LEVELS, SMOOTH, Epoch, epochs, level
from dateline.related.kept import MARK
from dateline.related.scoring import MAX_TERMS, UNIT
from dateline.related.state import vector_name
from dateline.related.stories import Story
from dateline.related.terms import PART_BITS, TERM_BITS

Ints = NDArray[np.int64]
Packed = NDArray[np.uint32]  # a term's number above, its part in the lowest PART_BITS

_AT_ONCE = 256  # articles that are weighed at a time: what is worked on is soon at hand again

_LEVELS = np.array(LEVELS)


class Block(NamedTuple):
    """The vectors of one calendar year's articles, one after the other.

    `kept` and `rest` tell how many entries of `terms` and `weights`, and of `others`, belong to
    each article. `terms` are its heaviest, heaviest first, `others` those without weight.
    """

    kept: Packed
    rest: Packed
    terms: Packed
    others: Packed
    weights: NDArray[np.int16]

    @property
    def size(self) -> int:
        return len(self.kept)

    def packed(self) -> Iterator[bytes]:
        """Each article's vector as `Vector.pack` writes it."""
        terms, others, weights = (
            part.tobytes() for part in (self.terms, self.others, self.weights)
        )
        heavy = rest = 0
        for kept, more in zip(self.kept.tolist(), self.rest.tolist(), strict=True):
            then, heavy, begin, rest = heavy, heavy + kept, rest, rest + more
            yield b"".join(
                (
                    kept.to_bytes(4, sys.byteorder),
                    terms[4 * then : 4 * heavy],
                    others[4 * begin : 4 * rest],
                    weights[2 * then : 2 * heavy],
                )
            )


def blocks_in(
    state: Mapping[str, bytes], years: Mapping[int, Sequence[Story]]
) -> dict[int, Block] | None:
    """The vectors of all stories by year; None where some are not kept."""
    try:
        return {
            year: _block_of([state[vector_name(story.id)] for story in stories])
            for year, stories in years.items()
        }
    except (KeyError, ValueError):
        return None


def _block_of(packed: Sequence[bytes]) -> Block:
    """Join what `Vector.pack` wrote; ValueError for anything else."""
    kept = np.array([int.from_bytes(data[:4], sys.byteorder) for data in packed], np.uint32)
    lengths = np.array([len(data) for data in packed], np.int64)
    many = (lengths - 4 - 2 * kept) // 4
    if (many < kept).any():
        raise ValueError("no vectors")
    ends = 4 + 4 * many
    cuts = list(zip(packed, (4 + 4 * kept.astype(np.int64)).tolist(), ends.tolist(), strict=True))
    return Block(
        kept,
        (many - kept).astype(np.uint32),
        np.frombuffer(b"".join(data[4:heavy] for data, heavy, _ in cuts), np.uint32),
        np.frombuffer(b"".join(data[heavy:end] for data, heavy, end in cuts), np.uint32),
        np.frombuffer(b"".join(data[end:] for data, _, end in cuts), np.int16),
    )


class Counted(NamedTuple):
    """In how many articles of a year terms are, those that are in any, in their order."""

    terms: Ints
    numbers: Ints

    def pack(self) -> bytes:
        """Write down for `Counts`."""
        return MARK + b"".join(each.astype(np.uint32).tobytes() for each in self)


class _Texts(NamedTuple):
    """Packed terms of some articles, one after the other: `lengths` of them each."""

    lengths: Ints
    terms: Packed

    def in_parts(self) -> Iterator[_Texts]:
        """The same, a few articles at a time."""
        begin = 0
        for at in range(0, len(self.lengths), _AT_ONCE):
            lengths = self.lengths[at : at + _AT_ONCE]
            end = begin + int(lengths.sum())
            yield _Texts(lengths, self.terms[begin:end])
            begin = end


def numbered(terms: Sequence[Packed]) -> tuple[NDArray[np.int32], Ints]:
    """Number the terms from 1 up: a table by term, 0 for all others, and the terms in order."""
    met = np.zeros(1 << TERM_BITS, bool)
    for each in terms:
        met[each >> PART_BITS] = True
    found = np.flatnonzero(met)
    place = np.zeros(1 << TERM_BITS, np.int32)
    place[found] = np.arange(1, len(found) + 1)
    return place, found


def weigh(years: Iterable[tuple[int, Sequence[bytes]]]) -> dict[int, tuple[Block, Counted]]:
    """Weigh the packed terms of each year's articles; gives what was counted for that, too."""
    texts = {year: _read(packed) for year, packed in years}
    place, terms = numbered([each.terms for each in texts.values()])
    counts = {
        year: np.bincount(place[each.terms >> PART_BITS], minlength=len(terms) + 1)
        for year, each in texts.items()
    }
    found = {}
    for year, epoch in epochs({year: len(each.lengths) for year, each in texts.items()}).items():
        rarity = _rarity(counts, epoch, len(terms) + 1)
        parts = [_weighed(part, place, rarity) for part in texts.pop(year).in_parts()]
        block = Block(*map(np.concatenate, zip(*parts, strict=True)))
        used = np.flatnonzero(counts[year][1:])
        found[year] = block, Counted(terms[used], counts[year][1:][used])
    return found


def _rarity(counts: Mapping[int, Ints], epoch: Epoch, places: int) -> Ints:
    """What each term weighs in an epoch, by place."""
    earlier = (found for year, found in counts.items() if year < epoch.bound)
    others = np.maximum(sum(earlier, start=np.zeros(places, np.int64)) - epoch.own, 0)
    rarity = level(epoch.size) - np.searchsorted(_LEVELS, others + SMOOTH, "right")
    rarity[rarity <= COMMON] = 0
    return rarity


def _read(packed: Sequence[bytes]) -> _Texts:
    lengths = np.array([len(each) // 4 for each in packed], np.int64)
    return _Texts(lengths, np.frombuffer(b"".join(packed), "<u4"))


def _weighed(texts: _Texts, place: NDArray[np.int32], rarity: Ints) -> Block:
    """Weigh the terms of some articles: the 256 heaviest, scaled to one length."""
    size = len(texts.lengths)
    rows = np.repeat(np.arange(size), texts.lengths)
    terms, parts = texts.terms >> PART_BITS, texts.terms & ((1 << PART_BITS) - 1)
    rare = rarity[place[terms]]
    raw = rare * parts
    keys = ((1 << 20) - 1 - raw) << 32 | texts.terms
    ends = np.cumsum(texts.lengths)
    for begin, end in pairwise([0, *ends.tolist()]):
        keys[begin:end].sort()  # far quicker than to sort all at once
    raw, packed = (1 << 20) - 1 - (keys >> 32), keys.astype(np.uint32)
    rank = np.arange(len(rows)) - np.repeat(ends - texts.lengths, texts.lengths)
    heavy = (raw > 0) & (rank < MAX_TERMS)
    kept = np.bincount(rows[heavy], minlength=size)
    raw, rows = raw[heavy], rows[heavy]
    squares = np.bincount(rows, raw * raw, minlength=size)
    # Square root, product and quotient are exact to the last bit on every machine (IEEE 754).
    weights = np.rint(raw * UNIT / np.sqrt(squares)[rows]).astype(np.int16)
    return Block(
        kept.astype(np.uint32),
        (texts.lengths - kept).astype(np.uint32),
        packed[heavy],
        packed[~heavy],
        weights,
    )
