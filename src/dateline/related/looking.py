"""A state of Don't Miss, opened to look at what was chosen, with figures from what chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dateline.related.closest import Chooser, Vectors
from dateline.related.state import CHOICES
from dateline.related.stories import Chosen, Rules, in_order, stories_in, unpack_chosen
from dateline.related.weights import blocks_in


class Opened(NamedTuple):
    """What was chosen, and what chooses; `rows` are those of the stories, by id."""

    chooser: Chooser
    chosen: Chosen
    rows: dict[str, int]


def open_state(state: Mapping[str, bytes], rules: Rules) -> Opened | None:
    """Open a state that `relate` gave; None where nothing was chosen by these rules."""
    years = stories_in(state)
    ordered = in_order(years)
    chosen = unpack_chosen(state.get(CHOICES, b""), len(ordered), rules)
    blocks = blocks_in(state, years)
    if chosen is None or blocks is None:
        return None
    rows = {story.id: row for row, story in enumerate(ordered)}
    return Opened(Chooser(Vectors(blocks), ordered, rules), chosen, rows)
