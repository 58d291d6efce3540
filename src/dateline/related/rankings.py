"""What was chosen for all articles, with scores: for programs that measure or compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from dateline.related.choosing import relate
from dateline.related.closest import SCORE, Chooser, Vectors
from dateline.related.stories import Rules, Story, by_year, unpack_chosen
from dateline.related.weights import unpack_block


def rankings(
    stories: Sequence[Story],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    rules: Rules,
    before: Mapping[str, bytes],
    *,
    workers: int = 1,
) -> dict[str, list[tuple[str, float]]]:
    """Pins and what the texts say, best first, with scores from 0 to 1; arguments as for `relate`.

    Where that is too little for Don't Miss, it is here all the same, and nothing stands in.
    """
    years = by_year(stories)
    ordered = [story for each in years.values() for story in each]
    _, state = relate(stories, terms, rules, before, workers=workers)
    chosen = unpack_chosen(state.get("choices", b""), len(ordered), rules)
    if chosen is None:
        return {story.id: [] for story in stories}
    packed = {year: unpack_block(state[f"{year}/vectors"]) for year in years}
    blocks = {year: block for year, block in packed.items() if block is not None}
    chooser = Chooser(Vectors(blocks), ordered, rules)
    rows = {story.id: row for row, story in enumerate(ordered)}
    found = {}
    for story in stories:
        at = rows[story.id]
        picked = [ordered[row].id for row in chosen.of(at, rules)]
        ids = (*story.pinned, *picked)[: rules.count] if story.wants else ()
        known = np.array([rows[id] for id in ids if id in rows], np.int64)
        scores = (chooser.scores(at, known) / SCORE).tolist() if len(known) else []
        scored = dict(zip((id for id in ids if id in rows), scores, strict=True))
        # A standalone page can be pinned; it is not compared with anything.
        found[story.id] = [(id, min(scored.get(id, 0.0), 1.0)) for id in ids]
    return found
