"""Slugs: the part of an address that is made from a name."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache
from itertools import count
from urllib.parse import quote, unquote

from dateline.digest import digest

MAX_LENGTH = 80
_LEADING_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}-")

# The library reads Cyrillic as Russian. Ukrainian has letters of its own, so a word that has one is
# romanised by the Ukrainian passport table (Cabinet resolution 55 of 2010).
_WORD = re.compile(r"[\w'’ʼ]+")
_CYRILLIC = re.compile(r"[Ѐ-ӿ'’ʼ]+")
_UKRAINIAN = re.compile("[ґєіїҐЄІЇ]")
_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_LATER = {
    **{"а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh"},
    **{"з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n"},
    **{"о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts"},
    **{"ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "'": "", "’": "", "ʼ": ""},
}
# Names that Windows and some hosts keep for devices.
_PLAIN = re.compile(r"[A-Za-z0-9 -]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
# What no old path may hold: another host or scheme, what redirect files take for patterns.
_NO_PATH = re.compile(r"//|^$|[\x00-\x20\x7f%\\*:?#<>\"|^`{}\[\]]")


@lru_cache(maxsize=65_536)
def slug_of(text: str, *, language: str = "", max_length: int = MAX_LENGTH) -> str:
    """Transliterate `text` into lower-case ASCII words joined by hyphens.

    Returns an empty text when nothing in it can be read aloud (emoji, punctuation). Cut at a word
    when longer than `max_length`. `language` "uk" romanises all Cyrillic as Ukrainian.
    """
    if _PLAIN.fullmatch(text) and (not max_length or len(text) <= max_length):
        # The library would say the same, many times slower.
        slug = "-".join(re.findall("[a-z0-9]+", text.lower()))
        return f"{slug}-1" if _RESERVED.fullmatch(slug) else slug
    if language.startswith("uk"):
        text = _CYRILLIC.sub(_romanise, text)
    elif _UKRAINIAN.search(text):
        text = _WORD.sub(
            lambda word: _romanise(word) if _UKRAINIAN.search(word[0]) else word[0], text
        )
    from slugify import slugify  # noqa: PLC0415

    slug = slugify(
        text,
        max_length=max_length,
        word_boundary=True,
        # Not whichever is installed: it would show in addresses.
        backend="text-unidecode",
    )
    return f"{slug}-1" if _RESERVED.fullmatch(slug) else slug


def slug_from_name(id: str, lang: str) -> str:
    """The slug of an article that gives none: its file's name without a leading date."""
    name = id.rpartition("/")[2]
    name = name.removesuffix(".md") or name
    stem = _LEADING_DATE.sub("", name) or name
    # A name of emoji or dots alone still needs an address that stays.
    return slug_of(stem, language=lang) or f"story-{digest(id.encode())[:8]}"


def _romanise(found: re.Match[str]) -> str:
    word = found[0].lower().replace("зг", "zgh")
    first = _FIRST.get(word[0]) or _LATER.get(word[0], word[0])
    return first + "".join(_LATER.get(letter, letter) for letter in word[1:])


def old_path(text: str) -> str | None:
    """A path that a site once had, encoded and from its root on; None where it can't be one."""
    path = unquote(text.strip())
    if _NO_PATH.search(path) or {"..", "."} & set(path.split("/")):
        return None
    return quote("/" + path.lstrip("/"))


def humanised(slug: str) -> str:
    """Make a title of a slug: "user-experience" becomes "User experience"."""
    words = slug.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or the first with a number behind it that nobody has."""
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(each for each in numbered if each not in taken)
