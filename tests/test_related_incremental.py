"""Don't Miss brought up to date: the same choice as from nothing, for less work."""

from __future__ import annotations

import hashlib
import os
import pickle
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from fnmatch import fnmatch
from typing import Any

import msgspec
import pytest

from dateline.related import (
    choosing,
    closest,
    epochs,
    pasts,
    picking,
    revision,
    reweighing,
    scoring,
    stories,
    weights,
    whole,
)
from dateline.related.choosing import relate
from dateline.related.revision import Revised
from dateline.related.scoring import BACK
from dateline.related.state import vector_name
from dateline.related.stories import Related, Rules, Story, by_year, day_of
from dateline.related.terms import pack_terms, term_of
from dateline.related.weights import blocks_in

LANGUAGES = ("en", "en", "en", "hu")
SECTIONS = ("local", "world", None)
TAGS = ("moon", "grid", "wheat")
RULES = (
    Rules(),
    Rules(past_only=True),
    Rules(horizon=60),
    Rules(half_life=30, floor=0.1),
    Rules(across_languages=True, floor=0.0),
)
Answer = tuple[dict[str, Related], Mapping[str, bytes]]


def packed(words: Mapping[str, int]) -> bytes:
    """Counted words as parsing gives them."""
    counts: Counter[int] = Counter()
    for word, count in words.items():
        counts[term_of(word)] += count
    return pack_terms(counts)


