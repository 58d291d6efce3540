"""Addresses that two things want: named with both files and the way out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.errors import Problem
from tests.newsroom import Newsroom

PAGE = "---\ntitle: {}\n---\n\nWe.\n"


def page(newsroom: Newsroom, path: str, title: str = "A page") -> None:
    newsroom.write(f"content/pages/{path}", PAGE.format(title))


def only_error(newsroom: Newsroom) -> Problem:
    errors = newsroom.errors()
    assert len(errors) == 1, errors
    return errors[0]


def _two_stories(newsroom: Newsroom) -> None:
    newsroom.article("vote", section="local")
    newsroom.article("vote", section="world")


def _two_stories_that_differ_in_case(newsroom: Newsroom) -> None:
    newsroom.article("Vote", section="local")
    newsroom.article("vote", section="world")


def _two_pages_that_differ_in_case(newsroom: Newsroom) -> None:
    page(newsroom, "A/help.md")
    page(newsroom, "a/help.md")


def _two_files_that_differ_in_case(newsroom: Newsroom) -> None:
    newsroom.write("static/Images/Map.txt", "1")
    newsroom.write("static/images/map.txt", "2")


def _story_and_file(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.write("static/2026/05/01/vote/index.html", "1")


def _page_and_file(newsroom: Newsroom) -> None:
    page(newsroom, "about.md")
    newsroom.write("static/about", "1")


def _page_and_file_in_capitals(newsroom: Newsroom) -> None:
    page(newsroom, "about.md")
    newsroom.write("static/ABOUT/INDEX.HTML", "1")


def _file_and_folder_of_a_year(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.write("static/2026", "1")


def _page_and_section(newsroom: Newsroom) -> None:
    newsroom.article("vote", section="local")
    page(newsroom, "local.md")


def _page_and_tag_with_a_slash(newsroom: Newsroom) -> None:
    newsroom.article("vote", tags="[AC/DC, AC/DC live]")
    page(newsroom, "tags/ac-dc.md")


def _page_and_home(newsroom: Newsroom) -> None:
    newsroom.write("static/index.html", "1")


def _file_and_feed(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.write("static/feed.xml", "1")


def _file_and_robots(newsroom: Newsroom) -> None:
    newsroom.write("static/robots.txt", "1")


def _file_and_assets(newsroom: Newsroom) -> None:
    newsroom.write("static/assets", "1")


def _section_in_our_folder(newsroom: Newsroom) -> None:
    newsroom.article("story", section="assets")


def _page_and_month(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    page(newsroom, "2026/05.md")


def _section_and_list(newsroom: Newsroom) -> None:
    newsroom.article("vote", section="tags")


CLASHES: list[tuple[Callable[[Newsroom], None], str, str, tuple[str, ...]]] = [
    (_two_stories, "content/world/vote.md", "/2026/05/01/vote/", ("content/local/vote.md",)),
    (
        _two_stories_that_differ_in_case,
        "content/world/vote.md",
        "/2026/05/01/vote/",
        ("content/local/Vote.md",),
    ),
    (
        _two_pages_that_differ_in_case,
        "content/pages/a/help.md",
        "/a/help/",
        ("content/pages/A/help.md",),
    ),
    (
        _two_files_that_differ_in_case,
        "static/images/map.txt",
        "/images/map.txt",
        ("static/Images/Map.txt",),
    ),
    (
        _story_and_file,
        "static/2026/05/01/vote/index.html",
        "/2026/05/01/vote/",
        ("content/vote.md",),
    ),
    (_page_and_file, "static/about", "/about", ("content/pages/about.md", "file and a folder")),
    (
        _page_and_file_in_capitals,
        "static/ABOUT/INDEX.HTML",
        "/ABOUT/INDEX.HTML",
        ("content/pages/about.md",),
    ),
    (_file_and_folder_of_a_year, "static/2026", "/2026", ("both a file and a folder",)),
    (_page_and_section, "content/pages/local.md", "/local/", ("the section 'Local'",)),
    (
        _page_and_tag_with_a_slash,
        "content/pages/tags/ac-dc.md",
        "/tags/ac-dc/",
        ("the tag 'AC/DC'",),
    ),
    (_page_and_home, "static/index.html", "/", ("the home page",)),
    (_file_and_feed, "static/feed.xml", "/feed.xml", ("the site's feed",)),
    (_file_and_robots, "static/robots.txt", "/robots.txt", ("the generated robots.txt",)),
    (_file_and_assets, "static/assets", "/assets", ("the theme's assets",)),
    (
        _section_in_our_folder,
        "dateline.toml",
        "/assets/",
        ("the section 'Assets'", "kept for the theme's files"),
    ),
    (_page_and_month, "content/pages/2026/05.md", "/2026/05/", ("the month's archive",)),
    (_section_and_list, "dateline.toml", "/tags/", ("the section 'Tags'", "the list of tags")),
]


@pytest.mark.parametrize(
    ("write", "path", "url", "named"), CLASHES, ids=[each[0].__name__[1:] for each in CLASHES]
)
def test_an_address_that_is_made_twice_names_both_and_the_way_out(
    newsroom: Newsroom,
    write: Callable[[Newsroom], None],
    path: str,
    url: str,
    named: tuple[str, ...],
) -> None:
    write(newsroom)

    error = only_error(newsroom)

    assert (error.path, error.line, error.column) == (path, 1, 1)
    assert error.text.startswith(f"the address {url} is ")
    assert all(name in error.text for name in named)
    assert path == "dateline.toml" or path in error.text
    assert error.hint == "give one of them another slug or name"


def test_a_file_in_place_of_a_folder_is_told_once(newsroom: Newsroom) -> None:
    for day in range(1, 9):
        newsroom.article(f"story-{day}", date=f"2026-05-0{day}")
    newsroom.write("static/2026", "1")

    assert only_error(newsroom).path == "static/2026"


@pytest.mark.parametrize("clean", ["static/2026.txt", "static/abouts/x.txt", "static/assets/x.txt"])
def test_addresses_that_only_look_alike_are_fine(newsroom: Newsroom, clean: str) -> None:
    newsroom.article("vote")
    page(newsroom, "about.md")
    newsroom.write(clean, "1")

    assert newsroom.warnings() == []


@pytest.mark.parametrize(
    "names", [("News", "news"), ("news", "NEWS", "News"), ("Ångström", "angstrom"), ("a b", "a-b")]
)
@pytest.mark.parametrize(("key", "folder"), [("tags", "/tags/"), ("authors", "/authors/")])
def test_names_that_differ_in_case_or_accents_are_one(
    newsroom: Newsroom, key: str, folder: str, names: tuple[str, ...]
) -> None:
    for number, name in enumerate(names):
        newsroom.article(f"story-{number}", **{key: f"[{name}]"})

    newsroom.build()

    urls = [url for url in newsroom.urls() if url.startswith(folder) and url != folder]
    assert len(urls) == 1
    for number in range(len(names)):
        assert f'href="/2026/05/01/story-{number}/"' in newsroom.page(urls[0])


def test_the_way_that_most_articles_write_a_tag_is_its_title(newsroom: Newsroom) -> None:
    for number, name in enumerate(("NATO", "Nato", "NATO", "nato")):
        newsroom.article(f"story-{number}", tags=f"[{name}]")

    newsroom.build()

    assert "<h1>NATO</h1>" in newsroom.page("/tags/nato/")


def test_aliases_redirect_to_their_article(newsroom: Newsroom) -> None:
    newsroom.article("vote", aliases="[/old/vote/, 2019/vote.html, /old/vote]")
    newsroom.write("content/pages/about.md", "---\ntitle: A\naliases: /who-we-are\n---\n\nWe.\n")

    newsroom.build()

    assert newsroom.page("/_redirects").splitlines() == [
        "/2019/vote.html /2026/05/01/vote/ 301!",
        "/old/vote /2026/05/01/vote/ 301!",
        "/old/vote/ /2026/05/01/vote/ 301!",
        "/who-we-are /about/ 301!",
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("/old/", "/old/"), ("/old", "/OLD/"), ("old/", "/old")]
)
def test_an_alias_of_two_articles_names_both(newsroom: Newsroom, one: str, other: str) -> None:
    newsroom.article("vote", aliases=f"[{one}]")
    newsroom.article("fire", aliases=f"[{other}]")

    error = only_error(newsroom)

    assert "is an alias of two articles" in error.text
    assert "content/vote.md" in error.text
    assert "content/fire.md" in error.text
    assert error.path == "content/vote.md"


@pytest.mark.parametrize(
    "alias", ["/tags/", "/2026/05/01/vote/", "/about", "/", "/feed.xml", "/files/plan.txt"]
)
def test_an_alias_of_what_is_there_does_nothing_and_says_so(newsroom: Newsroom, alias: str) -> None:
    newsroom.article("fire", aliases=f"[{alias}]")
    newsroom.article("vote")
    page(newsroom, "about.md")
    newsroom.write("static/files/plan.txt", "1")

    warnings = newsroom.warnings()

    assert len(warnings) == 1
    assert warnings[0].path == "content/fire.md"
    assert warnings[0].text.startswith(f"alias {alias} does nothing: it is the address of ")
    assert newsroom.page("/_redirects") == ""


def lenient(newsroom: Newsroom, *lines: str) -> None:
    newsroom.config('links = "warn"', *lines)


def test_the_later_of_two_articles_may_move_with_a_warning(newsroom: Newsroom) -> None:
    lenient(newsroom)
    newsroom.article("vote", section="world", date="2026-05-01 08:00", title="Earlier")
    newsroom.article("vote", section="local", date="2026-05-01 09:00", title="Later")

    warnings = newsroom.warnings()

    assert [(each.path, each.text, each.hint) for each in warnings] == [
        (
            "content/local/vote.md",
            "has the address of content/world/vote.md; it is published at /2026/05/01/vote-2/",
            "give one of them another slug",
        )
    ]
    assert "<h1>Earlier</h1>" in newsroom.page("/2026/05/01/vote/")
    assert "<h1>Later</h1>" in newsroom.page("/2026/05/01/vote-2/")


def test_an_article_that_moves_takes_nobodys_address(newsroom: Newsroom) -> None:
    lenient(newsroom)
    newsroom.article("vote", section="a", date="2026-05-01 07:00", title="One")
    newsroom.article("vote", section="b", date="2026-05-01 08:00", title="Two")
    newsroom.article("vote-2", section="c", date="2026-05-01 09:00", title="Its own")
    newsroom.article("vote", section="d", date="2026-05-01 10:00", title="Three")

    assert len(newsroom.warnings()) == 2

    for url, title in {"": "One", "-2": "Its own", "-3": "Two", "-4": "Three"}.items():
        assert f"<h1>{title}</h1>" in newsroom.page(f"/2026/05/01/vote{url}/")


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/{slug}/{section}/", "/vote-2/local-vote/"),
        ("/{section}/{slug}/", "/local-vote/vote-2/"),
        ("/vote/{slug}/", "/vote/vote-2/"),
        ("/{slug}/vote/", "/vote-2/vote/"),
    ],
)
def test_an_article_that_moves_changes_its_slug_and_nothing_else(
    newsroom: Newsroom, pattern: str, url: str
) -> None:
    lenient(newsroom, f'permalink = "{pattern}"')
    newsroom.article("vote", section="local-vote", date="2026-05-01")
    newsroom.raw(
        "---\ntitle: Later\ndate: 2026-05-02\nslug: vote\n---\n\nText.\n",
        "content/local-vote/later.md",
    )

    newsroom.build()

    assert "<h1>Later</h1>" in newsroom.page(url)


def test_pages_that_clash_move_in_their_folder(newsroom: Newsroom) -> None:
    lenient(newsroom)
    page(newsroom, "Help/FAQ.md", "One")
    page(newsroom, "help/faq.md", "Two")

    newsroom.build()

    assert {"/help/faq/", "/help/faq-2/"} <= newsroom.urls()
