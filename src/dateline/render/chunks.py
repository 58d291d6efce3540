"""Rendering many pages: each is staged where its bytes are new, and its trace comes back."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dateline.errors import Problem
from dateline.link.routes import Route
from dateline.pool import SMALL, map_chunks
from dateline.progress import Progress
from dateline.publish.staging import Staging
from dateline.render.columns import KINDS
from dateline.render.faults import ENOUGH
from dateline.render.ordering import in_order_of_time
from dateline.render.page import Rendered, Renderer
from dateline.traces import Fact, fact_number

_NUMBERS = 20_000  # that a worker keeps; most facts are those of few pages, near each other


class Made(NamedTuple):
    """A page that was made: whether its file is new, a digest of its bytes, the facts it fetched.

    `facts` are their numbers, packed; `named` are those outside of tables that the worker has not
    named lately.
    """

    staged: bool
    digest: str
    facts: bytes
    named: tuple[Fact, ...]
    seconds: float


class Given:
    """What a worker keeps while it renders: of each template, which pages were the first to fail."""

    def __init__(self, renderer: Renderer, staging: Staging) -> None:
        self.renderer = renderer
        self.staging = staging
        self.failed: dict[str, list[int]] = {}
        self.numbers: dict[Fact, int] = {}

    def fail(self, template: str, at: int) -> None:
        """Note that the page at a place in the order of faults has failed."""
        self.failed[template] = sorted([*self.failed.get(template, ()), at])[:ENOUGH]

    def is_told(self, template: str, at: int) -> bool:
        """Whether so many pages before that at a place have failed that its fault is not told."""
        failed = self.failed.get(template, ())
        return len(failed) == ENOUGH and failed[-1] < at


def render_all(
    given: Given, routes: Sequence[Route], workers: int, progress: Progress
) -> Iterator[tuple[int, Made | Problem | None]]:
    """Render routes, in another order where there are many; yields their places and the pages.

    None stands for pages before which enough of their template have failed.
    """
    order: Sequence[int] = range(len(routes))
    if len(routes) >= SMALL:
        order = in_order_of_time(routes, given.renderer.values)
    wanted = [(at, routes[at]) for at in order]
    made = map_chunks(_render_chunk, given, wanted, workers=workers, progress=progress.advance)
    return zip(order, made, strict=True)


def _render_chunk(
    given: Given, wanted: Sequence[tuple[int, Route]]
) -> list[Made | Problem | None]:
    with given.renderer.time_limit():
        return [_render(given, at, route) for at, route in wanted]


def _render(given: Given, at: int, route: Route) -> Made | Problem | None:
    if given.is_told(route.template, at):
        return None
    start = time.perf_counter()
    rendered = given.renderer.render(route)
    if isinstance(rendered, Problem):
        given.fail(route.template, at)
        return rendered
    mark, staged = given.staging.stage(route.file, rendered.data)
    facts, named = _trace(given, rendered)
    return Made(staged, mark, facts, named, time.perf_counter() - start)


def _trace(given: Given, rendered: Rendered) -> tuple[bytes, tuple[Fact, ...]]:
    numbers = given.numbers
    if len(numbers) > _NUMBERS:
        numbers.clear()
    new = rendered.fetched.difference(numbers)
    for fact in new:
        numbers[fact] = fact_number(*fact)
    named = tuple([fact for fact in new if fact[0] not in KINDS])
    return array("q", map(numbers.__getitem__, rendered.fetched)).tobytes(), named
