"""The store: what earlier runs found out, in one SQLite file under `.dateline/`.

Everything in it can be made again, so it is safe to delete. It holds no absolute paths, so it may
be restored into another folder, on another machine. Each entry has a checksum: one that does not
fit is as good as none. A file that is no database, or another version's, is begun anew.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from zlib import crc32

from dateline.errors import MachineError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FOLDER = ".dateline"
_FILE, _LOCK = "cache.sqlite", "lock"
_BRIEFLY = " briefly"  # is in the lock of one who has it for a moment
_PATIENCE, _PAUSE = 10.0, 0.02  # seconds: how long we wait for such a one, and between two looks
_VERSION = 1
_AT_ONCE = 500  # keys that are asked for at a time: some builds of SQLite allow 999
_TABLES = (
    *("sources", "article", "body", "terms", "related", "template", "record", "trace"),
    "examined",
)

# A message of SQLite's may quote what the damaged file has, which need not be text.
_FAULTS = (sqlite3.DatabaseError, UnicodeDecodeError)
_DAMAGED = (
    *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR),
    *(sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_FORMAT),
)


class Damaged(Exception):
    """The store's file can't be used."""


class Row(NamedTuple):
    """A sound value with its checksum, which tells it from what stood there before."""

    value: bytes
    checksum: int

    @classmethod
    def of(cls, key: str, value: bytes) -> Row:
        return cls(value, _checksum(key, value))


class Store:
    """Tables of bytes by key. Raises MachineError where the disk fails us."""

    def __init__(self, path: Path, *, readonly: bool = False, patience: float = 5.0) -> None:
        """Open a file; `patience` is how many seconds to wait while another process writes."""
        self.path = path
        self._database = _connect(path, readonly=readonly, patience=patience)

    def __reduce__(self) -> tuple[type[_Shared], tuple[Path]]:
        # A connection is of use to one process only: workers open their own.
        return _Shared, (self.path,)

    def get(self, table: str, key: str) -> bytes | None:
        """One value; None when there is none, or a damaged one."""
        found = self.row(table, key)
        return found.value if found is not None else None

    def row(self, table: str, key: str) -> Row | None:
        """The same with its checksum."""
        with _told(self.path):
            found = self._database.execute(
                f"SELECT value, checksum FROM {table} WHERE key = ?", (key,)
            ).fetchone()
        return Row(*found) if found is not None and _is_sound(key, *found) else None

    def some(self, table: str, keys: Iterable[str]) -> dict[str, bytes]:
        """Those of these values that are there and sound: sooner than one by one."""
        found: dict[str, bytes] = {}
        left = iter(keys)
        with _told(self.path):
            while some := list(islice(left, _AT_ONCE)):
                places = ", ".join("?" * len(some))
                query = f"SELECT key, value, checksum FROM {table} WHERE key IN ({places})"
                rows = self._database.execute(query, some)
                found |= {row[0]: row[1] for row in rows if _is_sound(*row)}
        return found

    def read(self, table: str, prefix: str = "") -> dict[str, bytes]:
        """All sound values of a table whose keys begin with `prefix`."""
        return {row[0]: row[1] for row in self._selected(table, prefix) if _is_sound(*row)}

    def rows(self, table: str, prefix: str = "") -> dict[str, Row]:
        """The same with their checksums."""
        return {row[0]: Row(*row[1:]) for row in self._selected(table, prefix) if _is_sound(*row)}

    def _selected(self, table: str, prefix: str) -> list[tuple[Any, Any, Any]]:
        query = f"SELECT key, value, checksum FROM {table}"
        bounds: tuple[str, ...] = ()
        if prefix:
            query, bounds = f"{query} WHERE key >= ? AND key < ?", (prefix, prefix + "\U0010ffff")
        with _told(self.path):
            return self._database.execute(query, bounds).fetchall()

    def keys(self, table: str) -> set[str]:
        with _told(self.path):
            found = {key for (key,) in self._database.execute(f"SELECT key FROM {table}")}
        if not all(isinstance(key, str) for key in found):
            raise Damaged("is damaged")  # no row that we wrote, and none that we could delete
        return found

    def write(self, table: str, entries: Mapping[str, bytes]) -> None:
        self.write_all(table, entries.items())

    def write_all(self, table: str, entries: Iterable[tuple[str, bytes]]) -> None:
        """Write entries as they come, so that there need not be room for all."""
        self.write_rows(table, ((key, Row.of(key, value)) for key, value in entries))

    def write_rows(self, table: str, rows: Iterable[tuple[str, Row]]) -> None:
        """The same with checksums that are known."""
        entries = ((key, *row) for key, row in rows)
        with _told(self.path):
            self._database.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", entries)

    def delete(self, table: str, keys: Iterable[str]) -> None:
        with _told(self.path):
            self._database.executemany(
                f"DELETE FROM {table} WHERE key = ?", ((key,) for key in keys)
            )

    def commit(self) -> None:
        """Keep what was written since the last time: all of it, or nothing."""
        with _told(self.path):
            self._database.commit()

    def renew(self) -> None:
        """Throw everything away and begin with an empty file."""
        self.close()
        _remove(self.path)
        self._database = _connect(self.path, readonly=False, patience=5.0)

    @contextlib.contextmanager
    def moment(self) -> Iterator[None]:
        """Read as of one moment, whatever another process writes meanwhile, which waits for us."""
        with _told(self.path):
            self._database.execute("BEGIN")
        try:
            yield
        finally:
            self._database.rollback()

    def close(self) -> None:
        self._database.close()


class _Shared:
    """A store as workers see it: opened for reading when it is first asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._store: Store | None = None
        self._at_hand: dict[tuple[str, str], bytes] = {}

    def get(self, table: str, key: str) -> bytes | None:
        at_hand = self._at_hand.get((table, key))
        if at_hand is not None:
            return at_hand
        found = self.row(table, key)
        return found.value if found is not None else None

    def row(self, table: str, key: str) -> Row | None:
        return self._opened().row(table, key)

    @contextlib.contextmanager
    def moment(self, table: str, keys: Iterable[str]) -> Iterator[None]:
        store = self._opened()
        with store.moment():
            self._at_hand = {(table, key): data for key, data in store.some(table, keys).items()}
            try:
                yield
            finally:
                self._at_hand = {}

    def _opened(self) -> Store:
        if self._store is None:
            self._store = Store(self.path, readonly=True)
        return self._store

    def __reduce__(self) -> tuple[type[_Shared], tuple[Path]]:
        return _Shared, (self.path,)


