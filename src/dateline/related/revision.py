"""Don't Miss, brought up to date: only what may have changed is chosen anew.

The choice is a pure function of the articles, in two steps. First each article's past: the older
ones that are likely to be offered. It depends on those whose gists are close to its own, and each
article has a bar that the gists of others must reach; so an article that came, left or changed
matters to newer ones whose bar its old or its new gist reaches. Then the choice, from an article's
past and from its sequels: the newer ones in whose past it is among the first. So a newcomer
changes what is offered below a few.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from dateline.pool import map_chunks
from dateline.related.closest import NEVER, Choice, Chooser, Gist, Past, Vectors, gist_sizes
from dateline.related.stories import (
    LIKELY,
    Chosen,
    Rules,
    Story,
    day_of,
    in_order,
    stories_in,
    stories_name,
    unpack_chosen,
    vectors_name,
)
from dateline.related.weights import Block, Source, revised_blocks, unpack_block

FEW = 16  # changed articles that never make it worth while to choose for all
MANY = 0.01  # a share of changed articles above which that is quicker
BACK = 5  # older articles that a story may be offered below
ALONE = 1000  # articles that one process chooses for: to start others costs more

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Given = TypeVar("Given")
Made = TypeVar("Made")


class _Old(NamedTuple):
    """The state of an earlier call, read: by year the stories and their vectors."""

    stories: dict[int, list[Story]]
    blocks: dict[int, Block]
    choices: Chosen | None

    @property
    def size(self) -> int:
        return sum(block.size for block in self.blocks.values())

    @property
    def gists(self) -> dict[int, int]:
        return gist_sizes({year: block.size for year, block in self.blocks.items()})

    def gists_at(self, rows: Sequence[int], vectors: Vectors) -> Iterator[Gist]:
        """The gists of some rows, in terms that today's vectors have."""
        begin, sizes = 0, self.gists
        for year, block in self.blocks.items():
            for row in rows:
                if begin <= row < begin + block.size:
                    at = row - begin
                    yield vectors.gist_in(block, at, sizes[year], day_of(self.stories[year][at]))
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
    rules: Rules,
    before: Mapping[str, bytes],
    workers: int,
) -> tuple[Chosen, dict[str, bytes]]:
    """Choose for all articles; give the choices, and the state but for the stories.

    `packed` has the stories of each year as they will stand in the state.
    """
    old = _read(years, packed, before, rules)
    weighed = _weighed(years, old, terms)
    if weighed is None:
        return revised(years, packed, terms, rules, {}, workers)
    changes, blocks = weighed
    chooser = Chooser(Vectors(blocks), in_order(years), rules)
    choices = _chosen(chooser, old, changes, workers)
    state = {"choices": choices.pack(rules)}
    for year, block in blocks.items():
        name = vectors_name(year)
        state[name] = before[name] if block is old.blocks.get(year) else block.pack()
    return choices, state


def _weighed(
    years: Mapping[int, list[Story]],
    old: _Old,
    terms: Callable[[Sequence[str]], Mapping[str, bytes]],
) -> tuple[_Changes, dict[int, Block]] | None:
    """Find out what changed, and make all vectors; None where old ones are of no use."""
    changes, sources = _compared(years, old, terms)
    found = revised_blocks(old.blocks, sources)
    if found is None:
        return None
    begin = 0
    for block, anew in found.values():
        changes.same[begin + anew] = changes.own[begin + anew] = False
        begin += block.size
    return changes, {year: block for year, (block, _) in found.items()}


def _read(
    years: Mapping[int, list[Story]],
    packed: Mapping[str, bytes],
    before: Mapping[str, bytes],
    rules: Rules,
) -> _Old:
    """Read a state; what does not fit together is as if it were not there."""
    known = {packed[stories_name(year)]: stories for year, stories in years.items()}
    stories, blocks = stories_in(before, known), {}
    for year, each in stories.items():
        block = unpack_block(before.get(vectors_name(year), b""))
        if block is None or block.size != len(each):
            return _Old({}, {}, None)
        blocks[year] = block
    old = _Old(stories, blocks, None)
    return old._replace(choices=unpack_chosen(before.get("choices", b""), old.size, rules))


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
        equal = was == story
        stays = was is not None and then == year and was.version == story.version
        rows.append(first[then] + row if was is not None else -1)
        kept.append(row if stays else -1)
        same.append(stays and was is not None and (equal or _face(was) == _face(story)))
        own.append(same[-1] and equal)
    changes = _Changes(np.array(rows), np.array(same, bool), np.array(own, bool))
    return changes, np.array(kept)


def _face(story: Story) -> tuple[object, ...]:
    """What the choices of other articles depend on, but for the vector."""
    return story.published, story.lang, story.section, story.labels, story.offered


