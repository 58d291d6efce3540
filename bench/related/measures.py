"""What is measured of a ranking: how much of the truth is near its top, and who is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import log2
from typing import NamedTuple

import numpy as np

PLACES = 5  # that nDCG looks at
BOX = 4  # stories below an article
RESAMPLES = 2000


class Quality(NamedTuple):
    """Of one query: nDCG@5, P@4 and whether one of the first four is right, from 0 to 1."""

    ndcg: float
    precision: float
    hit: float


class Mean(NamedTuple):
    """A mean over queries, with its 95 % interval."""

    value: float
    low: float
    high: float


def quality(ranked: Sequence[str], right: Collection[str]) -> Quality:
    """Judge a ranking by the ids that are right; all of them are equally right.

    nDCG: Järvelin and Kekäläinen, 2002, with gains of 0 and 1.
    """
    gained = sum(_gain(at) for at, id in enumerate(ranked[:PLACES]) if id in right)
    ideal = sum(_gain(at) for at in range(min(PLACES, len(right))))
    found = sum(id in right for id in ranked[:BOX])
    return Quality(gained / ideal, found / BOX, float(found > 0))


def _gain(at: int) -> float:
    return 1 / log2(at + 2)


def mean_of(values: Sequence[float], seed: int = 1) -> Mean:
    """The mean, and between which bounds it lies in 95 % of samples drawn with replacement."""
    given = np.array(values)
    drawn = np.random.default_rng(seed).integers(len(given), size=(RESAMPLES, len(given)))
    low, high = np.percentile(given[drawn].mean(axis=1), [2.5, 97.5])
    return Mean(float(given.mean()), float(low), float(high))


def shown(boxes: Mapping[str, Sequence[str]]) -> tuple[float, float]:
    """In what share of all boxes the most shown article is; what share of articles is in none."""
    times = Counter(id for box in boxes.values() for id in box)
    filled = sum(1 for box in boxes.values() if box)
    never = sum(1 for id in boxes if id not in times)
    return max(times.values(), default=0) / max(filled, 1), never / max(len(boxes), 1)


def changed(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> int:
    """The number of boxes that are not as they were, of articles that were there before."""
    return sum(1 for id, box in before.items() if list(after.get(id, ())) != list(box))
