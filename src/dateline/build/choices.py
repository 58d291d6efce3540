"""Don't Miss, chosen again where texts changed or stories were added, and all else is as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from dateline.articles import read_terms
from dateline.build.linkage import CHAINS, keep_choices, mark_of_choices
from dateline.build.record import Header
from dateline.config import SiteConfig
from dateline.link.dont_miss import rules_of
from dateline.related.choosing import relate_again
from dateline.related.stories import Related, Story
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
    before, chains = store.table("related"), store.get("sources", CHAINS) or b""
    if mark_of_choices(before, chains) != header.choices:
        return None  # another build's, with drafts for instance
    terms, rules = partial(read_terms, store), rules_of(config.related)
    found = relate_again(versions, terms, rules, before, added)
    if found is None:
        return None
    if config.storylines.detect and not still_the_same(chains, found.ordered, found.chosen, rules):
        return None
    return ChosenAgain(found.offered, keep_choices(store, before, found.state, chains))
