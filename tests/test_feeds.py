"""Feeds: Atom, RSS and JSON Feed say the same, whole and with complete addresses."""

from __future__ import annotations

import json
import re
from datetime import datetime
from xml.etree import ElementTree

import pytest

from tests.feed_reader import FORMS, read_feed, write_stories
from tests.feed_rules import ATOM, faults
from tests.newsroom import Newsroom

FOLDERS = ("/", "/local/", "/tags/money/", "/authors/ada/")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_feed_holds_the_newest_stories_whole_and_in_order(
    newsroom: Newsroom, folder: str, form: str
) -> None:
    newsroom.config("[page_sizes]", "feed = 3", "term_feed = 3")
    write_stories(newsroom)

    newsroom.build()

    feed = read_feed(newsroom, folder, form)
    file = {"atom": "feed.xml", "rss": "rss.xml", "json": "feed.json"}[form]
    assert feed.home == f"https://brief.example{folder}"
    assert feed.own == f"https://brief.example{folder}{file}"
    assert "The Test Brief" in feed.title
    assert [each.title for each in feed.entries] == ["Vote 4", "Vote 3", "Vote 2"]
    for each, day in zip(feed.entries, (4, 3, 2), strict=True):
        url = f"https://brief.example/2026/05/0{day}/vote-{day}/"
        assert (each.id, each.url) == (url, url)
        assert each.published == datetime.fromisoformat(f"2026-05-0{day}T09:30:00+02:00")
        assert each.published.utcoffset()
        assert each.authors == ["Ada"]
        assert f"The whole text of day {day}." in each.html
        assert "Also its end." in each.html


@pytest.mark.parametrize(("kind", "size"), [("/", 3), ("/local/", 2)])
def test_feeds_of_the_site_and_of_terms_have_sizes_of_their_own(
    newsroom: Newsroom, kind: str, size: int
) -> None:
    newsroom.config("[page_sizes]", "feed = 3", "term_feed = 2")
    write_stories(newsroom)

    newsroom.build()

    assert {len(read_feed(newsroom, kind, form).entries) for form in FORMS} == {size}


def test_hubs_are_announced_in_every_feed(newsroom: Newsroom) -> None:
    hubs = ["https://hub.example/", "https://other.example/hub?a=1&b=2"]
    newsroom.config(f"feeds.hubs = {json.dumps(hubs)}")
    write_stories(newsroom)

    newsroom.build()

    for folder in FOLDERS:
        for file in ("feed.xml", "rss.xml"):
            root = ElementTree.fromstring(newsroom.page(f"{folder}{file}"))
            links = root.iter(f"{ATOM}link")
            assert [each.get("href") for each in links if each.get("rel") == "hub"] == hubs
        found = json.loads(newsroom.page(f"{folder}feed.json"))["hubs"]
        assert found == [{"type": "WebSub", "url": hub} for hub in hubs]


@pytest.mark.parametrize("key", ["hubs", "id_base"])
@pytest.mark.parametrize("url", ["/hub/", "javascript:alert(1)", "hub.example"])
def test_a_hub_is_an_address_elsewhere(newsroom: Newsroom, key: str, url: str) -> None:
    newsroom.config("[feeds]", f'{key} = "{url}"' if key == "id_base" else f'{key} = ["{url}"]')

    (error,) = newsroom.errors()

    assert (error.path, error.line) == ("dateline.toml", 5)
    assert "is not an address" in error.text


def test_every_feed_and_sitemap_keeps_to_its_rules(newsroom: Newsroom) -> None:
    newsroom.write("static/map.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    newsroom.config('feeds.hubs = ["https://hub.example/"]')
    for number in range(1, 4):
        newsroom.article(
            f"vote-{number}",
            "[There](/tags/) ![map](/map.svg) & \u003cb> ]]>",
            date=f"2026-05-3{number % 2} 09:00",
            section="local",
            tags="[money, Sea]",
            authors="[Ada, Ben]",
            updated="2026-05-31 10:00",
            lang=("en", "hu", "zh-Hant")[number - 1],
            storyline="Harbour",
            image="{src: /map.svg, alt: Map, caption: C, credit: X}",
            corrections="[{date: 2026-05-31, text: It was *two*., kind: retraction}]",
        )
    newsroom.article("plain", "", date="2026-05-31")

    newsroom.build(base_url="https://brief.example/news")

    checked = 0
    for path, data in newsroom.files().items():
        if path.endswith((".xml", ".json")):
            assert (path, faults(data)) == (path, [])
            checked += 1
    assert checked > 25


@pytest.mark.parametrize("form", FORMS)
def test_every_address_in_a_feed_is_complete(newsroom: Newsroom, form: str) -> None:
    newsroom.write("static/map.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    newsroom.article("fire", "Fire.")
    newsroom.article(
        "vote",
        "[a](fire) [b](/archives/) ![c](/map.svg)",
        image="{src: /map.svg, alt: Map}",
        sources="[{title: Source, url: 'https://elsewhere.example/x'}]",
    )

    newsroom.build(base_url="https://brief.example/our/news")

    feed = read_feed(newsroom, "/", form)
    html = next(each.html for each in feed.entries if each.title == "Vote")
    urls = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert set(urls) == {
        "https://brief.example/our/news/2026/05/01/fire/",
        "https://brief.example/our/news/archives/",
        "https://brief.example/our/news/map.svg",
        "https://elsewhere.example/x",
    }
    assert feed.own.startswith("https://brief.example/our/news/")
    assert all(each.url.startswith("https://brief.example/our/news/") for each in feed.entries)


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        (("atom = false",), {"feed.xml"}),
        (("rss = false",), {"rss.xml"}),
        (("json = false",), {"feed.json"}),
        (("atom = false", "rss = false", "json = false"), {"feed.xml", "rss.xml", "feed.json"}),
    ],
)
def test_a_form_of_feed_that_is_off_is_neither_made_nor_announced(
    newsroom: Newsroom, lines: tuple[str, ...], gone: set[str]
) -> None:
    newsroom.config("[feeds]", *lines)
    write_stories(newsroom)

    newsroom.build()

    names = {path.rpartition("/")[2] for path in newsroom.files()}
    assert {"feed.xml", "rss.xml", "feed.json"} - names == gone
    for path, data in newsroom.files().items():
        assert not [name for name in gone if f"/{name}".encode() in data], path


@pytest.mark.parametrize(
    ("kind", "folder"), [("sections", "local"), ("tags", "tags/money"), ("authors", "authors/ada")]
)
def test_feeds_of_a_kind_of_list_can_be_off(newsroom: Newsroom, kind: str, folder: str) -> None:
    newsroom.config("[feeds]", f"{kind} = false")
    write_stories(newsroom)

    newsroom.build()

    feeds = {path for path in newsroom.files() if path.endswith(("feed.xml", "feed.json"))}
    assert not [path for path in feeds if path.startswith(f"{folder}/")]
    assert len(feeds) == 6
    assert f"{folder}/feed".encode() not in b"".join(newsroom.files().values())


def test_every_feed_that_a_page_announces_is_there(newsroom: Newsroom) -> None:
    write_stories(newsroom)
    newsroom.build()
    seen = set()

    for url in newsroom.urls():
        for feed in re.findall(
            r'<link rel="alternate" type="application/[a-z]+\+[a-z]+"[^>]*href="([^"]*)"',
            newsroom.page(url),
        ):
            assert newsroom.page(feed.removeprefix("https://brief.example"))
            seen.add(feed)

    assert "https://brief.example/feed.xml" in seen
    assert "https://brief.example/local/feed.xml" in seen
