"""Storylines on a site: pages, feeds, what articles show of them, and what editors may say."""

from __future__ import annotations

import pytest

from tests.fires import MORE, archive, rewrite
from tests.newsroom import Newsroom


def named(newsroom: Newsroom, *days: int, name: str = "Harbour fire") -> None:
    for day in days:
        newsroom.article(f"fire-{day}", date=f"2026-05-{day:02}", storyline=name)


# Pages


def test_a_storyline_has_a_page_that_begins_with_its_oldest_article(newsroom: Newsroom) -> None:
    named(newsroom, 9, 2, 5)
    newsroom.build()

    text = newsroom.text("/storylines/harbour-fire/")

    assert "Harbour fire Saturday, May 2, 2026" in text
    assert text.index("May 2, 2026") < text.index("May 5, 2026") < text.index("May 9, 2026")


def test_articles_of_one_day_stand_together(newsroom: Newsroom) -> None:
    newsroom.article("evening", date="2026-05-02 18:00", storyline="Fire")
    newsroom.article("morning", date="2026-05-02 08:00", storyline="Fire")
    newsroom.build()

    page = newsroom.page("/storylines/fire/")

    assert page.count('class="day-title"') == 1
    assert page.index("/morning/") < page.index("/evening/")


def test_an_article_shows_what_came_before_it_newest_first(newsroom: Newsroom) -> None:
    named(newsroom, *range(1, 9))
    newsroom.build()

    text = newsroom.text("/2026/05/07/fire-7/")

    assert (
        "The story so far Harbour fire May 6, 2026 Fire 6 May 5, 2026 Fire 5 May 4, 2026 Fire 4 "
        "May 3, 2026 Fire 3 May 2, 2026 Fire 2 Send by mail"
    ) in text


def test_the_first_article_leads_to_what_followed(newsroom: Newsroom) -> None:
    named(newsroom, 1, 2)
    newsroom.build()

    text = newsroom.text("/2026/05/01/fire-1/")

    assert "How it went on: Harbour fire" in text
    assert "The story so far" not in text


def test_a_storyline_of_one_article_is_not_shown_on_it(newsroom: Newsroom) -> None:
    named(newsroom, 1)
    newsroom.build()

    assert "storylines" not in newsroom.page("/2026/05/01/fire-1/")
    assert "/storylines/harbour-fire/" in newsroom.urls()


def test_an_old_article_stays_as_it_is_when_the_story_goes_on(newsroom: Newsroom) -> None:
    newsroom.config("[related]", "count = 0")
    named(newsroom, 1, 2, 3)
    newsroom.build()

    named(newsroom, 4)
    report = newsroom.build()

    assert "/storylines/harbour-fire/" in report.rendered
    assert "/2026/05/04/fire-4/" in report.rendered
    assert not {"/2026/05/01/fire-1/", "/2026/05/02/fire-2/"} & set(report.rendered)


def test_an_automatic_storyline_has_address_and_title_of_its_oldest_article(
    newsroom: Newsroom,
) -> None:
    archive(newsroom, "fire-inquiry", "fire-breaks-out", "fire-verdict")
    newsroom.build()

    assert "/storylines/fire-inquiry/" in newsroom.urls()
    assert "<h1>fire-inquiry</h1>" in newsroom.page("/storylines/fire-inquiry/")


def test_all_storylines_are_listed_the_last_to_go_on_first(newsroom: Newsroom) -> None:
    named(newsroom, 1, 8)
    named(newsroom, 2, 9, name="A vote")
    named(newsroom, 3, name="Old times")
    newsroom.build()

    listed = "Storylines A vote 2 stories Harbour fire 2 stories Old times 1 story"
    assert listed in newsroom.text("/storylines/")


def test_there_is_no_list_where_there_are_no_storylines(newsroom: Newsroom) -> None:
    newsroom.article("alone")
    newsroom.build()

    assert "/storylines/" not in newsroom.urls()


def test_storylines_are_in_the_sitemap(newsroom: Newsroom) -> None:
    named(newsroom, 1, 2)
    newsroom.build()

    sitemap = newsroom.page("/sitemap-pages.xml")

    assert (
        "<loc>https://brief.example/storylines/harbour-fire/</loc>"
        "<lastmod>2026-05-02T00:00:00+02:00</lastmod>"
    ) in sitemap
    assert "<loc>https://brief.example/storylines/</loc>" in sitemap


# Titles and addresses


def test_a_name_is_shown_as_it_was_typed(newsroom: Newsroom) -> None:
    newsroom.article("one", storyline="Tűz a kikötőben")
    newsroom.build()

    assert "<h1>Tűz a kikötőben</h1>" in newsroom.page("/storylines/tuz-a-kikotoben/")


def test_a_data_file_gives_title_and_description(newsroom: Newsroom) -> None:
    named(newsroom, 1, 2)
    newsroom.write(
        "data/storylines.toml",
        '[harbour-fire]\ntitle = "The great fire"\ndescription = "It took a night."\n',
    )
    newsroom.build()

    page = newsroom.text("/storylines/harbour-fire/")

    assert "The great fire It took a night." in page
    assert "How it went on: The great fire" in newsroom.text("/2026/05/01/fire-1/")


