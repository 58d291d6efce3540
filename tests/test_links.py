"""Links between articles, pages and files: where they lead, and what is told of dead ones."""

from __future__ import annotations

import re

import pytest

from dateline.errors import Problem
from tests.newsroom import Newsroom

STORY = "/2026/05/01/story/"
ROUND_ONE = "/2026/05/01/round-one/"


def hrefs(newsroom: Newsroom, url: str = STORY) -> list[str]:
    return re.findall(r'href="([^"]*)"', newsroom.body(url))


def told(problems: list[Problem]) -> list[tuple[str, int, int, str]]:
    return [(each.path, each.line, each.column, each.text) for each in problems]


@pytest.fixture
def talks(newsroom: Newsroom) -> Newsroom:
    """A newsroom with an article to link to, a page and a static file."""
    newsroom.article("round-one", "First.\n\n## The result\n\nNothing.", section="world")
    newsroom.raw("---\ntitle: About\n---\n\nWe.\n\n## Who\n\nUs.\n", "content/pages/about.md")
    newsroom.write("static/files/report 1.pdf", b"%PDF-")
    return newsroom


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("../world/round-one.md", ROUND_ONE),
        ("../world/round-one.md#the-result", f"{ROUND_ONE}#the-result"),
        ("../europe/../world/round-one.md", ROUND_ONE),
        ("round-one", ROUND_ONE),
        ("round-one#the-result", f"{ROUND_ONE}#the-result"),
        ("Round-One", ROUND_ONE),
        (ROUND_ONE, ROUND_ONE),
        (f"{ROUND_ONE}#the-result", f"{ROUND_ONE}#the-result"),
        (ROUND_ONE.rstrip("/"), ROUND_ONE),
        ("../pages/about.md", "/about/"),
        ("../pages/about.md#who", "/about/#who"),
        ("/about/", "/about/"),
        ("/about/?from=story", "/about/?from=story"),
        ("/world/", "/world/"),
        ("/2026/05/", "/2026/05/"),
        ("/feed.xml", "/feed.xml"),
        ("/", "/"),
        ("</files/report 1.pdf>", "/files/report%201.pdf"),
        ("/files/report%201.pdf", "/files/report%201.pdf"),
        ("#below", "#below"),
    ],
)
def test_a_link_leads_where_it_says(talks: Newsroom, typed: str, leads_to: str) -> None:
    talks.article("story", f"See [this]({typed}).\n\n## Below\n\nEnd.", section="europe")

    talks.build()

    assert hrefs(talks) == [leads_to]


def test_a_link_to_a_file_follows_a_change_of_slug_and_date(talks: Newsroom) -> None:
    talks.article("story", "[x](../world/round-one.md#the-result)", section="europe")
    talks.raw(
        "---\ntitle: T\ndate: 2026-04-30\nslug: first-round\n---\n\n## The result\n",
        "content/world/round-one.md",
    )

    talks.build()

    assert hrefs(talks) == ["/2026/04/30/first-round/#the-result"]


def test_a_link_to_an_old_address_leads_to_the_new_one(newsroom: Newsroom) -> None:
    newsroom.article("moved", aliases="[/old/talks/, /2019/talks.html]")
    newsroom.article("story", "[a](/old/talks/) [b](/old/talks) [c](/2019/talks.html)")

    newsroom.build()

    assert hrefs(newsroom) == ["/2026/05/01/moved/"] * 3


def test_a_file_beside_the_article_is_published_under_a_name_with_its_digest(
    newsroom: Newsroom,
) -> None:
    newsroom.write("content/world/The Report.pdf", b"%PDF-1.7")
    newsroom.article("story", "[PDF](<The Report.pdf>)", section="world")

    newsroom.build()

    (url,) = hrefs(newsroom)
    assert re.fullmatch(r"/assets/media/the-report-[0-9a-f]{8}\.pdf", url)
    assert newsroom.files()[url.lstrip("/")] == b"%PDF-1.7"


def test_files_that_nothing_refers_to_are_not_published(newsroom: Newsroom) -> None:
    newsroom.write("content/notes.txt", "unpublished names")
    newsroom.article("story")

    newsroom.build()

    assert not any(b"unpublished names" in data for data in newsroom.files().values())


