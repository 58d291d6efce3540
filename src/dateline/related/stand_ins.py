"""What stands below an article where its text leads to too little: its section's latest.

The latest when it came out, and only where those are too few what followed: so a new story
changes few old pages.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from dateline.related.stories import Rules, Story, day_of, order_of


class StandIns:
    """The articles of each section, in as far as the rules let them stand below another."""

    def __init__(self, ordered: Sequence[Story], rules: Rules) -> None:
        """Take all articles, oldest first."""
        self.rules = rules
        self._ordered = ordered
        self._pools: dict[str | None, list[Story]] = {}

    def below(self, story: Story) -> tuple[str, ...]:
        """The ids that stand in below an article, newest first."""
        pool, own = self._pool(story), order_of(story)
        earlier = bisect_left(pool, own, key=order_of)
        later = bisect_right(pool, own, key=order_of)
        before = self._first(story, reversed(pool[:earlier]), self.rules.count)
        room = 0 if self.rules.past_only else self.rules.count - len(before)
        after = self._first(story, pool[later:], room)
        return (*reversed(after), *before)

    def _first(self, story: Story, others: Iterable[Story], count: int) -> list[str]:
        return list(islice(self._allowed(story, others), count))

    def _allowed(self, story: Story, others: Iterable[Story]) -> Iterator[str]:
        """Those that the article and the horizon do not bar, the nearest first."""
        horizon, day = self.rules.horizon, day_of(story)
        for other in others:
            if horizon is not None and abs(day_of(other) - day) > horizon:
                return
            if other.id not in story.excluded:
                yield other.id

    def _pool(self, story: Story) -> list[Story]:
        """What may stand in in a story's section, oldest first; of all, if it has none."""
        section = story.section
        if section not in self._pools:
            self._pools[section] = [
                other
                for other in self._ordered
                if other.offered and section in {None, other.section}
            ]
        return self._pools[section]
