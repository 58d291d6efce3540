"""Plugins that can't be loaded: each is told with its file and line and a way out."""

from __future__ import annotations

from typing import Any

import pytest

from dateline.build.pipeline import link_site
from dateline.build.survey import Survey, surveyed
from dateline.options import Options
from dateline.progress import Silent
from tests.newsroom import Newsroom
from tests.plugging import extend, use

MEND = "mend the plugin, or take its name out of 'plugins' in dateline.toml"


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
