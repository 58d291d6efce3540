"""A snapshot: a whole site at one moment, linked and ready to render, never changed again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from dateline.config import SiteConfig
from dateline.errors import Problem
from dateline.inventory import Inventory
from dateline.link.index import Index
from dateline.link.linked import Linked
from dateline.link.routes import Route
from dateline.link.schedule import out_and_gone
from dateline.model import Article
from dateline.render.assets import Asset
from dateline.render.indexed import IndexedValues
from dateline.render.page import Renderer
from dateline.render.tables import Tables
from dateline.render.theme import Theme


class Attempt(NamedTuple):
    """What became of the sources: a snapshot with warnings, or None with all that is wrong."""

    snapshot: Snapshot | None
    problems: tuple[Problem, ...]


class File(NamedTuple):
    """A file that is copied: its path below the site's folder, and the digest of its bytes."""

    source: str
    digest: str


class State(NamedTuple):
    """What readers can't see yet: "draft" or "scheduled", and when that will be out."""

    name: str
    when: datetime | None


class Snapshot(NamedTuple):
    """A site that is linked, without its articles. Addresses are paths below the base path.

    `told` are the problems of linking and of the theme. `weights` is what Don't Miss has kept. At
    `moments`, in order, something comes out or goes; the clock alone publishes or withdraws nothing
    from `since` to before `until` (seconds since 1970).
    """

    config: SiteConfig
    theme: Theme
    values: IndexedValues
    renderer: Renderer
    instant: datetime
    routes: Mapping[str, Route]
    files: Mapping[str, File]
    assets: Mapping[str, Asset]
    states: Mapping[str, State]
    told: tuple[Problem, ...]
    weights: Mapping[str, bytes]
    moments: tuple[datetime, ...]
    since: float | None
    until: float | None

    @property
    def linked(self) -> Linked:
        """What is known of the site beside its tables: lists, groups, routes."""
        return self.values.linked

    @property
    def tables(self) -> Tables:
        return self.values.tables


def index_of(snapshot: Snapshot) -> Index:
    """The index, with Don't Miss."""
    tables = snapshot.tables
    related = {id: found for id in tables.ids if (found := tables.get("related", id)) is not None}
    return msgspec.structs.replace(snapshot.linked.index, related=related)


def files_of(copies: Mapping[str, str], inventory: Inventory) -> dict[str, File]:
    """What is copied, by address."""
    known = inventory.files
    return {
        f"/{path}": File(source, known[source].digest)
        for path, source in copies.items()
        if source in known
    }


def states_of(articles: Iterable[Article], instant: datetime) -> dict[str, State]:
    """What is shown and is not out, by address."""
    found = {}
    for article in articles:
        if article.draft:
            found[article.url] = State("draft", None)
        elif not article.is_out(instant):
            found[article.url] = State("scheduled", article.out_at)
    return found


def moments_of(articles: Collection[Article]) -> tuple[datetime, ...]:
    """When something comes out or goes, in order."""
    return tuple(sorted({each.at for article in articles for each in out_and_gone(article)}))


def assets_of(theme: Theme) -> dict[str, Asset]:
    return {asset.url: asset for asset in theme.assets.values()}
