"""A published site through twenty edits: no address dies, and no feed shows an old story as new."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC

import pytest

from dateline import clock
from dateline.build.verify import verify
from dateline.options import Options
from tests.newsroom import Newsroom

CONFIG = ("[page_sizes]", "home = 2", "list = 2", "feed = 9", "term_feed = 9")
Edit = Callable[["Desk"], object]
EDITS: list[Edit] = []


class Desk:
    """A newsroom whose site is published after each edit, with a reader of its feeds."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.matter: dict[str, dict[str, str]] = {}
        self.rules: list[str] = []
        self.addresses: set[str] = set()
        self.expired: set[str] = set()
        self.seen: dict[str, str] = {}  # titles by the ids that the reader knows
        self.news: list[str] = []
        newsroom.config(*CONFIG)
        newsroom.write("urls.lock", "")

    def write(self, file: str, **matter: str) -> None:
        """Write a story, or change lines of its front matter."""
        self.matter[file] = {"date": "2026-05-01 09:00", **self.matter.get(file, {}), **matter}
        lines = "".join(f"{key}: {value}\n" for key, value in self.matter[file].items())
        self.newsroom.raw(f"---\n{lines}---\n\nAll of it.\n", f"content/{file}.md")

    def remove(self, path: str) -> None:
        (self.newsroom.root / path).unlink()

    def redirect(self, source: str, target: str) -> None:
        self.rules.append(f'"{source}" = "{target}"\n')
        self.newsroom.write("data/redirects.toml", "".join(self.rules))

    def publish(self) -> None:
        """Build strictly: a warning, a broken promise among them, would end the test."""
        self.newsroom.build(as_of=None, strict=True)
        self.addresses |= self.built()
        for item in json.loads(self.newsroom.page("/feed.json"))["items"]:
            if item["id"] not in self.seen:
                self.news.append(item["title"])
            self.seen[item["id"]] = item["title"]

    def built(self) -> set[str]:
        files = (f"/{file}" for file in self.newsroom.files())
        machine = ("/assets/", "/sitemap", "/_", "/robots.txt", "/404.html")
        return {file.removesuffix("index.html") for file in files if not file.startswith(machine)}

    def dead(self) -> set[str]:
        """Addresses that neither a file nor a redirect answers."""
        built = self.built()
        rules = (line.split() for line in self.newsroom.page("/_redirects").splitlines())
        moved = {source: target for source, target, _ in rules}
        return {url for url in self.addresses if moved.get(url, url) not in built}


@EDITS.append
def a_new_story(desk: Desk) -> None:
    desk.write("flood", title="Flood", tags="[sea]")


@EDITS.append
def another_title(desk: Desk) -> None:
    desk.write("vote", title="The vote")


@EDITS.append
def another_slug(desk: Desk) -> None:
    desk.write("vote", slug="council-vote", aliases="[/2026/05/01/vote/]")


@EDITS.append
def another_file(desk: Desk) -> None:
    desk.remove("content/fire.md")
    desk.write("harbour-fire", **desk.matter["fire"], aliases="[/2026/05/01/fire/]")


@EDITS.append
def another_section(desk: Desk) -> None:
    desk.write("vote", section="politics")


@EDITS.append
def another_day(desk: Desk) -> None:
    desk.write("flood", date="2026-05-03 08:00", aliases="[/2026/05/01/flood/]")


@EDITS.append
def another_tag(desk: Desk) -> None:
    desk.write("flood", tags="[ocean]")
    desk.redirect("/tags/sea/*", "/tags/ocean/*")


@EDITS.append
def no_tag(desk: Desk) -> None:
    desk.write("flood", tags="[]")
    desk.redirect("/tags/ocean/*", "/tags/")


@EDITS.append
def another_author(desk: Desk) -> None:
    for file in ("vote", "harbour-fire", "tram"):
        desk.write(file, authors="[ada-lovelace]")
    desk.redirect("/authors/ada/*", "/authors/ada-lovelace/*")


