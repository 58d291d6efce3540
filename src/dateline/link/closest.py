"""The closest articles of each: which of them to offer, by their term vectors.

Method: docs/design.md, "Don't Miss". Rows are places in the order of time, oldest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import isqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.link.related import Story
from dateline.link.weights import MAX_TERMS, UNIT, Block, numbered
from dateline.parse.terms import COUNT_BITS

HALF_LIFE = 365  # days
CANDIDATES = 3  # to choose from, for each story that is offered
CLOSE = 48  # articles, by their gists, whose whole vectors are looked at
GIST_WORK = 1 << 26  # the more articles, the fewer terms in a gist, so that work stays bounded
LEAST_GIST = 16
DIVERSITY = 9  # tenths: lambda of maximal marginal relevance (Carbonell and Goldstein, 1998)
NEVER = (1 << 31) - 1
_ROWS = (1 << 32) - 1  # the lower half of a key of score and row

_COSINE = UNIT * UNIT  # two equal vectors
NEAR_COPY = _COSINE * 8 // 10
_FINE = 8  # bits of a cosine that are dropped, so that a score fits into 31 bits
_NOW = 1 << 10  # what remains of a score between articles of one day
_SCORE = (_COSINE >> _FINE) * _NOW
_REPEATED = (10 - DIVERSITY) * _SCORE // _COSINE  # what counts against a pick, for each cosine
GOOD = _SCORE * 5 // 100  # least score of a story that is offered for its text alone
FAIR = _SCORE * 2 // 100  # least score of one that shares a tag or the section as well

# Up to the day when all that fades has faded.
_FADING = np.array(
    [round(_NOW / 2 * (1 + 0.5 ** (day / HALF_LIFE))) for day in range(HALF_LIFE * 11)]
)

Ints = NDArray[np.int64]


class Choice(NamedTuple):
    """The rows to offer, best first; `bar` is what the gist of a newcomer must score to matter."""

    rows: list[int]
    bar: int


class Gist(NamedTuple):
    """The heaviest terms of an article, with their weights, and the day of publication."""

    terms: NDArray[np.int32]
    weights: NDArray[np.int16]
    day: int


def gist_size(articles: int) -> int:
    """How many terms stand for an article when candidates are looked for.

    Work grows with the square of it times the number of articles; it changes only when that
    passes a power of two, because then all must be chosen anew.
    """
    return max(
        LEAST_GIST, min(MAX_TERMS, isqrt(GIST_WORK // (1 << max(articles - 1, 0).bit_length())))
    )


class Vectors:
    """The vectors of all articles as rows of two matrices, padded with weights of zero."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.place, known = numbered([block.terms for block in blocks])
        self.vocabulary = len(known) + 1
        self.size = sum(block.size for block in blocks)
        self.gist = gist_size(self.size)
        self.terms = np.zeros((self.size, MAX_TERMS), np.int32)
        self.weights = np.zeros((self.size, MAX_TERMS), np.int16)
        begin = 0
        for block in blocks:
            rows = slice(begin, begin + block.size)
            filled = np.arange(MAX_TERMS) < block.kept[:, None]
            self.terms[rows][filled] = self.place[block.terms >> COUNT_BITS]
            self.weights[rows][filled] = block.weights
            begin += block.size

    def gist_in(self, block: Block, row: int, day: int) -> Gist:
        """The gist of a row of any block, in terms that somebody has."""
        begin = int(block.kept[:row].sum(dtype=np.int64))
        own = slice(begin, begin + min(int(block.kept[row]), self.gist))
        terms = self.place[block.terms[own] >> COUNT_BITS]
        return Gist(terms[terms > 0], block.weights[own][terms > 0], day)


