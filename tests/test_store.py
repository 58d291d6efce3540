"""The store: whatever befalls its file, the site has the same bytes, and one sentence is told."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline.store import _TABLES, Damaged, Store, for_worker
from tests.damage import (
    CACHE,
    empty,
    flip_bit,
    lose_half_of,
    remove,
    renumber,
    scribble,
    truncate,
)
from tests.newsroom import Newsroom

SIZES = ("[page_sizes]", "home = 2", "list = 2", "feed = 2", "term_feed = 1")
WORDS = ("harbour", "budget", "council", "tram", "mayor", "flood", "fire", "bridge", "school")


def write_site(root: Path) -> Newsroom:
    newsroom = Newsroom(root)
    newsroom.config(*SIZES)
    for number in range(5):
        body = " ".join(WORDS[number : number + 5]).capitalize() + "."
        newsroom.article(f"story-{number}", body, date=f"2026-0{number + 1}-03", tags="[money]")
    return newsroom


def edit(newsroom: Newsroom) -> None:
    """A new title and new words, so that what is kept is partly stale."""
    newsroom.article("story-2", "The tram is late.", title="Late", date="2026-03-03", tags="[sea]")


Heals = Callable[..., None]


class Ground:
    """A site that was built, and what it is to be after an edit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.built = write_site(folder / "built")
        self.built.build()
        clean = write_site(folder / "clean")
        edit(clean)
        clean.build()
        self.expected = clean.files()

    def copy(self, folder: Path) -> Newsroom:
        newsroom = Newsroom(folder)
        shutil.copytree(self.built.root, folder, dirs_exist_ok=True)
        return newsroom


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def site(ground: Ground, tmp_path: Path) -> Newsroom:
    """A copy of the built site with its cache."""
    return ground.copy(tmp_path / "site")


@pytest.fixture
def heals(ground: Ground, site: Newsroom) -> Heals:
    """Builds after an edit: the bytes are right, `notices` are told, and then there is silence."""

    def healed(most: int = 1, least: int = 0) -> None:
        edit(site)
        report = site.build()
        assert site.files() == ground.expected
        assert least <= len(report.notices) <= most
        again = site.build()
        assert (again.rendered, again.written, again.notices) == ([], [], [])

    return healed


@pytest.mark.parametrize("twentieth", range(20))
def test_a_cache_that_was_cut_off_changes_nothing(
    site: Newsroom, heals: Heals, twentieth: int
) -> None:
    truncate(site.root / CACHE, twentieth)
    heals()


@pytest.mark.parametrize("seed", range(40))
def test_a_bit_that_flipped_in_the_cache_changes_nothing(
    site: Newsroom, heals: Heals, seed: int
) -> None:
    flip_bit(site.root / CACHE, seed)
    heals()


@pytest.mark.parametrize("table", _TABLES)
def test_lost_rows_change_nothing(site: Newsroom, heals: Heals, table: str) -> None:
    lose_half_of(site.root / CACHE, table, seed=1)
    heals()


@pytest.mark.parametrize("table", _TABLES)
def test_values_that_do_not_fit_their_checksums_change_nothing(
    site: Newsroom, heals: Heals, table: str
) -> None:
    with contextlib.closing(sqlite3.connect(site.root / CACHE)) as database, database:
        database.execute(f"UPDATE {table} SET value = CAST(value || 'x' AS BLOB)")
    heals()


def test_terms_that_were_lost_are_not_taken_for_none(site: Newsroom, heals: Heals) -> None:
    """Don't Miss needs them all when its own state is lost, too."""
    with contextlib.closing(sqlite3.connect(site.root / CACHE)) as database, database:
        database.execute("UPDATE terms SET value = NULL WHERE key = 'story-1.md'")
        database.execute("DELETE FROM related")
    heals(least=1)


def record_keys(site: Newsroom) -> list[str]:
    with contextlib.closing(sqlite3.connect(site.root / CACHE)) as database:
        return [key for (key,) in database.execute("SELECT key FROM record ORDER BY key")]


def test_no_row_of_the_record_is_missed_in_silence(ground: Ground, tmp_path: Path) -> None:
    """Were only a kind of values gone, nothing would seem to have changed in them."""
    for number, key in enumerate(record_keys(ground.built)):
        site = ground.copy(tmp_path / str(number))
        with contextlib.closing(sqlite3.connect(site.root / CACHE)) as database, database:
            database.execute("DELETE FROM record WHERE key = ?", (key,))
        edit(site)
        (site.output / "robots.txt").unlink()

        site.build()

        assert site.files() == ground.expected, key


@pytest.mark.parametrize("damage", [renumber, scribble])
def test_another_versions_cache_and_garbage_are_begun_anew_and_told(
    site: Newsroom, heals: Heals, damage: Callable[[Path, int], None]
) -> None:
    damage(site.root / CACHE, 1)
    heals(least=1)


def test_a_damaged_schema_that_is_no_text_is_begun_anew(site: Newsroom, heals: Heals) -> None:
    path = site.root / CACHE
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE", b"CREATE \xe5ABLE"))
    heals(least=1)


@pytest.mark.parametrize("table", _TABLES)
def test_rows_without_a_key_change_nothing(site: Newsroom, heals: Heals, table: str) -> None:
    with contextlib.closing(sqlite3.connect(site.root / CACHE)) as database, database:
        database.execute(f"UPDATE {table} SET key = NULL WHERE rowid % 2")
    heals()


