"""Files for machines: sitemaps, robots, headers, redirects and structured data."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.feed_reader import FORMS, read_feed
from tests.newsroom import Newsroom

SITE = "https://brief.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
REPOSITORY = Path(__file__).resolve().parents[1]


def sitemap(newsroom: Newsroom, url: str) -> dict[str, str | None]:
    """Addresses of a sitemap or of its index, with when they last changed."""
    root = ElementTree.fromstring(newsroom.page(url))
    return {
        (each.findtext(f"{SITEMAP}loc") or ""): each.findtext(f"{SITEMAP}lastmod") for each in root
    }


def day(text: str) -> str:
    return f"{text}T00:00:00+02:00"


def article_ld(newsroom: Newsroom, url: str = "/2026/05/01/vote/") -> dict[str, Any]:
    script = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', newsroom.page(url), re.DOTALL
    )
    assert script
    found = [each for each in json.loads(script[1]) if each["@type"] == "NewsArticle"]
    assert len(found) == 1
    return dict(found[0])


def test_the_index_of_the_sitemap_lists_parts_that_are_there(newsroom: Newsroom) -> None:
    newsroom.article("old", date="2024-07-01")
    newsroom.article("new", date="2026-05-02")

    newsroom.build()

    assert sitemap(newsroom, "/sitemap.xml") == {
        f"{SITE}/sitemap-pages.xml": day("2026-05-02"),
        f"{SITE}/sitemap-2026.xml": day("2026-05-02"),
        f"{SITE}/sitemap-2024.xml": day("2024-07-01"),
        f"{SITE}/sitemap-news.xml": day("2026-05-02"),
    }
    assert sitemap(newsroom, "/sitemap-2024.xml") == {f"{SITE}/2024/07/01/old/": day("2024-07-01")}


def test_every_page_that_may_be_indexed_is_in_the_sitemap_once(newsroom: Newsroom) -> None:
    newsroom.config("[page_sizes]", "list = 1")
    for number in (1, 2, 3):
        newsroom.article(f"vote-{number}", section="local", tags="[money]", authors="[ada]")
    newsroom.article("hidden", noindex="true")
    newsroom.write("content/pages/about.md", "---\ntitle: A\n---\n\nWe.\n")
    newsroom.write("content/pages/legal.md", "---\ntitle: L\nnoindex: true\n---\n\nWe.\n")

    newsroom.build(base_url=f"{SITE}/news")

    listed = [
        url
        for part in sitemap(newsroom, "/sitemap.xml")
        if "news.xml" not in part  # which repeats what is new
        for url in sitemap(newsroom, part.removeprefix(f"{SITE}/news"))
    ]
    fronts = {url for url in newsroom.urls() if "/page/" not in url}
    left_out = {"/404.html", "/legal/", "/2026/05/01/hidden/"}
    assert sorted(listed) == sorted(f"{SITE}/news{url}" for url in fronts - left_out)


@pytest.mark.parametrize(
    ("matter", "changed"),
    [
        ({}, "2026-05-01"),
        ({"updated": "2026-05-03"}, "2026-05-03"),
        ({"corrections": "[{date: 2026-05-04, text: It was two.}]"}, "2026-05-04"),
        (
            {"updated": "2026-05-06", "corrections": "[{date: 2026-05-04, text: It was two.}]"},
            "2026-05-06",
        ),
        ({"updated": "2026-04-01"}, "2026-05-01"),
    ],
)
def test_lastmod_is_when_a_story_was_published_updated_or_corrected(
    newsroom: Newsroom, matter: dict[str, str], changed: str
) -> None:
    newsroom.article("vote", date="2026-05-01", section="local", tags="[money]", **matter)
    newsroom.article("older", date="2026-04-30", section="world")

    newsroom.build()

    assert sitemap(newsroom, "/sitemap-2026.xml")[f"{SITE}/2026/05/01/vote/"] == day(changed)
    pages = sitemap(newsroom, "/sitemap-pages.xml")
    for url in ("/", "/local/", "/tags/money/", "/2026/05/01/", "/2026/"):
        assert pages[f"{SITE}{url}"] == day(changed)
    for url in ("/world/", "/2026/04/30/", "/2026/04/"):
        assert pages[f"{SITE}{url}"] == day("2026-04-30")


def test_a_page_without_a_date_has_no_lastmod(newsroom: Newsroom) -> None:
    newsroom.write("content/pages/about.md", "---\ntitle: A\n---\n\nWe.\n")
    newsroom.write("content/pages/dated.md", "---\ntitle: D\nupdated: 2026-05-03\n---\n\nWe.\n")

    newsroom.build()

    pages = sitemap(newsroom, "/sitemap-pages.xml")
    assert pages[f"{SITE}/about/"] is None
    assert pages[f"{SITE}/dated/"] == day("2026-05-03")


def test_a_year_of_many_stories_is_cut_from_the_oldest_up(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.link.routes.SITEMAP_SIZE", 2)
    monkeypatch.setattr("dateline.render.indexed.SITEMAP_SIZE", 2)
    for number in range(1, 6):
        newsroom.article(f"vote-{number}", date=f"2026-05-0{number}")

    newsroom.build()

    parts = [url.removeprefix(SITE) for url in sitemap(newsroom, "/sitemap.xml") if "-2026" in url]
    names = [
        [url.rstrip("/").rpartition("/")[2] for url in sitemap(newsroom, part)] for part in parts
    ]
    assert parts == ["/sitemap-2026.xml", "/sitemap-2026-2.xml", "/sitemap-2026-3.xml"]
    assert names == [["vote-1", "vote-2"], ["vote-3", "vote-4"], ["vote-5"]]


def test_pages_that_are_not_to_be_indexed_say_so(newsroom: Newsroom) -> None:
    newsroom.article("vote", noindex="true")
    newsroom.article("fire")

    newsroom.build()

    said = '<meta name="robots" content="noindex">'
    assert {url for url in newsroom.urls() if said in newsroom.page(url)} == {
        "/404.html",
        "/2026/05/01/vote/",
    }


def test_robots_lead_to_the_sitemap(newsroom: Newsroom) -> None:
    newsroom.build()

    assert newsroom.page("/robots.txt").splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://brief.example/sitemap.xml",
    ]


def headers(text: str) -> dict[str, dict[str, str]]:
    """Patterns of a `_headers` file with their headers."""
    found: dict[str, dict[str, str]] = {}
    values: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            values[name] = value
        elif line:
            values = found[line] = {}
    return found


def test_headers_are_the_ones_in_netlify_toml(newsroom: Newsroom) -> None:
    netlify = tomllib.loads((REPOSITORY / "netlify.toml").read_text("utf-8"))

    newsroom.build()

    ours = headers(newsroom.page("/_headers"))
    assert {each["for"]: each["values"] for each in netlify["headers"]}.items() <= ours.items()


def test_feeds_are_sent_as_what_they_are(newsroom: Newsroom) -> None:
    newsroom.config("[feeds]", "rss = false")

    newsroom.build(base_url=f"{SITE}/news")

    ours = headers(newsroom.page("/_headers"))
    assert {pattern: values for pattern, values in ours.items() if "feed" in pattern} == {
        "/news/*feed.xml": {"Content-Type": "application/atom+xml; charset=utf-8"},
        "/news/*feed.json": {"Content-Type": "application/feed+json; charset=utf-8"},
    }
    assert "/news/*rss.xml" not in ours


@pytest.mark.parametrize("how", ["option", "configuration"])
def test_search_engines_are_asked_to_leave_a_preview_out(newsroom: Newsroom, how: str) -> None:
    newsroom.article("vote", tags="[money]")
    if how == "configuration":
        newsroom.config("noindex = true")

    newsroom.build(noindex=how == "option")

    said = '<meta name="robots" content="noindex">'
    assert [url for url in newsroom.urls() if said not in newsroom.page(url)] == []
    assert newsroom.page("/robots.txt") == "User-agent: *\nDisallow: /\n"
    assert headers(newsroom.page("/_headers"))["/*"]["X-Robots-Tag"] == "noindex"


def test_a_site_after_its_preview_is_open_again(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.build()
    before = newsroom.files()

    newsroom.build(noindex=True)
    newsroom.build()

    assert newsroom.files() == before


def test_files_that_are_kept_for_ever_have_their_digest_in_the_name(newsroom: Newsroom) -> None:
    newsroom.write("content/map.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    newsroom.article("vote", "![map](map.svg)")
    newsroom.build()
    before = set(newsroom.files())

    newsroom.write("content/map.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="5"/>')
    newsroom.write("assets/css/site.css", "p { color: red }")
    newsroom.build()

    changed = before ^ set(newsroom.files())
    assert len([path for path in changed if path.startswith("assets/media/map-")]) == 2
    assert len([path for path in changed if path.startswith("assets/css/site-")]) == 2


def test_structured_data_says_what_search_engines_ask_for(newsroom: Newsroom) -> None:
    newsroom.write("static/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    newsroom.config(
        *("[publisher]", 'name = "The Publisher"', 'logo = "logo.svg"'),
    )
    newsroom.write("content/pages/corrections-policy.md", "---\ntitle: C\n---\n\nWe.\n")
    newsroom.article(
        "vote",
        title="The vote",
        section="local",
        tags="[money]",
        authors="[Ada Byron, World desk]",
        dateline="BUDAPEST",
        updated="2026-05-03 10:00",
        date="2026-05-01 09:00",
        image="{src: /logo.svg, alt: Logo}",
        corrections="[{date: 2026-05-02, text: It was *two*.}]",
    )

    newsroom.build(base_url=f"{SITE}/news")

    data = article_ld(newsroom)
    assert data["headline"] == "The vote"
    assert data["datePublished"] == "2026-05-01T09:00:00+02:00"
    assert data["dateModified"] == "2026-05-03T10:00:00+02:00"
    assert [(each["@type"], each["name"], each["url"]) for each in data["author"]] == [
        ("Person", "Ada Byron", f"{SITE}/news/authors/ada-byron/"),
        ("Organization", "World desk", f"{SITE}/news/authors/world-desk/"),
    ]
    assert data["image"] == [f"{SITE}/news/logo.svg"]
    assert data["publisher"]["@type"] == "NewsMediaOrganization"
    assert data["publisher"]["name"] == "The Publisher"
    assert data["publisher"]["logo"]["url"] == f"{SITE}/news/logo.svg"
    assert data["publisher"]["correctionsPolicy"] == f"{SITE}/news/corrections-policy/"
    assert data["mainEntityOfPage"] == f"{SITE}/news/2026/05/01/vote/"
    assert data["articleSection"] == "Local"
    assert data["dateline"] == "BUDAPEST"
    assert data["correction"][0]["text"] == "It was two."


def test_structured_data_is_whole_without_author_picture_and_update(newsroom: Newsroom) -> None:
    newsroom.article("vote")

    newsroom.build()

    data = article_ld(newsroom)
    assert data["author"][0]["name"] == "The Test Brief"
    assert data["image"][0].startswith(f"{SITE}/assets/images/publisher-")
    assert data["dateModified"] == data["datePublished"]
    assert datetime.fromisoformat(data["datePublished"]).utcoffset()


def test_the_canonical_address_of_a_reprint_is_the_original(newsroom: Newsroom) -> None:
    newsroom.article("vote", canonical="https://elsewhere.example/vote")

    newsroom.build()

    link = '<link rel="canonical" href="https://elsewhere.example/vote">'
    assert link in newsroom.page("/2026/05/01/vote/")
    assert article_ld(newsroom)["mainEntityOfPage"] == "https://elsewhere.example/vote"


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
