"""A small theme that shows everything a template can ask for, so that no fact goes unseen."""

from __future__ import annotations

_LAYOUT = """\
<!doctype html>
<html lang="{{ page.language }}" dir="{{ page.dir }}">
<title>{{ page.title }} – {{ site.title }}</title>
<link rel="canonical" href="{{ page.canonical }}"><link href="{{ page.image }}">
<link rel="stylesheet" href="{{ site.asset('css/gazette.css').url }}">
{% for feed in page.feeds %}<link href="{{ feed.url }}" title="{{ feed.title }}">{% endfor %}
<p class="{{ site.settings.accent }}">{{ site.publisher.name }} {{ site.publisher.logo }}</p>
{% for link in site.menus.main %}<a href="{{ link.url }}">{{ link.title }}</a>{% endfor %}
{% block main %}{% endblock %}
{% for link in site.menus.footer %}<a href="{{ link.url }}">{{ link.title }}</a>{% endfor %}
{% for link in site.publisher.policies %}<a href="{{ link.url }}">{{ link.title }}</a>{% endfor %}
{% include "partials/foot.html" ignore missing %}
<p>{{ _("Archives") }}</p>
"""
_CARDS = """\
{% macro line(card) %}
<p lang="{{ card.lang }}"><a href="{{ card.url }}">{{ card.title }}</a> {{ card.summary }}
{{ card.published|datetime if card.published }} {{ card.section.title }} {{ card.dateline }}
{{ card.tags|map(attribute="title")|join(" ") }} {{ card.authors|map(attribute="name")|join(" ") }}
{{ card.image.src if card.image }} {{ card.minutes }}</p>
{% endmacro %}
"""
_ARTICLE = """\
{% extends "layout.html" %}{% import "partials/cards.html" as cards %}
{% block main %}{% set article = page.article %}
<h1>{{ article.title }}</h1>{{ article.standfirst }}{{ article.body }}
{{ article.image.width if article.image }} {{ article.comments }} {{ article.changed }}
{% for each in article.corrections %}{{ each.title }} {{ each.date }} {{ each.html }}{% endfor %}
{% if article.coverage %}{{ article.live }} {{ article.coverage.over }} {{ article.words }}
{% for each in article.coverage.entries %}{{ each.url }} {{ each.title }} {{ each.updated }}
{{ each.authors|map(attribute="name")|join(" ") }} {{ each.body }}{% endfor %}{% endif %}
{{ article.type }} {{ article.guid }} {{ article.original.url if article.original }}
{% for each in article.sources %}{{ each.title }}{% endfor %}
{% for key, value in article.extra.items() %}{{ key }}={{ value }} {% endfor %}
{% for link in article.translations %}{{ link.url }} {{ link.title }}{% endfor %}
{% for each in article.headings %}{{ each.text }}{% endfor %}
{% for tag in article.tags %}{{ tag.title }} {{ tag.count }}{% endfor %}
{{ article.previous.title if article.previous }} {{ article.next.title if article.next }}
{% if article.storyline %}{{ article.storyline.title }} {{ article.storyline.url }}
{% for card in article.storyline.so_far %}{{ cards.line(card) }}{% endfor %}{% endif %}
{{ article.related.label }}{% for card in article.related.cards %}{{ cards.line(card) }}{% endfor %}
{% endblock %}
"""
_PAGE = """\
{% extends "layout.html" %}
{% block main %}<h1>{{ page.article.title }}</h1>{{ page.article.body }}{% endblock %}
"""
_LIST = """\
{% extends "layout.html" %}{% import "partials/cards.html" as cards %}
{% block main %}
<h1>{{ page.title }} {{ page.number }}</h1>{{ page.description }}
{% if page.author is defined %}{{ page.author.bio }} {{ page.author.count }}
{% for link in page.author.links %}{{ link.url }}{% endfor %}{% endif %}
{% for card in page.cards %}{{ cards.line(card) }}{% endfor %}
{% for month in page.months|default(()) %}{{ month.url }} {{ month.count }}{% endfor %}
{{ page.newer }} {{ page.older }}
{% endblock %}
"""
_PERIOD = """\
{% extends "layout.html" %}{% import "partials/cards.html" as cards %}
{% block main %}
<h1>{{ page.title }} {{ page.period.count }}</h1>
{% for card in page.cards|default(()) %}{{ cards.line(card) }}{% endfor %}
{% for day in page.days|default(()) %}{{ day.url }} {{ day.cards|length }}{% endfor %}
{% for month in page.months|default(()) %}
{{ month.period.url }} {{ month.cards|length }}{% endfor %}
{{ page.previous.url if page.previous }} {{ page.next.url if page.next }}
{% endblock %}
"""
_STORYLINE = """\
{% extends "layout.html" %}{% import "partials/cards.html" as cards %}
{% block main %}
<h1>{{ page.term.title }} {{ page.term.count }}</h1>{{ page.description }}
{% for day in page.days %}{% for card in day.cards %}{{ cards.line(card) }}{% endfor %}{% endfor %}
{% endblock %}
"""
_CORRECTIONS = """\
{% extends "layout.html" %}
{% block main %}
{% for each in page.corrections %}{{ each.url }} {{ each.article.title }} {{ each.correction.html }}
{% endfor %}
{% endblock %}
"""
_HOME = """\
{% extends "layout.html" %}{% import "partials/cards.html" as cards %}
{% block main %}
<h1>{{ site.tagline }}</h1>
{% if page.lead %}{{ cards.line(page.lead) }}{% endif %}
{% for day in page.days %}{% for card in day.cards %}{{ cards.line(card) }}{% endfor %}{% endfor %}
{{ page.earlier.url if page.earlier }}
{% for card in site.latest(1, "local") %}{{ card.title }}{% endfor %}
{% set more = "partials/more.html" %}{% include more ignore missing %}
{% trans num=site.latest(9)|length %}one story{% pluralize %}{{ num }} stories{% endtrans %}
{% endblock %}
"""
_OVERVIEW = """\
{% extends "layout.html" %}
{% block main %}
{% for term in page.terms|default(()) %}{{ term.title }} {{ term.count }} {{ term.feeds|length }}
{% endfor %}
{% for author in page.authors|default(()) %}{{ author.name }} {{ author.count }}{% endfor %}
{% for year, months in page.years|default(()) %}{{ year.url }} {{ year.count }}
{% for month in months %}{{ month.count }}{% endfor %}{% endfor %}
{% endblock %}
"""

GAZETTE = {
    "theme.toml": (
        'name = "gazette"\nextends = "base"\n[settings.accent]\ntype = "text"\ndefault = "ink"\n'
    ),
    "assets/css/gazette.css": "p { margin: 0 }",
    **{
        f"templates/{name}.html": text
        for name, text in {
            "layout": _LAYOUT,
            "partials/cards": _CARDS,
            "home": _HOME,
            "article": _ARTICLE,
            "page": _PAGE,
            **dict.fromkeys(("section", "tag", "author"), _LIST),
            "storyline": _STORYLINE,
            "corrections": _CORRECTIONS,
            **dict.fromkeys(("tags", "authors", "archives", "storylines"), _OVERVIEW),
            **dict.fromkeys(("year", "month", "day"), _PERIOD),
            "404": _OVERVIEW,
        }.items()
    },
}
