"""`dateline theme check` knows what each kind of page, each value and each macro has."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.theme_checks import STORY, found, in_story, told


def test_what_a_page_does_not_have_is_told_with_the_nearest(newsroom: Newsroom) -> None:
    said = told(newsroom, "<h1>\n{{ page.article.titel }}</h1>")

    assert said == ["2:17: page.article has no 'titel' (did you mean 'title'?)"]


def test_values_within_values_are_known(newsroom: Newsroom) -> None:
    said = told(newsroom, "{{ page.article.section.titl }}{{ page.article.tags[0].nam }}")

    assert said == [
        "1:25: page.article.section has no 'titl' (did you mean 'title'?)",
        "1:56: page.article.tags[…] has no 'nam' (it is Term)",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ pge.title }}", ["'pge' is not defined here"]),
        ("{{ page.foo }}", ["page has no 'foo'"]),
        ("{{ site.titl }}", ["site has no 'titl'"]),
        ("{{ site.menus.mian }}", ["site.menus has no 'mian'"]),
        ("{{ site.settings.acent }}", ["the theme has no setting 'acent'"]),
        ('{{ page.article["titel"] }}', ["page.article has no 'titel'"]),
        ("{% for tag in page.article.tags %}{{ tag.nam }}{% endfor %}", ["tag has no 'nam'"]),
        ("{% for tag in page.article.tags %}{{ loop.indx }}{% endfor %}", ["loop has no 'indx'"]),
        ("{% set a = page.article %}{{ a.titel }}", ["a has no 'titel'"]),
        ("{% set a, b = page.article, site %}{{ b.titel }}", ["b has no 'titel'"]),
        ("{% with a = page.article %}{{ a.titel }}{% endwith %}", ["a has no 'titel'"]),
        ("{{ (page.article.image or page.article).titel }}", ["the value has no 'titel'"]),
        (
            '{{ page.article.tags|map(attribute="titel")|join }}',
            ["elements of page.article.tags have no 'titel'"],
        ),
        (
            '{% for tag in page.article.tags|sort(attribute="conut") %}{% endfor %}',
            ["elements of page.article.tags have no 'conut'"],
        ),
        (
            '{% for tag in page.article.tags|rejectattr("conut") %}{% endfor %}',
            ["elements of page.article.tags have no 'conut'"],
        ),
        ("{% if page.article.titel %}{% endif %}", ["page.article has no 'titel'"]),
        ("{{ page.article.titel.x is defined }}", ["page.article has no 'titel'"]),
        ("{% for each in site.sections %}{% endfor %}", ["site.sections is no list"]),
        ("{% for each in page.article %}{% endfor %}", ["page.article is no list"]),
        ("{{ site.title() ~ site.menus() }}", ["site.menus can't be called"]),
        ("{{ page.article.section }}", ["page.article.section has no text of its own: it is Term"]),
        ('{{ site.asset("css/sit.css").url }}', ["the theme has no asset 'css/sit.css'"]),
        ('{{ site.route("tgas") }}', ["there is no route 'tgas'"]),
        ('{{ "2026-05-01"|date }}', ["the filter date wants a date, not the text '2026-05-01'"]),
        ('{{ "daay"|ago|tojson }}', ["the filter ago knows no 'daay'"]),
        ("{{ page.titel.month }}", ["page has no 'titel'"]),
        (
            '{{ site.latest(3, sektion="x")|length }}',
            ["site.latest: got an unexpected keyword argument 'sektion'"],
        ),
    ],
)
def test_what_is_asked_for_in_vain_is_told(newsroom: Newsroom, text: str, said: list[str]) -> None:
    assert in_story(newsroom, text) == said


@pytest.mark.parametrize(
    "text",
    [
        "{{ page.number is defined }}",
        '{% if page.kind == "section" %}{{ page.number }}{% endif %}',
        '{% if page.kind != "article" %}{{ page.term.title }}{% endif %}',
        '{{ page.term.title if page.kind in ("section", "tag") else page.article.title }}',
        '{% if page.kind == "tag" and page.number %}{{ page.number }}{% endif %}',
        "{% if page.number is defined %}{{ page.number }}{% endif %}",
        '{{ nothing|default("x") }}',
        '{{ page.article.extra.map }}{{ page.article.extra.get("a").b.c }}',
        "{{ page.article.title.upper().split()[0] }}{{ page.article.published.year }}",
        "{% set ns = namespace(a=1) %}{% set ns.a = 2 %}{{ ns.a }}{{ ns.b }}",
        "{% macro m(x, y=1) %}{{ x.anything }}{{ y }}{{ caller() }}{% endmacro %}",
        "{% for a, b in page.article.extra.items() %}{{ a.x }}{{ b.y }}{% endfor %}",
        "{% for n in range(3) %}{{ loop.index }}{{ n }}{% else %}{{ page.title }}{% endfor %}",
        '{{ (page.article.tags|groupby("slug"))[0].list[0].title }}',
        "{% set x = page.article if page.title else site %}{{ x.title }}",
        "{{ page.json_ld|tojson }}{{ (page.article.related.cards|first).title }}",
        '{% include "nope.html" ignore missing %}',
        '{% include ["nope.html", "partials/footer.html"] %}',
        "{% filter upper %}{{ page.title }}{% endfilter %}{% do [].append(1) %}",
        "{% set all = [page.article, site] %}{% for each in all %}{{ each.title }}{% endfor %}",
        "{% set k = page.kind %}{% if k == 'month' %}{{ page.days }}{% endif %}",
    ],
)
def test_what_is_right_or_can_not_be_known_is_passed_over(newsroom: Newsroom, text: str) -> None:
    assert in_story(newsroom, text) == []


def test_a_macro_is_looked_at_with_what_it_is_called_with(newsroom: Newsroom) -> None:
    newsroom.write(
        "templates/partials/mine.html",
        "{% macro face(card, site) %}{{ card.titel }}{% endmacro %}",
    )
    newsroom.write(
        STORY,
        '{% import "partials/mine.html" as mine %}\n{{ mine.face(page.article, site) }}',
    )

    (problem,) = found(newsroom)

    assert (problem.path, problem.line) == ("templates/partials/mine.html", 1)
    assert (problem.text, problem.hint) == ("card has no 'titel'", "did you mean 'title'?")


def test_a_macro_that_gets_the_wrong_thing_names_the_call(newsroom: Newsroom) -> None:
    newsroom.write(STORY, '{% import "partials/times.html" as t %}\n{{ t.moment(page.article) }}')

    problems = found(newsroom)

    assert {each.text for each in problems} >= {"when has no 'hour'"}
    assert {each.hint for each in problems} >= {
        "it is Article, in the call at templates/article.html:2"
    }


def test_a_macro_that_nobody_calls_is_looked_at_too(newsroom: Newsroom) -> None:
    newsroom.write(
        "templates/partials/mine.html",
        "{% macro face(card) %}{{ card.x }}{{ page.title }}{% endmacro %}",
    )
    newsroom.write(STORY, '{% import "partials/mine.html" as mine %}')

    (problem,) = found(newsroom)

    assert problem.text == "'page' is not defined here"
    assert problem.hint == "hand it to the macro, or import the template `with context`"


def test_what_a_template_imports_is_not_its_own(newsroom: Newsroom) -> None:
    newsroom.write(
        "templates/partials/mine.html",
        '{% from "partials/card.html" import tongue %}{% set a = 1 %}',
    )

    said = told(newsroom, '{% import "partials/mine.html" as mine %}{{ mine.tongue }}{{ mine.a }}')

    assert said == ["1:50: partials/mine.html has no macro 'tongue' ()"]


def test_arguments_that_a_macro_does_not_take_are_told(newsroom: Newsroom) -> None:
    said = told(
        newsroom,
        "{% macro face(card, level=2) %}{{ card.title }}{{ level }}{% endmacro %}\n"
        "{{ face(page.article, levle=3) }}{{ face(page.article, 1, 2) }}",
    )

    assert said == [
        "2:4: too many arguments for the macro face(card, level) ()",
        "2:23: the macro face(card, level) takes no 'levle' (did you mean 'level'?)",
    ]


def test_arguments_that_a_macro_needs_are_told(newsroom: Newsroom) -> None:
    said = told(
        newsroom,
        "{% macro m(a, b, c=1) %}{{ a }}{{ b }}{{ c }}{% endmacro %}\n{{ m() }}{{ m(1) }}\n"
        "{{ m(1, b=2) }}{{ m(*page.kind) }}"
        "{% macro n(a, b, c) %}{{ a is defined }}{{ b|default(1) }}{% endmacro %}{{ n() }}",
    )

    assert said == [
        "2:4: the macro m(a, b, c) is not given 'a' ()",
        "2:4: the macro m(a, b, c) is not given 'b' ()",
    ]


def test_what_only_other_kinds_of_pages_have_is_told_once(newsroom: Newsroom) -> None:
    newsroom.write(
        "templates/partials/footer.html",
        "{{ page.article.title if page.kind in ('article', 'page') }}\n{{ page.number }}",
    )

    (problem,) = found(newsroom)

    assert (problem.path, problem.line, problem.column) == ("templates/partials/footer.html", 2, 9)
    assert problem.text.startswith("pages of the kinds archives, article, authors,")
    assert problem.hint == ("those of the kinds author, section, tag have one: ask page.kind first")