class Desk:
    """A desk whose stories change by chance: the same seed, the same day's work."""

    def __init__(self, seed: int, size: int) -> None:
        self.random = random.Random(seed)
        self.stories: dict[str, Story] = {}
        self.terms: dict[str, dict[str, int]] = {}
        self.rules = Rules()
        self.made = 0
        self.loaded: list[str] = []
        for _ in range(size):
            self.add()

    def add(self, year: int | None = None) -> str:
        id = f"story-{self.made}"
        self.made += 1
        self.write(id, {self.word(): self.random.choice((1, 1, 2, 5)) for _ in range(15)})
        self.stories[id] = Story(
            id=id,
            lang=self.random.choice(LANGUAGES),
            published=self.moment(year),
            section=self.random.choice(SECTIONS),
            labels=self.some(TAGS),
            wants=self.random.random() < 0.9,
            pinned=(),
            excluded=(),
            version=self.version(id),
        )
        return id

    def word(self) -> str:
        """A word: some are in many stories, most in few."""
        return f"word{int(self.random.paretovariate(0.6)) % 60}"

    def moment(self, year: int | None = None) -> datetime:
        days = self.random.choice((0, 1, 40, 300))
        return datetime(year or self.random.choice((2021, 2022, 2023, 2024)), 1, 2, tzinfo=UTC) + (
            timedelta(days=days)
        )

    def some(self, things: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.random.sample(things, min(len(things), self.random.randrange(3))))

    def write(self, id: str, terms: dict[str, int]) -> None:
        self.terms[id] = terms
        if id in self.stories:
            self.change(id, version=self.version(id))

    def version(self, id: str) -> str:
        return hashlib.sha256(packed(self.terms[id])).hexdigest()

    def change(self, id: str, **values: object) -> None:
        self.stories[id] = msgspec.structs.replace(self.stories[id], **values)

    def edit(self, id: str) -> None:
        """Change a few words of a body."""
        terms = dict(self.terms[id])
        terms.pop(self.random.choice(sorted(terms)), None)
        self.write(id, {**terms, self.word(): self.random.choice((1, 3))})

    def work(self) -> None:
        """Do one thing that editors do."""
        ids = sorted(self.stories)
        id = self.random.choice(ids)
        other = {
            # Every other time within the year, which moves no vector.
            "published": self.moment(self.random.choice((None, self.stories[id].published.year))),
            "labels": self.some(TAGS),
            "pinned": self.some(ids),
            "excluded": self.some(ids),
            "lang": self.random.choice(LANGUAGES),
            "section": self.random.choice(SECTIONS),
            "wants": not self.stories[id].wants,
            "offered": not self.stories[id].offered,
        }
        done = self.random.choice(
            ("add", "add", "edit", "edit", "remove", "count", "rules", *other)
        )
        if done == "add":
            self.add()
        elif done == "edit":
            self.edit(id)
        elif done == "remove" and len(ids) > 1:
            del self.stories[id]
        elif done == "count":
            self.rules = Rules(count=self.random.choice((1, 4, 5)))
        elif done == "rules":
            self.rules = self.random.choice(RULES)
        elif done in other:
            self.change(id, **{done: other[done]})

    def load(self, ids: Sequence[str]) -> dict[str, bytes]:
        self.loaded += ids
        return {id: packed(self.terms[id]) for id in ids}

    def relate(self, before: Mapping[str, bytes], *, workers: int = 1) -> Answer:
        self.loaded = []
        return relate(list(self.stories.values()), self.load, self.rules, before, workers=workers)


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so low that a few dozen stories run into each."""
    for name, value, modules in (
        ("ENOUGH", 6, (epochs,)),
        ("MAX_TERMS", 12, (scoring, weights, closest, reweighing)),
        ("CLOSE", 5, (scoring, closest, picking)),
        ("LIKELY", 1, (stories, closest, whole, picking, revision, pasts)),
        ("BACK", 2, (whole, revision, pasts)),
        ("LEAST_GIST", 3, (scoring,)),
        ("EXPECTED", 8, (scoring,)),
        ("GIST_WORK", 1 << 9, (scoring,)),
        ("GOOD", scoring.GOOD * 6, (scoring,)),  # so that kinship matters
    ):
        for module in modules:
            assert hasattr(module, name)
            monkeypatch.setattr(module, name, value)


@pytest.fixture
def chosen_anew(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """For each call of `relate` that had work to do, for how many it chose; None is for all."""
    numbers: list[int | None] = []
    revised = revision.revised

    def watched(*given: Any) -> Revised | None:
        found = revised(*given)
        numbers.append(len(found.rows) if found is not None else None)
        return found

    monkeypatch.setattr(choosing, "revised", watched)
    return numbers


@pytest.mark.usefixtures("tight")
@pytest.mark.parametrize("seed", range(48))
def test_after_any_edits_the_choice_and_the_state_are_those_from_nothing(
    seed: int, chosen_anew: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revision, "FEW_MOVED", (0, 4, 64)[seed % 3])
    desk = Desk(seed, size=(8, 20, 30, 40, 90)[seed % 5])
    states = [desk.relate({})[1]]
    for _ in range(12):
        for _ in range(desk.random.choice((1, 1, 3))):
            desk.work()
        # Mostly the state of the build before, at times one from long ago.
        before = desk.random.choice((states[-1], states[-1], desk.random.choice(states)))

        answer = desk.relate(before)

        assert answer == desk.relate({})
        states.append(answer[1])
    assert any(each is not None for each in chosen_anew)


@pytest.mark.usefixtures("tight")
def test_the_closest_are_those_whose_gists_score_best() -> None:
    desk = Desk(11, size=60)
    _, state = desk.relate({})
    ordered = [story for each in by_year(list(desk.stories.values())).values() for story in each]
    blocks = blocks_in(state, by_year(ordered))
    assert blocks is not None
    vectors = closest.Vectors(blocks)
    chooser = closest.Chooser(vectors, ordered, Rules())
    chooser.prepare(vectors.terms)

    for row, story in enumerate(ordered):
        own = dict(zip(*(each.tolist() for each in chooser.gist_of(row)[:2]), strict=True))
        scores = {}
        for other, offered in enumerate(ordered[:row]):
            pairs = zip(*(each.tolist() for each in chooser.gist_of(other)[:2]), strict=True)
            product = sum(own.get(term, 0) * weight for term, weight in pairs) >> 8
            days = abs(day_of(story) - day_of(offered))
            if offered.lang == story.lang and product:
                faded = product * round(512 * (1 + 0.5 ** (days / 365)))
                scores[other] = faded * int(vectors.hefts[other]) // 64
        best = sorted(scores, key=lambda each: (scores[each], each))[-scoring.CLOSE :]
        assert sorted(chooser.close(row)[0].tolist()) == sorted(best)


@pytest.mark.usefixtures("tight")
def test_with_workers_and_without_the_choice_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "ALONE", 1)
    desk = Desk(1, size=60)

    assert desk.relate({}, workers=3) == desk.relate({}, workers=1)


def test_an_edit_chooses_anew_for_few(chosen_anew: list[int | None]) -> None:
    desk = Desk(2, size=300)
    _, before = desk.relate({})
    desk.edit("story-7")

    desk.relate(before)

    first, second = chosen_anew
    assert first is None
    assert second is not None
    assert 0 < second < 150


@pytest.mark.parametrize("zone", [-5, 0, 2])
def test_a_story_of_new_year_s_night_is_brought_up_to_date(zone: int) -> None:
    """In the newsroom's zone it is of one year, in UTC of another; dates are kept in UTC."""
    desk = Desk(seed=5, size=40)
    night = datetime(2022, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=zone)))
    for id, after in (("story-1", 0), ("story-2", 1)):
        desk.change(id, published=night + timedelta(hours=after))
    _, before = desk.relate({})
    for id in ("story-1", "story-2"):
        desk.edit(id)
        answer = desk.relate(before)
        assert answer == desk.relate({})
        before = answer[1]


def test_after_many_changes_all_is_chosen(chosen_anew: list[int | None]) -> None:
    desk = Desk(2, size=100)
    _, before = desk.relate({})
    for number in range(70):
        desk.edit(f"story-{number}")

    assert desk.relate(before) == desk.relate({})
    assert chosen_anew == [None, None, None]


