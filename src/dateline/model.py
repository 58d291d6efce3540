"""What the stages hand on: front matter, articles, cards. Frozen data, plain values only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from dateline.errors import Mark, Problem

Instant = Annotated[
    str, Meta(pattern=r"^\d{4}-\d{1,2}-\d{1,2}([T ].*)?$", examples=["2026-11-22 09:30"])
]
Slugs = tuple[str, ...]
Remedy = Literal["clarification", "correction", "editors-note", "retraction"]
Genre = Literal["news", "reportage", "opinion", "analysis", "background", "review"]


class ImageMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lead picture as front matter gives it."""

    src: Annotated[str, Meta(description="File beside the article, or a path in static/")]
    alt: Annotated[str, Meta(description="What the picture shows, for those who can't see it")] = ""
    caption: str | None = None
    credit: str | None = None
    crops: Annotated[
        tuple[str, ...],
        Meta(description="The same picture cut to 16:9, 4:3 and 1:1, for search engines"),
    ] = ()


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    url: Annotated[str, Meta(description="https address")]


class CorrectionMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    date: Instant
    text: str
    kind: Annotated[Remedy, Meta(description="The last two stand at the top of the article")] = (
        "correction"
    )


class LiveMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When live coverage goes on."""

    start: Annotated[Instant | None, Meta(description="Default: date")] = None
    end: Annotated[Instant | None, Meta(description="From then on it is an ordinary article")] = (
        None
    )


class EntryMatter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The front matter of an entry of live coverage."""

    date: Annotated[Instant, Meta(description="When it was; not out before")]
    title: str = ""
    updated: Annotated[Instant | None, Meta(description="Last substantial change")] = None
    authors: Annotated[tuple[str, ...], Meta(description="Default: those of the article")] = ()
    draft: Annotated[bool, Meta(description="Never published unless asked for")] = False
    lang: Annotated[str | None, Meta(description="Language, if not the site's: hu")] = None


