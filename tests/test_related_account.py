"""The account of Don't Miss: why a story stands below an article, and why another does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dateline.related.account import Candidate, account
from dateline.related.choosing import relate
from dateline.related.scoring import BACK
from dateline.related.stories import Rules, Story
from dateline.related.terms import count_terms, terms_by_number
from tests.offered import words_on

START = datetime(2026, 3, 1, tzinfo=UTC)
SIZE = 12


class Archive:
    """Notes on three subjects, a day apart: grid-0, moon-1, opera-2, grid-3, …"""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.stories: dict[str, Story] = {}
        self.rules = Rules()
        for number in range(SIZE * 3):
            subject = ("grid", "moon", "opera")[number % 3]
            self.add(f"{subject}-{number}", words_on(subject, str(number)), day=number)

    def add(self, id: str, text: str, *, day: int, **values: object) -> None:
        story = Story(id, "en", START + timedelta(days=day), None, (), True, (), (), id)
        self.texts[id] = text
        self.stories[id] = msgspec.structs.replace(story, **values)

    def change(self, id: str, **values: object) -> None:
        self.stories[id] = msgspec.structs.replace(self.stories[id], **values)

    def load(self, ids: object) -> dict[str, bytes]:
        return {id: count_terms("", "", text, "en") for id, text in self.texts.items()}

    def offered(self, id: str) -> tuple[str, ...]:
        return relate(list(self.stories.values()), self.load, self.rules, {})[0][id].ids

    def account(self, id: str, *named: str) -> list[Candidate]:
        _, state = relate(list(self.stories.values()), self.load, self.rules, {})
        return account(id, state, self.rules, named=named)

    def verdict(self, id: str, other: str) -> str:
        return next(each.verdict for each in self.account(id, other) if each.id == other)


@pytest.fixture
def archive() -> Archive:
    return Archive()


def test_what_is_offered_comes_first_in_its_order(archive: Archive) -> None:
    archive.change("grid-18", pinned=("opera-2",))

    first = archive.account("grid-18")[:4]

    assert tuple(each.id for each in first) == archive.offered("grid-18")
    assert [each.verdict for each in first] == ["pinned", "chosen", "chosen", "chosen"]


def test_scores_are_cosines_faded_and_the_rest_follows_by_score(archive: Archive) -> None:
    told = archive.account("grid-18")

    rest = [each.score for each in told if each.verdict not in {"pinned", "chosen"}]
    assert rest == sorted(rest, reverse=True)
    assert all(0 <= each.score <= each.cosine <= 1 for each in told)
    assert all(each.days == int(each.id.split("-")[1]) - 18 for each in told)


def test_the_terms_are_the_words_that_both_have_heaviest_first(archive: Archive) -> None:
    best = archive.account("grid-18")[0]

    known = terms_by_number("", "", archive.texts["grid-18"], "en")
    shared = set(archive.texts["grid-18"].split()) & set(archive.texts[best.id].split())
    shares = [share for _, share in best.terms]
    assert {known[number] for number, _ in best.terms} <= {word.strip(".") for word in shared}
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1.001


def bar_language(archive: Archive) -> None:
    archive.change("grid-15", lang="hu")


def bar_by_editor(archive: Archive) -> None:
    archive.change("grid-18", excluded=("grid-15",))


def bar_for_all(archive: Archive) -> None:
    archive.change("grid-15", offered=False)


def bar_distance(archive: Archive) -> None:
    archive.rules = Rules(horizon=2)


def copy(archive: Archive) -> None:
    archive.add("grid-15", archive.texts["grid-18"], day=15)


def ask_for_much(archive: Archive) -> None:
    archive.rules = Rules(floor=0.99)


@pytest.mark.parametrize(
    ("done", "verdict"),
    [
        (bar_language, "other language"),
        (bar_by_editor, "excluded"),
        (bar_for_all, "never offered"),
        (bar_distance, "too far"),
        (copy, "near copy"),
        (ask_for_much, "too little"),
    ],
)
def test_each_reason_has_its_verdict(
    archive: Archive, done: Callable[[Archive], None], verdict: str
) -> None:
    done(archive)

    assert archive.verdict("grid-18", "grid-15") == verdict
    assert "grid-15" not in {
        each.id for each in archive.account("grid-18") if each.verdict == "chosen"
    }


def test_what_came_later_is_newer_where_only_the_past_is_offered(archive: Archive) -> None:
    archive.rules = Rules(past_only=True)

    assert archive.verdict("grid-18", "grid-21") == "newer"


def test_other_subjects_are_too_little(archive: Archive) -> None:
    assert archive.verdict("grid-18", "opera-2") == "too little"


def test_what_is_good_but_not_among_the_best_is_beaten_or_repeats_one_of_them(
    archive: Archive,
) -> None:
    told = {each.id: each for each in archive.account("grid-33")}
    lost = [each for each in told.values() if each.verdict in {"beaten", "repeats"}]

    assert lost
    for each in lost:
        assert each.verdict == "beaten" or told[each.other].verdict == "chosen"


def test_a_newer_story_that_has_closer_ones_in_its_past_is_damped(archive: Archive) -> None:
    told = archive.account("grid-0")

    damped = [each.id for each in told if each.verdict == "damped"]
    assert damped
    for id in damped:
        past = [each for each in archive.account(id) if each.days < 0]
        better = [each for each in past if each.score > 0 and each.id != "grid-0"]
        assert len(better) >= BACK


def test_nothing_is_said_of_an_article_that_is_not_there(archive: Archive) -> None:
    assert archive.account("lost") == []
    assert "lost" not in {each.id for each in archive.account("grid-0", "lost")}


def test_the_account_ends_with_dont_miss_switched_off(archive: Archive) -> None:
    archive.rules = Rules(count=0)

    assert archive.account("grid-0") == []
