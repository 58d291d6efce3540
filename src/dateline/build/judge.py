"""The judge: which pages are stale, and why.

A page is current while the values of all facts that it fetched are what they were, its route is
the same, and its file is as it was written. `dateline build` goes by this and `dateline explain`
tells it, so the two can't differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import starmap
from typing import NamedTuple, Self

from dateline.build.record import Page, Values
from dateline.link.routes import Route
from dateline.render.tables import KINDS, Tables
from dateline.render.values import Values as Now
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


class Kept(NamedTuple):
    """What the last build went by: its pages by URL, and the values that they fetched."""

    pages: Mapping[str, Page]
    values: Values
    tables: Tables

    @classmethod
    def nothing(cls) -> Self:
        return cls({}, {}, Tables((), dict.fromkeys(KINDS, b"")))


class Judge:
    """Judges the pages of one output folder. `bad` are files that are not as they were written."""

    def __init__(self, kept: Kept, bad: set[str], now: Now) -> None:
        self.kept = kept
        self.bad = bad
        # Without pages it does not matter what changed.
        changes = _changes(kept, now) if kept.pages else ()
        self.changes = {fact_number(each.kind, each.key): each for each in changes}

    def reasons(self, route: Route) -> Iterator[Reason]:
        """Yield why a page is stale; nothing for a current one."""
        page = self.kept.pages.get(route.url)
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


def _changes(kept: Kept, now: Now) -> Iterator[Change]:
    yield from starmap(Change, now.tables.changes(kept.tables))
    for kind, known in kept.values.items():
        look = now.encoder(kind)
        for key, before in known.items():
            if (after := look(key)) != before:
                yield Change(kind, key, before, after)
