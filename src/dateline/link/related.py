"""Don't Miss: for each article the ones to read next, by what the texts say.

Method and measurements: docs/design.md, "Don't Miss". Here is what needs no NumPy, which takes
longer to load than a build without changes may last; the rest is in `link.revision`.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import msgspec

from dateline.digest import digest

FEW = 3
STATE = 1  # goes up when what is kept is written differently or was found by other rules

_ENCODER = msgspec.msgpack.Encoder()


class Story(msgspec.Struct, frozen=True, array_like=True):
    """What Don't Miss knows of an article.

    `labels` are slugs of tags, `pinned` ids to offer first, `excluded` ids never to offer: what
    the editors say, and translations. The same `version` means the same terms.
    """

    id: str
    lang: str
    published: datetime
    section: str | None
    labels: tuple[str, ...]
    wants: bool
    pinned: tuple[str, ...]
    excluded: tuple[str, ...]
    version: str


_DECODER = msgspec.msgpack.Decoder(list[Story])


class Related(msgspec.Struct, frozen=True):
    """The ids to offer, best first; `label` is "related" or "latest" (the section's latest)."""

    label: str = "related"
    ids: tuple[str, ...] = ()


def relate(
    stories: Sequence[Story],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    sections: Mapping[str, tuple[str, ...]],
    count: int,
    before: Mapping[str, bytes],
    *,
    workers: int = 1,
) -> tuple[dict[str, Related], dict[str, bytes]]:
    """Choose for every story that wants it; give the choice and the state to keep.

    `stories` and the ids of `sections` are newest first; `terms` loads packed terms by id;
    `before` is the state that any earlier call gave, or nothing. It saves work and does not
    change what is chosen. What did not change in the state are the same objects.
    """
    if count == 0 or not stories:
        return {}, {}
    years = by_year(stories)
    after = {_stories_of(year): _ENCODER.encode(each) for year, each in years.items()}
    ordered = [story for each in years.values() for story in each]
    chosen = None
    parts = {"choices", *after, *(f"{year}/vectors" for year in years)}
    if before.keys() == parts and all(before[name] == data for name, data in after.items()):
        chosen = unpack_chosen(before["choices"], len(stories), count)
    if chosen is not None:
        after = dict(before)
    else:
        chosen, after = _revised(years, after, terms, count, before, workers)
    return _offered(ordered, chosen, sections, count), after


def relate_again(
    versions: Mapping[str, str],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    count: int,
    before: Mapping[str, bytes],
) -> tuple[dict[str, Related], dict[str, bytes]] | None:
    """Choose again where articles have new terms (`versions` by id) and all else is as it was.

    Gives the choices that are not as before and the state to keep. None where `before` does not
    do, or where the section's latest would come into it: then all stories are needed.
    """
    years = _stories_in(before)
    stories = {story.id: story for each in years.values() for story in each}
    known = unpack_chosen(before.get("choices", b""), len(stories), count)
    if known is None:
        return None
    new = {id: version for id, version in versions.items() if id in stories}
    packed = {_stories_of(year): before[_stories_of(year)] for year in years}
    for year in {stories[id].published.year for id in new}:
        years[year] = [
            msgspec.structs.replace(story, version=new.get(story.id, story.version))
            for story in years[year]
        ]
        packed[_stories_of(year)] = _ENCODER.encode(years[year])
    chosen, after = _revised(years, packed, terms, count, before, 1)
    rows = [
        row
        for row in range(len(stories))
        if chosen.rows[row * count : (row + 1) * count]
        != known.rows[row * count : (row + 1) * count]
    ]
    ordered = [story for each in years.values() for story in each]
    changed = {}
    for row in rows:
        found = _chosen_for(ordered, row, chosen, count)
        if ordered[row].wants and found is None:
            return None
        if found is not None:
            changed[ordered[row].id] = found
    return changed, after


def mark_of(state: Mapping[str, bytes]) -> str:
    """A digest that tells whether a state is still that of a certain call."""
    names = sorted(name for name in state if not name.endswith("/vectors"))
    return digest(b"".join(name.encode() + state[name] for name in names))


def _stories_of(year: int) -> str:
    """What the stories of a year are kept as."""
    return f"{year}/stories"


def _stories_in(state: Mapping[str, bytes]) -> dict[int, list[Story]]:
    """The stories of a state by year, both oldest first; none where they can't be read."""
    names = sorted(name for name in state if name.endswith("/stories"))
    try:
        return {int(name.partition("/")[0]): _DECODER.decode(state[name]) for name in names}
    except msgspec.DecodeError:
        return {}


def _revised(
    years: Mapping[int, list[Story]],
    packed: Mapping[str, bytes],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    count: int,
    before: Mapping[str, bytes],
    workers: int,
) -> tuple[Chosen, dict[str, bytes]]:
    """Choose anew where it may matter; give the choices and the state to keep."""
    # What NumPy is used for here does not gain from threads, and starting them costs.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from dateline.link.revision import revised  # noqa: PLC0415

    chosen, made = revised(years, packed, terms, count, before, workers)
    return chosen, {
        name: before[name] if before.get(name) == data else data
        for name, data in {**packed, **made}.items()
    }


def by_year(stories: Sequence[Story]) -> dict[int, list[Story]]:
    """Group stories by calendar year, both oldest first."""
    years: dict[int, list[Story]] = {}
    for story in sorted(stories, key=lambda each: (each.published.year, each.published, each.id)):
        years.setdefault(story.published.year, []).append(story)
    return years


def _offered(
    ordered: Sequence[Story],
    chosen: Chosen,
    sections: Mapping[str, tuple[str, ...]],
    count: int,
) -> dict[str, Related]:
    """Put pins before the chosen; where there are too few, the section's latest stand in."""
    ids = [story.id for story in ordered]
    newest = tuple(reversed(ids))
    offered = {}
    for at, story in enumerate(ordered):
        if not story.wants:
            continue
        found = _chosen_for(ordered, at, chosen, count)
        if found is not None:
            offered[story.id] = found
            continue
        barred = {story.id, *story.excluded}
        pool = sections.get(story.section or "", newest)
        latest = islice((id for id in pool if id not in barred), count)
        offered[story.id] = Related("latest", tuple(latest))
    return offered


def _chosen_for(ordered: Sequence[Story], at: int, chosen: Chosen, count: int) -> Related | None:
    """What an article offers of its own; None where that is too little, or nothing is wanted."""
    story = ordered[at]
    rows = chosen.rows[at * count : (at + 1) * count]
    good = [ordered[row].id for row in rows if row >= 0]
    if not story.wants or not (story.pinned or len(good) >= FEW):
        return None
    return Related("related", (*story.pinned, *good)[:count])


class Chosen(NamedTuple):
    """What was chosen for all articles, oldest first.

    `rows` has the chosen rows of each, best first, filled up with -1; `bars` the scores of gists
    that a newcomer must reach to matter; `gist` the number of terms in a gist.
    """

    gist: int
    bars: array[int]
    rows: array[int]

    def pack(self) -> bytes:
        """Write down for `unpack_chosen`."""
        size = len(self.bars)
        head = array("i", [STATE, size, len(self.rows) // size, self.gist])
        return (head + self.bars + self.rows).tobytes()


def unpack_chosen(data: bytes, articles: int, count: int) -> Chosen | None:
    """Read what `Chosen.pack` wrote; None for other numbers and anything else."""
    flat, begin = array("i"), 4 + articles
    if len(data) != (begin + articles * count) * flat.itemsize:
        return None
    flat.frombytes(data)
    if flat[:3].tolist() != [STATE, articles, count] or max(flat[begin:]) >= articles:
        return None
    return Chosen(flat[3], flat[4:begin], flat[begin:])
