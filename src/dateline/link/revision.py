"""Don't Miss, brought up to date: only what may have changed is chosen anew.

The choice is a pure function of the articles. An article's choice depends on the articles whose
gists are close to its own, and each article has a bar that the gists of others must reach. So an
article that came, left or changed matters to those whose bar its old or its new gist reaches.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dateline.link.closest import NEVER, Choice, Chooser, Vectors, day_of
from dateline.link.related import Chosen, Story, unpack_chosen
from dateline.link.weights import Block, Source, revised_blocks, unpack_block
from dateline.pool import map_chunks

FEW = 16  # changed articles that never make it worth while to choose for all
MANY = 0.01  # a share of changed articles above which that is quicker
ALONE = 1000  # articles that one process chooses for: to start others costs more

Ints = NDArray[np.int64]
_DECODER = msgspec.msgpack.Decoder(list[Story])


class _Old(NamedTuple):
    """The state of an earlier call, read: by year the stories and their vectors."""

    stories: dict[int, list[Story]]
    blocks: dict[int, Block]
    choices: Chosen | None

    @property
    def size(self) -> int:
        return sum(block.size for block in self.blocks.values())

    def at(self, rows: Sequence[int]) -> Iterator[tuple[Block, int, int]]:
        """Find the blocks of some rows, the rows' places in them, and the days of publication."""
        begin = 0
        for year, block in self.blocks.items():
            for row in rows:
                if begin <= row < begin + block.size:
                    yield block, row - begin, day_of(self.stories[year][row - begin])
            begin += block.size


class _Changes(NamedTuple):
    """How today's rows go with those of the state before.

    `rows` has for each of today's the old one of the same article, -1 for a new article; `same`
    tells where others see no difference, `own` where the article itself sees none either.
    """

    rows: Ints
    same: NDArray[np.bool_]
    own: NDArray[np.bool_]


def revised(
    years: Mapping[int, list[Story]],
    packed: Mapping[str, bytes],
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
    count: int,
    before: Mapping[str, bytes],
    workers: int,
) -> tuple[Chosen, dict[str, bytes]]:
    """Choose for all articles; give the choices, and the state but for the stories.

    `packed` has the stories of each year as they will stand in the state.
    """
    old = _read(years, packed, before, count)
    changes, sources = _compared(years, old, terms)
    found = revised_blocks(old.blocks, sources)
    if found is None:
        old = _Old({}, {}, None)
        changes, sources = _compared(years, old, terms)
        found = revised_blocks(old.blocks, sources) or {}
    begin = 0
    for block, anew in found.values():
        changes.same[begin + anew] = changes.own[begin + anew] = False
        begin += block.size
    blocks = {year: block for year, (block, _) in found.items()}
    ordered = [story for each in years.values() for story in each]
    chooser = Chooser(Vectors(list(blocks.values())), ordered, count)
    choices = _chosen(chooser, old, changes, count, workers)
    state = {"choices": choices.pack()}
    for year, block in blocks.items():
        name = f"{year}/vectors"
        state[name] = before[name] if block is old.blocks.get(year) else block.pack()
    return choices, state


def _read(
    years: Mapping[int, list[Story]],
    packed: Mapping[str, bytes],
    before: Mapping[str, bytes],
    count: int,
) -> _Old:
    """Read a state; what does not fit together is as if it were not there."""
    nothing = _Old({}, {}, None)
    stories, blocks = {}, {}
    for year in sorted(int(name[:-8]) for name in before if name.endswith("/stories")):
        name = f"{year}/stories"
        block = unpack_block(before.get(f"{year}/vectors", b""))
        try:
            equal = before[name] == packed.get(name)
            stories[year] = years[year] if equal else _DECODER.decode(before[name])
        except msgspec.DecodeError:
            return nothing
        if block is None or block.size != len(stories[year]):
            return nothing
        blocks[year] = block
    old = _Old(stories, blocks, None)
    return old._replace(choices=unpack_chosen(before.get("choices", b""), old.size, count))


