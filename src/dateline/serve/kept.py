"""The site that a preview ends with, kept for the next one to begin with.

It has all that pages are made from, but not what lists come from: the articles themselves. Where
nothing changed since, these are not needed until a list may be another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
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
from dateline.render.tables import Tables
from dateline.render.theme import load_theme
from dateline.serve.asked import Asked
from dateline.serve.memory import Memory
from dateline.serve.snapshot import Snapshot, State, assets_of, files_of
from dateline.serve.sources import Sources
from dateline.site import as_of
from dateline.tool import tool_version

# Of what previews keep for each other, side by side: it is read as of one moment.
_KIND, _SITE_NAME, _EDITED, _RELATED = "site", "all", "edited", "related/"


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept, `site` and `tables` encoded; `noted` are warnings of articles.

    `made_from` is a mark of all that it came from, but for the clock, which changes nothing from
    `since` to before `until` (seconds since 1970).
    """

    made_from: str
    since: float | None
    until: float | None
    noted: tuple[Problem, ...]
    site: bytes
    tables: Mapping[str, bytes]


class _Site(msgspec.Struct, frozen=True, kw_only=True):
    """A linked site without articles; its archive by the paths of periods, as JSON wants."""

    linked: Linked
    archive: dict[str, tuple[str, ...]]
    states: dict[str, State]
    told: tuple[Problem, ...]
    moments: tuple[datetime, ...]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        linked = snapshot.linked
        unneeded: dict[str, Any] = {"guids": {}, "lock": None}
        index = msgspec.structs.replace(linked.index, archive={})
        return cls(
            linked=msgspec.structs.replace(linked, index=index, **unneeded),
            archive={day.path: ids for day, ids in linked.index.archive.items()},
            states=dict(snapshot.states),
            told=snapshot.told,
            moments=snapshot.moments,
        )

    def whole(self, config: SiteConfig) -> Linked:
        archive = {Day.of(path): ids for path, ids in self.archive.items()}
        index = msgspec.structs.replace(self.linked.index, config=config, archive=archive)
        return msgspec.structs.replace(self.linked, index=index)


_ENCODER = msgspec.json.Encoder()
_SITES = msgspec.json.Decoder(_Site)  # JSON knows of zones in dates
_PACK, _KEPT = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(_Kept)
_ENTRIES = msgspec.msgpack.Decoder(dict[str, dict[str, bytes]])


def keep_site(
    asked: Asked, sources: Sources, snapshot: Snapshot | None, weights: Mapping[str, bytes]
) -> None:
    """Keep a snapshot that is what the sources give, and what Don't Miss keeps."""
    found = {f"{_RELATED}{name}": data for name, data in weights.items()}
    if snapshot is not None and not snapshot.config.plugins:  # they may look at articles
        found[_SITE_NAME] = _PACK.encode(_kept(asked, sources, snapshot))
        found[_EDITED] = _PACK.encode(sources.memory.edited())
    sources.memory.keep_own(_KIND, found)


def kept_weights(memory: Memory) -> dict[str, bytes]:
    """What Don't Miss kept in the last preview."""
    return memory.own(f"{_KIND}/{_RELATED.removesuffix('/')}")


def _kept(asked: Asked, sources: Sources, snapshot: Snapshot) -> _Kept:
    return _Kept(
        made_from=_mark(asked, sources),
        since=snapshot.since,
        until=snapshot.until,
        noted=sources.told_of_articles(),
        site=_ENCODER.encode(_Site.of(snapshot)),
        tables=snapshot.tables.packed(),
    )


def taken_over(asked: Asked, sources: Sources) -> Snapshot | None:
    """Begin with what was kept, where it came from the sources as they are."""
    found = sources.memory.own(_KIND)
    try:
        kept = _KEPT.decode(found[_SITE_NAME])
        if kept.made_from != _mark(asked, sources):
            return None
        config, places = sources.configuration()
        site, tables = _SITES.decode(kept.site), Tables.unpacked(kept.tables)
        edited = _ENTRIES.decode(found[_EDITED])
    except (SiteError, msgspec.MsgspecError, KeyError):
        return None  # another version's, or lost
    if tables is None:
        return None
    instant = as_of(asked.as_of, config)
    now, theme = instant.timestamp(), load_theme(sources.root, config, places, [])
    is_past = kept.since is not None and now < kept.since
    if theme is None or is_past or (kept.until is not None and now >= kept.until):
        return None
    for table, entries in edited.items():
        sources.memory.write(table, entries)
    sources.take_over(config, kept.noted)
    linked = site.whole(config)
    values = IndexedValues(linked, theme, NONE, tables)
    renderer = Renderer(values, sources.texts(tables))
    renderer.compile(sources.memory)
    return Snapshot(
        config=config,
        theme=theme,
        values=values,
        renderer=renderer,
        instant=instant,
        routes={route.url: route for route in linked.routes},
        files=files_of(copies_of(linked), sources.inventory),
        assets=assets_of(theme),
        states=site.states,
        told=site.told,
        weights={
            name.removeprefix(_RELATED): data
            for name, data in found.items()
            if name.startswith(_RELATED)
        },
        moments=site.moments,
        since=kept.since,
        until=kept.until,
    )


def _mark(asked: Asked, sources: Sources) -> str:
    """A mark of all that a snapshot is made from."""
    # A preview's inventory is revised in place, so that the digest that it remembers may be old.
    files = Inventory(0, sources.inventory.files).digest
    told = sorted(f"{each.path} {each.text}" for each in sources.problems)
    parts = (tool_version(), str(asked), files, *told)
    return digest("\n".join(parts).encode("utf-8", "backslashreplace"))
