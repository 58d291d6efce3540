"""What the languages' data say: names, and the direction of writing."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """Writing direction of a language: "ltr" or "rtl"."""
    return str(Locale.parse(language, sep="-").text_direction)


@lru_cache(maxsize=256)
def language_name(language: str) -> str:
    """A language's name in itself: "magyar"."""
    return Locale.parse(language, sep="-").get_display_name() or language


@lru_cache(maxsize=256)
def news_language(language: str) -> str:
    """A language as news search writes it: two or three letters, but for Chinese."""
    locale = Locale.parse(language, sep="-")
    if locale.language != "zh":
        return str(locale.language)
    traditional = locale.script == "Hant" or locale.territory in ("TW", "HK", "MO")
    return "zh-tw" if traditional else "zh-cn"