def _compared(
    years: Mapping[int, list[Story]],
    old: _Old,
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
) -> tuple[_Changes, dict[int, Source]]:
    """Find out what changed, and where each year's vectors come from."""
    known = {
        story.id: (year, row, story)
        for year, stories in old.stories.items()
        if stories is not years.get(year)
        for row, story in enumerate(stories)
    }
    first, begin = {}, 0
    for year, stories in old.stories.items():
        first[year], begin = begin, begin + len(stories)
    parts, sources = [], {}
    for year, stories in years.items():
        rows = np.arange(len(stories))
        if stories is old.stories.get(year):
            everywhere = np.ones(len(stories), bool)
            parts.append(_Changes(first[year] + rows, everywhere, everywhere.copy()))
            sources[year] = Source(rows, ())
            continue
        changes, kept = _compared_year(year, stories, known, first)
        parts.append(changes)
        fresh = [stories[row].id for row in np.flatnonzero(kept < 0)]
        loaded = terms(fresh) if fresh else {}
        sources[year] = Source(kept, [loaded[id] for id in fresh])
    return _Changes(*(np.concatenate(each) for each in zip(*parts, strict=True))), sources


def _compared_year(
    year: int,
    stories: Sequence[Story],
    known: Mapping[str, tuple[int, int, Story]],
    first: Mapping[int, int],
) -> tuple[_Changes, Ints]:
    """Compare a year's articles with the old ones, and give the old rows of their vectors."""
    rows, kept, same, own = [], [], [], []
    for story in stories:
        then, row, was = known.get(story.id, (year, -1, None))
        stays = was is not None and then == year and was.version == story.version
        rows.append(first[then] + row if was is not None else -1)
        kept.append(row if stays else -1)
        same.append(stays and was is not None and _face(was) == _face(story))
        own.append(same[-1] and was == story)
    changes = _Changes(np.array(rows), np.array(same, bool), np.array(own, bool))
    return changes, np.array(kept)


def _face(story: Story) -> tuple[object, ...]:
    """What the choices of other articles depend on, but for the vector."""
    return story.published, story.lang, story.section, story.labels


def _chosen(chooser: Chooser, old: _Old, changes: _Changes, count: int, workers: int) -> Chosen:
    """Choose for all rows, or take over what was chosen for them."""
    size = len(chooser.stories)
    bars, rows = np.zeros(size, np.int32), np.full((size, count), -1, np.int32)
    stale = _stale(chooser, old, changes)
    if old.choices is not None:
        then = changes.rows[~stale]
        # With one place more, for -1.
        today = np.full(old.size + 1, -1)
        today[changes.rows] = np.arange(size)
        today[-1] = -1
        bars[~stale] = np.array(old.choices.bars)[then]
        rows[~stale] = today[np.array(old.choices.rows).reshape(-1, count)[then]]
    wanted = np.flatnonzero(stale)
    chooser.prepare(chooser.vectors.terms[wanted, : chooser.vectors.gist])
    found = map_chunks(
        _choose_chunk,
        chooser,
        wanted.tolist(),
        workers=workers if len(wanted) >= ALONE else 1,
        progress=_unwatched,
    )
    for row, choice in zip(wanted.tolist(), found, strict=True):
        bars[row], rows[row, : len(choice.rows)] = choice.bar, choice.rows
    return Chosen(chooser.vectors.gist, array("i", bars.tobytes()), array("i", rows.tobytes()))


def _choose_chunk(chooser: Chooser, rows: Sequence[int]) -> list[Choice]:
    return [chooser.choose(row) for row in rows]


def _unwatched(count: int) -> None:
    pass


def _stale(chooser: Chooser, old: _Old, changes: _Changes) -> NDArray[np.bool_]:
    """Tell which rows must be chosen for anew."""
    vectors = chooser.vectors
    every = np.ones(vectors.size, bool)
    if old.choices is None or old.choices.gist != vectors.gist:
        return every
    left = np.ones(old.size, bool)
    left[changes.rows[changes.same]] = False
    came, gone = np.flatnonzero(~changes.same), np.flatnonzero(left)
    if len(came) + len(gone) > max(FEW, MANY * vectors.size):
        return every
    bars = np.full(vectors.size, NEVER)
    bars[changes.own] = np.array(old.choices.bars)[changes.rows[changes.own]]
    stale = ~changes.own
    gists = [chooser.gist_of(row) for row in came.tolist()]
    gists += [vectors.gist_in(block, row, day) for block, row, day in old.at(gone.tolist())]
    if gists:
        chooser.prepare(np.concatenate([gist.terms for gist in gists]))
    for gist in gists:
        stale[chooser.affected(gist, bars)] = True
    return stale
