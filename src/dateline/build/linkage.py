"""A site that is ready to render: what comes before judging pages, however it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dateline.build.judge import Kept, decoded_route
from dateline.config import SiteConfig
from dateline.errors import Problem
from dateline.link.routes import Route
from dateline.render.page import Renderer, template_problems
from dateline.render.theme import Theme
from dateline.render.values import Values
from dateline.store import Store, for_worker


class Linkage(NamedTuple):
    """A site that is linked, ready to render.

    `routes` is None where they are those of the last build, so that they need not be read, and
    those `added`.
    `copies` are the files that are copied, each with its source. Nothing is published or withdrawn
    by the clock alone from `since` to before `until` (seconds since 1970). `kept` is what the last
    build went by. `choices` is a mark of what Don't Miss has kept for the next time. `lock` is what
    the ledger is to say, None where that is not known; `recorded` whether it says it already.
    """

    config: SiteConfig
    theme: Theme
    renderer: Renderer
    routes: Sequence[Route] | None
    copies: Mapping[str, str]
    articles: int
    since: float | None
    until: float | None
    kept: Kept
    choices: str
    lock: str | None
    recorded: bool
    added: Sequence[Route] = ()

    def all_routes(self) -> Sequence[Route]:
        if self.routes is not None:
            return self.routes
        return [*map(decoded_route, self.kept.pages.routes.values()), *self.added]


def renderer_of(values: Values, store: Store, problems: list[Problem]) -> Renderer:
    """A renderer with its templates compiled; `problems` gets those that can't be."""
    renderer = Renderer(values, for_worker(store))
    problems.extend(template_problems(renderer.compile(store)))
    store.commit()
    return renderer
