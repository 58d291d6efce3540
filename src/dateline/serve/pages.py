"""Pages, rendered when somebody asks for them, and kept while no fact that they fetched changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dateline.digest import digest
from dateline.errors import Problem
from dateline.link.routes import Route
from dateline.render.columns import KINDS
from dateline.render.indexed import IndexedValues
from dateline.render.tables import ValueChange
from dateline.serve.snapshot import Snapshot
from dateline.store import Damaged
from dateline.traces import Fact

MOST = 256  # pages that are kept

_FOLLOWING = ("related", "storyline")
_STORYLINE = "storyline/"  # how the keys of their groups begin

Trace = Mapping[Fact, bytes]  # the facts that a page fetched, with their values


class Page(NamedTuple):
    """A page that was rendered, or what is wrong with its template.

    `mark` names its bytes. `data` are those of the last time that it could be rendered. `before`
    is the mark of the page that it took the place of, `changes` says why it did; `was` are the
    bytes of that page where nothing but what follows edits is another.
    """

    route: Route
    data: bytes
    mark: str
    problem: Problem | None
    trace: Trace
    before: str = ""
    changes: tuple[ValueChange, ...] = ()
    was: bytes = b""

    @property
    def was_never_made(self) -> bool:
        """Tell whether there is nothing to show; a page that is empty is a page."""
        return self.problem is not None and not self.data


class Pages:
    """Renders pages of the newest snapshot. To be used by one thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Page] = OrderedDict()
        self._newest: Snapshot | None = None
        self._current: set[str] = set()  # the pages that go with it

    def page(self, snapshot: Snapshot, route: Route) -> Page:
        """The page of a route; made again where a fact of its trace has another value."""
        if snapshot is not self._newest:
            self._newest, self._current = snapshot, set()
        page = self._kept.get(route.url)
        if page is not None and route.url in self._current:
            return page
        changes = tuple(_changes(page.trace, snapshot.values)) if page is not None else ()
        if page is None or page.route != route or changes:
            page = _rendered(snapshot, route, page, changes)
        self._keep(page)
        return page

    def problems(self, snapshot: Snapshot) -> list[Problem]:
        """What is wrong with the pages that were asked for since a snapshot was made.

        What is wrong with a line is told once, of the first page that it is wrong on.
        """
        if snapshot is not self._newest:
            return []
        first: dict[tuple[str, int, str], Problem] = {}
        for url in sorted(self._current & self._kept.keys()):
            problem = self._kept[url].problem
            if problem is not None:
                first.setdefault((problem.path, problem.line, problem.text), problem)
        return list(first.values())

    def _keep(self, page: Page) -> None:
        url = page.route.url
        self._kept[url] = page
        self._kept.move_to_end(url)
        self._current.add(url)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)


def _rendered(
    snapshot: Snapshot, route: Route, before: Page | None, changes: tuple[ValueChange, ...]
) -> Page:
    renderer = snapshot.renderer
    try:
        with renderer.time_limit():
            found = renderer.render(route)
    except Damaged:
        # The file is another by now, and a look at it is on its way.
        text, hint = "was changed while it was read", "save it again"
        found = Problem(path=route.source, text=text, hint=hint)
    trace = {fact: value(snapshot.values, *fact) for fact in renderer.facts.seen}
    mark, data = (before.mark, before.data) if before is not None else ("", b"")
    if isinstance(found, bytes):
        was = data if changes and all(map(_follows_edits, changes)) else b""
        return Page(route, found, digest(found), None, trace, mark, changes, was)
    return Page(route, data, mark, found, trace, mark, changes)


def _follows_edits(change: ValueChange) -> bool:
    """Tell whether a fact comes of Don't Miss and storylines, which are chosen after an edit."""
    kind, key = change.kind, change.key
    return kind in _FOLLOWING or (kind == "group" and key.startswith(_STORYLINE))


def _changes(trace: Trace, values: IndexedValues) -> Iterator[ValueChange]:
    for (kind, key), was in trace.items():
        if (now := value(values, kind, key)) != was:
            yield ValueChange(kind, key, was, now)


def value(values: IndexedValues, kind: str, key: str) -> bytes:
    """The value of a fact in the form that values are compared in."""
    return values.tables.line(kind, key) if kind in KINDS else values.encoder(kind)(key)
