"""Don't Miss: for each article the ones to read next, by what the texts say.

Method and measurements: docs/design.md, "Don't Miss". What needs NumPy is in `related.revision`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from dateline.digest import digest
from dateline.related.stand_ins import StandIns
from dateline.related.stories import (
    FEW,
    Chosen,
    Related,
    Rules,
    Story,
    by_year,
    in_order,
    is_vectors,
    pack_stories,
    stories_in,
    stories_name,
    unpack_chosen,
    vectors_name,
)


def relate(
    stories: Sequence[Story],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    rules: Rules,
    before: Mapping[str, bytes],
    *,
    workers: int = 1,
) -> tuple[dict[str, Related], dict[str, bytes]]:
    """Choose for every story that wants it; give the choice and the state to keep.

    `stories` come in any order; `terms` loads packed terms by id;
    `before` is the state that any earlier call gave, or nothing. It saves work and does not
    change what is chosen. What did not change in the state are the same objects.
    """
    if rules.count == 0 or not stories:
        return {}, {}
    years = by_year(stories)
    after = {stories_name(year): pack_stories(each) for year, each in years.items()}
    chosen = None
    parts = {"choices", *after, *map(vectors_name, years)}
    if before.keys() == parts and all(before[name] == data for name, data in after.items()):
        chosen = unpack_chosen(before["choices"], len(stories), rules)
    if chosen is not None:
        after = dict(before)
    else:
        chosen, after = _revised(years, after, terms, rules, before, workers)
    return _offered(in_order(years), chosen, rules, range(len(stories))), after


def relate_again(
    versions: Mapping[str, str],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    rules: Rules,
    before: Mapping[str, bytes],
) -> tuple[dict[str, Related], dict[str, bytes]] | None:
    """Choose again where articles have new terms (`versions` by id) and all else is as it was.

    Gives what is offered where the choice is not as before, and the state to keep; None where
    `before` does not do.
    """
    years = stories_in(before)
    stories = {story.id: story for story in in_order(years)}
    known = unpack_chosen(before.get("choices", b""), len(stories), rules)
    if known is None:
        return None
    new = {id: version for id, version in versions.items() if id in stories}
    packed = {name: before[name] for name in map(stories_name, years)}
    for year in {stories[id].published.year for id in new}:
        years[year] = [
            msgspec.structs.replace(story, version=new.get(story.id, story.version))
            for story in years[year]
        ]
        packed[stories_name(year)] = pack_stories(years[year])
    chosen, after = _revised(years, packed, terms, rules, before, 1)
    return _offered(in_order(years), chosen, rules, _differences(known, chosen, rules)), after


def _differences(before: Chosen, now: Chosen, rules: Rules) -> Iterator[int]:
    """The rows for which something else was chosen."""
    for row in range(len(now.bars)):
        own = slice(row * rules.count, (row + 1) * rules.count)
        if before.rows[own] != now.rows[own]:
            yield row


def mark_of(state: Mapping[str, bytes]) -> str:
    """A digest that tells whether a state is still that of a certain call."""
    names = sorted(name for name in state if not is_vectors(name))
    return digest(b"".join(name.encode() + state[name] for name in names))


def _revised(
    years: Mapping[int, list[Story]],
    packed: Mapping[str, bytes],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    rules: Rules,
    before: Mapping[str, bytes],
    workers: int,
) -> tuple[Chosen, dict[str, bytes]]:
    """Choose anew where it may matter; give the choices and the state to keep."""
    # What NumPy is used for here does not gain from threads, and starting them costs.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from dateline.related.revision import revised  # noqa: PLC0415

    chosen, made = revised(years, packed, terms, rules, before, workers)
    return chosen, {
        name: before[name] if before.get(name) == data else data
        for name, data in {**packed, **made}.items()
    }


def _offered(
    ordered: Sequence[Story], chosen: Chosen, rules: Rules, rows: Iterable[int]
) -> dict[str, Related]:
    """Put pins before what was chosen for some rows; where that is too little, others stand in."""
    latest = StandIns(ordered, rules)
    offered = {}
    for row in rows:
        story = ordered[row]
        if not story.wants:
            continue
        good = [ordered[each].id for each in chosen.of(row, rules)]
        if story.pinned or len(good) >= min(FEW, rules.count):
            offered[story.id] = Related("related", (*story.pinned, *good)[: rules.count])
        else:
            offered[story.id] = Related("latest", latest.below(story))
    return offered
