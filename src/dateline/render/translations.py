"""Catalogues: gettext `.po` files of themes, read with Babel."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from dateline.errors import Mark, Problem, Reporter
from dateline.sources import read_text


class Catalogue:
    """Translations into one language; a text without one stays as it is, in English."""

    def __init__(self, messages: dict[str, str | tuple[str, ...]], plural: str) -> None:
        self.messages = messages
        self.plural = plural
        self._choose = _plural_rule(plural)

    def gettext(self, message: str) -> str:
        found = self.messages.get(message)
        if isinstance(found, tuple):
            found = found[0]
        return found or message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        found = self.messages.get(singular)
        if isinstance(found, tuple):
            at = self._choose(number)
            if at < len(found) and found[at]:
                return found[at]
        return singular if number == 1 else plural

    def pgettext(self, context: str, message: str) -> str:
        found = self.messages.get(f"{context}\x04{message}")
        return found if isinstance(found, str) and found else message

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        found = self.messages.get(f"{context}\x04{singular}")
        if isinstance(found, tuple):
            at = self._choose(number)
            if at < len(found) and found[at]:
                return found[at]
        return singular if number == 1 else plural

    def __reduce__(self) -> tuple[type[Catalogue], tuple[object, ...]]:
        return Catalogue, (self.messages, self.plural)


def read_catalogue(
    layers: Sequence[tuple[Path, str]], language: str, problems: list[Problem]
) -> Catalogue:
    """Read `translations/<language>.po` of each layer; earlier layers win."""
    messages: dict[str, str | tuple[str, ...]] = {}
    plural = "(n != 1)"
    names = dict.fromkeys(
        (language.split("-", maxsplit=1)[0], language.replace("-", "_"), language)
    )
    for folder, shown in reversed(layers):
        for name in names:
            path = folder / "translations" / f"{name}.po"
            if path.is_file():
                plural = (
                    _read(path, f"{shown}/translations/{name}.po".lstrip("/"), messages, problems)
                    or plural
                )
    return Catalogue(messages, plural)


def _read(
    path: Path, shown: str, messages: dict[str, str | tuple[str, ...]], problems: list[Problem]
) -> str | None:
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - not for `--version`

    report = Reporter(shown)
    text = read_text(path, report)
    plural = None
    if text is not None:
        try:
            catalogue = read_po(BytesIO(text.encode("utf-8")), abort_invalid=True)
            for message in catalogue:
                if message.id and message.string and not message.fuzzy:
                    _keep(message, messages)
            plural = catalogue.plural_expr
        except PoFileError as error:
            report.error(Mark(error.lineno or 1), f"not a catalogue: {error}")
        except ValueError as error:
            report.error(Mark(1), f"not a catalogue: {error}")
    problems.extend(report.problems)
    return plural


def _keep(message: object, messages: dict[str, str | tuple[str, ...]]) -> None:
    id, string = message.id, message.string  # type: ignore[attr-defined]
    context = message.context  # type: ignore[attr-defined]
    key = id[0] if isinstance(id, tuple | list) else id
    if context:
        key = f"{context}\x04{key}"
    messages[key] = tuple(string) if isinstance(string, tuple | list) else string


def _plural_rule(expression: str) -> Callable[[int], int]:
    """Compile a catalogue's plural expression; the standard library checks that it is only that."""
    rule: Callable[[int], int] = gettext.c2py(expression)
    return rule
