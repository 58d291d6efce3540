"""The words of an article, counted for Don't Miss."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

TITLE_WEIGHT = 3
BODY_WORDS = 1000

_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d{4}")
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]+")
_MARKS = '.,;:!?()[]"“”„»«…'
# In UTF-8, all letters without spaces between words begin with a byte above these.
_BELOW_UNSPACED = bytes(range(0xE3))


def count_terms(title: str, standfirst: str, body: str, language: str) -> dict[str, int]:
    """Count the terms of title (three times), standfirst and the body's first 1,000 words."""
    counted = Counter(words(body, language)[:BODY_WORDS])
    counted.update(words(standfirst, language))
    for word in words(title, language):
        counted[word] += TITLE_WEIGHT
    return dict(counted)


def words(text: str, language: str) -> list[str]:
    """Split into lower-case NFKC words; runs of Chinese and Japanese give pairs of characters."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’s", "'s")
    found = _plain_words(text)
    if has_unspaced(text):
        found = [part for word in found for part in _pairs(word)]
    if language.startswith("uk"):
        return [word[:6] for word in found]
    return found


def has_unspaced(text: str) -> bool:
    """Tell whether Chinese or Japanese is in a text; quick where it isn't."""
    rare = text.encode("utf-8", "replace").translate(None, _BELOW_UNSPACED)
    return bool(rare) and _UNSPACED.search(text) is not None


def _plain_words(text: str) -> list[str]:
    found: list[str] = []
    for piece in text.split():
        # Most pieces are a word and at most a mark: that is told sooner than a pattern is matched.
        word = piece if piece.isalpha() else piece.strip(_MARKS)
        if not word.isalpha():
            found += [part.removesuffix("'s") for part in _WORD.findall(word) if len(part) > 1]
        elif len(word) > 1:
            found.append(word)
    return found


def _pairs(word: str) -> list[str]:
    """The pairs of characters of a word without spaces; any other word as it is."""
    runs = _UNSPACED.findall(word)
    if not runs:
        return [word]
    return [run[at : at + 2] for run in runs for at in range(max(len(run) - 1, 1))]
