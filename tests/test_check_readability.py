"""Readability: formulas as they were published, on texts whose counts are known."""

from __future__ import annotations

import pytest

from dateline.check.readability import FORMULAS, Counts, count, formula_for, score_of

HUNDRED = Counts(words=100, sentences=5, syllables=150, letters=480, long=20)


@pytest.mark.parametrize(
    ("language", "score"),
    [
        ("en", 206.835 - 20.3 - 126.9),
        ("de", 180 - 20 - 87.75),
        ("fr", 207 - 20.3 - 110.4),
        ("es", 206.835 - 20 - 93.45),
        ("pt", 248.835 - 20.3 - 126.9),
        ("it", 89 + (1500 - 4800) / 100),
        ("nl", 206.84 - 18.6 - 115.5),
        ("ru", 206.835 - 26 - 90.15),
        ("tr", 198.825 - 60.2625 - 52.2),
        ("sv", 20 + 20),
    ],
)
def test_each_language_has_its_own_formula(language: str, score: float) -> None:
    assert FORMULAS[language].score(HUNDRED) == pytest.approx(score)


@pytest.mark.parametrize(
    ("sentence", "score"),
    [
        ("The cat sat on the mat.", 116),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 37.5),
    ],
)
def test_well_known_sentences_have_their_well_known_scores(sentence: str, score: float) -> None:
    formula = FORMULAS["en"]

    assert formula.score(count([sentence], "en", formula.vowels)) == pytest.approx(score, abs=0.5)


@pytest.mark.parametrize(
    ("language", "words", "syllables"),
    [
        ("en", "the table was made of whole pieces", 9),
        ("en", "the management states safely that boxes needed devices", 15),
        ("de", "die Häuser stehen in Bayern auf freiem Feld", 12),
        ("fr", "la table verte est grande", 5),
        ("es", "el país tenía nueve aeropuertos", 13),
        ("nl", "de regering heeft een nieuw voorstel", 9),
        ("ru", "правительство приняло новый закон", 11),
        ("tr", "İstanbul'da yağmur yağıyor", 9),
    ],
)
def test_syllables_are_counted_by_the_vowels_of_the_language(
    language: str, words: str, syllables: int
) -> None:
    assert count([words], language, FORMULAS[language].vowels).syllables == syllables


def test_a_language_without_a_formula_has_no_score() -> None:
    assert formula_for("hu") is None
    assert score_of(["Szó. " * 200], "hu") is None


def test_a_region_has_the_formula_of_its_language() -> None:
    assert formula_for("pt-BR") is FORMULAS["pt"]


def test_a_few_words_have_no_score() -> None:
    assert score_of(["Ships came in. " * 33], "en") is None
    assert score_of(["Ships came in. " * 34], "en") is not None


def test_high_scores_are_hard_where_the_scale_goes_up() -> None:
    assert FORMULAS["sv"].is_hard(61)
    assert not FORMULAS["sv"].is_hard(40)
    assert FORMULAS["en"].is_hard(20)
