"""Tables: the values that each article has, a line of JSON each, in parts of many lines.

That is the form in which values are kept and compared, and in which workers have them: a forked
process shares a piece of bytes with its parent, while objects that it looks at become its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import accumulate, islice
from types import MappingProxyType
from typing import Any, NamedTuple, Self, TypeVar

import msgspec

from dateline.link.linked import Linked
from dateline.render.columns import ENCODER, KINDS, articles_in, columns_of

Made = TypeVar("Made")

_IDS = msgspec.json.Decoder(str)
IDS = "ids"  # what the list of the articles is kept as, beside the kinds
PART = 500  # lines that are kept together

Lines = Mapping[str, Mapping[str, bytes]]  # by kind and id
_NONE: Lines = MappingProxyType({})


class ValueChange(NamedTuple):
    """A value that is not what it was; both are encoded."""

    kind: str
    key: str
    before: bytes
    after: bytes


class _Parts(Mapping[str, bytes]):
    """Parts by name: those of a `base`, which is not read for that, but for some `news`."""

    def __init__(self, base: Mapping[str, bytes], news: Mapping[str, bytes]) -> None:
        self.base, self.news = base, news
        if isinstance(base, _Parts):
            self.base, self.news = base.base, {**base.news, **news}

    def __getitem__(self, name: str) -> bytes:
        return self.news[name] if name in self.news else self.base[name]

    def __contains__(self, name: object) -> bool:
        return name in self.news or name in self.base

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self.base), **dict.fromkeys(self.news)})

    def __len__(self) -> int:
        return len({*self.base, *self.news})


class Tables:
    """Values by kind and the id of an article.

    `parts` have the lines, by `part_name`, one for each of `ids`, and `edits` other ones for a few
    articles: nothing is copied for the edit of one.
    """

    def __init__(self, ids: Sequence[str], parts: Mapping[str, bytes], edits: Lines = _NONE):
        self.ids = list(ids)
        self.parts = parts
        self.edits = edits
        self._rows = {id: row for row, id in enumerate(self.ids)}
        self._starts: dict[tuple[str, int], tuple[str, array[int]]] = {}

    @classmethod
    def of(cls, linked: Linked) -> Self:
        """The values of all articles, standalone pages and entries of live coverage."""
        return cls.made([article.id for article in articles_in(linked)], columns_of(linked))

    @classmethod
    def nothing(cls) -> Self:
        return cls.made((), dict.fromkeys(KINDS, ()))

    @classmethod
    def made(cls, ids: Sequence[str], columns: Mapping[str, Iterable[Any]]) -> Self:
        """Tables of values by kind, in the order of the ids."""
        return cls(ids, _cut(ids, columns))

    @classmethod
    def unpacked(cls, kept: Mapping[str, bytes]) -> Self | None:
        """Tables of what `packed` gave; None when something of them is lost."""
        numbers = range(len({name.partition(" ")[2] for name in kept}))
        if not numbers or len(kept) != len(numbers) * (1 + len(KINDS)):
            return None
        ids = _IDS.decode_lines(_joined(IDS, numbers[::-1], kept))
        return cls(ids, kept) if len(ids) // PART == numbers[-1] else None

    def packed(self) -> Mapping[str, bytes]:
        """All of it by name: the same objects where nothing was edited."""
        return {**self.parts, **self._edited_parts()}

    def since(self, before: Tables) -> Mapping[str, bytes]:
        """The parts that are not those of tables that were kept."""
        edited = self._edited_parts()
        names = edited.keys() | _news(self.parts, before.parts)
        parts = {name: edited[name] if name in edited else self.parts[name] for name in names}
        return {name: data for name, data in parts.items() if before.parts.get(name) != data}

    def _edited_parts(self) -> dict[str, bytes]:
        parts = {}
        for kind, edits in self.edits.items():
            by_part: dict[str, dict[int, bytes]] = {}
            for id, line in edits.items():
                number, at = self._place(self._rows[id])
                by_part.setdefault(part_name(kind, number), {})[at] = line
            for name, edited in by_part.items():
                lines = self.parts[name].split(b"\n")
                for at, line in edited.items():
                    lines[at] = line
                parts[name] = b"\n".join(lines)
        return parts

    def edited(self, lines: Lines) -> Self:
        """Other tables with some lines in the place of those here; unknown articles have none."""
        other = type(self).__new__(type(self))
        other.ids, other.parts = self.ids, self.parts
        other._rows, other._starts = self._rows, self._starts
        other.edits = {
            kind: {
                **self.edits.get(kind, {}),
                **{id: line for id, line in lines.get(kind, {}).items() if id in self._rows},
            }
            for kind in {*self.edits, *lines}
        }
        return other

    def patched(self, values: Mapping[str, Mapping[str, Any]]) -> Self:
        """The same with values, by kind and id."""
        encode = ENCODER.encode
        return self.edited(
            {kind: {id: encode(each) for id, each in ids.items()} for kind, ids in values.items()}
        )

    def with_row(self, row: int, id: str, lines: Mapping[str, bytes]) -> Self:
        """The same with an article more: its place in the order, and its line of each kind."""
        ids = [*self.ids[:row], id, *self.ids[row:]]
        # What stands below it keeps its numbers, which count from the end.
        first = (len(self.ids) - row) // PART
        numbers = range(len(self.ids) // PART, first - 1, -1)
        parts: dict[str, bytes] = {}
        for kind, line in {**lines, IDS: ENCODER.encode(id)}.items():
            found = _joined(kind, numbers, self.parts).split(b"\n")[:-1]
            found.insert(row, line)
            parts |= _cut_lines(kind, found, first)
        return type(self)(ids, _Parts(self.parts, parts), self.edits)

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), (self.ids, self.parts, {**self.edits})

    def __contains__(self, id: str) -> bool:
        return id in self._rows

    def row(self, id: str) -> int | None:
        """The place of an article in the order of the ids; None of an unknown one."""
        return self._rows.get(id)

    def get(self, kind: str, id: str) -> Any:
        return KINDS[kind].decoder.decode(self.line(kind, id))

    def line(self, kind: str, id: str) -> bytes:
        """The encoded value."""
        row = self._rows.get(id)
        if row is None:
            return KINDS[kind].missing
        edits = self.edits.get(kind)
        if edits and id in edits:
            return edits[id]
        number, at = self._place(row)
        found = self._starts.get((kind, number))
        if found is None:
            name = part_name(kind, number)
            found = self._starts[kind, number] = name, _line_starts(self.parts[name])
        name, starts = found
        return self.parts[name][starts[at] : starts[at + 1] - 1]

    def all_of(self, kind: str, decoder: msgspec.json.Decoder[Made]) -> list[Made]:
        """All values of a kind as a decoder reads them, in the order of the ids."""
        numbers = range(len(self.ids) // PART, -1, -1)
        found = decoder.decode_lines(_joined(kind, numbers, self.parts))
        for id, line in self.edits.get(kind, {}).items():
            found[self._rows[id]] = decoder.decode(line)
        return found

    def _place(self, row: int) -> tuple[int, int]:
        """The number of the part that a line is in, and where in it."""
        count = len(self.ids)
        number = (count - 1 - row) // PART
        return number, row - max(count - (number + 1) * PART, 0)

    def changes(self, before: Tables) -> Iterator[ValueChange]:
        """Yield what is not as it was kept; an unknown article has the value of those."""
        if self.parts is before.parts:
            yield from self._edits_since(before)
            return
        news = self.since(before)
        names = news.keys() | (before.parts.keys() - self.parts.keys())
        after = _Parts(self.parts, news)
        moved = _numbers(IDS, names)
        for kind, (_, missing) in KINDS.items():
            numbers = sorted(moved | _numbers(kind, names), reverse=True)
            ids = [each._among(numbers) for each in (before, self)]
            pieces = [_joined(kind, numbers, parts) for parts in (before.parts, after)]
            head, tail = map(min, _common_ends(*ids), _common_lines(*pieces))
            tail = min(tail, *(len(each) - head for each in ids))
            then, now = (
                dict(zip(each[head : len(each) - tail], lines[head:], strict=False))
                for each, lines in zip(ids, (piece.split(b"\n") for piece in pieces), strict=True)
            )
            for id in dict(then.items() ^ now.items()):
                was, is_now = then.get(id, missing), now.get(id, missing)
                if was != is_now:
                    yield ValueChange(kind, id, was, is_now)

    def _among(self, numbers: Iterable[int]) -> list[str]:
        """The ids in some parts."""
        ends = (max(len(self.ids) - number * PART, 0) for number in numbers)
        return [id for end in ends for id in self.ids[max(end - PART, 0) : end]]

    def _edits_since(self, before: Tables) -> Iterator[ValueChange]:
        """What changed where nothing but edits can have."""
        for kind in KINDS:
            for id in {**self.edits.get(kind, {}), **before.edits.get(kind, {})}:
                was, is_now = before.line(kind, id), self.line(kind, id)
                if was != is_now:
                    yield ValueChange(kind, id, was, is_now)


def part_name(kind: str, number: int) -> str:
    """What a part of the lines of a kind is kept as. Counted from the end: news comes first."""
    return f"{kind} {number:06}"


def _joined(kind: str, numbers: Iterable[int], parts: Mapping[str, bytes]) -> bytes:
    """The lines of some parts of a kind, one part after the other."""
    return b"".join(parts.get(part_name(kind, number), b"") for number in numbers)


def _cut(ids: Sequence[str], columns: Mapping[str, Iterable[Any]]) -> dict[str, bytes]:
    """Encode values by kind, in parts."""
    parts = {}
    for kind, values in {IDS: ids, **columns}.items():
        left = iter(values)
        for number in range(len(ids) // PART, -1, -1):
            first = number == len(ids) // PART
            size = len(ids) % PART if first else PART
            parts[part_name(kind, number)] = ENCODER.encode_lines(list(islice(left, size)))
    return parts


def _cut_lines(kind: str, lines: Sequence[bytes], first: int) -> dict[str, bytes]:
    """Cut encoded lines into parts, the last of which has the number `first`."""
    parts = {}
    for number in range(len(lines) // PART + 1):
        end = len(lines) - number * PART
        some = lines[max(end - PART, 0) : end]
        parts[part_name(kind, first + number)] = b"".join(line + b"\n" for line in some)
    return parts


def _news(parts: Mapping[str, bytes], before: Mapping[str, bytes]) -> Collection[str]:
    """The names of the parts that may not be as before: to compare all is to read all."""
    if parts is before:
        return ()
    if isinstance(parts, _Parts) and parts.base is before:
        return parts.news.keys()
    return parts.keys()


def _numbers(kind: str, names: Iterable[str]) -> set[int]:
    """The numbers of the parts of a kind among these."""
    start = f"{kind} "
    return {int(name.partition(" ")[2]) for name in names if name.startswith(start)}


def _common_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many texts both begin with, and how many both end with."""
    least = min(len(one), len(other))
    pairs = enumerate(zip(one, other, strict=False))
    head = next((at for at, (a, b) in pairs if a != b), least)
    ends = enumerate(zip(reversed(one), reversed(other), strict=False))
    return head, next((at for at, (a, b) in ends if a != b), least)


def _common_lines(one: bytes, other: bytes) -> tuple[int, int]:
    """How many lines both begin with, and how many, or one less, both end with."""
    least, size, other_size = min(len(one), len(other)), len(one), len(other)
    head = _agreed(least, lambda begin, end: one[begin:end] == other[begin:end])
    tail = _agreed(
        least,
        lambda begin, end: (
            one[size - end : size - begin] == other[other_size - end : other_size - begin]
        ),
    )
    return one.count(b"\n", 0, head), max(one.count(b"\n", size - tail) - 1, 0)


def _agreed(most: int, same: Callable[[int, int], bool]) -> int:
    """How many bytes are the same, by halves: quicker than to cut them into lines."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _line_starts(piece: bytes) -> array[int]:
    """Where each line begins, and where the last one ends."""
    # One line at a time: a worker would keep room for all of them.
    return array("q", accumulate(map(len, BytesIO(piece)), initial=0))
