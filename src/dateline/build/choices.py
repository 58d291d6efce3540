"""Don't Miss, chosen again where texts changed or stories were added, and all else is as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from dateline.articles import read_terms
from dateline.build.record import Header
from dateline.build.weights import CHAINS, KeptWeights, keep_choices, mark_of_choices
from dateline.config import SiteConfig
from dateline.link.dont_miss import rules_of
from dateline.related.choosing import relate_again
from dateline.related.stories import Related, Story, stories_in
from dateline.related.storylines import still_the_same
from dateline.store import Store


class ChosenAgain(NamedTuple):
    """What is offered where that may not be as before, and a mark of what Don't Miss keeps."""

    changed: dict[str, Related]
    mark: str


def choose_again(
    store: Store,
    header: Header,
    config: SiteConfig,
    versions: Mapping[str, str],
    added: Sequence[Story] = (),
) -> ChosenAgain | None:
    """Choose where articles have other terms (`versions` by id) or were added.

    What must be kept for it is. None where what was kept is of no use, or where a storyline may be
    another.
    """
    if not (versions or added) or config.related.count == 0:
        return ChosenAgain({}, header.choices)
    before, chains = KeptWeights(store), store.get("sources", CHAINS) or b""
    if mark_of_choices(before, chains) != header.choices:
        return None  # another build's, with drafts for instance
    rules = rules_of(config.related)
    new = {**versions, **{story.id: story.version for story in added}}

    def terms(ids: Sequence[str]) -> Mapping[str, bytes]:
        known = new
        if not new.keys() >= set(ids):  # what was kept is of no use: all are asked for
            years = stories_in(before).values()
            known = {story.id: story.version for story in chain(*years)} | new
        return read_terms(store, known, ids)

    found = relate_again(versions, terms, rules, before, added)
    if found is None:
        return None
    if config.storylines.detect and not still_the_same(chains, found.ordered, found.chosen, rules):
        return None
    return ChosenAgain(found.offered, keep_choices(store, before, found.state, chains))
