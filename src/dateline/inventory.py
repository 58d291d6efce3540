"""The inventory: every file that a site is made of, with the digest of its bytes.

A file's times, size and number in the file system only spare reading it again; where they are not
those of the time before, the bytes decide.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from dateline.digest import digest
from dateline.errors import Problem
from dateline.sources import find_at, find_files

# What a site is made of, below its folder.
FOLDERS = ("content", "static", "data", "templates", "assets", "translations", "themes", "plugins")
CONFIG = "dateline.toml"
LEDGER = "urls.lock"
_FILES = (CONFIG, LEDGER)
_TICK = 20_000_000  # nanoseconds: two changes within a tick of the file system's clock look alike
_COARSE_TICK = 2_000_000_000  # where times have no fractions of a second


class Signature(NamedTuple):
    """What the file system tells of a file; times in nanoseconds."""

    modified: int
    changed: int
    size: int
    number: int


# Signature(...) takes twice as long, and there is one for each file of a site.
_signature: Callable[[tuple[int, int, int, int]], Signature] = partial(tuple.__new__, Signature)


class Known(NamedTuple):
    """A file's signature and the digest of its bytes, empty while nobody has read them."""

    signature: Signature
    digest: str


class Inventory(msgspec.Struct, dict=True):
    """Files by name, which begins with the folder: "content/local/story.md".

    `taken` is when it was taken, in nanoseconds since 1970: what changed after that is not known.
    """

    taken: int
    files: dict[str, Known]

    @cached_property
    def digest(self) -> str:
        """A digest of all names and bytes."""
        lines = (f"{name}\0{known.digest}" for name, known in sorted(self.files.items()))
        return digest("\n".join(lines).encode("utf-8"))

    def learn(self, name: str, mark: str) -> None:
        """Take in the digest of a file's bytes from somebody who read them."""
        known = self.files[name]
        if known.digest != mark:
            self.files[name] = known._replace(digest=mark)
            self.__dict__.pop("digest", None)

    def names(self, folder: str) -> list[str]:
        """Names in one of the FOLDERS, without it, sorted."""
        start = f"{folder}/"
        return sorted(name[len(start) :] for name in self.files if name.startswith(start))


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Inventory)


def encode_inventory(inventory: Inventory) -> bytes:
    return _ENCODER.encode(inventory)


def decode_inventory(data: bytes | None) -> Inventory:
    """The inventory as it was kept; an empty one when there is none."""
    try:
        return _DECODER.decode(data) if data else Inventory(0, {})
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Inventory(0, {})


def is_source(path: str) -> bool:
    """Tell whether a path below a site's folder is of what the site is made of."""
    return path.partition("/")[0] in (*FOLDERS, *_FILES)


def take_inventory(
    root: Path, elsewhere: Mapping[str, Path], before: Inventory, problems: list[Problem]
) -> Inventory:
    """List the files of the site in `root`, and those of the folders `elsewhere` by their names.

    Articles that `before` does not know get no digest: whoever reads them gives it.
    """
    taken = time.time_ns()
    found = _found(root, elsewhere, problems)
    return Inventory(taken, {name: _looked_at(name, path, before) for name, path in found})


def look_at(root: Path, path: str, before: Inventory, problems: list[Problem]) -> dict[str, Known]:
    """List what there is now at one path of the site: a file, or a folder with all below it.

    Nothing where it is gone, and where a link is on the way to it.
    """
    if path in _FILES:
        found = [(path, f"{root}/{path}")] if (root / path).exists() else []
    else:
        folder = path.partition("/")[0]
        told = problems if folder in ("content", "static") else []
        found = [(f"{folder}/{name}", file) for name, file in find_at(root, path, told)]
    return {name: _looked_at(name, file, before) for name, file in found}


def look_again(root: Path, name: str, before: Inventory) -> Known | None:
    """Look at a file that is known, in a folder that no link leads to.

    None where it is no plain file any more: `look_at` tells what there is.
    """
    path = f"{root}/{name}"
    try:
        is_plain = stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return None
    return _looked_at(name, path, before) if is_plain else None


def _looked_at(name: str, path: str, before: Inventory) -> Known:
    try:
        signature = signature_of(path)
        known = before.files.get(name)
        if known is not None and is_same(known, signature, before.taken):
            return known
        if known is None and name.startswith("content/") and name.endswith(".md"):
            return Known(signature, "")
        with open(path, "rb") as file:
            return Known(signature, digest(file.read()))
    except OSError:
        # Whoever needs the file tells; and it is looked at again the next time.
        return Known(Signature(0, 0, 0, 0), "")


def _found(
    root: Path, elsewhere: Mapping[str, Path], problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    for name in _FILES:
        if (root / name).exists():
            yield name, f"{root}/{name}"
    for folder in FOLDERS:
        told = problems if folder in ("content", "static") else []
        for name, path in find_files(root, folder, told):
            yield f"{folder}/{name}", path
    for shown, folder_elsewhere in elsewhere.items():
        for name, path in find_files(folder_elsewhere.parent, folder_elsewhere.name, []):
            yield f"{shown}/{name}", path


def signature_of(path: str) -> Signature:
    """Ask the file system; raises OSError."""
    return signature_from(os.stat(path))


def signature_from(found: os.stat_result) -> Signature:
    return _signature((found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino))


def is_same(known: Known, signature: Signature, taken: int) -> bool:
    """Tell whether a file must still have the bytes that were known at `taken`.

    A change so shortly before it that a second one would have got the same time is not trusted.
    """
    if not known.digest or known.signature != signature:
        return False
    modified, changed, _, _ = signature
    latest = changed if changed > modified else modified
    return latest < taken - _COARSE_TICK or (latest % 1_000_000_000 != 0 and latest < taken - _TICK)
