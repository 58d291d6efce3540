"""Plugins that fail: each is told with its file and line and a way out, never with a traceback."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

import pytest

from dateline.build.pipeline import link_site
from dateline.build.survey import Survey, surveyed
from dateline.link.plain import FrozenDict, plain
from dateline.options import Options
from dateline.progress import Silent
from tests.newsroom import Newsroom
from tests.test_plugins import KEYS, use

MEND = "mend the plugin, or take its name out of 'plugins' in dateline.toml"
STORY = "/2026/05/01/story/"


def extend(*lines: str) -> str:
    """A plugin whose `extend` begins on line 1."""
    return "def extend(dateline):\n" + "".join(f"    {line}\n" for line in lines)


# Loading


@pytest.mark.parametrize(
    ("names", "text", "hint"),
    [
        ('["readtme"]', "no file plugins/readtme.py", "did you mean 'readtime'?"),
        ('["x"]', "no file plugins/x.py", "write it, or take the name out"),
        ('["../readtime"]', "'../readtime' can't be a plugin", "names are of letters"),
        ('["readtime.py"]', "'readtime.py' can't be a plugin", "names are of letters"),
        ('["readtime", "readtime"]', "plugin 'readtime' is listed twice", "take one out"),
    ],
)
def test_a_name_that_is_no_plugin_is_told_where_it_stands(
    newsroom: Newsroom, names: str, text: str, hint: str
) -> None:
    newsroom.write("plugins/readtime.py", extend("pass"))
    newsroom.config(f"plugins = {names}")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line, problem.text) == ("dateline.toml", 4, text)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("source", "line", "text", "hint"),
    [
        ("x = 1", 1, "has no function 'extend'", "write def extend(dateline):"),
        ("a = 1\ndef (", 2, "plugin: SyntaxError: invalid syntax", MEND),
        ("\n\n1 / 0", 3, "plugin: ZeroDivisionError: division by zero", MEND),
        ("import sys\nsys.exit(3)", 2, "plugin: SystemExit: 3", MEND),
        (
            "\nimport gone_for_good",
            2,
            "plugin: ModuleNotFoundError: No module named 'gone_for_good'",
            "install gone_for_good where Dateline is installed, or do without it",
        ),
        (
            "import words",
            1,
            "plugin: ModuleNotFoundError: No module named 'words'",
            "write: from . import words",
        ),
        (extend("pass", "oops"), 3, "plugin: NameError: name 'oops' is not defined", MEND),
        (extend("dateline.filter('a', 3)"), 2, "plugin: a function is wanted, not 3", MEND),
        (
            extend("dateline.fact('a b', len)"),
            2,
            "plugin: 'a b' can't be the name of a fact: use letters and underscores",
            MEND,
        ),
        (
            extend("dateline.fact('a', len)", "dateline.fact('a', max)"),
            3,
            "plugin: plugins/odd.py has a fact 'a' already",
            MEND,
        ),
        (
            extend("import jinja2", "dateline.filter('a', jinja2.pass_context(lambda a: a))"),
            3,
            "plugin: the filter 'a' asks Jinja for more than its arguments",
            MEND,
        ),
        (
            extend("dateline.markdown(lambda converter: converter.gone)"),
            2,
            "plugin: AttributeError: 'MarkdownIt' object has no attribute 'gone'",
            MEND,
        ),
        (
            "class Odd(Exception):\n    def __str__(self):\n        1 / 0\nraise Odd",
            4,
            "plugin: Odd",
            MEND,
        ),
    ],
)
def test_a_plugin_that_can_not_be_loaded_is_told_with_its_line(
    newsroom: Newsroom, source: str, line: int, text: str, hint: str
) -> None:
    newsroom.write("plugins/words.py", "")
    use(newsroom, odd=source)

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("plugins/odd.py", line)
    assert (problem.text, problem.hint) == (text, hint)


def test_a_fault_in_a_file_that_a_plugin_imports_is_told_there(newsroom: Newsroom) -> None:
    newsroom.write("plugins/words.py", "\n\n(")
    use(newsroom, odd="from . import words")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("plugins/words.py", 3)


def test_all_plugins_that_fail_are_told_at_once(newsroom: Newsroom) -> None:
    use(newsroom, one="1 / 0", two="", three="oops")

    assert [each.path for each in newsroom.errors()] == [
        "plugins/one.py",
        "plugins/three.py",
        "plugins/two.py",
    ]


def test_a_plugin_that_was_mended_is_loaded_anew(newsroom: Newsroom) -> None:
    use(newsroom, odd="oops")
    newsroom.errors()

    newsroom.write("plugins/odd.py", extend("pass"))

    assert newsroom.build().rendered


def filters_of(newsroom: Newsroom) -> list[str]:
    def work(survey: Survey) -> list[str]:
        return sorted(link_site(survey, [], Silent()).renderer.environment.filters)

    return surveyed(newsroom.root, Options(), work)


def test_no_filter_of_ours_or_of_jinjas_may_be_replaced(newsroom: Newsroom) -> None:
    names = filters_of(newsroom)
    assert {"upper", "date", "absolute_links"} <= set(names)
    for name in names:
        use(newsroom, odd=extend(f"dateline.filter('{name}', len)"))

        (problem,) = newsroom.errors()

        assert problem.text == f"plugin: there is a filter '{name}' already: choose another name"
        assert (problem.path, problem.line) == ("plugins/odd.py", 2)


def test_a_broken_plugin_is_told_by_the_command(
    newsroom: Newsroom, dateline: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    use(newsroom, odd="\noops")

    outcome = dateline("build")

    assert outcome.code == 1
    assert "plugins/odd.py:2:1: error: plugin: NameError: name 'oops' is not" in outcome.err
    assert "Traceback" not in outcome.err


# Running


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


@pytest.mark.parametrize("url", ["/Story/", "/story/index.html/", "/story/index.html"])
def test_a_route_to_where_a_file_goes_is_told_with_both(newsroom: Newsroom, url: str) -> None:
    use(newsroom, odd=ROUTE.format(f"yield '{url}', 'tags.html', 1"))
    newsroom.write("static/story/index.html", "")

    problem = newsroom.errors()[0]

    assert "static/story/index.html" in problem.text
    assert "plugins/odd.py:1" in problem.text


# Plain data


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 2.5, "é", date(2026, 5, 1), datetime(2026, 5, 1, tzinfo=UTC), (), FrozenDict()],
)
def test_plain_data_may_hold(value: object) -> None:
    assert plain([value]) == (value,)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [object()]}, "has a value of type object, which is no plain data (.a[0])"),
        ({3: 4}, "has a key that is no text: 3"),
        (b"x", "has a value of type bytes, which is no plain data"),
        ("\ud800", "has a text with half a character (a lone surrogate)"),
        (float("inf"), "has inf, which is no number"),
    ],
)
def test_plain_data_may_not_hold(value: object, text: str) -> None:
    with pytest.raises(ValueError, match="has ") as raised:
        plain(value)

    assert str(raised.value) == text


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(ValueError, match="holds itself"):
        plain(endless)
