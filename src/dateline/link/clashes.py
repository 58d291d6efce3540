"""Clashes: two articles with one address, as archives from elsewhere have them."""

from __future__ import annotations

from itertools import count

import msgspec

from dateline.config import SiteConfig
from dateline.errors import Problem, Reporter
from dateline.model import Article


def without_clashes(
    articles: tuple[Article, ...], config: SiteConfig, problems: list[Problem]
) -> tuple[Article, ...]:
    """Move the later of two articles with one address to a numbered one, and say so.

    Archives from elsewhere have such pairs, and every article must be there.
    """
    keepers: dict[str, Article] = {}
    clashing = []
    # First all that stay: nobody is to lose an address to an article that moves.
    for article in sorted(
        articles, key=lambda each: (each.published is None, each.published, each.id)
    ):
        if keepers.setdefault(article.url.casefold(), article) is not article:
            clashing.append(article)
    settled = {article.id: article for article in keepers.values()}
    for article in clashing:
        other = keepers[article.url.casefold()]
        slugs = (f"{article.slug}-{number}" for number in count(2))
        moved = next(
            each
            for each in (_renamed(article, slug, config) for slug in slugs)
            if each.url.casefold() not in keepers
        )
        keepers[moved.url.casefold()] = settled[article.id] = moved
        report = Reporter(article.path)
        report.warning(
            article.mark("slug"),
            f"has the address of {other.path}; it is published at {moved.url}",
            "give one of them another slug",
        )
        problems += report.problems
    return tuple(settled[article.id] for article in articles)


def _renamed(article: Article, slug: str, config: SiteConfig) -> Article:
    """Give an article another slug, in the part of its address that the pattern says."""
    pattern = "{slug}" if article.is_page else config.permalink.strip("/")
    parts = article.url.strip("/").split("/")
    for at, shape in enumerate(reversed(pattern.split("/")), 1):
        if "{slug}" in shape:
            head, _, tail = parts[-at].rpartition(article.slug)
            parts[-at] = f"{head}{slug}{tail}"
            break
    return msgspec.structs.replace(article, slug=slug, url="/" + "/".join(parts) + "/")
