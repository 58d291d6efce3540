"""Plugins that fail at work: each is told with its file and line, and where it was at work."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from tests.newsroom import Dateline, Newsroom
from tests.plugging import KEYS, extend, use

STORY = "/2026/05/01/story/"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_markdown_plugin_that_fails_is_a_problem_of_the_article(
    newsroom: Newsroom, jobs: int
) -> None:
    use(newsroom, keys=KEYS.replace("if not silent:", "if 1 / 0:"))
    newsroom.article("good", "Nothing special.")
    newsroom.article("story", "Press [[Esc]].")

    (problem,) = newsroom.errors(jobs=jobs)

    assert (problem.path, problem.line) == ("content/story.md", 1)
    assert problem.text == "plugin: ZeroDivisionError: division by zero"
    assert problem.hint == "in plugins/keys.py:16"


def test_an_article_that_a_plugin_failed_on_is_read_again(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What made it fail may be outside, such as a library that was not there."""
    use(newsroom, keys=KEYS.replace("if not silent:", "import late_library\n    if not silent:"))
    newsroom.article("story", "Press [[Esc]].")
    newsroom.errors()

    monkeypatch.setitem(sys.modules, "late_library", ModuleType("late_library"))
    newsroom.build()

    assert "<kbd>Esc</kbd>" in newsroom.body(STORY)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("1 / 0", "plugin: ZeroDivisionError: division by zero"),
        ("raise SystemExit", "plugin: SystemExit"),
        ("raise KeyError('x')", "plugin: KeyError: 'x'"),
        ("return function(value)", "plugin: includes or calls itself without end"),
    ],
)
def test_a_filter_that_fails_is_told_with_its_line_and_the_page(
    newsroom: Newsroom, line: str, text: str
) -> None:
    use(
        newsroom,
        odd=f"def function(value):\n    {line}\n" + extend("dateline.filter('odd', function)"),
    )
    newsroom.write("templates/article.html", "\n{{ 'a'|odd }}")
    newsroom.article("story")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line, problem.text) == ("plugins/odd.py", 2, text)
    assert problem.hint == f"while rendering {STORY} from content/story.md"


@pytest.mark.usefixtures("uncollected")
def test_an_endless_filter_is_stopped(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.render.page.TIME_LIMIT", 0.3)
    use(
        newsroom,
        odd=extend(
            "def endless(value):", "    while True: pass", "dateline.filter('odd', endless)"
        ),
    )
    newsroom.write("templates/article.html", "{{ 'a'|odd }}")
    newsroom.article("story")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.text) == ("plugins/odd.py", "plugin: not done after 0.3 seconds")


@pytest.mark.usefixtures("uncollected")
def test_an_endless_filter_that_loses_an_interruption_is_stopped(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.render.page.TIME_LIMIT", 0.3)
    use(
        newsroom,
        odd=extend(
            "def endless(value):",
            "    try:",
            "        while True: pass",
            "    except Exception: pass",
            "    while True: pass",
            "dateline.filter('odd', endless)",
        ),
    )
    newsroom.write("templates/article.html", "{{ 'a'|odd }}")
    newsroom.article("story")

    (problem,) = newsroom.errors()

    assert problem.text == "plugin: not done after 0.3 seconds"


FACT = "def fact(site, *given):\n    return {}\n" + extend("dateline.fact('odd', fact)")


@pytest.mark.parametrize(
    ("value", "line", "text"),
    [
        ("1 / 0", 2, "plugin: ZeroDivisionError: division by zero"),
        ("site.articles.append(1)", 2, "plugin: AttributeError: 'tuple' object has no"),
        ("setattr(site, 'tags', ())", 2, "plugin: AttributeError: immutable type: 'SiteData'"),
        (
            "[{'who': {1}}]",
            1,
            "plugin: the fact 'odd' has a value of type set, which is no plain data ([0].who)",
        ),
        (
            "site.articles",
            1,
            "plugin: the fact 'odd' has a value of type Card, which is no plain data ([0])",
        ),
        ("float('nan')", 1, "plugin: the fact 'odd' has nan, which is no number"),
    ],
)
def test_a_fact_that_fails_is_told_with_its_line(
    newsroom: Newsroom, value: str, line: int, text: str
) -> None:
    use(newsroom, odd=FACT.format(value))
    newsroom.write("templates/article.html", "{{ site.fact('odd') }}")
    newsroom.article("story")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("plugins/odd.py", line)
    assert problem.text.startswith(text)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("site.fact('old')", "template: no plugin offers the fact 'old'"),
        ("site.fact('odd', site)", "template: TypeError: site.fact takes texts and numbers, not"),
        ("site.fact('odd', page.nope)", "template: 'page' has no attribute 'nope'"),
        ("site.card('gone.md')", "template: no article 'gone.md' is out"),
    ],
)
def test_a_template_that_asks_for_what_is_not_there_is_told(
    newsroom: Newsroom, call: str, text: str
) -> None:
    use(newsroom, odd=FACT.format("1"))
    newsroom.write("templates/article.html", f"\n{{{{ {call} }}}}")
    newsroom.article("story")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("templates/article.html", 2)
    assert problem.text.startswith(text)


