"""The rules of feeds and sitemaps, each with where it is written: what is wrong with a file.

Atom: RFC 4287. RSS 2.0: rssboard.org/rss-specification. JSON Feed 1.1: jsonfeed.org/version/1.1.
Sitemaps: sitemaps.org/protocol.html. News: developers.google.com, "Create a news sitemap".
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
RFC822 = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r" \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})"
)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

# How often each child may stand: least and most.
FEED = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("subtitle", "logo", "icon", "generator", "rights"), (0, 1)),
    **dict.fromkeys(("link", "author", "category", "entry"), (0, 10_000)),
}
ENTRY = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("published", "summary", "content", "rights"), (0, 1)),
    **dict.fromkeys(("link", "author", "category"), (0, 10_000)),
}
CHANNEL = {
    **dict.fromkeys(("title", "link", "description"), (1, 1)),
    **dict.fromkeys(("language", "lastBuildDate", "pubDate", "image"), (0, 1)),
    **dict.fromkeys((f"{ATOM}link", "item"), (0, 10_000)),
}
ITEM = {
    **dict.fromkeys(("guid", "pubDate", "title", "link"), (1, 1)),
    **dict.fromkeys(("description", f"{CONTENT}encoded", f"{ATOM}updated"), (0, 1)),
    **dict.fromkeys(("category", f"{DC}creator"), (0, 10_000)),
}
JSON_FEED = {
    *("version", "title", "home_page_url", "feed_url", "description", "icon", "favicon"),
    *("authors", "language", "expired", "hubs", "items", "next_url", "user_comment"),
}
JSON_ITEM = {
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image"),
    *("banner_image", "date_published", "date_modified", "authors", "tags", "language"),
    "attachments",
}


def faults(data: bytes) -> list[str]:
    """What is wrong with a feed or a sitemap, by the rules of its kind."""
    if data.startswith(b"{"):
        return list(_json_feed(data))
    root = ElementTree.fromstring(data)
    check = {
        f"{ATOM}feed": _atom,
        "rss": _rss,
        f"{SITEMAP}urlset": _sitemap,
        f"{SITEMAP}sitemapindex": _sitemap,
    }[root.tag]
    return list(check(root))


def _children(element: Element, allowed: dict[str, tuple[int, int]], space: str) -> Iterator[str]:
    found = Counter(each.tag for each in element)
    names = {space + name if "}" not in name else name: name for name in allowed}
    for tag in found.keys() - names.keys():
        yield f"{element.tag} may not hold {tag}"
    for tag, name in names.items():
        least, most = allowed[name]
        if not least <= found[tag] <= most:
            yield f"{element.tag} has {found[tag]} of {tag}"


def _atom(root: Element) -> Iterator[str]:
    yield from _children(root, FEED, ATOM)
    entries = root.findall(f"{ATOM}entry")
    own = [each.get("href", "") for each in root.findall(f"{ATOM}link[@rel='self']")]
    if len(own) != 1:
        yield "a feed has one link to itself"
    for element in (root, *entries):
        if element is not root:
            yield from _children(element, ENTRY, ATOM)
            if element.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
                yield "an entry has an author"
        yield from _not_dates(element, (f"{ATOM}updated", f"{ATOM}published"), RFC3339)
        yield from _not_absolute([element.findtext(f"{ATOM}id") or ""])
        links = element.findall(f"{ATOM}link")
        yield from _not_absolute(each.get("href", "") for each in links)
        kinds = Counter(
            (each.get("type"), each.get("hreflang"))
            for each in links
            if each.get("rel", "alternate") == "alternate"
        )
        if max(kinds.values(), default=0) > 1:
            yield "one alternate link of each type and language"
        for author in element.findall(f"{ATOM}author"):
            if not author.findtext(f"{ATOM}name"):
                yield "an author has a name"
    yield from _twice("id", [each.findtext(f"{ATOM}id") for each in entries])


def _rss(root: Element) -> Iterator[str]:
    if root.get("version") != "2.0" or [each.tag for each in root] != ["channel"]:
        yield "rss 2.0 holds one channel"
        return
    channel = root[0]
    yield from _children(channel, CHANNEL, "")
    yield from _not_absolute([channel.findtext("link") or ""])
    yield from _not_dates(channel, ("lastBuildDate", "pubDate"), RFC822)
    if not LANGUAGE.fullmatch(channel.findtext("language") or ""):
        yield "language"
    items = channel.findall("item")
    for item in items:
        yield from _children(item, ITEM, "")
        yield from _not_dates(item, ("pubDate",), RFC822)
        yield from _not_dates(item, (f"{ATOM}updated",), RFC3339)
        yield from _not_absolute([item.findtext("link") or ""])
        permalink = item.find("guid[@isPermaLink='true']")
        if permalink is not None and permalink.text != item.findtext("link"):
            yield "a guid that is a permalink leads to the item"
    yield from _twice("guid", [item.findtext("guid") for item in items])


def _json_feed(data: bytes) -> Iterator[str]:
    feed = json.loads(data)
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not feed.get("title"):
        yield "version and title"
    yield from (f"unknown {key}" for key in feed.keys() - JSON_FEED)
    yield from _not_absolute([feed["home_page_url"], feed["feed_url"]])
    for hub in feed.get("hubs", ()):
        if set(hub) != {"type", "url"}:
            yield "a hub has type and url"
    for item in feed["items"]:
        yield from _json_item(item)
    yield from _twice("id", [item["id"] for item in feed["items"]])


def _json_item(item: dict[str, Any]) -> Iterator[str]:
    yield from (f"unknown {key} in an item" for key in item.keys() - JSON_ITEM)
    if not isinstance(item.get("id"), str) or not item.get("content_html"):
        yield "an item has an id and content"
    yield from _not_absolute([item["url"]])
    for key in ("date_published", "date_modified"):
        if key in item and not RFC3339.fullmatch(item[key]):
            yield f"{key} {item[key]}"
    if not all(author.get("name") for author in item.get("authors", ())):
        yield "an author has a name"
    if not LANGUAGE.fullmatch(item["language"]):
        yield "language"


def _sitemap(root: Element) -> Iterator[str]:
    if not 1 <= len(root) <= 50_000:
        yield f"{len(root)} addresses"
    if len(root.findall(f".//{NEWS}news")) > 1_000:
        yield "a news sitemap has 1,000 stories at most"
    for each in root:
        names = [child.tag for child in each]
        if names not in (
            [f"{SITEMAP}loc"],
            [f"{SITEMAP}loc", f"{SITEMAP}lastmod"],
            [f"{SITEMAP}loc", f"{NEWS}news"],
        ):
            yield f"{names} in {each.tag}"
        yield from _not_dates(each, (f"{SITEMAP}lastmod",), RFC3339)
        yield from _not_absolute([each.findtext(f"{SITEMAP}loc") or ""])
        news = each.find(f"{NEWS}news")
        if news is not None:
            yield from _news(news)
    yield from _twice("loc", [each.findtext(f"{SITEMAP}loc") for each in root])


def _news(news: Element) -> Iterator[str]:
    if [each.tag for each in news] != [
        f"{NEWS}publication",
        f"{NEWS}publication_date",
        f"{NEWS}title",
    ]:
        yield "publication, publication_date, title"
    name = news.findtext(f"{NEWS}publication/{NEWS}name") or ""
    if not name or "(" in name:
        yield f"publication name '{name}'"
    language = news.findtext(f"{NEWS}publication/{NEWS}language") or ""
    if not re.fullmatch("zh-cn|zh-tw|[a-z]{2,3}", language):
        yield f"language '{language}'"
    if not news.findtext(f"{NEWS}title"):
        yield "a title"
    yield from _not_dates(news, (f"{NEWS}publication_date",), RFC3339)


def _not_dates(element: Element, tags: Iterable[str], form: re.Pattern[str]) -> Iterator[str]:
    for tag in tags:
        for each in element.findall(tag):
            if not form.fullmatch(each.text or ""):
                yield f"{tag} is {each.text}"
            elif form is RFC822:
                parsedate_to_datetime(each.text or "")


def _not_absolute(addresses: Iterable[str]) -> Iterator[str]:
    for each in addresses:
        parts = urlsplit(each)
        whole = parts.scheme in ("urn", "tag") or (parts.scheme and parts.netloc)
        if not whole or len(each) > 2048 or re.search(r"\s", each):
            yield f"'{each}' is no whole address"


def _twice(what: str, found: Iterable[str | None]) -> Iterator[str]:
    yield from (f"{what} {each} twice" for each, times in Counter(found).items() if times > 1)
