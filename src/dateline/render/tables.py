"""Tables: the values that each article has, a line of JSON each, all of one kind in one piece.

That is the form in which values are kept and compared, and in which workers have them: a forked
process shares a piece of bytes with its parent, while objects that it looks at become its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from itertools import accumulate
from typing import Any, NamedTuple, Self

import msgspec

from dateline.link.coverage import Covered
from dateline.link.linked import Linked
from dateline.link.references import Resolved
from dateline.link.storylines import SoFar, so_far
from dateline.model import Article, Card, Correction, Source
from dateline.related.stories import Related

_ENCODER = msgspec.json.Encoder()
IDS = "ids"  # what the list of the articles is kept as, beside the kinds
PART = 500  # lines that are kept together


class Story(msgspec.Struct, frozen=True):
    """What only an article's own page and feeds show. `body` is a digest."""

    body: str
    changed: datetime | None
    corrections: tuple[Correction, ...]
    sources: tuple[Source, ...]
    canonical: str | None
    comments: bool
    is_live: bool
    extra: dict[str, Any]


class Translation(NamedTuple):
    """One of a family of translations; `url` is a path of the site."""

    lang: str
    url: str
    original: bool


class _Kind(NamedTuple):
    """A kind of values: how lines are read, and what an unknown article has."""

    decoder: msgspec.json.Decoder[Any]
    missing: bytes


def _kind(type_: Any, missing: Any) -> _Kind:
    return _Kind(msgspec.json.Decoder(type_), _ENCODER.encode(missing))


KINDS = {
    "card": _kind(Card | None, None),
    "story": _kind(Story | None, None),
    # Apart from the card, which nearly all edits leave alone.
    "words": _kind(int, 0),
    "references": _kind(tuple[Resolved, ...], ()),
    # Live coverage, with the ids of its entries.
    "live": _kind(Covered | None, None),
    # The id in feeds.
    "guid": _kind(str, ""),
    "related": _kind(Related | None, None),
    # The articles before and after one in its section.
    "neighbours": _kind(tuple[str | None, str | None], (None, None)),
    "storyline": _kind(SoFar | None, None),
    # The family of an article that has translations, itself too.
    "translations": _kind(tuple[Translation, ...], ()),
}


class ValueChange(NamedTuple):
    """A value that is not what it was; both are encoded."""

    kind: str
    key: str
    before: bytes
    after: bytes


class Tables:
    """Values by kind and the id of an article. `pieces` have a line for each of `ids`."""

    def __init__(self, ids: Sequence[str], pieces: Mapping[str, bytes]) -> None:
        self.ids = list(ids)
        self.pieces = pieces
        self._rows = {id: row for row, id in enumerate(self.ids)}
        self._starts: dict[str, array[int]] = {}

    @classmethod
    def of(cls, linked: Linked) -> Self:
        """The values of all published articles, standalone pages and entries of live coverage."""
        index = linked.index
        articles = (*index.articles.values(), *index.pages.values(), *index.entries.values())
        ids = [article.id for article in articles]
        families = {
            id: _family(linked, (id, *others))
            for id, others in index.translations.items()
            if others
        }
        columns: dict[str, Iterable[Any]] = {
            "card": map(index.cards.get, ids),
            "story": map(story_of, articles),
            "words": (article.words for article in articles),
            "references": (linked.references.get(id, ()) for id in ids),
            "live": map(index.covered.get, ids),
            "guid": (linked.guids.get(id, "") for id in ids),
            "related": map(index.related.get, ids),
            "neighbours": (index.neighbours.get(id, (None, None)) for id in ids),
            "storyline": map(so_far(index.storylines).get, ids),
            "translations": (families.get(id, ()) for id in ids),
        }
        return cls(ids, {kind: _ENCODER.encode_lines(columns[kind]) for kind in KINDS})

    def packed(self) -> dict[str, bytes]:
        """All of it by name, in parts, counted from the end: news comes first."""
        ids, size = _ENCODER.encode_lines(self.ids), len(self.ids)
        found = {}
        for kind, piece in {IDS: ids, **self.pieces}.items():
            starts = line_starts(piece) if kind == IDS else self._starts_of(kind)
            for number, end in enumerate(range(size, -1, -PART)):
                part = slice(starts[max(end - PART, 0)], starts[end])
                found[part_name(kind, number)] = piece[part]
        return found

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), (self.ids, self.pieces)

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    def get(self, kind: str, id: str) -> Any:
        return KINDS[kind].decoder.decode(self.line(kind, id))

    def line(self, kind: str, id: str) -> bytes:
        """The encoded value."""
        row = self._rows.get(id)
        if row is None:
            return KINDS[kind].missing
        starts = self._starts_of(kind)
        return self.pieces[kind][starts[row] : starts[row + 1] - 1]

    def _starts_of(self, kind: str) -> array[int]:
        if kind not in self._starts:
            self._starts[kind] = line_starts(self.pieces[kind])
        return self._starts[kind]

    def lines(self, kind: str) -> list[bytes]:
        """All lines of a kind, in the order of the ids."""
        return self.pieces[kind].split(b"\n")[:-1]

    def _rows_between(self, kind: str, head: int, tail: int) -> dict[str, bytes]:
        """Lines by id, but for some that come first and some that come last."""
        begin, end = head, len(self.ids) - tail
        starts = self._starts_of(kind)
        lines = self.pieces[kind][starts[begin] : starts[end]].split(b"\n")[:-1]
        return dict(zip(self.ids[begin:end], lines, strict=True))

    def changes(self, before: Tables) -> Iterator[ValueChange]:
        """Yield what is not as it was; an unknown article has the value of those."""
        ids = _common_ends(before.ids, self.ids)
        for kind, (_, missing) in KINDS.items():
            if self.ids == before.ids and self.pieces[kind] == before.pieces[kind]:
                continue
            head, tail = map(min, ids, _common_lines(before.pieces[kind], self.pieces[kind]))
            tail = min(tail, len(self.ids) - head, len(before.ids) - head)
            then, now = (each._rows_between(kind, head, tail) for each in (before, self))
            for id in dict(then.items() ^ now.items()):
                was, is_now = then.get(id, missing), now.get(id, missing)
                if was != is_now:
                    yield ValueChange(kind, id, was, is_now)


def part_name(kind: str, number: int) -> str:
    """What a part of the lines of a kind is kept as."""
    return f"{kind} {number:06}"


def parts_of(kind: str, parts: Mapping[str, bytes]) -> Iterator[bytes]:
    """The parts of a kind in the order of the lines."""
    names = (name for name in sorted(parts, reverse=True) if name.startswith(f"{kind} "))
    yield from (parts[name] for name in names)


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


def line_starts(piece: bytes) -> array[int]:
    """Where each line begins, and where the last one ends."""
    # One line at a time: a worker would keep room for all of them.
    return array("q", accumulate(map(len, BytesIO(piece)), initial=0))


def story_of(article: Article) -> Story:
    return Story(
        body=article.body,
        changed=article.changed,
        corrections=article.corrections,
        sources=article.sources,
        canonical=article.canonical,
        comments=article.comments and not article.is_page,
        is_live=article.live is not None,
        extra=article.extra,
    )


def _family(linked: Linked, members: Iterable[str]) -> tuple[Translation, ...]:
    index = linked.index
    found = [index.articles.get(each) or index.pages.get(each) for each in members]
    family = [each for each in found if each is not None]
    family.sort(key=lambda each: (each.lang, each.id))
    return tuple(Translation(each.lang, each.url, each.translation_of is None) for each in family)
