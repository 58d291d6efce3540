"""Don't Miss, brought up to date: only what may have changed is chosen anew.

The choice is a pure function of the articles, in two steps. First each article's past: the older
ones that are likely to be offered. It depends on those whose gists are close to its own, and each
article has a bar that the gists of others must reach; so an article that came, left or changed
matters to newer ones whose bar its old or its new gist reaches. Then the choice, from an article's
past and from its sequels: the newer ones in whose past it is among the first. So a newcomer
changes what is offered below a few.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from dateline.related.comparing import Changes, Stand, are_comparable, compare
from dateline.related.epochs import epochs
from dateline.related.kept import Postings, Vector, Weights, gist, may_have, unpack_vector
from dateline.related.pasts import Change, Face, Pasts
from dateline.related.picking import Picker
from dateline.related.reweighing import Tally, unpack_terms, weighed
from dateline.related.scoring import BACK, NEVER, gist_sizes
from dateline.related.state import (
    HEFTS,
    Lost,
    Parts,
    counts_name,
    drawer_name,
    drawers_for,
    part_of,
    stories_name,
    vector_name,
)
from dateline.related.stories import LIKELY, Chosen, Rules, Story, in_order
from dateline.related.terms import PART_BITS

FEW = 64  # changed articles that never make it worth while to choose for all
MANY = 0.02  # a share of changed articles above which that is quicker
FEW_MOVED = 64  # rows with other numbers whose postings are sooner taken out and put in again


class Before(NamedTuple):
    """A state, read: its stories by year, and what was chosen for them by the rules of today."""

    state: Mapping[str, bytes]
    years: dict[int, list[Story]]
    chosen: Chosen | None


NOTHING = Before({}, {}, None)


class Revised(NamedTuple):
    """What is chosen now, for which rows that was done anew, and what must be kept otherwise."""

    chosen: Chosen
    rows: Sequence[int]
    parts: Parts


def revised(
    before: Before,
    years: Mapping[int, list[Story]],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    rules: Rules,
) -> Revised | None:
    """Choose where something may be otherwise than before.

    None where that is of no use, or where to choose for all is quicker.
    """
    was, now = Stand(before.years, in_order(before.years)), Stand(years, in_order(years))
    if before.chosen is None or not are_comparable(was, now):
        return None
    changes = compare(was.years, now.years)
    try:
        return _Revision(was, now, changes, before.state, rules).made(before.chosen, terms)
    except (Lost, _TooMany):
        return None


class _TooMany(Exception):
    """So many articles changed that it is quicker to choose for all."""


class _Revision:
    """Brings one state up to date."""

    def __init__(
        self, was: Stand, now: Stand, changes: Changes, before: Mapping[str, bytes], rules: Rules
    ) -> None:
        self.was, self.now, self.changes, self.rules = was, now, changes, rules
        self._before = before
        self._tally = Tally(before, was.years)
        self._known: dict[str, Weights] = {}  # by id, as they are now

    def made(
        self, chosen: Chosen, terms: Callable[[Sequence[str]], Mapping[str, bytes]]
    ) -> Revised:
        self._stop_at_many(len(self.changes.texts) + len(self.changes.faces))
        vectors = self._reweighed(terms)
        hefts = self._hefts(vectors)
        pairs = self._pairs(vectors)
        self._stop_at_many(len(pairs))
        # As they were, before they are known as they are now.
        olds = {was: self._face(self.was, was, self._old(was)) for was, _ in pairs if was >= 0}
        for row, vector in vectors.items():
            self._known[self.now.ordered[row].id] = vector.by_term()
        postings = self._postings(olds, vectors)
        picker = Picker(
            self.now.ordered, self._weights, gist_sizes(self.now.sizes), postings, hefts, self.rules
        )
        found = _carried(chosen, self.changes, len(self.now.ordered), self.rules)
        pasts = Pasts(picker, found, [self._change(picker, olds, *pair) for pair in pairs])
        left = [row for was, row in pairs if row < 0 for row in self._left(chosen, was)]
        rows = sorted({*pasts.revised(), *left, *self.changes.own})
        _choose(picker, found, rows)
        return Revised(found, rows, self._parts(vectors, postings, hefts))

    def _stop_at_many(self, changed: int) -> None:
        if changed > max(FEW, MANY * len(self.now.ordered)):
            raise _TooMany

    # Vectors

    def _old(self, row: int) -> Vector:
        """An article's vector as it was."""
        return unpack_vector(part_of(self._before, vector_name(self.was.ordered[row].id)))

    def _weights(self, id: str) -> Weights:
        """An article's weights as they are now."""
        found = self._known.get(id)
        if found is None:
            data = part_of(self._before, vector_name(id))
            found = self._known[id] = unpack_vector(data).by_term()
        return found

    def _reweighed(
        self, terms: Callable[[Sequence[str]], Mapping[str, bytes]]
    ) -> dict[int, Vector]:
        """The vectors that are not as before, by new row."""
        tally, texts = self._tally, {}
        new = [row for _, row in self.changes.texts if row >= 0]
        loaded = terms([self.now.ordered[row].id for row in new]) if new else {}
        for was, row in self.changes.texts:
            if was >= 0:
                tally.count(self.was.ordered[was].year, self._old(was).terms, -1)
            if row >= 0:
                story = self.now.ordered[row]
                texts[row] = unpack_terms(loaded[story.id])
                tally.count(story.year, texts[row], 1)
        texts |= self._crossed(texts)
        now = epochs(self.now.sizes)
        found = {}
        for row, packed in texts.items():
            epoch = now[self.now.ordered[row].year]
            found[row] = weighed(packed, partial(tally.rarity, epoch))
        return found

    def _crossed(self, texts: Mapping[int, array[int]]) -> dict[int, array[int]]:
        """The terms of the other articles that have one whose weight is another now."""
        was, now = epochs(self.was.sizes), epochs(self.now.sizes)
        found = {}
        for year in was.keys() & now.keys():
            crossed = self._tally.crossed(was[year], now[year])
            if not any(self._tally.of(year, term) for term in crossed):
                continue
            for row in self.now.rows(year):
                if row in texts:
                    continue
                data = part_of(self._before, vector_name(self.now.ordered[row].id))
                if may_have(data, crossed):
                    vector = unpack_vector(data)
                    if not crossed.isdisjoint(term >> PART_BITS for term in vector.terms):
                        found[row] = vector.terms
        return found

    def _hefts(self, vectors: Mapping[int, Vector]) -> bytearray:
        """What is left of the scores of each row."""
        old, hefts = part_of(self._before, HEFTS), bytearray(len(self.now.ordered))
        if len(old) != len(self.was.ordered):
            raise Lost
        for was, row, many in self.changes.runs():
            hefts[row : row + many] = old[was : was + many]
        for row, vector in vectors.items():
            hefts[row] = vector.heft
        return hefts

    # Articles before and now

    def _pairs(self, vectors: Mapping[int, Vector]) -> list[tuple[int, int]]:
        """The old and new rows of articles that others see otherwise."""
        pairs = [*self.changes.texts, *self.changes.faces]
        known = {row for _, row in pairs}
        crossed = vectors.keys() - known
        if not crossed:
            return pairs
        then = {row: was for was, row in enumerate(self.changes.today)}
        return pairs + [(then[row], row) for row in sorted(crossed)]

    def _face(self, stand: Stand, row: int, vector: Vector) -> Face:
        story, weights = stand.ordered[row], vector.by_term()
        size = gist_sizes(stand.sizes)[story.year]
        return Face(story, weights, gist(weights, size), vector.heft)

    def _change(self, picker: Picker, olds: Mapping[int, Face], was: int, row: int) -> Change:
        now = None
        if row >= 0:
            story = picker.stories[row]
            now = Face(story, picker.vector(row), picker.gist(row), picker.hefts[row])
        return Change(row, olds.get(was), now)

    def _left(self, chosen: Chosen, was: int) -> Iterator[int]:
        """The rows that an article that is gone could be offered below."""
        width = LIKELY * self.rules.count
        for row in chosen.past[was * width : was * width + min(BACK, width)]:
            if row >= 0 and self.changes.today[row] >= 0:
                yield self.changes.today[row]

    # What is kept

    def _postings(self, olds: Mapping[int, Face], vectors: Mapping[int, Vector]) -> Postings:
        """The postings as they are now."""
        postings = Postings(
            len(self.was.ordered), lambda number: part_of(self._before, drawer_name(number))
        )
        today, size = self.changes.today, len(self.now.ordered)
        again, moved = set(vectors), self.changes.moved()
        few = len(moved) <= FEW_MOVED and drawers_for(size) == postings.drawers
        if few:
            again.update(moved)
        for was, row in enumerate(today):
            if row < 0 or row in again:
                face = olds.get(was) or self._face(self.was, was, self._old(was))
                postings.remove(was, face.gist)
        if not few:
            postings = postings.moved(today, size)
        gists = gist_sizes(self.now.sizes)
        for row in again:
            story = self.now.ordered[row]
            postings.add(row, gist(self._weights(story.id), gists[story.year]))
        return postings

    def _parts(self, vectors: Mapping[int, Vector], postings: Postings, hefts: bytearray) -> Parts:
        """What is kept otherwise, but for stories and choices."""
        parts: Parts = {HEFTS: bytes(hefts)}
        parts |= {counts_name(year): data for year, data in self._tally.changed().items()}
        for year in self.was.years.keys() - self.now.years.keys():
            parts |= {stories_name(year): None, counts_name(year): None}
        for was, row in self.changes.texts:
            if row < 0:
                parts[vector_name(self.was.ordered[was].id)] = None
        for row, vector in vectors.items():
            parts[vector_name(self.now.ordered[row].id)] = vector.pack()
        for number in range(drawers_for(len(self.now.ordered)), drawers_for(len(self.was.ordered))):
            parts[drawer_name(number)] = None
        return parts | postings.changed()


