"""The pages of the last build: by which route each was made, and from which facts.

They are kept in pieces of many, each with the numbers of its pages' facts once. Pieces are searched
as they are: a build that makes few pages reads few.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

PIECE = 64  # pages that are kept together
FEW = 8  # marks that are sooner searched for than all that stands in a piece is looked at

_ENCODER = msgspec.msgpack.Encoder()


class Page(NamedTuple):
    """How a page was made: by which route, encoded, from which facts, by their numbers."""

    route: bytes
    facts: array[int]


class _Piece(NamedTuple):
    """Some pages: their URLs and routes, and of each where its facts are among the `numbers`."""

    urls: list[str]
    routes: list[bytes]
    numbers: bytes
    places: list[bytes]

    @classmethod
    def of(cls, pages: Mapping[str, Page]) -> _Piece:
        numbers = sorted(set[int]().union(*(page.facts for page in pages.values())))
        place_of = {number: place for place, number in enumerate(numbers)}.__getitem__
        width = _width(numbers)
        return cls(
            urls=[*pages],
            routes=[page.route for page in pages.values()],
            numbers=array("q", numbers).tobytes(),
            places=[
                array(width, [*map(place_of, page.facts)]).tobytes() for page in pages.values()
            ],
        )

    def pages(self) -> Iterator[tuple[str, Page]]:
        numbers = _unpacked("q", self.numbers)
        width = _width(numbers)
        for url, route, places in zip(self.urls, self.routes, self.places, strict=True):
            facts = array("q", [numbers[place] for place in _unpacked(width, places)])
            yield url, Page(route, facts)


_DECODER = msgspec.msgpack.Decoder(_Piece)


class Pages:
    """Pages by URL. `pieces` are what is kept, by name."""

    def __init__(self, pieces: Mapping[str, bytes]) -> None:
        self.pieces = pieces
        self._read: dict[str, _Piece] = {}

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @cached_property
    def routes(self) -> dict[str, bytes]:
        """The routes of all pages by URL, encoded."""
        pieces = map(self._piece, self.pieces)
        return {
            url: route
            for piece in pieces
            for url, route in zip(piece.urls, piece.routes, strict=True)
        }

    def at(self, urls: Collection[str]) -> dict[str, Page]:
        """Some pages, as far as they are there."""
        wanted, pieces = set(urls), map(self._piece, self._with(urls))
        return {url: page for piece in pieces for url, page in piece.pages() if url in wanted}

    def every(self) -> Iterator[Page]:
        for name in self.pieces:
            yield from (page for _, page in self._piece(name).pages())

    def numbers(self) -> set[int]:
        """All facts that some page fetched."""
        pieces = map(self._piece, self.pieces)
        return set[int]().union(*(_unpacked("q", piece.numbers) for piece in pieces))

    def having(self, numbers: Collection[int]) -> dict[str, Page]:
        """All that fetched one of these facts."""
        wanted = set(numbers)
        marks = [array("q", [number]).tobytes() for number in wanted]
        names = self._holding(marks) if len(marks) <= FEW else self.pieces
        return {
            url: page
            for piece in map(self._piece, names)
            if _has_some(_unpacked("q", piece.numbers), wanted)
            for url, page in piece.pages()
            if not wanted.isdisjoint(page.facts)
        }

    def revised(
        self, urls: Collection[str], made: Callable[[str], Page], gone: Collection[str]
    ) -> Iterator[tuple[str, bytes]]:
        """What is to be kept after pages were made (again): pieces by name, b"" for none.

        They come one by one. Each page is asked for once, new ones in the order of `urls`.
        """
        names = self._with({*urls, *gone})
        known = {url for name in names for url in self._piece(name).urls}
        new = [url for url in urls if url not in known]
        last = max(self.pieces, default="")
        if new and last not in (*names, ""):
            names.append(last)
        for name in names:
            kept = {
                url: made(url) if url in urls else page
                for url, page in self._piece(name).pages()
                if url not in gone
            }
            if name == last:  # it may have room
                added = new[: max(PIECE - len(kept), 0)]
                kept |= {url: made(url) for url in added}
                del new[: len(added)]
            yield name, _packed(kept) if kept else b""
        number = 1 + max((int(name) for name in self.pieces), default=-1)
        for start in range(0, len(new), PIECE):
            piece = {url: made(url) for url in new[start : start + PIECE]}
            yield f"{number + start // PIECE:06}", _packed(piece)

    def _with(self, urls: Collection[str]) -> list[str]:
        """Names of the pieces that have some of these pages."""
        few = len(urls) < PIECE and len(self._read) < len(self.pieces)
        names = self._holding([url.encode("utf-8") for url in urls]) if few else self.pieces
        wanted = set(urls)
        return [name for name in names if not wanted.isdisjoint(self._piece(name).urls)]

    def _holding(self, marks: Collection[bytes]) -> Iterator[str]:
        """Names of the pieces in which some of these bytes stand."""
        for name, data in self.pieces.items():
            if any(mark in data for mark in marks):
                yield name

    def _piece(self, name: str) -> _Piece:
        if name not in self._read:
            self._read[name] = _DECODER.decode(self.pieces[name])
        return self._read[name]


def _has_some(numbers: Sequence[int], wanted: Collection[int]) -> bool:
    """Tell whether some of these are among sorted numbers, which are many more, or not."""
    if len(wanted) * 8 > len(numbers):
        return not set(wanted).isdisjoint(numbers)
    places = ((bisect_left(numbers, each), each) for each in wanted)
    return any(at < len(numbers) and numbers[at] == each for at, each in places)


def _packed(pages: Mapping[str, Page]) -> bytes:
    return _ENCODER.encode(_Piece.of(pages))


def _width(numbers: Collection[int]) -> str:
    """The code of an array that has room for places among so many."""
    return "H" if len(numbers) <= 1 << 16 else "I"


def _unpacked(code: str, data: bytes) -> array[int]:
    found = array(code)
    found.frombytes(data)
    return found
