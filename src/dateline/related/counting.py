"""The terms of many articles at once, with NumPy: for each the same as `count_terms` gives.

Most pieces of text are plain: letters from a to z, which are a word as they stand. The terms of
all plain ones are computed together, and only the others are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dateline.model import Texts
from dateline.related.terms import (
    BODY_WORDS,
    IN_LEAD,
    IN_TITLE,
    LEAD_WORDS,
    OF_TAG,
    PART_BITS,
    PARTS,
    REMEMBERED,
    TERM_BITS,
    count_terms,
    tag_terms,
    term_of,
)
from dateline.related.words import MARKS, keeps_words, pieces_of, words_of

_TOGETHER = 64  # articles
_LONG = 1 << 15  # characters; of longer articles, most need not be looked at
_LONGEST = 32  # letters of a plain piece
_NO_LANGUAGE = ""  # languages that keep words read pieces alike

# What a byte of text is: the end of a piece, its first to 26th letter, or what isn't plain.
_END, _OTHER = 0, 32
_LETTERS = b"abcdefghijklmnopqrstuvwxyz"

# A key is an article's number, a term, and where that stands: 32 bits.
_LEAD, _TITLE, _TAG = 1, 2, 4
_PLACE_BITS, _PLACE = 3, 7
_ARTICLE_AT = TERM_BITS + _PLACE_BITS

# For body, standfirst and title of each article.
_PLACES = np.tile(np.array([0, _LEAD, _TITLE], np.uint32), _TOGETHER)
_PLACES |= np.repeat(np.arange(_TOGETHER, dtype=np.uint32) << _ARTICLE_AT, 3)
_COUNTED = np.tile(np.array([BODY_WORDS, LEAD_WORDS, LEAD_WORDS], np.int32), _TOGETHER)
_LEADING = np.tile(np.array([LEAD_WORDS, 0, 0], np.int32), _TOGETHER)

_BY_COUNT = np.array(PARTS, np.uint32)
_BY_PLACE = np.array([0, IN_LEAD, IN_TITLE, IN_LEAD + IN_TITLE, 0, 0, 0, 0], np.uint32)


def count_together(articles: Sequence[Texts]) -> list[bytes]:
    """What `count_terms` gives for each article, in their order."""
    found, together = [b""] * len(articles), []
    for number, each in enumerate(articles):
        is_long = len(each.title) + len(each.standfirst) + len(each.body) > _LONG
        if is_long or not keeps_words(each.language):
            found[number] = count_terms(*each)
        else:
            together.append(number)
    for at in range(0, len(together), _TOGETHER):
        some = together[at : at + _TOGETHER]
        counted = _counted([articles[number] for number in some])
        for number, terms in zip(some, counted, strict=True):
            found[number] = terms
    return found


def _counted(articles: Sequence[Texts]) -> list[bytes]:
    texts = [
        text.encode("utf-8", "surrogatepass")
        for each in articles
        for text in (each.body, each.standfirst, each.title)
    ]
    terms, ends = _words(b" ".join(texts) + b" ")
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    stops = np.searchsorted(ends, np.cumsum(lengths + 1, dtype=np.int32)).astype(np.int32)
    words = np.diff(stops, prepend=np.int32(0))  # of each text
    ranks = np.arange(len(terms), dtype=np.int32) - np.repeat(stops - words, words)
    keys = terms >> PART_BITS << _PLACE_BITS
    keys |= np.repeat(_PLACES[: len(texts)], words)
    keys |= (ranks < np.repeat(_LEADING[: len(texts)], words)) * np.uint32(_LEAD)
    keys = keys[ranks < np.repeat(_COUNTED[: len(texts)], words)]
    tags = [
        number << _ARTICLE_AT | term >> PART_BITS << _PLACE_BITS | _TAG
        for number, each in enumerate(articles)
        for term in tag_terms(each.tags)
    ]
    return _packed(np.concatenate((keys, np.array(tags, np.uint32))), len(articles))


def _packed(keys: NDArray[np.uint32], articles: int) -> list[bytes]:
    """Weigh the terms of so many articles and pack them, as `pack_terms` does.

    None needs to be held to the most that a part can be: these are not counted that often.
    """
    if not len(keys):
        return [b""] * articles
    keys.sort()
    terms = keys >> _PLACE_BITS
    first = np.flatnonzero(np.diff(terms, prepend=~terms[:1]))
    places = np.bitwise_or.reduceat(keys & _PLACE, first)
    parts = _BY_COUNT[np.diff(first, append=len(keys))] + _BY_PLACE[places]
    parts[places >= _TAG] = OF_TAG
    terms = terms[first]
    packed = (terms << PART_BITS | parts).astype("<u4").tobytes()
    stops = np.searchsorted(terms >> TERM_BITS, np.arange(1, articles + 1)) * 4
    return [packed[start:stop] for start, stop in pairwise((0, *stops.tolist()))]


def _words(text: bytes) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """The terms of the words in a text, and where the piece of each ends."""
    kinds = np.frombuffer(text.translate(_KINDS), np.uint8)
    ends = np.flatnonzero(kinds == _END).astype(np.int32)
    lengths = np.diff(ends, prepend=np.int32(-1)) - np.int32(1)
    checksums = _checksums(kinds, ends, lengths)
    odd = lengths > _LONGEST
    odd[np.searchsorted(ends, np.flatnonzero(kinds == _OTHER))] = True
    wanted = np.flatnonzero(lengths > 1)  # no word is one byte
    checksums, ends, odd = checksums[wanted], ends[wanted], odd[wanted]
    stops = ends[odd]
    starts = stops - lengths[wanted][odd]
    found = [
        _ODD[text[start:stop]] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)
    ]
    words = np.ones(len(ends), np.int32)  # of each piece
    words[odd] = np.fromiter(map(len, found), np.int32, len(found))
    terms = np.repeat(checksums, words)
    terms[np.repeat(odd, words)] = np.fromiter(chain.from_iterable(found), np.uint32)
    return terms, np.repeat(ends, words)


class _Odd(dict[bytes, tuple[int, ...]]):
    """The terms of pieces that are not plain; those met before are remembered."""

    def __missing__(self, piece: bytes) -> tuple[int, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        pieces = pieces_of(piece.decode("utf-8", "surrogatepass"), _NO_LANGUAGE)
        words = chain.from_iterable(words_of(each, _NO_LANGUAGE) for each in pieces)
        self[piece] = found = tuple(map(term_of, words))
        return found


_ODD = _Odd()


def _checksums(
    kinds: NDArray[np.uint8], ends: NDArray[np.int32], lengths: NDArray[np.int32]
) -> NDArray[np.uint32]:
    """The CRC-32 of each plain piece; of others, any number.

    A checksum is that of as many zeros, and for each letter a share that depends on nothing but
    the letter and how many follow it.
    """
    shares = np.repeat(ends * 32, lengths + 1)
    shares -= np.arange(32, 32 * len(kinds) + 32, 32, dtype=np.int32)
    shares += kinds
    sums = np.bitwise_xor.accumulate(_SHARES.take(shares, mode="clip"))[ends]
    sums[1:] ^= sums[:-1].copy()
    return sums ^ _ZEROS.take(lengths, mode="clip")


def _kinds() -> bytes:
    kinds = bytearray([_OTHER]) * 256
    for code in range(128):
        letter = chr(code).lower()
        if letter.isspace() or letter in MARKS:
            kinds[code] = _END
        elif letter.isalpha():
            kinds[code] = _LETTERS.index(ord(letter)) + 1
    return bytes(kinds)


_KINDS = _kinds()
_ZEROS = np.array([crc32(bytes(length)) for length in range(_LONGEST + 1)], np.uint32)
# By how many letters follow, and by letter; what is no letter has no share.
_SHARES = np.array(
    [
        crc32(bytes([letter, *bytes(after)])) ^ crc32(bytes(after + 1))
        for after in range(_LONGEST)
        for letter in bytes([0, *_LETTERS, *bytes(5)])
    ],
    np.uint32,
)
