"""The order in which many pages are rendered: those that show the same articles come together.

A card that one page has made is soon asked for by the next, while it is still remembered.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.link.routes import Route
from dateline.render.kept import Unkept
from dateline.render.values import ListPage, Values

_LISTS = ("section", "tag", "author")
_FEEDS = ("atom", "rss", "json_feed")


def in_order_of_time(routes: Sequence[Route], values: Values) -> list[Route]:
    """Routes by the newest article that each page shows, oldest first, and by their addresses.

    Pages that show none, or nobody knows which, come first. The order decides which faults of
    templates are told, so it depends on nothing but the site.
    """

    def when(route: Route) -> tuple[bool, int, str]:
        row = values.tables.row(_newest_shown(route, values))  # newest first
        return row is not None, -(row or 0), route.url

    return sorted(routes, key=when)


def _newest_shown(route: Route, values: Values) -> str:
    """The id of the first article on a page; "" where there is none."""
    if route.kind == "article":
        return str(route.subject[0])
    try:
        found = _shown(route, values)
    except Unkept:
        return ""
    return next(iter(found), "")


def _shown(route: Route, values: Values) -> Sequence[str]:
    """The articles of a list or of a feed, or those of the newest day of a period."""
    above = "/".join(map(str, route.subject))
    found: Sequence[str] | None = None
    if route.kind in _LISTS:
        page: ListPage | None = values.get("list", f"{above}/{route.number or 0}")
        found = page.ids if page else None
    elif route.kind in _FEEDS and route.subject[0] in _LISTS:
        found = values.get("feed", above)
    elif route.kind == "day":
        found = values.get("day", route.url)
    elif route.kind == "month":
        days: Sequence[str] | None = values.get("periods", route.url)
        found = values.get("day", days[0]) if days else None
    return found or ()
