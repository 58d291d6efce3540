"""The words of an article, counted for Don't Miss."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import chain, islice
from operator import or_
from struct import pack

TITLE_WEIGHT = 3
BODY_WORDS = 1000
TERM_BITS = 22  # two words with one number are taken for one: few are
COUNT_BITS = 10
_REMEMBERED = 1 << 17  # pieces of text whose terms a process keeps

_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d{4}")
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]+")
_MARKS = '.,;:!?()[]"“”„»«…'  # they begin, go on and end no word
# In UTF-8, all letters without spaces between words begin with a byte above these.
_BELOW_UNSPACED = bytes(range(0xE3))


def count_terms(title: str, standfirst: str, body: str, language: str) -> bytes:
    """Count the terms of title (three times), standfirst and the body's first 1,000 words."""
    counts = Counter(islice(terms_in(body, language), BODY_WORDS))
    counts.update(terms_in(standfirst, language))
    for term in terms_in(title, language):
        counts[term] += TITLE_WEIGHT
    return pack_terms(counts)


def pack_terms(counts: Mapping[int, int]) -> bytes:
    """Pack counted terms: little-endian numbers of 32 bits in their order.

    The upper 22 bits are the term, the lower ten its count, at most 1,023.
    """
    most = (1 << COUNT_BITS) - 1
    if max(counts.values(), default=0) > most:
        counts = {term: min(count, most) for term, count in counts.items()}
    return pack(f"<{len(counts)}I", *sorted(map(or_, counts, counts.values())))


def term_of(word: str) -> int:
    """The number of a word where it stands in what is packed: a digest above, zeros below."""
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") >> (32 - TERM_BITS) << COUNT_BITS


def terms_in(text: str, language: str) -> Iterator[int]:
    """The terms of a text: its lower-case NFKC words; pairs of Chinese and Japanese characters."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’s", "'s")
    # Most pieces are words then: once known, they are neither looked at nor cut again.
    for mark in _MARKS:
        text = text.replace(mark, " ")
    pieces = _UKRAINIAN if language.startswith("uk") else _PIECES
    return chain.from_iterable(map(pieces.__getitem__, text.split()))


def has_unspaced(text: str) -> bool:
    """Tell whether Chinese or Japanese is in a text; quick where it isn't."""
    rare = text.encode("utf-8", "replace").translate(None, _BELOW_UNSPACED)
    return bool(rare) and _UNSPACED.search(text) is not None


class _Pieces(dict[str, tuple[int, ...]]):
    """The terms of pieces of text; those met before are remembered."""

    def __init__(self, longest: int | None = None) -> None:
        super().__init__()
        self.longest = longest

    def __missing__(self, piece: str) -> tuple[int, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[piece] = found = tuple(term_of(word[: self.longest]) for word in words_in(piece))
        return found


_PIECES = _Pieces()
_UKRAINIAN = _Pieces(longest=6)  # its words have many endings


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, of at least two; runs without spaces give pairs."""
    words = [word.removesuffix("'s") for word in _WORD.findall(text) if len(word) > 1]
    return [part for word in words for part in _pairs(word)]


def _pairs(word: str) -> list[str]:
    """The pairs of characters of a word without spaces; any other word as it is."""
    runs = _UNSPACED.findall(word)
    if not runs:
        return [word]
    return [run[at : at + 2] for run in runs for at in range(max(len(run) - 1, 1))]
