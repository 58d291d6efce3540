"""Stories, and what the site's feeds say of them, alike for Atom, RSS and JSON Feed."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from xml.etree import ElementTree

from tests.feed_rules import ATOM, CONTENT, DC
from tests.newsroom import Newsroom

FORMS = ("atom", "rss", "json")


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
            found(each, f"{CONTENT}encoded"),
            [creator.text or "" for creator in each.findall(f"{DC}creator")],
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
