"""`dateline check`: weight, third parties, what nobody finds, what a newsroom says of itself."""

from __future__ import annotations

import pytest

from tests.checks import page, said
from tests.newsroom import Newsroom

BODY = "The council met on Monday. It decided nothing."


def test_a_page_has_a_budget_of_bytes(newsroom: Newsroom) -> None:
    newsroom.config("[check]", "page_kilobytes = 100")
    newsroom.write("static/a.js", "/" * 60_000)
    newsroom.write("static/b.css", "/" * 50_000)
    head = '<script src="/a.js"></script><link rel="stylesheet" href="/b.css">'
    newsroom.write("templates/article.html", page("<h1>A</h1>", f"{head}<title>A</title>"))
    newsroom.write("templates/page.html", page("<h1>A</h1>", '<script src="/a.js"></script>'))
    newsroom.article("vote")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")

    assert said(newsroom, "page-weight") == [
        "vote.md: the page weighs 110 kB with its pictures, styles and scripts"
    ]


def test_a_page_has_a_budget_of_requests(newsroom: Newsroom) -> None:
    newsroom.config("[check]", "page_requests = 2")
    for name in "ab":
        newsroom.write(f"static/{name}.png", "x")
    twice = '<img src="/a.png" alt=""><img src="/a.png" alt="">'
    newsroom.write("templates/page.html", page(twice))
    newsroom.write("templates/article.html", page(f'{twice}<img src="/b.png" alt="">'))
    newsroom.article("vote")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")

    assert [each for each in said(newsroom, "page-requests") if ".md" in each] == [
        "vote.md: the page asks for 3 files"
    ]


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<script src="https://cdn.example/a.js"></script>', "script"),
        ('<img src="//cdn.example/a.png" alt="">', "picture"),
        ('<iframe src="https://cdn.example/" title="A"></iframe>', "frame"),
        ('<link rel="stylesheet" href="https://cdn.example/a.css">', "style sheet"),
    ],
)
def test_what_comes_from_another_host_is_told(newsroom: Newsroom, html: str, what: str) -> None:
    newsroom.write("templates/article.html", page(html))
    newsroom.article("vote")

    faults = said(newsroom, "third-party")

    assert len(faults) == 1
    assert faults[0].startswith(f"vote.md: a {what} from another host: ")


def test_what_comes_from_this_site_is_not(newsroom: Newsroom) -> None:
    own = '<img src="https://brief.example/a.png" alt=""><img src="data:image/png;base64,x" alt="">'
    newsroom.write("static/a.png", "x")
    newsroom.write(
        "templates/article.html", page(f'{own}<a href="https://cdn.example/a.js">There</a>')
    )
    newsroom.article("vote")

    assert said(newsroom, "third-party") == []


# Nobody leads there


def test_a_story_that_only_lists_lead_to_is_told(newsroom: Newsroom) -> None:
    newsroom.config("[page_sizes]", "home = 1", "[related]", "count = 0")
    newsroom.article("linked", date="2026-05-01 09:00")
    newsroom.article("alone", "See [this](alone).", date="2026-05-02 09:00")
    newsroom.article("newest", "See [that](linked).", date="2026-05-03 09:00")

    assert said(newsroom, "orphan") == ["alone.md:2:8: no story leads to it"]


def test_dont_miss_and_storylines_lead_to_stories(newsroom: Newsroom) -> None:
    newsroom.config("[page_sizes]", "home = 1", "[related]", "count = 1")
    newsroom.article("told", date="2026-05-01 09:00", storyline="Fire")
    newsroom.article("pinned", date="2026-05-02 09:00")
    newsroom.article("newest", date="2026-05-03 09:00", related="[pinned]")

    assert said(newsroom, "orphan") == []


def test_a_tag_of_one_story_is_told(newsroom: Newsroom) -> None:
    newsroom.article("vote", tags="[money, council]")
    newsroom.article("fire", tags="[Council]")

    assert said(newsroom, "lonely-tag") == ["vote.md:4:8: only this story has the tag 'Money'"]


# What a newsroom says of itself


def test_a_site_says_how_it_corrects_and_how_to_reach_it(newsroom: Newsroom) -> None:
    newsroom.article("vote")

    assert said(newsroom, "missing-policy") == [
        "dateline.toml:1:1: the site does not say how mistakes are corrected",
        "dateline.toml:1:1: the site does not say how to reach the newsroom",
    ]


@pytest.mark.parametrize(
    ("name", "title"), [("korrektur", "Berichtigungen"), ("corrections", "Corrections")]
)
def test_pages_by_any_fitting_name_say_so(newsroom: Newsroom, name: str, title: str) -> None:
    newsroom.article("vote")
    newsroom.write("content/pages/contact.md", "---\ntitle: Write to us\n---\n\nWe.\n")
    newsroom.write(f"content/pages/{name}.md", f"---\ntitle: {title}\n---\n\nWe.\n")

    assert said(newsroom, "missing-policy") == []


def test_pages_that_the_configuration_names_say_so(newsroom: Newsroom) -> None:
    newsroom.config("[policies]", 'contact = "https://a.example/"', 'corrections = "/x/"')
    newsroom.write("content/pages/x.md", "---\ntitle: X\n---\n\nWe.\n")

    assert said(newsroom, "missing-policy") == []


def test_a_site_says_by_what_it_goes_who_owns_it_and_who_makes_it(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.write("content/pages/ethics.md", "---\ntitle: How we work\n---\n\nWe.\n")

    assert said(newsroom, "missing-disclosure") == [
        "dateline.toml:1:1: the site does not say who makes it",
        "dateline.toml:1:1: the site does not say who owns and pays for it",
    ]


# Plain files


def test_a_site_without_trust_txt_is_told(newsroom: Newsroom) -> None:
    assert said(newsroom, "missing-trust-txt") == ["dateline.toml:1:1: the site has no trust.txt"]

    newsroom.write("static/.well-known/trust.txt", "contact=desk@brief.example\n")

    assert said(newsroom, "missing-trust-txt") == []


def test_trust_txt_has_lines_that_programs_can_read(newsroom: Newsroom) -> None:
    newsroom.write(
        "static/trust.txt",
        "# The Test Brief\nmember=https://a.example/\n\nbelongs=https://a.example/\n"
        "control=a.example\ndatatrainingallowed=maybe\ncontact=\nsocial\n"
        "Contact = desk@b.example\n",
    )

    assert said(newsroom, "trust-txt") == [
        "static/trust.txt:4:1: trust.txt has no 'belongs'",
        "static/trust.txt:5:1: 'a.example' is no whole address",
        "static/trust.txt:6:1: 'datatrainingallowed' is yes or no, not 'maybe'",
        "static/trust.txt:7:1: 'contact' says nothing",
        "static/trust.txt:8:1: no line of the form name=value",
    ]


def test_security_txt_does_not_expire_unnoticed(newsroom: Newsroom) -> None:
    path = "static/.well-known/security.txt"
    contact = "Contact: mailto:desk@brief.example\n"
    newsroom.write(path, f"{contact}Expires: 2026-05-01T00:00:00Z\n")
    assert said(newsroom, "security-txt") == [f"{path}:2:1: security.txt expired on 2026-05-01"]

    newsroom.write(path, f"{contact}Expires: 2027-05-01T00:00:00Z\n")
    assert said(newsroom, "security-txt") == []

    newsroom.write(path, "Expires: soon\n")
    assert said(newsroom, "security-txt") == [
        f"{path}:1:1: 'soon' is no date of RFC 3339",
        f"{path}:1:1: security.txt has no Contact",
    ]
