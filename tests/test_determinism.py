"""The same sources give the same bytes, wherever, whenever and by however many they are built."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dateline.pool import map_chunks, meanwhile
from dateline.publish import staging
from tests.newsroom import AS_OF, Newsroom

TITLES = (
    *(
        "Budget vote",
        "Élysée reacts",
        "Ціна нафти",
        "Istanbul talks",
        "iğne ve ışık",
        "حريق في الميناء",
    ),
    *(
        "Zürich tram",
        "Ångström prize",
        "Őszi vásár",
        "Straße closed",
        "ÇİLEK season",
        "Harbour fire",
    ),
)
SIZES = ("[page_sizes]", "home = 4", "list = 3", "feed = 5", "term_feed = 2")
ENVIRONMENTS = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Adak", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR", "PYTHONHASHSEED": "2"},
    {"TZ": "Asia/Kolkata", "LC_ALL": "ar_EG", "LANGUAGE": "ar", "PYTHONHASHSEED": "3"},
    {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"TZ": "UTC", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONHASHSEED": "4"},
)


LOUD = """
def extend(dateline):
    dateline.filter("shouted", str.upper)
"""


def write_site(root: Path, *, backwards: bool = False) -> Newsroom:
    """A site of thirteen articles, its files made in one order or the other."""
    newsroom = Newsroom(root)
    newsroom.config(*SIZES)
    numbers = list(range(len(TITLES)))
    for number in reversed(numbers) if backwards else numbers:
        newsroom.article(
            f"story-{number}",
            f"{TITLES[number]}: the council met. Turnout was 12,{number}00.\n\n![A map](map.svg)",
            title=TITLES[number],
            section=("local", "world")[number % 2],
            date=f"2026-0{number % 3 + 1}-28 0{number % 7}:30",
            tags=f"[{TITLES[number].split()[0]}, Money]",
            authors=f"[{TITLES[number].split()[-1]}]",
        )
    for section in ("local", "world"):
        newsroom.write(
            f"content/{section}/map.svg",
            '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
        )
    newsroom.article("árvíz-és-tűz", section="local", date="2026-03-20 09:00")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    newsroom.write("static/images/b.txt", "b")
    newsroom.write("static/images/a.txt", "a")
    return newsroom


def edit_site(newsroom: Newsroom) -> None:
    """An edit of each kind that changes many pages: words, a new story, one that is gone, a tag."""
    newsroom.article(
        "story-3", "Rewritten.", title="Second thoughts", section="world", date="2026-01-28 03:30"
    )
    newsroom.article("story-99", section="local", date="2026-03-29 03:30", tags="[Money]")
    (newsroom.root / "content/local/story-4.md").unlink()
    newsroom.write("data/tags.toml", '[money]\ntitle = "The money"\n')


@pytest.fixture(scope="module")
def expected_after_edits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    newsroom = write_site(tmp_path_factory.mktemp("edited"))
    edit_site(newsroom)
    newsroom.build()
    return newsroom.files()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    newsroom = write_site(tmp_path_factory.mktemp("expected"))
    newsroom.build()
    assert len(newsroom.files()) > 100
    return newsroom.files()


def built_by_command(newsroom: Newsroom, *options: str, **variables: str) -> dict[str, bytes]:
    subprocess.run(
        [sys.executable, "-m", "dateline", "build", "--as-of", AS_OF, "--quiet", *options],
        cwd=newsroom.root,
        env={**os.environ, **variables},
        check=True,
        timeout=60,
        capture_output=True,
    )
    return newsroom.files()


@pytest.mark.parametrize("variables", ENVIRONMENTS, ids=lambda variables: variables["TZ"])
def test_no_zone_locale_or_hash_seed_of_the_machine_shows(
    tmp_path: Path, expected: dict[str, bytes], variables: dict[str, str]
) -> None:
    newsroom = write_site(tmp_path / "another folder")

    assert built_by_command(newsroom, "--jobs", "1", **variables) == expected


@pytest.mark.parametrize("variables", ENVIRONMENTS, ids=lambda variables: variables["TZ"])
def test_a_build_may_go_on_where_one_of_another_machine_ended(
    tmp_path: Path, expected_after_edits: dict[str, bytes], variables: dict[str, str]
) -> None:
    newsroom = write_site(tmp_path)
    newsroom.build()
    edit_site(newsroom)

    assert built_by_command(newsroom, "--jobs", "1", **variables) == expected_after_edits


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_workers_make_the_bytes_of_one(
    tmp_path: Path, expected: dict[str, bytes], method: str
) -> None:
    newsroom = write_site(tmp_path)

    found = built_by_command(
        newsroom, "--jobs", "2", DATELINE_START_METHOD=method, PYTHONHASHSEED="5"
    )

    assert found == expected


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_workers_make_the_bytes_of_one_after_an_edit(
    tmp_path: Path, expected_after_edits: dict[str, bytes], method: str
) -> None:
    newsroom = write_site(tmp_path)
    newsroom.build()
    edit_site(newsroom)

    found = built_by_command(newsroom, "--jobs", "2", DATELINE_START_METHOD=method)

    assert found == expected_after_edits


def test_two_workers_keep_the_record_of_one(tmp_path: Path) -> None:
    """After either, the same edit renders the same pages."""
    rendered = []
    for jobs in (1, 2):
        newsroom = write_site(tmp_path / str(jobs))
        newsroom.build(jobs=jobs)
        edit_site(newsroom)
        rendered.append(newsroom.build().rendered)

    assert rendered[0] == rendered[1]


def test_two_workers_are_two_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this the test above might compare one worker with itself."""
    monkeypatch.setenv("DATELINE_START_METHOD", "fork")
    seen = tmp_path / "seen"
    seen.mkdir()
    real = staging.write_file

    def noted(path: str, data: bytes) -> None:
        (seen / str(os.getpid())).touch()
        real(path, data)

    monkeypatch.setattr(staging, "write_file", noted)
    newsroom = write_site(tmp_path / "site")

    newsroom.build(jobs=2)

    assert len({path.name for path in seen.iterdir()} - {str(os.getpid())}) == 2


