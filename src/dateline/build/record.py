"""The record of an output folder: how its pages came about, as of the last build.

For each page the facts that it fetched, for each fact its value then, for each file its digest.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import TypeVar

import msgspec

from dateline.build.pages import Pages
from dateline.digest import digest
from dateline.errors import Problem
from dateline.inventory import Known, is_same, signature_from
from dateline.store import Damaged, Store, for_worker

Kind = TypeVar("Kind")

_VALUES = msgspec.msgpack.Decoder(dict[str, bytes])  # a process that is spawned has its own


class Values(MutableMapping[str, dict[str, bytes]]):
    """Encoded values by kind and key; a kind is decoded when it is asked for."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = dict(packed)
        self._decoded: dict[str, dict[str, bytes]] = {}

    def __getitem__(self, kind: str) -> dict[str, bytes]:
        if kind not in self._decoded:
            self._decoded[kind] = _VALUES.decode(self._packed[kind])
        return self._decoded[kind]

    def __setitem__(self, kind: str, values: dict[str, bytes]) -> None:
        self._packed[kind], self._decoded[kind] = b"", values

    def __delitem__(self, kind: str) -> None:
        del self._packed[kind]
        self._decoded.pop(kind, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """A build: what it was made from, and what it had to say.

    Nothing is published or withdrawn by the clock alone from `since` to before `until` (seconds
    since 1970, None for ever). `kinds` are the kinds of facts whose values were kept. `choices` is
    a mark of what Don't Miss kept. `recorded` says whether the ledger has all that was published.
    Pages are kept in so many `pieces`.
    """

    tool: str
    options: str
    inputs: str
    since: float | None
    until: float | None
    zone: str
    articles: int
    pages: int
    files: int
    problems: tuple[Problem, ...]
    kinds: tuple[str, ...]
    choices: str
    recorded: bool
    pieces: int


class Files(msgspec.Struct):
    """The output folder's files at `taken`, in nanoseconds since 1970."""

    taken: int = 0
    known: dict[str, Known] = {}


class _Parts(Mapping[str, bytes]):
    """Entries by name, read when they are asked for, by each process for itself.

    Raises Damaged where one is lost.
    """

    def __init__(self, store: Store, start: str, names: Collection[str]) -> None:
        self._store, self._workers, self._process = store, for_worker(store), os.getpid()
        self._start, self._names = start, names
        self._read: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._read:
            if name not in self._names:
                raise KeyError(name)
            here = os.getpid() == self._process
            data = (self._store if here else self._workers).get("record", self._start + name)
            if data is None:
                raise Damaged("has lost what pages show")
            self._read[name] = data
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Record:
    """Reads and writes the record of one output folder. `name` says which."""

    def __init__(self, store: Store, name: str) -> None:
        self.store = store
        self.name = name
        files = self._read(Files, "files")
        self.files = files or Files()
        # Without it nobody knows whether the files are as they were written.
        self.header = self._read(Header, "header") if files is not None else None

    def _read(self, kind: type[Kind], key: str) -> Kind | None:
        data = self.store.get("record", f"{self.name}\n{key}")
        try:
            return msgspec.msgpack.decode(data, type=kind) if data is not None else None
        except msgspec.MsgspecError:
            return None  # another version's

    def values(self) -> Values | None:
        """The values of all facts that pages fetched, but for those in tables.

        None when some of them are lost.
        """
        start = f"{self.name}\nvalues/"
        found = self.store.read("record", start)
        kinds = self.header.kinds if self.header is not None else ()
        if not found.keys() >= {start + kind for kind in kinds}:
            return None
        return Values({kind: found[start + kind] for kind in kinds})

    def tables(self) -> Mapping[str, bytes]:
        """What was kept of the tables of values, by name."""
        return _Parts(self.store, f"{self.name}\ntables/", self.table_names())

    def pages(self) -> Pages:
        """The pages; those of a piece that is lost are not there."""
        start = f"{self.name}\n"
        found = self.store.read("trace", start)
        return Pages({key[len(start) :]: data for key, data in found.items()})

    def copies(self) -> dict[str, str] | None:
        """The files that are copied, each with its source; None when that is lost."""
        return self._read(dict[str, str], "copies")

    def outline(self) -> bytes | None:
        """The outline of the index, packed; None when that is lost."""
        return self._read(bytes, "outline")

    def drop_lost(self, root: Path) -> None:
        """Drop the records of other output folders that are no longer there."""
        names = {key.partition("\n")[0] for key in self.store.keys("record")} - {self.name}
        for name in names:
            if not (root / name).exists():
                for table in ("record", "trace"):
                    keys = self.store.read(table, f"{name}\n")
                    self.store.delete(table, list(keys))

    def forget(self) -> None:
        """Say that what is published from now on is not what the record says."""
        if self.header is not None:
            self.keep("header", msgspec.structs.replace(self.header, inputs=""))
            self.store.commit()

    def keep(self, key: str, value: object) -> None:
        self.store.write("record", {f"{self.name}\n{key}": msgspec.msgpack.encode(value)})

    def table_names(self) -> set[str]:
        """The names of what was kept of the tables."""
        start = f"{self.name}\ntables/"
        return {key[len(start) :] for key in self.store.keys("record") if key.startswith(start)}

    def keep_tables(self, parts: Mapping[str, bytes], gone: Iterable[str]) -> None:
        """Keep parts of tables by name, and forget those that are gone."""
        start = f"{self.name}\ntables/"
        self.store.write("record", {start + name: data for name, data in parts.items()})
        self.store.delete("record", [start + name for name in gone])

    def keep_pages(self, pieces: Iterable[tuple[str, bytes]], known: Iterable[str]) -> int:
        """Keep pieces of pages by name, and forget empty ones and what is lost: not `known`.

        Gives how many there are.
        """
        start, empty = f"{self.name}\n", []

        def full() -> Iterator[tuple[str, bytes]]:
            for name, data in pieces:
                if data:
                    yield start + name, data
                else:
                    empty.append(start + name)

        lost = {key for key in self.store.keys("trace") if key.startswith(start)}
        lost -= {start + name for name in known}
        self.store.delete("trace", lost)
        self.store.write_all("trace", full())
        self.store.delete("trace", empty)
        return sum(key.startswith(start) for key in self.store.keys("trace"))


def record_name(output: Path, root: Path) -> str:
    """Name an output folder: below the site's folder by its path in there, so that it can move."""
    target, root = output.resolve(), root.resolve()
    return target.relative_to(root).as_posix() if target.is_relative_to(root) else str(target)


def altered(output: Path, files: Files) -> tuple[set[str], dict[str, Known]]:
    """The files that are not as they were written, and new signatures of those that are.

    Times, size and number spare reading; where they differ, bytes decide.
    """
    bad, seen_anew = set(), {}
    start = f"{output}{os.sep}"
    for name, known in files.known.items():
        path = start + name
        try:
            found = os.lstat(path)
            signature = signature_from(found)
            if is_same(known, signature, files.taken):
                continue
            if not stat.S_ISREG(found.st_mode):
                # A link, or a pipe, which would keep us waiting.
                bad.add(name)
                continue
            with open(path, "rb") as file:
                same = digest(file.read()) == known.digest
        except OSError:
            same = False
        if same:
            seen_anew[name] = Known(signature, known.digest)
        else:
            bad.add(name)
    return bad, seen_anew
