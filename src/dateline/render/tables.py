"""Tables: the values that each article has, a line of JSON each, all of one kind in one piece.

That is the form in which values are kept and compared, and in which workers have them: a forked
process shares a piece of bytes with its parent, while objects that it looks at become its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

import msgspec

from dateline.link.linked import Linked
from dateline.link.references import Resolved
from dateline.link.storylines import SoFar, so_far
from dateline.model import Article, Card, Correction, Source
from dateline.related.stories import Related

_ENCODER = msgspec.json.Encoder()
_IDS = msgspec.json.Decoder(list[str])
IDS = "ids"  # what the list of the articles is kept as, beside the kinds


class Story(msgspec.Struct, frozen=True):
    """What only an article's own page and feeds show. `body` is a digest."""

    body: str
    changed: datetime | None
    corrections: tuple[Correction, ...]
    sources: tuple[Source, ...]
    canonical: str | None
    comments: bool
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
    # The id in feeds.
    "guid": _kind(str, ""),
    "related": _kind(Related | None, None),
    # The articles before and after one in its section.
    "neighbours": _kind(tuple[str | None, str | None], (None, None)),
    "storyline": _kind(SoFar | None, None),
    # The family of an article that has translations, itself too.
    "translations": _kind(tuple[Translation, ...], ()),
}


Row = tuple[str, bytes]  # the id of an article, and its line


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
        self.pieces = dict(pieces)
        self._rows = {id: row for row, id in enumerate(self.ids)}
        self._starts: dict[str, array[int]] = {}

    @classmethod
    def of(cls, linked: Linked) -> Self:
        """The values of all published articles and standalone pages."""
        index = linked.index
        articles = (*index.articles.values(), *index.pages.values())
        ids = [article.id for article in articles]
        columns: dict[str, Iterable[Any]] = {
            "card": map(index.cards.get, ids),
            "story": map(story_of, articles),
            "words": (article.words for article in articles),
            "references": (linked.references.get(id, ()) for id in ids),
            "guid": (linked.guids.get(id, "") for id in ids),
            "related": map(index.related.get, ids),
            "neighbours": (index.neighbours.get(id, (None, None)) for id in ids),
            "storyline": map(so_far(index.storylines).get, ids),
            "translations": (_translations(linked, id) for id in ids),
        }
        return cls(ids, {kind: _ENCODER.encode_lines(columns[kind]) for kind in KINDS})

    @classmethod
    def unpacked(cls, kept: Mapping[str, bytes]) -> Self | None:
        """Tables as they were kept; None when something of them is lost."""
        if not kept.keys() >= {IDS, *KINDS}:
            return None
        return cls(_IDS.decode(kept[IDS]), {kind: kept[kind] for kind in KINDS})

    def packed(self) -> dict[str, bytes]:
        return {IDS: _ENCODER.encode(self.ids), **self.pieces}

    def __reduce__(self) -> tuple[type[Self], tuple[list[str], dict[str, bytes]]]:
        return type(self), (self.ids, self.pieces)

    def get(self, kind: str, id: str) -> Any:
        return KINDS[kind].decoder.decode(self.line(kind, id))

    def line(self, kind: str, id: str) -> bytes:
        """The encoded value."""
        row = self._rows.get(id)
        if row is None:
            return KINDS[kind].missing
        starts = self._starts.get(kind)
        if starts is None:
            starts = self._starts[kind] = _starts(self.pieces[kind])
        return self.pieces[kind][starts[row] : starts[row + 1] - 1]

    def lines(self, kind: str) -> list[bytes]:
        """All lines of a kind, in the order of the ids."""
        return self.pieces[kind].split(b"\n")[:-1]

    def patched(self, values: Mapping[str, Mapping[str, Any]]) -> Self:
        """Other tables with some values, by kind and id, in the place of those here."""
        pieces = dict(self.pieces)
        for kind, by_id in values.items():
            lines = self.lines(kind)
            for id, value in by_id.items():
                if id in self._rows:
                    lines[self._rows[id]] = _ENCODER.encode(value)
            pieces[kind] = b"".join(line + b"\n" for line in lines)
        return type(self)(self.ids, pieces)

    def changes(self, before: Self) -> Iterator[ValueChange]:
        """Yield what is not as it was; an unknown article has the value of those."""
        same = self.ids == before.ids
        for kind, (_, missing) in KINDS.items():
            if same and self.pieces[kind] == before.pieces[kind]:
                continue
            rows = (
                list(zip(tables.ids, tables.lines(kind), strict=True)) for tables in (before, self)
            )
            then, now = map(dict, _without_common_ends(*rows))
            for id in dict(then.items() ^ now.items()):
                was, is_now = then.get(id, missing), now.get(id, missing)
                if was != is_now:
                    yield ValueChange(kind, id, was, is_now)


def _without_common_ends(one: list[Row], other: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows between those that both begin with and those that both end with: mostly few."""
    least = min(len(one), len(other))
    pairs = enumerate(zip(one, other, strict=False))
    head = next((at for at, (a, b) in pairs if a != b), least)
    ends = enumerate(zip(reversed(one), reversed(other), strict=False))
    tail = next((at for at, (a, b) in ends if a != b), least)
    tail = min(tail, least - head)
    return one[head : len(one) - tail], other[head : len(other) - tail]


def _starts(piece: bytes) -> array[int]:
    """Where each line begins, and where the last one ends."""
    starts, at = array("q", [0]), 0
    # Not by cutting: a worker would keep room for all lines.
    while at := piece.find(b"\n", at) + 1:
        starts.append(at)
    return starts


def story_of(article: Article) -> Story:
    return Story(
        body=article.body,
        changed=article.changed,
        corrections=article.corrections,
        sources=article.sources,
        canonical=article.canonical,
        comments=article.comments and not article.is_page,
        extra=article.extra,
    )


def _translations(linked: Linked, id: str) -> tuple[Translation, ...]:
    index = linked.index
    others = index.translations.get(id, ())
    members = (id, *others) if others else ()
    found = [index.articles.get(each) or index.pages.get(each) for each in members]
    family = [each for each in found if each is not None]
    family.sort(key=lambda each: (each.lang, each.id))
    return tuple(Translation(each.lang, each.url, each.translation_of is None) for each in family)