def _sizes(state: None, chunk: Sequence[int]) -> list[tuple[int, int]]:
    return [(number, len(chunk)) for number in chunk]


@pytest.mark.parametrize(("workers", "size"), [(2, 6), (3, 4), (12, 1), (20, 1)])
def test_every_worker_that_was_asked_for_gets_something_to_do(workers: int, size: int) -> None:
    made = map_chunks(_sizes, None, range(12), workers=workers, progress=lambda count: None)

    assert list(made) == [(number, size) for number in range(12)]


@pytest.mark.parametrize(("workers", "times"), [(1, 0), (2, 1)])
def test_work_is_done_once_while_workers_are_waited_for(workers: int, times: int) -> None:
    done: list[int] = []

    def mapped() -> list[tuple[int, int]]:
        return [*map_chunks(_sizes, None, range(12), workers=workers, progress=lambda _: None)]

    with meanwhile(lambda: done.append(1)):
        assert len(mapped()) == 12
        assert len(done) == times
        mapped()
    mapped()

    assert len(done) == times


@pytest.mark.parametrize("plugged", [False, True])
def test_problems_are_the_same_where_templates_are_compiled_while_workers_parse(
    newsroom: Newsroom, plugged: bool
) -> None:
    newsroom.article("council", "A [way](nowhere.md) out.")
    newsroom.article("budget", titel="Budget")
    newsroom.write("templates/article.html", "{{ page.title }}\n{{ 'a'|shouted }}{% nope %}")
    newsroom.write("templates/home.html", "{{ 'a'|shouted }}")
    newsroom.config("plugins = ['loud']" if plugged else "")
    newsroom.write("plugins/loud.py", LOUD)

    newsroom.errors(jobs=1)
    alone = newsroom.problems
    newsroom.errors(jobs=2)
    again = newsroom.problems
    shutil.rmtree(newsroom.root / ".dateline")
    newsroom.errors(jobs=2)

    assert alone == again == newsroom.problems
    assert ("templates/home.html" in {each.path for each in alone}) is not plugged


class Listing:
    """What `os.scandir` gives, in an order of its own."""

    def __init__(self, entries: list[os.DirEntry[str]]) -> None:
        self.entries = iter(entries)

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self.entries

    def __next__(self) -> os.DirEntry[str]:
        return next(self.entries)

    def __enter__(self) -> Iterator[os.DirEntry[str]]:
        return self.entries

    def __exit__(self, *fault: object) -> None:
        pass


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_a_folder_on_the_disk_does_not_show(
    tmp_path: Path,
    expected: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    newsroom = write_site(tmp_path, backwards=True)
    real, shuffle = os.scandir, random.Random(seed).shuffle

    def scandir(path: Path) -> Listing:
        with real(path) as found:
            entries = list(found)
        shuffle(entries)
        return Listing(entries)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        newsroom.build()

    assert newsroom.files() == expected


def test_building_twice_in_one_process_leaves_no_trace_of_the_first(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    other = write_site(tmp_path / "other")
    other.config('language = "hu"', *SIZES)
    other.build(base_url="https://elsewhere.example/deep")
    newsroom = write_site(tmp_path / "site")

    newsroom.build()

    assert newsroom.files() == expected


def test_the_clock_shows_only_through_what_is_out(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    newsroom = write_site(tmp_path)

    newsroom.build(as_of="2031-02-03 04:05:06")

    assert newsroom.files() == expected


def test_a_moved_site_is_the_same_site(tmp_path: Path, expected: dict[str, bytes]) -> None:
    newsroom = write_site(tmp_path / "here")
    newsroom.build()
    shutil.move(tmp_path / "here", tmp_path / "there")
    moved = Newsroom(tmp_path / "there")
    moved.config(*SIZES)

    report = moved.build()

    assert (report.parsed, report.rendered, report.written) == (0, [], [])
    assert moved.files() == expected
