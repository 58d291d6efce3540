"""Messages of templates that a catalogue does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import nodes
from jinja2.ext import extract_from_ast

from dateline.errors import Problem
from dateline.render.theme import Layer
from dateline.render.translations import read_catalogue

_FUNCTIONS = ("_", "gettext", "ngettext", "pgettext", "npgettext")


class Message(NamedTuple):
    """A text that is translated, under its key in catalogues."""

    line: int
    key: str
    text: str


def messages_of(tree: nodes.Template) -> Iterator[Message]:
    """The messages of a template, as far as they stand in it."""
    for line, function, found in extract_from_ast(tree, _FUNCTIONS, babel_style=False):
        parts = found if isinstance(found, tuple) else (found,)
        if function in ("pgettext", "npgettext") and len(parts) > 1 and parts[0] and parts[1]:
            yield Message(line, f"{parts[0]}\x04{parts[1]}", parts[1])
        elif parts and parts[0]:
            yield Message(line, parts[0], parts[0])


class Catalogues:
    """What the layers of a theme can say, by language."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._folders = [(layer.folder, layer.shown) for layer in layers]
        self.known = frozenset(name for layer in layers for name in languages_of(layer.folder))
        self.messages = lru_cache(maxsize=None)(self._messages)

    def _messages(self, language: str) -> Mapping[str, str | tuple[str, ...]]:
        problems: list[Problem] = []  # which loading the theme tells of
        return read_catalogue(self._folders, language, problems).messages

    def speaks(self, language: str) -> bool:
        """Tell whether any layer has words in a language."""
        return bool({language, language.split("-", maxsplit=1)[0]} & self.known)

    def lacking(self, message: Message, languages: Iterable[str]) -> list[str]:
        """The languages that have no translation of a message."""
        return [each for each in languages if message.key not in self.messages(each)]


def languages_of(layer: Path) -> list[str]:
    """The languages that a layer has words in, besides English, which templates are written in."""
    names = (path.stem.replace("_", "-") for path in layer.glob("translations/*.po"))
    return sorted(name for name in names if not is_english(name))


def is_english(language: str) -> bool:
    return language.split("-", maxsplit=1)[0] == "en"
