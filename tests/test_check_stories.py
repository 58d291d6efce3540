"""`dateline check`: headlines, summaries, bylines and texts."""

from __future__ import annotations

import pytest

from tests.checks import GOOD, found, said
from tests.newsroom import Newsroom

LONG = "The municipality's infrastructural rehabilitation necessitates considerable expenditures"
PROSE = (
    "The harbour master counted ships and cranes while gulls cried over the quay. "
    "Nobody could say when the storm would end, or who would pay for the roof. "
)


def test_a_story_needs_a_summary_or_a_standfirst(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.article("fire", summary="In short.")
    newsroom.article("flood", standfirst="In short.")

    assert said(newsroom, "missing-summary") == ["vote.md:2:8: has neither summary nor standfirst"]


def test_a_standalone_page_needs_no_summary_and_no_byline(newsroom: Newsroom) -> None:
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")

    assert said(newsroom, "missing-summary", "missing-byline") == []


def test_a_headline_has_a_longest_length(newsroom: Newsroom) -> None:
    newsroom.config("[check]", "headline_length = 40")
    newsroom.article("vote", title="a" * 41)
    newsroom.article("fire", title="ő" * 40)

    assert said(newsroom, "headline-length") == ["vote.md:2:8: the headline has 41 characters"]


def test_a_headline_is_a_sentence(newsroom: Newsroom) -> None:
    newsroom.article("vote", title="COUNCIL PASSES BUDGET AFTER NIGHT")
    newsroom.article("nato", title="NATO and the EU meet")
    newsroom.article("short", title="UN: GDP up")

    assert said(newsroom, "headline-capitals") == ["vote.md:2:8: the headline is all capitals"]


def test_a_story_says_who_wrote_it(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.article("fire", authors="[Ada Example]")

    assert said(newsroom, "missing-byline") == ["vote.md:2:8: says nothing of who wrote it"]


def test_two_stories_have_two_headlines(newsroom: Newsroom) -> None:
    newsroom.article("one", title="Morning brief", date="2026-05-01 09:00")
    newsroom.article("two", title="morning  Brief", date="2026-05-02 09:00")
    newsroom.article("three", title="Morning brief", date="2026-05-03 09:00", lang="hu")

    assert said(newsroom, "same-headline") == ["two.md:2:8: has the headline of content/one.md"]


def test_a_story_is_not_told_twice(newsroom: Newsroom) -> None:
    newsroom.article("one", PROSE * 4, date="2026-05-02 09:00")
    newsroom.article("two", PROSE * 4, date="2026-05-01 09:00")
    newsroom.article("other", "Ferries wait in the strait until the wind turns. " * 8)

    assert said(newsroom, "near-copy") == [
        "one.md:2:8: has nearly the same text as content/two.md (100% alike)"
    ]


def test_a_story_that_names_its_original_is_no_copy(newsroom: Newsroom) -> None:
    newsroom.article("one", PROSE * 4, date="2026-05-01 09:00")
    original = "https://wire.example/one/"
    newsroom.article("two", PROSE * 4, date="2026-05-02 09:00", canonical=original)

    assert said(newsroom, "near-copy") == []


def test_copies_are_found_where_do_not_miss_is_switched_off(newsroom: Newsroom) -> None:
    newsroom.config("[related]", "count = 0")
    newsroom.article("one", PROSE * 4, date="2026-05-01 09:00")
    newsroom.article("two", PROSE * 4, date="2026-05-02 09:00")

    assert said(newsroom, "near-copy") == [
        "two.md:2:8: has nearly the same text as content/one.md (100% alike)"
    ]


@pytest.mark.parametrize("typed", ["TKTK", "[TK]", "TODO:", "Lorem ipsum dolor"])
def test_text_to_come_is_found(newsroom: Newsroom, typed: str) -> None:
    newsroom.article("vote", f"The vote was held.\n\nIt cost {typed} forints.")

    assert said(newsroom, "unfinished-text") == [f"vote.md:8:9: '{typed}' is left in the text"]


@pytest.mark.parametrize("typed", ["Tk 500", "the TK region", "a to-do list", "`TODO: x`"])
def test_what_only_looks_like_it_is_not(newsroom: Newsroom, typed: str) -> None:
    newsroom.article("vote", f"It cost {typed.strip('`')}." if "`" not in typed else "    TODO: x")

    assert said(newsroom, "unfinished-text") == []


def test_a_text_of_long_words_is_hard_to_read(newsroom: Newsroom) -> None:
    newsroom.article("vote", " ".join([f"{LONG}."] * 15))
    newsroom.article("fire", PROSE * 6)

    faults = found(newsroom, "hard-to-read")

    assert [each.path for each in faults] == ["content/vote.md"]
    assert faults[0].text.startswith("very hard to read: -")
    assert faults[0].level == "note"


def test_drafts_are_looked_at_where_they_are_asked_for(newsroom: Newsroom) -> None:
    newsroom.article("idea", draft="true")

    assert said(newsroom, "missing-byline") == []
    assert said(newsroom, "missing-byline", drafts=True) == [
        "idea.md:2:8: says nothing of who wrote it"
    ]


def test_what_waits_for_its_hour_is_looked_at_and_what_is_over_is_not(newsroom: Newsroom) -> None:
    newsroom.article("soon", embargo="2026-07-01 09:00")
    newsroom.article("gone", expires="2026-05-20 09:00")

    assert said(newsroom, "missing-byline") == ["soon.md:2:8: says nothing of who wrote it"]


def test_nothing_is_said_of_a_sound_story(newsroom: Newsroom) -> None:
    newsroom.article("vote", PROSE * 6, **GOOD)

    assert [each for each in found(newsroom) if each.path.startswith("content/")] == []


def test_entries_of_live_coverage_are_looked_at_for_what_they_say(newsroom: Newsroom) -> None:
    newsroom.article("index", section="local/flood", live="{}", **GOOD)
    entry = '---\ndate: "2026-05-01 10:00"\n---\n\nThe water is at TKTK metres.\n'
    newsroom.write("content/local/flood/live/one.md", entry)

    assert said(newsroom, "unfinished-text", "missing-byline", "missing-summary") == [
        "local/flood/live/one.md:5:17: 'TKTK' is left in the text"
    ]
