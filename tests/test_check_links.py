"""`dateline check`: links between pages, what they are called, and stories that wait."""

from __future__ import annotations

import pytest

from tests.checks import page, said
from tests.newsroom import Newsroom


def links(newsroom: Newsroom, *hrefs: str) -> None:
    """Give the pages of articles these links."""
    body = "".join(f'<a href="{href}">there</a>' for href in hrefs)
    newsroom.write("templates/article.html", page(f'<h1 id="here">A</h1>{body}'))
    newsroom.article("vote", aliases="[/old/vote/]")


@pytest.mark.parametrize(
    "href",
    [
        *("/", "/tags/", "/tags", "/feed.xml", "/404.html", "/tags/index.html", "/old/vote/"),
        *("https://brief.example/tags/", "//brief.example/tags/", "../vote/", "?page=2", ""),
        *("/map.png", "/a%20b.txt", "https://elsewhere.example/x", "mailto:a@b.example", "tel:1"),
    ],
)
def test_a_link_that_leads_somewhere_is_no_fault(newsroom: Newsroom, href: str) -> None:
    newsroom.write("static/map.png", b"x")
    newsroom.write("static/a b.txt", b"x")
    links(newsroom, href)

    assert said(newsroom, "dead-link", "dead-anchor") == []


@pytest.mark.parametrize("href", ["/moved", "/alt/h%C3%BCtte/", "/tags/page/3/"])
def test_a_link_to_what_the_host_sends_on_is_no_fault(newsroom: Newsroom, href: str) -> None:
    newsroom.write("data/redirects.toml", '"/moved" = "/tags/"\n"/alt/h%C3%BCtte/" = "/tags/"\n')
    newsroom.write("urls.lock", "/tags/page/3/\n")
    newsroom.config("redirect_pages = false")
    links(newsroom, href)

    assert said(newsroom, "dead-link") == []


def test_the_old_address_of_a_story_that_waits_leads_nowhere_yet(newsroom: Newsroom) -> None:
    newsroom.article("fire", embargo="2026-07-01 06:00", aliases="[/old/fire/]")
    links(newsroom, "/old/fire/")

    assert said(newsroom, "dead-link") == ["vote.md: a link to '/old/fire/', where nothing is"]


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("/tgas/", "/tgas/"),
        ("https://brief.example/nothing", "/nothing"),
        ("nothing.pdf", "/2026/05/01/vote/nothing.pdf"),
        ("/feed.xml/", "/feed.xml/"),
    ],
)
def test_a_link_to_nothing_is_found(newsroom: Newsroom, href: str, path: str) -> None:
    links(newsroom, href)

    assert said(newsroom, "dead-link") == [f"vote.md: a link to '{path}', where nothing is"]


def test_what_is_no_address_is_found(newsroom: Newsroom) -> None:
    links(newsroom, "https://[brief/")

    assert said(newsroom, "dead-link") == ["vote.md: 'https://[brief/' is no address"]


def test_a_site_below_a_path_has_its_own_links(newsroom: Newsroom) -> None:
    text = (newsroom.root / "dateline.toml").read_text().replace(".example", ".example/news")
    newsroom.write("dateline.toml", text)
    links(newsroom, "/news/tags/", "/elsewhere/", "/news/nothing/")

    assert said(newsroom, "dead-link") == ["vote.md: a link to '/nothing/', where nothing is"]


@pytest.mark.parametrize(
    "href", ["#here", "#", "#top", "/#page_main", "#:~:text=vote", "/map.png#x"]
)
def test_an_anchor_that_is_there_is_no_fault(newsroom: Newsroom, href: str) -> None:
    newsroom.write("static/map.png", b"x")
    links(newsroom, href)

    assert said(newsroom, "dead-anchor") == []


@pytest.mark.parametrize(
    ("href", "page"), [("#ther", "/2026/05/01/vote/"), ("/tags/#ther", "/tags/")]
)
def test_an_anchor_that_is_not_there_is_found(newsroom: Newsroom, href: str, page: str) -> None:
    links(newsroom, href)

    assert said(newsroom, "dead-anchor") == [
        f"vote.md: a link to '#ther' of {page}, which is not there"
    ]


def test_the_theme_that_comes_with_dateline_has_no_dead_links(newsroom: Newsroom) -> None:
    newsroom.article("vote", "See [below](#why).[^1]\n\n## Why\n\n[^1]: Because.", tags="[money]")
    newsroom.article("fire", "See [why](vote#why).", corrections="[{date: 2026-05-03, text: x}]")

    assert said(newsroom, "dead-link", "dead-anchor") == []


def test_a_link_says_where_it_leads(newsroom: Newsroom) -> None:
    newsroom.article("vote", "Read it [here](/about/), or [click here](https://a.example/).")
    newsroom.article("fire", "Read [what it found](/about/), here.")
    newsroom.article("flood", "Olvassa [itt](/about/), [here](/about/).", lang="hu")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")

    assert said(newsroom, "vague-link") == [
        "flood.md:7:15: a link that is only called 'itt'",
        "vote.md:6:16: a link that is only called 'here'",
        "vote.md:6:42: a link that is only called 'click here'",
    ]


# Stories that wait


def test_a_dead_link_in_a_story_that_waits_is_told_before_it_comes_out(newsroom: Newsroom) -> None:
    newsroom.article("vote", "See [that](nothing).", embargo="2026-07-01 06:00")

    newsroom.build()

    assert said(newsroom, "held-story") == [
        "vote.md:7:12: no article 'nothing'; it is to come out on 2026-07-01 06:00"
    ]


def test_a_link_to_a_story_that_comes_out_later_is_told(newsroom: Newsroom) -> None:
    newsroom.article("vote", "See [that](fire).", embargo="2026-07-01 06:00")
    newsroom.article("fire", "See [that](vote).", embargo="2026-07-02 06:00", related="[vote]")

    assert said(newsroom, "held-story") == [
        "vote.md:7:12: leads to content/fire.md, which comes out later, on 2026-07-02 06:00"
    ]


def test_stories_that_come_out_together_may_link_to_each_other(newsroom: Newsroom) -> None:
    newsroom.article("vote", "See [that](fire).", embargo="2026-07-01 06:00")
    newsroom.article("fire", "See [that](vote), [tags](/tags/).", embargo="2026-07-01 06:00")

    assert said(newsroom, "held-story") == []


def test_a_story_that_waits_may_not_lead_to_a_draft(newsroom: Newsroom) -> None:
    newsroom.article("vote", embargo="2026-07-01 06:00", related="[idea]")
    newsroom.article("idea", draft="true")

    assert said(newsroom, "held-story") == [
        "vote.md:5:11: 'idea' is a draft; it is to come out on 2026-07-01 06:00"
    ]
