"""Don't Miss, chosen for all articles."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    alike = np.zeros_like(past)
    every = range(vectors.size)
    chooser.prepare(vectors.terms)
    for row, found in zip(every, _mapped(_past_chunk, chooser, every, workers), strict=True):
        bars[row] = found.bar
        past[row, : len(found.rows)] = found.rows
        alike[row, : len(found.rows)] = found.cosines
    rows, cosines = np.full((vectors.size, count), -1, np.int32), np.zeros_like(past[:, :count])
    given = _Pasts(chooser, past, alike)
    for row, choice in zip(every, _mapped(_choice_chunk, given, every, workers), strict=True):
        rows[row, : len(choice.rows)] = choice.rows
        cosines[row, : len(choice.rows)] = choice.cosines
    kept: Parts = {**chooser.drawers(), HEFTS: vectors.hefts.astype(np.uint8).tobytes()}
    return Chosen(*(array("i", each.tobytes()) for each in (bars, past, rows, cosines))), kept


class _Pasts:
    """The pasts of all rows, with how alike those in them are, and a chooser from them."""

    def __init__(self, chooser: Chooser, past: Rows, alike: Rows) -> None:
        self._chooser = chooser
        self._past, self._alike = past, alike
        # Where each row is among the first of the pasts of newer ones.
        self._back = min(BACK, past.shape[1])
        targets = past[:, : self._back].ravel()
        self._order = np.argsort(targets, kind="stable")
        self._begins = np.searchsorted(targets[self._order], np.arange(len(past) + 1))

    def choose(self, row: int) -> Choice:
        """Choose for one row from the older and the newer ones that it may offer."""
        older = self._past[row] >= 0
        sequels, places = np.divmod(
            self._order[self._begins[row] : self._begins[row + 1]], self._back
        )
        return self._chooser.choose(
            row,
            np.concatenate((self._past[row][older], sequels)),
            np.concatenate((self._alike[row][older], self._alike[sequels, places])).astype(
                np.int64
            ),
        )


def _mapped(
    work: Callable[[Given, Sequence[int]], list[Made]],
    given: Given,
    rows: Sequence[int],
    workers: int,
) -> Iterator[Made]:
    workers = workers if len(rows) >= ALONE else 1
    return map_chunks(work, given, rows, workers=workers, progress=_unwatched)


def _past_chunk(chooser: Chooser, rows: Sequence[int]) -> list[Past]:
    return [chooser.past(row) for row in rows]


def _choice_chunk(pasts: _Pasts, rows: Sequence[int]) -> list[Choice]:
    return [pasts.choose(row) for row in rows]


def _unwatched(count: int) -> None:
    pass
