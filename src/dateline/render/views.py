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
    title: str
    url: str
    lang: str | None = None


class FeedView(View, frozen=True, eq=False):
    title: str
    url: str
    type: str


class AssetView(View, frozen=True, eq=False):
    """A fingerprinted file of the theme; `integrity` is for scripts and style sheets."""

    url: str
    integrity: str
    type: str


class ImageView(View, frozen=True, eq=False):
    """A picture with its size in pixels where that is known."""

    src: str
    alt: str
    caption: str | None
    credit: str | None
    width: int | None
    height: int | None


class GroupView(View, frozen=True, eq=False, kw_only=True):
    """What sections, tags and authors have in common."""

    make_count: Callable[[], int]
    make_feeds: Callable[[], tuple[FeedView, ...]]

    @property
    def count(self) -> int:
        return self.make_count()

    @property
    def feeds(self) -> tuple[FeedView, ...]:
        return self.make_feeds()


class TermView(GroupView, frozen=True, eq=False, kw_only=True):
    """A section or a tag."""

    slug: str
    title: str
    description: str | None
    url: str


class AuthorView(GroupView, frozen=True, eq=False, kw_only=True):
    slug: str
    name: str
    bio: Markup | None
    links: tuple[LinkView, ...]
    url: str


class PeriodView(View, frozen=True, eq=False, kw_only=True):
    """A year, month or day with its number of articles; `date` is its first day."""

    year: int
    month: int | None
    day: int | None
    date: date
    url: str
    make_count: Callable[[], int]

    @property
    def count(self) -> int:
        return self.make_count()


class CardView(View, frozen=True, eq=False, kw_only=True):
    """The face of an article on other pages; `id` is its path below content/."""

    id: str
    slug: str
    url: str
    title: str
    standfirst: str | None
    summary: str
    dateline: str | None
    lang: str
    dir: str
    published: datetime | None
    updated: datetime | None
    section: TermView | None
    tags: tuple[TermView, ...]
    authors: tuple[AuthorView, ...]
    image: ImageView | None
    featured: bool
    noindex: bool
    make_words: Callable[[], int]

    @property
    def words(self) -> int:
        return self.make_words()

    @property
    def minutes(self) -> int:
        """How long it takes to read."""
        return minutes_of(self.words)


def minutes_of(words: int) -> int:
    """How long it takes to read so many words."""
    return max(1, round(words / WORDS_A_MINUTE))


class CorrectionView(View, frozen=True, eq=False):
    date: datetime
    html: Markup


class RelatedView(View, frozen=True, eq=False):
    """Don't Miss; `label` is "related", or "latest" where the section's latest stand in."""

    label: str
    cards: tuple[CardView, ...]


class StorylineView(View, frozen=True, eq=False):
    """The developing story of an article; `so_far` are the articles before it, newest first."""

    title: str
    url: str
    so_far: tuple[CardView, ...]


class ArticleView(CardView, frozen=True, eq=False, kw_only=True):
    """An article on its own page and in feeds."""

    changed: datetime | None
    corrections: tuple[CorrectionView, ...]
    sources: tuple[LinkView, ...]
    canonical: str
    comments: bool
    given_extra: dict[str, Any]
    make_body: Callable[[], tuple[Markup, tuple[Heading, ...]]]
    make_related: Callable[[], RelatedView]
    make_storyline: Callable[[], StorylineView | None]
    make_neighbour: Callable[[int], CardView | None]
    make_translations: Callable[[], tuple[LinkView, ...]]

    @property
    def extra(self) -> dict[str, Any]:
        # A copy: what one template does to it, no other may see.
        return copy.deepcopy(self.given_extra)

    @property
    def body(self) -> Markup:
        return self.make_body()[0]

    @property
    def headings(self) -> tuple[Heading, ...]:
        return self.make_body()[1]

    @property
    def related(self) -> RelatedView:
        return self.make_related()

    @property
    def storyline(self) -> StorylineView | None:
        return self.make_storyline()

    @property
    def previous(self) -> CardView | None:
        return self.make_neighbour(0)

    @property
    def next(self) -> CardView | None:
        return self.make_neighbour(1)

    @property
    def translations(self) -> tuple[LinkView, ...]:
        return self.make_translations()


class DayView(View, frozen=True, eq=False):
    """The articles of one day in a list that is grouped by day."""

    date: date
    url: str
    cards: tuple[CardView, ...]


class RedirectView(View, frozen=True, eq=False):
    source: str
    target: str
    status: int


class FeedPageView(View, frozen=True, eq=False, kw_only=True):
    """What a feed template writes; addresses are absolute."""

    title: str
    description: str
    home_url: str
    self_url: str
    updated: datetime | None
    articles: tuple[ArticleView, ...]
    language: str
