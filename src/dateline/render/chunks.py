"""Rendering many pages: each is staged where its bytes are new, and its trace comes back."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Sequence
from typing import NamedTuple

from dateline.errors import Problem
from dateline.link.routes import Route
from dateline.pool import map_chunks
from dateline.progress import Progress
from dateline.publish.staging import Staging
from dateline.render.faults import ENOUGH
from dateline.render.numbers import Traces
from dateline.render.page import Renderer
from dateline.traces import Fact

_WITH_BODY = ("article", "page")


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
        self.traces = Traces()


def render_all(
    given: Given, routes: Sequence[Route], workers: int, progress: Progress
) -> Generator[Made | Problem | None]:
    """Render routes in their order; None for pages whose template has failed often enough."""
    return map_chunks(_render_chunk, given, routes, workers=workers, progress=progress.advance)


def _render_chunk(given: Given, routes: Sequence[Route]) -> list[Made | Problem | None]:
    renderer = given.renderer
    ids = [str(route.subject[0]) for route in routes if route.kind in _WITH_BODY]
    with renderer.time_limit(), renderer.bodies.moment("body", ids):
        return [_render(given, route) for route in routes]


def _render(given: Given, route: Route) -> Made | Problem | None:
    if given.failed[route.template] >= ENOUGH:
        return None
    start = time.perf_counter()
    data = given.renderer.render(route)
    if isinstance(data, Problem):
        given.failed[route.template] += 1
        return data
    mark, staged = given.staging.stage(route.file, data)
    facts, named = given.traces.packed(given.renderer.facts)
    return Made(staged, mark, facts, named, time.perf_counter() - start)
