"""Slots: places in a body's HTML that are filled when a page is rendered.

An article's HTML is a pure function of its file. What depends on other files (the address of a
linked article, the size of a picture) or on the page's language (the word "Note") is left open
as a slot: `STX kind:payload ETX`. Those two characters can't come from content: readers of text
drop control characters, and references to them (`&#2;`) are replaced before HTML is sanitised.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SLOT = re.compile(r"\x02(text|link|image):((?:[^\x02\x03]|\x02[^\x02\x03]*\x03)*)\x03")


def text_slot(message: str) -> str:
    """A text of Dateline's own, by its English message id."""
    return f"\x02text:{message}\x03"


def link_slot(number: int) -> str:
    """Stands for ` href="…"` of the article's reference `number`, with the space before it."""
    return f"\x02link:{number}\x03"


def image_slot(number: int, attributes: str) -> str:
    """Stands for the whole `<img>` of reference `number`; `attributes` as written in a tag."""
    return f"\x02image:{number}{attributes}\x03"


def fill_slots(html: str, fill: Callable[[str, str], str]) -> str:
    """Replace each slot by `fill(kind, payload)`, which must give escaped HTML."""
    if "\x02" not in html:
        return html
    return _SLOT.sub(lambda found: fill(found[1], found[2]), html)


def without_slots(html: str) -> str:
    """Drop all slots."""
    return _SLOT.sub("", html)
