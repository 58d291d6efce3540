"""What a word weighs: by the articles of the years before, which no new one joins.

Method: docs/design.md, "Don't Miss", "Frozen idf".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from math import isqrt
from typing import NamedTuple

ENOUGH = 100  # articles that an epoch's weights must come from
COMMON = 3  # a term in more than about 2 ** (-COMMON / 2) of the articles says nothing
SMOOTH = 1  # added to counts of articles, so that words nobody used before have a weight

# Levels rise by one with each half octave: 1, 2, 3, 4, 6, 8, 12, 16, 23, 32, …
LEVELS = tuple(isqrt((1 << step) - 1) + 1 for step in range(62))


class Epoch(NamedTuple):
    """The articles that a year's weights come from: those of the years before `bound`.

    `size` counts the others, without the article itself where the epoch is its own time (`own`).
    """

    bound: int
    size: int
    own: bool

    @property
    def scale(self) -> tuple[int, int, bool]:
        """Where this is the same, only counts of articles with a term move its weight."""
        return self.bound, level(self.size), self.own

    def rarity(self, articles: int) -> int:
        """What a term weighs that so many articles of the epoch have.

        Half octaves of its inverse document frequency.
        """
        found = level(self.size) - level(max(articles - self.own, 0))
        return found if found > COMMON else 0


def level(size: int) -> int:
    """The number of the half octave that a number of articles is in."""
    return bisect_right(LEVELS, size + SMOOTH)


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
