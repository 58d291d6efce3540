"""Tables as an earlier build kept them: in parts, of which few are looked at after a small edit."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any, Self

import msgspec

from dateline.render.tables import (
    IDS,
    KINDS,
    PART,
    Tables,
    ValueChange,
    line_starts,
    part_name,
    parts_of,
)

_ENCODER = msgspec.json.Encoder()
_IDS = msgspec.json.Decoder(str)

Lines = Mapping[str, Mapping[str, bytes]]  # by kind and id


class KeptTables(Tables):
    """Tables by their parts, with `news` in the place of some lines."""

    def __init__(self, ids: list[str], parts: Mapping[str, bytes], news: Lines) -> None:
        super().__init__(ids, _Pieces(parts))
        self.parts = parts
        self.news = news
        self._part_starts: dict[str, array[int]] = {}

    @classmethod
    def unpacked(cls, kept: Mapping[str, bytes]) -> Self | None:
        """Tables of what `packed` gave; None when something of them is lost."""
        numbers = {name.partition(" ")[2] for name in kept}
        if not numbers or len(kept) != len(numbers) * (1 + len(KINDS)):
            return None
        for number in range(len(numbers)):
            lines = {kept.get(part_name(kind, number), b"").count(b"\n") for kind in (IDS, *KINDS)}
            # There is always a last part that is not full.
            is_last = number == len(numbers) - 1
            if len(lines) > 1 or (lines == {PART}) is is_last:
                return None
        return cls(_IDS.decode_lines(_Pieces(kept)[IDS]), kept, {})

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), (self.ids, self.parts, self.news)

    def patched(self, values: Mapping[str, Mapping[str, Any]]) -> Self:
        """Other tables with some values, by kind and id, in the place of those here."""
        news = {
            kind: {id: _ENCODER.encode(value) for id, value in by_id.items() if id in self._rows}
            for kind, by_id in values.items()
        }
        return type(self)(
            self.ids,
            self.parts,
            {
                kind: {**self.news.get(kind, {}), **news.get(kind, {})}
                for kind in {*self.news, *news}
            },
        )

    def line(self, kind: str, id: str) -> bytes:
        row = self._rows.get(id)
        if row is None:
            return KINDS[kind].missing
        edited = self.news.get(kind, {}).get(id)
        return self._kept_line(kind, row) if edited is None else edited

    def _kept_line(self, kind: str, row: int) -> bytes:
        name, at = self._place(kind, row)
        starts = self._starts_in(name)
        return self.parts[name][starts[at] : starts[at + 1] - 1]

    def _place(self, kind: str, row: int) -> tuple[str, int]:
        """The part that a line is in, and where in it."""
        number = (len(self.ids) - 1 - row) // PART
        return part_name(kind, number), row - max(len(self.ids) - (number + 1) * PART, 0)

    def _starts_in(self, name: str) -> array[int]:
        if name not in self._part_starts:
            self._part_starts[name] = line_starts(self.parts[name])
        return self._part_starts[name]

    def lines(self, kind: str) -> list[bytes]:
        found = self.pieces[kind].split(b"\n")[:-1]
        for id, line in self.news.get(kind, {}).items():
            found[self._rows[id]] = line
        return found

    def packed(self) -> dict[str, bytes]:
        """All of it by name, in parts: the same objects where nothing is new."""
        parts = dict(self.parts)
        for kind, news in self.news.items():
            by_part: dict[str, dict[int, bytes]] = {}
            for id, line in news.items():
                name, at = self._place(kind, self._rows[id])
                by_part.setdefault(name, {})[at] = line
            for name, edited in by_part.items():
                lines = parts[name].split(b"\n")
                for at, line in edited.items():
                    lines[at] = line
                parts[name] = b"\n".join(lines)
        return parts

    def changes(self, before: Tables) -> Iterator[ValueChange]:
        if not (isinstance(before, KeptTables) and before.parts is self.parts):
            yield from Tables(self.ids, _Pieces(self.packed())).changes(before)
            return
        for kind in KINDS:
            for id in {**self.news.get(kind, {}), **before.news.get(kind, {})}:
                was, is_now = before.line(kind, id), self.line(kind, id)
                if was != is_now:
                    yield ValueChange(kind, id, was, is_now)


class _Pieces(Mapping[str, bytes]):
    """All lines of a kind in one piece, joined when it is asked for."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._joined: dict[str, bytes] = {}

    def __getitem__(self, kind: str) -> bytes:
        if kind not in self._joined:
            self._joined[kind] = b"".join(parts_of(kind, self._parts))
        return self._joined[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)
