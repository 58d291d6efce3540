"""Moves: staged files go into place, and files that no longer belong go away."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from dateline.errors import MachineError
from dateline.publish.staging import TREE, mode_of, walk

_NOT_OURS_TO_DELETE = (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY)


class Moves(NamedTuple):
    """Paths that are staged, in the order in which they may move.

    `new` are files and whole folders that are not there yet; in place of `replaced` there is a
    folder where a file will be, or the other way round.
    """

    new: list[str]
    replaced: list[str]
    changed: list[str]


def find_moves(output: str, ours: Collection[str]) -> Moves:
    """Find what is staged and where it goes.

    Raises MachineError when something that is not ours is in the way.
    """
    new: list[tuple[str, bool]] = []
    replaced: list[str] = []
    changed: list[str] = []
    waiting = [] if mode_of(f"{output}/{TREE}") is None else [""]
    while waiting:
        for path, is_folder in _staged_in(output, waiting.pop()):
            there = mode_of(f"{output}/{path}")
            if there is None:
                new.append((path, is_folder))
            elif is_folder and stat.S_ISDIR(there):
                waiting.append(f"{path}/")
            elif is_folder and stat.S_ISLNK(there):
                # What is behind it may lie outside, or be reached by another address as well.
                raise MachineError(
                    f"{output}/{path}: is a link where a folder should be; remove it"
                )
            elif stat.S_ISDIR(there):
                _check_all_ours(output, _files_below(output, path), ours)
                replaced.append(path)
            else:
                _check_all_ours(output, [path], ours)
                (replaced if is_folder else changed).append(path)
    return Moves(_in_safe_order(new), sorted(replaced), sorted(changed))


def _staged_in(output: str, folder: str) -> list[tuple[str, bool]]:
    """What is staged in a folder ("" or "a/b/"): each path, and whether it is a folder."""
    with os.scandir(f"{output}/{TREE}/{folder}") as entries:
        return [(f"{folder}{entry.name}", entry.is_dir(follow_symlinks=False)) for entry in entries]


def _files_below(output: str, folder: str) -> Iterator[str]:
    for above, folders, files in walk(f"{output}/{folder}"):
        links = [name for name in folders if os.path.islink(f"{above}/{name}")]
        for name in files + links:
            yield f"{above}/{name}"[len(output) + 1 :].replace(os.sep, "/")


def _check_all_ours(output: str, paths: Iterable[str], ours: Collection[str]) -> None:
    for path in paths:
        if path not in ours:
            raise MachineError(f"{output}/{path}: is in the way and is not ours; move it")


def _in_safe_order(new: list[tuple[str, bool]]) -> list[str]:
    """What pages need goes first; whole folders before files, so the home page is the last."""

    def order(each: tuple[str, bool]) -> tuple[bool, bool, str]:
        path, is_folder = each
        return path.partition("/")[0] != "assets", not is_folder, path

    return [path for path, _ in sorted(new, key=order)]


def move(output: str, moves: Moves) -> None:
    """Move into place what is staged."""
    for path in moves.new:
        _move(output, path)
    for path in moves.replaced:
        _clear(f"{output}/{path}")
        _move(output, path)
    for path in moves.changed:
        _move(output, path)


def _move(output: str, path: str) -> None:
    target = f"{output}/{path}"
    try:
        os.replace(f"{output}/{TREE}/{path}", target)
    except OSError as error:
        error.filename = target
        raise


def _clear(path: str) -> None:
    """Delete a file, or a folder in which all files are ours."""
    if not stat.S_ISDIR(mode_of(path) or 0):
        os.unlink(path)
        return
    for above, folders, files in walk(path, topdown=False):
        for name in files:
            os.unlink(f"{above}/{name}")
        for name in folders:
            inner = f"{above}/{name}"
            os.unlink(inner) if os.path.islink(inner) else os.rmdir(inner)
    os.rmdir(path)


def delete(output: str, files: Iterable[str]) -> None:
    """Delete files of ours, and the folders that this leaves empty; nothing through a link."""
    followed: dict[str, bool] = {"": False}

    def through_link(folder: str) -> bool:
        known = followed.get(folder)
        if known is None:
            known = through_link(os.path.dirname(folder)) or stat.S_ISLNK(
                mode_of(f"{output}/{folder}") or 0
            )
            followed[folder] = known
        return known

    for file in files:
        folder = os.path.dirname(file)
        if not through_link(folder):
            _unlink(f"{output}/{file}")
            _prune(output, folder)


def _unlink(path: str) -> None:
    # What was a file may be a folder by now, or the other way round.
    there = mode_of(path)
    if there is not None and not stat.S_ISDIR(there):
        os.unlink(path)


def _prune(output: str, folder: str) -> None:
    """Delete a folder that is empty, and those above that are empty then."""
    while folder:
        # It is missing when a publication was stopped at this place.
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            try:
                os.rmdir(f"{output}/{folder}")
            except OSError as error:
                if error.errno in _NOT_OURS_TO_DELETE:
                    return
                raise
        folder = os.path.dirname(folder)
