"""The closest articles of each: which of them to offer, by their term vectors.

Method: docs/design.md, "Don't Miss". Rows are places in the order of time, oldest first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.related.kept import MARK, TERM_SHIFT, WEIGHT_BITS
from dateline.related.scoring import (
    CLOSE,
    DIVERSITY,
    FINE,
    HEFTS,
    MAX_TERMS,
    NEAR_COPY,
    NEVER,
    REPEATED,
    WHOLE,
    are_kindred,
    fading,
    floors,
    gist_sizes,
)
from dateline.related.state import drawer_name, drawers_for
from dateline.related.stories import ALIKE, LIKELY, Rules, Story, day_of
from dateline.related.terms import PART_BITS
from dateline.related.weights import Block, numbered

_AT_ONCE = 4096  # rows that are looked through for terms at a time
_DENSE = 8  # with as many times more rows than were met, it is quicker to look at those alone
_ROWS = (1 << 32) - 1  # the lower half of a key of score and row

_HEFTS = np.array(HEFTS)

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Bar = Callable[[int, Ints], NDArray[np.bool_]]


class Choice(NamedTuple):
    """The rows to offer, best first, and how alike they are, of ALIKE."""

    rows: list[int]
    cosines: list[int]


class Past(NamedTuple):
    """Older rows that are likely to be offered, best first, and how alike they are, of ALIKE.

    `bar` is what the gist of another must score to be among those that were looked at.
    """

    rows: list[int]
    cosines: list[int]
    bar: int


class Gist(NamedTuple):
    """The heaviest terms of an article with their weights, its day of publication and its heft."""

    terms: NDArray[np.int32]
    weights: NDArray[np.int16]
    day: int
    heft: int


class Vectors:
    """The vectors of all articles as rows of two matrices, padded with weights of zero."""

    def __init__(self, by_year: Mapping[int, Block]) -> None:
        blocks, sizes = list(by_year.values()), {y: each.size for y, each in by_year.items()}
        self.place, self.numbers = numbered([block.terms for block in blocks])
        self.vocabulary = len(self.numbers) + 1
        self.size = sum(block.size for block in blocks)
        gists = gist_sizes(sizes)
        self.gists = np.repeat([gists[year] for year in sizes], list(sizes.values()))
        self.terms = np.zeros((self.size, MAX_TERMS), np.int32)
        self.weights = np.zeros((self.size, MAX_TERMS), np.int16)
        self.hefts = np.concatenate([np.zeros(0, np.int64), *map(hefts_of, blocks)])
        begin = 0
        for block in blocks:
            rows = slice(begin, begin + block.size)
            filled = np.arange(MAX_TERMS) < block.kept[:, None]
            self.terms[rows][filled] = self.place[block.terms >> PART_BITS]
            self.weights[rows][filled] = block.weights
            begin += block.size


def _posted(
    vectors: Vectors, asked: NDArray[np.bool_], begin: int
) -> tuple[NDArray[np.int32], Rows, NDArray[np.int16]]:
    """Where gists have terms that are asked for, among some rows: terms, rows and weights."""
    part = slice(begin, begin + _AT_ONCE)
    gists = vectors.gists[part]
    inside = np.arange(gists.max()) < gists[:, None]
    terms = vectors.terms[part, : inside.shape[1]]
    row, column = np.nonzero(inside & asked[terms])
    weights = vectors.weights[part]
    return terms[row, column], (row + begin).astype(np.int32), weights[row, column]


def hefts_of(block: Block) -> Ints:
    """What remains of the scores of a block's articles: a note of a few lines is worth less."""
    return _HEFTS.take(block.kept.astype(np.int64) + block.rest, mode="clip")


