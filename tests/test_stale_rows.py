"""Damage may put back an older row of the store that is sound in itself: it is as good as none."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from dateline.build.weights import KeptWeights
from dateline.errors import Problem, SiteError
from dateline.related.state import head_of
from dateline.store import _TABLES, Store
from tests.damage import CACHE
from tests.newsroom import Newsroom

SIZES = ("[page_sizes]", "home = 2", "list = 2", "feed = 2", "term_feed = 1")
WORDS = ("harbour", "budget", "council", "tram", "mayor", "flood", "fire", "bridge", "school")
DAY = '{% extends "broadsheet/day.html" %}{% block main %}<p>{{ page.title }}</p>{% endblock %}'
LATER = ("content/story-7.md", "templates/day.html", "static/more.txt")

Row = tuple[str, bytes, int]
Edit = Callable[[Newsroom], None]


class Outcome(NamedTuple):
    """What a build came to: the bytes that are published, and the problems that are told."""

    files: dict[str, bytes]
    problems: list[Problem]


def write_site(site: Newsroom) -> None:
    site.config('tagline = "All of it"', *SIZES)
    for number in range(6):
        body = " ".join(WORDS[number : number + 4]).capitalize() + "."
        date, matter = f"2026-0{number % 5 + 1}-03", {"tags": "[money]", "authors": "[Ada]"}
        site.article(f"story-{number}", body, date=date, **matter)
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    site.write("static/note.txt", "one")


def change_all(site: Newsroom) -> None:
    """Change something of each kind: texts, faces, lists, settings, files, templates."""
    site.config('tagline = "Most of it"', 'links = "warn"', *SIZES)
    site.article("story-1", "The mayor saw it.", date="2026-02-03", title="A fire", tags="[sea]")
    site.article("story-2", "It is [gone](nowhere).", date="2026-03-03", tags="[money, sea]")
    site.article("story-7", "A bridge for the harbour.", date="2026-05-04", authors="[Bo]")
    site.write("content/pages/about.md", "---\ntitle: About us\n---\n\nAll of us.\n")
    site.write("templates/day.html", DAY)
    site.write("static/more.txt", "two")


def change_back(site: Newsroom) -> None:
    """Now an old row says that nothing has changed."""
    for file in LATER:
        (site.root / file).unlink()
    write_site(site)


def add_a_story(site: Newsroom) -> None:
    site.article("story-8", "The council likes the school.", date="2026-05-06", tags="[sea]")


def edit_a_story(site: Newsroom) -> None:
    site.article("story-7", "No bridge, no tram.", date="2026-05-04", authors="[Bo]", title="None")


def outcome(site: Newsroom) -> Outcome:
    with contextlib.suppress(SiteError):
        site.build()
    return Outcome(site.files(), sorted(site.problems, key=str))


def all_rows(site: Newsroom) -> dict[str, dict[str, Row]]:
    with contextlib.closing(sqlite3.connect(site.root / CACHE)) as database:
        return {
            table: {row[0]: row for row in database.execute(f"SELECT * FROM {table}")}
            for table in _TABLES
        }


class Ground:
    """A site that was built twice, and the rows of the first time that are no more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.built = Newsroom(folder / "built")
        write_site(self.built)
        self.built.build()
        then = all_rows(self.built)
        change_all(self.built)
        self.built.build()
        now = all_rows(self.built)
        self.old = [
            (table, row)
            for table, rows in then.items()
            for key, row in rows.items()
            if now[table].get(key) != row
        ]

    def copy(self, name: str) -> Newsroom:
        site = Newsroom(self.folder / name)
        shutil.copytree(self.built.root, site.root, dirs_exist_ok=True)
        return site

    def clean(self, edit: Edit) -> Outcome:
        site = self.copy(f"clean, {edit.__name__}")
        shutil.rmtree(site.root / ".dateline")
        shutil.rmtree(site.output)
        edit(site)
        return outcome(site)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"))


def test_there_is_an_old_row_of_each_kind(ground: Ground) -> None:
    keys = [f"{table} {row[0]}" for table, row in ground.old]

    for start in (
        *("record public\nheader", "record public\nfiles", "record public\ncopies"),
        *("record public\noutline", "record public\nvalues/", "record public\ntables/"),
        *("trace public\n", "related head", "related choices", "related hefts"),
        *("related vector/", "related postings/", "related 2026/", "sources related"),
        *("sources inventory", "article ", "body ", "terms "),
    ):
        assert any(key.startswith(start) for key in keys), start


@pytest.mark.parametrize("edit", [change_back, add_a_story, edit_a_story])
def test_an_old_row_changes_nothing(ground: Ground, edit: Edit) -> None:
    expected, wrong = ground.clean(edit), []

    for number, (table, row) in enumerate(ground.old):
        site = ground.copy(f"{edit.__name__} {number}")
        with contextlib.closing(sqlite3.connect(site.root / CACHE)) as database, database:
            database.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", row)
        edit(site)
        if outcome(site) != expected:
            wrong.append((table, row[0]))
        shutil.rmtree(site.root)

    assert wrong == []


def test_dont_miss_is_kept_whole_again_after_a_loss(ground: Ground) -> None:
    site = ground.copy("lost")
    with contextlib.closing(sqlite3.connect(site.root / CACHE)) as database, database:
        database.execute("DELETE FROM related")
    (site.root / "content/story-7.md").unlink()
    site.build()

    store = Store(site.root / CACHE)
    kept = KeptWeights(store)

    assert len(kept) == len([*kept]) == len(kept.all()) == head_of(kept).parts
    store.close()