def test_the_first_story_of_a_year_may_say_nothing() -> None:
    desk = Desk(2, size=20)
    _, before = desk.relate({})
    desk.write(desk.add(year=2026), {})

    assert desk.relate(before) == desk.relate({})


def test_only_the_terms_of_changed_stories_are_loaded() -> None:
    desk = Desk(3, size=200)
    _, before = desk.relate({})
    desk.edit("story-7")
    new = desk.add()
    desk.change("story-9", labels=("other",))

    desk.relate(before)

    assert sorted(desk.loaded) == sorted(["story-7", new])


def test_a_story_of_the_newest_year_leaves_the_vectors_of_other_years_alone() -> None:
    desk = Desk(4, size=600)
    _, before = desk.relate({})
    new = desk.add(year=2024)

    _, after = desk.relate(before)

    for story in desk.stories.values():
        if story.id != new:
            assert after[vector_name(story.id)] is before[vector_name(story.id)]
    for year in (2021, 2022, 2023):
        assert after[f"{year}/counts"] is before[f"{year}/counts"]
        assert after[f"{year}/stories"] is before[f"{year}/stories"]
    assert after["2024/counts"] != before["2024/counts"]


def test_where_nothing_changed_the_state_is_the_same_and_nothing_is_loaded() -> None:
    desk = Desk(5, size=50)
    offered, before = desk.relate({})

    again, after = desk.relate(before)

    assert again == offered
    assert desk.loaded == []
    assert after is before


def test_a_newcomer_changes_what_is_offered_below_few() -> None:
    desk = Desk(12, size=300)
    for number in range(40):
        id = f"story-{number}"
        desk.write(id, {**desk.terms[id], "comet": 5, "tail": 5})
    before, state = desk.relate({})
    new = desk.add(year=2025)
    some = sorted(desk.terms["story-7"])[::2]
    desk.write(new, {"comet": 5, "tail": 5} | dict.fromkeys(some, 5))
    desk.change(new, lang="en")

    after, _ = desk.relate(state)

    changed = [id for id in before if after[id] != before[id]]
    assert len(changed) <= BACK
    assert any(new in after[id].ids for id in changed)


@pytest.mark.usefixtures("tight")
@pytest.mark.parametrize(
    ("names", "data"),
    [
        ("choices", b""),
        ("choices", b"\xff" * 16),
        ("head", b""),
        ("head", b"\xc1"),
        ("hefts", b""),
        ("vector/*", b""),
        ("vector/*", b"\x01" * 40),
        ("postings/*", b""),
        ("postings/*", b"\x01"),
        ("*/counts", b"\x01" * 7),
        ("*/stories", b"\xc1"),
        ("*/stories", b"\x90"),
    ],
)
def test_a_damaged_state_is_as_good_as_none(names: str, data: bytes) -> None:
    desk = Desk(6, size=40)
    _, before = desk.relate({})
    desk.edit("story-3")

    damaged = {name: data for name in before if fnmatch(name, names)}

    assert damaged
    assert desk.relate({**before, **damaged}) == desk.relate({})


@pytest.mark.usefixtures("tight")
def test_a_state_that_lacks_a_part_is_as_good_as_none() -> None:
    desk = Desk(7, size=40)
    answer = desk.relate({})

    for name in answer[1]:
        before = {other: data for other, data in answer[1].items() if other != name}
        assert desk.relate(before) == answer


def test_no_stories_and_none_wanted_give_nothing() -> None:
    desk = Desk(8, size=4)
    desk.rules = Rules(count=0)

    assert desk.relate({}) == ({}, {})
    assert relate([], desk.load, Rules(), {}) == ({}, {})


SCRIPT = """
import sys
from tests.test_related_incremental import Desk
desk = Desk(9, size=80)
offered, state = desk.relate({})
print(offered, sorted(state.items()))
"""


def test_the_hash_seed_does_not_show() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(said) == 1


IDLE = """
import pickle, sys
from dateline.related.choosing import relate
from dateline.related.stories import Rules
stories, before = pickle.load(sys.stdin.buffer)
relate(stories, None, Rules(), before)
print("numpy" in sys.modules)
"""


def test_where_nothing_changed_numpy_is_not_loaded() -> None:
    desk = Desk(10, size=20)
    _, before = desk.relate({})

    done = subprocess.run(
        [sys.executable, "-c", IDLE],
        input=pickle.dumps((list(desk.stories.values()), before)),
        capture_output=True,
        check=True,
    )

    assert done.stdout.strip() == b"False"


def test_terms_are_packed_alike_in_any_order() -> None:
    assert packed({"grid": 2, "moon": 1}) == packed({"moon": 1, "grid": 2})
    assert packed({"grid": 2}) != packed({"grid": 1})


def test_packed_terms_hold_four_bytes_for_each() -> None:
    assert len(packed({f"word{number}": 10**6 for number in range(100)})) == 400
