"""What Don't Miss goes by and what it gives: articles, rules, choices, and how they are kept.

Here is what needs no NumPy, which takes longer to load than a build without changes may last.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from dateline.digest import digest
from dateline.related.state import head_of, stories_name

FEW = 3  # with fewer than so many to offer, the section's latest stand in
ALIKE = 1 << 28  # the cosine of two equal articles
LIKELY = 3  # older articles to choose from, for each story that is offered
STATE = 7  # goes up when what is kept is written differently or was found by other rules

_ENCODER = msgspec.msgpack.Encoder()


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What the newsroom wants of Don't Miss.

    `count` stories below each article. Scores halve, down to a half, with every `half_life` days
    between two articles; `horizon` is the most days apart. `floor` is the least score, from 0 to
    1; None is the method's own.
    """

    count: int = 4
    half_life: int = 365
    horizon: int | None = None
    floor: float | None = None
    past_only: bool = False
    across_languages: bool = False

    @property
    def number(self) -> int:
        """A number of 31 bits that stands for these rules."""
        return int(digest(_ENCODER.encode(self))[:8], 16) >> 1


class Story(msgspec.Struct, frozen=True, array_like=True):
    """What Don't Miss knows of an article.

    `labels` are slugs of tags, `pinned` ids to offer first, `excluded` ids never to offer: what
    the editors say, and translations. The same `version` means the same terms. What is not
    `offered` stands below no article but where it is pinned.
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
    offered: bool = True

    @property
    def year(self) -> int:
        """Its year in UTC: dates are kept as instants, without the clock on their wall."""
        return self.published.astimezone(UTC).year


_DECODER = msgspec.msgpack.Decoder(list[Story])


class Related(msgspec.Struct, frozen=True):
    """The ids to offer, best first; `label` is "related" or "latest" (the section's latest)."""

    label: str = "related"
    ids: tuple[str, ...] = ()


def order_of(story: Story) -> tuple[datetime, str]:
    """What stories are in order by, oldest first."""
    return story.published, story.id


def by_year(stories: Sequence[Story]) -> dict[int, list[Story]]:
    """Group stories by year, both oldest first."""
    years: dict[int, list[Story]] = {}
    for story in sorted(stories, key=order_of):
        years.setdefault(story.year, []).append(story)
    return years


def in_order(years: Mapping[int, list[Story]]) -> list[Story]:
    """All stories of what `by_year` gave, oldest first: in the order of their rows."""
    return [story for each in years.values() for story in each]


def day_of(story: Story) -> int:
    """The number of the day of publication, in UTC."""
    return int(story.published.timestamp() // 86_400)


def pack_stories(stories: Sequence[Story]) -> bytes:
    """Write down for `stories_in`."""
    return _ENCODER.encode(stories)


def stories_in(
    state: Mapping[str, bytes], known: Mapping[str, list[Story]] = MappingProxyType({})
) -> dict[int, list[Story]]:
    """The stories of a state by year, both oldest first; none where they can't be read.

    `known` has the stories of some years by the digests of what they are written down as.
    """
    years = head_of(state).years
    try:
        return {
            year: known.get(mark) or _DECODER.decode(state[stories_name(year)])
            for year, mark in years.items()
        }
    except (KeyError, msgspec.DecodeError):
        return {}


class Chosen(NamedTuple):
    """What was chosen for all articles, oldest first.

    `rows` has the chosen rows of each, best first, filled up with -1, and `cosines` how alike they
    are, of ALIKE. `past` has the likely older ones, three times as many; `bars` the scores that
    gists of others must reach to matter for them.
    """

    bars: array[int]
    past: array[int]
    rows: array[int]
    cosines: array[int]

    def of(self, row: int, rules: Rules) -> list[int]:
        """The chosen rows of one."""
        found = self.rows[row * rules.count : (row + 1) * rules.count]
        return [each for each in found if each >= 0]

    def pack(self, rules: Rules) -> bytes:
        """Write down for `unpack_chosen`."""
        head = array("i", [STATE, rules.number, len(self.bars)])
        return (head + self.bars + self.past + self.rows + self.cosines).tobytes()


def unpack_chosen(data: bytes, articles: int, rules: Rules) -> Chosen | None:
    """Read what `Chosen.pack` wrote; None for other rules or numbers and anything else."""
    flat, begin, many = array("i"), 3 + articles, articles * rules.count
    past, rows = begin + LIKELY * many, begin + (LIKELY + 1) * many
    if len(data) != (rows + many) * flat.itemsize:
        return None
    flat.frombytes(data)
    if flat[:3].tolist() != [STATE, rules.number, articles]:
        return None
    return Chosen(flat[3:begin], flat[begin:past], flat[past:rows], flat[rows:])
