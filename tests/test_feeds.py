"""Feeds: Atom, RSS and JSON Feed say the same, whole and with complete addresses."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from tests.feed_rules import faults
from tests.newsroom import Newsroom

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
FOLDERS = ("/", "/local/", "/tags/money/", "/authors/ada/")
FORMS = ("atom", "rss", "json")


class Entry(NamedTuple):
    id: str
    url: str
    title: str
    published: datetime
    html: str
    authors: list[str]


class Feed(NamedTuple):
    title: str
    home: str
    own: str
    entries: list[Entry]


def found(element: ElementTree.Element, path: str) -> str:
    return element.findtext(path) or ""


def read_feed(newsroom: Newsroom, folder: str, form: str) -> Feed:
    return {"atom": _atom, "rss": _rss, "json": _json}[form](newsroom, folder)


def _atom(newsroom: Newsroom, folder: str) -> Feed:
    root = ElementTree.fromstring(newsroom.page(f"{folder}feed.xml"))
    links = {each.get("rel"): each.get("href", "") for each in root.findall(f"{ATOM}link")}
    entries = [
        Entry(
            found(each, f"{ATOM}id"),
            each.find(f"{ATOM}link").get("href", ""),  # type: ignore[union-attr]
            found(each, f"{ATOM}title"),
            datetime.fromisoformat(found(each, f"{ATOM}published")),
            found(each, f"{ATOM}content"),
            [found(author, f"{ATOM}name") for author in each.findall(f"{ATOM}author")],
        )
        for each in root.findall(f"{ATOM}entry")
    ]
    return Feed(found(root, f"{ATOM}title"), links["alternate"], links["self"], entries)


def _rss(newsroom: Newsroom, folder: str) -> Feed:
    channel = ElementTree.fromstring(newsroom.page(f"{folder}rss.xml")).find("channel")
    assert channel is not None
    own = channel.find(f"{ATOM}link")
    assert own is not None
    entries = [
        Entry(
            found(each, "guid"),
            found(each, "link"),
            found(each, "title"),
            parsedate_to_datetime(found(each, "pubDate")),
            found(each, CONTENT),
            [creator.text or "" for creator in each.findall(CREATOR)],
        )
        for each in channel.findall("item")
    ]
    return Feed(found(channel, "title"), found(channel, "link"), own.get("href", ""), entries)


def _json(newsroom: Newsroom, folder: str) -> Feed:
    data: dict[str, Any] = json.loads(newsroom.page(f"{folder}feed.json"))
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    entries = [
        Entry(
            each["id"],
            each["url"],
            each["title"],
            datetime.fromisoformat(each["date_published"]),
            each["content_html"],
            [author["name"] for author in each.get("authors", data["authors"])],
        )
        for each in data["items"]
    ]
    return Feed(data["title"], data["home_page_url"], data["feed_url"], entries)


def write_stories(newsroom: Newsroom, count: int = 4) -> None:
    for day in range(1, count + 1):
        newsroom.article(
            f"vote-{day}",
            f"The whole text of day {day}.\n\nAlso its end.",
            date=f"2026-05-0{day} 09:30",
            section="local",
            tags="[money]",
            authors="[Ada]",
        )


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


def test_ids_of_entries_are_unique_and_stay(newsroom: Newsroom) -> None:
    write_stories(newsroom)
    newsroom.build()
    before = [each.id for each in read_feed(newsroom, "/", "atom").entries]

    newsroom.article(
        "vote-4", "Rewritten.", date="2026-05-04 09:30", updated="2026-05-05", section="local"
    )
    newsroom.build()

    assert [each.id for each in read_feed(newsroom, "/", "atom").entries] == before
    assert len(set(before)) == 4


def guids(newsroom: Newsroom, form: str = "atom") -> list[str]:
    return [each.id for each in read_feed(newsroom, "/", form).entries]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "moved",
    [
        {"title": "Vote"},
        {"date": "2026-05-02 09:00"},
        {"section": "world"},
    ],
    ids=str,
)
def test_an_id_stays_when_the_address_changes(
    newsroom: Newsroom, form: str, moved: dict[str, str]
) -> None:
    newsroom.article("vote", section="local")
    newsroom.build()
    (before,) = guids(newsroom, form)
    (newsroom.root / "content/local/vote.md").unlink()

    newsroom.article("the-vote", aliases="[/2026/05/01/vote/]", **moved)
    newsroom.build()

    (entry,) = read_feed(newsroom, "/", form).entries
    assert entry.id == before
    assert entry.url != before
    assert newsroom.page(entry.url.removeprefix("https://brief.example"))


def test_an_id_stays_over_several_moves(newsroom: Newsroom) -> None:
    newsroom.article("c", aliases="[/2026/05/01/a/, /2026/05/01/b/]")

    newsroom.build()

    assert guids(newsroom) == ["https://brief.example/2026/05/01/a/"]


def test_a_new_article_at_an_old_address_has_an_id_of_its_own(newsroom: Newsroom) -> None:
    newsroom.config('links = "warn"')
    newsroom.article("new", aliases="[/2026/05/01/old/]")
    newsroom.article("old")

    newsroom.build()

    assert len(set(guids(newsroom))) == 2


def test_two_articles_with_one_former_address_have_two_ids(newsroom: Newsroom) -> None:
    newsroom.article("vote", aliases="[/old/]", guid="https://brief.example/older/")
    newsroom.article("fire", aliases="[/older/]")

    newsroom.build()

    assert len(set(guids(newsroom))) == 2


@pytest.mark.parametrize("form", FORMS)
def test_an_article_from_elsewhere_keeps_the_id_that_it_had(newsroom: Newsroom, form: str) -> None:
    newsroom.article("vote", guid="https://old.example/?p=12", aliases="[/old/]")

    newsroom.build()

    assert guids(newsroom, form) == ["https://old.example/?p=12"]


def test_one_id_for_two_articles_is_an_error(newsroom: Newsroom) -> None:
    newsroom.article("vote", guid="urn:x:1")
    newsroom.article("fire", guid="urn:x:1")

    (error,) = newsroom.errors()

    assert error.path == "content/vote.md"
    assert error.line == 4
    assert "content/fire.md" in error.text


@pytest.mark.parametrize("guid", ["12", "'a b:c'", "'urn:<x>'", "''"])
def test_an_id_that_feeds_can_not_carry_is_an_error(newsroom: Newsroom, guid: str) -> None:
    newsroom.article("vote", guid=guid)

    (error,) = newsroom.errors()

    assert "is no id that feeds can carry" in error.text


def test_ids_stay_when_the_site_moves(newsroom: Newsroom) -> None:
    write_stories(newsroom)
    newsroom.build()
    before = guids(newsroom)
    own = ElementTree.fromstring(newsroom.page("/feed.xml")).findtext(f"{ATOM}id")

    newsroom.config('feeds.id_base = "https://brief.example"')
    newsroom.build(base_url="https://new.example/news")

    assert guids(newsroom) == before
    assert ElementTree.fromstring(newsroom.page("/feed.xml")).findtext(f"{ATOM}id") == own


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


HOSTILE = (
    *("]]>", "</script><script>alert(1)</script>", "<!-- -->", "a & b < c > d", "Line\u2028end"),
    *(
        "&lt;b&gt; &amp;amp;",
        "'quotes' \"too\"",
        "{{ 7*7 }}{% raw %}",
        "]]]]><![CDATA[>",
        "\\u003c",
    ),
    *("\u202eevil", "emoji 🗞️", "<?xml version='1.0'?>", "</title>", "\ufeffmark", "nul&#0;l"),
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_titles_are_text_everywhere(newsroom: Newsroom, hostile: str) -> None:
    # Escaped, for YAML folds a raw U+2028; but the escapes of JSON for emoji are none in TOML.
    quoted = json.dumps(hostile, ensure_ascii=max(hostile) < "\U00010000")
    newsroom.config(f"tagline = {quoted}", "[publisher]", f"name = {quoted}")
    newsroom.article(
        "vote",
        hostile,
        title=quoted,
        section="local",
        tags=f'[tag, {quoted[:-1]} tag"]',
        authors=f'[{quoted[:-1]} author"]',
        summary=quoted,
        standfirst=quoted,
    )
    expected = " ".join(hostile.split())

    newsroom.build()

    for form in FORMS:
        feed = read_feed(newsroom, "/", form)
        assert [each.title for each in feed.entries] == [expected]
    for path, data in newsroom.files().items():
        text = data.decode("utf-8") if path.endswith((".html", ".xml", ".json", ".txt")) else ""
        assert "<script>alert" not in text
        if path.endswith(".xml"):
            ElementTree.fromstring(text)
        elif path.endswith(".json"):
            json.loads(text)
        for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S):
            json.loads(script)
            assert not set("<>&'\u2028") & set(script)
    assert article_ld(newsroom)["headline"] == expected


def article_ld(newsroom: Newsroom, url: str = "/2026/05/01/vote/") -> dict[str, Any]:
    script = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', newsroom.page(url), re.DOTALL
    )
    assert script
    found = [each for each in json.loads(script[1]) if each["@type"] == "NewsArticle"]
    assert len(found) == 1
    return dict(found[0])


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
