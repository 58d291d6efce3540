"""The judge: which pages are stale, and why.

A page is current while the values of all facts that it fetched are what they were, its route is
the same, and its file is as it was written. `dateline build` goes by this and `dateline explain`
tells it, so the two can't differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from dateline.build.record import Page, Values
from dateline.link.routes import Route
from dateline.traces import fact_number


class Change(NamedTuple):
    """A fact that has another value than when the pages were made; values are encoded."""

    kind: str
    key: str
    before: bytes
    after: bytes


class Reason(NamedTuple):
    """Why a page is stale: a sentence, or the change of a fact that it fetched."""

    text: str = ""
    change: Change | None = None


class Judge:
    """Judges the pages of one output folder. `bad` are files that are not as they were written."""

    def __init__(
        self,
        values: Values,
        pages: Mapping[str, Page],
        bad: set[str],
        now: Callable[[str], Callable[[str], bytes]],
    ) -> None:
        self.values = values
        self.pages = pages
        self.bad = bad
        self.changes = {fact_number(each.kind, each.key): each for each in _changes(values, now)}

    def reasons(self, route: Route) -> Iterator[Reason]:
        """Yield why a page is stale; nothing for a current one."""
        page = self.pages.get(route.url)
        if page is None:
            yield Reason("it has not been made before")
            return
        if page.route != route_name(route):
            yield Reason(f"it was made as {page.route} and is now {route_name(route)}")
        if route.file in self.bad:
            yield Reason("its file was changed or removed by somebody else")
        numbers = page.numbers() if self.changes else ()
        if not self.changes.keys().isdisjoint(numbers):
            yield from (
                Reason(change=self.changes[number]) for number in numbers if number in self.changes
            )

    def is_stale(self, route: Route) -> bool:
        return next(self.reasons(route), None) is not None


def route_name(route: Route) -> str:
    """What makes a page, without what it says."""
    subject = "/".join(map(str, route.subject))
    number = "" if route.number is None else f" page {route.number}"
    return f"{route.kind} {subject}{number} by {route.template}"


def _changes(values: Values, now: Callable[[str], Callable[[str], bytes]]) -> Iterator[Change]:
    for kind, known in values.items():
        look = now(kind)
        for key, before in known.items():
            if (after := look(key)) != before:
                yield Change(kind, key, before, after)
