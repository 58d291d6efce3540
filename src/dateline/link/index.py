"""The index: everything that pages may know of each other, a pure function of the articles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from dateline.config import SiteConfig
from dateline.details import Details
from dateline.link.archives import Archive, archive_of
from dateline.link.coverage import Covered
from dateline.link.taxonomies import Groups, authors_of, sections_of, tags_of
from dateline.model import Article, Card, Correction
from dateline.related.stories import Related
from dateline.slugs import slug_of


class Corrected(NamedTuple):
    """A correction, and the id of the article or page that it is about."""

    id: str
    correction: Correction


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """What is published at one instant. Tuples of ids are newest first.

    `cards` are those of articles and pages; all else but `translations` is about articles alone.
    `unlisted` are those that search engines are asked to leave out. `corrections` are of articles
    and pages, newest first. `recent` are new enough for news search.
    `entries` are those of live coverage, which have cards; `covered` says what belongs together.
    """

    config: SiteConfig
    articles: dict[str, Article]
    pages: dict[str, Article]
    cards: dict[str, Card]
    newest: tuple[str, ...]
    sections: Groups
    tags: Groups
    authors: Groups
    archive: Archive
    neighbours: dict[str, tuple[str | None, str | None]]
    translations: dict[str, tuple[str, ...]]
    unlisted: frozenset[str]
    corrections: tuple[Corrected, ...]
    entries: dict[str, Article] = {}
    covered: dict[str, Covered] = {}
    recent: tuple[str, ...] = ()
    related: dict[str, Related] = {}
    storylines: Groups = {}


def published_only(
    articles: Iterable[Article], instant: datetime, *, drafts: bool, future: bool | None = None
) -> tuple[Article, ...]:
    """Keep what readers may see at `instant`; with `drafts` also drafts and what is to come.

    `future` tells where of these two only one is wanted.
    """
    future = drafts if future is None else future
    return tuple(
        article
        for article in articles
        if not article.has_expired(instant)
        and (drafts or not article.draft)
        and (future or (drafts and article.draft) or article.is_out(instant))
    )


def build_index(
    articles: Iterable[Article],
    config: SiteConfig,
    details: Details,
    entries: Iterable[Article] = (),
) -> Index:
    """Index published articles and pages, in any order, and entries of live coverage."""
    articles = tuple(articles)
    pages = sorted((each for each in articles if each.is_page), key=lambda page: page.url)
    # A correction must not move an article up the front page: order by first publication.
    stories = sorted(
        (each for each in articles if not each.is_page),
        key=lambda story: (story.published, story.slug, story.id),
        reverse=True,
    )
    cards = [card_of(story) for story in stories]
    parts = {entry.id: entry for entry in entries}
    return Index(
        config=config,
        articles={story.id: story for story in stories},
        pages={page.id: page for page in pages},
        cards={each.id: each for each in (*cards, *map(card_of, (*pages, *parts.values())))},
        newest=tuple(card.id for card in cards),
        sections=sections_of(stories, config),
        tags=tags_of(stories, details),
        authors=authors_of(stories, details),
        archive=archive_of(cards),
        neighbours=_neighbours(cards),
        translations=_translations(articles),
        unlisted=frozenset(card.id for card in cards if card.noindex),
        corrections=_corrections(articles),
        entries=parts,
    )


def card_of(article: Article) -> Card:
    """The face of an article that other pages see."""
    return Card(
        id=article.id,
        slug=article.slug,
        url=article.url,
        type=article.type,
        title=article.title,
        standfirst=article.standfirst,
        summary=article.summary or article.excerpt or article.standfirst or "",
        dateline=article.dateline,
        lang=article.lang,
        published=article.published,
        updated=article.updated,
        section=article.section,
        # Standalone pages stand in no list, so they have neither tags nor authors.
        tags=() if article.is_page else tuple(map(slug_of, article.tags)),
        authors=() if article.is_page else tuple(map(slug_of, article.authors)),
        image=article.image,
        featured=article.featured,
        noindex=article.noindex,
    )


def _corrections(articles: Iterable[Article]) -> tuple[Corrected, ...]:
    found = [Corrected(each.id, correction) for each in articles for correction in each.corrections]
    found.sort(key=lambda each: (each.correction.date, each.id, each.correction.key), reverse=True)
    return tuple(found)


def _neighbours(cards: Iterable[Card]) -> dict[str, tuple[str | None, str | None]]:
    """For each article the one before and the one after it in its section."""
    by_section: dict[str | None, list[str]] = {}
    for card in cards:
        by_section.setdefault(card.section, []).append(card.id)
    found = {}
    for ids in by_section.values():
        for at, id in enumerate(ids):
            older = ids[at + 1] if at + 1 < len(ids) else None
            found[id] = (older, ids[at - 1] if at else None)
    return found


def _translations(articles: Iterable[Article]) -> dict[str, tuple[str, ...]]:
    """For each article the other members of its family of translations, by language."""
    families: dict[str, list[Article]] = {}
    original = {each.id: slug_of(each.translation_of or "") for each in articles}
    named = set(filter(None, original.values()))
    for article in articles:
        family = original[article.id] or article.slug
        if family in named:
            families.setdefault(family, []).append(article)
    return {
        member.id: tuple(
            other.id
            for other in sorted(family, key=lambda each: (each.lang, each.id))
            if other.id != member.id
        )
        for family in families.values()
        for member in family
    }
