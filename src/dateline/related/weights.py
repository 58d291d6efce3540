"""Term vectors for Don't Miss: what each word of an article weighs, year by year.

All is counted in whole numbers, so that every machine gets the same sums in any order. Method:
docs/design.md, "Don't Miss".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.related.terms import PART_BITS, TERM_BITS

MAX_TERMS = 256
ENOUGH = 100  # articles that an epoch's weights must come from
COMMON = 3  # a term in more than about 2 ** (-COMMON / 2) of the articles says nothing
UNIT = 1 << 14  # the length of a vector

Ints = NDArray[np.int64]
Packed = NDArray[np.uint32]  # a term's number above, its part in the lowest PART_BITS

# Levels rise by one with each half octave: 1, 2, 3, 4, 6, 8, 12, 16, 23, 32, …
_LEVELS = np.array([isqrt((1 << step) - 1) + 1 for step in range(62)])
_SMOOTH = 1  # added to counts of articles, so that words nobody used before have a weight


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

    def pack(self) -> bytes:
        """Write down for `unpack_block`."""
        head = np.array([self.size, len(self.terms), len(self.others)], np.uint32)
        return b"".join(part.tobytes() for part in (head, *self))


def unpack_block(data: bytes) -> Block | None:
    """Read what `Block.pack` wrote, without copying; None for anything else."""
    if len(data) < 12:
        return None
    size, terms, others = (int(each) for each in np.frombuffer(data, np.uint32, 3))
    if len(data) != 12 + 8 * size + 6 * terms + 4 * others:
        return None
    parts = np.frombuffer(data, np.uint32, 2 * size + terms + others, 12)
    kept, rest, packed, tail = np.split(parts, np.cumsum([size, size, terms]))
    block = Block(kept, rest, packed, tail, np.frombuffer(data, np.int16, offset=12 + parts.nbytes))
    whole = kept.sum() == terms and rest.sum() == others and kept.max(initial=0) <= MAX_TERMS
    return block if whole else None


class Source(NamedTuple):
    """Where a year's rows come from.

    `rows` has for each article its row in the old block, or -1; `fresh` are the packed terms of
    those with -1, in their order.
    """

    rows: Ints
    fresh: Sequence[bytes]


class Epoch(NamedTuple):
    """The articles that a year's weights come from: those of the years before `bound`.

    `size` counts the others, without the article itself where the epoch is its own time (`own`).
    """

    bound: int
    size: int
    own: bool


class _Texts(NamedTuple):
    """Packed terms of some articles, one after the other: `lengths` of them each."""

    lengths: Ints
    terms: Packed


def numbered(terms: Sequence[Packed]) -> tuple[NDArray[np.int32], Ints]:
    """Number the terms from 1 up: a table by term, 0 for all others, and the terms in order."""
    met = np.zeros(1 << TERM_BITS, bool)
    for each in terms:
        met[each >> PART_BITS] = True
    found = np.flatnonzero(met)
    place = np.zeros(1 << TERM_BITS, np.int32)
    place[found] = np.arange(1, len(found) + 1)
    return place, found


class _Counts:
    """In how many articles of each year some terms are."""

    def __init__(self, terms: Sequence[Packed]) -> None:
        """Count only these terms."""
        self.place, self.terms = numbered(terms)
        self.years: dict[int, Ints] = {}

    def add(self, year: int, terms: Packed, sign: int = 1) -> None:
        """Count a year's articles in, or with -1 out."""
        places = self.place[terms >> PART_BITS]
        found = sign * np.bincount(places, minlength=len(self.terms) + 1)
        self.years[year] = self.years[year] + found if year in self.years else found

    def rarity(self, epoch: Epoch) -> Ints:
        """What each term weighs in an epoch, by place.

        Half octaves of its inverse document frequency.
        """
        none = np.zeros(len(self.terms) + 1, np.int64)
        known = (found for year, found in self.years.items() if year < epoch.bound)
        others = np.maximum(sum(known, start=none) - epoch.own, 0)
        rarity = _level(epoch.size) - np.searchsorted(_LEVELS, others + _SMOOTH, "right")
        rarity[rarity <= COMMON] = 0
        return rarity


def _level(size: int) -> int:
    return int(np.searchsorted(_LEVELS, size + _SMOOTH, "right"))


def epochs(sizes: Mapping[int, int]) -> dict[int, Epoch]:
    """The epoch of each year, by the number of articles in each.

    It is the years before; while those are fewer than 100, the first years that together hold
    100, or all.
    """
    years = sorted(sizes)
    total, full = 0, 0
    for full in years:
        total += sizes[full]
        if total >= ENOUGH:
            break
    found, earlier = {}, 0
    for year in years:
        own = earlier < ENOUGH
        found[year] = Epoch(
            full + 1 if own else year, max(total - 1, 0) if own else earlier, own and year <= full
        )
        earlier += sizes[year]
    return found


def revised_blocks(
    old: Mapping[int, Block], sources: Mapping[int, Source]
) -> dict[int, tuple[Block, Ints]] | None:
    """Make the blocks of all years, with the rows of the new blocks that have new vectors.

    A block is the old one itself where nothing changed. None when what is old is of no use: the
    epochs shifted.
    """
    sizes = {year: len(source.rows) for year, source in sources.items()}
    was, now = epochs({year: block.size for year, block in old.items()}), epochs(sizes)
    if any(_scale(was[year]) != _scale(now[year]) for year in was.keys() & now.keys()):
        return None
    fresh = {year: _read(source.fresh) for year, source in sources.items()}
    gone = {year: _gone(block, sources.get(year)) for year, block in old.items()}
    touched = [each.terms for each in (*fresh.values(), *gone.values())]
    before, after = _counted(old, fresh, gone, touched)
    again: dict[int, Ints] = {}
    for year in old.keys() & now.keys():
        crossed = before.rarity(was[year]) != after.rarity(now[year])
        again[year] = _having(old[year], before.place, crossed)
    retold = {year: _texts(old[year], rows) for year, rows in again.items() if len(rows)}
    if retold:
        touched += [each.terms for each in retold.values()]
        before, after = _counted(old, fresh, gone, touched)
    none = np.zeros(0, np.int64)
    return {
        year: _revised_block(
            old.get(year),
            source.rows,
            again.get(year, none),
            _weighed(
                _joined([each for each in (fresh[year], retold.get(year)) if each]),
                after.place,
                after.rarity(now[year]),
            ),
        )
        for year, source in sources.items()
    }


