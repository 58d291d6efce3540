"""`dateline check`: accessibility of pages as they would be built."""

from __future__ import annotations

import pytest

from tests.checks import found, page, said
from tests.newsroom import Newsroom

SOUND = page("<main><h1>A</h1><h2>B</h2></main>")

# Each rule, a page that breaks it, what is said of that, and a page that is near to it and sound.
CASES = {
    "page-language": (
        "<html><title>A</title><main><h1>A</h1></main>",
        "the page does not say its language",
        SOUND,
    ),
    "page-title": (page("<h1>A</h1>", "<title> </title>"), "the page has no title", SOUND),
    "one-headline": (page("<h2>A</h2>"), "the page has no h1", SOUND),
    "heading-order": (
        page("<h1>A</h1><h3>Causes</h3>"),
        "h3 'Causes' comes after h1",
        page("<h1>A</h1><h2>B</h2><h3>C</h3><h2>D</h2>"),
    ),
    "empty-heading": (
        page("<h1>A</h1><h2><span hidden>B</span></h2>"),
        "an h2 is empty",
        page('<h1>A</h1><h2><img src="/b.png" alt="B"></h2>'),
    ),
    "main-landmark": (page("<h1>A</h1>"), "the page has no main", SOUND),
    "image-alt": (
        page('<img src="/b.png">'),
        "the picture '/b.png' has no alt attribute",
        page('<img src="/b.png" alt=""><img src="/b.png" role="presentation">'),
    ),
    "link-name": (
        page('<a href="/b/"><i aria-hidden="true">→</i></a>'),
        "the link to '/b/' has no text",
        page('<a href="/b/"><img src="/b.png" alt="B"></a><a href="/c/" aria-label="C"></a>'),
    ),
    "button-name": (
        page("<button><svg><path></path></svg></button>"),
        "a button has no text",
        page("<button><svg><title>Open</title></svg></button><button title='Open'></button>"),
    ),
    "field-label": (
        page('<form><input type="search" id="q"></form>'),
        "the form's field 'q' (search) has no label",
        page(
            '<label for="q">Words</label><input id="q"><label>Day <input type="date"></label>'
            '<input type="hidden"><input type="submit"><select aria-label="Year"></select>'
        ),
    ),
    "frame-title": (
        page('<iframe src="/map/"></iframe>'),
        "a frame has no title",
        page('<iframe src="/map/" title="Map"></iframe>'),
    ),
    "duplicate-id": (
        page('<p id="a">A</p><p id="a">B</p>'),
        "the id 'a' is there 2 times",
        page('<p id="a">A</p><p id="A">B</p>'),
    ),
    "table-headers": (
        page("<table><tr><td>A</td><td>1</td></tr></table>"),
        "a table has no header cells",
        page(
            "<table><tr><th>A</th><td>1</td></tr></table>"
            '<table role="presentation"><tr><td>A</td><td>1</td></tr></table>'
        ),
    ),
    "zooming": (
        page("", '<meta name="viewport" content="width=device-width, user-scalable=no">'),
        "readers can't make the page larger",
        page("", '<meta name="viewport" content="width=device-width, maximum-scale=5">'),
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_what_it_is_for(newsroom: Newsroom, rule: str) -> None:
    broken, text, _ = CASES[rule]
    newsroom.write("templates/article.html", broken)
    newsroom.article("vote")

    faults = found(newsroom, rule)

    assert [(each.path, each.url, each.text) for each in faults] == [
        ("content/vote.md", "/2026/05/01/vote/", text)
    ]
    assert faults[0].fix


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_nothing_in_what_is_sound(newsroom: Newsroom, rule: str) -> None:
    newsroom.write("templates/article.html", CASES[rule][2])
    newsroom.article("vote")

    assert said(newsroom, rule) == []


def test_several_headlines_and_mains_are_counted(newsroom: Newsroom) -> None:
    newsroom.write("templates/article.html", page("<main><h1>A</h1></main><main><h1>B</h1></main>"))
    newsroom.article("vote")

    assert said(newsroom, "one-headline") == ["vote.md: the page has 2 first-level headings"]
    assert said(newsroom, "main-landmark") == ["vote.md: the page has 2 main elements"]


def test_the_theme_that_comes_with_dateline_breaks_no_rule(newsroom: Newsroom) -> None:
    newsroom.article("vote", "## Why\n\n| A | B |\n|---|---|\n| 1 | 2 |", tags="[money]")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")

    assert said(newsroom, *CASES) == []


def test_what_is_on_every_page_is_told_once(newsroom: Newsroom) -> None:
    newsroom.write("templates/article.html", page("<h1>A</h1>"))
    for day in range(1, 5):
        newsroom.article(f"story-{day}", date=f"2026-05-0{day} 09:00")

    faults = found(newsroom, "main-landmark")

    assert [(each.path, each.pages) for each in faults] == [("content/story-1.md", 3)]


def test_what_is_in_few_stories_is_told_in_each(newsroom: Newsroom) -> None:
    newsroom.config('html = "trust"')
    table = "<table><tr><td>A</td><td>1</td></tr></table>"
    for day in range(1, 8):
        body = table if day < 3 else "No table."
        newsroom.article(f"story-{day}", body, date=f"2026-05-0{day} 09:00")

    faults = found(newsroom, "table-headers")

    assert [each.path for each in faults] == ["content/story-1.md", "content/story-2.md"]


def test_a_page_that_only_sends_readers_on_is_passed_over(newsroom: Newsroom) -> None:
    sends_on = '<meta http-equiv="refresh" content="0; url=/elsewhere/">'
    newsroom.write("templates/article.html", page("", sends_on))
    newsroom.article("vote")

    assert said(newsroom, *CASES) == []


def test_a_page_that_another_file_makes_has_its_address(newsroom: Newsroom) -> None:
    newsroom.write("templates/tags.html", page("<h1>A</h1>"))
    newsroom.article("vote")

    assert said(newsroom, "main-landmark") == ["/tags/: the page has no main"]
