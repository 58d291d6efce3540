"""A checkout: all stories are others at once, and the preview shows that in one go."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path

import pytest

from dateline.digest import digest
from dateline.serve.desk import QUIET
from dateline.store import Store, opened
from tests.newsroom import Newsroom
from tests.serving import Live, Onlooker, live
from tests.test_serve_reloads import say, wordy

MANY = 300
AGAIN = 3.0  # seconds in which a second reload would come


@pytest.fixture
def much(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one story is much, on any site."""
    monkeypatch.setattr("dateline.serve.making.FEW", 1)
    monkeypatch.setattr("dateline.serve.making.SMALL", 0)


def follow(site: Onlooker) -> None:
    """Choose Don't Miss, as the desk does a moment later."""
    maker = site.maker
    while maker.owes:
        site.preview.take(maker.with_choices(maker.choose(maker.what_is_owed())))


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def branches(newsroom: Newsroom) -> None:
    """A site under git, with a branch on which each story has a line more."""
    newsroom.write(".gitignore", "/.dateline/\n/public/\n")
    newsroom.config("[related]", "count = 0")
    chance = random.Random(1)
    for number in range(MANY):
        words = " ".join(f"w{chance.randrange(900)}" for _ in range(60))
        newsroom.article(f"story-{number}", words, section="local")
    git(newsroom.root, "init", "--initial-branch", "main")
    git(newsroom.root, "add", ".")
    git(newsroom.root, "commit", "--message", "All stories")
    git(newsroom.root, "checkout", "-b", "edition")
    for number in range(MANY):
        path = newsroom.root / f"content/local/story-{number}.md"
        path.write_text(f"{path.read_text()}\nThe edition adds this to {number}.\n")
    git(newsroom.root, "commit", "--all", "--message", "Edition")
    git(newsroom.root, "checkout", "main")


def with_crew(site: Live) -> None:
    """Wait until workers are ready."""
    deadline, sources = time.monotonic() + 30, site.serving.maker.sources
    while sources.crew is None or sources.crew._ready() is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_checkout_that_changes_all_stories_is_one_reload(newsroom: Newsroom, jobs: int) -> None:
    branches(newsroom)
    with live(newsroom, jobs=jobs) as site:
        if jobs > 1:
            with_crew(site)
        path = "/2026/05/01/story-7/"
        for branch, has_line in (("edition", True), ("main", False), ("edition", True)):
            stream = site.stream(path)
            git(newsroom.root, "checkout", branch)
            stream.wait("reload", seconds=30)
            assert ("The edition adds this to 7." in site.get(path).text) == has_line
            with pytest.raises(TimeoutError):
                stream.wait("reload", seconds=AGAIN)
            stream.close()
        pages = {number: site.get(f"/2026/05/01/story-{number}/").text for number in range(MANY)}
    for number, text in pages.items():
        assert f"The edition adds this to {number}." in text


