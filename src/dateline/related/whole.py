"""Don't Miss, chosen for all articles."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dateline.pool import map_chunks
from dateline.related.closest import Choice, Chooser, Past, Vectors
from dateline.related.revision import Revised
from dateline.related.scoring import BACK, NEVER
from dateline.related.state import HEFTS, Parts, counts_name, vector_name
from dateline.related.stories import LIKELY, Chosen, Rules, Story, in_order
from dateline.related.weights import weigh

ALONE = 1000  # articles that one process chooses for: to start others costs more

Rows = NDArray[np.int32]
Given = TypeVar("Given")
Made = TypeVar("Made")


def chosen_for_all(
    years: Mapping[int, list[Story]],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    rules: Rules,
    workers: int,
) -> Revised:
    """Choose for all articles."""
    weighed = weigh((year, _terms_of(stories, terms)) for year, stories in years.items())
    blocks = {year: block for year, (block, _) in weighed.items()}
    chosen, parts = _chosen(Chooser(Vectors(blocks), in_order(years), rules), workers)
    for year, (block, counted) in weighed.items():
        parts[counts_name(year)] = counted.pack()
        names = (vector_name(story.id) for story in years[year])
        parts |= zip(names, block.packed(), strict=True)
    return Revised(chosen, range(len(chosen.bars)), parts)


def _terms_of(
    stories: Sequence[Story], terms: Callable[[Sequence[str]], Mapping[str, bytes]]
) -> list[bytes]:
    ids = [story.id for story in stories]
    return list(map(terms(ids).__getitem__, ids))


def _chosen(chooser: Chooser, workers: int) -> tuple[Chosen, Parts]:
    """Choose for all rows; gives what is kept of their gists, too."""
    vectors, count = chooser.vectors, chooser.rules.count
    bars = np.full(vectors.size, NEVER, np.int32)
    past = np.full((vectors.size, LIKELY * count), -1, np.int32)
    every = range(vectors.size)
    chooser.prepare(vectors.terms)
    for row, found in zip(every, _mapped(_past_chunk, chooser, every, workers), strict=True):
        bars[row] = found.bar
        past[row, : len(found.rows)] = found.rows
    rows, cosines = np.full((vectors.size, count), -1, np.int32), np.zeros_like(past[:, :count])
    given = list(zip(every, _others(past), strict=True))
    for row, choice in zip(every, _mapped(_choice_chunk, chooser, given, workers), strict=True):
        rows[row, : len(choice.rows)] = choice.rows
        cosines[row, : len(choice.rows)] = choice.cosines
    kept: Parts = {**chooser.drawers(), HEFTS: vectors.hefts.astype(np.uint8).tobytes()}
    return Chosen(*(array("i", each.tobytes()) for each in (bars, past, rows, cosines))), kept


def _others(past: Rows) -> list[list[int]]:
    """For all rows, the older and the newer ones to choose from."""
    targets = past[:, :BACK].ravel()
    order = np.argsort(targets, kind="stable")
    sequels, begins = (
        order // min(BACK, past.shape[1]),
        np.searchsorted(targets[order], np.arange(len(past) + 1)),
    )
    return [
        [each for each in older.tolist() if each >= 0] + sequels[begin:end].tolist()
        for older, (begin, end) in zip(past, pairwise(begins.tolist()), strict=True)
    ]


def _mapped(
    work: Callable[[Chooser, Sequence[Given]], list[Made]],
    chooser: Chooser,
    things: Sequence[Given],
    workers: int,
) -> Iterator[Made]:
    workers = workers if len(things) >= ALONE else 1
    return map_chunks(work, chooser, things, workers=workers, progress=_unwatched)


def _past_chunk(chooser: Chooser, rows: Sequence[int]) -> list[Past]:
    return [chooser.past(row) for row in rows]


def _choice_chunk(chooser: Chooser, given: Sequence[tuple[int, list[int]]]) -> list[Choice]:
    return [chooser.choose(row, others) for row, others in given]


def _unwatched(count: int) -> None:
    pass
