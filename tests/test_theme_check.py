"""`dateline theme check`: what it finds, where, and what it leaves alone."""

from __future__ import annotations

import pytest

from dateline.errors import Problem, Severity
from dateline.themecheck import check_theme
from dateline.tool import built_in_themes
from tests.newsroom import Dateline, Newsroom

BUILT_IN = sorted(path.parent.name for path in built_in_themes().glob("*/theme.toml"))
PAGE = "templates/404.html"
STORY = "templates/article.html"
REPLY = '{%% extends "broadsheet/article.html" %%}{%% block reply %%}%s{%% endblock %%}'


def found(newsroom: Newsroom, name: str | None = None) -> list[Problem]:
    """What is wrong with the site's theme."""
    return list(check_theme(newsroom.root, name)[1])


def told(newsroom: Newsroom, template: str, path: str = STORY) -> list[str]:
    """What is wrong with one template, as "line:column: text (hint)"."""
    newsroom.write(path, template)
    problems = found(newsroom)
    assert {problem.path for problem in problems} <= {path}
    return [f"{each.line}:{each.column}: {each.text} ({each.hint})" for each in problems]


def in_story(newsroom: Newsroom, text: str) -> list[str]:
    """The sentences about a text in the block `reply` of article.html."""
    newsroom.write(STORY, REPLY % text)
    return [problem.text for problem in found(newsroom)]


@pytest.mark.parametrize("language", ["en-GB", "de", "hu", "pt-BR", "ar"])
@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_built_in_themes_pass(newsroom: Newsroom, theme: str, language: str) -> None:
    newsroom.config(f'language = "{language}"')

    problems = found(newsroom, theme)

    if theme == "base":
        # It has no pages for readers: each of those is missing.
        problems = [each for each in problems if not each.text.startswith("no template '")]
    assert problems == []


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>See the map</p>", ["the text 'See the map' can't be translated"]),
        ("<p>{{ page.title }}, по-русски</p>", ["the text ', по-русски' can't be translated"]),
        ('<a title="Read on" href="/x">→</a>', ["the text 'Read on' can't be translated"]),
        ('<img alt="A map" src="/x">', ["the text 'A map' can't be translated"]),
        ('<b aria-label="Close">×</b>', ["the text 'Close' can't be translated"]),
        ('<input placeholder="Search">', ["the text 'Search' can't be translated"]),
        ('<p>{{ "Read on" }}</p>', ["the text 'Read on' can't be translated"]),
        (
            '<p>{{ "Yes" if page.title else "No" }}</p>',
            ["the text 'Yes No' can't be translated"],
        ),
        ("<p>{{ page.title ~ ' and on' }}</p>", ["the text 'and on' can't be translated"]),
        ('<p>{{ page.title or "None"|upper }}</p>', ["the text 'None' can't be translated"]),
        ('<b title="{{ "Close" }}">×</b>', ["the text 'Close' can't be translated"]),
        ('<input type="submit" value="Send">', ["the text 'Send' can't be translated"]),
        (
            '<meta name="description" content="All news">',
            ["the text 'All news' can't be translated"],
        ),
        ('<input type="text" value="Send"><meta name="robots" content="noindex">', []),
        ('<p class="{{ "lead" if page.title else "plain" }}">{{ {"a": "words"}["a"] }}</p>', []),
        ('<p>{{ _("Tags") }}{{ page.title|replace("some", "words") }}{{ "a" in "words" }}</p>', []),
        ("<p>© 2024</p>", ["the date '2024' is fixed"]),
        ("<p>4 July</p>", ["the date '4 July' is fixed"]),
        ('<p class="lead" id="x_y">{{ page.title }} – 404 &nbsp;</p>', []),
        ('<p>{{ _("Tags") }}{% trans %}Tags{% endtrans %}</p>', []),
        ("<p>{# a comment #}<!-- another --></p>", []),
        ('<b translate="no">RSS <i>and</i> Atom</b>', []),
        ("{% macro tongue(x) %} lang=\"{{ x }}\" dir='ltr'{% endmacro %}", []),
        ('<script type="application/json">{"a": "some text"}</script>', []),
        ("<p{% if page.title %} class='some name'{% endif %}></p>", []),
    ],
)
def test_texts_that_nobody_can_translate_are_told(
    newsroom: Newsroom, text: str, said: list[str]
) -> None:
    assert in_story(newsroom, text) == said


def test_a_text_is_told_where_it_begins(newsroom: Newsroom) -> None:
    said = told(newsroom, '<p\n title="Go on">\n{{ page.title }}\n  See\nthe map</p>')

    assert [each.partition(" (")[0] for each in said] == [
        "2:9: the text 'Go on' can't be translated",
        "4:3: the text 'See the map' can't be translated",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ page.article.published }}", ["a date is printed as the machine has it"]),
        ("{{ _('Tags') ~ page.article.updated }}", ["a date is printed as the machine has it"]),
        ("{{ page.article.published.strftime('%Y') }}", ["the form of a date is fixed"]),
        ('{{ page.article.published|date("d. M. y") }}', ["the form 'd. M. y' of a date is fixed"]),
        ('{{ page.article.published|time("HH:mm") }}', ["the form 'HH:mm' of a date is fixed"]),
        (
            "{{ page.article.published.day }}/{{ page.article.published.month }}",
            ["the form of a date is fixed"],
        ),
        (
            '{{ "%d.%d."|format(page.article.published.day, page.article.published.month) }}',
            ["the form of a date is fixed"],
        ),
        ('{{ page.article.published|date("y") }}{{ page.article.published|date("full") }}', []),
        ('{{ page.article.published|date("LLLL") }}{{ page.article.published|iso }}', []),
    ],
)
def test_dates_in_a_fixed_form_are_told(newsroom: Newsroom, text: str, said: list[str]) -> None:
    assert in_story(newsroom, text) == said


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def theme(newsroom: Newsroom, *lines: str) -> None:
    newsroom.write(
        "themes/port/theme.toml", "\n".join(['name = "port"', 'extends = "broadsheet"', *lines])
    )
    newsroom.config('theme = "port"')


def test_a_message_without_words_in_a_language_of_the_theme_is_told(newsroom: Newsroom) -> None:
    theme(newsroom)
    newsroom.write("themes/port/translations/de.po", f'{PO}msgid "A"\nmsgstr "B"\n')
    newsroom.write("themes/port/translations/hu.po", f'{PO}msgid "See the map"\nmsgstr "T"\n')
    newsroom.write(
        "themes/port/templates/article.html", REPLY % '{{ _("A") }} {{ _("See the map") }}'
    )

    problems = found(newsroom)

    assert [(each.text, each.hint) for each in problems] == [
        ("'A' has no translation into hu", "add it to translations/hu.po"),
        ("'See the map' has no translation into de", "add it to translations/de.po"),
    ]
    assert {each.severity for each in problems} == {Severity.WARNING}


def test_a_message_of_the_site_needs_words_in_the_sites_language_alone(newsroom: Newsroom) -> None:
    newsroom.config('language = "hu"')
    assert in_story(newsroom, '{{ _("See the map") }}') == [
        "'See the map' has no translation into hu"
    ]

    newsroom.config('language = "en-GB"')
    assert in_story(newsroom, '{{ _("See the map") }}') == []


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
