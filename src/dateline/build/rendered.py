"""Rendering what is stale; how pages were made is packed for the record as they come in."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from contextlib import closing
from typing import NamedTuple

from dateline.build.judge import encoded_route
from dateline.build.pages import Page, Pages
from dateline.errors import Problem
from dateline.link.routes import Route
from dateline.progress import Progress
from dateline.render.chunks import Given, Made, render_all
from dateline.render.faults import first_faults


class Rendered(NamedTuple):
    """The pages that were made, and what is to be kept of all pages: pieces by name.

    Their facts are in the pieces alone. `gone` are the addresses of those that are no more.
    """

    pages: dict[Route, Made]
    pieces: dict[str, bytes]
    gone: Collection[str]


def render_stale(
    given: Given,
    stale: Sequence[Route],
    before: Pages,
    gone: Collection[str],
    workers: int,
    progress: Progress,
) -> tuple[Rendered, list[Problem]]:
    """Render and stage; gives the faults that are to be told, too: with any, nothing is to be kept.

    `before` are the pages of the last build, of which those at the addresses `gone` are no more.
    """
    progress.begin("render", len(stale))
    pages: dict[Route, Made] = {}
    faults: list[tuple[Route, Problem]] = []
    waiting: dict[str, Page] = {}

    # Whatever stops this, it stops the workers, too: nobody writes any more then.
    with closing(render_all(given, stale, workers, progress)) as made:
        coming = zip(stale, made, strict=True)

        def page_at(url: str) -> Page:
            while url not in waiting:
                route, page = next(coming)
                waiting[route.url] = _traced(route, page)
                if isinstance(page, Problem):
                    faults.append((route, page))
                elif page is not None:
                    pages[route] = page._replace(facts=b"")
            return waiting.pop(url)

        # New ones are asked for in the order in which they are rendered.
        urls = dict.fromkeys(route.url for route in stale)
        pieces = dict(before.revised(urls, page_at, gone))
    return Rendered(pages, pieces, gone), first_faults(faults)


def _traced(route: Route, page: Made | Problem | None) -> Page:
    facts = page.facts if isinstance(page, Made) else b""
    return Page(encoded_route(route), array("q", facts))