def test_links_carry_the_path_of_the_base_url(talks: Newsroom) -> None:
    talks.write(
        "dateline.toml",
        'title = "T"\nbase_url = "https://brief.example/news"\ntimezone = "Europe/Budapest"\n',
    )
    talks.article(
        "story",
        "[a](round-one) [b](/about/) [c](/news/about/) [d](</files/report 1.pdf>)"
        " [e](https://example.org/about/)",
        section="europe",
    )

    talks.build()

    assert hrefs(talks) == [
        f"/news{ROUND_ONE}",
        "/news/about/",
        "/news/about/",
        "/news/files/report%201.pdf",
        "https://example.org/about/",
    ]


@pytest.mark.parametrize(
    ("address", "rel"),
    [
        ("https://example.org/x", ["external", "noopener"]),
        ("http://example.org/", ["external", "noopener"]),
        ("//example.org/x", ["external", "noopener"]),
        ("mailto:desk@example.org", None),
        ("tel:+361234567", None),
        ("/about/", None),
    ],
)
def test_links_out_of_the_site_say_so(talks: Newsroom, address: str, rel: list[str] | None) -> None:
    talks.article("story", f"[x]({address})")

    talks.build()

    found = re.search(r'rel="([^"]*)"', talks.body(STORY))
    assert (found[1].split() if found else None) == rel


@pytest.mark.parametrize(
    ("typed", "column", "text", "hint"),
    [
        (
            "../world/round-won.md",
            12,
            "no article '../world/round-won.md'",
            "../world/round-one.md",
        ),
        ("round-oen", 12, "no article 'round-oen'", "round-one"),
        (
            "../world/round-one.md#results",
            12,
            "no '#results' in content/world/round-one.md",
            "#the-result",
        ),
        (f"{ROUND_ONE}#results", 12, "no '#results' in content/world/round-one.md", "#the-result"),
        ("#blow", 12, "no '#blow' in this article", "#below"),
        ("/abuot/", 12, "nothing on this site at '/abuot/'", "/about/"),
        (
            "/files/report-1.pdf",
            12,
            "nothing on this site at '/files/report-1.pdf'",
            "/files/report 1.pdf",
        ),
        ("chart.csv", 12, "no file 'chart.csv' beside the article", "charts.csv"),
        ("közgyűlés.md", 12, "no article 'közgyűlés.md'", "story.md"),
        ("../../dateline.md", 12, "no article '../../dateline.md'", ""),
        ("../../../etc/passwd.txt", 12, "no file '../../../etc/passwd.txt' beside the article", ""),
    ],
)
def test_a_dead_link_is_an_error_at_its_address_with_the_nearest_match(
    talks: Newsroom, typed: str, column: int, text: str, hint: str
) -> None:
    talks.write("content/europe/charts.csv", "1")
    talks.article("story", f"One.\n\n> See [it]({typed}).\n\n## Below", section="europe")

    (problem,) = talks.errors()

    assert told([problem]) == [("content/europe/story.md", 8, column, text)]
    assert problem.hint == (f"did you mean '{hint}'?" if hint else "")
    assert problem.length == len(typed)


def test_all_dead_links_are_told_each_at_its_own_place(newsroom: Newsroom) -> None:
    newsroom.article("story", "[a](nothing-here)\n[b](nothing-here) [c](/gone/)")
    newsroom.article("other", "[d](/gone/)")

    assert told(newsroom.errors()) == [
        ("content/other.md", 6, 5, "nothing on this site at '/gone/'"),
        ("content/story.md", 6, 5, "no article 'nothing-here'"),
        ("content/story.md", 7, 5, "no article 'nothing-here'"),
        ("content/story.md", 7, 23, "nothing on this site at '/gone/'"),
    ]


def test_dead_links_in_raw_html_and_references_are_found(newsroom: Newsroom) -> None:
    newsroom.article("story", 'See <a href="/gone/">x</a> and [y][r].\n\n[r]: not-there\n')

    assert told(newsroom.errors()) == [
        ("content/story.md", 6, 14, "nothing on this site at '/gone/'"),
        ("content/story.md", 8, 6, "no article 'not-there'"),
    ]


