"""Damage to a store's file, as disks, power cuts, other versions and mistaken copies do it."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

from dateline.store import _TABLES

CACHE = ".dateline/cache.sqlite"


def truncate(path: Path, twentieth: int) -> None:
    """Cut a file off after so many of its twentieths."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * (twentieth % 20) // 20])


def flip_bit(path: Path, seed: int) -> None:
    """Flip one bit anywhere."""
    data = bytearray(path.read_bytes())
    if data:
        at = random.Random(seed).randrange(len(data) * 8)
        data[at // 8] ^= 1 << at % 8
        path.write_bytes(data)


def lose_rows(path: Path, seed: int) -> None:
    """Delete half of the rows of one table, and leave a sound database."""
    lose_half_of(path, _TABLES[seed % len(_TABLES)], seed)


def lose_half_of(path: Path, table: str, seed: int) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        keys = sorted(key for (key,) in database.execute(f"SELECT key FROM {table}"))
        lost = random.Random(seed).sample(keys, (len(keys) + 1) // 2)
        database.executemany(f"DELETE FROM {table} WHERE key = ?", ((key,) for key in lost))


def renumber(path: Path, seed: int) -> None:
    """Make it another version's."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {1000 + seed}")


def empty(path: Path, seed: int) -> None:
    path.write_bytes(b"")


def scribble(path: Path, seed: int) -> None:
    """Replace it by bytes that are no database."""
    path.write_bytes(random.Random(seed).randbytes(5000))


def remove(path: Path, seed: int) -> None:
    path.unlink()


DAMAGES: dict[str, Callable[[Path, int], None]] = {
    made.__name__: made
    for made in (truncate, flip_bit, lose_rows, renumber, empty, scribble, remove)
}
