"""Publishing a small site into a folder, where any call of the system can fail or be the last."""

from __future__ import annotations

import builtins
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dateline.publish import durable
from dateline.publish.manifest import MANIFEST
from dateline.publish.output import begin, claimed, discard, publish, recover
from dateline.publish.staging import JOURNAL, STAGING, Staging

Tree = dict[str, bytes]

# A page's links are the words in it that begin with "/".
OLD: Tree = {
    "index.html": b"old /2025/fire/index.html /assets/a1.css /2026/vote/index.html",
    "2025/fire/index.html": b"the fire /tags/fire/index.html",
    "2026/vote/index.html": b"the vote, first report",
    "2026/vote/note.html": b"a note",
    "assets/a1.css": b"old style",
    "tags/fire/index.html": b"all fires /2025/fire/index.html",
    "same.txt": b"as it was",
}
NEW: Tree = {
    "index.html": b"new /2026/new/index.html /assets/a2.css /2026/vote/index.html /2027/x/y.html",
    "2026/new/index.html": b"new /tags/new/index.html",
    "2026/new/b.html": b"more",
    "2026/vote/index.html": b"the vote, second report /2026/new/index.html",
    "2027/x/y.html": b"next year",
    "assets/a2.css": b"new style",
    "tags/new/index.html": b"all new /2026/new/index.html",
    "same.txt": b"as it was",
}


def publish_all(
    output: Path, files: Tree, meanwhile: Callable[[], object] = lambda: None
) -> list[str]:
    with claimed(output):
        try:
            begin(output)
            staging = Staging(output)
            for file, data in files.items():
                staging.stage(file, data)
            return publish(output, frozenset(files), meanwhile=meanwhile)
        finally:
            discard(output)


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything published: files by their bytes, folders as None."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if not path.relative_to(folder).parts[0].startswith(".dateline")
    }


def files_of(folder: Path) -> Tree:
    return {path: data for path, data in tree(folder).items() if data is not None}


class Folders:
    """Output folders in which a site is published."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = iter(range(1_000_000))
        self._clean: dict[str, Path] = {}

    def clean(self, files: Tree) -> Path:
        """The one that only ever held this site, to compare with."""
        if repr(files) not in self._clean:
            self._clean[repr(files)] = self._folder / f"clean-{len(self._clean)}"
            publish_all(self._clean[repr(files)], files)
        return self._clean[repr(files)]

    def fresh(self, files: Tree) -> Path:
        """Another one each time, to do things to."""
        output = self._folder / f"output-{next(self._numbers)}"
        if files:
            shutil.copytree(self.clean(files), output)
        return output

    def assert_healed(self, output: Path, old: Tree, new: Tree) -> None:
        """It can be made all old or all new; published again, nothing tells of the fault."""
        recover(output)
        assert files_of(output) in (old, new)
        assert not (output / STAGING).exists()
        publish_all(output, new)
        clean = self.clean(new)
        assert tree(output) == tree(clean)
        assert (output / MANIFEST).read_bytes() == (clean / MANIFEST).read_bytes()
        assert {path.name for path in output.glob(".*")} == {MANIFEST}


def quicken_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it a disk that has at once what it was told."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(durable, "_sync_file_system", lambda descriptor: None)


def stop_with_a_journal(output: Path, files: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish until the journal is written, and not one call more."""

    def at(_: int) -> BaseException | None:
        return Dead() if os.access(output / JOURNAL, os.F_OK) else None

    with faults(monkeypatch, at), pytest.raises(Dead):
        publish_all(output, files)


# Faults: every call of the operating system that a publication makes can fail, or be the last.

CALLS = (
    *("open", "read", "write", "close", "fsync", "fstat", "lstat", "stat", "scandir"),
    *("replace", "mkdir", "unlink", "rmdir"),
)


class Dead(BaseException):
    """The process was killed: from here on it does nothing more."""


class Calls:
    """Counts calls; `at` tells for each number what becomes of it."""

    def __init__(self, at: Callable[[int], BaseException | None]) -> None:
        self.at = at
        self.count = 0

    def wrap(self, real: Callable[..., object], name: str) -> Callable[..., object]:
        def call(*arguments: object, **more: object) -> object:
            self.count += 1
            fault = self.at(self.count)
            if fault is None:
                return real(*arguments, **more)
            if name == "close":
                # Also a failing close, and the end of a process, give the descriptor back.
                real(*arguments)
            if isinstance(fault, OSError) and isinstance(arguments[0], str | os.PathLike):
                fault.filename = os.fspath(arguments[0])
            raise fault

        return call


@contextmanager
def faults(
    monkeypatch: pytest.MonkeyPatch, at: Callable[[int], BaseException | None]
) -> Iterator[Calls]:
    calls = Calls(at)
    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, calls.wrap(getattr(os, name), name))
        patch.setattr(builtins, "open", calls.wrap(open, "open"))
        patch.setattr(durable, "_sync_file_system", calls.wrap(lambda _: None, "syncfs"))
        yield calls
