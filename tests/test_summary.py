"""Summaries: whole sentences from the start of a body, about two hundred characters, never cut."""

from __future__ import annotations

import json

import pytest

from tests.newsroom import Newsroom, read


def summary(body: str, language: str = "en") -> str:
    article = read(f"---\ntitle: T\ndate: 2026-05-01\nlang: {language}\n---\n\n{body}\n").article
    assert article is not None
    return article.excerpt


FILLER = "This sentence is here to be long enough that no other would fit behind it, " * 3 + "no."


@pytest.mark.parametrize(
    ("language", "end"),
    [
        ("en", "Dr. Smith met Mr. Jones at 5 p.m. in Washington."),
        ("en", "The U.S. Senate and the U.K. parliament voted on No. 5 of 12."),
        ("en", "Gen. Kellogg and Sen. Graham met J. D. Vance on Jan. 5."),
        ("en", "Prices rose 3.5 per cent at Acme Inc. of St. John's."),
        ("en", "“Is it over? No.” he said at 10:30 a.m. on Monday."),
        ("de", "Am 3. Oktober 2025 sprach Prof. Weber, d. h. er redete z. B. viel."),
        ("de", "Laut Nr. Fünf ist es ca. Mitte Mai bzw. Juni, siehe Abb. Zwei."),
        ("fr", "M. Macron a rencontré Mme. Le Pen, cf. p. 5, env. 3 heures."),
        ("fr", "Dr. Martin et Mlle. Petit."),
        ("fr", "MM. Dupont et Me. Durand."),
        ("hu", "Dr. Kovács 2025. május 1-jén a 3. helyről beszélt, pl. Nagy úrról."),
        ("hu", "kő, fa stb. Budapesten, kb. Tíz ember, az ún. Beneš-dekrétumok."),
        ("hu", "Szijjártó Péter ifj. Kiss Annával tárgyalt augusztus 18. napján."),
        ("uk", "У 2025 р. у м. Київ на вул. Хрещатик, 22 було 5 тис. осіб."),
        ("es", "El Sr. Pérez llegó."),
        ("pl", "Prof. Kowalski był tam np. w 2020 r. i później."),
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(language: str, end: str) -> None:
    # Two hundred characters are full before it, so a sentence that began behind the abbreviation
    # would be left out.
    sentence = "A, " + "b, " * 70 + end

    assert summary(f"{sentence} Zzz.", language) == sentence


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("ja", "今日は晴れ。明日は雨。" + "長" * 250 + "。", "今日は晴れ。明日は雨。"),
        ("zh", "第一句。第二句！第三句？" + "長" * 250 + "。", "第一句。第二句！第三句？"),
        ("ar", "هذه جملة. هل هذا سؤال؟ نعم.", "هذه جملة. هل هذا سؤال؟ نعم."),
        ("hi", "यह वाक्य है। यह दूसरा है।", "यह वाक्य है। यह दूसरा है।"),
    ],
)
def test_sentences_end_as_each_script_ends_them(language: str, body: str, expected: str) -> None:
    assert summary(body, language) == expected


@pytest.mark.parametrize(
    "lengths", [(40, 40, 40, 40, 40, 40), (150, 60, 30), (199, 1), (90, 90, 90)]
)
def test_as_many_sentences_are_taken_as_fit(lengths: tuple[int, ...]) -> None:
    told = [f"A{'b' * (length - 2)}." for length in lengths]

    taken = summary(" ".join(told))

    count = sum(1 for at in range(len(told)) if taken.startswith(" ".join(told[: at + 1])))
    assert taken == " ".join(told[:count])
    assert len(taken) <= 200
    assert count == len(told) or len(taken) + 1 + lengths[count] > 200


@pytest.mark.parametrize("length", [201, 350, 600])
def test_a_long_first_sentence_is_whole(length: int) -> None:
    first = "A" + " bb" * ((length - 2) // 3) + "."

    assert summary(f"{first} Next.") == first


def test_a_first_sentence_without_measure_is_left_out() -> None:
    assert summary("Word " * 2000 + "end. Next.") == ""


def test_the_next_paragraph_is_taken_where_the_first_is_short() -> None:
    body = f"Short.\n\n## A heading\n\nAnd this is the second paragraph.\n\n{FILLER}"

    assert summary(body) == "Short. And this is the second paragraph."


@pytest.mark.parametrize(
    "body",
    [
        "# Heading\n\nThe words.",
        "![Alt](x.png)\n\nThe words.",
        "> [!note] Title\n> Note.\n\nThe words.",
        "> A quotation.\n\nThe words.",
        "- a\n- b\n\nThe words.",
        "| a |\n|---|\n| b |\n\nThe words.",
        "```\ncode\n```\n\nThe words.",
        "The **[words](https://example.org/)**[^1].\n\n[^1]: Note.",
        "The `words`.",
        "The\nwords.",
    ],
)
def test_only_the_running_text_is_summarised(body: str) -> None:
    assert summary(body) == "The words."


def test_a_body_without_a_paragraph_is_summarised_by_its_text() -> None:
    assert summary("- One thing is said.") == "One thing is said."


def test_the_authors_summary_goes_before_the_made_one(newsroom: Newsroom) -> None:
    newsroom.article("own", "Made.", summary="Mine, as typed")
    newsroom.article("made", "Made & <done>. Next.")
    newsroom.build()

    items = json.loads(newsroom.page("/feed.json"))["items"]

    assert {item["title"]: item["summary"] for item in items} == {
        "Own": "Mine, as typed",
        "Made": "Made & . Next.",
    }
