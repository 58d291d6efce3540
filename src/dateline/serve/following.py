"""Don't Miss follows an edit: chosen again for the articles that have other words than before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from dateline.digest import digest
from dateline.entries import Entry
from dateline.link.dont_miss import rules_of
from dateline.related.choosing import relate_again
from dateline.related.stories import Related, stories_in
from dateline.related.storylines import still_the_same
from dateline.serve.snapshot import Snapshot

Terms = Callable[[Sequence[str]], Mapping[str, bytes]]


class Owed(NamedTuple):
    """Don't Miss that is still to be chosen: articles with new terms, since which state.

    `versions` are marks of the terms, or of the bytes of those whose terms nobody has counted yet;
    `counted` are the entries of these, once that was done.
    """

    versions: Mapping[str, str]
    weights: Mapping[str, bytes]
    counted: Mapping[str, Entry] = MappingProxyType({})

    @property
    def terms(self) -> dict[str, str]:
        """The marks of the terms, which must have been counted."""
        found = {id: each.article.terms for id, each in self.counted.items() if each.article}
        return {**self.versions, **found}


class Chosen(NamedTuple):
    """Don't Miss, chosen for what was owed; None in `changed` where all must be linked for it."""

    owed: Owed
    changed: Mapping[str, Related] | None
    weights: Mapping[str, bytes]


def choose(snapshot: Snapshot, owed: Owed, terms: Terms) -> Chosen:
    """Choose for what is owed to a snapshot."""
    if snapshot.config.related.count == 0:
        return Chosen(owed, {}, owed.weights)
    rules = rules_of(snapshot.config.related)
    found = relate_again(owed.terms, terms, rules, owed.weights)
    if found is None:
        return Chosen(owed, None, owed.weights)
    detect, chains = snapshot.config.storylines.detect, snapshot.linked.chains
    if detect and not still_the_same(chains, found.ordered, found.chosen, rules):
        return Chosen(owed, None, found.state)
    return Chosen(owed, found.offered, found.state)


def with_other_terms(owed: Owed, terms: Mapping[str, bytes]) -> list[str]:
    """The ids of articles whose terms are not those that are to be chosen by."""
    years = stories_in(owed.weights).values()
    known = {story.id: story.version for year in years for story in year}
    versions = {**known, **owed.terms}
    return [id for id, data in terms.items() if digest(data) != versions.get(id)]
