"""The manifest: the list of files in an output folder that Dateline wrote, and for which site.

The same bytes are the journal of a publication (see `output.publish`), so they carry a digest.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any, Self

import msgspec

from dateline.digest import digest

MANIFEST = ".dateline-manifest.json"
_VERSION = 1
_END = re.compile(rb',"digest":"([0-9a-f]{32})"\}\n\Z')


class SiteName(msgspec.Struct, frozen=True):
    """What tells one site from another: where its folder lies does not, folders are moved."""

    title: str
    base_url: str

    def may_be(self, other: SiteName) -> bool:
        """Tell whether both may be one site, which had its title or its address changed."""
        return self.title == other.title or self.base_url == other.base_url


class _Written(msgspec.Struct):
    """A manifest as it may be found: one bad entry does not spoil the others."""

    version: int
    files: list[Any]
    site: Any = None


class _Face(msgspec.Struct):
    """A manifest but for its files, which take a while to read."""

    version: int
    files: msgspec.Raw
    site: Any = None


class Manifest(msgspec.Struct, frozen=True):
    """`files` are relative paths, to be held against `is_inside` before anything is deleted."""

    files: frozenset[str]
    site: SiteName | None = None

    @classmethod
    def of(cls, data: bytes) -> Self | None:
        """Read a manifest; None for one that can't be read."""
        try:
            found = msgspec.json.decode(data, type=_Written)
        except ValueError:
            return None
        if found.version != _VERSION:
            return None
        return cls(frozenset([file for file in found.files if type(file) is str]), _site(found))

    def encoded(self) -> bytes:
        """The manifest's bytes, sorted: equal manifests give equal bytes."""
        body = msgspec.json.encode(_Written(_VERSION, sorted(self.files), self.site))[:-1]
        return b'%s,"digest":"%s"}\n' % (body, digest(body).encode())


def _site(found: _Written | _Face) -> SiteName | None:
    try:
        return msgspec.convert(found.site, SiteName | None)
    except ValueError:
        return None


def has_manifest(output: str | os.PathLike[str]) -> bool:
    """Tell whether a folder has a manifest that says something: whether it is Dateline's."""
    return _face(output) is not None


def site_of(output: str | os.PathLike[str]) -> SiteName | None:
    """The site that a folder was built for, where its manifest tells."""
    face = _face(output)
    return None if face is None else _site(face)


def _face(output: str | os.PathLike[str]) -> _Face | None:
    data = manifest_bytes(output)
    try:
        face = None if data is None else msgspec.json.decode(data, type=_Face)
    except ValueError:
        return None
    if face is None or face.version != _VERSION or bytes(face.files)[:1] != b"[":
        return None
    return face


def read_manifest(output: str | os.PathLike[str]) -> Manifest | None:
    """Read an output folder's manifest; None when there is none or it says nothing."""
    data = manifest_bytes(output)
    return None if data is None else Manifest.of(data)


def manifest_bytes(output: str | os.PathLike[str], name: str = MANIFEST) -> bytes | None:
    """The bytes of an output folder's manifest; None when there is none.

    Raises OSError when there is one that can't be read: a folder must not pass for one that holds
    nothing of ours.
    """
    try:
        with open(os.path.join(output, name), "rb", buffering=0) as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_whole(data: bytes) -> bool:
    """Tell whether these bytes are a manifest's as it was written, all of them."""
    end = _END.search(data, max(0, len(data) - 64))
    return end is not None and digest(data[: end.start()]).encode() == end[1]


def inside(files: Iterable[str]) -> list[str]:
    """Sort paths, without those that lead out: a manifest is only a file, anybody may write it."""
    return sorted(file for file in files if is_inside(file))


def is_inside(path: str) -> bool:
    """Tell whether a relative path stays in the folder it is relative to."""
    return (
        "\\" not in path
        and "\0" not in path
        and not os.path.splitdrive(path)[0]
        and not {"", ".", ".."} & set(path.split("/"))
    )
