"""Ids by which feed readers know articles: they stay when an address changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import unquote

from dateline.config import SiteConfig
from dateline.errors import Problem, Reporter
from dateline.model import Article


def guids_of(
    articles: Iterable[Article], config: SiteConfig, problems: list[Problem]
) -> dict[str, str]:
    """The ids of all articles and pages, by their ids below content/; told are two that are one.

    An article's is the address at which it first appeared, which is its first alias once it has
    moved; or what its front matter says.
    """
    articles = tuple(articles)
    own = {unquote(article.url) for article in articles}
    root = (config.feeds.id_base or config.base_url).rstrip("/")
    found, owners = {}, dict[str, Article]()
    for article in sorted(articles, key=lambda each: (each.guid is None, each.id)):
        guid = article.guid or root + _first_address(article, own)
        other = owners.setdefault(guid, article)
        if other is not article and article.guid is None:
            guid = root + article.url
        elif other is not article:
            report = Reporter(article.path)
            report.error(
                article.mark("guid"),
                f"'{guid}' is the id of {other.path} too",
                "feed readers would take one for the other; remove it here",
            )
            problems += report.problems
        found[article.id] = guid
    return found


def _first_address(article: Article, own: Collection[str]) -> str:
    """Where an article stood first; an alias that is another's address by now is not asked."""
    former = (alias for alias in article.aliases if unquote(alias) not in own)
    return next(former, article.url)
