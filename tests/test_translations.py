"""The built-in languages: every text of the theme, plural forms, dates, and nothing in English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from dateline.tool import built_in_themes
from tests.acting import Page
from tests.newsroom import Newsroom

LANGUAGES = ["de", "en", "fr", "hu", "uk"]
# Texts that the engine asks for: in bodies, and as titles of pages.
ENGINE = {
    *("Note", "Background", "Correction", "Footnotes", "Back to the text", "Table", "Picture"),
    *("Archives", "Tags", "Authors", "Page not found"),
}
# Product names and the like.
SAME_EVERYWHERE = {"Atom", "RSS", "JSON Feed"}


def catalogue(language: str) -> Catalog:
    path = built_in_themes() / "broadsheet" / "translations" / f"{language}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(text: str | Sequence[str | None] | None) -> tuple[str, ...]:
    """A text and its plurals."""
    return (text,) if isinstance(text, str) else tuple(each for each in text or () if each)


def used_texts() -> dict[str, str | None]:
    """Texts of all templates, each with its plural."""
    found: dict[str, str | None] = dict.fromkeys(ENGINE)
    for path in sorted(built_in_themes().rglob("templates/**/*")):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            for _, function, message, _ in babel_extract(
                file, ("_", "gettext", "ngettext"), [], {"silent": "false"}
            ):
                texts = forms(message)
                found[texts[0]] = texts[1] if function == "ngettext" else None
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_templates_is_in_the_catalogue(language: str) -> None:
    known = catalogue(language)

    missing = []
    for text, plural in used_texts().items():
        message = known.get(text)
        strings = forms(message.string) if message and not message.fuzzy else ()
        if len(strings) != (known.num_plurals if plural else 1) or not all(strings):
            missing.append(text)

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_places_of_what_is_filled_in(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        places = set(re.findall(r"%\((\w+)\)s", forms(message.id)[-1]))
        for string in forms(message.string):
            assert set(re.findall(r"%\((\w+)\)s", string)) == places, f"{language}: {message.id}"


def full_site(newsroom: Newsroom, language: str) -> None:
    """A site that shows every text: corrections, sources, lists on many pages, notes, callouts."""
    newsroom.config(f'language = "{language}"', "page_sizes.list = 2", "page_sizes.home = 4")
    body = "0[^1] 1\n\n> [!note]\n> 2\n\n> [!background]\n> 3\n\n| 4 |\n|---|\n| 5 |\n\n[^1]: 6"
    for number in range(1, 8):
        newsroom.article(
            f"s{number}",
            body,
            title=f"'{number}'",
            date=f"2026-0{number % 5 + 1}-1{number} 09:00",
            section="world",
            tags="[grid]",
            authors="[Anna Kiss, Péter Nagy]",
            updated="2026-05-30",
            sources="[{title: T, url: https://example.org/}]",
            corrections="[{date: 2026-05-30, text: C}]",
            **({"lang": "pl", "translation_of": "s1"} if number == 7 else {}),
        )
    newsroom.raw("---\ntitle: P\n---\n", "content/pages/p.md")


@pytest.mark.parametrize("language", ["hu", "uk"])
def test_no_english_is_left_in_a_site_of_another_language(
    newsroom: Newsroom, language: str
) -> None:
    full_site(newsroom, language)
    newsroom.build()
    own = {form.casefold() for message in catalogue(language) for form in forms(message.string)}
    texts = {
        re.sub(r"%\(\w+\)s", "", text).strip()
        for pair in used_texts().items()
        for text in pair
        if text
    }
    english = {text for text in texts if len(text) > 4 and text.casefold() not in own}

    seen = set()
    for url in newsroom.urls():
        page = Page(newsroom.page(url))
        labels = [
            attrs[name]
            for _, attrs in page.elements
            for name in ("aria-label", "title", "alt", "content")
            if name in attrs
        ]
        shown = " | ".join([*page.texts, *labels])
        seen |= {(url, text) for text in english if re.search(rf"\b{re.escape(text)}\b", shown)}

    assert seen == set()


def test_the_page_says_its_language(newsroom: Newsroom) -> None:
    newsroom.config('language = "hu"')
    newsroom.article("story")
    newsroom.build()

    assert '<html lang="hu" dir="ltr"' in newsroom.page("/")


@pytest.mark.parametrize(
    ("language", "long", "month"),
    [
        ("en", "May 1, 2026", "May 2026"),
        ("de", "1. Mai 2026", "Mai 2026"),
        ("fr", "1 mai 2026", "mai 2026"),
        ("hu", "2026. május 1.", "2026. május"),
        ("uk", "1 травня 2026", "травень 2026"),
        ("en-GB", "1 May 2026", "May 2026"),
    ],
)
def test_dates_are_in_the_language_of_the_site(
    newsroom: Newsroom, language: str, long: str, month: str
) -> None:
    newsroom.config(f'language = "{language}"')
    newsroom.article("story")
    newsroom.build()

    assert long in newsroom.text("/2026/05/01/story/")
    assert month in newsroom.text("/2026/05/")


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 story"),
        ("en", 2, "2 stories"),
        ("de", 1, "1 Artikel"),
        ("hu", 2, "2 cikk"),
        ("uk", 1, None),
        ("uk", 3, None),
        ("uk", 5, None),
    ],
)
def test_counts_have_the_right_plural(
    newsroom: Newsroom, language: str, count: int, text: str | None
) -> None:
    message = catalogue(language).get("%(number)s story")
    assert message is not None
    at = {1: 0, 2: 1, 3: 1, 5: 2}[count] if language == "uk" else (0 if count == 1 else 1)
    newsroom.config(f'language = "{language}"')
    for number in range(count):
        newsroom.article(f"s{number}", title=f"'{number}'", tags="[grid]")
    newsroom.build()

    expected = forms(message.string)[at] % {"number": count}
    assert text in (None, expected)
    assert expected in newsroom.text("/tags/")


def test_a_translation_of_the_site_goes_before_the_themes(newsroom: Newsroom) -> None:
    newsroom.config('language = "hu"')
    newsroom.write(
        "translations/hu.po",
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Skip to content"\nmsgstr "Ugorj!"\n',
    )
    newsroom.article("story")
    newsroom.build()

    assert "Ugorj!" in newsroom.text("/")
    assert "Címkék" in newsroom.text("/tags/")


def test_a_language_without_a_catalogue_is_in_english(newsroom: Newsroom) -> None:
    newsroom.config('language = "fi"')
    newsroom.article("story")
    newsroom.build()

    assert "Skip to content" in newsroom.text("/")
    assert "1. toukokuuta 2026" in newsroom.text("/2026/05/01/story/")


@pytest.mark.parametrize("text", ['msgid "a\n', "rubbish\n", 'msgid "a"\n\nmsgid "b"\n'])
def test_a_broken_catalogue_is_an_error_with_its_line(newsroom: Newsroom, text: str) -> None:
    newsroom.write("translations/en.po", f'msgid "Tags"\nmsgstr "T"\n\n{text}')
    newsroom.article("story")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("translations/en.po", 4)
    assert problem.text.startswith("not a catalogue: ")


def test_a_translation_with_a_place_that_nothing_fills_is_an_error(newsroom: Newsroom) -> None:
    newsroom.write(
        "translations/en.po",
        'msgid "Tags"\nmsgstr "Topics"\n\nmsgid "By %(names)s"\nmsgstr "By %(name)s"\n',
    )
    newsroom.article("story", authors="[Ann]")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("translations/en.po", 4)
    assert (problem.text, problem.hint) == ("nothing fills '%(name)s'", "did you mean 'names'?")


def test_the_catalogues_are_those_of_the_built_in_languages() -> None:
    folder: Path = built_in_themes() / "broadsheet" / "translations"

    assert sorted(path.stem for path in folder.glob("*.po")) == LANGUAGES
