"""Don't Miss brought up to date is the same choice as from nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from fnmatch import fnmatch

import pytest

from dateline.related import (
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
from dateline.related.stories import Rules, by_year, day_of
from dateline.related.weights import blocks_in
from tests.stories import Desk, packed


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


def test_the_first_story_of_a_year_may_say_nothing() -> None:
    desk = Desk(2, size=20)
    _, before = desk.relate({})
    desk.write(desk.add(year=2026), {})

    assert desk.relate(before) == desk.relate({})


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
from tests.stories import Desk
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


def test_terms_are_packed_alike_in_any_order() -> None:
    assert packed({"grid": 2, "moon": 1}) == packed({"moon": 1, "grid": 2})
    assert packed({"grid": 2}) != packed({"grid": 1})