def _scale(epoch: Epoch) -> tuple[int, int, bool]:
    return epoch.bound, _level(epoch.size), epoch.own


def _read(packed: Sequence[bytes]) -> _Texts:
    lengths = np.array([len(each) // 4 for each in packed], np.int64)
    return _Texts(lengths, np.frombuffer(b"".join(packed), "<u4"))


def _joined(parts: Sequence[_Texts]) -> _Texts:
    return _Texts(
        np.concatenate([each.lengths for each in parts]),
        np.concatenate([each.terms for each in parts]),
    )


def _gone(block: Block, source: Source | None) -> _Texts:
    """The texts of a block's rows that are not taken over."""
    left = np.ones(block.size, bool)
    if source is not None:
        left[source.rows[source.rows >= 0]] = False
    return _texts(block, np.flatnonzero(left))


def _texts(block: Block, rows: Ints) -> _Texts:
    """All terms of some rows of a block."""
    kept, rest = block.kept[rows].astype(np.int64), block.rest[rows].astype(np.int64)
    heavy, light = ragged(block.kept, rows), ragged(block.rest, rows)
    # Each article's heavy terms, then its others.
    order = np.argsort(
        np.concatenate(
            [np.repeat(np.arange(len(rows)), kept), np.repeat(np.arange(len(rows)), rest)]
        ),
        kind="stable",
    )
    return _Texts(kept + rest, np.concatenate([block.terms[heavy], block.others[light]])[order])


def ragged(lengths: NDArray[np.uint32], rows: Ints) -> Ints:
    """Places of the entries of some rows, where rows of these lengths stand one after another."""
    ends = np.cumsum(lengths, dtype=np.int64)
    wanted = lengths[rows].astype(np.int64)
    shift = ends[rows] - np.cumsum(wanted)
    return np.arange(int(wanted.sum())) + np.repeat(shift, wanted)


def _counted(
    old: Mapping[int, Block],
    fresh: Mapping[int, _Texts],
    gone: Mapping[int, _Texts],
    terms: Sequence[Packed],
) -> tuple[_Counts, _Counts]:
    """Counts of some terms in the articles as they were, and as they are."""
    before = _Counts(terms)
    for year, block in old.items():
        before.add(year, block.terms)
        before.add(year, block.others)
    after = _Counts([])
    after.place, after.terms, after.years = before.place, before.terms, dict(before.years)
    for year, texts in gone.items():
        after.add(year, texts.terms, -1)
    for year, texts in fresh.items():
        after.add(year, texts.terms)
    return before, after


def _having(block: Block, place: NDArray[np.int32], crossed: NDArray[np.bool_]) -> Ints:
    """The rows of a block that have one of the terms whose weight is another."""
    if not crossed.any():
        return np.zeros(0, np.int64)
    found = np.zeros(block.size, bool)
    for lengths, terms in ((block.kept, block.terms), (block.rest, block.others)):
        hit = np.flatnonzero(crossed[place[terms >> PART_BITS]])
        found[np.searchsorted(np.cumsum(lengths), hit, "right")] = True
    return np.flatnonzero(found)


def _weighed(texts: _Texts, place: NDArray[np.int32], rarity: Ints) -> Block:
    """Weigh the terms of some articles: the 256 heaviest, scaled to one length."""
    size = len(texts.lengths)
    rows = np.repeat(np.arange(size), texts.lengths)
    terms, parts = texts.terms >> PART_BITS, texts.terms & ((1 << PART_BITS) - 1)
    rare = rarity[place[terms]]
    raw = rare * parts
    order = np.argsort((rows << 42) | (((1 << 20) - 1 - raw) << 22) | terms)
    raw, packed = raw[order], texts.terms[order]
    rank = np.arange(len(rows)) - np.repeat(np.cumsum(texts.lengths) - texts.lengths, texts.lengths)
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


def _revised_block(
    old: Block | None, rows: Ints, again: Ints, weighed: Block
) -> tuple[Block, Ints]:
    """Join a year's block: rows of the old one, and those weighed anew.

    `weighed` has first the rows that are -1 in `rows`, then the old rows `again`.
    """
    unknown = np.flatnonzero(rows < 0)
    if old is None:
        return weighed, unknown
    if not weighed.size and np.array_equal(rows, np.arange(old.size)):
        return old, unknown
    places = rows.copy()
    places[unknown] = old.size + np.arange(len(unknown))
    if len(again):
        moved = np.arange(old.size)
        moved[again] = old.size + len(unknown) + np.arange(len(again))
        places[rows >= 0] = moved[rows[rows >= 0]]
    kept = np.concatenate([old.kept, weighed.kept])
    rest = np.concatenate([old.rest, weighed.rest])
    heavy, light = ragged(kept, places), ragged(rest, places)
    block = Block(
        kept[places],
        rest[places],
        np.concatenate([old.terms, weighed.terms])[heavy],
        np.concatenate([old.others, weighed.others])[light],
        np.concatenate([old.weights, weighed.weights])[heavy],
    )
    return block, np.flatnonzero(places >= old.size)
