"""The site that a preview ends with, kept for the next one to begin with.

It has all that pages are made from, but not what edits go by: the articles themselves. Where
nothing changed since, the first pages need not wait for these.
"""

from __future__ import annotations

from typing import Any, Self

import msgspec

from dateline.build.whole import copies_of
from dateline.config import SiteConfig
from dateline.digest import digest
from dateline.errors import Problem, SiteError
from dateline.inventory import Inventory
from dateline.link.archives import Day
from dateline.link.linked import Linked
from dateline.plugins import NONE
from dateline.render.indexed import IndexedValues
from dateline.render.page import Renderer
from dateline.render.tables import IDS, Tables
from dateline.render.theme import load_theme
from dateline.serve.asked import Asked
from dateline.serve.snapshot import (
    Attempt,
    EditedTables,
    Snapshot,
    State,
    assets_of,
    files_of,
)
from dateline.serve.sources import Sources
from dateline.site import as_of
from dateline.tool import tool_version

_KIND, _NAME = "site", "all"  # of what previews keep for each other


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept, `site` and `tables` encoded; `problems` are all warnings.

    `made_from` is a mark of all that it came from, but for the clock, which changes nothing from
    `since` to before `until` (seconds since 1970).
    """

    made_from: str
    since: float | None
    until: float | None
    problems: tuple[Problem, ...]
    site: bytes
    tables: dict[str, bytes]


class _Site(msgspec.Struct, frozen=True, kw_only=True):
    """A linked site without articles; its archive by the paths of periods, as JSON wants."""

    linked: Linked
    archive: dict[str, tuple[str, ...]]
    states: dict[str, State]
    told: tuple[Problem, ...]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        linked = snapshot.values.linked
        unneeded: dict[str, Any] = {"guids": {}, "chains": b"", "lock": None}
        index = msgspec.structs.replace(linked.index, archive={})
        return cls(
            linked=msgspec.structs.replace(linked, index=index, **unneeded),
            archive={day.path: ids for day, ids in linked.index.archive.items()},
            states=dict(snapshot.states),
            told=snapshot.told,
        )

    def whole(self, config: SiteConfig) -> Linked:
        archive = {Day.of(path): ids for path, ids in self.archive.items()}
        index = msgspec.structs.replace(self.linked.index, config=config, archive=archive)
        return msgspec.structs.replace(self.linked, index=index)


_ENCODER, _IDS = msgspec.json.Encoder(), msgspec.json.Decoder(str)
_SITE = msgspec.json.Decoder(_Site)  # JSON knows of zones in dates
_PACK, _UNPACK = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(_Kept)


def keep_site(
    asked: Asked, sources: Sources, snapshot: Snapshot, problems: tuple[Problem, ...]
) -> None:
    """Keep a snapshot that was made from the sources as they are, with all that was told of it."""
    if snapshot.config.plugins:  # they may look at articles
        return
    tables = snapshot.values.tables
    pieces = tables.merged() if isinstance(tables, EditedTables) else tables.pieces
    kept = _Kept(
        made_from=_mark(asked, sources),
        since=snapshot.since,
        until=snapshot.until,
        problems=problems,
        site=_ENCODER.encode(_Site.of(snapshot)),
        tables={IDS: _ENCODER.encode_lines(tables.ids), **pieces},
    )
    sources.memory.keep_own(_KIND, {_NAME: _PACK.encode(kept)})


def taken_over(asked: Asked, sources: Sources) -> Attempt | None:
    """Begin with what was kept, where it came from the sources as they are."""
    kept = _read(asked, sources)
    if kept is None:
        return None
    try:
        config, places = sources.configuration()
        site, pieces = _SITE.decode(kept.site), dict(kept.tables)
        tables = Tables(_IDS.decode_lines(pieces.pop(IDS)), pieces)
    except (SiteError, msgspec.MsgspecError, KeyError):
        return None
    instant = as_of(asked.as_of, config)
    now, theme = instant.timestamp(), load_theme(sources.root, config, places, [])
    is_past = kept.since is not None and now < kept.since
    if theme is None or is_past or (kept.until is not None and now >= kept.until):
        return None
    linked = site.whole(config)
    values = IndexedValues(linked, theme, NONE, tables)
    renderer = Renderer(values, sources.texts(tables))
    renderer.compile(sources.memory)
    snapshot = Snapshot(
        config=config,
        theme=theme,
        linked=linked,
        values=values,
        renderer=renderer,
        instant=instant,
        routes={route.url: route for route in linked.routes},
        files=files_of(copies_of(linked), sources.inventory),
        assets=assets_of(theme),
        states=site.states,
        told=site.told,
        since=kept.since,
        until=kept.until,
    )
    return Attempt(snapshot, kept.problems)


def _read(asked: Asked, sources: Sources) -> _Kept | None:
    data = sources.memory.own(_KIND).get(_NAME)
    try:
        kept = _UNPACK.decode(data) if data is not None else None
    except msgspec.MsgspecError:
        return None  # another version's
    return kept if kept is not None and kept.made_from == _mark(asked, sources) else None


def _mark(asked: Asked, sources: Sources) -> str:
    """A mark of all that a snapshot is made from."""
    # A preview's inventory is revised in place, so that the digest that it remembers may be old.
    files = Inventory(0, sources.inventory.files).digest
    told = sorted(f"{each.path} {each.text}" for each in sources.problems)
    parts = (tool_version(), str(asked), files, *told)
    return digest("\n".join(parts).encode("utf-8", "backslashreplace"))
