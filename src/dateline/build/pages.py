"""The pages of the last build: by which route each was made, and from which facts.

They are kept in pieces of many, which are searched as they are: a build that makes few pages
decodes few.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import msgspec

PIECE = 64  # pages that are kept together

_ENCODER = msgspec.msgpack.Encoder()


class Page(NamedTuple):
    """How a page was made: by which route, encoded, from which facts (their numbers, packed)."""

    route: bytes
    facts: bytes

    def numbers(self) -> array[int]:
        found = array("q")
        found.frombytes(self.facts)
        return found


_DECODER = msgspec.msgpack.Decoder(dict[str, Page])


class Pages:
    """Pages by URL. `pieces` are what is kept, by name."""

    def __init__(self, pieces: Mapping[str, bytes]) -> None:
        self.pieces = pieces
        self._decoded: dict[str, dict[str, Page]] = {}

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @cached_property
    def by_url(self) -> dict[str, Page]:
        """All of them."""
        return {url: page for name in self.pieces for url, page in self._piece(name).items()}

    def at(self, urls: Collection[str]) -> dict[str, Page]:
        """Some pages, as far as they are there; quicker than all, where they are few."""
        wanted, pieces = set(urls), map(self._piece, self._with(urls))
        return {url: piece[url] for piece in pieces for url in wanted & piece.keys()}

    def having(self, numbers: Iterable[int]) -> dict[str, Page]:
        """All that fetched one of these facts, and perhaps some others."""
        marks = [array("q", [number]).tobytes() for number in numbers]
        return {
            url: page
            for name in self._holding(marks)
            for url, page in self._piece(name).items()
            if any(mark in page.facts for mark in marks)
        }

    def revised(
        self, urls: Collection[str], made: Callable[[str], Page], gone: Collection[str]
    ) -> Iterator[tuple[str, bytes]]:
        """What is to be kept after pages were made (again): pieces by name, b"" for none.

        They come one by one, so that there need not be room for all.
        """
        new = dict.fromkeys(urls)
        for name in self._with({*urls, *gone}):
            piece = self._piece(name)
            kept = {
                url: made(url) if url in new else page
                for url, page in piece.items()
                if url not in gone
            }
            yield name, _ENCODER.encode(kept) if kept else b""
            for url in piece:
                new.pop(url, None)
        number = 1 + max((int(name) for name in self.pieces), default=-1)
        rest = list(new)
        for start in range(0, len(rest), PIECE):
            piece = {url: made(url) for url in rest[start : start + PIECE]}
            yield f"{number + start // PIECE:06}", _ENCODER.encode(piece)

    def _with(self, urls: Collection[str]) -> list[str]:
        """Names of the pieces that have some of these pages."""
        few = len(urls) < PIECE and len(self._decoded) < len(self.pieces)
        names = self._holding([url.encode("utf-8") for url in urls]) if few else self.pieces
        return [name for name in names if not self._piece(name).keys().isdisjoint(urls)]

    def _holding(self, marks: Collection[bytes]) -> Iterator[str]:
        """Names of the pieces in which some of these bytes stand."""
        for name, data in self.pieces.items():
            if any(mark in data for mark in marks):
                yield name

    def _piece(self, name: str) -> dict[str, Page]:
        if name not in self._decoded:
            self._decoded[name] = _DECODER.decode(self.pieces[name])
        return self._decoded[name]
