"""Don't Miss: for each article the ones to read next, by what the texts say.

Method and measurements: docs/design.md, "Don't Miss". Here is what needs no NumPy, which takes
longer to load than a build without changes may last; the rest is in `link.revision`.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from operator import or_
from struct import pack
from typing import NamedTuple

import msgspec

TERM_BITS = 22  # two words with one number are taken for one: few are
COUNT_BITS = 10
FEW = 3
_REMEMBERED = 1 << 18  # terms whose numbers a process keeps
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


class Related(msgspec.Struct, frozen=True):
    """The ids to offer, best first; `label` is "related" or "latest" (the section's latest)."""

    label: str = "related"
    ids: tuple[str, ...] = ()


def pack_terms(terms: Mapping[str, int]) -> bytes:
    """Pack counted terms: little-endian numbers of 32 bits in their order.

    The upper 22 bits are a digest of the term, the lower ten its count, at most 1,023.
    """
    numbers = list(map(_NUMBERS.__getitem__, terms))
    counts = dict(zip(numbers, terms.values(), strict=True))
    if len(counts) < len(numbers):  # two terms share a number: together they are one
        counts = dict.fromkeys(numbers, 0)
        for number, count in zip(numbers, terms.values(), strict=True):
            counts[number] += count
    most = (1 << COUNT_BITS) - 1
    if max(counts.values(), default=0) > most:
        counts = {number: min(count, most) for number, count in counts.items()}
    return pack(f"<{len(counts)}I", *sorted(map(or_, counts, counts.values())))


class _Numbers(dict[str, int]):
    """The numbers of terms where they stand in what is packed; those met before are remembered."""

    def __missing__(self, term: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        number = int.from_bytes(digest, "little") >> (32 - TERM_BITS) << COUNT_BITS
        self[term] = number
        return number


_NUMBERS = _Numbers()


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
    after = {f"{year}/stories": _ENCODER.encode(each) for year, each in years.items()}
    ordered = [story for each in years.values() for story in each]
    chosen = None
    parts = {"choices", *after, *(f"{year}/vectors" for year in years)}
    if before.keys() == parts and all(before[name] == data for name, data in after.items()):
        chosen = unpack_chosen(before["choices"], len(stories), count)
    if chosen is not None:
        after = dict(before)
    else:
        # What NumPy is used for here does not gain from threads, and starting them costs.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from dateline.link.revision import revised  # noqa: PLC0415

        chosen, made = revised(years, after, terms, count, before, workers)
        after = {
            name: before[name] if before.get(name) == data else data
            for name, data in {**after, **made}.items()
        }
    return _offered(ordered, chosen, sections, count), after


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
        good = [ids[row] for row in chosen.rows[at * count : (at + 1) * count] if row >= 0]
        if story.pinned or len(good) >= FEW:
            offered[story.id] = Related("related", (*story.pinned, *good)[:count])
            continue
        barred = {story.id, *story.excluded}
        pool = sections.get(story.section or "", newest)
        latest = islice((id for id in pool if id not in barred), count)
        offered[story.id] = Related("latest", tuple(latest))
    return offered


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
