"""The start of a preview: it begins with what the last one ended with."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from dateline import clock
from dateline.errors import UsageError
from dateline.link.linked import link
from dateline.serve.asked import Asked
from dateline.store import store_path
from tests.newsroom import Newsroom
from tests.serving import USUAL, Onlooker, live
from tests.test_serve_reloads import SIZES, say, step, wordy

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


def test_the_bar_needs_no_articles(site: Newsroom) -> None:
    with live(site) as served:
        before = served.get(f"/.dateline/about?path={FIRE}").text

    with live(site) as served:
        assert served.get(f"/.dateline/about?path={FIRE}").text == before
        assert served.serving.maker.sources.entries == {}

    assert "content/local/harbour-fire.md" in before
    assert "next-week" in before


def test_a_preview_after_another_that_was_edited_reads_what_that_left(site: Newsroom) -> None:
    site.build()
    previewed(site)
    for number in range(4):
        onlooker = Onlooker(site)
        assert onlooker.maker.is_taken_over
        site.article("harbour-fire", f"Out by {number}.", section="local", tags="[sea]")
        onlooker.look()
        assert f"Out by {number}." in onlooker.text(FIRE)
        assert onlooker.maker.sources.entries.keys() == {"local/harbour-fire.md"}
        onlooker.serving.end()


def test_terms_that_a_build_kept_of_other_words_are_not_chosen_by(site: Newsroom) -> None:
    site.config("[storylines]", "detect = false")
    chance = random.Random(1)
    paths = wordy(site, chance)
    previewed(site)
    good = (site.root / "content/story-3.md").read_text()
    say(site, chance, 3)
    site.build(drafts=True)
    site.raw(good, "content/story-3.md")
    onlooker = Onlooker(site)
    assert onlooker.maker.is_taken_over
    assert onlooker.maker.good is not None
    # Without these, Don't Miss needs the terms of all articles.
    lost = {name: b"" for name in onlooker.maker.weights if name.startswith("vector/")}
    weights = {**onlooker.maker.weights, **lost}
    onlooker.maker.good = onlooker.maker.good._replace(weights=weights)

    say(site, chance, 2)
    onlooker.look()

    assert not onlooker.maker.sources.is_whole
    fresh = Onlooker(site)
    assert [onlooker.text(path) for path in paths] == [fresh.text(path) for path in paths]


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
        assert tab.events() == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_saved_first_is_shown_as_if_from_the_beginning(
    newsroom: Newsroom, seed: int
) -> None:
    chance = random.Random(seed)
    newsroom.config(*SIZES)
    for _ in range(8):
        step(newsroom, chance)
    for _ in range(8):
        previewed(newsroom)
        begun = Onlooker(newsroom)
        for _ in range(3):
            step(newsroom, chance)
            begun.look()
            fresh = Onlooker(newsroom, USUAL)
            assert begun.preview.problems == fresh.preview.problems
            if not fresh.preview.problems and fresh.preview.snapshot is not None:
                pages = fresh.preview.snapshot.routes
                assert {path: begun.ask(path) for path in pages} == {
                    path: fresh.ask(path) for path in pages
                }
        begun.serving.end()


def test_each_kind_of_save_right_after_the_start_is_shown(site: Newsroom) -> None:
    def fire(text: str, **matter: str) -> None:
        site.article("harbour-fire", text, section="local", tags="[sea]", **matter)

    def about(text: str) -> None:
        site.write("content/pages/about.md", f"---\ntitle: About us\n---\n\n{text}\n")

    kinds: dict[str, tuple[str, str, Callable[[], object]]] = {
        "body": (FIRE, "Out by noon.", lambda: fire("Out by noon.")),
        "title": ("/", "Port burns", lambda: fire("Out.", title="Port burns")),
        "new": ("/", "flood", lambda: site.article("flood", section="local")),
        "deleted": ("/2026/05/02/rumour/", "", (site.root / "content/rumour.md").unlink),
        "config": ("/", "Fresh fish", lambda: site.config('tagline = "Fresh fish"')),
        "template": ("/tags/", "All", lambda: site.write("templates/tags.html", "<p>All</p>")),
        "page": ("/about/", "We moved.", lambda: about("We moved.")),
    }
    for name, (path, words, save) in kinds.items():
        previewed(site)
        with live(site) as served:
            assert served.serving.maker.is_taken_over, name
            stream = served.stream(path)
            save()
            stream.wait("reload")
            found = served.get(path)
            stream.close()
        assert words in found.text, name
        assert found.status == (404 if name == "deleted" else 200), name


def test_what_is_saved_while_all_is_linked_is_shown_after_that(
    site: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    linking, saved = threading.Event(), threading.Event()

    def slow(*given: Any) -> Any:
        linking.set()
        assert saved.wait(10)
        return link(*given)

    previewed(site)
    with live(site) as served:
        monkeypatch.setattr("dateline.serve.making.link", slow)
        stream = served.stream(FIRE)
        site.article("flood", section="local")
        assert linking.wait(10)
        site.article("harbour-fire", "Out by noon.", section="local", tags="[sea]")
        assert "The council met on Monday." in served.get(FIRE).text
        time.sleep(0.2)
        saved.set()
        while "Out by noon." not in served.get(FIRE).text:
            stream.wait("reload")
        assert served.get("/2026/05/01/flood/").status == 200
        stream.close()


def test_an_instant_that_is_none_costs_the_next_start_nothing(site: Newsroom) -> None:
    onlooker = Onlooker(site)

    with pytest.raises(UsageError):
        onlooker.maker.at("the day before yesterday")
    onlooker.serving.end()

    assert Onlooker(site).maker.is_taken_over


def test_a_site_that_was_taken_over_is_shown_as_of_other_instants(
    site: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.serve.making.BIG", 0)
    paths = wordy(site, random.Random(1))
    previewed(site)
    onlooker = Onlooker(site)
    before = [onlooker.text(path) for path in paths]

    later = [path for path in paths if path >= "/2026/05/10/"]
    earlier = [path for path in paths if path not in later]
    assert any(path in "".join(before[: len(earlier)]) for path in later)

    onlooker.preview.take(onlooker.maker.at("2026-05-09 12:00"))
    then = {path: onlooker.ask(path) for path in paths}
    onlooker.preview.take(onlooker.maker.at(None))

    assert {path for path in paths if then[path].status == 200} == {*earlier}
    assert not any(path in "".join(then[each].text for each in earlier) for path in later)
    assert [onlooker.text(path) for path in paths] == before
