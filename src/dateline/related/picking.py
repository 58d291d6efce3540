"""Choosing for single articles, by what is kept: the same as `closest` does for many at once.

A few articles are sooner looked up one by one than NumPy is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest

from dateline.related.kept import Postings, Weights, cosine, gist
from dateline.related.scoring import (
    CLOSE,
    DIVERSITY,
    FINE,
    NEAR_COPY,
    REPEATED,
    WHOLE,
    are_kindred,
    fading,
    floors,
)
from dateline.related.stories import ALIKE, LIKELY, Rules, Story, day_of

_ROW = (1 << 32) - 1  # the lower half of a key of score and row

Scored = list[tuple[int, int]]  # rows with scores, best first


class Picker:
    """Chooses for one row at a time; rows are places in the order of time, oldest first."""

    def __init__(
        self,
        stories: Sequence[Story],
        vector: Callable[[str], Weights],
        gists: Mapping[int, int],
        postings: Postings,
        hefts: Sequence[int],
        rules: Rules,
    ) -> None:
        """`vector` gives an article's; `gists` how many terms stand for one of each year."""
        self.stories = stories
        self._postings = postings
        self.hefts = hefts
        self.rules = rules
        self._vector = vector
        self._gists = gists
        self._fading = fading(rules)
        self._good, self._fair = floors(rules)
        self._days: dict[int, int] = {}
        self._cosines: dict[tuple[int, int], int] = {}

    def vector(self, row: int) -> Weights:
        return self._vector(self.stories[row].id)

    def gist(self, row: int) -> Weights:
        """The heaviest terms of an article."""
        return gist(self.vector(row), self._gists[self.stories[row].year])

    def met(self, weights: Weights) -> list[tuple[int, int]]:
        """The rows whose gists have something in common with one, and how much."""
        dots = self._postings.met(weights).items()
        return [(row, fine) for row, dot in dots if (fine := dot >> FINE)]

    def past(self, row: int) -> tuple[list[int], int]:
        """The likely among older articles, best first, and what others' gists must score."""
        story = self.stories[row]
        keys = []
        for other, dot in self.met(self.gist(row)):
            if other < row and not self.apart(story, self.stories[other]):
                score = self.weighed(self.day(row) - self.day(other), self.hefts[other], dot)
                if score:
                    keys.append(score << 32 | other)  # the newer of two that are equally close
        close = nlargest(CLOSE, keys)
        bar = close[-1] >> 32 if len(close) == CLOSE else 1
        best = self.best(row, ((each & _ROW, self.score(row, each & _ROW)) for each in close))
        return [other for other, _ in best], bar

    def choose(self, row: int, others: Iterable[int]) -> tuple[list[int], list[int]]:
        """Choose for one article from others: the rows, best first, and how alike they are."""
        story = self.stories[row]
        room = self.rules.count - len(story.pinned)
        if room <= 0 or not story.wants:
            return [], []
        said = {*story.pinned, *story.excluded}
        allowed = (
            each
            for each in others
            if self.stories[each].id not in said and not self._barred(row, each)
        )
        best = self.best(row, ((each, self.score(row, each)) for each in allowed))
        rows = self._diverse(best, room)
        return rows, [min(self.cosine(row, each), ALIKE) for each in rows]

    def best(self, row: int, scored: Iterable[tuple[int, int]]) -> Scored:
        """The best of those that are good enough, best first."""
        good = (each for each in scored if self.is_enough(self.stories[row], *each))
        return nlargest(LIKELY * self.rules.count, good, key=lambda each: (each[1], each[0]))

    def is_enough(self, story: Story, other: int, score: int) -> bool:
        """Tell whether a story has enough to do with an article to stand below it."""
        if score >= self._good:
            return True
        return score >= self._fair and are_kindred(story, self.stories[other])

    def score(self, row: int, other: int) -> int:
        """What one scores below an article; nothing for near copies."""
        cosine = self.cosine(row, other)
        if cosine > NEAR_COPY:
            return 0
        return self.weighed(self.day(row) - self.day(other), self.hefts[other], cosine >> FINE)

    def weighed(self, days: int, heft: int, dot: int) -> int:
        """What remains of a score of an article with that heft, so many days apart."""
        return dot * self._fading[min(abs(days), len(self._fading) - 1)] * heft // WHOLE

    def day(self, row: int) -> int:
        found = self._days.get(row)
        if found is None:
            found = self._days[row] = day_of(self.stories[row])
        return found

    def cosine(self, row: int, other: int) -> int:
        """How alike two articles are, of ALIKE."""
        pair = (row, other) if row < other else (other, row)
        found = self._cosines.get(pair)
        if found is None:
            found = self._cosines[pair] = cosine(self.vector(row), self.vector(other))
        return found

    def apart(self, one: Story, other: Story) -> bool:
        """Tell whether two articles are barred from each other, whichever is read."""
        if one.lang != other.lang and not self.rules.across_languages:
            return True
        horizon = self.rules.horizon
        return horizon is not None and abs(day_of(one) - day_of(other)) > horizon

    def _barred(self, row: int, other: int) -> bool:
        """Tell whether one may not stand below an article."""
        story = self.stories[other]
        newer = self.rules.past_only and other > row
        return newer or not story.offered or self.apart(self.stories[row], story)

    def _diverse(self, best: Scored, count: int) -> list[int]:
        """Pick by maximal marginal relevance: high scores that repeat nothing picked before."""
        left = {row: (DIVERSITY * score, 0) for row, score in best}
        picked: list[int] = []
        while left and len(picked) < count:
            if picked:
                last = picked[-1]
                left = {
                    row: (relevance, max(nearest, self.cosine(last, row)))
                    for row, (relevance, nearest) in left.items()
                }
            row = max(left, key=lambda each: left[each][0] - left[each][1] * REPEATED)
            del left[row]
            picked.append(row)
        return picked
