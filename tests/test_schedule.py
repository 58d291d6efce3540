"""`dateline schedule`: when the site will change by itself, and that it does at no other time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.newsroom import Dateline, Newsroom

NOW = ("--as-of", "2026-06-01 12:00")


def write_stories(newsroom: Newsroom) -> None:
    newsroom.article("old", date="2026-05-01")
    newsroom.article("held", date="2026-06-02 06:00", title="Held; not, yet")
    newsroom.article("embargoed", date="2026-05-01", embargo="2026-06-01 18:00:30")
    newsroom.article("offer", date="2026-05-01", expires="2026-06-03")
    newsroom.article("draft", date="2026-06-02", draft="true", expires="2026-06-04")
    newsroom.article("never", date="2026-06-09", expires="2026-06-08")
    newsroom.article("gone", date="2026-05-01", expires="2026-05-02")
    newsroom.write("content/pages/jobs.md", "---\ntitle: Jobs\nexpires: 2026-07-01\n---\n\nWe.\n")


def test_what_is_to_come_is_listed_soonest_first(newsroom: Newsroom, dateline: Dateline) -> None:
    write_stories(newsroom)

    told = dateline("schedule", *NOW)

    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [
        "2026-06-01 18:00:30+02:00  out   Embargoed  (content/embargoed.md)",
        "2026-06-02 06:00:00+02:00  out   Held; not, yet  (content/held.md)",
        "2026-06-03 00:00:00+02:00  gone  Offer  (content/offer.md)",
        "2026-06-04 06:00:00+02:00  news  Held; not, yet  (content/held.md)",
        "2026-07-01 00:00:00+02:00  gone  Jobs  (content/pages/jobs.md)",
    ]


def test_scripts_get_the_same_with_addresses(newsroom: Newsroom, dateline: Dateline) -> None:
    write_stories(newsroom)
    config = (newsroom.root / "dateline.toml").read_text("utf-8")
    newsroom.write("dateline.toml", config.replace(".example", ".example/news"))

    data = dateline("schedule", "--json", *NOW).data

    assert data["as_of"] == "2026-06-01T12:00:00+02:00"
    assert data["next"] == "2026-06-01T16:00:30Z"
    assert data["changes"][1] == {
        "at": "2026-06-02T06:00:00+02:00",
        "what": "out",
        "path": "content/held.md",
        "url": "/news/2026/06/02/held/",
        "title": "Held; not, yet",
    }
    assert len(data["changes"]) == 5


def test_the_next_instant_stands_alone(newsroom: Newsroom, dateline: Dateline) -> None:
    write_stories(newsroom)

    assert dateline("schedule", "--next", *NOW).out == "2026-06-01T16:00:30Z\n"
    assert dateline("schedule", "--next", "--as-of", "2027-01-01").out == ""


@pytest.mark.parametrize(
    ("due", "now", "count"),
    [
        ("2026-06-01T16:00:29Z", "2026-06-01T16:00:29Z", 0),
        ("2026-06-01T16:00:29Z", "2026-06-01T16:00:30Z", 1),
        ("2026-06-01T16:00:30Z", "2026-06-01T16:00:31Z", 0),
        ("2026-06-01", "2026-06-30", 4),
    ],
)
def test_what_came_due_since_the_last_build(
    newsroom: Newsroom, dateline: Dateline, due: str, now: str, count: int
) -> None:
    write_stories(newsroom)

    told = dateline("schedule", "--due", due, "--as-of", now)

    assert len(told.out.splitlines()) == count


def test_cron_gets_whole_minutes_of_utc_that_are_not_too_early(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    write_stories(newsroom)
    newsroom.article("far", date="2029-01-01")
    newsroom.article("twin", date="2026-06-02 06:00")

    assert dateline("schedule", "--cron", *NOW).out.splitlines() == [
        "1 16 1 6 *",
        "0 4 2 6 *",
        "0 22 2 6 *",
        "0 4 4 6 *",
        "0 22 30 6 *",
    ]


def test_a_calendar_has_an_event_for_each_change(newsroom: Newsroom, dateline: Dateline) -> None:
    write_stories(newsroom)
    title = "Őrség; " + "a long headline, " * 8
    newsroom.article("held", date="2026-06-02 06:00", title=f"'{title.strip()}'")

    text = dateline("schedule", "--ics", *NOW).out

    assert re.fullmatch(r"(?:[^\r\n]+\r\n)+", text)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    whole = text.replace("\r\n ", "").split("\r\n")
    assert whole[0] == "BEGIN:VCALENDAR"
    assert whole[-2:] == ["END:VCALENDAR", ""]
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 5
    assert "DTSTART:20260602T040000Z" in whole
    assert whole.count("DTSTAMP:20260601T100000Z") == 5
    said = title.strip().replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:Out: {said}" in whole
    assert len({line for line in whole if line.startswith("UID:")}) == 5


def test_an_event_keeps_its_id_when_its_instant_moves(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    ids = set()
    for day in (2, 3):
        newsroom.article("held", date=f"2026-06-0{day}", slug="same")
        ids |= set(re.findall(r"UID:\S+", dateline("schedule", "--ics", *NOW).out))

    assert len(ids) == 2  # it comes out, and leaves the sitemap for news


def test_with_drafts_things_only_go(newsroom: Newsroom, dateline: Dateline) -> None:
    write_stories(newsroom)

    lines = dateline("schedule", "--drafts", *NOW).out.splitlines()

    assert [line.split()[2:4] for line in lines] == [
        ["gone", "Offer"],
        ["gone", "Draft"],
        ["news", "Held;"],
        ["gone", "Never"],
        ["gone", "Jobs"],
    ]


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("2027-03-28 02:30", "2027-03-28T01:30:00Z"),
        ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30:00Z"),
    ],
)
def test_an_hour_that_is_missing_or_comes_twice_is_one_instant(
    newsroom: Newsroom, dateline: Dateline, date: str, instant: str
) -> None:
    newsroom.article("held", date=date)

    assert dateline("schedule", "--next", *NOW).out == f"{instant}\n"


def test_the_site_changes_at_the_instants_of_the_schedule_and_at_no_other(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    write_stories(newsroom)
    changes = dateline("schedule", "--json", "--as-of", "2026-04-01").data["changes"]
    instants = sorted({datetime.fromisoformat(each["at"]) for each in changes})
    assert len(instants) == 8
    newsroom.build(as_of="2026-04-01")
    before = newsroom.files()

    for instant in instants:
        newsroom.build(as_of=as_typed(instant - timedelta(seconds=1)))
        assert newsroom.files() == before
        newsroom.build(as_of=as_typed(instant))
        assert newsroom.files() != before
        before = newsroom.files()
    newsroom.build(as_of="2030-01-01")
    assert newsroom.files() == before


def as_typed(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_problems_are_told_after_what_could_be_read(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.article("held", date="2026-06-02")
    newsroom.article("bad", date="someday")

    told = dateline("schedule", *NOW)

    assert told.code == 1
    assert "Held" in told.out
    assert "content/bad.md:3" in told.err


def test_an_instant_that_is_none_is_wrong_usage(newsroom: Newsroom, dateline: Dateline) -> None:
    told = dateline("schedule", "--due", "yesterday")

    assert told.code == 2
    assert "--due: 'yesterday' is not a date" in told.err


def test_live_coverage_has_its_entries_and_its_end(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.raw(
        "---\ntitle: Count\ndate: 2026-06-02 08:00\nexpires: 2026-06-09\n"
        "live: {start: 2026-06-02 08:00, end: 2026-06-02 20:00}\n---\n\nIt begins.\n",
        "content/local/count/index.md",
    )
    for hour in ("07", "10"):
        newsroom.raw(
            f"---\ntitle: At {hour}\ndate: 2026-06-02 {hour}:00\n---\n\nSo far.\n",
            f"content/local/count/live/{hour}.md",
        )

    changes = dateline("schedule", "--json", *NOW).data["changes"]

    assert [(each["at"][8:16], each["what"], each["title"]) for each in changes] == [
        ("02T08:00", "out", "Count"),
        ("02T10:00", "out", "At 10"),
        ("02T20:00", "over", "Count"),
        ("04T08:00", "news", "Count"),
        ("09T00:00", "gone", "Count"),
    ]
