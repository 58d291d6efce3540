"""Don't Miss, accounted for: why a story stands below an article, and why another does not.

The figures come from the code that chooses, so the account can't differ from the choice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.related.closest import Chooser
from dateline.related.looking import open_state
from dateline.related.scoring import BACK, NEAR_COPY, SCORE
from dateline.related.stories import ALIKE, LIKELY, Chosen, Rules

SHOWN = 8  # terms of each candidate

Ints = NDArray[np.int64]


class Candidate(NamedTuple):
    """What was made of a story; `score` and `cosine` from 0 to 1, `days` how much newer it is.

    `terms` are the heaviest of those that both have, with their shares of the cosine. `verdict`
    is "pinned", "chosen", "near copy", "excluded", "never offered", "other language", "too far",
    "newer", "too little", "damped" (newer, and has others in its past that are closer), "repeats"
    (`other` is the chosen id that it repeats) or "beaten".
    """

    id: str
    score: float
    cosine: float
    days: int
    terms: tuple[tuple[int, float], ...]
    verdict: str
    other: str = ""


def account(
    id: str, state: Mapping[str, bytes], rules: Rules, *, named: Collection[str] = ()
) -> list[Candidate]:
    """Say what was considered for an article: pins first, then what was chosen, then by score.

    Besides those there are all that it excludes, and the `named`. `state` is what `relate` gave;
    nothing is found for an `id` or names that are not among its stories.
    """
    opened = open_state(state, rules)
    if opened is None or id not in opened.rows:
        return []
    chooser, chosen, rows = opened
    about = _Account(
        chooser, rows[id], chosen.of(rows[id], rules), _sequels(chosen, rows[id], rules)
    )
    return about.told([rows[each] for each in named if each in rows])


def _sequels(chosen: Chosen, row: int, rules: Rules) -> set[int]:
    """The newer rows that an article may offer: it is among the first of their past."""
    width = LIKELY * rules.count
    return {
        at // width
        for at, each in enumerate(chosen.past)
        if each == row and at % width < min(BACK, width)
    }


class _Account:
    """The account of one article."""

    def __init__(
        self, chooser: Chooser, row: int, chosen: list[int], sequels: Collection[int]
    ) -> None:
        self.chooser, self.row, self.chosen, self.sequels = chooser, row, chosen, sequels
        self.story = chooser.stories[row]

    def told(self, named: Sequence[int]) -> list[Candidate]:
        chooser, story = self.chooser, self.story
        rows = {story.id: row for row, story in enumerate(chooser.stories)}
        said = [rows[id] for id in (*story.pinned, *story.excluded) if id in rows]
        near = chooser.nearby(self.row).tolist()
        wanted = sorted({*near, *said, *self.sequels, *self.chosen, *named} - {self.row})
        ranks = {chooser.stories[other].id: at for at, other in enumerate(self.chosen)}
        ranks |= {id: at - len(story.pinned) for at, id in enumerate(story.pinned)}
        return sorted(
            (self._candidate(other) for other in wanted),
            key=lambda each: (ranks.get(each.id, len(ranks)), -each.score, each.id),
        )

    def _candidate(self, other: int) -> Candidate:
        one = np.array([other])
        cosine = int(self.chooser.cosines(self.row, one)[0])
        score = int(self.chooser.scores(self.row, one)[0])
        verdict, repeated = self._verdict(other, cosine, score)
        return Candidate(
            self.chooser.stories[other].id,
            min(score / SCORE, 1.0),
            min(cosine / ALIKE, 1.0),
            int(self.chooser.days[other] - self.chooser.days[self.row]),
            self._terms(other, cosine),
            verdict,
            repeated,
        )

    def _verdict(self, other: int, cosine: int, score: int) -> tuple[str, str]:
        story = self.chooser.stories[other]
        if story.id in self.story.pinned:
            return "pinned", ""
        if other in self.chosen:
            return "chosen", ""
        if story.id in self.story.excluded:
            return "excluded", ""
        barred = self.chooser.barred(self.row, other)
        if barred:
            return barred, ""
        if cosine > NEAR_COPY:
            return "near copy", ""
        if not self.chooser.is_enough(self.story, other, score):
            return "too little", ""
        if other > self.row and other not in self.sequels:
            return "damped", ""
        return self._beaten(other, score)

    def _beaten(self, other: int, score: int) -> tuple[str, str]:
        """Whether what is good enough lost for saying again what a chosen one says."""
        if not self.chosen:
            return "beaten", ""
        picked = np.array(self.chosen)
        if score <= self.chooser.scores(self.row, picked).min():
            return "beaten", ""
        nearest = int(picked[self.chooser.cosines(other, picked).argmax()])
        return "repeats", self.chooser.stories[nearest].id

    def _terms(self, other: int, cosine: int) -> tuple[tuple[int, float], ...]:
        vectors = self.chooser.vectors
        own = dict(
            zip(vectors.terms[self.row].tolist(), vectors.weights[self.row].tolist(), strict=True)
        )
        pairs = zip(vectors.terms[other].tolist(), vectors.weights[other].tolist(), strict=True)
        shares = {term: weight * own.get(term, 0) for term, weight in pairs if term}
        heavy = sorted(
            (term for term in shares if shares[term]), key=lambda term: (-shares[term], term)
        )
        return tuple(
            (int(vectors.numbers[term - 1]), shares[term] / cosine) for term in heavy[:SHOWN]
        )
