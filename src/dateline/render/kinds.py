"""Kinds of pages, and what `page` is in the template of each.

`pages` makes them. This is what theme makers are told, and what `dateline theme check` goes by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypedDict

from dateline.link.routes import Route
from dateline.render.calendars import CalendarView, MonthView
from dateline.render.facts import Facts
from dateline.render.hosting import Headers
from dateline.render.languages import direction
from dateline.render.machine_views import FeedPageView, NewsView, RedirectView
from dateline.render.structured import Data
from dateline.render.views import (
    ArticleView,
    AuthorView,
    CardView,
    CorrectedView,
    DayView,
    FeedView,
    LinkView,
    PeriodView,
    TermView,
)


class PageView:
    """What every page has; the rest depends on its kind and comes as further attributes."""

    kind: str
    """Which kind of page it is, as in the table above."""
    url: str
    """Its address."""
    canonical: str
    """Absolute address; an article's own `canonical` where it has one."""
    title: str
    """Without the site's name; on the front page the site's title."""
    description: str | None
    """For search engines."""
    language: str
    """Of the site: "en"."""
    dir: str
    """Of the site: "ltr" or "rtl"."""
    noindex: bool
    """Whether search engines are asked to leave it out: for itself, or as all of the site."""
    feeds: tuple[FeedView, ...]
    """Feeds to announce."""
    image: str
    """Absolute address: the lead picture, else the publisher's logo. Never None."""
    breadcrumbs: tuple[LinkView, ...]
    """From the front page down, without the page itself."""
    json_ld: list[Data]
    """Structured data; write it with `|tojson`."""

    def __init__(self, facts: Facts, route: Route, title: str, description: str | None) -> None:
        self.kind = route.kind
        self.url = facts.url(route.url)
        self.canonical = facts.absolute(self.url)
        self.title = title
        self.description = description
        self.language = facts.language
        self.dir = direction(facts.language)
        self.noindex: bool = facts.config.noindex
        self.feeds = facts.feeds()
        self.image = facts.publisher_logo
        self.breadcrumbs = ()
        self.json_ld = []

    def add(self, content: Mapping[str, object]) -> None:
        """Add what pages of the kind have besides."""
        self.__dict__.update(content)


class Home(TypedDict):
    """The front page."""

    lead: CardView | None
    """The story that leads: the newest that is `featured`, else the newest."""
    days: tuple[DayView, ...]
    """The other stories by day, newest first."""
    edition: PeriodView | None
    """The day of the newest article."""
    earlier: PeriodView | None
    """The month in which the list goes on."""


class Story(TypedDict):
    """An article, or a standalone page."""

    article: ArticleView
    """The article or standalone page, which has no section and nothing in Don't Miss."""


class GroupList(TypedDict):
    """One page of a list: the front, or one that is numbered from the oldest up."""

    cards: tuple[CardView, ...]
    """Its stories, newest first."""
    number: int | None
    """None on the front of the list."""
    newer: str | None
    """Address of the page with newer stories."""
    older: str | None
    """Address of the page with older stories."""


class OfTerm(TypedDict):
    """A page of a section or tag."""

    term: TermView
    """What the list is of."""
    months: tuple[PeriodView, ...]
    """The list's stories by month, with their number, newest first; on the front only."""


class OfAuthor(TypedDict):
    """A page of an author."""

    author: AuthorView
    """Whose list it is."""


class Storyline(TypedDict):
    """A developing story from its beginning."""

    term: TermView
    """The storyline."""
    days: tuple[DayView, ...]
    """Its articles by day, oldest first."""


class Terms(TypedDict):
    """All tags or storylines."""

    terms: tuple[TermView, ...]
    """All tags; or all storylines, the one that went on last first."""


class Corrections(TypedDict):
    """All corrections."""

    corrections: tuple[CorrectedView, ...]
    """All corrections, newest first."""


class Authors(TypedDict):
    """All authors."""

    authors: tuple[AuthorView, ...]
    """All authors."""


class Archives(TypedDict):
    """All years."""

    years: tuple[tuple[PeriodView, tuple[PeriodView, ...]], ...]
    """Each year with its months, newest first."""


class Period(TypedDict):
    """A page of the archives."""

    period: PeriodView
    """The year, month or day."""
    previous: PeriodView | None
    """The one before, of the same kind."""
    next: PeriodView | None
    """The one after, of the same kind."""


