"""Columns: what each article has, by kind. Their values stand in tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from dateline.link.coverage import Covered
from dateline.link.linked import Linked
from dateline.link.references import Resolved
from dateline.link.storylines import SoFar, so_far
from dateline.model import Article, Card, Correction, Source
from dateline.related.stories import Related

ENCODER = msgspec.json.Encoder()


class Story(msgspec.Struct, frozen=True):
    """What only an article's own page and feeds show. `body` is a digest."""

    body: str
    changed: datetime | None
    corrections: tuple[Correction, ...]
    sources: tuple[Source, ...]
    canonical: str | None
    comments: bool
    is_live: bool
    extra: dict[str, Any]


class Translation(NamedTuple):
    """One of a family of translations; `url` is a path of the site."""

    lang: str
    url: str
    original: bool


class _Kind(NamedTuple):
    """A kind of values: how lines are read, and what an unknown article has."""

    decoder: msgspec.json.Decoder[Any]
    missing: bytes


def _kind(type_: Any, missing: Any) -> _Kind:
    return _Kind(msgspec.json.Decoder(type_), ENCODER.encode(missing))


KINDS = {
    "card": _kind(Card | None, None),
    "story": _kind(Story | None, None),
    # Apart from the card, which nearly all edits leave alone.
    "words": _kind(int, 0),
    "references": _kind(tuple[Resolved, ...], ()),
    # Live coverage, with the ids of its entries.
    "live": _kind(Covered | None, None),
    # The id in feeds.
    "guid": _kind(str, ""),
    "related": _kind(Related | None, None),
    # The articles before and after one in its section.
    "neighbours": _kind(tuple[str | None, str | None], (None, None)),
    "storyline": _kind(SoFar | None, None),
    # The family of an article that has translations, itself too.
    "translations": _kind(tuple[Translation, ...], ()),
}


def articles_in(linked: Linked) -> tuple[Article, ...]:
    """All that have rows: published articles, standalone pages, entries of live coverage."""
    index = linked.index
    return (*index.articles.values(), *index.pages.values(), *index.entries.values())


def columns_of(linked: Linked) -> dict[str, Iterable[Any]]:
    """The values of those articles, by kind."""
    index, articles = linked.index, articles_in(linked)
    ids = [article.id for article in articles]
    families = {
        id: _family(linked, (id, *others)) for id, others in index.translations.items() if others
    }
    return {
        "card": map(index.cards.get, ids),
        "story": map(story_of, articles),
        "words": (article.words for article in articles),
        "references": (linked.references.get(id, ()) for id in ids),
        "live": map(index.covered.get, ids),
        "guid": (linked.guids.get(id, "") for id in ids),
        "related": map(index.related.get, ids),
        "neighbours": (index.neighbours.get(id, (None, None)) for id in ids),
        "storyline": map(so_far(index.storylines).get, ids),
        "translations": (families.get(id, ()) for id in ids),
    }


def story_of(article: Article) -> Story:
    return Story(
        body=article.body,
        changed=article.changed,
        corrections=article.corrections,
        sources=article.sources,
        canonical=article.canonical,
        comments=article.comments and not article.is_page,
        is_live=article.live is not None,
        extra=article.extra,
    )


def _family(linked: Linked, members: Iterable[str]) -> tuple[Translation, ...]:
    index = linked.index
    found = [index.articles.get(each) or index.pages.get(each) for each in members]
    family = [each for each in found if each is not None]
    family.sort(key=lambda each: (each.lang, each.id))
    return tuple(Translation(each.lang, each.url, each.translation_of is None) for each in family)
