"""The start of a preview: it begins with what the last one ended with, and catches up."""

from __future__ import annotations

import random
import sqlite3
from datetime import datetime

import pytest

from dateline import clock
from dateline.serve.asked import Asked
from dateline.store import store_path
from tests.newsroom import Newsroom
from tests.serving import USUAL, Onlooker, live
from tests.test_serve_reloads import SIZES, step

FIRE = "/2026/05/01/harbour-fire/"


@pytest.fixture
def site(newsroom: Newsroom) -> Newsroom:
    newsroom.article("harbour-fire", section="local", tags="[sea]")
    newsroom.article("rumour", draft="true", date="2026-05-02 09:00")
    newsroom.article("next-week", date="2026-06-08 06:00")
    newsroom.write("content/pages/about.md", "---\ntitle: About us\n---\n\nWe are here.\n")
    return newsroom


def previewed(newsroom: Newsroom, asked: Asked = USUAL) -> Onlooker:
    """A preview that has ended."""
    onlooker = Onlooker(newsroom, asked)
    onlooker.serving.end()
    return onlooker


def test_a_start_without_changes_reads_no_article(site: Newsroom) -> None:
    previewed(site)

    onlooker = Onlooker(site)

    assert "The council met on Monday." in onlooker.text(FIRE)
    assert onlooker.maker.sources.entries == {}
    assert onlooker.maker.good is None


def test_a_start_after_a_change_shows_it(site: Newsroom) -> None:
    previewed(site)
    site.article("harbour-fire", "Out by noon.", section="local", tags="[sea]")

    onlooker = Onlooker(site)

    assert "Out by noon." in onlooker.text(FIRE)
    assert not onlooker.maker.is_taken_over


def test_a_start_after_a_file_came_or_went_shows_it(site: Newsroom) -> None:
    previewed(site)
    site.article("flood", section="local")
    previewed(site)
    assert Onlooker(site).ask("/2026/05/01/flood/").status == 200

    (site.root / "content/local/flood.md").unlink()

    assert Onlooker(site).ask("/2026/05/01/flood/").status == 404


def test_a_start_that_is_asked_for_something_else_links_anew(site: Newsroom) -> None:
    previewed(site)

    onlooker = Onlooker(site, Asked(as_of="2026-06-01 12:00", drafts=False))

    assert not onlooker.maker.is_taken_over
    assert onlooker.ask("/2026/05/02/rumour/").status == 404


def test_a_start_after_the_clock_changed_the_site_links_anew(
    site: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(hour: int) -> Onlooker:
        monkeypatch.setattr(clock, "now", lambda zone: datetime(2026, 6, 8, hour, tzinfo=zone))
        onlooker = Onlooker(site, Asked())
        onlooker.serving.end()
        return onlooker

    assert not at(3).maker.is_taken_over
    assert at(5).maker.is_taken_over
    assert "Scheduled" in at(5).text("/")
    assert not at(7).maker.is_taken_over
    assert "Scheduled" not in at(7).text("/")


def test_a_save_right_after_the_start_is_shown(site: Newsroom) -> None:
    previewed(site)
    onlooker = Onlooker(site)
    tabs = {path: onlooker.open(path) for path in (FIRE, "/about/")}

    site.article("harbour-fire", "Out by noon.", section="local", tags="[sea]")
    onlooker.look()

    assert tabs[FIRE].events() == ["reload"]
    assert tabs["/about/"].events() == []
    assert "Out by noon." in onlooker.text(FIRE)


def test_errors_right_after_the_start_leave_the_site_as_it_was(site: Newsroom) -> None:
    previewed(site)
    onlooker = Onlooker(site)

    site.raw("---\ntitle: [\n---\n", "content/local/harbour-fire.md")
    onlooker.look()

    assert "The council met on Monday." in onlooker.text(FIRE)
    assert [each.path for each in onlooker.preview.problems] == ["content/local/harbour-fire.md"]


def test_a_site_with_errors_is_not_kept(site: Newsroom) -> None:
    onlooker = Onlooker(site)
    site.raw("---\ntitle: [\n---\n", "content/local/harbour-fire.md")
    onlooker.look()
    onlooker.serving.end()

    assert Onlooker(site).preview.is_broken


def test_warnings_are_told_at_each_start(site: Newsroom) -> None:
    site.article("flood", section="local", mood="grim")
    warnings = previewed(site).preview.warnings
    assert warnings

    onlooker = Onlooker(site)

    assert onlooker.maker.is_taken_over
    assert onlooker.preview.warnings == warnings


def test_what_was_kept_and_is_spoilt_is_not_used(site: Newsroom) -> None:
    previewed(site)
    with sqlite3.connect(store_path(site.root)) as database:
        database.execute("UPDATE sources SET value = x'00' WHERE key = 'preview/site/all'")

    onlooker = Onlooker(site)

    assert not onlooker.maker.is_taken_over
    assert onlooker.ask(FIRE).status == 200


def test_a_site_with_plugins_is_linked_at_each_start(site: Newsroom) -> None:
    site.config('plugins = ["own"]')
    site.write("plugins/own.py", "def extend(site):\n    pass\n")
    previewed(site)

    assert not Onlooker(site).maker.is_taken_over


def test_the_bar_waits_for_the_articles(site: Newsroom) -> None:
    previewed(site)

    with live(site) as served:
        assert served.serving.maker.is_taken_over
        about = served.get(f"/.dateline/about?path={FIRE}").text

    assert "content/local/harbour-fire.md" in about


def test_templates_are_compiled_once_for_all_previews(site: Newsroom) -> None:
    previewed(site)
    kept = Onlooker(site).maker.memory

    assert kept.read("template")
    assert not kept.news("template")


@pytest.mark.parametrize("seed", range(4))
def test_a_preview_begins_as_the_last_one_ended(newsroom: Newsroom, seed: int) -> None:
    chance = random.Random(seed)
    newsroom.config(*SIZES)
    for _ in range(8):
        step(newsroom, chance)
    before = Onlooker(newsroom)
    for _ in range(8):
        step(newsroom, chance)
        before.look()
        before.serving.end()
        if before.preview.problems or before.preview.snapshot is None:
            continue
        begun = Onlooker(newsroom)
        assert begun.maker.is_taken_over
        tab = begun.open("/")
        pages = {path: before.ask(path) for path in before.preview.snapshot.routes}
        assert {path: begun.ask(path) for path in pages} == pages
        caught_up = begun.maker.rest()
        assert caught_up is not None
        begun.preview.take(caught_up)
        assert {path: begun.ask(path) for path in pages} == pages
        assert tab.events() == []
