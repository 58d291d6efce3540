"""The sitemap for news search: the articles of the last two days before the build's instant."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.desk import rendered
from tests.feed_rules import NEWS, SITEMAP, faults
from tests.newsroom import Newsroom

SITE = "https://brief.example"
NEWS_SITEMAP = "/sitemap-news.xml"


def stories(newsroom: Newsroom) -> dict[str, ElementTree.Element | None]:
    """What is told of each address."""
    root = ElementTree.fromstring(newsroom.page(NEWS_SITEMAP))
    assert faults(newsroom.files()[NEWS_SITEMAP[1:]]) == []
    return {
        (each.findtext(f"{SITEMAP}loc") or "").removeprefix(SITE): each.find(f"{NEWS}news")
        for each in root
    }


def news(newsroom: Newsroom) -> list[str]:
    """The slugs of what is told as news."""
    told = stories(newsroom)
    return [url.rstrip("/").rpartition("/")[2] for url, news in told.items() if news is not None]


def test_it_tells_name_language_date_and_title(newsroom: Newsroom) -> None:
    newsroom.config('language = "en-GB"')
    newsroom.article("vote", date="2026-05-31 09:30", title="'Votes & <b>sums</b>'")

    newsroom.build()

    (told,) = stories(newsroom).values()
    assert told is not None
    assert told.findtext(f"{NEWS}publication/{NEWS}name") == "The Test Brief"
    assert told.findtext(f"{NEWS}publication/{NEWS}language") == "en"
    assert told.findtext(f"{NEWS}publication_date") == "2026-05-31T09:30:00+02:00"
    assert told.findtext(f"{NEWS}title") == "Votes & <b>sums</b>"


@pytest.mark.parametrize(
    ("lang", "written"),
    [("hu", "hu"), ("pt-BR", "pt"), ("zh", "zh-cn"), ("zh-TW", "zh-tw"), ("zh-Hant", "zh-tw")],
)
def test_languages_are_written_as_news_search_wants_them(
    newsroom: Newsroom, lang: str, written: str
) -> None:
    newsroom.article("vote", date="2026-05-31 09:30", lang=lang)

    newsroom.build()

    (told,) = stories(newsroom).values()
    assert told is not None
    assert told.findtext(f"{NEWS}publication/{NEWS}language") == written


def test_the_name_is_without_what_stands_in_parentheses(newsroom: Newsroom) -> None:
    newsroom.write(
        "dateline.toml",
        'title = "The Brief (beta) Today"\nbase_url = "https://brief.example"\ntimezone = "UTC"\n',
    )
    newsroom.article("vote", date="2026-05-31 09:30")

    newsroom.build()

    assert "<news:name>The Brief Today</news:name>" in newsroom.page(NEWS_SITEMAP)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-05-03 08:59:59", ["vote"]),
        ("2026-05-03 09:00", []),
        ("2026-05-03 09:00:01", []),
    ],
)
def test_an_article_leaves_after_48_hours(
    newsroom: Newsroom, as_of: str, expected: list[str]
) -> None:
    newsroom.article("vote", date="2026-05-01 09:00")

    newsroom.build(as_of=as_of)

    assert news(newsroom) == expected


@pytest.mark.parametrize("as_of", ["2026-05-03 08:59:59", "2026-05-03 09:00", "2026-05-04"])
def test_a_build_notices_that_an_article_has_left(newsroom: Newsroom, as_of: str) -> None:
    newsroom.article("vote", date="2026-05-01 09:00")
    newsroom.article("fire", date="2026-05-02 09:00")
    newsroom.build(as_of="2026-05-03 08:00")

    left = as_of != "2026-05-03 08:59:59"

    assert (rendered(newsroom, as_of=as_of) == [NEWS_SITEMAP]) is left
    assert news(newsroom) == (["fire"] if left else ["fire", "vote"])


def test_what_was_embargoed_counts_from_its_date(newsroom: Newsroom) -> None:
    newsroom.article("vote", date="2026-05-01 09:00", embargo="2026-05-04 09:00")
    newsroom.article("fire", date="2026-05-03 09:00", embargo="2026-05-04 09:00")

    newsroom.build(as_of="2026-05-04 09:00")

    assert news(newsroom) == ["fire"]


def test_what_is_not_to_be_listed_is_left_out(newsroom: Newsroom) -> None:
    newsroom.article("vote", date="2026-05-31 09:00", noindex="true")
    newsroom.article("fire", date="2026-05-31 08:00")
    newsroom.write("content/pages/about.md", "---\ntitle: A\ndate: 2026-05-31\n---\n\nWe.\n")

    newsroom.build()

    assert news(newsroom) == ["fire"]


def test_it_holds_the_newest_thousand(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.link.recent.MOST", 2)
    for hour in range(3):
        newsroom.article(f"vote-{hour}", date=f"2026-05-31 0{hour}:00")

    newsroom.build()

    assert news(newsroom) == ["vote-2", "vote-1"]


def test_without_news_it_holds_the_last_article_which_is_not_told_as_news(
    newsroom: Newsroom,
) -> None:
    newsroom.article("hidden", date="2026-05-02", noindex="true")
    newsroom.article("vote", date="2026-05-01")
    newsroom.article("fire", date="2026-04-01")

    newsroom.build()

    assert stories(newsroom) == {"/2026/05/01/vote/": None}


def test_without_articles_there_is_none(newsroom: Newsroom) -> None:
    newsroom.article("hidden", noindex="true")

    newsroom.build()

    assert "sitemap-news.xml" not in newsroom.files()
    assert "sitemap-news" not in newsroom.page("/sitemap.xml")