def test_an_automatic_storyline_leaves_its_address_to_a_named_one(newsroom: Newsroom) -> None:
    archive(newsroom, "fire-inquiry", "fire-breaks-out", "fire-verdict")
    newsroom.article("far", "Something else.", date="2025-01-01", storyline="Fire inquiry")
    newsroom.build()

    assert "/far/" in newsroom.page("/storylines/fire-inquiry/")
    assert "/fire-verdict/" in newsroom.page("/storylines/fire-inquiry-2/")


def test_an_article_may_link_to_a_storyline(newsroom: Newsroom) -> None:
    named(newsroom, 1, 2)
    newsroom.article("hint", "See [all of it](/storylines/harbour-fire/).")
    newsroom.build()

    assert 'href="/storylines/harbour-fire/"' in newsroom.body("/2026/05/01/hint/")


def test_a_file_at_the_address_of_a_storyline_is_told(newsroom: Newsroom) -> None:
    named(newsroom, 1)
    newsroom.write("static/storylines/harbour-fire/index.html", "x")

    [problem] = newsroom.errors()

    assert "/storylines/harbour-fire/ is made twice" in problem.text


# Feeds


def test_a_storyline_has_feeds_that_its_page_announces(newsroom: Newsroom) -> None:
    newsroom.config("[feeds]", "rss = false")
    named(newsroom, 1, 2)
    newsroom.build()

    feed = newsroom.page("/storylines/harbour-fire/feed.xml")

    assert "<title>Harbour fire – The Test Brief</title>" in feed
    assert feed.index("/fire-2/") < feed.index("/fire-1/")
    assert "storylines/harbour-fire/feed.json" in newsroom.files()
    assert "storylines/harbour-fire/rss.xml" not in newsroom.files()
    announced = 'href="https://brief.example/storylines/harbour-fire/feed.xml"'
    assert announced in newsroom.page("/storylines/harbour-fire/")


def test_feeds_of_storylines_can_be_switched_off(newsroom: Newsroom) -> None:
    newsroom.config("[feeds]", "storylines = false")
    named(newsroom, 1, 2)
    newsroom.build()

    assert "storylines/harbour-fire/feed.xml" not in newsroom.files()
    assert "/storylines/harbour-fire/feed.xml" not in newsroom.page("/storylines/harbour-fire/")


# What is said and what is found


def test_storylines_are_found_by_themselves(newsroom: Newsroom) -> None:
    archive(newsroom, *MORE)
    newsroom.build()

    page = newsroom.page("/storylines/fire-breaks-out/")

    assert page.count('class="card-title"') == len(MORE)


def test_detection_can_be_switched_off(newsroom: Newsroom) -> None:
    newsroom.config("[storylines]", "detect = false")
    archive(newsroom, *MORE)
    newsroom.article("named", date="2026-03-02", storyline="Fire")
    newsroom.build()

    found = {url for url in newsroom.urls() if url.startswith("/storylines/")}
    assert found == {"/storylines/", "/storylines/fire/"}


def test_an_article_that_wants_none_is_in_none(newsroom: Newsroom) -> None:
    archive(newsroom, *MORE)
    rewrite(newsroom, "fire-inquiry", "title:", "storyline: false\ntitle:")
    newsroom.build()

    assert "/fire-inquiry/" not in newsroom.page("/storylines/fire-breaks-out/")
    assert "The story so far" not in newsroom.page("/2026/03/08/fire-inquiry/")


@pytest.mark.parametrize("hidden", ["draft: true", "embargo: 2027-01-01", "expires: 2026-04-01"])
def test_what_is_not_out_leaves_no_trace(newsroom: Newsroom, hidden: str) -> None:
    named(newsroom, 1, 2)
    newsroom.raw(
        f"---\ntitle: Sealed\ndate: 2026-05-03\nstoryline: Sealed lips\n{hidden}\n---\n\nHush.\n",
        "content/sealed.md",
    )
    newsroom.raw(
        f"---\ntitle: Sealed\ndate: 2026-05-01\nstoryline: harbour-FIRE!\n{hidden}\n---\n\nHush.\n",
        "content/first.md",
    )
    newsroom.build()

    assert not any("sealed" in name for name in newsroom.files())
    assert not any(b"Sealed" in data or b"FIRE!" in data for data in newsroom.files().values())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("storyline: true", "'true' is no name of a storyline"),
        ("storyline: '!?'", "'!?' has no letters"),
        ("storyline: [a, b]", "expected text, not a list"),
    ],
)
def test_what_is_no_name_is_told_with_its_place(newsroom: Newsroom, line: str, said: str) -> None:
    newsroom.raw(f"---\ntitle: A\ndate: 2026-05-01\n{line}\n---\n\nText.\n")

    [problem] = newsroom.errors()

    assert (problem.text, problem.line, problem.column) == (said, 4, 12)


@pytest.mark.parametrize("line", ["storyline:", "storyline: ''", "storyline: ~"])
def test_an_empty_name_is_none(newsroom: Newsroom, line: str) -> None:
    newsroom.raw(f"---\ntitle: A\ndate: 2026-05-01\n{line}\n---\n\nText.\n")
    newsroom.build()

    assert "/storylines/" not in newsroom.urls()