def _chosen(chooser: Chooser, old: _Old, changes: _Changes, workers: int) -> Chosen:
    """Choose for all rows, or take over what was chosen for them."""
    size = len(chooser.stories)
    known = _carried(old, changes, size, chooser.rules.count)
    sizes = Counter(story.published.year for story in chooser.stories)
    stale = _stale(chooser, old, gist_sizes(sizes), changes)
    past, bars = known.past.copy(), known.bars.copy()
    wanted = np.flatnonzero(stale).tolist()
    chooser.prepare(chooser.vectors.terms[wanted])
    for row, found in zip(wanted, _mapped(_past_chunk, chooser, wanted, workers), strict=True):
        bars[row], past[row] = found.bar, -1
        past[row, : len(found.rows)] = found.rows

    again = stale | ~changes.own
    for each in (known.left, known.past[stale], past[stale]):
        again[each[:, :BACK][each[:, :BACK] >= 0]] = True
    rows, cosines = known.rows.copy(), known.cosines.copy()
    rows[again], cosines[again] = -1, 0
    wanted = np.flatnonzero(again).tolist()
    given = list(zip(wanted, _others(past, wanted), strict=True))
    for row, choice in zip(wanted, _mapped(_choice_chunk, chooser, given, workers), strict=True):
        rows[row, : len(choice.rows)] = choice.rows
        cosines[row, : len(choice.rows)] = choice.cosines
    parts = (bars, past, rows, cosines)
    return Chosen(*(array("i", each.tobytes()) for each in parts))


class _Known(NamedTuple):
    """What was chosen before, in today's rows; `left` are the pasts of those that are gone."""

    bars: Rows
    past: Rows
    rows: Rows
    cosines: Rows
    left: Rows


def _carried(old: _Old, changes: _Changes, size: int, count: int) -> _Known:
    """Bring an earlier choice into today's rows; -1 where there is none."""
    bars, cosines = np.full(size, NEVER, np.int32), np.zeros((size, count), np.int32)
    past, rows = np.full((size, LIKELY * count), -1, np.int32), np.full_like(cosines, -1)
    if old.choices is None:
        return _Known(bars, past, rows, cosines, past[:0])
    today = np.full(old.size + 1, -1, np.int32)  # with one place more, for -1
    stays = np.flatnonzero(changes.rows >= 0)
    then = changes.rows[stays]
    today[then] = stays
    was = np.array(old.choices.past).reshape(old.size, -1)
    bars[stays], past[stays] = np.array(old.choices.bars)[then], today[was[then]]
    rows[stays] = today[np.array(old.choices.rows).reshape(old.size, -1)[then]]
    cosines[stays] = np.array(old.choices.cosines).reshape(old.size, -1)[then]
    gone = np.ones(old.size, bool)
    gone[then] = False
    return _Known(bars, past, rows, cosines, today[was[gone]])


def _others(past: Rows, wanted: Sequence[int]) -> list[list[int]]:
    """For some rows, the older and the newer ones to choose from."""
    targets = past[:, :BACK].ravel()
    asked = np.zeros(len(past) + 1, bool)  # with one place more, for -1
    asked[wanted] = True
    hits = np.flatnonzero(asked[targets])
    order = hits[np.argsort(targets[hits], kind="stable")]
    sequels, starts = order // min(BACK, past.shape[1]), targets[order]
    begins, ends = np.searchsorted(starts, wanted), np.searchsorted(starts, wanted, "right")
    return [
        [each for each in past[row].tolist() if each >= 0] + sequels[begin:end].tolist()
        for row, begin, end in zip(wanted, begins, ends, strict=True)
    ]


def _mapped(
    work: Callable[[Chooser, Sequence[Given]], list[Made]],
    chooser: Chooser,
    things: Sequence[Given],
    workers: int,
) -> Iterator[Made]:
    workers = workers if len(things) >= ALONE else 1
    return map_chunks(work, chooser, things, workers=workers, progress=_unwatched)


def _past_chunk(chooser: Chooser, rows: Sequence[int]) -> list[Past]:
    return [chooser.past(row) for row in rows]


def _choice_chunk(chooser: Chooser, given: Sequence[tuple[int, list[int]]]) -> list[Choice]:
    return [chooser.choose(row, others) for row, others in given]


def _unwatched(count: int) -> None:
    pass


def _stale(
    chooser: Chooser, old: _Old, gists_now: Mapping[int, int], changes: _Changes
) -> NDArray[np.bool_]:
    """Tell which rows' past must be found anew."""
    vectors = chooser.vectors
    every = np.ones(vectors.size, bool)
    if old.choices is None or any(gists_now.get(y, size) != size for y, size in old.gists.items()):
        return every
    left = np.ones(old.size, bool)
    left[changes.rows[changes.same]] = False
    came, gone = np.flatnonzero(~changes.same), np.flatnonzero(left)
    if len(came) + len(gone) > max(FEW, MANY * vectors.size):
        return every
    bars = np.full(vectors.size, NEVER)
    bars[changes.same] = np.array(old.choices.bars)[changes.rows[changes.same]]
    stale = ~changes.same
    gists = [chooser.gist_of(row) for row in came.tolist()]
    gists += old.gists_at(gone.tolist(), vectors)
    if gists:
        chooser.prepare(np.concatenate([gist.terms for gist in gists]))
    for gist in gists:
        stale[chooser.affected(gist, bars)] = True
    return stale
