"""The journal: a publication that is stopped anywhere is finished or dropped, never half."""

from __future__ import annotations

import builtins
import errno
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from dateline.errors import MachineError
from dateline.publish import durable
from dateline.publish.manifest import MANIFEST, is_whole, read_manifest
from dateline.publish.output import begin, check_output, claimed, discard, publish, recover
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
# What was a folder is a file, and the other way round.
AS_FOLDER: Tree = {"about/index.html": b"a page", "about/more/x.html": b"more", "news": b"a file"}
AS_FILE: Tree = {"about": b"a file", "news/index.html": b"a page", "news/more/x.html": b"more"}


def publish_all(output: Path, files: Tree) -> list[str]:
    with claimed(output):
        try:
            begin(output)
            staging = Staging(output)
            for file, data in files.items():
                staging.stage(file, data)
            return publish(output, frozenset(files))
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


def dead_links(files: Tree) -> set[str]:
    """What a reader who starts at the home page can't reach."""
    seen, waiting, dead = {"index.html"}, ["index.html"], set()
    while waiting:
        page = waiting.pop()
        if page not in files:
            dead.add(page)
            continue
        links = {link.decode() for link in re.findall(rb" /(\S+)", files[page])} - seen
        seen |= links
        waiting += links
    return dead


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


def killed_at(number: int) -> Callable[[int], BaseException | None]:
    return lambda count: Dead() if count >= number else None


def fails_at(number: int, code: int, *, on: bool) -> Callable[[int], BaseException | None]:
    """The call of that number fails, and with `on` all later ones."""

    def at(count: int) -> BaseException | None:
        hit = count >= number if on else count == number
        return OSError(code, os.strerror(code)) if hit else None

    return at


def count_calls(monkeypatch: pytest.MonkeyPatch, output: Path, files: Tree) -> int:
    with faults(monkeypatch, lambda _: None) as calls:
        publish_all(output, files)
    return calls.count


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


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that has at once what it was told."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(durable, "_sync_file_system", lambda descriptor: None)


def assert_whole(output: Path, old: Tree, new: Tree, *, links: bool) -> None:
    """Every file is whole, old or new, and a reader finds all that he is led to."""
    found = files_of(output)
    assert all(data in (old.get(file), new.get(file)) for file, data in found.items())
    assert old.keys() & new.keys() <= found.keys()
    if links:
        assert dead_links(found) == set()


CHANGES = pytest.mark.parametrize(
    ("old", "new", "links"),
    [
        pytest.param({}, NEW, False, id="the first time"),
        pytest.param(OLD, NEW, True, id="an update"),
        pytest.param(AS_FOLDER, AS_FILE, False, id="folders and files"),
        pytest.param(AS_FILE, AS_FOLDER, False, id="files and folders"),
    ],
)


