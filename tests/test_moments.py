"""Moments: what is held, what is out, what is gone, and that nothing of it shows too early."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.newsroom import Newsroom

SECRET = "Xylophonium"
FOLDED = SECRET.casefold().encode()


def write_secret(newsroom: Newsroom, **matter: str) -> Path:
    """A story with the secret word wherever a story can have a word."""
    newsroom.write(f"content/{SECRET}/{SECRET}.svg", f"<svg><title>{SECRET}</title></svg>")
    matter = {"date": "2026-05-01 09:00", **matter}
    return newsroom.article(
        f"{SECRET}-story",
        f"{SECRET} in the body.\n\n![{SECRET}]({SECRET}.svg)\n\n[^1] a {SECRET}.\n\n[^1]: {SECRET}",
        title=f"{SECRET} in the title",
        section=SECRET,
        tags=f"[{SECRET} tag, money]",
        authors=f"[{SECRET} Ada]",
        standfirst=SECRET,
        summary=SECRET,
        image=f"{{src: {SECRET}.svg, alt: {SECRET}, credit: {SECRET}}}",
        sources=f"[{{title: {SECRET}, url: 'https://{SECRET}.example/'}}]",
        corrections=f"[{{date: 2026-05-02, text: {SECRET}}}]",
        aliases=f"[/{SECRET}/]",
        extra=f"{{note: {SECRET}}}",
        **matter,
    )


def write_others(newsroom: Newsroom) -> None:
    for day in (1, 2, 3):
        newsroom.article(f"vote-{day}", date=f"2026-04-0{day}", tags="[money]", section="local")
    newsroom.write("data/tags.toml", f'[xylophonium-tag]\ntitle = "{SECRET}!"\n')
    newsroom.write("data/authors.toml", f'[xylophonium-ada]\nname = "{SECRET} Ada"\n')


def places(newsroom: Newsroom) -> list[str]:
    """Files whose name or bytes hold the secret."""
    return [
        path
        for path, data in newsroom.files().items()
        if FOLDED in data.lower() or FOLDED in path.lower().encode()
    ]


@pytest.mark.parametrize(
    "matter",
    [
        {"draft": "true"},
        {"draft": "yes", "embargo": "2020-01-01"},
        {"date": "2026-06-01 12:00:01"},
        {"date": "2026-06-01 15:00:01+05:00"},
        {"date": "2027-01-01"},
        {"embargo": "2026-06-01 12:00:01"},
        {"embargo": "2026-06-01T10:00:01Z"},
        {"expires": "2026-06-01 12:00"},
        {"expires": "2026-06-01T10:00:00Z"},
        {"expires": "2026-05-01 09:00"},
        {"date": "2030-01-01", "embargo": "2029-01-01"},
    ],
    ids=str,
)
def test_no_byte_of_the_site_knows_of_a_story_that_is_not_out(
    newsroom: Newsroom, matter: dict[str, str]
) -> None:
    write_others(newsroom)
    newsroom.build()
    expected = newsroom.files()
    write_secret(newsroom, **matter)

    newsroom.build()

    assert places(newsroom) == []
    assert newsroom.files() == expected


def test_the_secret_would_be_seen_if_it_were_out(newsroom: Newsroom) -> None:
    """Without this the test above could look for the wrong thing."""
    write_others(newsroom)
    write_secret(newsroom)

    newsroom.build()

    assert len(places(newsroom)) > 20


@pytest.mark.parametrize("change", ["draft: true", "expires: 2026-05-02", "embargo: 2026-07-01"])
def test_a_story_that_is_taken_back_leaves_no_trace(newsroom: Newsroom, change: str) -> None:
    write_others(newsroom)
    newsroom.build()
    expected = newsroom.files()
    path = write_secret(newsroom)
    newsroom.build()
    assert places(newsroom)
    path.write_text(path.read_text("utf-8").replace("---\n", f"---\n{change}\n", 1), "utf-8")

    newsroom.build()

    assert newsroom.files() == expected


HELD_AND_OUT = [(-1, False), (0, True), (1, True)]
STARTS = {
    "date": ({"date": "2026-05-01 09:00"}, "2026-05-01T07:00:00Z"),
    "date alone": ({"date": "2026-05-01"}, "2026-04-30T22:00:00Z"),
    "date with an offset": ({"date": "2026-05-01T09:00:00-09:30"}, "2026-05-01T18:30:00Z"),
    "embargo": ({"date": "2026-05-01", "embargo": "2026-05-03 06:00"}, "2026-05-03T04:00:00Z"),
    "summer time begins": ({"date": "2026-03-29 03:00"}, "2026-03-29T01:00:00Z"),
    "summer time ends, first": ({"date": "2026-10-25T02:30+02:00"}, "2026-10-25T00:30:00Z"),
    "summer time ends, second": ({"date": "2026-10-25T02:30+01:00"}, "2026-10-25T01:30:00Z"),
    "new year": ({"date": "2026-12-31 23:59:59"}, "2026-12-31T22:59:59Z"),
}


def at(moment: str, seconds: int) -> str:
    when = datetime.fromisoformat(moment).astimezone(UTC) + timedelta(seconds=seconds)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(("seconds", "out"), HELD_AND_OUT)
@pytest.mark.parametrize(("matter", "moment"), STARTS.values(), ids=STARTS.keys())
def test_a_story_is_out_from_its_second_on(
    newsroom: Newsroom, matter: dict[str, str], moment: str, seconds: int, out: bool
) -> None:
    newsroom.article("vote", tags="[money]", **matter)

    report = newsroom.build(as_of=at(moment, seconds))

    assert (report.articles == 1) is out
    assert (newsroom.output / "tags/money").exists() is out
    assert (newsroom.output / "feed.xml").exists() is out


@pytest.mark.parametrize(("seconds", "out"), [(-1, True), (0, False), (1, False)])
@pytest.mark.parametrize("moment", ["2026-05-01T07:00:00Z", "2026-10-25T00:30:00Z"])
def test_a_story_is_gone_from_the_second_it_expires(
    newsroom: Newsroom, moment: str, seconds: int, out: bool
) -> None:
    newsroom.article("vote", date="2026-01-01", expires=moment)

    assert (newsroom.build(as_of=at(moment, seconds)).articles == 1) is out


def test_an_hour_that_comes_twice_keeps_its_order(newsroom: Newsroom) -> None:
    for slug, date in {
        "first": "2026-10-25T02:40+02:00",
        "second": "2026-10-25T02:20+01:00",
        "third": "2026-10-25T02:50+01:00",
    }.items():
        newsroom.article(slug, date=date)

    newsroom.build(as_of="2026-10-26")

    feed = json.loads(newsroom.page("/feed.json"))
    assert [item["title"] for item in feed["items"]] == ["Third", "Second", "First"]
    sitemap = newsroom.page("/sitemap.xml")
    assert re.findall(r"<lastmod>(.*?)</lastmod>", sitemap) == 3 * ["2026-10-25T02:50:00+01:00"]


def test_in_the_hour_that_comes_twice_the_first_of_two_is_out_first(newsroom: Newsroom) -> None:
    newsroom.article("first", date="2026-10-25T02:40+02:00")
    newsroom.article("second", date="2026-10-25T02:20+01:00")

    newsroom.build(as_of="2026-10-25T02:10:00+01:00")

    assert "/2026/10/25/first/" in newsroom.urls()
    assert "/2026/10/25/second/" not in newsroom.urls()


@pytest.mark.parametrize(
    ("date", "url"),
    [
        ("2026-05-01T23:30:00Z", "/2026/05/02/vote/"),
        ("2026-05-01 23:30", "/2026/05/01/vote/"),
        ("2025-12-31T23:00:00Z", "/2026/01/01/vote/"),
        ("2026-05-01T00:30:00+14:00", "/2026/04/30/vote/"),
        ("2026-05-01T12:30:00-12:00", "/2026/05/02/vote/"),
    ],
)
def test_the_day_of_an_address_is_the_day_where_the_site_is(
    newsroom: Newsroom, date: str, url: str
) -> None:
    newsroom.article("vote", date=date)

    newsroom.build()

    assert "<h1>Vote</h1>" in newsroom.page(url)
    assert f'href="{url}"' in newsroom.page(url.removesuffix("vote/"))


def test_counts_lists_feeds_and_neighbours_agree_on_what_is_out(newsroom: Newsroom) -> None:
    for day in (1, 2, 3):
        newsroom.article(f"vote-{day}", date=f"2026-05-0{day} 09:00", tags="[money]", section="a")

    for count, moment in enumerate(("2026-05-01T07:00:00Z", "2026-05-02 09:00", "2026-05-03"), 1):
        newsroom.build(as_of=moment)
        out = min(count, 2)
        feed = json.loads(newsroom.page("/tags/money/feed.json"))
        assert len(feed["items"]) == out
        assert newsroom.page("/sitemap-2026.xml").count("<loc>") == out
        assert len([url for url in newsroom.urls() if "/vote-" in url]) == out
        assert "vote-3" not in newsroom.page("/2026/05/01/vote-1/")
        assert ("vote-2" in newsroom.page("/2026/05/01/vote-1/")) is (out == 2)


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ({"draft": "true"}, "is a draft"),
        ({"date": "2026-06-02"}, "is not out yet"),
        ({"embargo": "2026-06-02"}, "is not out yet"),
        ({"expires": "2026-05-02"}, "has expired"),
    ],
)
@pytest.mark.parametrize("how", ["link", "related"])
def test_who_leads_to_a_story_that_is_not_out_is_told(
    newsroom: Newsroom, matter: dict[str, str], reason: str, how: str
) -> None:
    newsroom.article("secret", **matter)
    if how == "link":
        newsroom.article("vote", "See [it](secret).")
    else:
        newsroom.article("vote", related="[secret]")

    errors = newsroom.errors()

    assert [(each.path, each.text) for each in errors] == [
        ("content/vote.md", f"'secret' {reason}")
    ]
    assert errors[0].line > 1


@pytest.mark.parametrize("matter", [{"draft": "true"}, {"date": "2026-06-02"}])
def test_drafts_and_what_is_to_come_show_when_asked_for(
    newsroom: Newsroom, matter: dict[str, str]
) -> None:
    newsroom.article("vote", **matter)

    assert newsroom.build(drafts=True).articles == 1


def test_what_has_expired_stays_gone_when_drafts_are_asked_for(newsroom: Newsroom) -> None:
    newsroom.article("vote", expires="2026-05-02")

    assert newsroom.build(drafts=True).articles == 0
