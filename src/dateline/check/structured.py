"""Rules on what pages tell to machines: JSON-LD by schema.org, and Open Graph."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeAlias
from urllib.parse import urlsplit

from dateline.check.findings import Fault
from dateline.check.html import Page
from dateline.check.rule import ERROR, GOOGLE, WARNING, Rule

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

# The types of schema.org that stand for a report, and those below them.
ARTICLES = frozenset(
    (
        *("NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle", "BackgroundNewsArticle"),
        *("OpinionNewsArticle", "ReportageNewsArticle", "ReviewNewsArticle", "LiveBlogPosting"),
        *("Article", "BlogPosting"),
    )
)
# What Google asks an article for; the property, and what it must be.
_WANTED = ("headline", "datePublished", "dateModified", "author", "image", "publisher")
_CARD = ("og:title", "og:type", "og:url", "og:image")
_FIX = "mend the theme's structured data"


def structured_data(page: Page) -> Iterator[Fault]:
    """Find JSON-LD that can't be read or does not say what it describes."""
    for text in page.data:
        try:
            found = json.loads(text)
        except ValueError as error:
            yield Fault(f"the structured data can't be read: {error}", _FIX)
            continue
        for thing in _top(found):
            if not isinstance(thing, dict) or not thing.get("@type"):
                yield Fault("structured data without @type", _FIX)
            elif "schema.org" not in str(thing.get("@context", "")):
                yield Fault(f"a {thing['@type']} whose @context is not schema.org", _FIX)


def structured_article(page: Page) -> Iterator[Fault]:
    """Find articles whose structured data lacks what search engines ask for."""
    if page.kind != "article":
        return
    articles = [thing for thing in things(page) if _types(thing) & ARTICLES]
    if not articles:
        yield Fault("the page has no NewsArticle in its structured data", _FIX)
    for article in articles:
        kind = next(iter(_types(article) & ARTICLES))
        missing = [name for name in _WANTED if not article.get(name)]
        if missing:
            yield Fault(f"the {kind} has no {', '.join(missing)}", _FIX)
        yield from _dates(article, kind)
        yield from _authors(article, kind)
        yield from _addresses(article, kind)


def structured_breadcrumbs(page: Page) -> Iterator[Fault]:
    """Find breadcrumbs that lead nowhere."""
    for trail in things(page):
        if "BreadcrumbList" not in _types(trail):
            continue
        items = _list(trail.get("itemListElement"))
        places = [item.get("position") for item in items if isinstance(item, dict)]
        if len(items) < 2:
            yield Fault("breadcrumbs of fewer than two steps", _FIX)
        elif places != list(range(1, len(items) + 1)):
            yield Fault("breadcrumbs are not numbered from 1 up", _FIX)
        # The last step is the page itself and needs no address.
        for item in items[:-1]:
            if not isinstance(item, dict) or not item.get("name") or not item.get("item"):
                yield Fault("a step of the breadcrumbs has no name or no address", _FIX)


def open_graph(page: Page) -> Iterator[Fault]:
    """Find articles that other sites can't show as a card."""
    if page.kind == "article":
        missing = [name for name in _CARD if not page.metas.get(name)]
        if missing:
            yield Fault(
                f"the page has no {', '.join(missing)}", "write these <meta> elements in the theme"
            )


def things(page: Page) -> Iterator[dict[str, Json]]:
    """What the page's JSON-LD describes at its top, as far as it can be read."""
    for text in page.data:
        try:
            found = json.loads(text)
        except ValueError:
            continue
        yield from (thing for thing in _top(found) if isinstance(thing, dict))


def _top(found: Json) -> list[Json]:
    if isinstance(found, dict) and isinstance(found.get("@graph"), list):
        context = found.get("@context")
        graph = _list(found["@graph"])
        return [{"@context": context, **each} if isinstance(each, dict) else each for each in graph]
    return _list(found)


def _list(value: Json) -> list[Json]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _types(thing: Mapping[str, Json]) -> frozenset[str]:
    return frozenset(str(name) for name in _list(thing.get("@type")))


def _dates(article: Mapping[str, Json], kind: str) -> Iterator[Fault]:
    moments = {}
    for name in ("datePublished", "dateModified"):
        value = article.get(name)
        if not value:
            continue
        try:
            moments[name] = datetime.fromisoformat(str(value))
        except ValueError:
            yield Fault(f"{name} of the {kind} is no date by ISO 8601: {value}", _FIX)
            continue
        if moments[name].tzinfo is None:
            yield Fault(f"{name} of the {kind} has no time zone: {value}", _FIX)
            return
    if len(moments) == 2 and moments["dateModified"] < moments["datePublished"]:
        yield Fault(f"the {kind} was modified before it was published", _FIX)


def _authors(article: Mapping[str, Json], kind: str) -> Iterator[Fault]:
    for author in _list(article.get("author")):
        if not isinstance(author, dict) or not author.get("name") or not author.get("@type"):
            yield Fault(f"an author of the {kind} has no name or no @type", _FIX)


def _addresses(article: Mapping[str, Json], kind: str) -> Iterator[Fault]:
    for name in ("image", "url", "mainEntityOfPage"):
        for value in _list(article.get(name)):
            url = value.get("url") or value.get("@id") if isinstance(value, dict) else value
            if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https"):
                yield Fault(f"{name} of the {kind} is no whole address: {url}", _FIX)


RULES: tuple[Rule[Page], ...] = (
    Rule(
        "structured-data",
        ERROR,
        "JSON-LD that can't be read or has no type",
        "schema.org; Google: General structured data guidelines",
        structured_data,
        GOOGLE + "appearance/structured-data/sd-policies",
    ),
    Rule(
        "structured-article",
        WARNING,
        "an article whose NewsArticle lacks what search engines ask for",
        "schema.org/NewsArticle; Google: Article",
        structured_article,
        GOOGLE + "appearance/structured-data/article",
    ),
    Rule(
        "structured-breadcrumbs",
        WARNING,
        "breadcrumbs without numbers, names or addresses",
        "Google: Breadcrumb",
        structured_breadcrumbs,
        GOOGLE + "appearance/structured-data/breadcrumb",
    ),
    Rule(
        "open-graph",
        WARNING,
        "an article without the four required properties of Open Graph",
        "The Open Graph protocol",
        open_graph,
        "https://ogp.me/",
    ),
)