@CHANGES
def test_a_kill_at_any_call_is_healed(
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
    old: Tree,
    new: Tree,
    links: bool,
) -> None:
    last = count_calls(monkeypatch, folders.fresh(old), new)
    chance = random.Random(1)
    finished = set()

    for number in range(1, last + 1):
        output = folders.fresh(old)
        with faults(monkeypatch, killed_at(number)), pytest.raises(Dead):
            publish_all(output, new)
        assert_whole(output, old, new, links=links)
        finished.add((output / JOURNAL).exists())
        # And the one that comes to help is killed as well.
        with faults(monkeypatch, killed_at(chance.randint(1, last // 2))), suppress(Dead):
            recover(output)
        assert_whole(output, old, new, links=links)
        folders.assert_healed(output, old, new)

    assert finished == {True, False}


def test_recovery_killed_at_any_call_is_healed(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, done = 0, False
    while not done:
        number += 1
        output = folders.fresh(OLD)
        stop_with_a_journal(output, NEW, monkeypatch)
        with faults(monkeypatch, killed_at(number)), suppress(Dead):
            recover(output)
            done = True
        assert_whole(output, OLD, NEW, links=True)
        folders.assert_healed(output, OLD, NEW)
    assert number > 20


def stop_with_a_journal(output: Path, files: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish until the journal is written, and not one call more."""

    def at(_: int) -> BaseException | None:
        return Dead() if os.access(output / JOURNAL, os.F_OK) else None

    with faults(monkeypatch, at), pytest.raises(Dead):
        publish_all(output, files)


ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE, errno.EROFS)


@CHANGES
def test_an_error_at_any_call_is_told_and_healed(
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
    old: Tree,
    new: Tree,
    links: bool,
) -> None:
    last = count_calls(monkeypatch, folders.fresh(old), new)
    told: list[bool] = []

    for number in range(1, last + 1):
        output = folders.fresh(old)
        code = ERRORS[number % len(ERRORS)]
        with faults(monkeypatch, fails_at(number, code, on=number % 2 == 0)):
            told.append(error_of(publish_all, output, new) in (None, code))
        assert_whole(output, old, new, links=links)
        folders.assert_healed(output, old, new)

    assert all(told)


def error_of(call: Callable[[Path, Tree], object], output: Path, files: Tree) -> int | None:
    try:
        call(output, files)
    except OSError as error:
        return error.errno
    return None


@pytest.mark.parametrize("code", ERRORS, ids=errno.errorcode.get)
def test_every_kind_of_error_is_told_with_the_path(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    output = folders.fresh(OLD)
    real = os.replace

    def replace(source: str, target: str) -> None:
        if target.endswith("2026/new"):
            raise OSError(code, os.strerror(code), source)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OSError, match="2026/new") as caught:
        publish_all(output, NEW)
    monkeypatch.undo()

    assert caught.value.filename == f"{output}/2026/new"
    folders.assert_healed(output, OLD, NEW)


# What is found when a folder is looked into


def test_nothing_is_done_where_nothing_was_begun(folders: Folders) -> None:
    output = folders.fresh(OLD)
    before = output.stat().st_mtime_ns

    recover(output)

    assert files_of(output) == OLD
    assert output.stat().st_mtime_ns == before


def test_no_output_folder_is_made_by_looking_for_one(tmp_path: Path) -> None:
    recover(tmp_path / "public")

    assert not (tmp_path / "public").exists()


def test_a_publication_that_was_begun_is_finished(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = folders.fresh(OLD)
    stop_with_a_journal(output, NEW, monkeypatch)
    assert files_of(output) == OLD

    recover(output)

    assert files_of(output) == NEW


def test_the_next_build_finishes_what_was_begun_before_it_compares(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = folders.fresh(OLD)
    stop_with_a_journal(output, NEW, monkeypatch)

    assert publish_all(output, OLD) == sorted(NEW.keys() - OLD.keys())
    assert files_of(output) == OLD


def test_what_another_build_is_about_is_left_alone(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = folders.fresh(OLD)
    stop_with_a_journal(output, NEW, monkeypatch)

    with claimed(output):
        recover(output)
        assert files_of(output) == OLD
        assert (output / JOURNAL).exists()


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "text", "older"])
def test_a_journal_that_is_not_whole_is_dropped(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    output = folders.fresh(OLD)
    stop_with_a_journal(output, NEW, monkeypatch)
    data = (output / JOURNAL).read_bytes()
    at = len(data) // 2
    (output / JOURNAL).write_bytes(
        {
            "cut": data[:-1],
            "bit": data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :],
            "empty": b"",
            "text": b"[]",
            "older": b'{"version":1,"files":[]}',
        }[damage]
    )

    recover(output)

    assert files_of(output) == OLD
    assert not (output / STAGING).exists()


def test_a_first_publication_that_was_stopped_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "public"
    stop_with_a_journal(output, NEW, monkeypatch)
    (output / STAGING / "tree/2026").rename(output / "2026")

    check_output(output, tmp_path)
    publish_all(output, NEW)

    assert files_of(output) == NEW


def test_a_file_that_was_put_in_the_way_meanwhile_is_kept(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = folders.fresh(OLD)
    stop_with_a_journal(output, NEW, monkeypatch)
    (output / "2027").write_bytes(b"precious")

    with pytest.raises(MachineError, match="2027: is in the way and is not ours; move it"):
        recover(output)

    assert files_of(output) == {**OLD, "2027": b"precious"}
    (output / "2027").unlink()
    folders.assert_healed(output, OLD, NEW)


def test_a_disk_that_does_not_let_us_finish_is_told(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = folders.fresh(OLD)
    stop_with_a_journal(output, NEW, monkeypatch)

    def replace(source: str, target: str) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), source)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(MachineError) as caught:
        recover(output)
    monkeypatch.undo()

    assert "Read-only file system (while finishing what a stopped build had begun)" in str(
        caught.value
    )
    folders.assert_healed(output, OLD, NEW)


# What it costs


def test_a_new_folder_moves_as_one(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    output = folders.fresh({"index.html": b"home"})
    real, moved = os.replace, []

    def replace(source: str, target: str) -> None:
        moved.append(os.path.relpath(target, output))
        real(source, target)

    pages = {f"2026/{number}/index.html": b"a page" for number in range(40)}
    monkeypatch.setattr(os, "replace", replace)
    publish_all(output, {"index.html": b"home", **pages})

    assert moved == [JOURNAL, "2026", MANIFEST]


def test_what_pages_need_goes_first_and_the_home_page_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, moved = os.replace, []

    def replace(source: str, target: str) -> None:
        moved.append(os.path.relpath(target, tmp_path))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    publish_all(tmp_path, {"a.html": b"", "index.html": b"", "x/y.html": b"", "assets/a.css": b""})

    assert moved == [JOURNAL, "assets", "x", "a.html", "index.html", MANIFEST]


def test_nothing_is_written_when_nothing_changed(folders: Folders) -> None:
    output = folders.fresh(OLD)
    before = (output / MANIFEST).stat()

    assert publish_all(output, OLD) == []

    assert (output / MANIFEST).stat().st_ino == before.st_ino


@pytest.mark.parametrize("number", [1, durable.FEW, durable.FEW + 1, 200])
def test_what_is_staged_is_durable_before_the_journal_promises_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    output = tmp_path / "public"
    synced: set[str] = set()
    all_at_once: list[bool] = []
    real_fsync, real_replace = os.fsync, os.replace
    pages = {f"page-{each}.html": b"a page" for each in range(number)}

    def fsync(descriptor: int) -> None:
        synced.add(os.path.relpath(os.readlink(f"/proc/self/fd/{descriptor}"), output))
        real_fsync(descriptor)

    def replace(source: str, target: str) -> None:
        if target.endswith(JOURNAL):
            needed = {f"{STAGING}/tree/{page}" for page in pages} | {f"{JOURNAL}.new"}
            assert all_at_once or needed <= synced
            assert f"{JOURNAL}.new" in synced
        if target.endswith(MANIFEST):
            assert all_at_once or "." in synced
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(durable, "_sync_file_system", lambda _: all_at_once.append(True))
    publish_all(output, pages)

    assert bool(all_at_once) is (number > durable.FEW - 2)
    assert files_of(output) == pages


def test_the_manifest_in_place_is_whole(folders: Folders) -> None:
    output = folders.fresh(OLD)
    found = read_manifest(output)

    assert found is not None
    assert found.files == OLD.keys()
    assert is_whole((output / MANIFEST).read_bytes())
