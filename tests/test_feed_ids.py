"""The id of an article in feeds: one for each, and it stays whatever moves."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.feed_reader import FORMS, read_feed, write_stories
from tests.feed_rules import ATOM
from tests.newsroom import Newsroom


def guids(newsroom: Newsroom, form: str = "atom") -> list[str]:
    return [each.id for each in read_feed(newsroom, "/", form).entries]


def test_ids_of_entries_are_unique_and_stay(newsroom: Newsroom) -> None:
    write_stories(newsroom)
    newsroom.build()
    before = [each.id for each in read_feed(newsroom, "/", "atom").entries]

    newsroom.article(
        "vote-4", "Rewritten.", date="2026-05-04 09:30", updated="2026-05-05", section="local"
    )
    newsroom.build()

    assert [each.id for each in read_feed(newsroom, "/", "atom").entries] == before
    assert len(set(before)) == 4


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "moved",
    [
        {"title": "Vote"},
        {"date": "2026-05-02 09:00"},
        {"section": "world"},
    ],
    ids=str,
)
def test_an_id_stays_when_the_address_changes(
    newsroom: Newsroom, form: str, moved: dict[str, str]
) -> None:
    newsroom.article("vote", section="local")
    newsroom.build()
    (before,) = guids(newsroom, form)
    (newsroom.root / "content/local/vote.md").unlink()

    newsroom.article("the-vote", aliases="[/2026/05/01/vote/]", **moved)
    newsroom.build()

    (entry,) = read_feed(newsroom, "/", form).entries
    assert entry.id == before
    assert entry.url != before
    assert newsroom.page(entry.url.removeprefix("https://brief.example"))


def test_an_id_stays_over_several_moves(newsroom: Newsroom) -> None:
    newsroom.article("c", aliases="[/2026/05/01/a/, /2026/05/01/b/]")

    newsroom.build()

    assert guids(newsroom) == ["https://brief.example/2026/05/01/a/"]


def test_a_new_article_at_an_old_address_has_an_id_of_its_own(newsroom: Newsroom) -> None:
    newsroom.config('links = "warn"')
    newsroom.article("new", aliases="[/2026/05/01/old/]")
    newsroom.article("old")

    newsroom.build()

    assert len(set(guids(newsroom))) == 2


def test_two_articles_with_one_former_address_have_two_ids(newsroom: Newsroom) -> None:
    newsroom.article("vote", aliases="[/old/]", guid="https://brief.example/older/")
    newsroom.article("fire", aliases="[/older/]")

    newsroom.build()

    assert len(set(guids(newsroom))) == 2


@pytest.mark.parametrize("form", FORMS)
def test_an_article_from_elsewhere_keeps_the_id_that_it_had(newsroom: Newsroom, form: str) -> None:
    newsroom.article("vote", guid="https://old.example/?p=12", aliases="[/old/]")

    newsroom.build()

    assert guids(newsroom, form) == ["https://old.example/?p=12"]


def test_one_id_for_two_articles_is_an_error(newsroom: Newsroom) -> None:
    newsroom.article("vote", guid="urn:x:1")
    newsroom.article("fire", guid="urn:x:1")

    (error,) = newsroom.errors()

    assert error.path == "content/vote.md"
    assert error.line == 4
    assert "content/fire.md" in error.text


@pytest.mark.parametrize("guid", ["12", "'a b:c'", "'urn:<x>'", "''"])
def test_an_id_that_feeds_can_not_carry_is_an_error(newsroom: Newsroom, guid: str) -> None:
    newsroom.article("vote", guid=guid)

    (error,) = newsroom.errors()

    assert "is no id that feeds can carry" in error.text


def test_ids_stay_when_the_site_moves(newsroom: Newsroom) -> None:
    write_stories(newsroom)
    newsroom.build()
    before = guids(newsroom)
    own = ElementTree.fromstring(newsroom.page("/feed.xml")).findtext(f"{ATOM}id")

    newsroom.config('feeds.id_base = "https://brief.example"')
    newsroom.build(base_url="https://new.example/news")

    assert guids(newsroom) == before
    assert ElementTree.fromstring(newsroom.page("/feed.xml")).findtext(f"{ATOM}id") == own
