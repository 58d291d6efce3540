"""The pasts of articles, found anew where others changed: as few as may be otherwise.

An article's past is taken from its closest, by their gists. As long as the same are the closest,
those that changed among them are put in their places by what they score now.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dateline.related.kept import Weights, cosine
from dateline.related.picking import Picker
from dateline.related.scoring import BACK, FINE, MOST
from dateline.related.stories import LIKELY, Chosen, Story, day_of, order_of


class Face(NamedTuple):
    """An article as others see it."""

    story: Story
    weights: Weights
    gist: Weights
    heft: int


class Change(NamedTuple):
    """An article that others see otherwise than before; `row` is -1 where it is gone."""

    row: int
    was: Face | None
    now: Face | None

    @property
    def stays(self) -> bool:
        """Tell whether it stands where it stood among the others."""
        was, now = self.was, self.now
        return was is not None and now is not None and order_of(was.story) == order_of(now.story)


class Pasts:
    """Brings the pasts and bars of `chosen` up to date."""

    def __init__(self, picker: Picker, chosen: Chosen, changes: Sequence[Change]) -> None:
        self._picker, self._chosen, self._changes = picker, chosen, changes
        self._rows = {each.row for each in changes}
        self._left: set[int] = set()  # rows that one may have left who is gone
        self._most = LIKELY * picker.rules.count

    def revised(self) -> set[int]:
        """Find them; gives the rows that must be chosen for because of that."""
        stale, touched = self._looked_at()
        found = {}
        for row in touched.keys() - stale:
            past = self._replaced(row, touched[row])
            if past is None:
                stale.add(row)
            else:
                found[row] = past
        for row in {*stale, *self._rows} - {-1}:
            found[row], self._chosen.bars[row] = self._picker.past(row)
        return {each for row, past in found.items() for each in self._taken(row, past)}

    def _taken(self, row: int, past: list[int]) -> Iterator[int]:
        """Take a past over; gives the rows that see a difference."""
        before = self._past(row)
        own = row * self._most
        self._chosen.past[own : own + self._most] = array(
            "i", [*past, *[-1] * (self._most - len(past))]
        )
        if row in self._rows or row in self._left or before != past:
            yield row
            yield from before[:BACK]
            yield from past[:BACK]
        elif not self._rows.isdisjoint(past):
            yield row

    def _past(self, row: int) -> list[int]:
        own = self._chosen.past[row * self._most : (row + 1) * self._most]
        return [each for each in own if each >= 0]

    def _looked_at(self) -> tuple[set[int], dict[int, list[Change]]]:
        """The rows whose closest may be others, and those whose closest changed."""
        stale: set[int] = set()
        touched: dict[int, list[Change]] = defaultdict(list)
        bars = self._chosen.bars
        for change in self._changes:
            before, now = self._reached(change.was), self._reached(change.now)
            if change.now is None:
                self._left |= before.keys()
            for row in before.keys() | now.keys():
                least = min(before.get(row, 0), now.get(row, 0))
                # One whose score is the bar may be among the closest, or just not.
                if change.stays and least > bars[row]:
                    touched[row].append(change)
                else:
                    stale.add(row)
        return stale, touched

    def _reached(self, face: Face | None) -> dict[int, int]:
        """The newer rows whose bars an article's gist reaches, with its scores."""
        found: dict[int, int] = {}
        if face is None:
            return found
        picker, bars, day = self._picker, self._chosen.bars, day_of(face.story)
        for row, dot in picker.met(face.gist):
            if dot * MOST < bars[row] or row in self._rows:
                continue
            score = picker.weighed(picker.day(row) - day, face.heft, dot)
            if score >= bars[row]:
                story = picker.stories[row]
                if order_of(face.story) < order_of(story) and not picker.apart(story, face.story):
                    found[row] = score
        return found

    def _replaced(self, row: int, changes: Sequence[Change]) -> list[int] | None:
        """A past with those in it that changed; None where others may come in for them."""
        picker, past = self._picker, self._past(row)
        is_full = len(past) == self._most
        # What is not in a full past scored less than its last.
        last = self._last(row, past[-1], changes) if is_full else (0, -1)
        new = [(change.row, picker.score(row, change.row)) for change in changes]
        if not any(each in past or (score, each) > last for each, score in new):
            return past
        same = ((each, picker.score(row, each)) for each in past if each not in self._rows)
        best = picker.best(row, [*same, *new])
        if is_full and (len(best) < self._most or best[-1][::-1] < last):
            return None
        return [each for each, _ in best]

    def _last(self, row: int, last: int, changes: Sequence[Change]) -> tuple[int, int]:
        """What the last of a past scored, as it was, with its row."""
        picker = self._picker
        face = next((each.was for each in changes if each.row == last), None)
        if face is None:
            return picker.score(row, last), last
        alike = cosine(picker.vector(row), face.weights) >> FINE
        return picker.weighed(picker.day(row) - day_of(face.story), face.heft, alike), last
