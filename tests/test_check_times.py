"""`dateline check`: dates that can't be."""

from __future__ import annotations

from tests.checks import said
from tests.newsroom import Newsroom


def test_an_update_comes_after_the_story(newsroom: Newsroom) -> None:
    newsroom.article("vote", date="2026-05-01 09:00", updated="2026-04-01 09:00")
    newsroom.article("fire", date="2026-05-01 09:00", updated="2026-05-01 10:00")

    assert said(newsroom, "updated-before-date") == [
        "vote.md:4:10: updated on 2026-04-01 09:00, before it came out on 2026-05-01 09:00"
    ]


def test_an_update_without_an_hour_may_be_of_the_same_day(newsroom: Newsroom) -> None:
    newsroom.article("vote", date="2026-05-01 09:00", updated="2026-05-01")
    newsroom.article("fire", date="2026-05-01T22:00-05:00", updated="2026-05-01")

    assert said(newsroom, "updated-before-date") == []


def test_a_correction_comes_after_the_story(newsroom: Newsroom) -> None:
    early = '[{date: "2026-04-29", text: Wrong}, {date: "2026-05-01", text: Right}]'
    newsroom.article("vote", date="2026-05-01 09:00", corrections=early)

    assert said(newsroom, "correction-before-date") == [
        "vote.md:4:22: corrected on 2026-04-29, before it came out on 2026-05-01 09:00"
    ]


def test_a_change_of_a_day_to_come_is_told(newsroom: Newsroom) -> None:
    newsroom.article("vote", updated="2026-07-01 09:00")
    newsroom.article("fire", corrections='[{date: "2026-07-02", text: Wrong}]')
    newsroom.article("flood", updated="2026-05-31 09:00")

    assert said(newsroom, "change-in-future") == [
        "fire.md:4:22: says that it was corrected on 2026-07-02, which has not come",
        "vote.md:4:10: says that it was updated on 2026-07-01 09:00, which has not come",
    ]


def test_a_date_to_come_needs_an_embargo(newsroom: Newsroom) -> None:
    newsroom.article("vote", date="2027-05-01 09:00")
    newsroom.article("fire", date="2026-07-01 09:00", embargo="2026-07-01 09:00")
    newsroom.article("idea", date="2027-05-01 09:00", draft="true")

    assert said(newsroom, "date-in-future") == [
        "vote.md:3:7: waits for its date, 2027-05-01 09:00, and has no embargo"
    ]


def test_a_story_that_is_out_with_a_date_to_come_is_told(newsroom: Newsroom) -> None:
    newsroom.article("vote", date="2026-07-01 09:00", embargo="2026-05-01 09:00")

    assert said(newsroom, "date-in-future") == [
        "vote.md:3:7: is out, with a date that has not come: 2026-07-01 09:00"
    ]


def test_a_story_must_come_out_before_it_expires(newsroom: Newsroom) -> None:
    newsroom.article("vote", embargo="2026-07-02 09:00", expires="2026-07-01 09:00")
    newsroom.article("fire", date="2026-05-02 09:00", expires="2026-05-01 09:00")
    newsroom.article("flood", embargo="2026-07-01 09:00", expires="2026-07-02 09:00")

    assert said(newsroom, "never-out") == [
        "fire.md:4:10: is never out: it expires on 2026-05-01 09:00, not after its date, "
        "2026-05-02 09:00",
        "vote.md:5:10: is never out: it expires on 2026-07-01 09:00, not after its embargo ends, "
        "2026-07-02 09:00",
    ]
