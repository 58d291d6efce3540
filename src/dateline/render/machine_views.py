"""What templates of files for machines see: feeds, sitemaps, redirects."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from dateline.render.views import ArticleView, AuthorView, View


class RedirectView(View, frozen=True, eq=False):
    """An old address."""

    source: str
    """The old address."""
    target: str
    """Where it leads now."""
    status: int
    """HTTP status: 301."""
    forced: bool
    """Whether there is a page at the old address, past which the host must look."""


class EntryView(View, frozen=True, eq=False, kw_only=True):
    """An entry of a feed that is no article: a correction. Addresses are absolute."""

    id: str
    """Its id in feeds."""
    url: str
    """Where it can be read."""
    title: str
    """What it is called."""
    published: datetime
    """When it was published."""
    changed: datetime
    """When it last changed."""
    html: Markup
    """The whole of it."""
    lang: str
    """Language: "en"."""
    authors: tuple[AuthorView, ...]
    """Whose it is."""


class NewsView(View, frozen=True, eq=False, kw_only=True):
    """An entry of the sitemap for news search."""

    url: str
    """Absolute address of the article."""
    title: str
    """Headline."""
    published: datetime
    """First publication."""
    language: str
    """As news search wants it written."""


class FeedPageView(View, frozen=True, eq=False, kw_only=True):
    """What a feed's template writes; addresses are absolute."""

    id: str
    """Its id, which stays when the address changes."""
    title: str
    """What it is a feed of."""
    description: str
    """A sentence about that."""
    home_url: str
    """The page that it belongs to."""
    self_url: str
    """The feed itself."""
    hubs: tuple[str, ...]
    """Addresses of hubs that pass news of it on."""
    updated: datetime | None
    """When one of its articles last changed."""
    articles: tuple[ArticleView, ...]
    """Newest first."""
    entries: tuple[EntryView, ...]
    """What is no article: corrections, newest first."""
    language: str
    """Of the site."""
