"""The words of a text, by its language, in the forms that Don't Miss compares.

Lower-case NFKC words; where a language has many endings, their stems.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib import import_module

_WORD = re.compile(r"[^\W\d_][\w'-]*|\d{4}")
MARKS = '.,;:!?()[]"'  # they begin, go on and end no word
_MORE_MARKS = "“”„»«…"
_APOSTROPHES = "’ʼ‘"

# Written without spaces: Katakana spells whole words, Han and Hangul give pairs. Hiragana between
# them are endings and particles.
# Compiled when it is first needed: that takes a while.
_UNSPACED = r"[゠-ヿ]+|[㐀-䶿一-鿿豈-﫿々]+|[가-힣]+|[぀-ゟ]+"
_HIRAGANA = re.compile(r"[぀-ゟ]+")
_KATAKANA = re.compile(r"[゠-ヿ]+")

# What is written together with the next word: l'accord, dell'Europa.
_ELIDED = re.compile(r"^(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu|(?:d|n|qu|s)?[aeu]ll|un)'(?=\w)")
_ELIDING = {"ca", "fr", "it"}

_DOTTING = {"az", "tr"}  # the small letter of I has no dot

# Languages with more word forms than English, and the Snowball algorithm that cuts their endings
# off. Measured for English, stems find less: words there are told apart by them.
_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}
# Ukrainian and Belarusian have no such algorithm: the commonest endings go, and six letters stay.
_ENDINGS = {"be", "uk"}
_ENDING = re.compile(
    r"(?<=\w{3})(?:[аяі]м[иі]|[оеє]ві|о[гм][оу]|[иі]ми|[оеє][їюй]|[ії]в|[ая][хм]|[оеє]м|[иії][хйм]"
    r"|[аяуюіїиеєоьйы])$"
)
_STEM = 6


def pieces_of(text: str, language: str) -> list[str]:
    """Cut a text at its spaces, in small letters; `words_of` knows the words of a piece."""
    marks = MARKS
    if not text.isascii():
        text, marks = unicodedata.normalize("NFKC", text), MARKS + _MORE_MARKS
        for mark in _APOSTROPHES:
            text = text.replace(mark, "'")
    if main_part(language) in _DOTTING:
        text = text.replace("I", "ı").replace("İ", "i")
    # Most pieces are words then: once known, they are neither looked at nor cut again.
    for mark in marks:
        text = text.replace(mark, " ")
    # Only now: the small letter of a sigma depends on what stands beside it in its piece.
    return text.lower().split()


def keeps_words(language: str) -> bool:
    """Tell whether words are compared as they stand, by no rule of the language's own."""
    main = main_part(language)
    return main not in _DOTTING and main not in _ELIDING and stemmer(main) is _as_it_is


def words_of(piece: str, language: str) -> list[str]:
    """The words of a piece, of two letters and more, as they are compared.

    Of compounds with hyphens, the whole and its parts; of runs without spaces, pairs.
    """
    stem = stemmer(main_part(language))
    return [stem(part) for word in plain_words(piece, language) for part in _parts(word)]


def plain_words(piece: str, language: str) -> list[str]:
    """The words of a piece as they stand there, without what is joined to them."""
    main, found = main_part(language), _WORD.findall(piece)
    if "'" in piece:
        found = [_without_joined(word, main) for word in found]
    return [word for word in found if len(word) > 1]


def main_part(language: str) -> str:
    """The language without its region: "pt" of "pt-BR"."""
    return language.lower().partition("-")[0].partition("_")[0]


def _without_joined(word: str, language: str) -> str:
    if language in _ELIDING:
        word = _ELIDED.sub("", word)
    elif language in _DOTTING:  # Ankara'nın: what follows a name is its ending
        word = word.partition("'")[0]
    return word.removesuffix("'s").strip("'")


def _parts(word: str) -> list[str]:
    if word.isascii() and "-" not in word:
        return [word]
    if re.search(_UNSPACED, word) is not None:
        return [pair for run in re.findall(_UNSPACED, word) for pair in _pairs(run)] + [
            part for part in re.split(_UNSPACED, word) if len(part) > 1
        ]
    parts = [part for part in word.split("-") if len(part) > 1] if "-" in word else []
    return [word, *parts]


def _pairs(run: str) -> list[str]:
    if _HIRAGANA.fullmatch(run):
        return []
    if _KATAKANA.fullmatch(run):
        return [run]
    return [run[at : at + 2] for at in range(max(len(run) - 1, 1))]


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """What makes one word of its forms in a language (its main part)."""
    if language in _ENDINGS:
        return lambda word: _ENDING.sub("", word)[:_STEM]
    if (name := _STEMMERS.get(language)) is None:
        return _as_it_is
    # By its module, not by snowballstemmer.stemmer: that takes another library where there is one.
    module = import_module(f"snowballstemmer.{name}_stemmer")
    found = getattr(module, f"{name.capitalize()}Stemmer")()
    if language == "ru":
        return lambda word: str(found.stemWord(word.replace("ё", "е")))
    return lambda word: str(found.stemWord(word))


def _as_it_is(word: str) -> str:
    return word
