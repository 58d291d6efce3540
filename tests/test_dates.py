"""Dates: what is accepted, in which zone, and on which day an article stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from dateline.clock import parse_instant
from tests.newsroom import SITE, Newsroom, place, read

BUDAPEST = ZoneInfo("Europe/Budapest")


def story(date: str, *lines: str) -> str:
    return "\n".join(["---", "title: Budget", f"date: {date}", *lines, "---", "", "Text.", ""])


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-11-22", "2026-11-21 23:00"),
        ("2026-11-22 09:30", "2026-11-22 08:30"),
        ("2026-07-22 09:30", "2026-07-22 07:30"),
        ("2026-11-22T09:30", "2026-11-22 08:30"),
        ("2026-11-22 9:30", "2026-11-22 08:30"),
        ("2026-1-2", "2026-01-01 23:00"),
        ("2026-11-22 09:30:59", "2026-11-22 08:30:59"),
        ("2026-11-22T09:30:59.123Z", "2026-11-22 09:30:59"),
        ("2026-11-22t09:30z", "2026-11-22 09:30"),
        ("2026-11-22 09:30 +0530", "2026-11-22 04:00"),
        ("2026-11-22T09:30:00-08:00", "2026-11-22 17:30"),
        ("2026-11-22T09:30+14", "2026-11-21 19:30"),
    ],
)
@pytest.mark.parametrize("form", ["{}", '"{}"', "'{}'"])
def test_a_date_without_offset_is_in_the_zone_of_the_site(form: str, typed: str, utc: str) -> None:
    found = read(story(form.format(typed)))

    assert found.article, found.problems
    assert found.article.published == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone", "url"),
    [
        ("2026-11-22T23:30:00Z", "Europe/Budapest", "/2026/11/23/budget/"),
        ("2026-11-22T23:30:00Z", "America/New_York", "/2026/11/22/budget/"),
        ("2026-12-31T11:00:00Z", "Pacific/Kiritimati", "/2027/01/01/budget/"),
        ("2026-11-22", "Pacific/Kiritimati", "/2026/11/22/budget/"),
        ("2026-11-22", "America/Adak", "/2026/11/22/budget/"),
        ("2026-11-22 00:00", "Asia/Kolkata", "/2026/11/22/budget/"),
    ],
)
def test_the_day_in_the_address_is_the_day_in_the_zone_of_the_site(
    typed: str, zone: str, url: str
) -> None:
    config = msgspec.structs.replace(SITE, timezone=zone)

    found = read(story(typed), "local/budget.md", config)

    assert found.article
    assert found.article.url == url


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-02-30", "2026-13-01", "2025-02-29", "2026-00-10", "2026-11-00"),
        *("2026-11-22 25:00", "2026-11-22 24:00", "2026-11-22 09:60", "2026-11-22 09:30:61"),
        *("0000-01-01", "0001-01-01", "9999-12-31"),
        *("2026-11-22T09:30+25:00", "2026-11-22T09:30+01:75"),
    ],
)
def test_a_date_that_is_not_in_the_calendar_is_an_error_at_the_value(typed: str) -> None:
    found = read(story(typed))

    assert found.article is None
    (problem,) = found.problems
    assert (place(problem), problem.length) == ("3:7", len(typed))
    assert typed in problem.text
    assert "2026-11-22T09:30:00+01:00" in problem.hint


@pytest.mark.parametrize(
    "typed",
    [
        *("22/11/2026", "22.11.2026", "11-22-2026", "next friday", "yesterday", "Nov 22, 2026"),
        *("20261122", "2026", "1795347000", "2026-11-22 9.30am", "2026-11-22 0930", "26-11-22"),
        *("٢٠٢٦-١١-٢٢", "２０２６-11-22", "2026-11-22 09:30 CET", "2026-W47-7", "-2026-11-22"),
    ],
)
def test_other_forms_are_an_error_that_shows_the_accepted_ones(typed: str) -> None:
    found = read(story(typed))

    assert found.article is None
    (problem,) = found.problems
    assert place(problem) == "3:7"
    assert problem.text == f"'{typed}' is not a date"
    assert problem.hint.startswith("write 2026-11-22, 2026-11-22 09:30 or ")


@pytest.mark.parametrize("key", ["updated", "embargo", "expires"])
def test_every_date_is_checked(key: str) -> None:
    found = read(story("2026-11-22", f"{key}: 2026-02-31"))

    assert [place(problem) for problem in found.problems] == [f"4:{len(key) + 3}"]


def test_the_date_of_a_correction_is_checked_at_its_place() -> None:
    found = read(story("2026-11-22", "corrections:", "  - date: tomorrow", "    text: Wrong."))

    assert [place(problem) for problem in found.problems] == ["5:11"]


def test_an_hour_that_the_clocks_skip_is_the_one_after_it() -> None:
    instant = parse_instant("2026-03-29 02:30", BUDAPEST)

    assert instant.isoformat() == "2026-03-29T03:30:00+02:00"


def test_of_an_hour_that_comes_twice_the_first_is_meant_unless_an_offset_says_otherwise() -> None:
    first = parse_instant("2026-10-25 02:30", BUDAPEST)
    second = parse_instant("2026-10-25 02:30+01:00", BUDAPEST)

    assert second - first == timedelta(hours=1)
    assert first < second


def test_an_embargo_holds_through_the_hour_that_comes_twice(newsroom: Newsroom) -> None:
    newsroom.article("secret", date="2026-10-24", embargo="2026-10-25T02:30:00+01:00")

    newsroom.build(as_of="2026-10-25T02:40:00+02:00")
    held = newsroom.urls()
    newsroom.build(as_of="2026-10-25T02:30:00+01:00")

    assert "/2026/10/24/secret/" not in held
    assert "/2026/10/24/secret/" in newsroom.urls()


def test_the_order_is_by_instant_in_the_hour_that_comes_twice(newsroom: Newsroom) -> None:
    newsroom.article("earlier", date="2026-10-25T02:50:00+02:00", section="local")
    newsroom.article("later", date="2026-10-25T02:10:00+01:00", section="local")

    newsroom.build(as_of="2026-11-01")

    page = newsroom.page("/local/")
    assert page.index("/2026/10/25/later/") < page.index("/2026/10/25/earlier/")


@pytest.mark.parametrize(
    ("as_of", "out"),
    [
        ("2026-05-01T08:59:59", False),
        ("2026-05-01T09:00:00", True),
        ("2026-05-01T09:00:01", True),
        ("2026-05-01T06:59:59Z", False),
        ("2026-05-01T07:00Z", True),
        ("2026-05-01", False),
    ],
)
def test_an_article_is_out_from_the_second_of_its_date(
    newsroom: Newsroom, as_of: str, out: bool
) -> None:
    newsroom.article("budget", date="2026-05-01 09:00", tags="quasar")

    newsroom.build(as_of=as_of)

    assert ("/2026/05/01/budget/" in newsroom.urls()) is out
    assert ("/tags/quasar/" in newsroom.urls()) is out
    assert any(b"quasar" in data for data in newsroom.files().values()) is out


def test_offsets_with_seconds_from_before_standard_time_can_be_written_in_feeds(
    newsroom: Newsroom,
) -> None:
    newsroom.article("telegraph", date="1850-03-15")

    newsroom.build()

    assert 'datetime="1850-03-15T00:00:00+01:16"' in newsroom.page("/1850/03/15/telegraph/")


def test_the_zone_of_the_machine_does_not_matter(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    newsroom.article("budget", date="2026-05-01 00:30")
    newsroom.build()
    here = newsroom.files()

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    newsroom.build(output=tmp_path / "there")
    newsroom.output = tmp_path / "there"

    assert newsroom.files() == here