def test_with_links_set_to_warn_a_dead_link_becomes_plain_text(newsroom: Newsroom) -> None:
    newsroom.config('links = "warn"')
    newsroom.article("good")
    newsroom.article("story", "[dead](gone-away) [alive](good) [half](good#nowhere)")

    warnings = newsroom.warnings()

    assert [each.text for each in warnings] == [
        "no article 'gone-away'",
        "no '#nowhere' in content/good.md",
    ]
    assert hrefs(newsroom) == ["/2026/05/01/good/"] * 2
    assert "gone-away" not in newsroom.page(STORY)
    assert "dead" in newsroom.text(STORY)


@pytest.mark.parametrize("typed", ["hidden.md", "hidden"])
@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ({"draft": "true"}, "is a draft"),
        ({"date": "2026-07-01"}, "is not out yet"),
        ({"embargo": "2026-06-01 12:01"}, "is not out yet"),
        ({"expires": "2026-05-20"}, "has expired"),
    ],
)
def test_a_link_to_what_is_not_out_says_why(
    newsroom: Newsroom, typed: str, matter: dict[str, str], reason: str
) -> None:
    newsroom.article("hidden", **matter)
    newsroom.article("story", f"[x]({typed})")

    assert told(newsroom.errors()) == [("content/story.md", 6, 5, f"'{typed}' {reason}")]


def test_a_link_to_an_unreadable_article_is_not_told_twice(newsroom: Newsroom) -> None:
    newsroom.raw("---\ntitle: x\ndate: never\n---\n", "content/2026-05-01-broken.md")
    newsroom.article("story", "[a](2026-05-01-broken.md) [b](broken)")

    assert {each.path for each in newsroom.errors()} == {"content/2026-05-01-broken.md"}


def test_a_slug_that_two_articles_have_is_no_address(newsroom: Newsroom) -> None:
    newsroom.article("vote", section="world")
    newsroom.article("vote", section="local", date="2026-04-01")
    newsroom.article("story", "[x](vote)")

    (problem,) = newsroom.errors()

    assert told([problem])[0][:3] == ("content/story.md", 6, 5)
    assert "local/vote.md" in problem.text
    assert "world/vote.md" in problem.text


def test_anchors_are_found_without_regard_to_case_and_script(newsroom: Newsroom) -> None:
    newsroom.article("story", "[a](#kyivs-grid) [b](#Kyivs-Grid)\n\n## Kyiv’s grid\n\nx")

    newsroom.build()

    assert hrefs(newsroom) == ["#kyivs-grid", "#kyivs-grid"]


@pytest.mark.parametrize("key", ["related", "unrelated"])
def test_an_unknown_slug_in_the_choices_for_dont_miss_is_an_error(
    newsroom: Newsroom, key: str
) -> None:
    newsroom.article("budget-vote")
    newsroom.article("story", **{key: "[budget-vote, buget-vote]"})

    (problem,) = newsroom.errors()

    column = len(f"{key}: [budget-vote, ") + 1
    assert told([problem]) == [("content/story.md", 4, column, "no article 'buget-vote'")]
    assert problem.hint == "did you mean 'budget-vote'?"


def test_an_unknown_translation_is_an_error(newsroom: Newsroom) -> None:
    newsroom.article("szavazas", lang="hu")
    newsroom.article("story", translation_of="szavasas")

    (problem,) = newsroom.errors()

    assert told([problem]) == [("content/story.md", 4, 17, "no article 'szavasas'")]
    assert problem.hint == "did you mean 'szavazas'?"


def test_a_pin_of_the_article_itself_is_an_error(newsroom: Newsroom) -> None:
    newsroom.article("story", related="[story]")

    assert told(newsroom.errors()) == [
        ("content/story.md", 4, 11, "'story' is this article itself")
    ]


def test_a_pin_of_a_draft_is_an_error(newsroom: Newsroom) -> None:
    newsroom.article("secret", draft="true")
    newsroom.article("story", related="[secret]")

    assert told(newsroom.errors()) == [("content/story.md", 4, 11, "'secret' is a draft")]
