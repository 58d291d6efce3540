"""Corrections: on the article by how serious they are, on a page of their own, in feeds."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from tests.acting import Page
from tests.desk import rendered
from tests.feed_rules import ATOM, faults
from tests.newsroom import Newsroom, place
from tests.test_machine_files import SITE, day, sitemap

VOTE = "/2026/05/01/vote/"
WRONG = "[{date: 2026-05-02, text: It was *two*.}]"


def kinds(*found: str) -> str:
    """Front matter with a correction of each kind, a day apart."""
    lines = (
        f"{{date: 2026-05-0{at}, text: No {at}, kind: {kind}}}" for at, kind in enumerate(found, 2)
    )
    return f"[{', '.join(lines)}]"


def listed(newsroom: Newsroom) -> list[tuple[str, str]]:
    """Title and text of each notice on the page of corrections."""
    page = newsroom.page("/corrections/")
    found = re.findall(
        r'<h2 class="card-title"><a [^>]*>(.*?)</a></h2>\n<div[^>]*>(.*?)</div>', page
    )
    return [(title, re.sub("<[^>]*>", "", text)) for title, text in found]


@pytest.mark.parametrize(
    ("kind", "title", "above"),
    [
        ("clarification", "Clarification", False),
        ("editors-note", "Editor&#39;s note", True),
        ("retraction", "Retraction", True),
    ],
)
def test_what_is_serious_stands_at_the_top(
    newsroom: Newsroom, kind: str, title: str, above: bool
) -> None:
    newsroom.article("vote", "The body.", corrections=kinds(kind))

    newsroom.build()

    page = newsroom.page(VOTE)
    assert (page.rindex("No 2") < page.index("<p>The body.</p>")) is above
    assert ('href="#story_corrections"' in page) is not above
    assert f"<strong>{title}</strong>" in page
    assert page.count("No 2") == 2  # once on the page, once for search engines


def test_a_correction_stands_below_with_its_date_and_a_line_above(newsroom: Newsroom) -> None:
    newsroom.article("vote", "The body.", corrections=WRONG)

    newsroom.build()

    page = newsroom.page(VOTE)
    assert page.index('href="#story_corrections"') < page.index("<p>The body.</p>")
    assert page.index("<p>The body.</p>") < page.index("It was <em>two</em>.")
    assert '<time datetime="2026-05-02T00:00:00+02:00">May 2, 2026</time>' in page


def test_an_unknown_kind_is_told_at_its_place(newsroom: Newsroom) -> None:
    newsroom.raw(
        "---\ntitle: x\ndate: 2026-05-01\ncorrections:\n"
        "  - date: 2026-05-02\n    text: Wrong.\n    kind: retracted\n---\n"
    )

    (error,) = newsroom.errors()

    assert place(error) == "7:11"
    assert "'retraction'" in error.text


def test_all_corrections_are_on_one_page_the_latest_first(newsroom: Newsroom) -> None:
    newsroom.article("vote", date="2026-05-01", corrections=kinds("correction", "clarification"))
    newsroom.article("fire", date="2026-05-03", corrections="[{date: 2026-05-02 12:00, text: Mid}]")
    newsroom.raw(
        "---\ntitle: About\ncorrections: [{date: 2026-05-09, text: We are two}]\n---\n\nWe.\n",
        "content/pages/about.md",
    )

    newsroom.build()

    assert listed(newsroom) == [
        ("About", "We are two"),
        ("Vote", "No 3"),
        ("Fire", "Mid"),
        ("Vote", "No 2"),
    ]


def test_the_page_leads_to_each_notice_on_its_article(newsroom: Newsroom) -> None:
    newsroom.article(
        "vote", corrections="[{date: 2026-05-02, text: One}, {date: 2026-05-02, text: Two}]"
    )

    newsroom.build(base_url=f"{SITE}/news")

    links = [url for url in Page(newsroom.page("/corrections/")).values("a", "href") if "#" in url]
    ids = Page(newsroom.page(VOTE)).values("div", "id")
    targets = [url.removeprefix(f"/news{VOTE}#") for url in links if VOTE in url]
    assert len(set(targets)) == 2
    assert set(targets) <= set(ids)


def test_links_in_a_correction_work_away_from_its_article(newsroom: Newsroom) -> None:
    newsroom.article(
        "vote", "## The sum", corrections='[{date: 2026-05-02, text: "See [the sum](#the-sum)."}]'
    )

    newsroom.build()

    assert 'href="#the-sum"' in newsroom.page(VOTE)
    assert f'href="{VOTE}#the-sum"' in newsroom.page("/corrections/")


def test_the_page_leads_to_the_policy(newsroom: Newsroom) -> None:
    newsroom.write("content/pages/corrections-policy.md", "---\ntitle: How we correct\n---\n\nX.\n")
    newsroom.article("vote", corrections=WRONG)

    newsroom.build()

    main = newsroom.page("/corrections/").partition("<main")[2].partition("</main>")[0]
    assert '<a href="/corrections-policy/">How we correct</a>' in main


def test_a_site_without_corrections_has_neither_page_nor_feed(newsroom: Newsroom) -> None:
    newsroom.article("vote")

    newsroom.build()

    assert not [path for path in newsroom.files() if path.startswith("corrections")]


@pytest.mark.parametrize(
    ("path", "feed"), [("content/pages/corrections.md", True), ("content/corrections/a.md", False)]
)
def test_a_page_or_section_that_has_the_address_keeps_it(
    newsroom: Newsroom, path: str, feed: bool
) -> None:
    newsroom.raw("---\ntitle: Ours\ndate: 2026-05-05\n---\n\nOurs.\n", path)
    newsroom.article("vote", corrections=WRONG)

    newsroom.build()

    assert "Ours" in newsroom.page("/corrections/")
    assert "It was" not in newsroom.text("/corrections/")
    assert ("It was" in newsroom.page("/corrections/feed.xml")) is feed


def test_the_feed_of_corrections_has_an_entry_for_each(newsroom: Newsroom) -> None:
    newsroom.article("vote", corrections=kinds("correction", "retraction"))
    newsroom.article("fire")

    newsroom.build()

    feed = ElementTree.fromstring(newsroom.page("/corrections/feed.xml"))
    entries = feed.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}title") for each in entries] == [
        "Retraction: Vote",
        "Correction: Vote",
    ]
    assert [each.findtext(f"{ATOM}updated") for each in entries] == [
        day("2026-05-03"),
        day("2026-05-02"),
    ]
    assert "No 3" in (entries[0].findtext(f"{ATOM}content") or "")
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == 2
    for form in ("feed.xml", "rss.xml", "feed.json"):
        assert faults(newsroom.files()[f"corrections/{form}"]) == []


def test_ids_of_corrections_stay_when_others_come_before_them(newsroom: Newsroom) -> None:
    def ids() -> set[str]:
        return {each["id"] for each in json.loads(newsroom.page("/corrections/feed.json"))["items"]}

    newsroom.article("vote", corrections="[{date: 2026-05-02, text: One}]")
    newsroom.build()
    before = ids()

    newsroom.article(
        "vote", corrections="[{date: 2026-05-04, text: Two}, {date: 2026-05-02, text: One!}]"
    )
    newsroom.build()

    assert before < ids()


def test_the_feed_can_be_off(newsroom: Newsroom) -> None:
    newsroom.config("[feeds]", "corrections = false")
    newsroom.article("vote", corrections=WRONG)

    newsroom.build()

    assert {path for path in newsroom.files() if path.startswith("corrections")} == {
        "corrections/index.html"
    }


def test_feeds_and_sitemaps_show_a_correction_and_lists_keep_their_order(
    newsroom: Newsroom,
) -> None:
    newsroom.article("vote", date="2026-05-01 09:00", section="local")
    newsroom.article("fire", date="2026-05-02 09:00", section="local")
    newsroom.build()
    order = re.findall(r'class="card-title"><a href="([^"]*)"', newsroom.page("/local/"))

    newsroom.article(
        "vote",
        date="2026-05-01 09:00",
        section="local",
        corrections=kinds("correction", "correction"),
    )
    newsroom.build()

    assert re.findall(r'class="card-title"><a href="([^"]*)"', newsroom.page("/local/")) == order
    assert sitemap(newsroom, "/sitemap-2026.xml")[f"{SITE}{VOTE}"] == day("2026-05-03")
    assert sitemap(newsroom, "/sitemap-pages.xml")[f"{SITE}/corrections/"] == day("2026-05-03")
    items = json.loads(newsroom.page("/feed.json"))["items"]
    assert [each["url"] for each in items] == [f"{SITE}{url}" for url in order]
    assert items[1]["date_modified"] == day("2026-05-03")
    rss = ElementTree.fromstring(newsroom.page("/rss.xml"))
    assert [each.text for each in rss.iter(f"{ATOM}updated")][1] == day("2026-05-03")


def test_a_correction_makes_its_article_and_the_page_again_and_no_list(newsroom: Newsroom) -> None:
    newsroom.config(
        "[related]", "count = 0", "[feeds]", *(f"{key} = false" for key in ("rss", "json"))
    )
    newsroom.article("fire", date="2026-05-02", corrections=WRONG, summary="S")
    newsroom.article("vote", corrections=WRONG, summary="S")
    newsroom.build()

    newsroom.article("vote", corrections="[{date: 2026-05-02, text: It was *three*.}]", summary="S")

    assert rendered(newsroom) == [
        "/2026/05/01/vote/",
        "/corrections/",
        "/corrections/feed.xml",
        "/feed.xml",
    ]
