"""Live coverage: a folder of timed entries is one page, and an ordinary article when it ends."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from tests.acting import Page
from tests.desk import rendered
from tests.feed_rules import ATOM, faults
from tests.newsroom import Dateline, Newsroom, place
from tests.test_machine_files import sitemap
from tests.test_structured_data import told

SITE = "https://brief.example"
NIGHT = "/2026/05/31/election-night/"
FOLDER = "content/politics/2026-05-31-election-night"


def write_coverage(newsroom: Newsroom, live: str = "true", **matter: str) -> None:
    matter = {"title": "Election night", "date": "2026-05-31 18:00", "live": live, **matter}
    lines = "\n".join(f"{key}: {value}" for key, value in matter.items())
    newsroom.write(f"{FOLDER}/index.md", f"---\n{lines}\n---\n\nThe polls have closed.\n")


def write_entry(
    newsroom: Newsroom, name: str, time: str, body: str = "So it is.", **matter: str
) -> None:
    matter = {"date": f"2026-05-31 {time}", **matter}
    lines = "\n".join(f"{key}: {value}" for key, value in matter.items())
    newsroom.write(f"{FOLDER}/live/{name}.md", f"---\n{lines}\n---\n\n{body}\n")


def write_night(newsroom: Newsroom, live: str = "true") -> None:
    write_coverage(newsroom, live)
    write_entry(newsroom, "polls-close", "20:00", "Nobody queues any more.", title="Polls close")
    write_entry(newsroom, "turnout", "20:30", "Turnout was 61 per cent.")
    write_entry(
        newsroom, "concession", "23:10", "She conceded.", title="Ann concedes", authors="[Ben]"
    )


def anchors(newsroom: Newsroom) -> list[str]:
    return re.findall(r'<article class="live-entry" id="([^"]*)"', newsroom.page(NIGHT))


def test_entries_are_one_page_newest_first(newsroom: Newsroom) -> None:
    write_night(newsroom)

    newsroom.build()

    assert anchors(newsroom) == ["live_concession", "live_turnout", "live_polls-close"]
    page = newsroom.page(NIGHT)
    assert page.index("The polls have closed.</p>") < page.index("She conceded.</p>")
    assert {url for url in newsroom.urls() if "election" in url} == {NIGHT}
    assert not [path for path in newsroom.files() if "/live/" in path]


def test_the_page_has_the_name_and_the_section_of_its_folder(newsroom: Newsroom) -> None:
    write_night(newsroom)

    newsroom.build()

    assert f'href="{NIGHT}"' in newsroom.page("/politics/")


def test_each_entry_has_its_time_for_a_link(newsroom: Newsroom) -> None:
    write_night(newsroom)

    newsroom.build()

    entry = newsroom.page(NIGHT).partition('id="live_polls-close"')[2]
    assert '<a href="#live_polls-close"><time datetime="2026-05-31T20:00:00+02:00">' in entry
    assert "Polls close" in entry


def test_it_is_marked_as_live_where_it_stands(newsroom: Newsroom) -> None:
    write_night(newsroom)
    newsroom.build()
    assert all('class="live-mark"' in newsroom.page(url) for url in ("/", NIGHT, "/politics/"))

    write_coverage(newsroom, "{end: 2026-05-31 23:59}")
    newsroom.build()

    assert not [url for url in newsroom.urls() if 'class="live-mark"' in newsroom.page(url)]


def test_search_engines_are_told_of_a_live_blog(newsroom: Newsroom) -> None:
    write_night(newsroom, "{start: 2026-05-31 19:30, end: 2026-06-01 13:00}")

    newsroom.build()

    data = told(newsroom, NIGHT)[0]
    assert data["@type"] == "LiveBlogPosting"
    assert data["coverageStartTime"] == "2026-05-31T19:30:00+02:00"
    assert data["coverageEndTime"] == "2026-06-01T13:00:00+02:00"
    first, second, third = data["liveBlogUpdate"]
    assert first["headline"] == "Ann concedes"
    assert first["url"] == f"{SITE}{NIGHT}#live_concession"
    assert first["datePublished"] == "2026-05-31T23:10:00+02:00"
    assert first["articleBody"] == "She conceded."
    assert first["author"][0]["name"] == "Ben"
    assert second["headline"] == "Turnout was 61 per cent."
    assert third["headline"] == "Polls close"


def test_when_it_ends_it_is_an_ordinary_article_told_from_the_beginning(newsroom: Newsroom) -> None:
    write_night(newsroom, "{end: 2026-06-01 12:00}")

    newsroom.build(as_of="2026-06-01 12:00")

    assert anchors(newsroom) == ["live_polls-close", "live_turnout", "live_concession"]
    data = told(newsroom, NIGHT)[0]
    assert data["@type"] == "NewsArticle"
    blog = data["hasPart"]
    assert blog["@type"] == "LiveBlogPosting"
    assert blog["coverageEndTime"] == "2026-06-01T12:00:00+02:00"
    assert len(blog["liveBlogUpdate"]) == 3


@pytest.mark.parametrize(
    ("as_of", "over"),
    [("2026-06-01 11:59:59", False), ("2026-06-01 12:00", True), ("2026-06-01 12:00:01", True)],
)
def test_a_build_notices_the_end(newsroom: Newsroom, as_of: str, over: bool) -> None:
    write_night(newsroom, "{end: 2026-06-01 12:00}")
    newsroom.build(as_of="2026-06-01 11:00")

    made = rendered(newsroom, as_of=as_of)

    assert (NIGHT in made) is over
    assert (anchors(newsroom)[0] == "live_polls-close") is over


def test_it_counts_as_updated_by_its_last_entry(newsroom: Newsroom) -> None:
    write_night(newsroom)
    newsroom.article("later", date="2026-05-31 19:00", section="politics")

    newsroom.build()

    last = "2026-05-31T23:10:00+02:00"
    assert told(newsroom, NIGHT)[0]["dateModified"] == last
    assert sitemap(newsroom, "/sitemap-2026.xml")[f"{SITE}{NIGHT}"] == last
    assert re.findall(r'class="card-title"><a href="([^"]*)"', newsroom.page("/politics/")) == [
        "/2026/05/31/later/",
        NIGHT,
    ]


def test_who_wrote_an_entry_stands_in_the_byline(newsroom: Newsroom) -> None:
    write_night(newsroom)
    write_coverage(newsroom, authors="[Ada]")

    newsroom.build()

    assert "By Ada and Ben" in newsroom.text(NIGHT)
    assert f'href="{NIGHT}"' in newsroom.page("/authors/ben/")


def test_its_feed_has_an_entry_for_each(newsroom: Newsroom) -> None:
    write_night(newsroom)

    newsroom.build()

    feed = ElementTree.fromstring(newsroom.page(f"{NIGHT}feed.xml"))
    entries = feed.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}title") for each in entries] == [
        "Ann concedes",
        "Turnout was 61 per cent.",
        "Polls close",
    ]
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == 3
    assert f'href="{SITE}{NIGHT}feed.xml"' in newsroom.page(NIGHT)
    for form in ("feed.xml", "rss.xml", "feed.json"):
        assert faults(newsroom.files()[f"{NIGHT[1:]}{form}"]) == []


def test_the_sites_feed_has_the_whole_of_it_in_one_entry(newsroom: Newsroom) -> None:
    write_night(newsroom)

    newsroom.build()

    (item,) = json.loads(newsroom.page("/feed.json"))["items"]
    assert "The polls have closed." in item["content_html"]
    assert "Turnout was 61 per cent." in item["content_html"]


def test_feeds_of_live_coverage_can_be_off(newsroom: Newsroom) -> None:
    newsroom.config("[feeds]", "live = false")
    write_night(newsroom)

    newsroom.build()

    assert not [path for path in newsroom.files() if path.startswith(f"{NIGHT[1:]}feed")]


@pytest.mark.parametrize("matter", [{"draft": "true"}, {"date": "2026-06-01 12:00:01"}], ids=str)
def test_an_entry_that_is_not_out_leaves_no_trace(
    newsroom: Newsroom, matter: dict[str, str]
) -> None:
    write_night(newsroom)
    newsroom.build()
    expected = newsroom.files()

    write_entry(newsroom, "held", "23:50", "Held.", title="Held", authors="[Zoe]", **matter)
    newsroom.build()

    assert newsroom.files() == expected


@pytest.mark.parametrize(
    ("as_of", "out"),
    [("2026-06-01 08:59:59", False), ("2026-06-01 09:00", True), ("2026-06-01 09:00:01", True)],
)
def test_an_entry_comes_out_at_its_time(newsroom: Newsroom, as_of: str, out: bool) -> None:
    write_night(newsroom)
    write_entry(newsroom, "morning", "", "Good morning.", date="2026-06-01 09:00")
    newsroom.build(as_of="2026-06-01 08:00")

    assert (NIGHT in rendered(newsroom, as_of=as_of)) is out
    assert ("live_morning" in anchors(newsroom)) is out


@pytest.mark.parametrize("live", ["true", "{end: 2026-06-01}"])
@pytest.mark.parametrize("matter", [{"draft": "true"}, {"expires": "2026-06-01"}], ids=str)
def test_entries_of_what_is_not_out_leave_no_trace(
    newsroom: Newsroom, live: str, matter: dict[str, str]
) -> None:
    newsroom.article("vote")
    newsroom.build()
    expected = newsroom.files()

    write_night(newsroom)
    write_coverage(newsroom, live, **matter)
    newsroom.build()

    assert newsroom.files() == expected


def test_ids_and_headings_of_entries_do_not_clash(newsroom: Newsroom) -> None:
    write_coverage(newsroom)
    body = "## The sum\n\nSee [above](#the-sum).[^1]\n\n### More\n\n{#map}\nText.\n\n[^1]: A note."
    for name in ("one", "two"):
        write_entry(newsroom, name, "20:00", body)

    newsroom.build()

    page = Page(newsroom.page(NIGHT))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {"live_one_the-sum", "live_two_the-sum", "live_one_map"} <= set(ids)
    links = [url for url in page.values("a", "href") if url.startswith("#live_one")]
    assert "#live_one_the-sum" in links
    assert {url[1:] for url in links} <= set(ids)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_pictures_and_links_start_from_the_entry(newsroom: Newsroom) -> None:
    write_night(newsroom)
    newsroom.article("vote", section="politics")
    newsroom.write(
        f"{FOLDER}/live/map.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>"
    )
    write_entry(newsroom, "map", "21:00", "![Map](map.svg) [vote](../../vote.md) [a](turnout.md)")

    newsroom.build()

    page = newsroom.page(NIGHT)
    assert re.search(r'<img src="/assets/media/map-\w+\.svg" width="4" height="3"', page)
    assert 'href="/2026/05/01/vote/"' in page
    assert f'href="{NIGHT}#live_turnout"' in page


@pytest.mark.parametrize(
    ("body", "matter", "where", "says"),
    [
        ("[x](gone)", {}, "5:5", "no article 'gone'"),
        ("x", {"date": "tomorrow"}, "2:7", "'tomorrow' is not a date"),
        ("x", {"tags": "[a]"}, "3:1", "unknown key 'tags'"),
    ],
)
def test_what_is_wrong_in_an_entry_is_told_in_its_file(
    newsroom: Newsroom, body: str, matter: dict[str, str], where: str, says: str
) -> None:
    write_coverage(newsroom)
    write_entry(newsroom, "one", "20:00", body, **matter)

    problem = (newsroom.warnings() if "tags" in matter else newsroom.errors())[0]

    assert (problem.path, place(problem)) == (f"{FOLDER}/live/one.md", where)
    assert says in problem.text


def test_an_entry_without_coverage_is_an_error_with_two_ways_out(newsroom: Newsroom) -> None:
    write_entry(newsroom, "one", "20:00")

    (error,) = newsroom.errors()

    assert error.path == f"{FOLDER}/live/one.md"
    assert f"write {FOLDER}/index.md" in error.hint


def test_an_entry_of_an_article_that_is_not_live_is_an_error(newsroom: Newsroom) -> None:
    write_coverage(newsroom, "false")
    write_entry(newsroom, "one", "20:00")

    (error,) = newsroom.errors()

    assert error.path == f"{FOLDER}/live/one.md"
    assert "live: true" in error.hint


def test_two_entries_with_one_place_are_an_error(newsroom: Newsroom) -> None:
    write_coverage(newsroom)
    write_entry(newsroom, "the sum", "20:00")
    write_entry(newsroom, "the-sum", "21:00")

    (error,) = newsroom.errors()

    assert error.text == f"has the place of {FOLDER}/live/the sum.md"


def test_live_coverage_must_be_a_folder(newsroom: Newsroom) -> None:
    newsroom.article("night", live="true")

    (error,) = newsroom.errors()

    assert (error.path, error.line) == ("content/night.md", 4)
    assert "move it to night/index.md" in error.hint


def test_an_end_before_the_start_is_an_error(newsroom: Newsroom) -> None:
    write_coverage(newsroom, "{start: 2026-05-31 20:00, end: 2026-05-31 19:00}")

    (error,) = newsroom.errors()

    assert error.text == "the end is before the start"


def test_coverage_without_entries_says_so(newsroom: Newsroom) -> None:
    write_coverage(newsroom)

    newsroom.build()

    assert "Nothing yet." in newsroom.text(NIGHT)
    assert told(newsroom, NIGHT)[0]["liveBlogUpdate"] == []


def test_an_entry_makes_its_page_and_what_shows_its_time_again(newsroom: Newsroom) -> None:
    newsroom.config("[related]", "count = 0", "[feeds]", "rss = false", "json = false")
    write_night(newsroom)
    newsroom.article("vote", section="politics", summary="S")
    newsroom.build()

    write_entry(newsroom, "turnout", "20:30", "Turnout was 62 per cent.")
    made = rendered(newsroom)

    feeds = ["/authors/ben/feed.xml", "/feed.xml", "/politics/feed.xml"]
    assert made == [NIGHT, f"{NIGHT}feed.xml", *feeds]


def test_entries_are_not_listed_as_articles(newsroom: Newsroom, dateline: Dateline) -> None:
    write_night(newsroom)

    assert newsroom.build().articles == 1
    found = dateline("list", "--json").data["articles"]
    assert [each["slug"] for each in found] == ["election-night"]
