"""`dateline theme check`: what a theme must have, what plugins add, and how it is told."""

from __future__ import annotations

import pytest

from dateline.tool import built_in_themes
from tests.newsroom import Dateline, Newsroom
from tests.theme_checks import REPLY, STORY, found, in_story, theme, told

BUILT_IN = sorted(path.parent.name for path in built_in_themes().glob("*/theme.toml"))
PAGE = "templates/404.html"


@pytest.mark.parametrize("language", ["en-GB", "de", "hu", "pt-BR", "ar"])
@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_built_in_themes_pass(newsroom: Newsroom, theme: str, language: str) -> None:
    newsroom.config(f'language = "{language}"')

    problems = found(newsroom, theme)

    if theme == "base":
        # It has no pages for readers: each of those is missing.
        problems = [each for each in problems if not each.text.startswith("no template '")]
    assert problems == []


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (
            '{% extends "layuot.html" %}',
            ["1:13: no template 'layuot.html' (did you mean 'layout.html'?)"],
        ),
        (
            '{% include "partials/fotter.html" %}',
            ["1:13: no template 'partials/fotter.html' (did you mean 'partials/footer.html'?)"],
        ),
        (
            '{% import "partials/crad.html" as c %}{{ c.story() }}',
            ["1:12: no template 'partials/crad.html' (did you mean 'partials/card.html'?)"],
        ),
        (
            '{% from "partials/card.html" import stroy %}',
            ["1:37: partials/card.html has no macro 'stroy' (did you mean 'story'?)"],
        ),
        (
            '{% import "partials/card.html" as c %}{{ c.stroy() }}',
            ["1:44: partials/card.html has no macro 'stroy' (did you mean 'story'?)"],
        ),
        (
            '{% extends "layout.html" %}\n{% block mian %}{% endblock %}',
            ["2:10: what this template extends has no block 'mian' (did you mean 'main'?)"],
        ),
        (
            '{% extends "layout.html" %}{% block main %}{{ super() }}{% block own %}{% endblock %}'
            "{% endblock %}",
            [],
        ),
    ],
)
def test_missing_templates_macros_and_blocks_are_told(
    newsroom: Newsroom, template: str, said: list[str]
) -> None:
    assert told(newsroom, template) == said


def test_kinds_of_pages_without_a_template_are_told(newsroom: Newsroom) -> None:
    newsroom.write("themes/own/theme.toml", 'name = "own"\nextends = "base"\n')
    newsroom.config('theme = "own"')

    problems = found(newsroom)

    assert {problem.path for problem in problems} == {"themes/own/theme.toml"}
    assert "no template 'tags.html' for pages of the kind tags" in {each.text for each in problems}
    assert not any("atom" in problem.text for problem in problems)


def test_a_template_that_can_not_be_read_is_told_alone(newsroom: Newsroom) -> None:
    (said,) = told(newsroom, "{{ page.titel }}\n{% if %}")

    assert said.startswith("2:1: template: ")


def test_a_setting_that_no_template_uses_is_told(newsroom: Newsroom) -> None:
    theme(
        newsroom,
        *("[settings.used]", 'type = "text"', 'default = ""'),
        *("[settings.idle]", 'type = "text"', 'default = ""'),
    )
    newsroom.write("themes/port/templates/404.html", "{{ site.settings.used }}")

    (problem,) = found(newsroom)

    assert (problem.path, problem.line) == ("themes/port/theme.toml", 6)
    assert problem.text == "no template uses the setting 'idle'"


def test_a_filter_of_a_plugin_is_known(newsroom: Newsroom) -> None:
    newsroom.config('plugins = ["shout"]')
    newsroom.write(
        "plugins/shout.py", "def extend(dateline):\n    dateline.filter('shout', str.upper)\n"
    )

    assert in_story(newsroom, "{{ page.title|shout }}") == []
    assert in_story(newsroom, "{{ page.title|shuot }}")[0].startswith("template: No filter named")


def test_a_template_that_only_a_plugin_names_is_looked_at(newsroom: Newsroom) -> None:
    said = told(
        newsroom,
        "{{ page.content.anything }}{{ style }}{{ site.titl }}{{ page.tite }}",
        "templates/calendar.html",
    )

    assert said == [
        "1:47: site has no 'titl' (did you mean 'title'?)",
        "1:62: page has no 'tite' (did you mean 'title'?)",
    ]


def test_the_command_prints_located_problems_and_fails(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    newsroom.write(PAGE, "{{ page.titel }}<p>Lost</p>")

    code, out, err = dateline("theme", "check")

    assert (code, out) == (1, "")
    assert "templates/404.html:1:9: error: page has no 'titel'" in err
    assert "    1 | {{ page.titel }}<p>Lost</p>" in err
    assert "templates/404.html:1:20: warning: the text 'Lost' can't be translated" in err


def test_warnings_alone_are_no_failure_unless_strict(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    newsroom.write(PAGE, "<p>Lost</p>")

    assert dateline("theme", "check").code == 0
    assert dateline("theme", "check", "--strict").code == 1


def test_a_sound_theme_is_told_to_be_so(dateline: Dateline, newsroom: Newsroom) -> None:
    assert dateline("theme", "check") == (0, "nothing is wrong with the theme 'broadsheet'\n", "")


def test_json_has_the_problems_with_their_places(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.write(PAGE, "{{ page.titel }}<p>Lost</p>")

    code, _, err = found = dateline("theme", "check", "--json")

    assert (code, err) == (1, "")
    assert found.data["ok"] is False
    assert found.data["theme"] == "broadsheet"
    assert found.data["counts"] == {"errors": 1, "warnings": 1}
    assert found.data["problems"][0] == {
        "path": PAGE,
        "line": 1,
        "column": 9,
        "severity": "error",
        "text": "page has no 'titel'",
        "hint": "did you mean 'title'?",
    }


def test_an_unknown_theme_is_told_with_the_nearest(dateline: Dateline, newsroom: Newsroom) -> None:
    code, _, err = dateline("theme", "check", "brodsheet")

    assert code == 1
    assert "no theme 'brodsheet'" in err
    assert "did you mean 'broadsheet'?" in err


def test_what_the_check_finds_fails_in_a_build_and_only_that(newsroom: Newsroom) -> None:
    newsroom.article("story", section="local", tags="[grid]")
    for text in ("{{ page.article.titel }}", "{{ pge }}", '{{ site.asset("x").url }}'):
        newsroom.write(STORY, REPLY % text)
        assert len(found(newsroom)) == 1
        assert len(newsroom.errors()) == 1
    newsroom.write(STORY, REPLY % "{{ page.number is defined }}{{ page.article.tags[0].count }}")
    assert found(newsroom) == []
    newsroom.build()
