"""Broken templates: each is told with its file and line, and with the story that met it."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom

STORY = "/2026/05/01/story/"
FROM_STORY = f"while rendering {STORY} from content/local/story.md"


@pytest.fixture
def site(newsroom: Newsroom) -> Newsroom:
    newsroom.article("story", section="local", tags="[grid]", authors="[ann]")
    return newsroom


@pytest.mark.parametrize(
    ("template", "line", "text"),
    [
        ("a\n{{ page.nothing }}", 2, "template: 'page' has no attribute 'nothing'"),
        ("{{ page.article.foo }}", 1, "template: 'article' has no attribute 'foo'"),
        ("\n\n{{ nothing }}", 3, "template: 'nothing' is undefined"),
        ("{% if nothing %}{% endif %}", 1, "template: 'nothing' is undefined"),
        ("{{ site.settings.acent }}", 1, "template: 'settings' has no attribute 'acent'"),
        ("a\n{% include 'gone.html' %}", 2, "no template 'gone.html'"),
        ("{% extends 'layuot.html' %}", 1, "no template 'layuot.html'"),
        ("{% from 'x.html' import y %}", 1, "no template 'x.html'"),
        ("a\n{{ self.nope() }}", 2, "template: no block 'nope'"),
        (
            "{% block a %}\n{{ super() }}{% endblock %}",
            2,
            "template: there is no parent block called 'a'.",
        ),
        ("a\n{% include 'article.html' %}", 2, "template: includes or calls itself without end"),
        ("{% extends 'article.html' %}", 1, "template: includes or calls itself without end"),
        (
            "{% macro m() %}\n{{ m() }}{% endmacro %}{{ m() }}",
            2,
            "template: includes or calls itself without end",
        ),
        ("a\n\n{{ 1 / 0 }}", 3, "template: ZeroDivisionError: division by zero"),
        (
            "{{ 1 + 'a' }}",
            1,
            "template: TypeError: unsupported operand type(s) for +: 'int' and 'str'",
        ),
        (
            "{% for i in range(10**9) %}{% endfor %}",
            1,
            "template: OverflowError: range of 1000000000 is over the limit of 10000",
        ),
        (
            "\n{{ site.asset('css/sight.css').url }}",
            2,
            "template: the theme has no asset 'css/sight.css'",
        ),
    ],
)
def test_a_template_that_fails_is_told_with_its_line_and_the_story(
    site: Newsroom, template: str, line: int, text: str
) -> None:
    site.write("templates/article.html", template)

    (problem,) = site.errors()

    assert (problem.path, problem.line, problem.text) == ("templates/article.html", line, text)
    assert problem.hint.startswith(FROM_STORY)
    assert site.files() == {}


@pytest.mark.parametrize(
    ("template", "guess"),
    [
        ("{% extends 'layuot.html' %}", "layout.html"),
        ("{% include 'partials/head.htm' %}", "partials/head.html"),
        ("{{ site.asset('css/sight.css').url }}", "css/site.css"),
    ],
)
def test_what_is_missing_is_told_with_the_nearest(
    site: Newsroom, template: str, guess: str
) -> None:
    site.write("templates/article.html", template)

    assert site.errors()[0].hint == f"{FROM_STORY}; did you mean '{guess}'?"


@pytest.mark.parametrize(
    ("template", "line", "text"),
    [
        ("a\n{% if x %}", 2, "Unexpected end of template"),
        ("a\n\n{{ x ", 3, "unexpected end of template"),
        ("{% endfor %}", 1, "Encountered unknown tag 'endfor'"),
        ("a\n{{ 'a'|nofilter }}", 2, "No filter named 'nofilter'"),
        ("{% break %}", 1, "Encountered unknown tag 'break'"),
        ("{{ []|random }}", 1, "No filter named 'random'"),
    ],
)
def test_a_syntax_error_is_told_with_its_line_also_where_nothing_uses_it(
    site: Newsroom, template: str, line: int, text: str
) -> None:
    site.write("templates/unused.html", template)

    (problem,) = site.errors()

    assert (problem.path, problem.line) == ("templates/unused.html", line)
    assert text in problem.text


def test_a_template_that_is_not_utf8_is_told_with_the_place(site: Newsroom) -> None:
    site.write("templates/article.html", "é\nab".encode() + b"\xe9")

    (problem,) = site.errors()

    assert (problem.path, problem.line, problem.column) == ("templates/article.html", 2, 3)
    assert problem.text == "not UTF-8: byte 0xe9 at offset 5"


@pytest.mark.usefixtures("uncollected")
def test_an_endless_template_is_stopped(site: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.render.page.TIME_LIMIT", 0.3)
    loop = "{% for i in range(10000) %}{% for j in range(10000) %}\n{{ j }}{% endfor %}{% endfor %}"
    site.write("templates/article.html", loop)

    (problem,) = site.errors()

    assert problem.path == "templates/article.html"
    assert problem.text == "template: not done after 0.3 seconds"
    assert problem.hint == FROM_STORY


def test_several_broken_templates_are_told_in_one_run(site: Newsroom) -> None:
    site.write("templates/article.html", "{{ 1 / 0 }}")
    site.write("templates/tag.html", "\n{{ nope }}")
    site.write("templates/home.html", "\n\n{{ nope }}")

    places = [(each.path, each.line) for each in site.errors()]

    assert places == [
        ("templates/article.html", 1),
        ("templates/home.html", 3),
        ("templates/tag.html", 2),
    ]


@pytest.mark.parametrize("name", ["now", "lipsum", "cycler", "config", "request", "url_for"])
def test_templates_have_no_door_to_the_world(site: Newsroom, name: str) -> None:
    site.write("templates/article.html", f"{{{{ {name} }}}}")

    assert site.errors()[0].text == f"template: '{name}' is undefined"


def test_a_template_that_fails_everywhere_does_not_hide_another(newsroom: Newsroom) -> None:
    for number in range(10):
        newsroom.article(f"story-{number}", tags="[grid]")
    newsroom.write("templates/article.html", "{{ 1 / 0 }}")
    newsroom.write("templates/tag.html", "\n{{ nope }}")

    found = {(problem.path, problem.line) for problem in newsroom.errors()}

    assert {("templates/article.html", 1), ("templates/tag.html", 2)} <= found
