"""Staging: new bytes of changed files wait beside the site, as a tree like the site's own."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from dateline.digest import digest
from dateline.inventory import Known
from dateline.publish.manifest import MANIFEST
from dateline.publish.placing import make_apart

STAGING = ".dateline-staging"
TREE = f"{STAGING}/tree"
JOURNAL = f"{STAGING}/journal.json"
MANY = 1000  # files that may lie away from those that are there already

# Windows has one of these flags, other systems the rest. A pipe in place of a file must not
# keep us waiting.
_BINARY = getattr(os, "O_BINARY", 0)
_LINKS_ARE_FOLLOWED = not hasattr(os, "O_NOFOLLOW")
_TO_COMPARE = os.O_RDONLY | _BINARY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_TO_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY


class Staging:
    """Stages files, in workers too; make one after `begin`.

    `known` are files that are there as they were written, by name. With `rewrite`, all others are
    staged whether they changed or not.
    """

    def __init__(
        self,
        output: Path,
        known: Mapping[str, Known] = MappingProxyType({}),
        *,
        rewrite: bool = False,
    ) -> None:
        self.output = output
        self._known = known
        self._output = os.fspath(output)
        self._tree = f"{self._output}/{TREE}"
        self._made = {f"{self._output}/{STAGING}"}
        # Where nothing is ours yet, nothing can be the same.
        self.rewrite = rewrite or not os.path.lexists(f"{self._output}/{MANIFEST}")

    def has(self, file: str, mark: str) -> bool:
        """Whether `file` is known to be there with bytes of this digest."""
        known = self._known.get(file)
        return known is not None and known.digest == mark

    def stage(self, file: str, data: bytes) -> tuple[str, bool]:
        """Stage `data` for `file` unless it is there already; gives its digest, and whether."""
        mark = digest(data)
        unknown = file not in self._known
        there = unknown and not self.rewrite and _holds(f"{self._output}/{file}", data)
        if there or self.has(file, mark):
            return mark, False
        self._put(file, data)
        return mark, True

    def _put(self, file: str, data: bytes) -> None:
        path = f"{self._tree}/{file}"
        self._make(os.path.dirname(path))
        write_file(path, data)

    def _make(self, folder: str) -> None:
        if folder in self._made:
            return
        try:
            os.mkdir(folder)
        except FileExistsError:  # another worker was quicker
            pass
        except FileNotFoundError:
            self._make(os.path.dirname(folder))
            with contextlib.suppress(FileExistsError):
                os.mkdir(folder)
        self._made.add(folder)


def begin_staging(output: str, files: int) -> None:
    """Make an empty staging folder in the output folder, whatever was there before.

    `files` is about how many will be staged.
    """
    drop_staging(output)
    os.mkdir(f"{output}/{STAGING}")
    if files >= MANY:
        make_apart(f"{output}/{STAGING}", os.path.basename(TREE))


def drop_staging(output: str) -> None:
    """Delete what is staged; raises OSError when that can't be done."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(f"{output}/{STAGING}")


def staged_paths(output: str) -> Iterator[str]:
    """Everything that is staged, files and folders."""
    for folder, _, files in walk(f"{output}/{STAGING}"):
        yield folder
        yield from (f"{folder}/{file}" for file in files)


def mode_of(path: str) -> int | None:
    """What is at a path, itself and not what it leads to; None for nothing.

    Unlike the questions of `os.path`, raises OSError where the disk gives no answer.
    """
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def walk(folder: str, *, topdown: bool = True) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk a tree like `os.walk`; raises OSError where that would leave out what it can't read."""

    def fail(error: OSError) -> None:
        raise error

    return os.walk(folder, topdown=topdown, onerror=fail)


def write_file(path: str, data: bytes) -> None:
    """Write a file that nobody else looks at yet; OSError names it."""
    try:
        descriptor = os.open(path, _TO_WRITE, 0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)
    except OSError as error:
        error.filename = path
        raise


def _holds(path: str, data: bytes) -> bool:
    """Compare bytes: times and sizes alone can lie."""
    try:
        descriptor = os.open(path, _TO_COMPARE)
    except (OSError, ValueError):
        return False
    try:
        status = os.fstat(descriptor)
        return (
            stat.S_ISREG(status.st_mode)
            and status.st_size == len(data)
            and os.read(descriptor, len(data)) == data
            and not (_LINKS_ARE_FOLLOWED and os.path.islink(path))
        )
    except OSError:
        return False
    finally:
        os.close(descriptor)
