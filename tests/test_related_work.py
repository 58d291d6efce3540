"""Don't Miss brought up to date costs what changed, and leaves the rest alone."""

from __future__ import annotations

import pickle
import subprocess
import sys

from dateline.related.scoring import BACK
from dateline.related.state import vector_name
from tests.stories import Desk, packed


def test_an_edit_chooses_anew_for_few(chosen_anew: list[int | None]) -> None:
    desk = Desk(2, size=300)
    _, before = desk.relate({})
    desk.edit("story-7")

    desk.relate(before)

    first, second = chosen_anew
    assert first is None
    assert second is not None
    assert 0 < second < 150


def test_after_many_changes_all_is_chosen(chosen_anew: list[int | None]) -> None:
    desk = Desk(2, size=100)
    _, before = desk.relate({})
    for number in range(70):
        desk.edit(f"story-{number}")

    assert desk.relate(before) == desk.relate({})
    assert chosen_anew == [None, None, None]


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


def test_packed_terms_hold_four_bytes_for_each() -> None:
    assert len(packed({f"word{number}": 10**6 for number in range(100)})) == 400
