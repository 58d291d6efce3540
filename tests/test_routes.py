"""Routes: every address of a site, and what stands at it."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from tests.newsroom import Newsroom

SIZES = ("[page_sizes]", "home = 3", "list = 2", "feed = 3", "term_feed = 2")


def stories(newsroom: Newsroom, page: str) -> list[str]:
    """Paths of the stories that a page's main part leads to, each once, in their order."""
    main = newsroom.page(page).partition("<main")[2].partition("</main>")[0]
    found = re.findall(r'href="(/\d{4}/\d\d/\d\d/[^"/]+/)"', main)
    return list(dict.fromkeys(found))


def story(day: int, month: int = 5) -> str:
    return f"/2026/{month:02}/{day:02}/story-{day}/"


def write_days(newsroom: Newsroom, count: int, **matter: str) -> None:
    """Write one story a day from 1 May 2026 on."""
    for day in range(1, count + 1):
        newsroom.article(f"story-{day}", date=f"2026-05-{day:02} 09:00", **matter)


def linked(newsroom: Newsroom, page: str, rel: str) -> str | None:
    found = re.search(rf'<a rel="{rel}" href="([^"]*)"', newsroom.page(page))
    return found[1] if found else None


def trail(newsroom: Newsroom, page: str) -> list[str]:
    """Addresses of a page's structured breadcrumbs."""
    for text in re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', newsroom.page(page), re.DOTALL
    ):
        data = json.loads(text)
        for each in data if isinstance(data, list) else [data]:
            if each["@type"] == "BreadcrumbList":
                return [item["item"] for item in each["itemListElement"]]
    return []


def test_a_site_has_these_addresses_and_no_others(newsroom: Newsroom) -> None:
    newsroom.article("budget-vote", section="politics", tags="[money]", authors="[ada]")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    newsroom.write("content/pages/help/contact.md", "---\ntitle: Contact\n---\n\nWe.\n")

    newsroom.build()

    feeds = {"feed.xml", "rss.xml", "feed.json"}
    assert newsroom.urls() == {
        *("/", "/404.html", "/tags/", "/authors/", "/archives/", "/about/", "/help/contact/"),
        *("/2026/", "/2026/05/", "/2026/05/01/", "/2026/05/01/budget-vote/"),
        *("/politics/", "/tags/money/", "/authors/ada/"),
    }
    others = {path for path in newsroom.files() if not path.endswith(".html")}
    assert {path for path in others if not path.startswith("assets/")} == {
        *(f"{folder}{feed}" for folder in ("", "politics/", "tags/money/") for feed in feeds),
        *(f"authors/ada/{feed}" for feed in feeds),
        *("sitemap.xml", "sitemap-pages.xml", "sitemap-2026.xml", "sitemap-news.xml"),
        *("robots.txt", "_redirects", "_headers"),
    }


def test_a_site_without_articles_has_pages_and_no_feeds(newsroom: Newsroom) -> None:
    newsroom.build()

    assert newsroom.urls() == {"/", "/404.html", "/tags/", "/authors/", "/archives/"}
    assert not [path for path in newsroom.files() if "feed" in path or "rss" in path]


def test_the_home_page_holds_the_newest_and_names_the_month_that_goes_on(
    newsroom: Newsroom,
) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, 5)

    newsroom.build()

    assert stories(newsroom, "/") == [story(5), story(4), story(3)]
    assert '<a href="/2026/05/">' in newsroom.page("/")


def test_the_home_page_names_the_month_of_the_first_story_that_is_not_on_it(
    newsroom: Newsroom,
) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, 3)
    newsroom.article("older", date="2025-11-30")

    newsroom.build()

    assert '<a href="/2025/11/">' in newsroom.page("/")


def test_the_home_page_of_a_small_site_has_no_earlier(newsroom: Newsroom) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, 3)

    newsroom.build()

    assert "Earlier" not in newsroom.text("/")


@pytest.mark.parametrize(
    ("featured", "first"), [(None, 5), (4, 4), (3, 3), (2, 5)], ids=["none", "2nd", "3rd", "old"]
)
def test_a_featured_story_leads_while_it_is_among_the_newest(
    newsroom: Newsroom, featured: int | None, first: int
) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, 5)
    if featured:
        newsroom.article(f"story-{featured}", date=f"2026-05-{featured:02} 09:00", featured="true")

    newsroom.build()

    assert stories(newsroom, "/")[0] == story(first)
    assert sorted(stories(newsroom, "/")) == [story(3), story(4), story(5)]


KINDS = {
    "section": ("/local/", {"section": "local"}),
    "tag": ("/tags/front-page/", {"tags": "[front-page]"}),
    "author": ("/authors/desk-page/", {"authors": "[desk-page]"}),
}


