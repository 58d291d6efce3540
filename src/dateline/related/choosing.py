"""Don't Miss: for each article the ones to read next, by what the texts say.

Method and measurements: docs/design.md, "Don't Miss". What needs NumPy is in `related.whole`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from dateline.digest import digest
from dateline.related.revision import NOTHING, Before, revised
from dateline.related.stand_ins import StandIns
from dateline.related.state import CHOICES, HEAD, Head, State, head_of, stories_name
from dateline.related.stories import (
    FEW,
    Chosen,
    Related,
    Rules,
    Story,
    by_year,
    in_order,
    order_of,
    pack_stories,
    stories_in,
    unpack_chosen,
)

Terms = Callable[[Sequence[str]], Mapping[str, bytes]]


class Again(NamedTuple):
    """Another choice: what is offered where that is not as before, and the state to keep.

    `ordered` are all stories, oldest first, and `chosen` is what was chosen for them.
    """

    offered: dict[str, Related]
    state: Mapping[str, bytes]
    ordered: list[Story]
    chosen: Chosen


def relate(
    stories: Sequence[Story],
    terms: Terms,
    rules: Rules,
    before: Mapping[str, bytes],
    *,
    workers: int = 1,
) -> tuple[dict[str, Related], Mapping[str, bytes]]:
    """Choose for every story that wants it; give the choice and the state to keep.

    `stories` come in any order; `terms` loads packed terms by id;
    `before` is the state that any earlier call gave, or nothing. It saves work and does not
    change what is chosen. The state is `before` itself where nothing changed.
    """
    if rules.count == 0 or not stories:
        return {}, {}
    years = by_year(stories)
    marks = {year: digest(pack_stories(each)) for year, each in years.items()}
    known = _read(before, rules, {marks[year]: each for year, each in years.items()})
    chosen, after = known.chosen, before
    if chosen is None or head_of(before).years != marks:
        chosen, _, after = _made(known, years, terms, rules, workers)
    return _offered(in_order(years), chosen, rules, range(len(stories))), after


def relate_again(
    versions: Mapping[str, str],
    terms: Terms,
    rules: Rules,
    before: Mapping[str, bytes],
    added: Sequence[Story] = (),
) -> Again | None:
    """Choose again where articles have new terms (`versions` by id) or were `added`.

    All else is as it was. None where `before` does not do.
    """
    known = _read(before, rules)
    was = known.chosen
    if was is None:
        return None
    years = {year: _with_versions(stories, versions) for year, stories in known.years.items()}
    years = _with_stories(years, added)
    chosen, rows, after = _made(known, years, terms, rules, workers=1)
    then, ordered = in_order(known.years), in_order(years)
    ids = {story.id for story in added}
    new = [row for row, story in enumerate(ordered) if story.id in ids] if ids else []

    def differs(row: int) -> bool:
        at = bisect_left(new, row)
        if at < len(new) and new[at] == row:
            return True
        ours, theirs = chosen.of(row, rules), was.of(row - at, rules)
        return [ordered[each].id for each in ours] != [then[each].id for each in theirs]

    changed = {*filter(differs, rows), *_lacking(chosen, ordered, rules, added)}
    return Again(_offered(ordered, chosen, rules, sorted(changed)), after, ordered, chosen)


def _with_stories(years: dict[int, list[Story]], added: Sequence[Story]) -> dict[int, list[Story]]:
    """What `by_year` gives with some stories more; a year without any is the same object."""
    if not added:
        return years
    news = by_year(added)
    found = years | {
        year: sorted((*years.get(year, ()), *news[year]), key=order_of) for year in news
    }
    return dict(sorted(found.items()))


def _lacking(
    chosen: Chosen, ordered: Sequence[Story], rules: Rules, added: Sequence[Story]
) -> Iterator[int]:
    """The rows of those below which an added story may stand in."""
    sections = {None, *(story.section for story in added)}
    if added:
        last = chosen.rows[min(FEW, rules.count) - 1 :: rules.count]
        yield from (
            row for row, each in enumerate(last) if each < 0 and ordered[row].section in sections
        )


def _with_versions(stories: list[Story], versions: Mapping[str, str]) -> list[Story]:
    """The same list where none has another version."""
    if versions.keys().isdisjoint(story.id for story in stories):
        return stories
    return [
        msgspec.structs.replace(story, version=versions[story.id])
        if story.id in versions
        else story
        for story in stories
    ]


def mark_of(state: Mapping[str, bytes]) -> str:
    """A digest that tells whether a state is still that of a certain call."""
    return digest(state.get(HEAD, b""))


def _read(
    state: Mapping[str, bytes],
    rules: Rules,
    stories: Mapping[str, list[Story]] = MappingProxyType({}),
) -> Before:
    """Read a state; some years' stories are known by their digests."""
    years = stories_in(state, stories)
    size = sum(map(len, years.values()))
    chosen = unpack_chosen(state.get(CHOICES, b""), size, rules) if size else None
    return Before(state, years, chosen)


def _made(
    before: Before, years: Mapping[int, list[Story]], terms: Terms, rules: Rules, workers: int
) -> tuple[Chosen, Sequence[int], Mapping[str, bytes]]:
    """Choose where it may matter, or for all; gives the rows, and the state to keep, too."""
    made = revised(before, years, terms, rules)
    if made is None:
        from dateline.related.whole import chosen_for_all  # noqa: PLC0415

        before, made = NOTHING, chosen_for_all(years, terms, rules, workers)
    marks = dict(head_of(before.state).years)
    stories = {}
    for year in years:
        if years[year] is not before.years.get(year):
            stories[stories_name(year)] = data = pack_stories(years[year])
            marks[year] = digest(data)
    choices = made.chosen.pack(rules)
    head = Head.over({year: marks[year] for year in years}, choices, len(made.chosen.bars))
    parts = {HEAD: head.pack(), CHOICES: choices, **stories, **made.parts}
    return made.chosen, made.rows, State(before.state, parts)


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