@pytest.mark.parametrize("polls", ["0", "1"])
def test_what_comes_slowly_is_one_reload_too(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, polls: str
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", polls)
    files = [newsroom.article(f"story-{number}", section="local") for number in range(60)]
    with live(newsroom) as site:
        path = "/2026/05/01/story-0/"
        stream = site.stream(path)
        for number, file in enumerate(files):
            # Again and again the story of the tab: each look finds it changed.
            for each in (file, files[0]):
                each.write_text(f"{file.read_text()}\nAdded {number}.\n")
            if number > 20:  # more than an author saves are there at once
                time.sleep(QUIET / 10)
        files[0].write_text(f"{files[1].read_text()}\nThe last words.\n")
        stream.wait("reload", seconds=30)
        assert "The last words." in site.get(path).text
        with pytest.raises(TimeoutError):
            stream.wait("reload", seconds=AGAIN)
        stream.close()


def test_dont_miss_follows_and_is_what_a_preview_from_the_beginning_has(
    newsroom: Newsroom, much: None
) -> None:
    paths = wordy(newsroom, random.Random(1))
    site = Onlooker(newsroom)
    chance, before = random.Random(2), offered(site)

    for _ in range(3):
        for number in range(20):
            say(newsroom, chance, number)
        site.look()
        assert site.maker.owes
        assert offered(site) == before
        follow(site)

        fresh = Onlooker(newsroom)
        assert [site.text(path) for path in paths] == [fresh.text(path) for path in paths]
        assert offered(site) != before
        before = offered(site)


def offered(site: Onlooker) -> dict[str, bytes]:
    """What Don't Miss offers below each story."""
    assert site.preview.snapshot is not None
    tables = site.preview.snapshot.tables
    return {id: tables.line("related", id) for id in tables.ids}


def pages(site: Onlooker, paths: list[str]) -> dict[str, bytes]:
    """The pages, without what previews add."""
    routes = {path: site.preview.page_at(path) for path in paths}
    return {path: site.preview.show(route).page.data for path, route in routes.items() if route}


def test_a_tab_is_told_again_only_where_its_own_dont_miss_is_another(
    newsroom: Newsroom, much: None
) -> None:
    paths = wordy(newsroom, random.Random(1))
    site = Onlooker(newsroom)
    for number in range(20):
        say(newsroom, random.Random(2 + number), number)
    site.look()
    before = pages(site, paths)
    tabs = {path: site.open(path) for path in paths}

    follow(site)

    others = {path for path, data in pages(site, paths).items() if data != before[path]}
    assert {path for path, tab in tabs.items() if tab.events() == ["related"]} == others
    assert 0 < len(others) < len(paths)


def test_one_more_save_while_dont_miss_is_owed_is_not_forgotten(
    newsroom: Newsroom, much: None
) -> None:
    newsroom.config("[storylines]", "detect = false")  # where one is another, all is linked
    paths = wordy(newsroom, random.Random(1))
    site = Onlooker(newsroom)
    for number in range(10):
        say(newsroom, random.Random(number), number)
    site.look()
    maker = site.maker
    chosen = maker.choose(maker.what_is_owed())
    say(newsroom, random.Random(77), 3)
    say(newsroom, random.Random(78), 4)
    site.look()

    assert maker.is_current(chosen)
    site.preview.take(maker.with_choices(chosen))
    assert set(maker.owed) == {"story-3.md", "story-4.md"}
    follow(site)

    fresh = Onlooker(newsroom)
    assert [site.text(path) for path in paths] == [fresh.text(path) for path in paths]


def test_an_edit_that_changes_lists_while_dont_miss_is_owed_links_all(
    newsroom: Newsroom, much: None
) -> None:
    paths = wordy(newsroom, random.Random(1))
    site = Onlooker(newsroom)
    for number in range(10):
        say(newsroom, random.Random(number), number)
    site.look()
    newsroom.article("brand-new", "w1x2 w1x3 w1x4", date="2026-05-21")
    site.look()

    assert not site.maker.owes
    fresh = Onlooker(newsroom)
    assert [site.text(path) for path in paths] == [fresh.text(path) for path in paths]
    assert site.text("/") == fresh.text("/")


def test_what_is_parsed_ahead_decides_nothing(newsroom: Newsroom, much: None) -> None:
    paths = wordy(newsroom, random.Random(1))
    site = Onlooker(newsroom)
    sources, maker = site.maker.sources, site.maker
    sources.employ()
    texts = {number: say(newsroom, random.Random(number), number) for number in range(10)}
    path = newsroom.root / "content/story-3.md"
    kept = path.read_text()
    path.unlink()
    newsroom.raw("---\ntitle: [\n---\n", "content/story-4.md")

    names = sources.look()
    maker.ahead(names)
    path.write_text(kept)
    say(newsroom, random.Random(4), 4)
    names |= sources.look()
    site.preview.take(maker.after(names))

    # All is there again: no list is another, so nothing was linked anew.
    assert set(maker.owed) == {f"story-{number}.md" for number in texts}
    assert site.preview.problems == ()
    follow(site)
    fresh = Onlooker(newsroom)
    assert [site.text(path) for path in paths] == [fresh.text(path) for path in paths]


def test_what_is_not_counted_is_not_written_down(newsroom: Newsroom, much: None) -> None:
    newsroom.build()
    wordy(newsroom, random.Random(1))
    site = Onlooker(newsroom)
    for number in range(10):
        say(newsroom, random.Random(90 + number), number)
    site.look()
    assert site.maker.owes

    site.serving.end()

    with opened(newsroom.root, []) as store:
        whole = consistent(store)
    assert len(whole) == 20
    assert all(whole.values())


def test_a_build_after_a_preview_that_ended_in_a_checkout_is_a_clean_one(
    newsroom: Newsroom, much: None, tmp_path: Path
) -> None:
    wordy(newsroom, random.Random(1))
    old = {path: path.read_bytes() for path in newsroom.root.rglob("content/*.md")}
    site = Onlooker(newsroom)
    for number in range(10):
        say(newsroom, random.Random(90 + number), number)
    site.look()
    new = {path: path.read_bytes() for path in newsroom.root.rglob("content/*.md")}
    site.serving.end()

    for texts in (new, old):  # as they are, and back to what the store knew first
        for path, data in texts.items():
            path.write_bytes(data)
        newsroom.build()
        clean = Newsroom(tmp_path / digest(json.dumps(sorted(map(str, texts))).encode())[:8])
        for path, data in texts.items():
            clean.write(path.relative_to(newsroom.root).as_posix(), data)
        clean.build()
        assert newsroom.files() == clean.files()


def consistent(store: Store) -> dict[str, bool]:
    """For each article in a store, whether its entry goes with its body and its terms."""
    found = {}
    for id, data in store.read("article").items():
        article = json.loads(data)["article"]
        body, terms = store.get("body", id), store.get("terms", id)
        assert body is not None
        assert terms is not None
        html = json.loads(body)["html"].encode()
        found[id] = article["terms"] == digest(terms) and article["body"] == digest(html)
    return found
