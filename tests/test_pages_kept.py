"""The pages of the last build: kept in pieces, found by address and by fact."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from dateline.build.pages import PIECE, Page, Pages

Facts = dict[str, set[int]]

numbers = st.integers(-(2**63), 2**63 - 1) | st.integers(0, 9)
facts = st.dictionaries(
    st.integers(0, 3 * PIECE).map("/{}/".format), st.sets(numbers, max_size=5), max_size=3 * PIECE
)


def page(facts: Facts, url: str) -> Page:
    return Page(f"route of {url}".encode(), array("q", sorted(facts[url])))


def revised(before: Pages, made: Facts, gone: set[str]) -> Pages:
    """Pages as a build keeps them that made some and dropped others."""
    pieces = before.revised(made, lambda url: page(made, url), gone)
    kept = {**before.pieces, **dict(pieces)}
    return Pages({name: data for name, data in kept.items() if data})


def found(pages: Pages) -> Facts:
    return {url: set(each.facts) for url, each in pages.at([*pages.routes]).items()}


@given(facts, facts, st.sets(st.integers(0, 3 * PIECE).map("/{}/".format)))
def test_what_is_kept_is_what_was_made_last(one: Facts, other: Facts, gone: set[str]) -> None:
    gone -= other.keys()

    pages = revised(revised(Pages({}), one, set()), other, gone)

    now = {url: each for url, each in {**one, **other}.items() if url not in gone}
    assert found(Pages(pages.pieces)) == now
    assert pages.routes == {url: page(now, url).route for url in now}
    assert pages.numbers() == set().union(*now.values())
    assert len([*pages.every()]) == len(now)


@given(facts, st.sets(numbers, max_size=20))
def test_pages_are_found_by_their_facts(made: Facts, wanted: set[int]) -> None:
    pages = revised(Pages({}), made, set())

    assert pages.having(wanted).keys() == {url for url in made if made[url] & wanted}


def test_a_few_pages_are_found_without_reading_all() -> None:
    made = {f"/{number}/": {number} for number in range(5 * PIECE)}
    pages = Pages(revised(Pages({}), made, set()).pieces)

    assert pages.at(["/7/", "/nowhere/"]) == {"/7/": page(made, "/7/")}
    assert pages.having([3 * PIECE]).keys() == {f"/{3 * PIECE}/"}
    assert len(pages._read) < len(pages.pieces)


def test_pages_that_come_one_by_one_fill_pieces() -> None:
    pages = Pages({})
    for number in range(PIECE + 2):
        pages = revised(pages, {f"/{number}/": {number}}, set())

    assert len(pages.pieces) == 2
    assert found(pages) == {f"/{number}/": {number} for number in range(PIECE + 2)}


def test_pages_may_have_more_facts_than_fit_into_short_numbers() -> None:
    made = {"/": set(range(70_000)), "/a/": {1, 69_999}}

    assert found(revised(Pages({}), made, set())) == made
