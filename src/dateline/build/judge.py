"""The judge: which pages are stale, and why.

A page is current while the values of all facts that it fetched are what they were, its route is
the same, and its file is as it was written. `dateline build` goes by this and `dateline explain`
tells it, so the two can't differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, Self

import msgspec

from dateline.build.pages import Pages
from dateline.build.record import Record
from dateline.build.record import Values as KeptBytes
from dateline.link.routes import Route, url_of
from dateline.render.tables import Tables, ValueChange
from dateline.render.values import Values
from dateline.traces import fact_number

_ROUTES = msgspec.msgpack.Encoder()
_ROUTE = msgspec.msgpack.Decoder(Route)


class Reason(NamedTuple):
    """Why a page is stale: a sentence, or the change of a fact that it fetched."""

    text: str = ""
    change: ValueChange | None = None


class Kept(NamedTuple):
    """What the last build went by: its pages, and the values that they fetched.

    `copies` are the files that were copied, each with its source.
    """

    pages: Pages
    values: KeptBytes
    tables: Tables
    copies: Mapping[str, str]

    @classmethod
    def nothing(cls) -> Self:
        return cls(Pages({}), KeptBytes({}), Tables.nothing(), {})

    @classmethod
    def of(cls, record: Record) -> Self:
        """What is in a record, all of it or nothing."""
        values, tables = record.values(), Tables.unpacked(record.tables())
        copies, pages = record.copies(), record.pages()
        if values is None or tables is None or copies is None or not pages:
            return cls.nothing()
        return cls(pages, values, tables, copies)


class Judge:
    """Judges the pages of one output folder. `bad` are files that are not as they were written."""

    def __init__(self, kept: Kept, bad: set[str], now: Values) -> None:
        self.kept = kept
        self.bad = bad
        # Without pages it does not matter what changed.
        changes = (now.tables.changes(kept.tables), now.changes(kept.values)) if kept.pages else ()
        self.changes = {fact_number(each.kind, each.key): each for each in chain(*changes)}
        self._touched = kept.pages.having(self.changes)

    def stale(self, routes: Sequence[Route] | None, added: Sequence[Route] = ()) -> list[Route]:
        """The routes whose pages are stale, in any order.

        None is for all as before, and those `added`: then they need not all be looked at.
        """
        if routes is None:
            # An alias may name the file: "/old/index.html", not "/old/".
            bad = {*map(url_of, self.bad), *(f"/{file}" for file in self.bad)}
            pages = {**self._touched, **self.kept.pages.at(bad)}
            return [*added, *(decoded_route(page.route) for page in pages.values())]
        return [route for route in routes if self.is_stale(route)]

    def gone(self, routes: Sequence[Route] | None) -> Collection[str]:
        """The addresses of pages that are no more; None is for all routes as before."""
        if routes is None:
            return ()
        return self.kept.pages.routes.keys() - {route.url for route in routes}

    def is_stale(self, route: Route) -> bool:
        return next(self.reasons(route), None) is not None

    def reasons(self, route: Route) -> Iterator[Reason]:
        """Yield why a page is stale; nothing for a current one."""
        before = self.kept.pages.routes.get(route.url)
        if before is None:
            yield Reason("it has not been made before")
            return
        if before != encoded_route(route):
            was, now = route_name(decoded_route(before)), route_name(route)
            yield Reason(f"it was made as {was} and is now {now}")
        if self.bad and route.file in self.bad:
            yield Reason("its file was changed or removed by somebody else")
        page = self._touched.get(route.url)
        if page is not None:
            changes = map(self.changes.get, sorted(page.facts))
            yield from (Reason(change=change) for change in changes if change is not None)


def encoded_route(route: Route) -> bytes:
    return _ROUTES.encode(route)


def decoded_route(data: bytes) -> Route:
    return _ROUTE.decode(data)


def route_name(route: Route) -> str:
    """What makes a page, without what it says."""
    subject = "/".join(map(str, route.subject))
    number = "" if route.number is None else f" page {route.number}"
    return f"{route.kind} {subject}{number} by {route.template}"