@EDITS.append
def a_third_slug(desk: Desk) -> None:
    desk.write("vote", slug="budget", aliases="[/2026/05/01/vote/, /2026/05/01/council-vote/]")


@EDITS.append
def the_first_slug_again(desk: Desk) -> None:
    desk.write("vote", slug="vote", aliases="[/2026/05/01/council-vote/, /2026/05/01/budget/]")


@EDITS.append
def a_story_for_some_days(desk: Desk) -> None:
    desk.write("offer", title="Offer", expires="2026-06-01", tags="[shop]")


@EDITS.append
def longer_lists(desk: Desk) -> None:
    desk.newsroom.config("[page_sizes]", "list = 5")


@EDITS.append
def no_rss(desk: Desk) -> None:
    desk.newsroom.config("[feeds]", "rss = false")


@EDITS.append
def a_page(desk: Desk) -> None:
    desk.newsroom.write("content/pages/us.md", "---\ntitle: Us\n---\n\nWe.\n")


@EDITS.append
def another_page(desk: Desk) -> None:
    desk.remove("content/pages/us.md")
    desk.newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    desk.redirect("/us/", "/about/")


@EDITS.append
def a_file_moved(desk: Desk) -> None:
    desk.remove("static/plan.txt")
    desk.newsroom.write("static/plan-2.txt", "2")
    desk.redirect("/plan.txt", "/plan-2.txt")


@EDITS.append
def two_stories_made_one(desk: Desk) -> None:
    desk.remove("content/tram.md")
    desk.write("flood", aliases="[/2026/05/01/flood/, /2026/05/01/tram/]")


@EDITS.append
def a_correction(desk: Desk) -> None:
    desk.write("vote", corrections="[{date: 2026-05-04, text: It was two.}]")


@EDITS.append
def another_host(desk: Desk) -> None:
    config = (desk.newsroom.root / "dateline.toml").read_text("utf-8")
    desk.newsroom.write("dateline.toml", config.replace("//brief.", "//news."))


@pytest.fixture
def desk(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Desk:
    set_clock(monkeypatch, "2026-05-20")
    desk = Desk(newsroom)
    for file in ("vote", "fire", "tram"):
        desk.write(file, title=file.capitalize(), section="local", authors="[ada]", tags="[town]")
    newsroom.write("static/plan.txt", "1")
    desk.publish()
    return desk


def set_clock(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    instant = clock.parse_instant(day, UTC)
    monkeypatch.setattr(clock, "now", lambda zone: clock.settled(instant, zone))


def test_no_address_dies_and_no_old_story_looks_new(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sorted(desk.news) == ["Fire", "Tram", "Vote"]
    assert len(EDITS) == 20

    for edit in EDITS:
        edit(desk)
        desk.publish()
        assert desk.dead() == set(), edit
        # What the ledger has learnt changes nothing: a clean build goes by the longer one.
        assert verify(desk.newsroom.root, Options(jobs=1))[1] is None, edit

    assert sorted(desk.news) == ["Fire", "Flood", "Offer", "Tram", "Vote"]
    set_clock(monkeypatch, "2026-06-02")
    desk.publish()
    # What was to go has gone, and the build that the clock started did not fail for it.
    feeds = {f"/tags/shop/{file}" for file in ("feed.xml", "rss.xml", "feed.json")}
    assert desk.dead() == {"/2026/05/01/offer/", "/tags/shop/", *feeds}
    assert len(desk.news) == 5


@pytest.mark.parametrize("skipped", ["another slug", "a file elsewhere", "another tag"])
def test_an_edit_without_its_redirect_does_not_pass(desk: Desk, skipped: str) -> None:
    """Without this the test above could look away."""
    desk.write("flood", title="Flood", tags="[sea]")
    desk.publish()
    if skipped == "another slug":
        desk.write("vote", slug="council-vote")
    elif skipped == "another tag":
        desk.write("flood", tags="[ocean]")
    else:
        (desk.newsroom.root / "static/plan.txt").unlink()

    assert desk.newsroom.errors(as_of=None, strict=True)
    desk.newsroom.build(as_of=None)

    assert desk.dead()
