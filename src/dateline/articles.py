"""All articles of a site: those that were parsed before come from the store, the others are parsed.

An entry is good for the bytes, the part of the configuration and the version of the tool that it
was made from. Bodies and terms stay in the store; only what linking needs is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from dateline.config import ParseConfig
from dateline.crew import Crew
from dateline.digest import digest
from dateline.entries import Entry, Given, Made, counting_of, load_parser, parse_chunk
from dateline.errors import Problem
from dateline.inventory import Inventory
from dateline.model import Article, Body
from dateline.plugins import Plugins
from dateline.pool import map_chunks, worker_count
from dateline.progress import Progress
from dateline.store import Damaged, Getting, Store
from dateline.tool import tool_version

ALONE = 16  # articles that are parsed sooner than a crew is told of them
_BATCH = 500  # articles that are kept at a time

_ENCODER = msgspec.json.Encoder()
_ENTRIES = msgspec.json.Decoder(Entry)
_BODIES = msgspec.json.Decoder(Body)


def read_body(store: Getting, id: str) -> Body | None:
    """The body of an article; None when the store has lost it."""
    data = store.get("body", id)
    return _BODIES.decode(data) if data is not None else None


def read_terms(
    store: Store, versions: Mapping[str, str] | None, ids: Sequence[str]
) -> dict[str, bytes]:
    """The packed terms of articles; raises Damaged when the store has lost some.

    `versions` are their digests by id, None where others will do, too.
    """
    terms = store.some("terms", ids)
    if len(terms) < len(set(ids)) or (
        versions is not None and any(digest(data) != versions[id] for id, data in terms.items())
    ):
        raise Damaged("has lost the terms of an article")
    return terms


def current_entry(store: Getting, id: str, made_by: str, inventory: Inventory) -> Entry | None:
    """The entry of one article; None where there is none of its bytes as they are."""
    seen = inventory.files.get(f"content/{id}")
    return kept_entry(store, id, made_by, seen.digest) if seen is not None else None


def kept_entry(store: Getting, id: str, made_by: str, made_from: str | None = None) -> Entry | None:
    """The entry of one article; None where there is none that may still be good.

    `made_from` is the digest of the bytes that it is to be of, None where others will do, too.
    """
    data = store.get("article", id)
    try:
        entry = _ENTRIES.decode(data) if data is not None else None
    except msgspec.MsgspecError:
        return None  # another version's
    if entry is None or entry.made_by != made_by:
        return None
    return entry if made_from in (None, entry.made_from) else None


class Articles:
    """Reads all articles; `seconds` are those that parsing took, by id.

    Where there is a `crew`, it is that which helps to parse many, not `jobs` workers of our own.
    """

    def __init__(
        self,
        root: Path,
        config: ParseConfig,
        plugins: Plugins,
        store: Store | None,
        jobs: int | None,
        crew: Crew | None = None,
    ) -> None:
        self.store = store
        self.jobs = jobs
        self.crew = crew
        mark = plugins.mark if plugins.markdown else ""
        made_by = digest(tool_version().encode() + _ENCODER.encode(config) + mark.encode())
        self.given = Given(root, config, plugins, made_by)
        self.seconds: dict[str, float] = {}

    def read(
        self, inventory: Inventory, problems: list[Problem], progress: Progress
    ) -> tuple[tuple[Article, ...], frozenset[str]]:
        """Return the articles in the order of their ids, and the ids of those with errors."""
        entries = self.read_entries(inventory, progress)
        return gathered(entries, problems)

    def read_entries(self, inventory: Inventory, progress: Progress) -> dict[str, Entry]:
        """Read what each file gave, by id, in the order of the ids."""
        ids = ids_in(inventory)
        known = self._known(set(ids))
        self.refresh(ids, known, inventory, progress)
        return {id: known[id] for id in ids}

    def revise(
        self, ids: Sequence[str], inventory: Inventory, progress: Progress
    ) -> list[tuple[Entry, Entry]] | None:
        """Parse some articles again; gives for each what was kept and what is now.

        None where nothing was kept of one.
        """
        if self.store is None:
            return None
        before = {id: kept_entry(self.store, id, self.given.made_by) for id in ids}
        known = {id: entry for id, entry in before.items() if entry is not None}
        if len(known) < len(ids):
            return None
        entries = dict(known)
        self.refresh(list(ids), entries, inventory, progress)
        return [(known[id], entries[id]) for id in ids]

    def _known(self, ids: set[str]) -> dict[str, Entry]:
        """The entries that may still be good."""
        if self.store is None:
            return {}
        known = {}
        stored = self.store.read("article")
        bodies = self.store.keys("body") & self.store.keys("terms")
        for id, data in stored.items():
            if id not in ids:
                continue
            try:
                entry = _ENTRIES.decode(data)
            except msgspec.MsgspecError:
                continue  # another version's
            if entry.made_by == self.given.made_by and (entry.article is None or id in bodies):
                known[id] = entry
        gone = stored.keys() - ids
        for table in ("article", "body", "terms"):
            self.store.delete(table, gone)
        return known

    def refresh(
        self,
        ids: Sequence[str],
        entries: dict[str, Entry],
        inventory: Inventory,
        progress: Progress,
        *,
        counting: bool = True,
    ) -> None:
        """Parse what is new or was changed; the store and the inventory learn of it.

        Unless `counting`, what Don't Miss goes by is left out: such an entry is not kept.
        """
        wanted = []
        for id in ids:
            entry = entries.get(id)
            seen = inventory.files[f"content/{id}"].digest
            if entry is None or entry.made_from != seen:
                wanted.append((id, entry.made_from if entry else ""))
        if len(wanted) > ALONE:
            load_parser()  # before there are workers, which then have it from here
        progress.begin("parse", len(wanted))
        given = self.given._replace(counting=counting_of(len(wanted)) if counting else None)
        found = self._parsed(given, wanted, progress)
        news: dict[str, Made] = {}
        for (id, _), made in zip(wanted, found, strict=True):
            inventory.learn(f"content/{id}", made.made_from)
            if made.entry:
                self.seconds[id] = made.seconds
                entries[id] = _ENTRIES.decode(made.entry)
                news[id] = made
            if len(news) >= _BATCH:
                self._keep(news, counting)
                news.clear()
        self._keep(news, counting)

    def _parsed(
        self, given: Given, wanted: Sequence[tuple[str, str]], progress: Progress
    ) -> Iterable[Made]:
        if self.crew is not None and len(wanted) > ALONE:
            return self.crew.map(parse_chunk, given, wanted)
        workers = worker_count(self.jobs, len(wanted))
        advance = progress.advance
        return map_chunks(parse_chunk, given, wanted, workers=workers, progress=advance)

    def _keep(self, news: Mapping[str, Made], counted: bool) -> None:
        """Keep entries: good work stays, also when the rest of the run fails."""
        if self.store is None:
            return
        if not counted:
            for table in ("article", "terms"):
                self.store.delete(table, news)
            self.store.write("body", {id: made.body for id, made in news.items() if made.body})
            return
        # What could not be read at all has no digest, and is read again the next time.
        read = {id: made for id, made in news.items() if made.made_from}
        self.store.write("article", {id: made.entry for id, made in read.items()})
        whole = {id: made for id, made in read.items() if made.body}
        self.store.write("body", {id: made.body for id, made in whole.items()})
        self.store.write("terms", {id: made.terms for id, made in whole.items()})
        self.store.commit()


def ids_in(inventory: Inventory) -> list[str]:
    """The ids of all articles, sorted."""
    return [name for name in inventory.names("content") if name.endswith(".md")]


def gathered(
    entries: Mapping[str, Entry], problems: list[Problem]
) -> tuple[tuple[Article, ...], frozenset[str]]:
    """Return the articles among entries, and the ids of those with errors."""
    articles, failed = [], set()
    for id, entry in entries.items():
        problems.extend(entry.problems)
        if entry.article is None:
            failed.add(id)
        else:
            articles.append(_compact(entry.article, id))
    return tuple(articles), frozenset(failed)


def _compact(article: Article, id: str) -> Article:
    """Let go of the entry's bytes, and of an `id` of its own.

    The ids of all articles lie side by side, so that a worker that looks at them does not copy
    what lies around them.
    """
    msgspec.structs.force_setattr(article, "id", id)
    msgspec.structs.force_setattr(article, "places", article.places.copy())
    return article