@pytest.mark.parametrize(("front", "matter"), KINDS.values(), ids=KINDS.keys())
def test_lists_are_numbered_from_the_oldest_page_up(
    newsroom: Newsroom, front: str, matter: dict[str, str]
) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, 7, **matter)

    newsroom.build()

    assert stories(newsroom, front) == [story(7), story(6), story(5)]
    assert stories(newsroom, f"{front}page/2/") == [story(4), story(3)]
    assert stories(newsroom, f"{front}page/1/") == [story(2), story(1)]
    assert not (newsroom.output / f"{front[1:]}page/3").exists()


@pytest.mark.parametrize(("front", "matter"), KINDS.values(), ids=KINDS.keys())
def test_pages_of_a_list_lead_to_each_other(
    newsroom: Newsroom, front: str, matter: dict[str, str]
) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, 7, **matter)

    newsroom.build()

    pages = [front, f"{front}page/2/", f"{front}page/1/"]
    nav = [
        re.findall(r'<nav class="pager.*?</nav>', newsroom.page(url), re.DOTALL) for url in pages
    ]
    links = [set(re.findall(r'href="([^"]*)"', " ".join(each))) for each in nav]
    assert links == [{pages[1]}, {pages[0], pages[2]}, {pages[1]}]


@pytest.mark.parametrize(("front", "matter"), KINDS.values(), ids=KINDS.keys())
def test_a_full_page_never_changes_when_a_story_is_added(
    newsroom: Newsroom, front: str, matter: dict[str, str]
) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, 7, **matter)
    newsroom.build()
    full = newsroom.page(f"{front}page/1/")

    for day in range(8, 12):
        write_days(newsroom, day, **matter)
        report = newsroom.build()
        assert f"{front[1:]}page/1/index.html" not in report.written
        assert newsroom.page(f"{front}page/1/") == full


@pytest.mark.parametrize(("front", "matter"), KINDS.values(), ids=KINDS.keys())
def test_the_newest_full_page_changes_only_where_it_leads_when_one_more_is_full(
    newsroom: Newsroom, front: str, matter: dict[str, str]
) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, 5, **matter)
    newsroom.build()
    before = newsroom.page(f"{front}page/1/")

    write_days(newsroom, 6, **matter)
    newsroom.build()

    after = newsroom.page(f"{front}page/1/")
    assert after == before.replace(
        f'rel="prev" href="{front}"', f'rel="prev" href="{front}page/2/"'
    )


@pytest.mark.parametrize("count", range(1, 9))
def test_each_story_is_on_one_page_of_its_list(newsroom: Newsroom, count: int) -> None:
    newsroom.config(*SIZES)
    write_days(newsroom, count, section="local")

    newsroom.build()

    pages = ["/local/", *(url for url in newsroom.urls() if url.startswith("/local/page/"))]
    found = [url for page in pages for url in stories(newsroom, page)]
    assert sorted(found) == [story(day) for day in range(1, count + 1)]


def test_archives_go_by_year_month_and_day(newsroom: Newsroom) -> None:
    newsroom.article("a", date="2024-02-29")
    newsroom.article("b", date="2026-01-31 23:59")
    newsroom.article("c", date="2026-05-01 00:00")
    newsroom.article("d", date="2026-05-01 10:00")

    newsroom.build()

    assert stories(newsroom, "/2024/02/29/") == ["/2024/02/29/a/"]
    assert stories(newsroom, "/2026/05/01/") == ["/2026/05/01/d/", "/2026/05/01/c/"]
    assert stories(newsroom, "/2026/05/") == ["/2026/05/01/d/", "/2026/05/01/c/"]
    assert stories(newsroom, "/2026/01/") == ["/2026/01/31/b/"]
    for url in ("/2024/", "/2026/", "/2024/02/", "/2026/01/", "/2026/05/"):
        assert f'href="{url}"' in newsroom.page("/archives/")


@pytest.mark.parametrize(
    ("url", "before", "after"),
    [
        ("/2026/05/01/", "/2026/01/31/", None),
        ("/2026/01/31/", "/2024/02/29/", "/2026/05/01/"),
        ("/2024/02/29/", None, "/2026/01/31/"),
        ("/2026/01/", "/2024/02/", "/2026/05/"),
        ("/2026/", "/2024/", None),
        ("/2024/", None, "/2026/"),
    ],
)
def test_periods_lead_to_the_ones_beside_them_that_have_stories(
    newsroom: Newsroom, url: str, before: str | None, after: str | None
) -> None:
    for date in ("2024-02-29", "2026-01-31 23:59", "2026-05-01 00:00"):
        newsroom.article(f"story-{date[:4]}-{date[5:7]}", date=date)

    newsroom.build()

    assert (linked(newsroom, url, "prev"), linked(newsroom, url, "next")) == (before, after)


def test_a_day_has_the_same_way_up_for_readers_and_machines(newsroom: Newsroom) -> None:
    newsroom.article("a", date="2026-05-01")

    newsroom.build()

    way = ["/", "/archives/", "/2026/", "/2026/05/", "/2026/05/01/"]
    assert trail(newsroom, "/2026/05/01/") == [f"https://brief.example{path}" for path in way]
    head = newsroom.page("/2026/05/01/").partition("<main")[2].partition("</h1>")[0]
    assert re.findall(r'href="([^"]*)"', head) == way[:-1]