class Getting(Protocol):
    """Gives single values."""

    def get(self, table: str, key: str) -> bytes | None: ...


class Bodies(Getting, Protocol):
    """What rendering needs of a store."""

    def moment(self, table: str, keys: Iterable[str]) -> contextlib.AbstractContextManager[None]:
        """Read as of one moment; `keys` are those that will be asked for: they come at once."""
        ...


def for_worker(store: Store) -> _Shared:
    """The store for another process."""
    return _Shared(store.path)


def store_path(root: Path) -> Path:
    """The file of a site's store."""
    return root / FOLDER / _FILE


@contextlib.contextmanager
def opened(root: Path, notices: list[str], *, brief: bool = False) -> Iterator[Store]:
    """Open a site's store and lock it; raises MachineError when another process has it.

    `notices` gets a sentence when what was there can't be used. Others wait for a `brief` holder,
    who only writes down what is known already.
    """
    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        notices.append(f"{FOLDER}/ can't be written: nothing is kept for the next build")
        with tempfile.TemporaryDirectory(prefix="dateline-") as elsewhere:
            store = _begun(Path(elsewhere) / _FILE, notices)
            try:
                yield store
            finally:
                store.close()
        return
    with _locked(folder / _LOCK, brief=brief):
        store = _begun(folder / _FILE, notices)
        try:
            yield store
        finally:
            store.close()


def _begun(path: Path, notices: list[str]) -> Store:
    try:
        return Store(path)
    except Damaged as error:
        notices.append(anew(error))
        _remove(path)
        return Store(path)


def anew(error: Damaged) -> str:
    """The sentence on a store that can't be used."""
    return f"{FOLDER}/{_FILE} {error}: everything is built anew"


def _remove(path: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{path}{ending}")


@contextlib.contextmanager
def _locked(path: Path, *, brief: bool) -> Iterator[None]:
    """Hold a lock that the system lets go of when the process ends, however it ends."""
    handle = _lock(path)
    try:
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}{_BRIEFLY if brief else ''}\n".encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)
        os.close(handle)


def _lock(path: Path) -> int:
    start = time.monotonic()
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if fcntl is None:
            return handle  # type: ignore[unreachable]
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            os.close(handle)
            # One who has only just got it has not said yet who it is.
            patience = _PATIENCE if holder.endswith(_BRIEFLY) else 0.0 if holder else 10 * _PAUSE
            if time.monotonic() < start + patience:
                time.sleep(_PAUSE)
                continue
            holder = holder.removesuffix(_BRIEFLY)
            raise MachineError(
                f"another build of this site is running (process {holder or 'unknown'})\n"
                "  wait for it, or end it"
            ) from None
        except OSError:
            return handle  # some network disks have no locks
        with contextlib.suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == os.stat(path).st_ino:
                return handle
        # Who had it took the file away as we came: what we locked is nobody's.
        os.close(handle)


def _connect(path: Path, *, readonly: bool, patience: float) -> sqlite3.Connection:
    try:
        database = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro" if readonly else str(path),
            uri=readonly,
            timeout=patience,
            isolation_level="DEFERRED",
        )
        # Most values are large: fewer and bigger pages take fewer calls to the system.
        database.execute("PRAGMA page_size = 32768")
        # A power cut may spoil the file. The checksums see that, and nothing is lost but time.
        database.execute("PRAGMA synchronous = OFF")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if readonly and version == _VERSION:
            return database
        known = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        if readonly or (known and (version != _VERSION or not known.issuperset(_TABLES))):
            database.close()
            raise Damaged("is another version's")
        if not known:
            for table in _TABLES:
                database.execute(
                    f"CREATE TABLE {table} (key TEXT PRIMARY KEY, value BLOB, checksum INTEGER)"
                )
            database.execute(f"PRAGMA user_version = {_VERSION}")
            database.commit()
        return database
    except _FAULTS as error:
        raise _translated(error, path) from error


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise _translated(error, path) from error


def _translated(error: Exception, path: Path) -> Exception:
    """Tell a damaged file, which can be made anew, from a disk that fails."""
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_CANTOPEN and path.exists():
        return Damaged("can't be opened")
    if code is not None and code & 0xFF == sqlite3.SQLITE_READONLY:
        return Damaged("can't be written")
    if code is None or code == sqlite3.SQLITE_IOERR_SHORT_READ or code & 0xFF in _DAMAGED:
        return Damaged("is damaged")
    return MachineError(f"{path}: {error} (while keeping what was built)")


def _is_sound(key: object, value: object, checksum: object) -> bool:
    # In a damaged file anything may stand anywhere.
    return isinstance(key, str) and isinstance(value, bytes) and _checksum(key, value) == checksum


def _checksum(key: str, value: bytes) -> int:
    return crc32(value, crc32(key.encode("utf-8", "surrogatepass")))
