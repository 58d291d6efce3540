"""The schedule: the instants at which the clock alone changes what is published.

Builds and `dateline schedule` go by it. Whatever else comes to hang on the clock belongs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from dateline.link.coverage import placed
from dateline.link.recent import leaves_at
from dateline.model import Article


class Change(NamedTuple):
    """At an instant an article, or an entry of live coverage, comes out or goes.

    Or an article leaves the sitemap for news search, or its live coverage is over.
    """

    at: datetime
    what: Literal["out", "gone", "news", "over"]
    article: Article


def instants_of(article: Article) -> list[datetime]:
    """Every instant at which something that is said of an article or entry may change."""
    live_end = article.live.end if article.live else None
    moments = (article.out_at, article.expires, leaves_at(article), live_end)
    return [moment for moment in moments if moment is not None]


def schedule(
    articles: Iterable[Article], entries: Iterable[Article] = (), *, drafts: bool = False
) -> list[Change]:
    """All changes, past ones too, in the order of time; `entries` are those of live coverage.

    With `drafts` the site shows drafts and what is to come, so that things only go.
    """
    around = {article.id: article for article in articles}
    found = [each for article in around.values() for each in _of_article(article, drafts)]
    for entry in entries:
        article = around.get(entry.coverage or "")
        if article is not None and article.live:
            found += _of_entry(entry, article, drafts)
    return sorted(found, key=lambda change: (change.at, change.what, change.article.id))


def _of_article(article: Article, drafts: bool) -> Iterator[Change]:
    start, end = article.out_at, article.expires
    yield from out_and_gone(article, drafts=drafts)
    live_end = article.live.end if article.live else None
    leaves = None if article.noindex else leaves_at(article)
    for what, at in (("news", leaves), ("over", live_end)):
        seen = drafts or (not article.draft and (start is None or at is None or start < at))
        if at is not None and seen and (end is None or at < end):
            yield Change(at, what, article)  # type: ignore[arg-type]


def _of_entry(entry: Article, article: Article, drafts: bool) -> Iterator[Change]:
    """What happens to an entry while its article is out: before, and after, nobody sees it."""
    if article.draft and not drafts:
        return
    start, end = (None if drafts else article.out_at), article.expires
    for change in out_and_gone(entry, drafts=drafts):
        if (start is None or start < change.at) and (end is None or change.at < end):
            yield change._replace(article=placed(entry, article))


def out_and_gone(article: Article, *, drafts: bool = False) -> Iterator[Change]:
    """When an article comes out and goes; with `drafts` as `schedule` has it."""
    start, end = (None if drafts else article.out_at), article.expires
    if (article.draft and not drafts) or (start and end and end <= start):
        return  # never out
    if start is not None:
        yield Change(start, "out", article)
    if end is not None:
        yield Change(end, "gone", article)