def _carried(chosen: Chosen, changes: Changes, size: int, rules: Rules) -> Chosen:
    """What was chosen, in today's rows: -1 where there is none any more, or none yet."""
    count, width = rules.count, LIKELY * rules.count
    carried = Chosen(
        array("i", [NEVER]) * size,
        array("i", [-1]) * (size * width),
        array("i", [-1]) * (size * count),
        array("i", [0]) * (size * count),
    )
    if changes.have_moved:
        today = [*changes.today, -1].__getitem__  # of -1, too
        # What stands in a past is older, and so has not moved where nothing below it has.
        first = width * next(row for row, now in enumerate((*changes.today, -1)) if row != now)
        past = chosen.past[:first] + array("i", map(today, chosen.past[first:]))
        chosen = chosen._replace(past=past, rows=array("i", map(today, chosen.rows)))
    for was, row, many in changes.runs():
        for old, new, wide in zip(chosen, carried, (1, width, count, count), strict=True):
            new[row * wide : (row + many) * wide] = old[was * wide : (was + many) * wide]
    return carried


def _choose(picker: Picker, chosen: Chosen, wanted: Sequence[int]) -> None:
    """Choose for some rows, from their pasts and their sequels."""
    count = picker.rules.count
    width = LIKELY * count
    sequels: dict[int, list[int]] = {row: [] for row in wanted}
    for place in range(min(BACK, width)):
        for newer, row in enumerate(chosen.past[place::width]):
            if row in sequels:
                sequels[row].append(newer)
    for row in wanted:
        past = (each for each in chosen.past[row * width : (row + 1) * width] if each >= 0)
        rows, cosines = picker.choose(row, [*past, *sequels[row]])
        own = slice(row * count, (row + 1) * count)
        chosen.rows[own] = _filled(rows, count, -1)
        chosen.cosines[own] = _filled(cosines, count, 0)


def _filled(numbers: Sequence[int], size: int, rest: int) -> array[int]:
    return array("i", numbers) + array("i", [rest]) * (size - len(numbers))
