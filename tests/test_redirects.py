"""Old addresses: rules, chains, loops, and pages for hosts that don't redirect."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom

RULES = "data/redirects.toml"
VOTE = "/2026/05/01/vote/"


def rules(newsroom: Newsroom) -> dict[str, str]:
    """Where each old path leads, by the file for hosts."""
    lines = (line.split() for line in newsroom.page("/_redirects").splitlines())
    return {source: target for source, target, _ in lines}


@pytest.mark.parametrize(
    ("alias", "page"),
    [
        ("/old/vote/", "/old/vote/"),
        ("/old/vote", "/old/vote/"),
        ("/2019/vote.html", "/2019/vote.html"),
        ("'/új/út/'", "/új/út/"),
    ],
)
def test_a_page_at_the_old_address_leads_on_without_a_script(
    newsroom: Newsroom, alias: str, page: str
) -> None:
    newsroom.article("vote", aliases=f"[{alias}]")

    newsroom.build(base_url="https://brief.example/news")

    html = newsroom.page(page)
    assert f'<meta http-equiv="refresh" content="0; url=/news{VOTE}">' in html
    assert f'<link rel="canonical" href="https://brief.example/news{VOTE}">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert f'<a href="/news{VOTE}">' in html
    assert "<script" not in html
    assert page not in newsroom.page("/sitemap-pages.xml")


@pytest.mark.parametrize(
    "alias",
    ["/old/story.php", "/.well-known/x/", "/assets/old/", "/feed.xml/old/", f"/{'x' * 300}/"],
)
def test_where_there_can_be_no_page_the_line_alone_redirects(
    newsroom: Newsroom, alias: str
) -> None:
    newsroom.article("vote", aliases=f"[{alias}]")

    newsroom.build()

    assert newsroom.page("/_redirects") == f"{alias} {VOTE} 301\n"
    assert "This page has moved" not in "".join(map(newsroom.page, newsroom.urls()))


def test_pages_at_old_addresses_can_be_switched_off(newsroom: Newsroom) -> None:
    newsroom.config("redirect_pages = false")
    newsroom.article("vote", aliases="[/old/]")

    newsroom.build()

    assert newsroom.page("/_redirects") == f"/old/ {VOTE} 301\n"
    assert "/old/" not in newsroom.urls()


def test_a_rule_leads_an_old_address_to_a_page_a_file_or_elsewhere(newsroom: Newsroom) -> None:
    newsroom.article("vote", tags="[money]")
    newsroom.write("static/plan.txt", "1")
    newsroom.write(
        RULES,
        '"/cash/" = "/tags/money/"\n"/plan" = "/plan.txt"\n'
        '"/shop/" = "https://shop.example/?a=1&b=2"\n"/top" = "/tags/#money"\n',
    )

    assert newsroom.warnings() == []

    assert rules(newsroom) == {
        "/cash/": "/tags/money/",
        "/plan": "/plan.txt",
        "/shop/": "https://shop.example/?a=1&b=2",
        "/top": "/tags/#money",
    }
    assert 'content="0; url=https://shop.example/?a=1&amp;b=2"' in newsroom.page("/shop/")


def test_a_chain_of_redirects_is_one_step(newsroom: Newsroom) -> None:
    newsroom.article("vote", aliases="[/third/]")
    newsroom.write(RULES, '"/first/" = "/second/"\n"/second/" = "/third/"\n')

    newsroom.build()

    assert rules(newsroom) == dict.fromkeys(("/first/", "/second/", "/third/"), VOTE)


def test_redirects_in_a_circle_are_told_at_their_lines(newsroom: Newsroom) -> None:
    newsroom.write(RULES, '"/a/" = "/b/"\n"/b/" = "/c/"\n"/c/" = "/a/"\n"/d/" = "/d/"\n')

    errors = newsroom.errors()

    assert [(each.path, each.line, each.text) for each in errors] == [
        (RULES, line, f"the redirect of /{name}/ leads in a circle")
        for line, name in enumerate("abcd", 1)
    ]


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ('"/cash/" = "/tags/monney/"', (1, 1), "nothing on this site at '/tags/monney/'"),
        ('"cash here" = "/tags/"', (1, 1), "'cash here' is not a path of this site"),
        ('"/cash*" = "/tags/"', (1, 1), "'/cash*' is not a path of this site"),
        ('"/cash/" = "javascript:x"', (1, 12), "is not an address that readers may follow"),
        ('"/cash/" = 3', (1, 12), "expected an address in quotes"),
        ('"/cash/" = "/tags/"\n"/cash" = "/tags/"', (2, 1), "/cash is there twice"),
        ('"/old/" = "/tags/"', (1, 1), "is given twice: by content/vote.md and by data/"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_at_its_place(
    newsroom: Newsroom, text: str, where: tuple[int, int], said: str
) -> None:
    newsroom.article("vote", tags="[money]", aliases="[/old/]")
    newsroom.write(RULES, text + "\n")

    (error,) = newsroom.errors()

    assert (error.path, error.line, error.column) == (RULES, *where)
    assert said in error.text
    assert error.hint


def test_a_rule_for_what_is_there_does_nothing_and_says_so(newsroom: Newsroom) -> None:
    newsroom.article("vote", tags="[money]")
    newsroom.write(RULES, '"/tags/money/" = "/"\n')

    (warning,) = newsroom.warnings()

    assert (warning.path, warning.line) == (RULES, 1)
    assert "does nothing: it is the address of the tag 'Money'" in warning.text
    assert rules(newsroom) == {}


def test_an_edited_rule_changes_its_page_and_the_list_alone(newsroom: Newsroom) -> None:
    newsroom.article("vote", tags="[money]", aliases="[/old/]")
    newsroom.write(RULES, '"/cash/" = "/tags/"\n"/plan/" = "/"\n')
    newsroom.build()
    newsroom.write(RULES, '"/cash/" = "/tags/money/"\n"/plan/" = "/"\n')

    assert sorted(newsroom.build().rendered) == ["/_redirects", "/cash/"]
