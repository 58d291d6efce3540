"""What an article scores below another: the numbers of Don't Miss, all whole ones.

Method: docs/design.md, "Don't Miss". Here is what needs no NumPy: whether all is chosen or little.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt

from dateline.related.stories import Rules, Story

MAX_TERMS = 256
UNIT = 1 << 14  # the length of a vector

CLOSE = 48  # older articles, by their gists, whose whole vectors are looked at
BACK = 5  # older articles that a story may be offered below
GIST_WORK = 1 << 26  # the more articles, the fewer terms in a gist, so that work stays bounded
LEAST_GIST = 16
EXPECTED = 4096  # articles of a site's first years
DIVERSITY = 19  # twentieths: lambda of maximal marginal relevance (Carbonell and Goldstein, 1998)
FULL = 250  # different words of an article that is not short
NEVER = (1 << 31) - 1

COSINE = UNIT * UNIT  # two equal vectors
NEAR_COPY = COSINE * 8 // 10
FINE = 8  # bits of a cosine that are dropped, so that a score fits into 31 bits
MOST = 1 << 10  # what remains of a score between articles of one day
WHOLE = 1 << 6  # what remains of the score of an article that is not short
SCORE = (COSINE >> FINE) * MOST
REPEATED = (20 - DIVERSITY) * SCORE // COSINE  # what counts against a pick, for each cosine
GOOD = SCORE * 5 // 100  # least score of a story that is offered for its text alone
FAIR = SCORE * 2 // 100  # least score of one that shares a tag or the section as well

HEFTS: tuple[int, ...] = tuple(round(WHOLE * pow(words / FULL, 0.2)) for words in range(FULL + 1))


def heft_of(words: int) -> int:
    """What remains of an article's scores, of WHOLE: a note of a few lines is worth less."""
    return HEFTS[min(words, FULL)]


def gist_sizes(sizes: Mapping[int, int]) -> dict[int, int]:
    """How many terms stand for an article of each year, by the number of articles in each.

    It goes by those of the years before, so that a new article leaves it as it is; the year's own
    are expected to be as many, or some thousands.
    """
    found, before = {}, 0
    for year in sorted(sizes):
        found[year] = gist_size(max(2 * before, EXPECTED))
        before += sizes[year]
    return found


def gist_size(articles: int) -> int:
    """How many terms stand for an article where there are so many.

    Work grows with the square of it times the number of articles; it changes only when that
    passes a power of two, because then all must be chosen anew.
    """
    return max(
        LEAST_GIST, min(MAX_TERMS, isqrt(GIST_WORK // (1 << max(articles - 1, 0).bit_length())))
    )


def fading(rules: Rules) -> list[int]:
    """What remains of scores by days apart, up to the day when all that fades has faded."""
    life = rules.half_life
    return [round(MOST / 2 * (1 + 0.5 ** (day / life))) for day in range(life * 11)]


def floors(rules: Rules) -> tuple[int, int]:
    """Scores that are enough: alone, and for those that share a tag or the section."""
    floor = None if rules.floor is None else max(round(rules.floor * SCORE), 1)
    return (floor, floor) if floor else (GOOD, FAIR)


def are_kindred(one: Story, other: Story) -> bool:
    """Tell whether two articles share a tag or the section."""
    same = one.section is not None and one.section == other.section
    return same or not set(one.labels).isdisjoint(other.labels)
