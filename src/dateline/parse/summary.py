"""Summaries: whole sentences from the start of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sentencex import segment

AIM = 200
_LONGEST = 600
_READ = 1500

# Endings after which the library ends a sentence and shouldn't, by language.
_ABBREVIATIONS = {
    "fr": ("M.", "MM.", "Mme.", "Mlle.", "Dr.", "Me.", "env.", "cf.", "p. ex."),
    "hu": ("dr.", "ifj.", "id.", "pl.", "ún.", "stb.", "kb."),
    "de": ("Nr.", "bzw.", "ca.", "Abb."),
}


def summarise(paragraphs: Iterable[str], language: str, *, aim: int = AIM) -> str:
    """Return as many whole sentences as fit into about `aim` characters, at least one.

    A sentence is never cut; a first one longer than 600 characters is left out, which gives "".
    """
    taken, length = "", 0
    for paragraph in paragraphs:
        for sentence in sentences(paragraph[:_READ], language):
            if not taken:
                if len(sentence) > _LONGEST:
                    return ""
                taken, length = sentence, len(sentence)
                continue
            length += 1 + len(sentence)
            if length > aim:
                return taken
            taken = f"{taken}{_joint(taken)}{sentence}"
        if length * 1.6 > aim:
            return taken
    return taken


def sentences(text: str, language: str) -> Iterator[str]:
    """Split a paragraph into sentences."""
    base = language.split("-", maxsplit=1)[0].lower()
    held = ""
    for piece in segment(base, " ".join(text.split())):
        if held and _goes_on(held, piece, base):
            held = f"{held} {piece.strip()}"
            continue
        if held:
            yield held
        held = piece.strip()
    if held:
        yield held


def _goes_on(before: str, after: str, language: str) -> bool:
    """Tell that the split was wrong: a small letter follows, or an abbreviation went before."""
    first = after.lstrip("“”\"'«»([„").strip()[:1]
    return (
        first.islower()
        or before.endswith(tuple(f" {ending}" for ending in _ABBREVIATIONS.get(language, ())))
        or before in _ABBREVIATIONS.get(language, ())
    )


def _joint(text: str) -> str:
    """Languages without spaces between words have none between sentences either."""
    return "" if re.search(r"[。！？」』]$", text) else " "