@pytest.mark.parametrize("damage", [empty, remove])
def test_an_empty_cache_and_none_are_nothing_to_tell(
    site: Newsroom, heals: Heals, damage: Callable[[Path, int], None]
) -> None:
    damage(site.root / CACHE, 1)
    heals(most=0)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_a_cache_that_can_not_be_read_is_begun_anew(site: Newsroom, heals: Heals) -> None:
    (site.root / CACHE).chmod(0)
    heals(least=1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anything")
def test_a_cache_that_can_not_be_written_is_begun_anew(site: Newsroom, heals: Heals) -> None:
    (site.root / CACHE).chmod(0o400)
    heals(least=1)


def test_the_cache_of_another_site_changes_nothing(
    tmp_path: Path, site: Newsroom, heals: Heals
) -> None:
    other = Newsroom(tmp_path / "other")
    other.config('tagline = "Elsewhere"', *SIZES)
    for number in range(5):
        other.article(f"story-{number}", "Other words.", date=f"2026-0{number + 1}-03")
    other.build()
    shutil.copyfile(other.root / CACHE, site.root / CACHE)

    heals(most=0)


def test_an_older_cache_beside_a_newer_output_changes_nothing(
    ground: Ground, site: Newsroom, heals: Heals
) -> None:
    site.article("story-2", "Something else.", title="Else", date="2026-03-03", tags="[sky]")
    site.article("story-9", "Gone again.", date="2026-03-04")
    site.build()
    (site.root / "content/story-9.md").unlink()
    shutil.copyfile(ground.built.root / CACHE, site.root / CACHE)

    heals(most=0)


def test_a_kind_of_fact_that_this_version_does_not_know_is_passed_over(
    site: Newsroom, heals: Heals
) -> None:
    store = Store(site.root / CACHE)
    store.write("record", {"public\nvalues/former": b"\x81\xa1x\xc4\x011"})
    store.commit()
    store.close()
    heals(most=0)


def test_a_broken_cache_of_the_site_is_told_in_one_sentence(site: Newsroom) -> None:
    scribble(site.root / CACHE, 1)

    assert site.build().notices == [".dateline/cache.sqlite is damaged: everything is built anew"]


def test_a_folder_that_can_not_be_written_is_told_and_keeps_nothing(site: Newsroom) -> None:
    shutil.rmtree(site.root / ".dateline")
    (site.root / ".dateline").write_text("not a folder")

    report = site.build()

    assert report.notices == [".dateline/ can't be written: nothing is kept for the next build"]


# The store by itself


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "cache.sqlite")
    yield store
    store.close()


def test_what_was_committed_is_there_for_the_next_to_open_it(store: Store) -> None:
    store.write("body", {"a": b"one", "b": b"two"})
    store.commit()
    store.write("body", {"c": b"three"})
    store.close()

    again = Store(store.path)

    assert again.read("body") == {"a": b"one", "b": b"two"}
    again.close()


def test_reading_by_prefix_gives_those_keys_alone(store: Store) -> None:
    store.write("record", {"public\na": b"1", "public\nb": b"2", "public-2\na": b"3", "q": b"4"})

    assert store.read("record", "public\n") == {"public\na": b"1", "public\nb": b"2"}


def test_some_values_are_those_that_are_there_however_many_are_asked_for(store: Store) -> None:
    values = {f"{number}": b"%d" % number for number in range(1_200)}
    store.write("body", values)
    store.write("terms", {"1": b"of another table"})

    assert store.some("body", ["7", "nowhere", "1", "7"]) == {"1": b"1", "7": b"7"}
    assert store.some("body", values) == values
    assert store.some("body", ()) == {}


def test_a_worker_has_at_hand_what_it_will_ask_for_as_long_as_it_asks(store: Store) -> None:
    store.write("body", {"a": b"1", "b": b"2"})
    store.write("terms", {"a": b"0"})
    store.commit()
    bodies = for_worker(store)

    with bodies.moment("body", ["a", "none"]):
        assert bodies.get("body", "a") == b"1"
        assert bodies.get("body", "b") == b"2"
        assert bodies.get("body", "none") is None
        assert bodies.get("terms", "a") == b"0"
    store.write("body", {"a": b"3"})
    store.commit()

    assert bodies.get("body", "a") == b"3"


def test_a_value_whose_checksum_does_not_fit_is_as_good_as_none(store: Store) -> None:
    store.write("body", {"a": b"one", "b": b"two"})
    store.commit()
    with contextlib.closing(sqlite3.connect(store.path)) as database, database:
        database.execute("UPDATE body SET value = ? WHERE key = 'a'", (b"on3",))

    assert store.get("body", "a") is None
    assert store.read("body") == {"b": b"two"}
    assert store.some("body", ["a", "b"]) == {"b": b"two"}


def test_a_value_under_another_key_is_as_good_as_none(store: Store) -> None:
    store.write("body", {"a": b"one"})
    store.commit()
    with contextlib.closing(sqlite3.connect(store.path)) as database, database:
        database.execute("UPDATE body SET key = 'b'")

    assert store.get("body", "b") is None


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    scribble(tmp_path / "cache.sqlite", 1)

    with pytest.raises(Damaged, match="is damaged"):
        Store(tmp_path / "cache.sqlite")


def test_another_versions_file_is_damaged(store: Store) -> None:
    store.close()
    renumber(store.path, 1)

    with pytest.raises(Damaged, match="another version"):
        Store(store.path)
