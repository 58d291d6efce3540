"""What Don't Miss keeps, as parts of bytes by name: which there are, and how some are changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from dateline.digest import digest

HEAD, CHOICES, HEFTS = "head", "choices", "hefts"
_DRAWERS = 12  # at most so many bits of a term tell in which drawer its postings are

Parts = dict[str, bytes | None]  # parts that are otherwise; None stands for those that go


class Lost(Exception):
    """What was kept is of no use."""


class Head(msgspec.Struct, frozen=True, array_like=True):
    """What a state is of: by year the digest of its stories, and that of the choices.

    `parts` is the number of all its parts: so none is lost unseen.
    """

    years: dict[int, str]
    choices: str
    parts: int

    @classmethod
    def over(cls, years: Mapping[int, str], choices: bytes, articles: int) -> Head:
        """The head of a state of so many articles."""
        # Stories and counts of each year; head, choices and hefts.
        parts = 2 * len(years) + articles + drawers_for(articles) + 3
        return cls(dict(years), digest(choices), parts)

    def pack(self) -> bytes:
        """Write down for `head_of`."""
        return msgspec.msgpack.encode(self)


_DECODER = msgspec.msgpack.Decoder(Head)


def head_of(state: Mapping[str, bytes]) -> Head:
    """The head of a state; without years where there is none, or where parts are missing."""
    none = Head({}, "", 0)
    try:
        head = _DECODER.decode(state.get(HEAD, b""))
    except msgspec.MsgspecError:
        return none
    return head if head.parts == len(state) else none


class State(Mapping[str, bytes]):
    """An earlier state with some parts changed; None stands for those that are no more."""

    def __init__(self, before: Mapping[str, bytes], changes: Mapping[str, bytes | None]) -> None:
        self.base: Mapping[str, bytes] = before
        self.changes: Mapping[str, bytes | None] = changes
        if isinstance(before, State):
            self.base, self.changes = before.base, {**before.changes, **changes}

    def __getitem__(self, name: str) -> bytes:
        if name not in self.changes:
            return self.base[name]
        data = self.changes[name]
        if data is None:
            raise KeyError(name)
        return data

    def __iter__(self) -> Iterator[str]:
        changes = self.changes
        yield from (name for name in self.base if name not in changes)
        yield from (name for name, data in changes.items() if data is not None)

    @cached_property
    def _length(self) -> int:
        gone = sum(name in self.base for name in self.changes)
        return len(self.base) - gone + sum(data is not None for data in self.changes.values())

    def __len__(self) -> int:
        return self._length


def changes_between(before: Mapping[str, bytes], state: Mapping[str, bytes]) -> Parts:
    """What makes one state of another."""
    if state is before:
        return {}
    if isinstance(state, State) and state.base is before:
        return dict(state.changes)
    return {**dict.fromkeys(before), **state}


def part_of(state: Mapping[str, bytes], name: str) -> bytes:
    """A part of a state."""
    try:
        return state[name]
    except KeyError:
        raise Lost from None


def stories_name(year: int) -> str:
    """What the stories of a year are kept as in a state."""
    return f"{year}/stories"


def counts_name(year: int) -> str:
    return f"{year}/counts"


def vector_name(id: str) -> str:
    return f"vector/{id}"


def drawer_name(number: int) -> str:
    return f"postings/{number}"


def drawers_for(articles: int) -> int:
    """How many drawers there are for the postings of so many articles."""
    return 1 << min(max(articles.bit_length() - 2, 0), _DRAWERS)
