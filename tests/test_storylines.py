"""Storylines: which articles are of one story, by what Don't Miss chose and editors say."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from dateline.related.stories import ALIKE, Chosen, Rules, Story
from dateline.related.storylines import LONGEST, ByHand, Storyline, storylines

Picks = Mapping[str, Mapping[str, float]]

START = datetime(2026, 1, 1, tzinfo=UTC)
FIRE = {"a": {"b": 0.4, "c": 0.3}, "b": {"a": 0.4, "c": 0.4}, "c": {"a": 0.3, "b": 0.4}}


def story(id: str, day: int, lang: str = "en", *, offered: bool = True) -> Story:
    return Story(id, lang, START + timedelta(day), None, (), True, (), (), "", offered)


def week(ids: str) -> list[Story]:
    """Articles of one letter each, a day apart."""
    return [story(id, day) for day, id in enumerate(ids)]


def found(
    stories: list[Story],
    picks: Picks,
    names: Mapping[str, str] | None = None,
    barred: tuple[str, ...] = (),
) -> list[Storyline]:
    """The storylines, where each article has chosen others, with the cosines."""
    rules = Rules(count=max(map(len, picks.values()), default=1))
    places = {each.id: row for row, each in enumerate(stories)}
    rows, cosines = array("i"), array("i")
    for each in stories:
        picked = picks.get(each.id, {})
        idle = rules.count - len(picked)
        rows.extend([places[id] for id in picked] + [-1] * idle)
        cosines.extend([round(cosine * ALIKE) for cosine in picked.values()] + [0] * idle)
    chosen = Chosen(bars=array("i"), past=array("i"), rows=rows, cosines=cosines)
    return storylines(stories, chosen, rules, ByHand(dict(names or {}), barred))


def letters(lines: list[Storyline]) -> list[str]:
    """Storylines as "abc", named ones as "fire: abc"."""
    return [(f"{line.name}: " if line.name else "") + "".join(line.ids) for line in lines]


def chain(ids: str, cosine: float = 0.4) -> dict[str, dict[str, float]]:
    """Each article has chosen the two before it."""
    return {
        id: dict.fromkeys((ids[at - 1], ids[at - 2]), cosine)
        for at, id in enumerate(ids)
        if at >= 2
    } | {ids[1]: {ids[0]: cosine}}


# What is found


def test_three_articles_that_are_all_alike_are_a_storyline() -> None:
    assert letters(found(week("abc"), FIRE)) == ["abc"]


def test_two_articles_are_none() -> None:
    assert found(week("ab"), {"a": {"b": 0.7}, "b": {"a": 0.7}}) == []


def test_a_chain_of_which_the_ends_are_not_alike_is_none() -> None:
    assert found(week("abc"), {"a": {"b": 0.7}, "b": {"a": 0.7, "c": 0.7}}) == []


def test_what_is_a_little_alike_is_none() -> None:
    weak = {id: dict.fromkeys(picked, 0.32) for id, picked in FIRE.items()}

    assert found(week("abc"), weak) == []


def test_a_story_goes_on_from_article_to_article() -> None:
    assert letters(found(week("abcdefg"), chain("abcdefg"))) == ["abcdefg"]


@pytest.mark.parametrize(("days", "expected"), [(30, ["abc"]), (31, [])])
def test_articles_that_are_far_apart_in_time_are_not_linked(days: int, expected: list[str]) -> None:
    apart = [story(id, days * at) for at, id in enumerate("abc")]

    assert letters(found(apart, FIRE)) == expected


def test_a_long_story_may_last_for_longer_than_what_links_two_of_it() -> None:
    slow = [story(id, 25 * at) for at, id in enumerate("abcdefg")]

    assert letters(found(slow, chain("abcdefg"))) == ["abcdefg"]


def test_articles_in_two_languages_are_not_linked() -> None:
    mixed = [story("a", 0), story("b", 1), story("c", 2, "hu")]

    assert found(mixed, FIRE) == []


@pytest.mark.parametrize(("cosine", "expected"), [(0.22, []), (0.26, ["abc"])])
def test_one_who_was_not_chosen_in_return_must_be_more_alike(
    cosine: float, expected: list[str]
) -> None:
    picks = {"a": {"b": 0.5}, "b": {"a": 0.5, "c": 0.4}, "c": {"b": 0.4, "a": cosine}}

    assert letters(found(week("abc"), picks)) == expected


def test_two_who_chose_each_other_may_be_less_alike() -> None:
    picks = {
        "a": {"b": 0.5, "c": 0.22},
        "b": {"a": 0.5, "c": 0.4},
        "c": {"b": 0.4, "a": 0.22},
    }

    assert letters(found(week("abc"), picks)) == ["abc"]


def test_a_round_up_does_not_make_one_of_two_stories() -> None:
    picks = {**chain("abc"), **chain("xyz"), "r": {"b": 0.3, "c": 0.3, "x": 0.3, "y": 0.3}}

    assert letters(found(week("abcrxyz"), picks)) == ["abc", "xyz"]


def test_a_round_up_that_is_very_like_two_stories_is_in_neither() -> None:
    picks = {**chain("abc"), **chain("xyz"), "r": dict.fromkeys("bcxy", 0.4)}

    assert letters(found(week("abcrxyz"), picks)) == ["abc", "xyz"]


def test_two_stories_that_only_a_round_up_holds_together_are_none() -> None:
    picks = {"b": {"a": 0.5}, "y": {"x": 0.5}, "r": dict.fromkeys("abxy", 0.4)}

    assert found(week("abrxy"), picks) == []


def test_what_does_not_stand_out_is_none() -> None:
    """In an archive where everything is alike, three are no story."""
    picks = {id: {**picked, "x": 0.35, "y": 0.35} for id, picked in FIRE.items()}
    far = [story("x", -400), story("y", -300), *week("abc")]

    assert found(far, picks) == []


def test_what_is_never_offered_is_taken_in_by_name_alone() -> None:
    stories = [story("a", 0), story("b", 1), story("c", 2, offered=False)]

    assert found(stories, FIRE) == []
    assert letters(found(stories, FIRE, {"c": "fire", "a": "fire"})) == ["fire: abc"]


def test_a_storyline_without_a_name_ends_after_a_while() -> None:
    stories = [story(f"{number:03}", number) for number in range(LONGEST + 5)]
    ids = [each.id for each in stories]
    picks = {id: {ids[at - 1]: 0.4, ids[at - 2]: 0.4} for at, id in enumerate(ids) if at >= 2}
    picks[ids[1]] = {ids[0]: 0.4}

    assert [line.ids for line in found(stories, picks)] == [tuple(ids[:LONGEST])]


def test_storylines_come_in_the_order_of_their_oldest_articles() -> None:
    assert letters(found(week("axbycz"), {**chain("abc"), **chain("xyz")})) == ["abc", "xyz"]


# What editors say


def test_a_name_makes_a_storyline_of_what_is_not_alike() -> None:
    assert letters(found(week("ab"), {}, {"a": "fire", "b": "fire"})) == ["fire: ab"]


def test_what_is_to_be_in_none_is_in_none() -> None:
    assert found(week("abc"), FIRE, barred=("b",)) == []


def test_what_is_alike_joins_the_named_storyline() -> None:
    assert letters(found(week("abc"), FIRE, {"a": "fire"})) == ["fire: abc"]


def test_an_article_joins_two_of_a_named_storyline_that_are_not_alike() -> None:
    picks = {"a": {"c": 0.4}, "b": {"c": 0.4}, "c": {"a": 0.4, "b": 0.4}}

    assert letters(found(week("abc"), picks, {"a": "fire", "b": "fire"})) == ["fire: abc"]


def test_to_be_like_one_of_a_named_storyline_is_not_enough() -> None:
    picks = {"b": {"c": 0.6}, "c": {"b": 0.6}}

    assert letters(found(week("abc"), picks, {"a": "fire", "b": "fire"})) == ["fire: ab"]


def test_what_is_like_two_named_storylines_joins_neither() -> None:
    picks = {"r": dict.fromkeys("abxy", 0.4)}
    names = {"a": "fire", "b": "fire", "x": "vote", "y": "vote"}

    assert letters(found(week("abrxy"), picks, names)) == ["fire: ab", "vote: xy"]


def test_a_chain_between_two_named_storylines_joins_neither() -> None:
    picks = chain("abcdef")

    assert letters(found(week("abcdef"), picks, {"a": "fire", "f": "vote"})) == [
        "fire: a",
        "vote: f",
    ]


def test_an_automatic_storyline_keeps_what_no_named_one_takes() -> None:
    picks = {**chain("abcd"), "x": {"d": 0.4, "y": 0.1}, "y": {"d": 0.4, "x": 0.1}}

    assert letters(found(week("abcdxy"), picks, {"x": "vote", "y": "vote"})) == [
        "vote: dxy",
        "abc",
    ]


def test_without_choices_there_are_named_ones_alone() -> None:
    assert storylines(week("abc"), None, Rules(), ByHand({"b": "fire"})) == [
        Storyline("fire", ("b",))
    ]
