"""Open tabs: one is told when its own page is another, and not otherwise."""

from __future__ import annotations

import json
import random
import re
from html import unescape

import pytest

from dateline.serve.asked import Asked
from tests.newsroom import Newsroom
from tests.serving import USUAL, Onlooker

SIZES = ("[page_sizes]", "home = 2", "list = 2", "feed = 2")
FIRE, VOTE, OLD = (
    "/2026/05/03/harbour-fire/",
    "/2026/05/02/budget-vote/",
    "/2026/05/01/old-news/",
)


@pytest.fixture
def site(newsroom: Newsroom) -> Onlooker:
    newsroom.config(*SIZES)
    newsroom.article("harbour-fire", section="local", date="2026-05-03 09:00", summary="A fire.")
    newsroom.article("budget-vote", section="politics", date="2026-05-02 09:00")
    newsroom.article("old-news", section="local", date="2026-05-01 09:00")
    return Onlooker(newsroom)


def fire(site: Onlooker, body: str = "The fire is out.", **matter: str) -> None:
    matter = {"summary": "A fire.", **matter}
    site.newsroom.article("harbour-fire", body, section="local", date="2026-05-03 09:00", **matter)


def test_a_body_reloads_the_tab_of_its_article_alone(site: Onlooker) -> None:
    tabs = {path: site.open(path) for path in (FIRE, VOTE, "/", "/local/")}

    # The summary stays, so no card changes.
    fire(site, "The council met on Monday. The harbour is closed.")
    site.look()

    assert {path for path, tab in tabs.items() if tab.events()} == {FIRE}
    assert "The harbour is closed." in site.text(FIRE)


def test_a_title_reloads_where_it_is_shown(site: Onlooker) -> None:
    tabs = {path: site.open(path) for path in (FIRE, VOTE, "/", "/local/", "/politics/")}

    fire(site, title="Fire at the harbour")
    site.look()

    assert tabs["/"].events() == tabs[FIRE].events() == tabs["/local/"].events() == ["reload"]
    assert tabs["/politics/"].events() == []
    assert "Fire at the harbour" in site.text("/local/")


def test_a_tab_goes_along_when_its_address_leads_elsewhere(site: Onlooker) -> None:
    tab = site.open(FIRE)

    fire(site, slug="port-fire", aliases=f"[{FIRE}]")
    site.look()
    told = tab.events()
    fire(site, "It is out.", slug="port-fire", aliases=f"[{FIRE}]")
    site.look()

    assert (told, tab.events()) == (["reload"], [])
    assert site.ask(FIRE).headers["location"] == "/2026/05/03/port-fire/"


def test_a_save_without_a_change_tells_nobody(site: Onlooker) -> None:
    tab = site.open("/")
    path = site.newsroom.root / "content/local/harbour-fire.md"

    path.write_bytes(path.read_bytes())

    assert site.look() == []
    assert tab.events() == []


def test_a_page_that_is_rendered_anew_to_the_same_bytes_is_not_reloaded(site: Onlooker) -> None:
    site.newsroom.write("templates/robots.txt", "")
    site.look()
    tab = site.open("/")

    site.newsroom.write("templates/tags.html", "{# other #}")
    site.look()

    assert tab.events() == []


def test_a_template_reloads_the_pages_that_use_it(site: Onlooker) -> None:
    tabs = {path: site.open(path) for path in (FIRE, "/tags/")}

    site.newsroom.write("templates/tags.html", "<p>All tags</p>")
    site.look()

    assert tabs["/tags/"].events() == ["reload"]
    assert tabs[FIRE].events() == []


def test_a_style_sheet_of_the_theme_is_swapped(site: Onlooker) -> None:
    tab = site.open(FIRE)
    before = re.findall(r'href="(/assets/[^"]*\.css)"', site.text(FIRE))

    site.newsroom.write("assets/css/site.css", "body { color: green }")
    site.look()

    assert tab.events() == ["styles"]
    assert set(tab.styles) <= set(before)
    (new,) = (each["url"] for each in tab.styles.values())
    assert site.ask(new).body == b"body{color:green}"
    site.look()
    assert tab.events() == []


def test_a_style_sheet_among_other_changes_is_no_swap(site: Onlooker) -> None:
    tab = site.open(FIRE)

    site.newsroom.write("assets/css/site.css", "body { color: green }")
    fire(site)
    site.look()

    assert tab.events() == ["reload"]


def test_a_style_sheet_in_static_is_swapped_where_it_is_used(site: Onlooker) -> None:
    site.newsroom.write("static/extra.css", "p { color: red }")
    site.newsroom.write("templates/tags.html", '<link rel="stylesheet" href="/extra.css">')
    site.look()
    user, other = site.open("/tags/"), site.open(FIRE)

    site.newsroom.write("static/extra.css", "p { color: blue }")
    site.look()

    assert user.events() == ["styles"]
    assert other.events() == []
    assert site.ask("/extra.css").body == b"p { color: blue }"


