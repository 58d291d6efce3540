"""The journal: what it promises is on the disk, and what it promised is finished or dropped."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from dateline.errors import MachineError
from dateline.publish import durable
from dateline.publish.manifest import MANIFEST, is_whole, read_manifest
from dateline.publish.output import check_output, claimed, recover
from dateline.publish.staging import JOURNAL, STAGING
from tests.publication import (
    NEW,
    OLD,
    Folders,
    files_of,
    publish_all,
    quicken_disk,
    stop_with_a_journal,
)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    quicken_disk(monkeypatch)


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


@pytest.mark.parametrize("number", [1, 200])
def test_what_is_done_meanwhile_is_done_once_and_before_anything_moves(
    tmp_path: Path, number: int
) -> None:
    output = tmp_path / "public"
    pages = {f"page-{each}.html": b"a page" for each in range(number)}
    seen: list[list[str]] = []

    for _ in range(2):  # the second time there is nothing to publish
        publish_all(output, pages, meanwhile=lambda: seen.append([*files_of(output)]))

    assert [len(each) for each in seen] == [0, number]


def test_what_fails_meanwhile_keeps_anything_from_moving(tmp_path: Path) -> None:
    output = tmp_path / "public"
    pages = {f"page-{each}.html": b"a page" for each in range(200)}

    def fail() -> None:
        raise MachineError("the disk is full")

    with pytest.raises(MachineError, match="the disk is full"):
        publish_all(output, pages, meanwhile=fail)

    assert files_of(output) == {}


def test_a_disk_that_fails_while_something_else_is_done_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(durable, "_sync_file_system", fail)
    done: list[bool] = []

    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        publish_all(
            tmp_path / "public",
            {f"page-{each}.html": b"a page" for each in range(200)},
            meanwhile=lambda: done.append(True),
        )

    assert done == [True]
    assert files_of(tmp_path / "public") == {}


def test_the_manifest_in_place_is_whole(folders: Folders) -> None:
    output = folders.fresh(OLD)
    found = read_manifest(output)

    assert found is not None
    assert found.files == OLD.keys()
    assert is_whole((output / MANIFEST).read_bytes())
