"""`dateline theme check` finds what readers of another language could not read."""

from __future__ import annotations

import pytest

from dateline.errors import Severity
from tests.newsroom import Newsroom
from tests.theme_checks import REPLY, found, in_story, theme, told


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
