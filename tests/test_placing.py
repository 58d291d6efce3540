"""Where staged files are put: apart from what was deleted lately, where the system can do so."""

from __future__ import annotations

import fcntl
import sys
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.publish import placing, staging
from dateline.publish.placing import make_apart
from tests.newsroom import Newsroom

linux = pytest.mark.skipif(sys.platform != "linux", reason="a mark that Linux knows")


def answering(
    monkeypatch: pytest.MonkeyPatch, answer: Callable[[int, array[int]], None]
) -> list[int]:
    """Stand in for the system; gives what it is asked for."""
    asked: list[int] = []

    def ioctl(descriptor: int, number: int, flags: array[int]) -> int:
        asked.append(number)
        answer(number, flags)
        return 0

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    return asked


def test_a_folder_is_made_and_nothing_beside_it(tmp_path: Path) -> None:
    make_apart(str(tmp_path), "tree")

    assert [path.name for path in tmp_path.iterdir()] == ["tree"]
    assert (tmp_path / "tree").is_dir()


@linux
def test_the_folder_above_is_marked_and_keeps_its_other_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = []

    def answer(number: int, flags: array[int]) -> None:
        if number == placing._GET_FLAGS:
            flags[0] = 0x80000
        else:
            marks.append(flags[0])

    asked = answering(monkeypatch, answer)
    make_apart(str(tmp_path), "tree")

    assert asked == [placing._GET_FLAGS, placing._SET_FLAGS]
    assert marks == [0x80000 | placing._TOP]


@linux
def test_a_file_system_without_such_a_mark_gets_the_folder_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(number: int, flags: array[int]) -> None:
        raise OSError(95, "Operation not supported")

    asked = answering(monkeypatch, answer)
    make_apart(str(tmp_path), "tree")

    assert asked == [placing._GET_FLAGS]
    assert (tmp_path / "tree").is_dir()


@linux
def test_the_place_where_folders_are_made_soonest_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = iter([0.4, 0.3, 0.1, 0.2, 0.5, 0.5, 0.5, 0.5])
    tried: list[int] = []

    def seconds(folder: str) -> float:
        Path(folder).mkdir()
        tried.append(Path(folder).stat().st_ino)
        return next(waits)

    answering(monkeypatch, lambda number, flags: None)
    monkeypatch.setattr(placing, "_seconds", seconds)
    make_apart(str(tmp_path), "tree")

    assert (tmp_path / "tree").stat().st_ino == tried[2]
    assert [path.name for path in tmp_path.iterdir()] == ["tree"]


def test_a_place_that_is_tried_is_left_empty(tmp_path: Path) -> None:
    seconds = placing._seconds(str(tmp_path / "place"))

    assert 0 < seconds < 10
    assert list((tmp_path / "place").iterdir()) == []


@pytest.mark.parametrize(("many", "apart"), [(5, True), (1000, False)])
def test_what_stages_much_stages_it_apart_and_publishes_the_same(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, *, many: int, apart: bool
) -> None:
    newsroom.article("budget-vote", section="politics", tags="[money]")
    newsroom.build()
    before = newsroom.files()
    made: list[str] = []

    def watched(above: str, name: str) -> None:
        made.append(name)
        make_apart(above, name)

    monkeypatch.setattr(staging, "MANY", many)
    monkeypatch.setattr(staging, "make_apart", watched)
    newsroom.build(clean=True)

    assert made == (["tree"] if apart else [])
    assert newsroom.files() == before
    assert not (newsroom.output / staging.STAGING).exists()


def test_a_small_edit_is_staged_near_the_rest(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.article("budget-vote")
    newsroom.build()
    newsroom.article("budget-vote", "It was delayed.")
    expected: list[int] = []
    begin = staging.begin_staging

    def watched(folder: str, files: int) -> None:
        expected.append(files)
        begin(folder, files)

    monkeypatch.setattr("dateline.publish.output.begin_staging", watched)

    assert len(newsroom.build().rendered) == expected[0] < staging.MANY
