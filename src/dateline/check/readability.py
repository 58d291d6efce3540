"""How hard a text is to read, by the formula that is known for its language.

Formulas count words, sentences and syllables; they say nothing of sense. Syllables are counted by
groups of vowels, which is near enough for a text of some hundred words. Where a language has no
formula of its own here, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from dateline.parse.summary import sentences

ENOUGH = 100  # words, the size of the samples that Flesch counted in
_JOINTS = re.compile("['’-]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Counts(NamedTuple):
    """Of a text: words, sentences, syllables, letters, and words of more than six letters."""

    words: int
    sentences: int
    syllables: int
    letters: int
    long: int

    @property
    def length(self) -> float:
        """Words in a sentence."""
        return self.words / self.sentences

    @property
    def weight(self) -> float:
        """Syllables in a word."""
        return self.syllables / self.words


class Formula(NamedTuple):
    """A formula: its name, how it scores, and the score beyond which its author says very hard.

    `vowels` finds the syllables of a word in small letters. With `rising` high scores are hard.
    """

    name: str
    score: Callable[[Counts], float]
    hardest: float
    vowels: re.Pattern[str] = re.compile("[aeiouy]+")
    rising: bool = False

    def is_hard(self, score: float) -> bool:
        return score > self.hardest if self.rising else score < self.hardest


_ROMANCE = re.compile(r"[aeoáéóâêôãõ](?:[iuy](?![aeoáéóâêôãõ]))?|[íúü]|[iuy]+(?![aeoáéóâêôãõ])")
_LIX = Formula("LIX", lambda n: n.length + 100 * n.long / n.words, 60, rising=True)
# Each with where it was published.
FORMULAS = {
    # Flesch, "A new readability yardstick", 1948; a final e is mostly silent
    "en": Formula(
        "Flesch",
        lambda n: 206.835 - 1.015 * n.length - 84.6 * n.weight,
        30,
        re.compile(
            r"(?!(?<=[^aeiouyl])e$|(?<=[^aeiouylcghsxz])es$|(?<=[^aeiouyldt])ed$)"
            r"(?!(?<=[aeiouy]l)e[sd]?$)(?!(?<=[^aeiouy])e(?:ment|ly|ful|less|ness)s?$)[aeiouy]+"
        ),
    ),
    # Amstad, "Wie verständlich sind unsere Zeitungen?", 1978
    "de": Formula(
        "Amstad",
        lambda n: 180 - n.length - 58.5 * n.weight,
        30,
        re.compile(r"a[aiuy]|e[eiuy]|i[e]|oo|äu|[aeiouyäöü]"),
    ),
    # Kandel and Moles, "Application de l'indice de Flesch à la langue française", 1958
    "fr": Formula(
        "Kandel-Moles",
        lambda n: 207 - 1.015 * n.length - 73.6 * n.weight,
        30,
        re.compile(r"(?!(?<=[^aeiouyéèêàâîïôûùü])e(?:s|nt)?$)[aeiouyàâäéèêëîïôöûùüœæ]+"),
    ),
    # Szigriszt Pazos, 1993, by the scale of Barrio Cantalejo (INFLESZ), 2008
    "es": Formula("Szigriszt-Pazos", lambda n: 206.835 - n.length - 62.3 * n.weight, 40, _ROMANCE),
    # Martins, Ghiraldelo, Nunes and Oliveira, 1996
    "pt": Formula(
        "Flesch for Portuguese",
        lambda n: 248.835 - 1.015 * n.length - 84.6 * n.weight,
        25,
        _ROMANCE,
    ),
    # Lucisano and Piemontese, "Gulpease", 1988: hard for those with a secondary school's diploma
    "it": Formula("Gulpease", lambda n: 89 + (300 * n.sentences - 10 * n.letters) / n.words, 40),
    # Douma, "De leesbaarheid van landbouwbladen", 1960
    "nl": Formula(
        "Flesch-Douma",
        lambda n: 206.84 - 0.93 * n.length - 77 * n.weight,
        30,
        re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|[aeiouyëïéöü]"),
    ),
    # Oborneva, 2006
    "ru": Formula(
        "Flesch-Oborneva",
        lambda n: 206.835 - 1.3 * n.length - 60.1 * n.weight,
        30,
        re.compile("[аеёиоуыэюя]"),
    ),
    # Ateşman, "Türkçede okunabilirliğin ölçülmesi", 1997
    "tr": Formula(
        "Ateşman",
        lambda n: 198.825 - 40.175 * n.weight - 2.61 * n.length,
        30,
        re.compile("[aeıioöuüâîû]"),
    ),
    # Björnsson, "Läsbarhet", 1968
    "sv": _LIX,
    "da": _LIX,
    "nb": _LIX,
    "nn": _LIX,
    "no": _LIX,
}


def formula_for(language: str) -> Formula | None:
    """The formula for a language tag; None where none is known here."""
    return FORMULAS.get(language.partition("-")[0].lower())


def score_of(paragraphs: Iterable[str], language: str) -> float | None:
    """How easy paragraphs are to read; None without a formula, or where they are too few words."""
    formula = formula_for(language)
    if formula is None:
        return None
    counts = count(paragraphs, language, formula.vowels)
    return formula.score(counts) if counts.words >= ENOUGH else None


def count(paragraphs: Iterable[str], language: str, vowels: re.Pattern[str]) -> Counts:
    """Count words, sentences and syllables; each word has a syllable, each paragraph a sentence."""
    words: list[str] = []
    found = 0
    for paragraph in paragraphs:
        # A small "İ" is two characters elsewhere than in Turkish, where it matters.
        told = _WORD.findall(paragraph.replace("İ", "i").lower())
        if told:
            words += told
            found += sum(bool(_WORD.search(each)) for each in sentences(paragraph, language))
    syllables = sum(_syllables(word, vowels) for word in words)
    lengths = [len(word if word.isalpha() else _JOINTS.sub("", word)) for word in words]
    return Counts(len(words), found, syllables, sum(lengths), sum(each > 6 for each in lengths))


@lru_cache(maxsize=20_000)
def _syllables(word: str, vowels: re.Pattern[str]) -> int:
    return max(1, len(vowels.findall(word)))
