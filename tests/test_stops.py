"""A publication that is stopped or fails at any call leaves whole files, and the next heals it."""

from __future__ import annotations

import errno
import os
import random
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dateline.publish.output import recover
from dateline.publish.staging import JOURNAL
from tests.publication import (
    NEW,
    OLD,
    Dead,
    Folders,
    Tree,
    faults,
    files_of,
    publish_all,
    quicken_disk,
    stop_with_a_journal,
)

# What was a folder is a file, and the other way round.
AS_FOLDER: Tree = {"about/index.html": b"a page", "about/more/x.html": b"more", "news": b"a file"}
AS_FILE: Tree = {"about": b"a file", "news/index.html": b"a page", "news/more/x.html": b"more"}
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE, errno.EROFS)
CHANGES = pytest.mark.parametrize(
    ("old", "new", "links"),
    [
        pytest.param({}, NEW, False, id="the first time"),
        pytest.param(OLD, NEW, True, id="an update"),
        pytest.param(AS_FOLDER, AS_FILE, False, id="folders and files"),
        pytest.param(AS_FILE, AS_FOLDER, False, id="files and folders"),
    ],
)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    quicken_disk(monkeypatch)


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


def assert_whole(output: Path, old: Tree, new: Tree, *, links: bool) -> None:
    """Every file is whole, old or new, and a reader finds all that he is led to."""
    found = files_of(output)
    assert all(data in (old.get(file), new.get(file)) for file, data in found.items())
    assert old.keys() & new.keys() <= found.keys()
    if links:
        assert dead_links(found) == set()


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
