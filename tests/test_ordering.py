"""The order of rendering: pages that show the same articles come together, oldest first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from dateline.link.routes import Route
from dateline.render.kept import Unkept
from dateline.render.ordering import in_order_of_time
from dateline.render.tables import Tables
from dateline.render.values import ListPage, Values

IDS = ["news/c.md", "news/b.md", "news/a.md"]  # newest first
FOUND: dict[tuple[str, str], Any] = {
    ("list", "tag/fire/0"): ListPage(("news/c.md",), None, 1),
    ("list", "tag/fire/1"): ListPage(("news/b.md", "news/a.md"), 0, None),
    ("list", "section/empty/0"): ListPage((), None, None),
    ("feed", "tag/fire"): ("news/c.md", "news/b.md"),
    ("day", "/2026/05/04/"): ("news/a.md",),
    ("day", "/2026/05/05/"): ("news/b.md",),
    ("periods", "/2026/05/"): ("/2026/05/05/", "/2026/05/04/"),
}


def _get(kind: str, key: str) -> Any:
    if (kind, key) == ("list", "author/jane/0"):
        raise Unkept(kind, key)
    return FOUND.get((kind, key))


def _route(url: str, kind: str, *subject: str | int, number: int | None = None) -> Route:
    return Route(url=url, kind=kind, template="any.html", subject=subject, number=number)


def test_pages_come_by_the_newest_article_that_they_show() -> None:
    values = cast(Values, SimpleNamespace(tables=Tables(IDS, {}), get=_get))
    routes = [
        _route("/", "home"),
        _route("/authors/jane/", "author", "author", "jane"),
        _route("/empty/", "section", "section", "empty"),
        _route("/sitemap.xml", "sitemap_index"),
        _route("/corrections/feed.xml", "atom", "corrections", ""),
        _route("/2026/05/04/", "day", 2026, 5, 4),
        _route("/z/a/", "article", "news/a.md"),
        _route("/2026/05/", "month", 2026, 5),
        _route("/2026/05/05/", "day", 2026, 5, 5),
        _route("/news/b/", "article", "news/b.md"),
        _route("/tags/fire/page/1/", "tag", "tag", "fire", number=1),
        _route("/news/c/", "article", "news/c.md"),
        _route("/tags/fire/", "tag", "tag", "fire"),
        _route("/tags/fire/feed.xml", "atom", "tag", "fire"),
    ]
    first = sorted(route.url for route in routes[:5])
    others = [route.url for route in routes[5:]]

    for given in (routes, routes[::-1]):
        assert [route.url for route in in_order_of_time(given, values)] == first + others
