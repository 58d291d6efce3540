"""What templates see: values that they can't change, with every URL complete from the site's root.

What is costly, or changes more often than the rest, is made when a template asks for it: a page
depends on what it shows, not on what it might have shown. Two views are the same when they are one
object; `Facts` makes each once.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import msgspec
from markupsafe import Markup

from dateline.model import Heading

WORDS_A_MINUTE = 230


class View(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The common ground of all views."""


class LinkView(View, frozen=True, eq=False):
    """A title and where it leads."""

    title: str
    """Words of the link."""
    url: str
    """Where it leads."""
    lang: str | None = None
    """The language of what it leads to, where that is known."""


class FeedView(View, frozen=True, eq=False):
    """A feed that can be followed."""

    title: str
    """What it is a feed of."""
    url: str
    """Where it is."""
    type: str
    """Its media type: "application/atom+xml"."""


class AssetView(View, frozen=True, eq=False):
    """A fingerprinted file of the theme; `integrity` is for scripts and style sheets."""

    url: str
    """Where it is published."""
    integrity: str
    """For the attribute `integrity`: "sha384-…"."""
    type: str
    """Its media type: "text/css"."""


class ImageView(View, frozen=True, eq=False):
    """A picture."""

    src: str
    """Where it is."""
    alt: str
    """What it shows, for those who can't see it; may be empty."""
    caption: str | None
    """What stands below it."""
    credit: str | None
    """Whose picture it is."""
    width: int | None
    """In pixels, where that is known."""
    height: int | None
    """In pixels, where that is known."""
    crops: tuple[str, ...]
    """Addresses of the picture cut to other shapes, for search engines."""


class GroupView(View, frozen=True, eq=False, kw_only=True):
    """What sections, tags and authors have in common."""

    make_count: Callable[[], int]
    make_feeds: Callable[[], tuple[FeedView, ...]]

    @property
    def count(self) -> int:
        """Number of its articles. Changes with each new one."""
        return self.make_count()

    @property
    def feeds(self) -> tuple[FeedView, ...]:
        """Its feeds."""
        return self.make_feeds()


class TermView(GroupView, frozen=True, eq=False, kw_only=True):
    """A section, a tag or a storyline."""

    slug: str
    """Last part of its address."""
    title: str
    """Its name for readers."""
    description: str | None
    """A sentence about it."""
    url: str
    """Its page."""


class AuthorView(GroupView, frozen=True, eq=False, kw_only=True):
    """A person or a desk that writes."""

    slug: str
    """Last part of the address."""
    name: str
    """As in a byline."""
    role: str | None
    """What the author does: "Editor"."""
    team: bool
    """Whether it is a desk or an agency, and no person."""
    bio: Markup | None
    """A few words of HTML."""
    links: tuple[LinkView, ...]
    """Elsewhere."""
    url: str
    """The author's page."""


class PeriodView(View, frozen=True, eq=False, kw_only=True):
    """A year, a month or a day of the archives."""

    year: int
    """The year."""
    month: int | None
    """The month, from 1; None in a year."""
    day: int | None
    """The day of the month; None in a year or month."""
    date: date
    """Its first day."""
    url: str
    """Its page."""
    make_count: Callable[[], int]

    @property
    def count(self) -> int:
        """Number of its articles. Changes with each new one."""
        return self.make_count()


class CardView(View, frozen=True, eq=False, kw_only=True):
    """The face of an article, or of a standalone page, on other pages."""

    id: str
    """Path below content/."""
    slug: str
    """Last part of the address."""
    url: str
    """The article's page."""
    type: str
    """What sort of article it is: "news", "opinion", …"""
    title: str
    """Headline."""
    standfirst: str | None
    """What stands under the headline."""
    summary: str
    """A sentence or two; may be empty."""
    dateline: str | None
    """Place that opens the report."""
    lang: str
    """Language: "en"."""
    dir: str
    """"ltr" or "rtl"."""
    published: datetime | None
    """First publication, in the site's time zone; None on standalone pages without a date."""
    updated: datetime | None
    """Last substantial change, in the site's time zone."""
    section: TermView | None
    """Its section; None on standalone pages."""
    tags: tuple[TermView, ...]
    """Its tags."""
    authors: tuple[AuthorView, ...]
    """Its authors; none on standalone pages."""
    image: ImageView | None
    """Lead picture."""
    featured: bool
    """Whether it may lead the front page."""
    noindex: bool
    """Whether search engines are asked to leave it out."""
    live: bool
    """Whether it is live coverage that goes on."""
    make_words: Callable[[], int]

    @property
    def words(self) -> int:
        """Number of words of the body."""
        return self.make_words()

    @property
    def minutes(self) -> int:
        """How many minutes it takes to read, at least 1."""
        return minutes_of(self.words)


def minutes_of(words: int) -> int:
    """How many minutes it takes to read so many words, at least 1."""
    return max(1, round(words / WORDS_A_MINUTE))


