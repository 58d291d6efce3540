"""Storylines: chains of articles about one developing story.

Don't Miss says which articles are alike. Three of one time that are all alike belong together, and
so do threes that share two articles: these are the k-clique communities, for k = 3, of Palla,
Derényi, Farkas and Vicsek (2005). A round-up that is a little like two stories joins nothing by
that. Better no storyline than a wrong one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

import msgspec

from dateline.related.stories import (
    ALIKE,
    Chosen,
    Rules,
    Story,
)

FEWEST = 3
LONGEST = 50  # articles of one that nobody named: what goes on for longer is a beat, not a story
NEAR = 60 * 86_400  # most seconds between two articles that are linked
MUTUAL = ALIKE * 20 // 100  # least cosine of two articles that chose each other
ONE_SIDED = ALIKE * 25 // 100  # and of two of which only one chose the other
TRIANGLE = ALIKE  # what the three cosines of articles that belong together add up to, at least
_ABOVE_MEAN = -(-TRIANGLE // 3)  # one of the three is, at least
BY_HAND = TRIANGLE // 3  # what counts for the cosine of two that an editor put together
# What the articles of a storyline have in common outweighs what they have with others: the mean of
# the cosines inside is at least so many times the mean of those that lead out.
STANDS_OUT = (4, 3)

Link = tuple[int, int]  # two rows, the older first


class Storyline(msgspec.Struct, frozen=True, array_like=True):
    """The ids of its articles, oldest first. `name` is what editors call it, if they do."""

    name: str | None
    ids: tuple[str, ...]


class ByHand(msgspec.Struct, frozen=True, array_like=True):
    """What editors say: the names of articles' storylines by id, and who is to be in none."""

    names: dict[str, str] = {}
    barred: tuple[str, ...] = ()


def storylines(
    stories: Sequence[Story], chosen: Chosen | None, rules: Rules, by_hand: ByHand
) -> list[Storyline]:
    """Find all storylines: named ones by name, then the others by the age of their oldest.

    `stories` are oldest first, in the order of the rows of `chosen`. Without `chosen` there are
    only the named ones.
    """
    names = _names(stories, by_hand)
    named: dict[str, list[int]] = defaultdict(list)
    unnamed: dict[int, list[int]] = defaultdict(list)
    claims = _claims(_graph_of(stories, chosen, rules, names, by_hand), names) if chosen else {}
    for row, target in sorted({**claims, **names}.items(), key=itemgetter(0)):
        if isinstance(target, str):
            named[target].append(row)
        else:
            unnamed[target].append(row)
    found: list[tuple[str | None, list[int]]] = [(name, named[name]) for name in sorted(named)]
    others = sorted(rows[:LONGEST] for rows in unnamed.values() if len(rows) >= FEWEST)
    found += ((None, rows) for rows in others)
    return [Storyline(name, tuple(stories[row].id for row in rows)) for name, rows in found]


def _names(stories: Sequence[Story], by_hand: ByHand) -> dict[int, str]:
    """The names that editors gave to the storylines of some rows."""
    names = by_hand.names
    if not names:
        return {}
    return {row: names[story.id] for row, story in enumerate(stories) if story.id in names}


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """What was found by what the editors said."""

    by_hand: ByHand
    found: list[Storyline]


_DECODER = msgspec.msgpack.Decoder(_Kept)


def pack_storylines(by_hand: ByHand, found: list[Storyline]) -> bytes:
    """Write down for `still_the_same`."""
    return msgspec.msgpack.encode(_Kept(by_hand, found))


def still_the_same(kept: bytes, stories: Sequence[Story], chosen: Chosen, rules: Rules) -> bool:
    """Tell whether what was found is what there is by another choice of Don't Miss.

    The editors must not have said anything else since then.
    """
    try:
        known = _DECODER.decode(kept)
    except msgspec.DecodeError:
        return False
    return storylines(stories, chosen, rules, known.by_hand) == known.found


class _Graph(NamedTuple):
    """Which articles are alike, by their rows.

    `most` is how many each could choose, `shut` are those that are in no storyline. `linked` are
    the ones that each is linked to; `links` has the cosines of those.
    """

    chosen: Chosen
    most: int
    shut: set[int]
    linked: dict[int, set[int]]
    links: dict[Link, int]

    def picked(self, row: int) -> Iterator[tuple[int, int]]:
        """What an article chose, with the cosines."""
        own = slice(row * self.most, (row + 1) * self.most)
        for other, cosine in zip(self.chosen.rows[own], self.chosen.cosines[own], strict=True):
            if other >= 0 and other not in self.shut:
                yield other, cosine


