"""Rendering many pages: each is staged where its bytes are new, and its trace comes back."""

from __future__ import annotations

import time
from array import array
from collections import Counter
from collections.abc import Generator, Sequence
from typing import NamedTuple

from dateline.errors import Problem
from dateline.link.routes import Route
from dateline.pool import map_chunks
from dateline.progress import Progress
from dateline.publish.staging import Staging
from dateline.render.columns import KINDS
from dateline.render.faults import ENOUGH
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
    """What a worker keeps while it renders."""

    def __init__(self, renderer: Renderer, staging: Staging) -> None:
        self.renderer = renderer
        self.staging = staging
        self.failed: Counter[str] = Counter()
        self.numbers: dict[Fact, int] = {}


def render_all(
    given: Given, routes: Sequence[Route], workers: int, progress: Progress
) -> Generator[Made | Problem | None]:
    """Render routes in their order; None for pages whose template has failed often enough."""
    return map_chunks(_render_chunk, given, routes, workers=workers, progress=progress.advance)


def _render_chunk(given: Given, routes: Sequence[Route]) -> list[Made | Problem | None]:
    with given.renderer.time_limit():
        return [_render(given, route) for route in routes]


def _render(given: Given, route: Route) -> Made | Problem | None:
    if given.failed[route.template] >= ENOUGH:
        return None
    start = time.perf_counter()
    rendered = given.renderer.render(route)
    if isinstance(rendered, Problem):
        given.failed[route.template] += 1
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
