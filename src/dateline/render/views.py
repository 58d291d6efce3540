"""What templates see: frozen values with every URL complete from the site's root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from markupsafe import Markup

from dateline.model import Heading


@dataclass(frozen=True, slots=True)
class LinkView:
    title: str
    url: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class FeedView:
    title: str
    url: str
    type: str


@dataclass(frozen=True, slots=True)
class AssetView:
    """A fingerprinted file of the theme; `integrity` is for scripts and style sheets."""

    url: str
    integrity: str
    type: str


@dataclass(frozen=True, slots=True)
class ImageView:
    """A picture with its size in pixels where that is known."""

    src: str
    alt: str
    caption: str | None
    credit: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class TermView:
    """A section or a tag."""

    slug: str
    title: str
    description: str | None
    url: str
    count: int
    feeds: tuple[FeedView, ...]


@dataclass(frozen=True, slots=True)
class AuthorView:
    slug: str
    name: str
    bio: Markup | None
    links: tuple[LinkView, ...]
    url: str
    count: int
    feeds: tuple[FeedView, ...]


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A year, month or day with its number of articles; `date` is its first day."""

    year: int
    month: int | None
    day: int | None
    date: date
    url: str
    count: int


@dataclass(frozen=True, kw_only=True)
class CardView:
    """The face of an article on other pages."""

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
    words: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CorrectionView:
    date: datetime
    html: Markup


@dataclass(frozen=True, slots=True)
class RelatedView:
    """Don't Miss; `label` is "related", or "latest" where the section's latest stand in."""

    label: str
    cards: tuple[CardView, ...]


@dataclass(frozen=True, kw_only=True)
class ArticleView(CardView):
    """An article on its own page. What is costly is made when a template asks for it."""

    headings: tuple[Heading, ...]
    changed: datetime | None
    corrections: tuple[CorrectionView, ...]
    sources: tuple[LinkView, ...]
    canonical: str
    comments: bool
    extra: dict[str, Any]
    make_body: Callable[[], Markup]
    make_related: Callable[[], RelatedView]
    make_previous: Callable[[], CardView | None]
    make_next: Callable[[], CardView | None]
    make_translations: Callable[[], tuple[LinkView, ...]]

    @cached_property
    def body(self) -> Markup:
        return self.make_body()

    @cached_property
    def related(self) -> RelatedView:
        return self.make_related()

    @cached_property
    def previous(self) -> CardView | None:
        return self.make_previous()

    @cached_property
    def next(self) -> CardView | None:
        return self.make_next()

    @cached_property
    def translations(self) -> tuple[LinkView, ...]:
        return self.make_translations()


@dataclass(frozen=True, slots=True)
class DayView:
    """The articles of one day in a list that is grouped by day."""

    date: date
    url: str
    cards: tuple[CardView, ...]


@dataclass(frozen=True, slots=True)
class RedirectView:
    source: str
    target: str
    status: int


@dataclass(frozen=True, slots=True)
class FeedPageView:
    """What a feed template writes; addresses are absolute."""

    title: str
    description: str
    home_url: str
    self_url: str
    updated: datetime | None
    articles: tuple[ArticleView, ...]
    language: str