class CorrectionView(View, frozen=True, eq=False):
    """A notice of what was wrong, which stays with the report."""

    date: datetime
    """When it was made."""
    html: Markup
    """What was wrong and what is right."""
    kind: str
    """Which kind of notice it is."""
    title: str
    """What that kind is called."""
    id: str
    """Its id on the article's page."""
    prominent: bool
    """Whether it stands at the top."""


class CorrectedView(View, frozen=True, eq=False):
    """A correction away from its article; its links work anywhere on the site."""

    article: CardView
    """What was corrected."""
    correction: CorrectionView
    """The notice."""
    url: str
    """The notice on the article's page."""


class RelatedView(View, frozen=True, eq=False):
    """Don't Miss: the stories to read next."""

    label: str
    """"related", or "latest" where the section's latest stand in."""
    cards: tuple[CardView, ...]
    """The stories; none where it is switched off."""


class StorylineView(View, frozen=True, eq=False):
    """The developing story that an article belongs to."""

    title: str
    """Its name."""
    url: str
    """Its page, from the beginning."""
    so_far: tuple[CardView, ...]
    """Up to five articles before this one, newest first."""


class LiveEntryView(View, frozen=True, eq=False, kw_only=True):
    """An entry of live coverage."""

    id: str
    """For its place on the page."""
    url: str
    """The article's page, at this entry."""
    title: str
    """Headline; may be empty."""
    summary: str
    """A sentence or two; may be empty."""
    published: datetime
    """When it was written, in the site's time zone."""
    updated: datetime | None
    """Last substantial change, in the site's time zone."""
    authors: tuple[AuthorView, ...]
    """Its authors."""
    lang: str
    """Language: "en"."""
    dir: str
    """"ltr" or "rtl"."""
    make_body: Callable[[], tuple[Markup, tuple[Heading, ...]]]

    @property
    def body(self) -> Markup:
        """The text, as trusted HTML."""
        return self.make_body()[0]


class LiveView(View, frozen=True, eq=False, kw_only=True):
    """Live coverage of an event."""

    start: datetime
    """When it began."""
    end: datetime | None
    """When it ended; None while it goes on."""
    over: bool
    """Whether it has ended."""
    make_entries: Callable[[], tuple[LiveEntryView, ...]]

    @property
    def entries(self) -> tuple[LiveEntryView, ...]:
        """Newest first, and from the beginning once it is over."""
        return self.make_entries()


class FamilyView(View, frozen=True, eq=False):
    """An article's translations; `original` may be the article itself, both empty without any."""

    others: tuple[LinkView, ...]
    """Its translations."""
    original: LinkView | None
    """What they are translated from."""


class ArticleView(CardView, frozen=True, eq=False, kw_only=True):
    """An article, or a standalone page, on its own page and in feeds: all of Card, and more."""

    changed: datetime | None
    """When it was last published, updated or corrected."""
    coverage: LiveView | None
    """Live coverage, where the article is that."""
    corrections: tuple[CorrectionView, ...]
    """What was corrected."""
    sources: tuple[LinkView, ...]
    """What it rests on."""
    canonical: str
    """Absolute address of the original."""
    comments: bool
    """Whether readers may comment."""
    given_extra: dict[str, Any]
    make_body: Callable[[], tuple[Markup, tuple[Heading, ...]]]
    make_related: Callable[[], RelatedView]
    make_storyline: Callable[[], StorylineView | None]
    make_neighbour: Callable[[int], CardView | None]
    make_guid: Callable[[], str]
    make_family: Callable[[], FamilyView]

    @property
    def extra(self) -> dict[str, Any]:
        """What the author typed under `extra`: texts, numbers, true and false, lists, tables."""
        # A copy: what one template does to it, no other may see.
        return copy.deepcopy(self.given_extra)

    @property
    def body(self) -> Markup:
        """The text, as trusted HTML."""
        return self.make_body()[0]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Headings of the body, for a table of contents."""
        return self.make_body()[1]

    @property
    def related(self) -> RelatedView:
        """Don't Miss."""
        return self.make_related()

    @property
    def storyline(self) -> StorylineView | None:
        """Its developing story; None while it is the only article of it."""
        return self.make_storyline()

    @property
    def previous(self) -> CardView | None:
        """The article before it in its section, by time."""
        return self.make_neighbour(0)

    @property
    def next(self) -> CardView | None:
        """The article after it in its section, by time."""
        return self.make_neighbour(1)

    @property
    def guid(self) -> str:
        """Its id in feeds."""
        return self.make_guid()

    @property
    def translations(self) -> tuple[LinkView, ...]:
        """The same article in other languages; titles are the languages' own names."""
        return self.make_family().others

    @property
    def original(self) -> LinkView | None:
        """What it is a translation of; may be the article itself."""
        return self.make_family().original


class DayView(View, frozen=True, eq=False):
    """One day of a list that is grouped by day."""

    date: date
    """The day."""
    url: str
    """The day's page."""
    cards: tuple[CardView, ...]
    """Its articles."""