class Chooser:
    """Chooses for one row at a time."""

    def __init__(self, vectors: Vectors, stories: Sequence[Story], rules: Rules) -> None:
        self.vectors = vectors
        self.stories = stories
        self.rules = rules
        self.days = np.array([day_of(story) for story in stories])
        numbers = {lang: number for number, lang in enumerate({story.lang for story in stories})}
        self.languages = np.array([numbers[story.lang] for story in stories])
        self.offered = np.array([story.offered for story in stories])
        self._fading = np.array(fading(rules))
        self._place = np.zeros(len(stories), np.int32)
        self._good, self._fair = floors(rules)

    def prepare(self, wanted: NDArray[np.int32]) -> None:
        """List for each of the wanted terms the articles that have it in their gists."""
        vectors = self.vectors
        asked = np.zeros(vectors.vocabulary, bool)
        asked[wanted] = True
        asked[0] = False
        parts = [_posted(vectors, asked, at) for at in range(0, vectors.size, _AT_ONCE)]
        terms, rows, weights = (np.concatenate(each) for each in zip(*parts, strict=True))
        # Rows are in order. NumPy sorts numbers of 16 bits by their digits, in far less time.
        ranks = np.cumsum(asked) - 1
        fits = ranks[-1] < 1 << 16
        order = np.argsort(ranks.astype(np.uint16 if fits else np.int32)[terms], kind="stable")
        # How often each term is in the list, where it begins there, and what stands there.
        self._counts = np.bincount(terms, minlength=vectors.vocabulary)
        self._begins = np.cumsum(self._counts) - self._counts
        self.posted_rows, self.posted_weights = rows[order], weights[order]
        # Where each row's own terms stand in it, one row after the other.
        self._places = np.empty_like(rows)
        self._places[order] = np.arange(len(order))
        self._firsts = np.searchsorted(rows, np.arange(vectors.size + 1))

    def drawers(self) -> dict[str, bytes]:
        """All postings as `Postings` keeps them, by name; all terms must have been prepared."""
        size = self.vectors.size
        terms = np.repeat(self.vectors.numbers, self._counts[1:])
        packed = terms << TERM_SHIFT | self.posted_rows.astype(np.int64) << WEIGHT_BITS
        packed |= self.posted_weights
        drawers = drawers_for(size)
        places = (terms & (drawers - 1)).astype(np.uint16)
        order = np.argsort(places, kind="stable")
        ends = np.searchsorted(places[order], np.arange(drawers), "right")
        data, item = packed[order].tobytes(), packed.itemsize
        return {
            drawer_name(number): MARK + data[begin * item : end * item]
            for number, (begin, end) in enumerate(pairwise([0, *ends.tolist()]))
        }

    @cached_property
    def _spread(self) -> NDArray[np.int32]:
        """Room for one vector, by term."""
        return np.zeros(self.vectors.vocabulary, np.int32)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {story.id: row for row, story in enumerate(self.stories)}

    def past(self, row: int) -> Past:
        """Find the likely among older articles; the gist's terms must have been prepared.

        Pins and what else is said of the article itself do not matter yet.
        """
        close, bar = self.close(row)
        cosines = self.cosines(row, close)
        best = self._best(self.stories[row], close, self._scored(row, close, cosines))
        return Past(close[best].tolist(), cosines[best].tolist(), bar)

    def close(self, row: int) -> tuple[Ints, int]:
        """The older rows with the closest gists, and the least of their scores."""
        own = self._places[self._firsts[row] : self._firsts[row + 1]]
        gist = self.gist_of(row, len(own))
        found, dots = self._met(gist, own - self._begins[gist.terms], row)
        scores = self._weighed(row, found, dots)
        for bar in self._gaps.values():
            scores[bar(row, found)] = 0
        keys = (scores << 32) | found  # the newer of two that are equally close
        keys = keys[scores > 0]
        if len(keys) < CLOSE:
            return keys & _ROWS, 1
        keys = np.partition(keys, -CLOSE)[-CLOSE:]
        return keys & _ROWS, int(keys[0]) >> 32

    def nearby(self, row: int) -> Ints:
        """The rows with the closest gists, older and newer, whatever bars them; any row will do."""
        gist = self.gist_of(row)
        self.prepare(gist.terms)
        found, dots = self._met(gist, self._counts[gist.terms], self.vectors.size)
        keys = np.sort((self._weighed(row, found, dots) << 32) | found)
        return keys[-2 * CLOSE :] & _ROWS

    def choose(self, row: int, others: Ints, cosines: Ints) -> Choice:
        """Choose for one article from others: its past, and newer ones whose past it is in.

        `cosines` tell how alike they are.
        """
        story = self.stories[row]
        room = self.rules.count - len(story.pinned)
        if room <= 0 or not story.wants or not len(others):
            return Choice([], [])
        scores = self._scored(row, others, cosines)
        if said := [self._rows.get(id, -1) for id in (*story.pinned, *story.excluded)]:
            scores[np.isin(others, said)] = 0
        for bar in self._bars.values():
            scores[bar(row, others)] = 0
        best = self._best(story, others, scores)
        picked = best[self._diverse(others[best], scores[best], room)]
        return Choice(others[picked].tolist(), np.minimum(cosines[picked], ALIKE).tolist())

    def barred(self, row: int, other: int) -> str:
        """Why a story may not stand below an article; "" where it may."""
        found = (why for why, bar in self._bars.items() if bar(row, np.array([other]))[0])
        return next(found, "")

    @cached_property
    def _bars(self) -> dict[str, Bar]:
        """What bars others from standing below an article, by why."""
        bars = dict(self._gaps)
        if not self.offered.all():
            bars["never offered"] = lambda _, others: ~self.offered[others]
        if self.rules.past_only:
            bars["newer"] = lambda row, others: others > row
        return bars

    @cached_property
    def _gaps(self) -> dict[str, Bar]:
        """What bars two articles from each other, whichever is read, by why."""
        rules, gaps = self.rules, dict[str, Bar]()
        if len(set(self.languages.tolist())) > 1 and not rules.across_languages:
            gaps["other language"] = lambda row, others: (
                self.languages[others] != self.languages[row]
            )
        if (horizon := rules.horizon) is not None:
            gaps["too far"] = lambda row, others: (
                np.abs(self.days[others] - self.days[row]) > horizon
            )
        return gaps

    def _scored(self, row: int, others: Ints, cosines: Ints) -> Ints:
        """What others that are so alike score below an article; nothing for near copies."""
        scores = self._weighed(row, others, cosines >> FINE)
        scores[cosines > NEAR_COPY] = 0
        return scores

    def scores(self, row: int, others: Ints) -> Ints:
        """What others score below an article, of SCORE: near copies too."""
        return self._weighed(row, others, self.cosines(row, others) >> FINE)

    def _weighed(self, row: int, others: Ints, dots: Ints) -> Ints:
        faded = self._faded(self.days[others] - self.days[row])
        scores: Ints = dots * faded * self.vectors.hefts[others] // WHOLE
        return scores

    def _faded(self, days: Ints) -> Ints:
        """What remains of scores between articles that are days apart."""
        return self._fading.take(np.abs(days), mode="clip")

    def cosines(self, row: int, others: Ints) -> Ints:
        """How alike articles are, of ALIKE."""
        terms, weights = self.vectors.terms, self.vectors.weights
        own = terms[row].astype(np.intp), weights[row]
        return self._cosines(*own, terms.take(others, axis=0), weights.take(others, axis=0))

    def _cosines(
        self,
        own_terms: Ints,
        own_weights: NDArray[np.integer],
        terms: NDArray[np.integer],
        weights: NDArray[np.integer],
    ) -> Ints:
        """Cosines of one article with others, of whom terms and weights are given."""
        self._spread[own_terms] = own_weights
        products = self._spread.take(terms)
        products *= weights
        self._spread[own_terms] = 0
        # No sum is more than two equal vectors give: there is room for it.
        cosines: Ints = np.add.reduce(products, axis=1, dtype=np.int32).astype(np.int64)
        return cosines

    def is_enough(self, story: Story, other: int, score: int) -> bool:
        """Tell whether a story has enough to do with an article to stand below it."""
        kindred = score >= self._fair and are_kindred(story, self.stories[other])
        return score >= self._good or kindred

    def _best(self, story: Story, others: Ints, scores: Ints) -> Ints:
        """Where the likely stand: the best of those that are good enough, best first."""
        most = LIKELY * self.rules.count
        order = np.argsort((scores << 32) | others)[::-1]
        good = int(np.count_nonzero(scores >= self._good))
        fair = int(np.count_nonzero(scores >= self._fair)) if good < most else good
        between = order[good:fair]
        kindred = (
            at
            for at, row in zip(between.tolist(), others[between].tolist(), strict=True)
            if are_kindred(story, self.stories[row])
        )
        return np.array([*order[:good].tolist(), *kindred][:most], np.int64)

    def _diverse(self, rows: Ints, scores: Ints, count: int) -> list[int]:
        """Pick by maximal marginal relevance: high scores that repeat nothing picked before.

        Gives places among the rows, which are in the order of their scores, best first.
        """
        count = min(count, len(rows))
        terms = self.vectors.terms[rows].astype(np.intp)
        weights = self.vectors.weights[rows].astype(np.int32)
        relevance, nearest = DIVERSITY * scores, np.zeros(len(rows), np.int64)
        picked = [0] if count else []
        while len(picked) < count:
            last = picked[-1]
            relevance[last] = NEVER * -DIVERSITY
            nearest = np.maximum(nearest, self._cosines(terms[last], weights[last], terms, weights))
            picked.append(int((relevance - nearest * REPEATED).argmax()))
        return picked

    def gist_of(self, row: int, size: int | None = None) -> Gist:
        """The gist of an article; `size` is the number of its terms, where that is known."""
        own = (row, slice(int(self.vectors.gists[row]) if size is None else size))
        vectors = self.vectors
        return Gist(
            vectors.terms[own], vectors.weights[own], int(self.days[row]), int(vectors.hefts[row])
        )

    def _met(self, gist: Gist, lengths: Ints, end: int) -> tuple[Ints, Ints]:
        """The rows before `end` whose gists have something in common with one, and how much.

        `lengths` tell how many of such rows have each of its terms.
        """
        ends = lengths.cumsum()
        met = np.arange(ends[-1] if len(ends) else 0)
        at = (self._begins[gist.terms] - ends + lengths).repeat(lengths)
        at += met
        rows = self.posted_rows.take(at)
        products = gist.weights.astype(float).repeat(lengths)
        products *= self.posted_weights.take(at)
        # Sums of whole numbers below 2 ** 53 are exact, in whatever order.
        if end <= _DENSE * len(met):
            dots = np.bincount(rows, products)
            found = np.flatnonzero(dots >= 1 << FINE)
            return found, dots[found].astype(np.int64) >> FINE
        # One of the places where a row was met stands for all of them.
        self._place[rows] = met
        dots = np.bincount(self._place[rows], products)
        found = np.flatnonzero(dots >= 1 << FINE)
        return rows[found].astype(np.int64), dots[found].astype(np.int64) >> FINE
