"""What was chosen for all articles, with scores: for programs that measure or compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dateline.related.looking import open_state
from dateline.related.scoring import SCORE
from dateline.related.stories import Rules, Story


def rankings(
    stories: Sequence[Story], state: Mapping[str, bytes], rules: Rules
) -> dict[str, list[tuple[str, float]]]:
    """Pins and what the texts say, best first, with scores from 0 to 1.

    `state` is what `relate` gave for the stories. Where they have too little for Don't Miss, it is
    here all the same, and nothing stands in.
    """
    opened = open_state(state, rules)
    if opened is None:
        return {story.id: [] for story in stories}
    chooser, chosen, rows = opened
    found = {}
    for story in stories:
        at = rows[story.id]
        picked = [chooser.stories[row].id for row in chosen.of(at, rules)]
        ids = (*story.pinned, *picked)[: rules.count] if story.wants else ()
        known = np.array([rows[id] for id in ids if id in rows], np.int64)
        scores = (chooser.scores(at, known) / SCORE).tolist() if len(known) else []
        scored = dict(zip((id for id in ids if id in rows), scores, strict=True))
        # A standalone page can be pinned; it is not compared with anything.
        found[story.id] = [(id, min(scored.get(id, 0.0), 1.0)) for id in ids]
    return found
