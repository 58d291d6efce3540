"""The schedule: the instants at which the clock alone changes what is published.

Builds and `dateline schedule` go by it. Whatever else comes to hang on the clock belongs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from dateline.link.recent import leaves_at
from dateline.model import Article


class Change(NamedTuple):
    """At an instant an article comes out, it goes, it leaves the sitemap for news search, or its
    live coverage is over."""

    at: datetime
    what: Literal["out", "gone", "news", "over"]
    article: Article


def instants_of(article: Article) -> Iterator[datetime]:
    """Every instant at which something that is said of an article may change."""
    start = article.embargo or article.published
    over = article.live.end if article.live else None
    moments = (start, article.expires, leaves_at(article), over)
    yield from (moment for moment in moments if moment is not None)


def schedule(articles: Iterable[Article], *, drafts: bool = False) -> list[Change]:
    """All changes, past ones too, in the order of time.

    With `drafts` the site shows drafts and what is to come, so that things only go.
    """
    found = (change for article in articles for change in _changes_of(article, drafts=drafts))
    return sorted(found, key=lambda change: (change.at, change.what, change.article.id))


def _changes_of(article: Article, *, drafts: bool) -> Iterator[Change]:
    start, end = article.embargo or article.published, article.expires
    if drafts:
        start = None
    elif article.draft or (start is not None and end is not None and end <= start):
        return  # never out
    if start is not None:
        yield Change(start, "out", article)
    if end is not None:
        yield Change(end, "gone", article)
    leaves = leaves_at(article)
    late = leaves is not None and start is not None and leaves <= start
    gone = leaves is not None and end is not None and end <= leaves
    if leaves is not None and not (article.noindex or late or gone):
        yield Change(leaves, "news", article)
    over = article.live.end if article.live else None
    if over is not None and (start is None or start < over) and (end is None or over < end):
        yield Change(over, "over", article)
