"""What changed in the articles that Don't Miss chooses from, as rows before and now.

Rows are places in the order of time, oldest first; -1 stands for none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from dateline.related.epochs import epochs
from dateline.related.scoring import gist_sizes
from dateline.related.stories import Story

Pair = tuple[int, int]  # the rows of an article before and now


class Changes(NamedTuple):
    """How the rows of a state go with those of today.

    `today` has the new row of each old one. `texts` are the articles that came, left or have
    other terms or another year; `faces` those that others see otherwise for what else is known of
    them; `own` the new rows of those that see a difference themselves.
    """

    today: list[int]
    texts: list[Pair]
    faces: list[Pair]
    own: list[int]

    @property
    def have_moved(self) -> bool:
        """Tell whether an old row has another number, or is gone."""
        return self.today != list(range(len(self.today)))

    def moved(self) -> list[int]:
        """The new rows that had other numbers."""
        return [row for was, row in enumerate(self.today) if was != row >= 0]

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Rows that stand one after the other before and now: the first ones, and how many."""
        if not self.have_moved:
            yield 0, 0, len(self.today)
            return
        begin = 0
        for end, (row, after) in enumerate(pairwise([*self.today, -1]), 1):
            if row < 0 or after != row + 1:
                if row >= 0:
                    yield begin, self.today[begin], end - begin
                begin = end


def compare(old: Mapping[int, Sequence[Story]], years: Mapping[int, Sequence[Story]]) -> Changes:
    """Find out what changed; a year that did not is the same object in both."""
    known: dict[str, tuple[int, Story]] = {}
    first, begin = {}, 0
    for year, stories in old.items():
        first[year] = begin
        if stories is not years.get(year):
            known |= {each.id: (row, each) for row, each in enumerate(stories, begin)}
        begin += len(stories)
    changes, begin = Changes([-1] * begin, [], [], []), 0
    for year, stories in years.items():
        end = begin + len(stories)
        if stories is old.get(year):
            changes.today[first[year] : first[year] + len(stories)] = range(begin, end)
        else:
            for row, story in enumerate(stories, begin):
                _compare(row, story, known.get(story.id), changes)
        begin = end
    changes.texts.extend((row, -1) for row, now in enumerate(changes.today) if now < 0)
    return changes


def _compare(row: int, story: Story, known: tuple[int, Story] | None, changes: Changes) -> None:
    if known is None:
        changes.texts.append((-1, row))
        return
    then, was = known
    changes.today[then] = row
    if was == story:
        return
    if was.version != story.version or was.year != story.year:
        changes.texts.append((then, row))
    elif _face(was) != _face(story):
        changes.faces.append((then, row))
    else:
        changes.own.append(row)


def _face(story: Story) -> tuple[object, ...]:
    """What the choices of other articles depend on, but for the vector."""
    return story.published, story.lang, story.section, story.labels, story.offered


class Stand(NamedTuple):
    """All articles at one time: by year, and in one row, oldest first."""

    years: Mapping[int, Sequence[Story]]
    ordered: Sequence[Story]

    @property
    def sizes(self) -> dict[int, int]:
        return {year: len(each) for year, each in self.years.items()}

    def rows(self, year: int) -> range:
        """The rows of a year's articles."""
        begin = sum(len(each) for other, each in self.years.items() if other < year)
        return range(begin, begin + len(self.years[year]))


def are_comparable(was: Stand, now: Stand) -> bool:
    """Tell whether old vectors and gists are of use: no epoch shifted, no gist is longer."""
    then, today = epochs(was.sizes), epochs(now.sizes)
    gists, now_gists = gist_sizes(was.sizes), gist_sizes(now.sizes)
    return bool(was.ordered) and all(
        then[year].scale == today[year].scale and gists[year] == now_gists[year]
        for year in then.keys() & today.keys()
    )
