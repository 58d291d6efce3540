"""The inventory: bytes decide; times, sizes and numbers of files only spare reading them."""

from __future__ import annotations

import builtins
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from dateline.digest import digest
from dateline.inventory import (
    Inventory,
    Known,
    Signature,
    decode_inventory,
    encode_inventory,
    is_same,
    signature_of,
    take_inventory,
)
from tests.newsroom import Newsroom

SECOND = 1_000_000_000
NAME = "static/note.txt"


def take(newsroom: Newsroom, before: Inventory | None = None) -> Inventory:
    return take_inventory(newsroom.root, {}, before or Inventory(0, {}), [])


def settled(inventory: Inventory) -> Inventory:
    """As if it had been taken a while after the last change."""
    return Inventory(inventory.taken + 10 * SECOND, inventory.files)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were opened."""
    opened: list[str] = []
    real = builtins.open

    def noted(path: Any, *arguments: Any, **options: Any) -> Any:
        opened.append(Path(path).name)
        return real(path, *arguments, **options)

    monkeypatch.setattr(builtins, "open", noted)
    return opened


def test_a_file_that_nobody_touched_is_not_read_again(newsroom: Newsroom, read: list[str]) -> None:
    newsroom.write(NAME, "one")
    before = settled(take(newsroom))
    read.clear()

    assert take(newsroom, before).files == before.files
    assert read == []


def test_a_file_with_another_time_and_the_same_bytes_has_the_same_digest(
    newsroom: Newsroom,
) -> None:
    path = newsroom.write(NAME, "one")
    before = settled(take(newsroom))
    os.utime(path, (1_700_000_000, 1_700_000_000))

    assert take(newsroom, before).digest == before.digest


def test_other_bytes_of_the_same_size_and_time_are_seen(newsroom: Newsroom) -> None:
    path = newsroom.write(NAME, "one")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    before = settled(take(newsroom))
    path.write_text("two")
    os.utime(path, (1_700_000_000, 1_700_000_000))

    assert take(newsroom, before).files[NAME].digest == digest(b"two")


def test_a_file_whose_time_went_back_is_read_again(newsroom: Newsroom) -> None:
    path = newsroom.write(NAME, "one")
    before = settled(take(newsroom))
    path.write_text("two")
    os.utime(path, (1_000_000_000, 1_000_000_000))

    assert take(newsroom, before).files[NAME].digest == digest(b"two")


def test_another_file_in_its_place_is_seen(newsroom: Newsroom) -> None:
    path = newsroom.write(NAME, "one")
    before = settled(take(newsroom))
    other = newsroom.write("static/other.txt", "two")
    shutil.copystat(path, other)
    os.replace(other, path)

    assert take(newsroom, before).files[NAME].digest == digest(b"two")


def test_a_change_in_the_tick_of_the_inventory_is_seen(newsroom: Newsroom) -> None:
    """The second change may have got the time of the first: the file is not trusted."""
    path = newsroom.write(NAME, "one")
    before = take(newsroom)
    path.write_text("two")
    forged = Known(signature_of(str(path)), digest(b"one"))
    before.files[NAME] = forged

    assert take(newsroom, before).files[NAME].digest == digest(b"two")


def known(changed: int, mark: str = "mark") -> Known:
    return Known(Signature(changed, changed, 3, 1), mark)


@pytest.mark.parametrize(
    ("changed", "taken", "same"),
    [
        (5 * SECOND + 1, 5 * SECOND + 30_000_001, True),
        (5 * SECOND + 1, 5 * SECOND + 10_000_001, False),
        (5 * SECOND + 1, 4 * SECOND, False),
        # Whole seconds: the file system may have no fractions.
        (5 * SECOND, 6 * SECOND, False),
        (5 * SECOND, 7 * SECOND, False),
        (5 * SECOND, 7 * SECOND + 1, True),
    ],
)
def test_a_file_is_trusted_when_its_last_change_is_longer_ago_than_the_clock_is_coarse(
    changed: int, taken: int, same: bool
) -> None:
    assert is_same(known(changed), known(changed).signature, taken) is same


def test_a_time_set_by_hand_does_not_hide_when_the_file_was_changed() -> None:
    signature = Signature(1 * SECOND + 1, 9 * SECOND + 1, 3, 1)

    assert not is_same(Known(signature, "mark"), signature, 9 * SECOND + 2)


@pytest.mark.parametrize("part", range(4))
def test_each_part_of_a_signature_counts(part: int) -> None:
    one = known(SECOND + 1)
    other = Signature(*(value + (at == part) for at, value in enumerate(one.signature)))

    assert not is_same(one, other, 100 * SECOND)


def test_what_nobody_has_read_is_not_known() -> None:
    assert not is_same(known(SECOND + 1, ""), known(SECOND + 1).signature, 100 * SECOND)


def test_the_digest_tells_names_and_bytes_and_not_times() -> None:
    one = Inventory(1, {"a": known(1, "x"), "b": known(1, "y")})

    assert one.digest == Inventory(2, {"b": known(9, "y"), "a": known(9, "x")}).digest
    assert one.digest != Inventory(1, {"a": known(1, "y"), "b": known(1, "x")}).digest
    assert one.digest != Inventory(1, {"a": known(1, "x")}).digest


def test_an_inventory_that_was_kept_is_the_same(newsroom: Newsroom) -> None:
    newsroom.write(NAME, "one")
    inventory = take(newsroom)

    assert decode_inventory(encode_inventory(inventory)) == inventory


@pytest.mark.parametrize("data", [None, b"", b"garbage", b"\x00", b"\xff" * 9])
def test_an_inventory_that_can_not_be_read_is_an_empty_one(data: bytes | None) -> None:
    assert decode_inventory(data) == Inventory(0, {})


def test_a_site_that_was_copied_elsewhere_needs_no_work(newsroom: Newsroom) -> None:
    """As a cache that is restored on another machine: all times and numbers are others."""
    newsroom.article("story")
    newsroom.build()
    copy = newsroom.root.parent / "copy"
    shutil.copytree(newsroom.root, copy, copy_function=shutil.copyfile)
    try:
        moved = Newsroom(copy)

        report = moved.build()

        assert (report.parsed, report.rendered, report.written) == (0, [], [])
        assert moved.files() == newsroom.files()
    finally:
        shutil.rmtree(copy)


def test_an_edit_that_keeps_size_and_time_right_after_a_build_is_seen(
    newsroom: Newsroom,
) -> None:
    path = newsroom.article("story", "It was red.")
    newsroom.build()
    before = path.stat()
    newsroom.article("story", "It was big.")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    newsroom.build()

    assert "It was big." in newsroom.page("/2026/05/01/story/")


def test_a_built_file_that_was_changed_right_after_a_build_is_put_back(
    newsroom: Newsroom,
) -> None:
    newsroom.article("story")
    newsroom.build()
    page = newsroom.output / "2026/05/01/story/index.html"
    good, before = page.read_bytes(), page.stat()
    page.write_bytes(good.swapcase())
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))

    newsroom.build()

    assert page.read_bytes() == good


def test_the_output_of_a_copied_site_is_read_once(
    newsroom: Newsroom, read: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    newsroom.article("story")
    newsroom.build()
    copy = Newsroom(tmp_path_factory.mktemp("copy"))
    shutil.copytree(newsroom.root, copy.root, dirs_exist_ok=True)
    time.sleep(0.1)  # what was changed just now is read again

    copy.build()
    assert "index.html" in read
    read.clear()
    copy.build()
    assert "index.html" not in read