class Year(TypedDict):
    """A year."""

    months: tuple[MonthView, ...]
    """Its months, newest first."""


class Month(TypedDict):
    """A month."""

    days: tuple[DayView, ...]
    """Its stories by day, newest first."""
    calendar: CalendarView
    """The month at a glance."""


class OneDay(TypedDict):
    """A day."""

    cards: tuple[CardView, ...]
    """Its stories, newest first."""


class Plugged(TypedDict):
    """A page of a plugin."""

    content: Any
    """What the plugin gave."""


class Feed(TypedDict):
    """A feed."""

    feed: FeedPageView
    """What to write."""


class SitemapIndex(TypedDict):
    """The list of sitemaps."""

    parts: tuple[tuple[str, datetime | None], ...]
    """Absolute address of each, and when something in it last changed."""


class Sitemap(TypedDict):
    """A sitemap."""

    entries: tuple[tuple[str, datetime | None], ...]
    """Absolute address of each page, and when it last changed."""


class NewsSitemap(TypedDict):
    """The sitemap for news search."""

    publication: str
    """The name by which news search knows the site."""
    stories: tuple[NewsView, ...]
    """The stories of the last two days."""
    entries: tuple[tuple[str, datetime | None], ...]
    """The last story before them, where there are none; as in a sitemap."""


class Robots(TypedDict):
    """Advice for robots."""

    sitemap: str
    """Absolute address of the list of sitemaps."""


class Redirects(TypedDict):
    """Old addresses, for hosts that read this file."""

    redirects: tuple[RedirectView, ...]
    """Old addresses."""


class Moved(TypedDict):
    """A page at an old address, for hosts that know no redirects."""

    target: str
    """Where it leads, a path or an address; `page.canonical` is the target's."""


class HostHeaders(TypedDict):
    """HTTP headers, for hosts that read this file."""

    headers: Headers
    """For each pattern of paths, names and values."""


class Kind(NamedTuple):
    """A kind of page: its template ("" where the plugin names one), an address, what it has."""

    template: str
    address: str
    content: tuple[type, ...] = ()


KINDS = {
    "home": Kind("home.html", "/", (Home,)),
    "article": Kind("article.html", "/2026/05/01/slug/", (Story,)),
    "page": Kind("page.html", "/about/", (Story,)),
    "section": Kind("section.html", "/politics/", (GroupList, OfTerm)),
    "tag": Kind("tag.html", "/tags/budget/", (GroupList, OfTerm)),
    "author": Kind("author.html", "/authors/ada-example/", (GroupList, OfAuthor)),
    "storyline": Kind("storyline.html", "/storylines/harbour-fire/", (Storyline,)),
    "tags": Kind("tags.html", "/tags/", (Terms,)),
    "storylines": Kind("storylines.html", "/storylines/", (Terms,)),
    "corrections": Kind("corrections.html", "/corrections/", (Corrections,)),
    "authors": Kind("authors.html", "/authors/", (Authors,)),
    "archives": Kind("archives.html", "/archives/", (Archives,)),
    "year": Kind("year.html", "/2026/", (Period, Year)),
    "month": Kind("month.html", "/2026/05/", (Period, Month)),
    "day": Kind("day.html", "/2026/05/01/", (Period, OneDay)),
    "plugin": Kind("", "", (Plugged,)),
    "not_found": Kind("404.html", "/404.html"),
    "atom": Kind("atom.xml", "/feed.xml", (Feed,)),
    "rss": Kind("rss.xml", "/rss.xml", (Feed,)),
    "json_feed": Kind("feed.json", "/feed.json", (Feed,)),
    "sitemap_index": Kind("sitemap-index.xml", "/sitemap.xml", (SitemapIndex,)),
    "sitemap": Kind("sitemap.xml", "/sitemap-2026.xml", (Sitemap,)),
    "news_sitemap": Kind("sitemap-news.xml", "/sitemap-news.xml", (NewsSitemap,)),
    "robots": Kind("robots.txt", "/robots.txt", (Robots,)),
    "redirects": Kind("_redirects", "/_redirects", (Redirects,)),
    "redirect": Kind("redirect.html", "/old/", (Moved,)),
    "headers": Kind("_headers", "/_headers", (HostHeaders,)),
}