def test_stories_lead_to_the_ones_before_and_after_them_in_their_section(
    newsroom: Newsroom,
) -> None:
    for day, section in enumerate(("local", "world", "local", "world", "local"), 1):
        newsroom.article(f"story-{day}", date=f"2026-05-{day:02}", section=section)

    newsroom.build()

    beside = {
        day: (linked(newsroom, story(day), "prev"), linked(newsroom, story(day), "next"))
        for day in range(1, 6)
    }
    assert beside == {
        1: (None, story(3)),
        2: (None, story(4)),
        3: (story(1), story(5)),
        4: (story(2), None),
        5: (story(3), None),
    }


def test_of_two_stories_at_one_time_the_slug_decides(newsroom: Newsroom) -> None:
    for slug in ("beta", "alpha", "gamma"):
        newsroom.article(slug, date="2026-05-01 09:00")

    newsroom.build()

    assert stories(newsroom, "/2026/05/01/") == [
        f"/2026/05/01/{slug}/" for slug in ("gamma", "beta", "alpha")
    ]


def test_an_update_does_not_move_a_story(newsroom: Newsroom) -> None:
    newsroom.article("old", date="2026-05-01", updated="2026-05-20")
    newsroom.article("new", date="2026-05-02")

    newsroom.build()

    assert stories(newsroom, "/") == ["/2026/05/02/new/", "/2026/05/01/old/"]


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/{year}/{month}/{day}/{slug}/", "/2026/05/01/budget-vote/"),
        ("/{slug}/", "/budget-vote/"),
        ("/{section}/{slug}/", "/politics/budget-vote/"),
        ("/news/{year}-{month}-{day}/{slug}/", "/news/2026-05-01/budget-vote/"),
        ("/{year}/{slug}-{section}/", "/2026/budget-vote-politics/"),
    ],
)
def test_the_permalink_pattern_makes_the_address(
    newsroom: Newsroom, pattern: str, url: str
) -> None:
    newsroom.config(f'permalink = "{pattern}"')
    newsroom.article("budget-vote", section="politics")
    newsroom.article("fire", "See [the vote](budget-vote).", section="local")

    newsroom.build()

    assert "<h1>Budget vote</h1>" in newsroom.page(url)
    for page in ("/", "/politics/", "/2026/05/01/", "/feed.xml", "/sitemap-2026.xml"):
        assert f'{url}"' in newsroom.page(page) or f"{url}<" in newsroom.page(page)


def test_every_address_of_a_site_below_a_path_starts_with_it(newsroom: Newsroom) -> None:
    newsroom.write("static/images/map.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    newsroom.article("fire", section="local", tags="[sea]", authors="[ada]", date="2026-05-02")
    newsroom.article(
        "budget-vote",
        "[a](/about/) [b](fire) [c](/tags/sea/) [d](#note) <a href='/about/'>e</a>\n\n## Note\n\n"
        "![map](/images/map.svg)\n\nText[^1].\n\n[^1]: With [a link](/local/).",
        section="local",
        aliases="[/old/vote/]",
        image="{src: /images/map.svg, alt: A map}",
    )
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\n[home](/)\n")

    newsroom.build(base_url="https://brief.example/our/news/")

    seen = 0
    for path, data in newsroom.files().items():
        if path.endswith((".html", ".xml", ".json")):
            for url in re.findall(r'(?:href|src)=\\?["\'](.*?)\\?["\']', unescape(data.decode())):
                seen += 1
                assert url.startswith(
                    ("/our/news/", "https://brief.example/our/news/", "#", "mailto:")
                ), f"{path}: {url}"
    assert seen > 200
    assert newsroom.page("/_redirects") == (
        "/our/news/old/vote/ /our/news/2026/05/01/budget-vote/ 301\n"
    )
    assert "Sitemap: https://brief.example/our/news/sitemap.xml" in newsroom.page("/robots.txt")
    assert "\n/our/news/assets/*\n" in newsroom.page("/_headers")


@pytest.mark.parametrize(
    ("section", "title"),
    [("local", "Local"), ("world", "The world")],
)
def test_configured_sections_have_pages_also_while_they_are_empty(
    newsroom: Newsroom, section: str, title: str
) -> None:
    newsroom.config(
        *("[[sections]]", 'slug = "world"', 'title = "The world"'),
        *("[[sections]]", 'slug = "local"', 'title = "Local"'),
    )

    newsroom.build()

    assert f"<h1>{title}</h1>" in newsroom.page(f"/{section}/")
    assert not (newsroom.output / section / "feed.xml").exists()


def test_translations_find_each_other_by_the_name_of_the_original(newsroom: Newsroom) -> None:
    newsroom.article("budget-vote")
    newsroom.article("koltsegvetes", lang="hu", translation_of="Budget vote")

    newsroom.build()

    assert 'hreflang="hu" href="' in newsroom.page("/2026/05/01/budget-vote/")
    assert 'hreflang="en" href="' in newsroom.page("/2026/05/01/koltsegvetes/")
