"""What a preview remembers: what builds keep, read beside them, and what it found out itself.

A build has the store to itself for as long as it runs, and a preview runs for days. So a preview
only reads the file, each time for a moment, and keeps what is new in memory.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dateline.build.weights import KeptWeights
from dateline.errors import MachineError
from dateline.store import Damaged, Store, opened, store_path

_START = ("article", "related")  # tables that are read once, when all is linked for the first time
_ARTICLES = ("article", "body", "terms")
_OWN = "preview/"  # before the names of what only previews keep, among the sources
_MUCH = 1_500  # articles whose texts are not to be held in memory
_PATIENCE = 0.2  # seconds to wait for a build that is writing: all can be found out anew


class _Start(NamedTuple):
    """What linking for the first time needs of the store: some tables, and the keys of others."""

    tables: dict[str, dict[str, bytes]]
    keys: dict[str, set[str]]


class Memory(Store):
    """A store that is never locked: it reads the site's own, and writes nothing there by itself."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = store_path(root)
        self._news: dict[str, dict[str, bytes]] = {}
        self._idle: set[str] = set()  # templates as they were once
        self._thread = threading.local()  # with a `store` that is open for it

    @cached_property
    def _start(self) -> _Start:
        """Read as of one moment: a build may be writing."""
        with (
            self._beside() as store,
            contextlib.suppress(Damaged, MachineError),
            store.moment() if store is not None else contextlib.nullcontext(),
        ):
            if store is not None:
                read = {"article": store.read("article"), "related": KeptWeights(store).all()}
                return _Start(read, {table: store.keys(table) for table in _ARTICLES})
        return _Start({table: {} for table in _START}, {table: set() for table in _ARTICLES})

    @property
    def _has_started(self) -> bool:
        """Tell whether anything asked for what linking needs; a preview can do long without."""
        return "_start" in vars(self)

    @contextlib.contextmanager
    def _beside(self) -> Iterator[Store | None]:
        """The site's store, for a moment; None where there is none that can be read."""
        held = getattr(self._thread, "store", None)
        if held is not None:
            yield held
            return
        try:
            store = Store(self.path, readonly=True, patience=_PATIENCE)
        except (Damaged, MachineError):
            yield None
            return
        try:
            yield store
        finally:
            store.close()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep the store open for this thread meanwhile: many things are to be asked for."""
        with self._beside() as store:
            self._thread.store = store
            try:
                yield
            finally:
                self._thread.store = None

    def get(self, table: str, key: str) -> bytes | None:
        known = self._news.get(table, {})
        if key in known:
            return known[key]
        if table in _START and self._has_started:
            return self._start.tables[table].get(key)
        with self._beside() as store, contextlib.suppress(Damaged, MachineError):
            return store.get(table, key) if store is not None else None
        return None

    def some(self, table: str, keys: Iterable[str]) -> dict[str, bytes]:
        return {key: data for key in keys if (data := self.get(table, key)) is not None}

    def read(self, table: str, prefix: str = "") -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        if table in _START:
            found = self._start.tables[table]
        else:
            with self._beside() as store, contextlib.suppress(Damaged, MachineError):
                found = store.read(table, prefix) if store is not None else {}
        found = found | self._news.get(table, {})
        return {key: data for key, data in found.items() if key.startswith(prefix)}

    def keys(self, table: str) -> set[str]:
        return self._start.keys[table] | self._news.get(table, {}).keys()

    def news(self, table: str) -> set[str]:
        """The keys of what is new and not written down."""
        return set(self._news.get(table, {}))

    def write_all(self, table: str, entries: Iterable[tuple[str, bytes]]) -> None:
        self._news.setdefault(table, {}).update(entries)

    def delete(self, table: str, keys: Iterable[str]) -> None:
        """Forget news; what builds keep is theirs to delete, but for templates that are no more."""
        keys = set(keys)
        if table == "template":
            self._idle = keys
        known = self._news.get(table, {})
        for key in keys:
            known.pop(key, None)

    def commit(self) -> None:
        """Write down what would take much room; all else waits."""
        if len(self._news.get("article", {})) >= _MUCH:
            self.write_down()

    def close(self) -> None:
        """Nothing is open."""

    def know(self, made_by: str) -> None:
        """Learn what good entries are made by; others may be written over."""
        mark, articles = made_by.encode(), self._start.tables["article"]
        self._start.keys["article"] = {id for id, data in articles.items() if mark in data}

    def forget_start(self) -> None:
        """Let go of what only a start needs."""
        self._start.tables.update({table: {} for table in _START})

    # What previews keep for each other

    def own(self, kind: str) -> dict[str, bytes]:
        """What the last preview kept of a kind, by name."""
        start = f"{_OWN}{kind}/"
        found = self.read("sources", start)
        return {key[len(start) :]: data for key, data in found.items() if data}

    def keep_own(self, kind: str, entries: Mapping[str, bytes]) -> None:
        known = self.own(kind)
        new = {**dict.fromkeys(known, b""), **entries}
        changed = {key: data for key, data in new.items() if known.get(key) != data}
        self.write("sources", {f"{_OWN}{kind}/{key}": data for key, data in changed.items()})

    def write_down(self) -> None:
        """Write to the site's store what builds can use, unless a build has it.

        Good entries that it has already are left alone: a build goes by what it kept itself.
        """
        fresh = self._fresh()
        own = {k: v for k, v in self._news.get("sources", {}).items() if k.startswith(_OWN)}
        templates = self._news.get("template", {})
        if not fresh and not own and not templates:
            return
        with (
            contextlib.suppress(MachineError, Damaged, OSError),
            opened(self.root, [], brief=True) as store,
        ):
            for table in _ARTICLES:
                known = self._news.get(table, {})
                store.write(table, {id: known[id] for id in fresh if id in known})
            store.write("sources", own)
            store.write("template", templates)
            store.delete("template", self._idle)
            store.commit()
            self._written(fresh, own)

    def _fresh(self) -> set[str]:
        """The ids of articles that the store knows nothing good of."""
        news = self._news.get("article", {}).keys()
        # What was edited without anything being linked was there before.
        return news - self._start.keys["article"] if news and self._has_started else set()

    def edited(self) -> dict[str, dict[str, bytes]]:
        """What is known of articles of which the store has what they were: it stays a build's."""
        ids = self._news.get("article", {}).keys() - self._fresh()
        return {
            table: {id: data for id, data in self._news.get(table, {}).items() if id in ids}
            for table in _ARTICLES
        }

    def _written(self, fresh: set[str], own: Mapping[str, bytes]) -> None:
        """Let go of what can be read again."""
        for table in _ARTICLES:
            known = self._news.get(table, {})
            if fresh:
                self._start.keys[table] |= fresh & known.keys()
            self.delete(table, fresh)
        self.delete("sources", list(own))
        self._news.pop("template", None)
