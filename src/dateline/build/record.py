"""The record of an output folder: how its pages came about, as of the last build.

For each page the facts that it fetched, for each fact its value then, for each file its digest.
They stand in rows of their own, and the header has the checksums of all these: a row that is sound,
but of another build, is as good as none.
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
from dateline.store import Damaged, Row, Store, for_worker

Kind = TypeVar("Kind")

# Names of rows, or what they begin with.
_HEADER, _VALUES_OF, _TABLES = "header", "values/", "tables/"
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
    since 1970, None for ever). `choices` is a mark of what Don't Miss kept. `recorded` says whether
    the ledger has all that was published. `rows` are the checksums of all else that is kept, by
    name, and `pieces` those of the pieces that pages are kept in.
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
    choices: str
    recorded: bool
    rows: dict[str, int] = {}
    pieces: dict[str, int] = {}


class Files(msgspec.Struct):
    """The output folder's files at `taken`, in nanoseconds since 1970."""

    taken: int = 0
    known: dict[str, Known] = {}


class _Parts(Mapping[str, bytes]):
    """Entries by name, read when they are asked for, by each process for itself.

    `sums` are their checksums. Raises Damaged where one is lost.
    """

    def __init__(self, store: Store, start: str, sums: Mapping[str, int]) -> None:
        self._store, self._workers, self._process = store, for_worker(store), os.getpid()
        self._start, self._sums = start, sums
        self._read: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._read:
            if name not in self._sums:
                raise KeyError(name)
            here = os.getpid() == self._process
            row = (self._store if here else self._workers).row("record", self._start + name)
            if row is None or row.checksum != self._sums[name]:
                raise Damaged("has lost what pages show")
            self._read[name] = row.value
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._sums

    def __iter__(self) -> Iterator[str]:
        return iter(self._sums)

    def __len__(self) -> int:
        return len(self._sums)


class Record:
    """Reads and writes the record of one output folder. `name` says which."""

    def __init__(self, store: Store, name: str) -> None:
        self.store = store
        self.name = name
        self._start = f"{name}\n"
        header = _decoded(Header, store.get("record", f"{self._start}{_HEADER}"))
        # What stands beside the header: the checksums of rows by name, and of pieces of pages.
        self._rows = dict(header.rows) if header is not None else {}
        self._pieces = dict(header.pieces) if header is not None else {}
        files = self._read(Files, "files")
        self.files = files or Files()
        # Without it nobody knows whether the files are as they were written.
        self.header = header if files is not None else None

    def _read(self, kind: type[Kind], name: str) -> Kind | None:
        row = self.store.row("record", self._start + name)
        if row is None or row.checksum != self._rows.get(name):
            return None
        return _decoded(kind, row.value)

    def _named(self, start: str) -> dict[str, int]:
        """The checksums of the rows whose names begin with this, by the rest of their names."""
        return {
            name[len(start) :]: checksum
            for name, checksum in self._rows.items()
            if name.startswith(start)
        }

    def values(self) -> Values | None:
        """The values of all facts that pages fetched, but for those in tables.

        None when some of them are lost.
        """
        start = f"{self._start}{_VALUES_OF}"
        found, packed = self.store.rows("record", start), {}
        for kind, checksum in self._named(_VALUES_OF).items():
            row = found.get(start + kind)
            if row is None or row.checksum != checksum:
                return None
            packed[kind] = row.value
        return Values(packed)

    def tables(self) -> Mapping[str, bytes]:
        """What was kept of the tables of values, by name."""
        return _Parts(self.store, f"{self._start}{_TABLES}", self._named(_TABLES))

    def pages(self) -> Pages:
        """The pages; those of a piece that is lost are not there."""
        at = len(self._start)
        found = {key[at:]: row for key, row in self.store.rows("trace", self._start).items()}
        return Pages(
            {
                name: row.value
                for name, row in found.items()
                if row.checksum == self._pieces.get(name)
            }
        )

    def copies(self) -> dict[str, str] | None:
        """The files that are copied, each with its source; None when that is lost."""
        return self._read(dict[str, str], "copies")

    def outline(self) -> bytes | None:
        """The outline of the index, packed; None when that is lost."""
        return self._read(bytes, "outline")

    def forget(self) -> None:
        """Say that what is published from now on is not what the record says."""
        if self.header is not None:
            self._keep_header(msgspec.structs.replace(self.header, inputs=""))
            self.store.commit()

    def begin(self) -> None:
        """Begin anew: nothing that was kept belongs to what will be."""
        self._rows.clear()
        self._pieces.clear()

    def keep(self, name: str, value: object) -> None:
        self._keep_row(name, msgspec.msgpack.encode(value))

    def keep_tables(self, parts: Mapping[str, bytes], names: Collection[str]) -> None:
        """Keep parts of tables by name; of those that were kept before, all that have `names`."""
        for gone in self._named(_TABLES).keys() - names:
            del self._rows[_TABLES + gone]
        for name, data in parts.items():
            self._keep_row(_TABLES + name, data)

    def keep_pages(self, pieces: Iterable[tuple[str, bytes]], known: Collection[str]) -> None:
        """Keep pieces of pages by name, and forget empty ones and what is lost: not `known`."""
        self._pieces = {name: self._pieces[name] for name in known}

        def full() -> Iterator[tuple[str, Row]]:
            for name, data in pieces:
                if data:
                    row = Row.of(self._start + name, data)
                    self._pieces[name] = row.checksum
                    yield self._start + name, row
                else:
                    del self._pieces[name]

        self.store.write_rows("trace", full())

    def keep_all(self, header: Header, root: Path) -> None:
        """Keep the header to what was kept; all else goes.

        So do the records of other output folders that are no longer there.
        """
        self.header = header
        self._keep_header(header)
        for table, names in (("record", {_HEADER, *self._rows}), ("trace", {*self._pieces})):
            keys = self.store.keys(table)
            folders = {key.partition("\n")[0] for key in keys} - {self.name}
            lost = {folder for folder in folders if not (root / folder).exists()}
            own = {self._start + name for name in names}
            idle = (key for key in keys - own if key.partition("\n")[0] in {self.name, *lost})
            self.store.delete(table, idle)
        self.store.commit()

    def keep_files(self, files: Files) -> None:
        """Keep what the files were seen as, where all else is as it was."""
        if self.header is not None:
            self.keep("files", files)
            self._keep_header(self.header)
            self.store.commit()

    def _keep_row(self, name: str, data: bytes) -> None:
        row = Row.of(self._start + name, data)
        self._rows[name] = row.checksum
        self.store.write_rows("record", [(self._start + name, row)])

    def _keep_header(self, header: Header) -> None:
        header = msgspec.structs.replace(header, rows=self._rows, pieces=self._pieces)
        data = msgspec.msgpack.encode(header)
        self.store.write("record", {f"{self._start}{_HEADER}": data})


def _decoded(kind: type[Kind], data: bytes | None) -> Kind | None:
    try:
        return msgspec.msgpack.decode(data, type=kind) if data is not None else None
    except msgspec.MsgspecError:
        return None  # another version's


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
