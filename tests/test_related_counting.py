"""The terms of many articles at once are those that each article has by itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.model import Texts
from dateline.related.counting import count_together
from dateline.related.terms import count_terms
from dateline.related.words import pieces_of
from tests.newsroom import Newsroom, read

CONTENT = Path(__file__).parents[1] / "content"

LANGUAGES = ("en", "en-GB", "hu", "fr", "tr", "az", "uk", "el", "ja", "zh", "ko", "ga")
# Of each kind that is cut, read or compared in a way of its own.
WORDS = (
    *("the", "Harbour", "a", "I", "x", "NATO", "it's", "O'Neill", "don’t", "l'accord"),
    *("Ankara'nın", "follow-up", "-x-", "covid19", "2026", "12", "123456789", "snake_case"),
    *("<td>", "a/b", "3.14", "café", "cafe\u0301", "H\u0331all", "Ærø", "Straße", "ﬁnal", "İzmir"),
    *("ısı", "ΑΣ", "ΑΣ.Β", "𝚺Α", "東京都", "カタカナ", "ひらがな", "서울", "東京tower", "повінь"),
    *("\ud800", "\x00", "\x7f", "e\x01f", "w" * 32, "w" * 33, "W" * 70, "“quoted”", "…", "½"),
    *("_", "'", "--"),
)
# What stands between words: all white space there is, the marks, and what only looks like either.
GAPS = (
    *(" ", "  ", "\t", "\n", "\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\xa0"),
    *("\u1680", "\u2003", "\u2028", "\u2029", "\u202f", "\u3000", "\u200b", "\u00ad"),
    *(", ", ". ", "; ", ": ", "! ", "? ", " (", ") ", " [", "] ", '"', "„", "»", "—", ".", ":"),
)

words = st.sampled_from(WORDS) | st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
texts = st.lists(st.tuples(words, st.sampled_from(GAPS)), max_size=40).map(
    lambda found: "".join(word + gap for word, gap in found)
)
anything = texts | st.text(st.characters(), max_size=30)
# So that it matters which words are the first 150, or 1,000.
bodies = anything | st.tuples(anything, st.integers(1, 1100), anything).map(
    lambda found: found[0] + f"{found[2]} " * (found[1] // (found[2].count(" ") + 1)) + found[0]
)
articles = st.builds(
    Texts,
    title=anything,
    standfirst=anything,
    body=bodies,
    language=st.sampled_from(LANGUAGES),
    tags=st.lists(st.sampled_from(("harbour", "東京", "a", "b-c")), max_size=3).map(tuple),
)


def singly(found: list[Texts]) -> list[bytes]:
    return [count_terms(*each) for each in found]


@given(st.lists(articles, max_size=5))
@example([])
@example([Texts("", "", "", "en")])
def test_together_they_are_what_they_are_singly(found: list[Texts]) -> None:
    assert count_together(found) == singly(found)


@pytest.mark.parametrize("number", range(994, 1006))
@pytest.mark.parametrize("odd", ["one-two-three", "2026", "7", "東京都庁", "it's", "x", "é"])
def test_a_piece_of_several_words_or_none_counts_as_many(odd: str, number: int) -> None:
    lead = " ".join(f"{odd} {'abcdefghij'[at % 10] * 2}" for at in range(75))
    rest = " ".join(f"w{'abcdefghij'[at % 10] * (2 + at % 7)}" for at in range(number))
    found = [Texts("", rest, f"{lead} {rest} {odd} end after", "en"), Texts(rest, "", rest, "en")]

    assert count_together(found) == singly(found)


def test_a_word_that_stands_everywhere_weighs_no_less() -> None:
    found = [Texts("flood " * 200, "flood " * 200, "flood " * 2000, "en", ("flood",))]

    assert count_together(found) == singly(found)


def test_more_articles_than_are_counted_at_a_time_keep_their_order() -> None:
    found = [
        Texts(f"{'abcdefgh'[at % 8] * (2 + at // 8)} é{at}", "", "", LANGUAGES[at % 5], (f"t{at}",))
        for at in range(400)
    ]

    assert count_together(found) == singly(found)
    assert len(set(count_together(found))) == len(found)


def test_a_very_long_article_among_others() -> None:
    found = [Texts("", "", f"{word} " * 20_000, "en", (word,)) for word in ("one", "två")]
    found.insert(1, Texts("three", "", "four", "en"))

    assert count_together(found) == singly(found)


def test_every_text_of_the_brief() -> None:
    parsed = [read(path.read_bytes(), path.name) for path in sorted(CONTENT.rglob("*.md"))]
    found = [each.texts for each in parsed if each.texts is not None]

    assert len(found) > 20
    assert count_together(found) == singly(found)


@pytest.mark.parametrize("mark", [".", ":", ",", "!", " "])
def test_the_small_letters_of_a_word_do_not_depend_on_what_follows(mark: str) -> None:
    assert pieces_of(f"ΛΟΓΟΣ{mark}ΛΟΓΟΣ", "en") == ["λογος"] * 2


@pytest.fixture
def stories(newsroom: Newsroom) -> Newsroom:
    for number in range(70):
        words = " ".join("abcdefgh"[number % each] * 3 for each in range(2, 8))
        newsroom.article(f"story-{number}", body=f"{words} harbour, café; storm's end.")
    return newsroom


def taken(newsroom: Newsroom) -> dict[str, bytes]:
    """What was built; the next build is a clean one."""
    files = newsroom.files()
    for folder in (newsroom.output, newsroom.root / ".dateline"):
        shutil.rmtree(folder)
    return files


def test_a_build_of_many_is_that_of_few(stories: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []

    def watched(found: Sequence[Texts]) -> list[bytes]:
        counted.append(len(found))
        return count_together(found)

    stories.build()
    few = taken(stories)
    monkeypatch.setattr("dateline.related.counting.count_together", watched)
    monkeypatch.setattr("dateline.entries._MANY", 70)
    stories.build()

    assert counted == [64, 6]
    assert stories.files() == few


def test_workers_that_were_not_forked_count_together(
    stories: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.build()
    few = taken(stories)
    monkeypatch.setenv("DATELINE_START_METHOD", "spawn")
    monkeypatch.setattr("dateline.entries._MANY", 70)
    stories.build(jobs=2)

    assert stories.files() == few


def test_few_articles_are_counted_without_numpy() -> None:
    code = """
import sys
from dateline.entries import counting_of
from dateline.model import Texts
assert counting_of(499)([Texts("Flood", "", "", "en")])
print("numpy" in sys.modules)
counting_of(500)
print("numpy" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.split() == ["False", "True"]