class FrontMatter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The front matter of an article, as typed."""

    title: Annotated[str, Meta(description="Headline")]
    date: Annotated[
        Instant | None,
        Meta(description="First publication; without an offset in the site's time zone"),
    ] = None
    updated: Annotated[Instant | None, Meta(description="Last substantial change")] = None
    type: Annotated[Genre, Meta(description="What kind of journalism it is")] = "news"
    slug: Annotated[
        str | None, Meta(description="Last part of the address; default: from the file name")
    ] = None
    standfirst: Annotated[str | None, Meta(description="Shown under the headline")] = None
    summary: Annotated[
        str | None,
        Meta(description="For cards, feeds and search engines; default: the first sentences"),
    ] = None
    dateline: Annotated[str | None, Meta(description="Place that opens the report: ISTANBUL")] = (
        None
    )
    section: Annotated[str | None, Meta(description="Default: the first folder below content/")] = (
        None
    )
    tags: Annotated[tuple[str, ...], Meta(description="Slugs or names")] = ()
    authors: Annotated[tuple[str, ...], Meta(description="Slugs or names")] = ()
    image: Annotated[ImageMatter | None, Meta(description="Lead picture")] = None
    related: Annotated[
        tuple[str, ...] | bool,
        Meta(description="Slugs to pin in Don't Miss; false for no Don't Miss"),
    ] = ()
    unrelated: Annotated[Slugs, Meta(description="Slugs never to show in Don't Miss")] = ()
    never_recommend: Annotated[
        bool, Meta(description="Never in the Don't Miss of others, unless they pin it")
    ] = False
    storyline: Annotated[
        str | bool | None,
        Meta(description="Name of the developing story that it belongs to; false for none"),
    ] = None
    live: Annotated[
        LiveMatter | bool | None,
        Meta(description="Live coverage, in index.md; its entries are in the folder live/"),
    ] = None
    sources: tuple[Source, ...] = ()
    corrections: tuple[CorrectionMatter, ...] = ()
    draft: Annotated[bool, Meta(description="Never published unless asked for")] = False
    embargo: Annotated[Instant | None, Meta(description="Not out before; default: date")] = None
    expires: Annotated[Instant | None, Meta(description="Gone after")] = None
    aliases: Annotated[
        tuple[str, ...], Meta(description="Old paths that redirect here: /old/path/")
    ] = ()
    guid: Annotated[
        str | None, Meta(description="Id in feeds, of an article that had one elsewhere")
    ] = None
    lang: Annotated[str | None, Meta(description="Language, if not the site's: hu")] = None
    translation_of: Annotated[str | None, Meta(description="Slug of the original")] = None
    comments: bool = True
    featured: Annotated[bool, Meta(description="May lead the front page")] = False
    noindex: Annotated[bool, Meta(description="Ask search engines to leave it out")] = False
    canonical: Annotated[
        str | None, Meta(description="Address of the original publication elsewhere")
    ] = None
    extra: Annotated[dict[str, Any], Meta(description="Free for themes")] = {}


class Heading(msgspec.Struct, frozen=True):
    """A heading in the body of an article."""

    level: int
    """From 2 to 6."""
    id: str
    """Its id on the page."""
    text: str
    """Without markup."""


class Reference(NamedTuple):
    """An address in an article that must be resolved: `kind` is "link" or "image"."""

    kind: str
    target: str
    mark: Mark


class Body(msgspec.Struct, frozen=True):
    """Rendered Markdown. `html` has slots (see `dateline.slots`) for addresses and texts."""

    html: str
    headings: tuple[Heading, ...]


class Correction(msgspec.Struct, frozen=True):
    """A correction as pages show it. `key` tells those of one article apart, and stays."""

    date: datetime
    html: str
    kind: str
    key: str


class Live(msgspec.Struct, frozen=True):
    """When live coverage goes on; it has no end while nobody knows it."""

    start: datetime
    end: datetime | None

    def is_over(self, instant: datetime) -> bool:
        return self.end is not None and self.end <= instant


class Image(msgspec.Struct, frozen=True):
    """A picture: `src` and `crops` are references in articles and URLs once they are resolved."""

    src: str
    alt: str
    caption: str | None
    credit: str | None
    width: int | None = None
    height: int | None = None
    crops: tuple[str, ...] = ()


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of content, understood, without its body.

    `id` is the path below content/, with forward slashes. `ids` maps what links may call a place in
    the body, in small letters, to the id that it has. `body` and `terms` are digests: the things
    themselves are kept apart, so that the bodies of a big site don't fill memory. `terms` is empty
    until they are counted. `places` are marks by the path of a key ("related/0"), as JSON: they are
    wanted only with a problem. What most articles do not say has a default, so that it need not be
    kept.

    An entry of live coverage is one too, of which only a part is used; `coverage` is the id of the
    article that it belongs to, and its address is a place in that.
    """

    id: str
    path: str
    is_page: bool = False
    slug: str
    url: str
    type: str
    title: str
    published: datetime | None
    updated: datetime | None = None
    embargo: datetime | None = None
    expires: datetime | None = None
    draft: bool = False
    standfirst: str | None = None
    summary: str | None = None
    dateline: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image: Image | None = None
    pinned: Slugs = ()
    unrelated: Slugs = ()
    wants_related: bool = True
    never_recommend: bool = False
    storyline: str | None = None
    wants_storyline: bool = True
    live: Live | None = None
    coverage: str | None = None
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()
    aliases: tuple[str, ...] = ()
    guid: str | None = None
    lang: str
    translation_of: str | None = None
    comments: bool = True
    featured: bool = False
    noindex: bool = False
    canonical: str | None = None
    extra: dict[str, Any] = {}
    ids: dict[str, str] = {}
    references: tuple[Reference, ...] = ()
    excerpt: str
    words: int
    body: str
    terms: str = ""
    places: msgspec.Raw

    def mark(self, *path: str | int) -> Mark:
        """Where a key, or at least what holds it, stands."""
        places = _PLACES.decode(self.places)
        # A single text counts as a list of one, which has no numbers.
        for known in ("/".join(map(str, path)), str(path[0]), ""):
            if known in places:
                return places[known]
        return Mark(1)

    @property
    def changed(self) -> datetime | None:
        """When it last changed: published, updated or corrected; None for a page without dates."""
        if self.updated is None and not self.corrections:
            return self.published
        dates = [self.published, self.updated, *(each.date for each in self.corrections)]
        return max((date for date in dates if date is not None), default=None)

    @property
    def out_at(self) -> datetime | None:
        """When it comes out: an embargo replaces the date; None for a page without dates."""
        return self.embargo or self.published

    def is_out(self, instant: datetime) -> bool:
        """Tell whether embargo and expiry let the article be seen at `instant`."""
        start = self.out_at
        return (start is None or start <= instant) and not self.has_expired(instant)

    def has_expired(self, instant: datetime) -> bool:
        """Tell whether the article's time is over at `instant`."""
        return self.expires is not None and self.expires <= instant


_PLACES = msgspec.json.Decoder(dict[str, Mark])


class Texts(NamedTuple):
    """What Don't Miss reads of an article; `tags` are slugs."""

    title: str
    standfirst: str
    body: str
    language: str
    tags: Slugs = ()


class Parsed(msgspec.Struct, frozen=True):
    """What reading one file gave: an article with its body, or problems, or both.

    Its terms are still to be counted, in `texts`.
    """

    id: str
    article: Article | None
    problems: tuple[Problem, ...]
    body: Body | None = None
    texts: Texts | None = None


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What other pages may see of an article, or of a standalone page, which may have no date.

    `tags` and `authors` are slugs.
    """

    id: str
    slug: str
    url: str
    type: str
    title: str
    standfirst: str | None
    summary: str
    dateline: str | None
    lang: str
    published: datetime | None
    updated: datetime | None
    section: str | None
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    image: Image | None
    featured: bool
    noindex: bool
    live: bool = False
