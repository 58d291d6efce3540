"""The outline of an index: what is known of its lists beside the cards of its articles.

It is kept, so that a later build can put a story into the index without the other articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Self, cast

import msgspec

from dateline.config import SiteConfig
from dateline.link.archives import archive_of
from dateline.link.coverage import Covered
from dateline.link.index import Corrected, Index
from dateline.link.linked import Linked
from dateline.link.media import Media
from dateline.link.redirects import Redirect
from dateline.link.taxonomies import Groups, sections_of
from dateline.model import Article, Card


class Filed(msgspec.Struct, frozen=True):
    """What of an article's card decides where it stands; standalone pages have cards, too."""

    id: str
    slug: str
    url: str
    published: datetime | None
    section: str | None
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    noindex: bool

    @property
    def order(self) -> tuple[datetime, str, str]:
        """What articles are in order by, oldest first: they have dates."""
        return cast(datetime, self.published), self.slug, self.id

    @classmethod
    def of(cls, card: Card) -> Self:
        return cls(
            card.id,
            card.slug,
            card.url,
            card.published,
            card.section,
            card.tags,
            card.authors,
            card.noindex,
        )


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """What an index, and what was linked with it, has beside cards; all but storylines by id.

    `tags` and `authors` are without their articles, `pages` are the ids of standalone pages.
    """

    tags: Groups
    authors: Groups
    storylines: Groups
    pages: tuple[str, ...]
    corrections: tuple[Corrected, ...]
    covered: dict[str, Covered]
    recent: tuple[str, ...]
    redirects: tuple[Redirect, ...]
    logo: Media | None

    @classmethod
    def of(cls, linked: Linked) -> Self:
        index = linked.index
        return cls(
            tags=_faces(index.tags),
            authors=_faces(index.authors),
            storylines=index.storylines,
            pages=tuple(index.pages),
            corrections=index.corrections,
            covered=index.covered,
            recent=index.recent,
            redirects=linked.redirects,
            logo=linked.logo,
        )

    def pack(self) -> bytes:
        """Write down for `unpack_outline`."""
        return msgspec.json.encode(self)  # which knows of zones in dates

    def index(
        self, stories: Sequence[Filed], pages: Mapping[str, Article], config: SiteConfig
    ) -> Index:
        """The index of these stories, newest first, without what tables have of each."""
        return Index(
            config=config,
            articles={},
            pages=dict(pages),
            cards={},
            newest=tuple(story.id for story in stories),
            sections=sections_of(stories, config),
            tags=_filled(self.tags, ((story.id, story.tags) for story in stories)),
            authors=_filled(self.authors, ((story.id, story.authors) for story in stories)),
            archive=archive_of(stories),
            neighbours={},
            translations={},
            unlisted=frozenset(story.id for story in stories if story.noindex),
            corrections=self.corrections,
            covered=self.covered,
            recent=self.recent,
            storylines=self.storylines,
        )

    def linked(self, index: Index) -> Linked:
        """The site around an index, without what is kept elsewhere."""
        return Linked(
            index=index,
            routes=(),
            references={},
            logo=self.logo,
            media=(),
            static=(),
            weights={},
            chains=b"",
            guids={},
            redirects=self.redirects,
        )


_DECODER = msgspec.json.Decoder(Outline)


def unpack_outline(data: bytes) -> Outline:
    """Read what `Outline.pack` wrote; raises MsgspecError."""
    return _DECODER.decode(data)


def _faces(groups: Groups) -> Groups:
    return {slug: msgspec.structs.replace(group, ids=()) for slug, group in groups.items()}


def _filled(faces: Groups, listed: Iterable[tuple[str, tuple[str, ...]]]) -> Groups:
    """Groups with their articles, given each article's slugs."""
    ids: dict[str, list[str]] = {}
    for id, slugs in listed:
        for slug in slugs:
            ids.setdefault(slug, []).append(id)
    return {
        slug: msgspec.structs.replace(faces[slug], ids=tuple(ids[slug]))
        for slug in sorted(ids.keys() - {""})
    }
