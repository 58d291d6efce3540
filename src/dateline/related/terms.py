"""The terms of an article for Don't Miss: its words and tags, and how much is made of each."""

from __future__ import annotations

import re
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, islice
from math import log
from operator import or_
from zlib import crc32

from dateline.related.words import main_part, pieces_of, words_of

BODY_WORDS = 1000
LEAD_WORDS = 150  # news tells the most important things first
TERM_BITS = 22  # two words with one number are taken for one: few are
PART_BITS = 10
IN_LEAD = 32  # on top, for a word of the lead or the standfirst
IN_TITLE = 64
OF_TAG = 192
_MOST = (1 << PART_BITS) - 1
REMEMBERED = 1 << 17  # pieces of text whose terms a process keeps
_PART = 64  # the part of a word that stands once in the body
PARTS = [0, *(round(_PART * (1 + log(count))) for count in range(1, 2 * BODY_WORDS))]

# In UTF-8, all letters without spaces between words begin with a byte above these.
_BELOW_UNSPACED = bytes(range(0xE3))
_UNSPACED = r"[぀-ヿ㐀-䶿一-鿿豈-﫿]"  # compiled when it is first needed: that takes a while


def count_terms(
    title: str, standfirst: str, body: str, language: str, tags: Collection[str] = ()
) -> bytes:
    """Weigh the terms of an article by where they stand and how often.

    1 + ln(count) in title, standfirst and the body's first 1,000 words; half a point more in the
    lead, a point in the title; three for a tag. In 64ths, packed as by `pack_terms`.
    """
    words = list(islice(terms_in(body, language), BODY_WORDS))
    above = list(islice(terms_in(standfirst, language), LEAD_WORDS))
    head = list(islice(terms_in(title, language), LEAD_WORDS))
    counts = Counter(words)
    counts.update(above)
    counts.update(head)
    parts = dict(zip(counts, map(PARTS.__getitem__, counts.values()), strict=True))
    for term in {*words[:LEAD_WORDS], *above}:
        parts[term] += IN_LEAD
    for term in set(head):
        parts[term] += IN_TITLE
    for term in tag_terms(tags):
        parts[term] = OF_TAG
    return pack_terms(parts)


def pack_terms(parts: Mapping[int, int]) -> bytes:
    """Pack terms and their parts: little-endian numbers of 32 bits in their order.

    The upper 22 bits are the term, the lower ten its part, at most 1,023.
    """
    if max(parts.values(), default=0) > _MOST:
        parts = {term: min(part, _MOST) for term, part in parts.items()}
    found = array("I", sorted(map(or_, parts, parts.values())))
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def term_of(word: str) -> int:
    """The number of a word where it stands in what is packed: a checksum above, zeros below."""
    return crc32(word.encode("utf-8", "surrogatepass")) >> PART_BITS << PART_BITS


def terms_in(text: str, language: str) -> Iterator[int]:
    """The terms of a text's words."""
    known = _pieces(main_part(language))
    return chain.from_iterable(map(known.__getitem__, pieces_of(text, language)))


def tag_terms(tags: Iterable[str]) -> list[int]:
    """The terms of tags; no word has one of them."""
    return [term_of(f"#{tag}") for tag in tags]


def terms_by_number(
    title: str, standfirst: str, body: str, language: str, tags: Collection[str] = ()
) -> dict[int, str]:
    """The terms of an article as its readers know them: a word of each, tags with a "#"."""
    shown = {term_of(f"#{tag}"): f"#{tag}" for tag in tags}
    for text in (body, standfirst, title):
        for piece in pieces_of(text, language):
            for word in words_of(piece, language):
                # The stem is as good as no word: show where it came from, if that is one word.
                shown[term_of(word)] = piece if piece.isalpha() and piece[0] == word[0] else word
    return {term >> PART_BITS: word for term, word in shown.items()}


def has_unspaced(text: str) -> bool:
    """Tell whether Chinese or Japanese is in a text; quick where it isn't."""
    rare = text.encode("utf-8", "replace").translate(None, _BELOW_UNSPACED)
    return bool(rare) and re.search(_UNSPACED, text) is not None


class _Pieces(dict[str, tuple[int, ...]]):
    """The terms of pieces of text in a language; those met before are remembered."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, piece: str) -> tuple[int, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        self[piece] = found = tuple(map(term_of, words_of(piece, self.language)))
        return found


_KNOWN: dict[str, _Pieces] = {}


def _pieces(language: str) -> _Pieces:
    return _KNOWN.setdefault(language, _Pieces(language))