def _graph_of(
    stories: Sequence[Story],
    chosen: Chosen,
    rules: Rules,
    names: Mapping[int, str],
    by_hand: ByHand,
) -> _Graph:
    barred = set(by_hand.barred)
    shut = {
        row
        for row, story in enumerate(stories)
        if story.id in barred or not (story.offered or row in names)
    }

    @cache
    def time(row: int) -> float:
        return stories[row].published.timestamp()

    def are_near(row: int, other: int) -> bool:
        """Tell whether two articles are of one time and language."""
        near = abs(time(row) - time(other)) <= NEAR
        return near and stories[row].lang == stories[other].lang

    alike = {
        (row, other): cosine
        for row, other, cosine in _likely(chosen, rules.count, names, are_near)
        if row not in shut
        and other not in shut
        and are_near(row, other)
        # What an editor put together, or apart, needs no link.
        and (row not in names or other not in names)
    }
    linked: dict[int, set[int]] = defaultdict(set)
    found = {}
    for (row, other), cosine in alike.items():
        if cosine >= ONE_SIDED or (other, row) in alike:
            linked[row].add(other)
            linked[other].add(row)
            found[_link(row, other)] = cosine
    return _Graph(chosen, rules.count, shut, linked, found)


def _likely(
    chosen: Chosen, count: int, names: Mapping[int, str], are_near: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, int]]:
    """What was chosen and may be a link: two rows, with how alike they are.

    Links elsewhere are in no triangle, and touch no named storyline.
    """
    rows, cosines = chosen.rows, chosen.cosines
    strong = set(names)
    for at, cosine in enumerate(cosines):
        if cosine >= _ABOVE_MEAN:
            row, other = at // count, rows[at]
            if are_near(row, other):
                strong |= {row, other}
    places = {at for row in strong for at in range(row * count, (row + 1) * count)}
    places.update(at for at, other in enumerate(rows) if other in strong)
    for at in sorted(places):
        if cosines[at] >= MUTUAL:
            yield at // count, rows[at], cosines[at]


def _link(one: int, other: int) -> Link:
    return (one, other) if one < other else (other, one)


def _claims(graph: _Graph, names: Mapping[int, str]) -> dict[int, str | int]:
    """For each article that belongs to one storyline its name, or a number where it has none."""
    by_name: dict[str | int, set[int]] = defaultdict(set)
    for row, name in names.items():
        by_name[name].add(row)
    targets: dict[int, set[str | int]] = defaultdict(set)
    for row, name in _touching(graph.links, names):
        targets[row].add(name)
    for number, rows in enumerate(_communities(graph)):
        found = {names[row] for row in rows if row in names}
        for row in rows:
            targets[row] |= found or {number}
    members: dict[str | int, set[int]] = defaultdict(set)
    for row, wanted in targets.items():
        if row not in names and (target := _only(wanted)) is not None:
            members[target].add(row)
    return {
        row: target
        for target, rows in members.items()
        for row in _outstanding(graph, rows, by_name.get(target))
    }


def _only(targets: Collection[str | int]) -> str | int | None:
    """The one target; a named one goes before the others, and of two alike neither is right."""
    named: list[str | int] = [each for each in targets if isinstance(each, str)]
    best = named or list(targets)
    return best[0] if len(best) == 1 else None


def _touching(links: Mapping[Link, int], names: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Articles that are alike to two of a named storyline, with the name."""
    touched: dict[tuple[int, str], list[int]] = defaultdict(list)
    for link, cosine in links.items():
        for row, other in (link, link[::-1]):
            name = names.get(other)
            if name is not None:
                touched[row, name].append(cosine)
    for (row, name), cosines in touched.items():
        if len(cosines) > 1 and sum(sorted(cosines)[-2:]) + BY_HAND >= TRIANGLE:
            yield row, name


def _communities(graph: _Graph) -> list[set[int]]:
    """Join triangles that share a link; gives the rows of what that makes."""
    parents: dict[Link, Link] = {}

    def top(link: Link) -> Link:
        while (parent := parents.setdefault(link, link)) != link:
            parents[link] = link = parents[parent]
        return link

    for one, *others in _triangles(graph):
        for other in others:
            parents[top(other)] = top(one)
    joined: dict[Link, set[int]] = defaultdict(set)
    for link in parents:
        joined[top(link)].update(link)
    return list(joined.values())


def _triangles(graph: _Graph) -> Iterator[list[Link]]:
    """Three articles that are all alike, as their links; some come more than once.

    An intersection takes the time of its smaller side. Added up that grows with the number of
    links times the stories below an article (Chiba and Nishizeki, 1985), however many chose one.
    """
    links, linked = graph.links, graph.linked
    for link, cosine in links.items():
        if cosine < _ABOVE_MEAN:
            continue
        one, other = link
        for third in linked[one] & linked[other]:
            sides = _link(one, third), _link(other, third)
            if cosine + sum(map(links.__getitem__, sides)) >= TRIANGLE:
                yield [link, *sides]


def _outstanding(graph: _Graph, rows: set[int], named: set[int] | None) -> set[int]:
    """Those of a storyline that are clearly more alike to it than to others.

    Who joins a `named` storyline is judged alone, others as a whole.
    """
    if named is None:
        return rows if _stands_out(graph, rows, rows) else set()
    return {row for row in rows if _stands_out(graph, [row], rows | named)}


def _stands_out(graph: _Graph, rows: Iterable[int], inside: Collection[int]) -> bool:
    """Tell whether some articles are clearly more alike to those inside than to the others."""
    cosines: tuple[list[int], list[int]] = [], []
    for row in rows:
        for other, cosine in graph.picked(row):
            cosines[other in inside].append(cosine)
    out, within = cosines
    more, less = STANDS_OUT
    return sum(within) * len(out) * less >= sum(out) * len(within) * more
