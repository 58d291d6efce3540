"""Near copies: articles whose vectors are almost the same, wherever they are in time.

All pairs are found, and few are looked at. Terms are in order, rare ones first; what remains of a
vector behind its first terms is soon too short to be alike by itself, so two near copies share one
of those (Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dateline.related.closest import Vectors
from dateline.related.scoring import NEAR_COPY, UNIT
from dateline.related.stories import ALIKE, Story
from dateline.related.weights import blocks_in

_ENOUGH = NEAR_COPY * NEAR_COPY // (UNIT * UNIT)  # the square of the least length
_USUAL = 200  # articles that share a term and are compared with each other, all of them

Ints = NDArray[np.int64]


def near_copies(
    years: Mapping[int, Sequence[Story]], state: Mapping[str, bytes]
) -> list[tuple[str, str, float]]:
    """Pairs of ids in one language, with how alike they are from 0 to 1.

    `years` are the stories by year, oldest first, `state` is what Don't Miss kept of them; nothing
    is found where it kept nothing.
    """
    blocks = blocks_in(state, years)
    if not blocks:
        return []
    vectors = Vectors(blocks)
    stories = [story for each in years.values() for story in each]
    found = []
    for one, other, cosine in _alike(vectors):
        if stories[one].lang == stories[other].lang:
            found.append((stories[one].id, stories[other].id, min(cosine / ALIKE, 1.0)))
    return found


def _alike(vectors: Vectors) -> Iterator[tuple[int, int, int]]:
    """Pairs of rows that are near copies, with their cosines, of ALIKE."""
    ones, others = np.divmod(_candidates(vectors), max(vectors.size, 1))
    spread = np.zeros(vectors.vocabulary, np.int64)
    begins = np.flatnonzero(np.diff(ones, prepend=-1)).tolist()
    for begin, end in pairwise([*begins, len(ones)]):
        one, pairs = int(ones[begin]), others[begin:end]
        spread[vectors.terms[one]] = vectors.weights[one]
        cosines = (spread[vectors.terms[pairs]] * vectors.weights[pairs]).sum(axis=1)
        spread[vectors.terms[one]] = 0
        for at in np.flatnonzero(cosines > NEAR_COPY).tolist():
            yield one, int(pairs[at]), int(cosines[at])


def _candidates(vectors: Vectors) -> Ints:
    """Pairs of rows that share one of their first terms, in order, as row × size + row."""
    rows, terms = _first_terms(vectors)
    order = np.argsort(terms, kind="stable")
    rows, terms = rows[order], terms[order]
    begins = np.flatnonzero(np.diff(terms, prepend=-1))
    lengths = np.diff(begins, append=len(terms))
    found = [np.zeros(0, np.int64)]
    for length in np.unique(lengths[lengths > 1]).tolist():
        groups = rows[begins[lengths == length][:, None] + np.arange(length)]
        # Of very many that share a term each is compared with the next: copies stand in a chain.
        one, other = _pairs(length) if length <= _USUAL else (slice(-1), slice(1, None))
        found.append((groups[:, one] * vectors.size + groups[:, other]).ravel())
    return np.unique(np.concatenate(found))


def _pairs(length: int) -> tuple[Ints, Ints]:
    one, other = np.triu_indices(length, 1)
    return one, other


def _first_terms(vectors: Vectors) -> tuple[Ints, Ints]:
    """Rows and terms: of each row those of its terms that a near copy may have in common first."""
    filled = vectors.weights > 0
    many = np.bincount(vectors.terms[filled], minlength=vectors.vocabulary)
    rank = np.empty(vectors.vocabulary, np.int64)
    rank[np.argsort(many, kind="stable")] = np.arange(vectors.vocabulary)
    order = np.argsort(np.where(filled, rank[vectors.terms], vectors.vocabulary), axis=1)
    terms = np.take_along_axis(vectors.terms, order, axis=1)
    squares = np.take_along_axis(vectors.weights.astype(np.int64) ** 2, order, axis=1)
    # What stands at a place and behind it, long enough to be so alike by itself.
    behind = squares[:, ::-1].cumsum(axis=1)[:, ::-1]
    row, column = np.nonzero((behind >= _ENOUGH) & (squares > 0))
    return row, terms[row, column].astype(np.int64)