class Chooser:
    """Chooses for one row at a time."""

    def __init__(self, vectors: Vectors, stories: Sequence[Story], count: int) -> None:
        """Offer `count` stories below each."""
        self.vectors = vectors
        self.stories = stories
        self.count = count
        self.days = np.array([day_of(story) for story in stories])
        numbers = {lang: number for number, lang in enumerate({story.lang for story in stories})}
        self.languages = np.array([numbers[story.lang] for story in stories])
        self.mixed = len(numbers) > 1
        self._place = np.zeros(len(stories), np.int64)

    def prepare(self, wanted: NDArray[np.int32]) -> None:
        """List for each of the wanted terms the articles that have it in their gists."""
        vectors = self.vectors
        terms = vectors.terms[:, : vectors.gist]
        asked = np.zeros(vectors.vocabulary, bool)
        asked[wanted] = True
        asked[0] = False
        row, column = np.divmod(np.flatnonzero(asked[terms]), vectors.gist)
        terms = terms[row, column]
        order = np.argsort(terms, kind="stable")
        self.posted_rows = row[order]
        self.posted_weights = vectors.weights[row, column][order].astype(float)
        self.starts = np.searchsorted(terms[order], np.arange(vectors.vocabulary + 1))

    @cached_property
    def _spread(self) -> NDArray[np.int32]:
        """Room for one vector, by term."""
        return np.zeros(self.vectors.vocabulary, np.int32)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {story.id: row for row, story in enumerate(self.stories)}

    def choose(self, row: int) -> Choice:
        """Choose for one article; its gist's terms must have been prepared."""
        story = self.stories[row]
        room = self.count - len(story.pinned)
        if room <= 0 or not story.wants:
            return Choice([], NEVER)
        close, bar = self._close(row, story)
        rows, scores = self._likely(story, close, self._scores(row, close))
        return Choice(list(self._diverse(rows, scores, room)), bar)

    def _close(self, row: int, story: Story) -> tuple[Ints, int]:
        """The rows with the closest gists, and the least of their scores."""
        found, dots = self._met(self.gist_of(row))
        if self.mixed:
            alike = self.languages[found] == self.languages[row]
            found, dots = found[alike], dots[alike]
        barred = [row]
        barred += [self._rows[id] for id in (*story.pinned, *story.excluded) if id in self._rows]
        most = CLOSE + len(barred)
        if len(found) > most:
            # Fading takes half at most: what has less than half of what is enough is not close.
            strong = dots * 2 >= np.partition(dots, -most)[-most]
            found, dots = found[strong], dots[strong]
        for other in barred:
            dots[found == other] = 0
        found, dots = found[dots > 0], dots[dots > 0]
        scores = dots * self._freshness(row, found)
        # The newer of two that are equally close.
        keys = (scores << 32) | found
        if len(keys) < CLOSE:
            return found, 1
        keys = np.partition(keys, -CLOSE)[-CLOSE:]
        return keys & _ROWS, int(keys[0]) >> 32

    def _freshness(self, row: int, others: Ints) -> Ints:
        return _faded(self.days[others] - self.days[row])

    def _scores(self, row: int, others: Ints) -> Ints:
        """Cosine, faded with the days apart; nothing for near copies."""
        cosines = self._cosines(row, self.vectors.terms[others], self.vectors.weights[others])
        scores = (cosines >> _FINE) * self._freshness(row, others)
        scores[cosines > NEAR_COPY] = 0
        return scores

    def _cosines(self, row: int, terms: NDArray[np.integer], weights: NDArray[np.int16]) -> Ints:
        """Cosines of one article with others, of whom terms and weights are given."""
        own = self.vectors.terms[row]
        self._spread[own] = self.vectors.weights[row]
        products = self._spread.take(terms)
        products *= weights
        self._spread[own] = 0
        cosines: Ints = products.sum(axis=1)
        return cosines

    def _likely(self, story: Story, others: Ints, scores: Ints) -> tuple[list[int], list[int]]:
        """The best of those that are good enough, best first, and their scores."""
        rows: list[int] = []
        best: list[int] = []
        most = CANDIDATES * self.count
        for key in np.sort((scores << 32) | others)[::-1].tolist():
            score, row = key >> 32, key & _ROWS
            if score < FAIR or len(rows) == most:
                break
            if score >= GOOD or _kindred(story, self.stories[row]):
                rows.append(row)
                best.append(score)
        return rows, best

    def _diverse(self, rows: list[int], scores: list[int], count: int) -> Iterator[int]:
        """Pick by maximal marginal relevance: high scores that repeat nothing picked before."""
        count = min(count, len(rows))
        if count <= 0:
            return
        terms, weights = self.vectors.terms[rows].astype(np.intp), self.vectors.weights[rows]
        relevance, nearest = DIVERSITY * np.array(scores), np.zeros(len(rows), np.int64)
        best = 0
        for _ in range(count - 1):
            yield rows[best]
            relevance[best] = NEVER * -DIVERSITY
            nearest = np.maximum(nearest, self._cosines(rows[best], terms, weights))
            best = int((relevance - nearest * _REPEATED).argmax())
        yield rows[best]

    def gist_of(self, row: int) -> Gist:
        """The gist of an article."""
        own = (row, slice(self.vectors.gist))
        return Gist(self.vectors.terms[own], self.vectors.weights[own], int(self.days[row]))

    def affected(self, gist: Gist, bars: Ints) -> Ints:
        """The rows that may be offered others because an article with this gist came or left.

        `bars` has each row's bar. The gist's terms must have been prepared.
        """
        found, dots = self._met(gist)
        scores = dots * _faded(self.days[found] - gist.day)
        return found[scores >= bars[found]]

    def _met(self, gist: Gist) -> tuple[Ints, Ints]:
        """The rows whose gists have something in common with one, and how much."""
        begins = self.starts[gist.terms]
        lengths = self.starts[gist.terms + 1] - begins
        ends = np.cumsum(lengths)
        met = np.arange(lengths.sum())
        at = met + np.repeat(begins - ends + lengths, lengths)
        rows = self.posted_rows[at]
        # One of the places where a row was met stands for all of them.
        self._place[rows] = met
        products = self.posted_weights[at] * np.repeat(gist.weights, lengths)
        # Sums of whole numbers below 2 ** 53 are exact, in whatever order.
        dots = np.bincount(self._place[rows], products)
        found = np.flatnonzero(dots >= 1 << _FINE)
        return rows[found], dots[found].astype(np.int64) >> _FINE


def _faded(days: Ints) -> Ints:
    """What remains of scores between articles that are days apart."""
    return _FADING.take(np.abs(days), mode="clip")


def day_of(story: Story) -> int:
    """The number of the day of publication, in UTC."""
    return int(story.published.timestamp() // 86_400)


def _kindred(one: Story, other: Story) -> bool:
    """Tell whether two articles share a tag or the section."""
    same = one.section is not None and one.section == other.section
    return same or not set(one.labels).isdisjoint(other.labels)