def test_a_misspelt_fact_is_told_with_the_nearest(newsroom: Newsroom) -> None:
    use(newsroom, odd=FACT.format("1"))
    newsroom.write("templates/article.html", "{{ site.fact('ood') }}")
    newsroom.article("story")

    assert newsroom.errors()[0].hint.endswith("; did you mean 'odd'?")


ROUTE = "def pages(site):\n    {}\n" + extend("dateline.route(pages)")


@pytest.mark.parametrize(
    ("body", "line", "text"),
    [
        ("1 / 0", 2, "plugin: ZeroDivisionError: division by zero"),
        ("yield 1 / 0", 2, "plugin: ZeroDivisionError: division by zero"),
        ("pass", 1, "plugin: TypeError: 'NoneType' object is not iterable"),
        ("yield '/x/', 'tags.html'", 1, "plugin: a route gives address, template and content"),
        ("yield '/x/', 3, None", 1, "plugin: the template of /x/ must be a name"),
        ("yield '/x/', 'tags.html', {1: 2}", 1, "plugin: the content of /x/ has a key that is no"),
        ("yield '/x', 'tags.html', 1", 1, "plugin: '/x' is no path of plain names"),
        ("yield 'x/', 'tags.html', 1", 1, "plugin: 'x/' is no path of plain names"),
        ("yield '/a/../x/', 'tags.html', 1", 1, "plugin: '/a/../x/' is no path of plain names"),
        ("yield '/.x/', 'tags.html', 1", 1, "plugin: '/.x/' is no path of plain names"),
        ("yield '/x/index.html', 'tags.html', 1", 1, "plugin: /x/index.html is what hosts show at"),
        ("yield '/' + 201 * 'x' + '/', 'tags.html', 1", 1, "plugin: '/xxxxxxxxxxxxxxxxxx"),
        ("yield '//x/', 'tags.html', 1", 1, "plugin: '//x/' is no path of plain names"),
        ("yield '/é/', 'tags.html', 1", 1, "plugin: '/é/' is no path of plain names"),
        ("yield '/Assets/x.js', 'tags.html', 1", 1, "plugin: /Assets/x.js is kept for the theme"),
        ("yield '/x/', 'tgs.html', 1", 1, "no template 'tgs.html'"),
        ("yield '/tags/', 'tags.html', 1", 1, "the address /tags/ is made twice: by plugins/odd"),
        ("yield '/x/', 'tags.html', 1; yield '/x/', 'tags.html', 1", 1, "the address /x/ is made"),
    ],
)
def test_a_route_that_fails_is_told_with_its_line(
    newsroom: Newsroom, body: str, line: int, text: str
) -> None:
    use(newsroom, odd=ROUTE.format(body))

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("plugins/odd.py", line)
    assert problem.text.startswith(text)


@pytest.mark.parametrize("url", ["/Story/", "/story/index.html/"])
def test_a_route_to_where_a_file_goes_is_told_with_both(newsroom: Newsroom, url: str) -> None:
    use(newsroom, odd=ROUTE.format(f"yield '{url}', 'tags.html', 1"))
    newsroom.write("static/story/index.html", "")

    problem = newsroom.errors()[0]

    assert "static/story/index.html" in problem.text
    assert "plugins/odd.py:1" in problem.text


def test_what_is_no_ordinary_exception_ends_without_a_traceback_too(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    use(newsroom, odd="import asyncio\n\ndef extend(d):\n    raise asyncio.CancelledError\n")

    found = dateline("build")

    assert found.code == 3
    assert "an error that we did not foresee: CancelledError" in found.err
    assert "Traceback" not in found.err
