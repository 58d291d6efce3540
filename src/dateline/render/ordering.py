"""The order in which many pages are rendered: those that show the same articles come together.

A card that one page has made is soon asked for by the next, while it is still remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dateline.link.routes import Route
from dateline.render.kept import Unkept
from dateline.render.values import Values

_LISTS = ("section", "tag", "author")
_FEEDS = ("atom", "rss", "json_feed")


def in_order_of_time(routes: Sequence[Route], values: Values) -> list[int]:
    """Places in `routes`, by the newest article that each page shows, oldest first.

    Pages that show none, or nobody knows which, come first.
    """
    rows = {id: row for row, id in enumerate(reversed(values.tables.ids))}

    def when(at: int) -> tuple[int, int]:
        return rows.get(_newest_shown(routes[at], values), -1), at

    return sorted(range(len(routes)), key=when)


def _newest_shown(route: Route, values: Values) -> str:
    """The id of the first article on a page; "" where there is none."""
    if route.kind == "article":
        return str(route.subject[0])
    try:
        found = _shown(route, values)
    except Unkept:
        return ""
    return next(iter(found or ()), "")


def _shown(route: Route, values: Values) -> Sequence[str] | None:
    """The articles of a list, of a feed, or of the newest day of a period."""
    above = "/".join(map(str, route.subject))
    if route.kind in _LISTS:
        page = values.get("list", f"{above}/{route.number or 0}")
        return page.ids if page else None
    if route.kind in _FEEDS and route.subject[0] in _LISTS:
        return values.get("feed", above)
    days = values.get("periods", route.url) if route.kind == "month" else (route.url,)
    return values.get("day", days[0]) if days and route.kind in ("month", "day") else None