def test_a_tab_at_an_address_where_nothing_stands_gets_the_page_when_it_comes(
    site: Onlooker,
) -> None:
    tab = site.open("/2026/05/04/new-story/")
    assert site.ask("/2026/05/04/new-story/").status == 404

    site.newsroom.article("new-story", section="local", date="2026-05-04 09:00")
    site.look()

    assert tab.events() == ["reload"]
    assert site.ask("/2026/05/04/new-story/").status == 200


def test_a_tab_of_an_article_that_is_deleted_gets_the_404_page(site: Onlooker) -> None:
    tab = site.open(FIRE)

    (site.newsroom.root / "content/local/harbour-fire.md").unlink()
    site.look()

    assert tab.events() == ["reload"]
    assert site.ask(FIRE).status == 404
    assert "harbour-fire" not in site.text("/")


def test_a_rename_moves_the_page(site: Onlooker) -> None:
    content = site.newsroom.root / "content/local"

    (content / "harbour-fire.md").rename(content / "port-fire.md")
    site.look()

    assert site.ask(FIRE).status == 404
    assert site.ask("/2026/05/03/port-fire/").status == 200


def test_a_tab_that_comes_back_is_told_if_its_page_is_another_by_now(site: Onlooker) -> None:
    tab = site.open(FIRE)

    fire(site)
    site.look()
    same = site.open(FIRE)

    assert tab.events() == ["reload"]
    assert same.events() == []


def test_the_configuration_reaches_all_pages(site: Onlooker) -> None:
    tab = site.open("/")

    site.newsroom.config('tagline = "Fresh fish"', *SIZES)
    site.look()

    assert tab.events() == ["reload"]
    assert "Fresh fish" in site.text("/")


# What readers can't see yet


def test_drafts_and_what_is_to_come_are_shown_with_a_mark(newsroom: Newsroom) -> None:
    newsroom.article("rumour", draft="true")
    newsroom.article("next-week", date="2026-06-08 06:00")
    newsroom.article("out")
    site = Onlooker(newsroom)

    badges = dict(re.findall(r'data-dateline-state="([^"]*)" href="([^"]*)"', site.text("/")))

    assert badges == {
        "Draft": "/2026/05/01/rumour/",
        "Scheduled 2026-06-08 06:00": "/2026/06/08/next-week/",
    }
    assert '"name": "draft"' in unescape(site.text("/2026/05/01/rumour/"))
    assert '"state": null' in unescape(site.text("/2026/05/01/out/"))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (Asked(as_of="2026-06-01 12:00", future=True), {"rumour", "next-week", "out"}),
        (Asked(as_of="2026-06-01 12:00"), {"rumour", "out"}),
        (Asked(as_of="2026-06-01 12:00", drafts=False, future=True), {"next-week", "out"}),
        (Asked(as_of="2026-06-01 12:00", drafts=False), {"out"}),
        (Asked(as_of="2026-06-08 06:00", drafts=False), {"out", "next-week"}),
        (Asked(as_of="2026-04-01", drafts=False), set()),
    ],
)
def test_what_is_shown_is_what_was_asked_for(
    newsroom: Newsroom, asked: Asked, shown: set[str]
) -> None:
    newsroom.article("rumour", draft="true")
    newsroom.article("next-week", date="2026-06-08 06:00")
    newsroom.article("out")
    site = Onlooker(newsroom, asked)

    found = {
        slug
        for slug, day in (("rumour", "05/01"), ("next-week", "06/08"), ("out", "05/01"))
        if site.ask(f"/2026/{day}/{slug}/").status == 200
    }

    assert found == shown


def test_the_slider_offers_the_same_moments_at_all_of_them(newsroom: Newsroom) -> None:
    newsroom.article("out", date="2026-05-01 09:00")
    newsroom.article("offer", date="2026-05-02 09:00", expires="2026-05-03")
    newsroom.article("next-week", date="2026-06-08 06:00")
    site = Onlooker(newsroom)
    found = []

    for instant in (None, "2026-04-01", "2026-05-02 10:00", "2026-07-01"):
        site.preview.take(site.maker.at(instant))
        found.append(json.loads(site.text("/.dateline/about?path=/"))["moments"])

    assert [each[:10] for each in found[0]] == [
        *("2026-05-01", "2026-05-02", "2026-05-03", "2026-06-08"),
    ]
    assert found[1:] == [found[0]] * 3


def test_another_instant_shows_the_site_as_readers_see_it_then(newsroom: Newsroom) -> None:
    newsroom.article("out")
    newsroom.article("next-week", date="2026-06-08 06:00")
    site = Onlooker(newsroom)
    tab = site.open("/")

    site.preview.take(site.maker.at("2026-05-20"))
    assert tab.events() == ["reload"]
    assert "next-week" not in site.text("/")
    site.preview.take(site.maker.at("2026-06-09"))
    assert "next-week" in site.text("/")
    assert "data-dateline-state" not in site.text("/")
    site.preview.take(site.maker.at(None))
    assert "data-dateline-state" in site.text("/")


