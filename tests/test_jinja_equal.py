"""Shorter ways through Jinja write what Jinja writes."""

from __future__ import annotations

import jinja2
import pytest

from tests.newsroom import Newsroom

MACROS = """\
{% macro two(a, b="<b>") %}{{ a }}-{{ b }}{% endmacro %}
{% macro rest(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}
{% macro around(a) %}{{ a }}[{{ caller() }}]{% endmacro %}
{% macro given(caller=none) %}{{ caller is none }}{% endmacro %}
{% macro outer(a) %}{{ two(a) }}{{ two(b=a, a=1) }}{% endmacro %}
"""

TEMPLATES = [
    "{{ '<\"&\\'>' }}{{ 1 }}{{ 1.5 }}{{ true }}{{ none }}{{ ['<'] }}{{ '<i>'|safe }}",
    "{% set words %}<p>{{ '<' }}{% endset %}{{ words }}{{ words ~ '<' }}",
    "{{ m.two('<') }}{{ m.two('<'|safe, 2) }}{{ m.two(b=1, a='&') }}{{ m.two(1, b=none) }}",
    "{{ m.rest(1, 2, c='<') }}{{ m.given() }}{{ m.outer('<') }}",
    "{% call m.around('a') %}<b>{{ '<' }}{% endcall %}",
    "{% for x in 'ab' %}{{ m.two(x, loop.index) }}{% endfor %}",
    "{% autoescape false %}{{ '<' }}{{ m.two('<') }}{% endautoescape %}",
    "{{ m.two.name }}{{ m.two.arguments|join }}",
    "{{ 'a b/c?d=é&~f-g_h.i +%'|urlencode }}{{ '<'|safe|urlencode }}{{ ''|urlencode }}",
    "{{ {'a b': 'c&d'}|urlencode }}{{ [(1, 'é')]|urlencode }}{{ 12|urlencode }}",
]
IMPORT = "{% import 'macros.html' as m %}"


def plain(template: str) -> str:
    """What Jinja itself makes of a template."""
    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.DictLoader({"macros.html": MACROS}),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return environment.from_string(template).render()


def themed(newsroom: Newsroom, template: str) -> str:
    newsroom.write("templates/macros.html", MACROS)
    newsroom.write("templates/404.html", template)
    newsroom.build()
    return newsroom.files()["404.html"].decode("utf-8")


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_write_what_jinja_writes(newsroom: Newsroom, template: str) -> None:
    assert themed(newsroom, IMPORT + template) == plain(IMPORT + template)


@pytest.mark.parametrize(
    "template",
    [
        "{{ _('<a> %(b)s 100%%', b='<') }}{{ _('100%%') }}{{ gettext('<') }}",
        "{{ ngettext('%(num)s <a>', '%(num)s <b> %(c)s', 2, c='<') }}",
        "{{ ngettext('%(num)s', '', 1, num='one') }}",
        "{% for n in (1, 2, 1, true, 1.0) %}{{ ngettext('%(num)s', 'all', n) }}{% endfor %}",
        "{% trans n=3 %}one{% pluralize %}{{ n }} <many>{% endtrans %}",
    ],
)
def test_texts_are_filled_in_as_jinja_does(newsroom: Newsroom, template: str) -> None:
    assert themed(newsroom, template) == plain(template)


@pytest.mark.parametrize("call", ["two(1, 2, 3)", "two(1, c=2)", "two(1, a=2)", "given(1, 2)"])
def test_a_call_that_does_not_fit_is_told_in_jinjas_words(newsroom: Newsroom, call: str) -> None:
    template = f"{IMPORT}{{{{ m.{call} }}}}"
    with pytest.raises(TypeError) as expected:
        plain(template)
    newsroom.write("templates/macros.html", MACROS)
    newsroom.write("templates/404.html", template)

    (problem,) = newsroom.errors()

    assert problem.text == f"template: TypeError: {expected.value}"
