"""Storylines, named and in their places: what editors and Don't Miss say, as groups of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from dateline.details import Details, StorylineDetails
from dateline.link.dont_miss import rules_of
from dateline.link.index import Index
from dateline.link.taxonomies import Group, Groups, most_typed
from dateline.model import Article
from dateline.related.state import CHOICES
from dateline.related.stories import Story, by_year, in_order, unpack_chosen
from dateline.related.storylines import ByHand, Storyline, pack_storylines, storylines
from dateline.slugs import free_name, slug_of

SO_FAR = 5  # articles that an article shows of what came before it


class SoFar(msgspec.Struct, frozen=True):
    """An article's part in a storyline: its slug, and the ids just before it, newest first."""

    slug: str
    ids: tuple[str, ...]


def find_storylines(
    stories: Sequence[Story], state: Mapping[str, bytes], index: Index, details: Details
) -> tuple[Groups, bytes]:
    """Find all storylines by the state of Don't Miss; gives what is kept to compare them, too."""
    rules, said = rules_of(index.config.related), by_hand(index.articles.values())
    ordered = in_order(by_year(stories))
    chosen = None
    if index.config.storylines.detect:
        chosen = unpack_chosen(state.get(CHOICES, b""), len(ordered), rules)
    found = storylines(ordered, chosen, rules, said)
    return storyline_groups(found, index, details), pack_storylines(said, found)


def by_hand(articles: Iterable[Article]) -> ByHand:
    """What front matter says of storylines."""
    articles = tuple(articles)
    return ByHand(
        names={each.id: slug_of(each.storyline) for each in articles if each.storyline},
        barred=tuple(each.id for each in articles if not each.wants_storyline),
    )


def storyline_groups(found: Iterable[Storyline], index: Index, details: Details) -> Groups:
    """Give each storyline a title and a slug; the one where something happened last comes first.

    One without a name has the title and the slug of its oldest article; where another storyline
    has the slug, a number is added.
    """
    articles = index.articles
    typed = most_typed(Counter(each.storyline for each in articles.values() if each.storyline))
    ranks = {id: rank for rank, id in enumerate(index.newest)}
    groups: Groups = {}
    for each in found:
        ids = sorted(each.ids, key=ranks.__getitem__)
        oldest = articles[ids[-1]]
        slug = each.name or free_name(oldest.slug, groups)
        known = details.storylines.get(slug) if each.name else None
        groups[slug] = Group(
            kind="storyline",
            slug=slug,
            title=_title(known) or (typed[slug] if each.name else oldest.title),
            description=known.description if known else None,
            ids=tuple(ids),
        )
    return dict(sorted(groups.items(), key=lambda named: ranks[named[1].ids[0]]))


def so_far(storylines: Mapping[str, Group]) -> dict[str, SoFar]:
    """The parts of all articles that are not the only one of their storyline."""
    return {
        id: SoFar(group.slug, group.ids[at + 1 : at + 1 + SO_FAR])
        for group in storylines.values()
        if len(group.ids) > 1
        for at, id in enumerate(group.ids)
    }


def _title(known: StorylineDetails | None) -> str:
    return known.title if known else ""
