"""A preview beside builds: neither waits for the other, and each leaves the other what it knows."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dateline.serve.memory import Memory
from dateline.store import opened
from tests.newsroom import Newsroom
from tests.serving import Onlooker, live

FIRE = "/2026/05/01/harbour-fire/"


@pytest.fixture
def site(newsroom: Newsroom) -> Newsroom:
    newsroom.article("harbour-fire", section="local")
    newsroom.article("rumour", draft="true")
    return newsroom


def test_a_build_has_the_store_to_itself_while_a_preview_runs(site: Newsroom) -> None:
    onlooker = Onlooker(site)
    with opened(site.root, []):
        site.article("harbour-fire", "Out by noon.", section="local")
        onlooker.look()
        assert "Out by noon." in onlooker.text(FIRE)
    site.build()
    assert "Out by noon." in site.page(FIRE)
    onlooker.serving.end()


def test_a_build_waits_for_a_preview_that_writes_something_down(site: Newsroom) -> None:
    with ThreadPoolExecutor(1) as pool:
        with opened(site.root, [], brief=True):
            building = pool.submit(site.build)
            time.sleep(0.3)
            assert not building.done()
        assert building.result().articles == 1


def test_a_preview_starts_while_a_build_has_the_store(site: Newsroom) -> None:
    site.build()
    with opened(site.root, []):
        assert Onlooker(site).ask(FIRE).status == 200


def test_a_build_after_a_preview_parses_nothing_anew(site: Newsroom) -> None:
    Onlooker(site).serving.end()

    report = site.build()

    assert report.parsed == 0


def test_a_preview_leaves_builds_as_quick_as_they_were(site: Newsroom) -> None:
    site.build()
    onlooker = Onlooker(site)
    site.article("harbour-fire", "Out by noon. Nobody was hurt.", section="local")
    onlooker.look()
    onlooker.serving.end()

    report = site.build()

    assert FIRE in report.rendered
    assert site.build().rendered == []


def test_a_preview_after_a_build_parses_nothing_anew(site: Newsroom) -> None:
    site.build()

    memory = Memory(site.root)
    onlooker = Onlooker(site)

    assert memory.read("article").keys() == onlooker.maker.sources.entries.keys()
    assert not onlooker.maker.memory.news("article")


def test_a_preview_shows_texts_though_the_store_is_deleted(site: Newsroom) -> None:
    site.build()
    onlooker = Onlooker(site)

    for file in (site.root / ".dateline").iterdir():
        file.unlink()

    assert "It decided nothing." in onlooker.text(FIRE)


def test_a_damaged_store_is_no_obstacle(site: Newsroom) -> None:
    site.build()
    (site.root / ".dateline/cache.sqlite").write_bytes(b"nonsense" * 1000)

    assert Onlooker(site).ask(FIRE).status == 200


def test_two_previews_run_side_by_side(site: Newsroom) -> None:
    with live(site) as one, live(site) as other:
        assert one.get(FIRE).status == other.get(FIRE).status == 200


def test_no_build_ever_holds_what_previews_inject(site: Newsroom) -> None:
    Onlooker(site).serving.end()
    site.build(drafts=True)

    for file, data in site.files().items():
        assert b".dateline/" not in data, file
        assert b"data-dateline-state" not in data, file
