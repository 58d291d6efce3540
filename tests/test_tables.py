"""Tables of values: kept, looked up, and compared."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from dateline.render.columns import KINDS
from dateline.render.tables import PART, Tables

Rows = dict[str, int]
WORDS = KINDS["words"].decoder

short_parts = patch("dateline.render.tables.PART", 3)

rows = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 2), max_size=10)


def tables(values: Rows) -> Tables:
    """Tables whose words are these, and in which all else is missing."""
    missing = {kind: decoder.decode(missing) for kind, (decoder, missing) in KINDS.items()}
    columns = {kind: [each] * len(values) for kind, each in missing.items()}
    return Tables.made(list(values), {**columns, "words": [*values.values()]})


def kept(values: Rows) -> Tables:
    """The same, as a later build reads them."""
    found = Tables.unpacked(tables(values).packed())
    assert found is not None
    return found


@short_parts
@given(rows, rows)
def test_what_changed_is_found_wherever_it_stands(before: Rows, after: Rows) -> None:
    found = {
        change.key: (int(change.before), int(change.after))
        for change in tables(after).changes(tables(before))
    }

    assert found == {
        id: (before.get(id, 0), after.get(id, 0))
        for id in before.keys() | after.keys()
        if before.get(id, 0) != after.get(id, 0)
    }


@short_parts
@given(rows)
def test_each_article_has_its_own_line(values: Rows) -> None:
    made = tables(values)

    assert {id: made.get("words", id) for id in values} == values
    assert made.get("words", "unknown") == 0


@short_parts
@given(rows)
def test_what_was_kept_is_the_same(values: Rows) -> None:
    made, again = tables(values), kept(values)

    assert (again.ids, again.all_of("words", WORDS)) == (made.ids, made.all_of("words", WORDS))
    assert {id: again.get("words", id) for id in values} == values
    assert again.packed() == made.packed()


def test_tables_that_lost_something_are_none() -> None:
    packed = tables({str(number): 1 for number in range(PART + 1)}).packed()

    assert Tables.unpacked({}) is None
    for lost in (name for name, data in packed.items() if data):
        rest = {name: data for name, data in packed.items() if name != lost}
        assert Tables.unpacked(rest) is None


@short_parts
@given(rows, rows)
def test_a_patch_changes_its_articles_alone(values: Rows, patch: Rows) -> None:
    patched = kept(values).patched({"words": patch})

    assert {id: patched.get("words", id) for id in values} == {
        id: patch.get(id, value) for id, value in values.items()
    }


@short_parts
@given(rows, rows, rows)
def test_patched_tables_are_kept_and_compared_like_others(
    values: Rows, patch: Rows, again: Rows
) -> None:
    before = kept(values)
    patched = before.patched({"words": patch}).patched({"words": again})
    now = tables({id: {**patch, **again}.get(id, value) for id, value in values.items()})

    assert patched.packed() == now.packed()
    assert patched.all_of("words", WORDS) == now.all_of("words", WORDS)
    assert set(patched.changes(before)) == set(now.changes(before))
    assert set(before.changes(patched)) == set(before.changes(now))
    assert not [*patched.changes(now)]


def test_lines_of_other_parts_stay_the_same_objects() -> None:
    before = kept({str(number): number for number in range(2 * PART + 5)})
    parts = before.patched({"words": {"300": 1}}).packed()

    assert {name for name in parts if parts[name] is not before.parts[name]} == {"words 000001"}


def test_a_new_article_in_front_changes_the_first_part_alone() -> None:
    values = {str(number): number for number in range(2 * PART + 5)}
    before, after = tables(values).packed(), tables({"new": 1, **values}).packed()

    assert {name for name in after if after[name] != before.get(name)} == {
        f"{kind} 000002" for kind in ("ids", *KINDS)
    }


def test_changes_are_found_among_many_lines() -> None:
    values = {str(number): number for number in range(3 * PART)}
    after = {"new": 7, **values, "700": 1, "701": 701701, "1400": 2}
    del after["800"]

    found = {change.key for change in tables(after).changes(tables(values))}

    assert found == {"new", "700", "701", "800", "1400"}


@short_parts
@given(st.lists(st.sampled_from("abcdefghij"), unique=True), st.data())
def test_an_article_more_is_as_if_it_had_always_been_there(ids: list[str], data: Any) -> None:
    before = tables(dict.fromkeys(ids, 1))
    some = kept(dict.fromkeys(ids, 1))
    wanted = list(ids)
    for new in ("x", "y"):
        row = data.draw(st.integers(0, len(wanted)))
        wanted.insert(row, new)
        lines = {kind: missing for kind, (_, missing) in KINDS.items()}
        some = some.with_row(row, new, {**lines, "words": b"2"})

    whole = tables({id: 2 if id in "xy" else 1 for id in wanted})

    assert some.ids == whole.ids
    assert some.packed() == whole.packed()
    assert {each.key for each in some.changes(before)} == {"x", "y"}


@short_parts
def test_an_article_more_touches_only_the_parts_that_it_moves() -> None:
    some = kept({str(number): 1 for number in range(7)})
    lines = {kind: missing for kind, (_, missing) in KINDS.items()}

    more = some.with_row(0, "new", lines)

    assert {name.partition(" ")[2] for name in more.since(some)} == {"000002"}
    assert more.get("words", "6") == 1
