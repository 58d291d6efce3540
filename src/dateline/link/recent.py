"""What is new enough for news search: the one part of a site that goes with the clock alone.

Google asks for the articles of the last two days, a thousand at most:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dateline.link.index import Index
from dateline.model import Article

WINDOW = timedelta(hours=48)
MOST = 1_000


def recent(index: Index, instant: datetime) -> tuple[str, ...]:
    """Ids of the articles in the window that search engines may list, newest first."""
    found: list[str] = []
    for id in index.newest:
        leaves = leaves_at(index.articles[id])
        if leaves is None or leaves <= instant or len(found) == MOST:
            break
        if id not in index.unlisted:
            found.append(id)
    return tuple(found)


def leaves_at(article: Article) -> datetime | None:
    """When an article leaves the window."""
    if article.is_page or article.published is None:
        return None
    return article.published + WINDOW