def test_an_edit_at_another_instant_stays_at_that_instant(newsroom: Newsroom) -> None:
    for number in range(5):
        newsroom.article(f"story-{number}", "The harbour burns.", date=f"2026-05-0{number + 1}")
    newsroom.article("to-come", "The harbour burns.", date="2026-06-08")
    site = Onlooker(newsroom)
    site.preview.take(site.maker.at("2026-05-20"))

    newsroom.article("story-1", "The harbour burns anew, much worse.", date="2026-05-02")
    site.look()

    assert site.preview.problems == ()
    assert "much worse" in site.text("/2026/05/02/story-1/")
    assert "to-come" not in site.text("/2026/05/02/story-1/")
    site.preview.take(site.maker.at(None))
    assert "much worse" in site.text("/2026/05/02/story-1/")


def say(newsroom: Newsroom, chance: random.Random, number: int) -> str:
    """Write a story in words of one subject, which others have, too; gives its address."""
    subject = chance.randrange(6)
    body = " ".join(f"w{subject}x{chance.randrange(20)}" for _ in range(40))
    newsroom.article(f"story-{number}", body, date=f"2026-05-{number + 1:02}")
    return f"/2026/05/{number + 1:02}/story-{number}/"


def wordy(newsroom: Newsroom, chance: random.Random) -> list[str]:
    """Write stories that Don't Miss can tell apart; gives their addresses."""
    return [say(newsroom, chance, number) for number in range(20)]


# The law of the preview: what it makes step by step is what it would make from the beginning


STEPS = (
    *("body", "title", "new", "delete", "draft", "tag", "template", "css", "break", "standfirst"),
    *("page", "config", "rename", "file"),
)


def step(newsroom: Newsroom, chance: random.Random) -> None:
    what, number = chance.choice(STEPS), chance.randrange(6)
    path = f"content/local/story-{number}.md"
    if what == "template":
        newsroom.write("templates/tags.html", f"<p>{chance.random()}</p>")
    elif what == "css":
        newsroom.write("assets/css/site.css", f"p {{ width: {chance.random()}px }}")
    elif what == "delete":
        (newsroom.root / path).unlink(missing_ok=True)
    elif what == "page":
        text = f"---\ntitle: About {chance.randrange(2)}\n---\n\n{chance.random()}\n"
        newsroom.write("content/pages/about.md", text)
    elif what == "config":
        newsroom.config(f'tagline = "{chance.random()}"', *SIZES)
    elif what == "rename" and (newsroom.root / path).exists():
        (newsroom.root / path).rename(newsroom.root / f"content/local/other-{number}.md")
    elif what == "file":
        newsroom.write("static/note.txt", str(chance.random()))
    elif what == "break":
        newsroom.write(path, "---\ntitle: [\n---\n")
    else:
        words = " ".join(chance.choices(("harbour", "fire", "vote", "tram", "flood"), k=12))
        matter = {
            "title": f"Story {number}" if what != "title" else words,
            "tags": "[sea]" if what == "tag" else "[land]",
            "draft": "true" if what == "draft" else "false",
            "standfirst": words if what == "standfirst" else "It happened.",
        }
        newsroom.article(
            f"story-{number}", words, section="local", date=f"2026-05-0{number + 1} 09:00", **matter
        )


@pytest.mark.parametrize("seed", range(4))
def test_a_preview_after_edits_is_a_preview_from_the_beginning(
    newsroom: Newsroom, seed: int
) -> None:
    chance = random.Random(seed)
    newsroom.config(*SIZES)
    for _ in range(8):
        step(newsroom, chance)
    site = Onlooker(newsroom)
    for _ in range(8):
        step(newsroom, chance)
        site.look()
        fresh = Onlooker(newsroom)
        assert site.preview.problems == fresh.preview.problems
        if not fresh.preview.problems and fresh.preview.snapshot is not None:
            assert site.preview.snapshot is not None
            assert site.preview.snapshot.routes == fresh.preview.snapshot.routes
            for path in fresh.preview.snapshot.routes:
                assert site.ask(path) == fresh.ask(path), path


def test_errors_between_leave_dont_miss_as_it_would_be(newsroom: Newsroom) -> None:
    chance = random.Random(3)
    paths = wordy(newsroom, chance)
    site = Onlooker(newsroom)
    good = (newsroom.root / "content/story-0.md").read_text()

    newsroom.raw("---\ntitle: [\n---\n", "content/story-0.md")
    site.look()
    newsroom.raw(good, "content/story-0.md")
    site.look()
    say(newsroom, chance, 4)
    site.look()

    fresh = Onlooker(newsroom)
    assert [site.text(path) for path in paths] == [fresh.text(path) for path in paths]


def test_nothing_is_written_into_the_output_folder(site: Onlooker) -> None:
    site.text("/")
    site.serving.end()

    assert not site.newsroom.output.exists()
    assert USUAL.drafts
