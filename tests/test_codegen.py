"""The code that our templates become writes what Jinja's own would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import jinja2
import pytest
from jinja2 import DictLoader, StrictUndefined
from jinja2.nodes import EvalContext
from jinja2.utils import missing

from dateline.render.environment import ThemeEnvironment
from dateline.render.facts import Facts
from dateline.render.remembering import Remembering

FRAME = """{% import "words.html" as words %}
<title>{% block title %}{{ title }}{% endblock %}</title>
{% block main %}main of {{ title|upper }}{% endblock %}
{% block foot scoped %}{{ words.said(title) }}{% endblock %}
"""
FILES = {
    "frame.html": FRAME,
    "words.html": """{% macro said(what, how="aloud") %}<i>{{ what }}</i> {{ how }}{% endmacro %}
{% macro many(first) %}{{ first }}{{ varargs|join(",") }}{{ kwargs|dictsort }}{% endmacro %}
{% macro around() %}[{{ caller(1) }}]{% endmacro %}""",
    "part.html": "part of {{ title }}{% if inner is defined %}, {{ inner }}{% endif %}",
    "plain.html": "{% for n in [1, 2] %}{{ n }}{% endfor %}",
    "named.html": """{% set name = title ~ "!" %}{% macro loud() %}{{ name }}{% endmacro %}""",
}
TEMPLATES = {
    "text": "nothing but text",
    "empty": "",
    "attributes": "{{ story.title }} {{ story.tags.first }} {{ story.items }} {{ when.year }}",
    "keys and methods": (
        "{{ story['title'].upper() }} {{ title.replace('F', 'f') }} {{ story.get('x', 1) }}"
    ),
    "escaping": (
        "{{ hostile }} {{ hostile|safe }} {{ 3 }} {{ 2.5 }} {{ none }} {{ true }} {{ [hostile] }}"
    ),
    "no escaping": "{% autoescape false %}{{ hostile }}{% endautoescape %}{{ hostile }}",
    "conditions": (
        "{% if story.title and not story.gone is defined %}a{% elif 1 %}b{% else %}c{% endif %}"
    ),
    "loops": (
        "{% for n in numbers if n is odd %}{{ loop.index }}:"
        "{{ n }}{{ ',' if not loop.last }}{% else %}-{% endfor %}"
    ),
    "empty loop": "{% for n in [] %}{{ n }}{% else %}none of {{ title }}{% endfor %}",
    "recursion": (
        "{% for n in tree recursive %}({{ n.name }}{{ loop(n.below) if n.below }}){% endfor %}"
    ),
    "sets": (
        "{% set x = 1 %}{% set y %}<b>{{ title }}</b>{% endset %}"
        "{{ x }}{{ y }}{% set a, b = 1, 2 %}{{ a + b }}"
    ),
    "namespace": (
        "{% set ns = namespace(n=0) %}{% for n in numbers %}"
        "{% set ns.n = ns.n + n %}{% endfor %}{{ ns.n }}"
    ),
    "filters": (
        "{{ numbers|map('string')|join('/') }}{% filter upper %}a {{ title }}{% endfilter %}"
    ),
    "attribute filters": (
        "{{ tree|map(attribute='name')|list }} {{ tree|selectattr('below')|list|length }}"
    ),
    "inheritance": "{% extends 'frame.html' %}{% block main %}x{{ super() }}y{% endblock %}",
    "inheritance by choice": (
        "{% if 1 %}{% extends 'frame.html' %}{% endif %}{% block title %}t{% endblock %}"
    ),
    "names above blocks": (
        "{% extends 'frame.html' %}{% set mine = 5 %}{% block main %}{{ mine }}{% endblock %}"
    ),
    "a block twice": "{% block one %}{{ title }}{% endblock %}{{ self.one() }}",
    "inclusion": (
        "{% set inner = 'deep' %}{% include 'part.html' %} "
        "{% include 'plain.html' without context %}"
    ),
    "inclusion in a loop": "{% for inner in numbers %}{% include 'part.html' %}{% endfor %}",
    "inclusion of what is missing": "a{% include 'gone.html' ignore missing %}b",
    "inclusion by choice": "{% include ['gone.html', 'part.html'] %}",
    "import": (
        "{% import 'words.html' as w %}{{ w.said(title) }}{{ w.said(what=title, how=hostile) }}"
    ),
    "import of names": (
        "{% from 'words.html' import said as s, many %}{{ s('x') }}{{ many(1, 2, 3, k=4) }}"
    ),
    "import with context": "{% import 'named.html' as n with context %}{{ n.name }}{{ n.loud() }}",
    "own macros": (
        "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=4, a=5) }}"
    ),
    "arguments in lists": (
        "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(*[7, 8]) }}{{ m(**{'a': 9}) }}"
    ),
    "call blocks": (
        "{% from 'words.html' import around %}{% call(n) around() %}{{ title }}{{ n }}{% endcall %}"
    ),
    "arguments named as Python's words": "{{ dict(class='a', for=title)|dictsort }}",
    "functions of the context": (
        "{% for n in numbers[:1] %}{{ seen() }}{% endfor %}"
        "{% block b %}{% set z = 1 %}{{ seen() }}{% endblock %}"
    ),
    "tests and operators": (
        "{{ 1 if title is string else 2 }} {{ 7 // 2 }} {{ 'a' in story }} {{ numbers[0] < 3 < 4 }}"
    ),
    "slices": "{{ numbers[1:] }} {{ title[:2] }} {{ story['tags']['first'] }}",
    "white space": "  {%- if 1 -%}  a  {%- endif %}  b {{- title -}}  c",
}
FAULTS = {
    "a name": "a\n{{ gone }}",
    "an attribute": "a\n\n{{ story.gone }}",
    "an attribute of what is not there": "{{ story.gone.further }}",
    "within a block": (
        "{% extends 'frame.html' %}\n{% block main %}\n{{ story.gone }}{% endblock %}"
    ),
    "within a macro": "{% macro m(a) %}\n{{ a.gone }}\n{% endmacro %}\n{{ m(story) }}",
    "a call of nothing": "{{ story.title() }}",
    "too many arguments": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
    "an argument that is left out": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
    "a wrong name of an argument": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=1) }}",
}


class _Story(dict[str, Any]):
    """Has items, an attribute as all dictionaries have, and keys that are no attributes."""


@jinja2.pass_context
def _seen(context: jinja2.runtime.Context) -> str:
    return ",".join(sorted(name for name in context.get_all() if len(name) == 1))


NAMES: dict[str, Any] = {
    "title": "Fire",
    "hostile": "<b>&\"'",
    "story": _Story(title="Flood", tags={"first": "water"}, items="all"),
    "numbers": [1, 2, 3],
    "tree": [{"name": "a", "below": [{"name": "b", "below": []}]}, {"name": "c", "below": []}],
    "when": datetime(2026, 5, 4, tzinfo=UTC),
    "seen": _seen,
}


class _Ours(ThemeEnvironment):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = cast(Facts, Remembering())


def _made(kind: type[jinja2.Environment], text: str) -> str:
    environment = kind(
        loader=DictLoader({**FILES, "page.html": text}),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(NAMES)


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES)
def test_templates_write_what_they_do_with_jinjas_own_code(text: str) -> None:
    assert _made(_Ours, text) == _made(jinja2.Environment, text)


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_faults_are_the_same_and_of_the_same_line(text: str) -> None:
    found = []
    for kind in (_Ours, jinja2.Environment):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever Jinja's own code raises
            _made(kind, text)
        lines = [
            (entry.path, entry.lineno)
            for entry in caught.traceback
            if str(entry.path).endswith(("page.html", "<template>", "frame.html"))
        ]
        found.append((caught.type, str(caught.value), lines[-1:]))

    assert found[0] == found[1]


def test_contexts_have_all_that_jinjas_own_have() -> None:
    made = []
    for environment in (_Ours(autoescape=True), jinja2.Environment(autoescape=True)):
        template = environment.from_string("{% block main %}{% endblock %}")
        context = template.new_context({"a": 1}, shared=True, locals={"b": 2, "c": missing})
        made.append({name: value for name, value in vars(context).items() if name != "eval_ctx"})
        assert vars(context.eval_ctx).keys() == vars(EvalContext(environment)).keys()
    ours, theirs = made

    assert ours.keys() == theirs.keys()
    assert ours["parent"] == theirs["parent"] == {"a": 1, "b": 2}
    assert ours["blocks"].keys() == theirs["blocks"].keys() == {"main"}
    for name in ("vars", "exported_vars", "name"):
        assert ours[name] == theirs[name]
