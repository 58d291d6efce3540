"""Catalogues: gettext `.po` files of themes, read with Babel."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import Mark, Problem, Reporter, did_you_mean
from dateline.sources import read_text

if TYPE_CHECKING:
    from babel.messages.catalog import Message

_PLACE = re.compile(r"%\((\w+)\)s")


class Catalogue:
    """Translations into one language; a text without one stays as it is, in English."""

    def __init__(self, messages: Mapping[str, str | tuple[str, ...]], plural: str) -> None:
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
                    _check_places(message, report)
                    _keep(message, messages)
            plural = catalogue.plural_expr
        except PoFileError as error:
            # The library counts lines from nought.
            what = re.sub(r" on \d+$", "", str(error))
            report.error(Mark((error.lineno or 0) + 1), f"not a catalogue: {what}")
        except ValueError as error:
            report.error(Mark(1), f"not a catalogue: {error}")
    problems.extend(report.problems)
    return plural


def _check_places(message: Message, report: Reporter) -> None:
    """Report places in a translation that its text does not have: they could not be filled in."""
    known = {name for text in _forms(message.id) for name in _PLACE.findall(text)}
    for text in _forms(message.string):
        for name in _PLACE.findall(text):
            if name not in known:
                hint = did_you_mean(name, known) or "use the places of the msgid"
                report.error(Mark(message.lineno or 1), f"nothing fills '%({name})s'", hint)


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _keep(message: Message, messages: dict[str, str | tuple[str, ...]]) -> None:
    key = _forms(message.id)[0]
    if message.context:
        key = f"{message.context}\x04{key}"
    forms = _forms(message.string)
    messages[key] = forms if isinstance(message.id, tuple | list) else forms[0]


def _plural_rule(expression: str) -> Callable[[int], int]:
    """Compile a catalogue's plural expression; the standard library checks that it is only that."""
    rule: Callable[[int], int] = gettext.c2py(expression)
    return rule
