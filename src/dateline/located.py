"""Values that remember where they stand, read into typed structs.

YAML front matter and TOML files become the same tree of `Located` values; `read_shape` turns
such a tree into a msgspec struct and reports each fault at its line and column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

import msgspec

from dateline.errors import Mark, Reporter, did_you_mean, has_errors
from dateline.sources import FORBIDDEN

Plain = str | int | float | bool | date | datetime | time | None
Path = tuple[str | int, ...]
Places = dict[Path, Mark]
Shape = TypeVar("Shape", bound=msgspec.Struct)


class Located(msgspec.Struct, frozen=True):
    """A value with its mark. `typed` is False where the notation gives text only (YAML here)."""

    value: Plain | list[Located] | dict[str, tuple[Mark, Located]]
    mark: Mark
    typed: bool = True
    quoted: bool = False


Keys = dict[str, tuple[Mark, Located]]
_MISSING = object()
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_KINDS = {str: "text", int: "a whole number", bool: "true or false", float: "a number"}


def read_shape(
    shape: type[Shape],
    located: Located,
    report: Reporter,
    *,
    unknown: str = "error",
    partial: bool = False,
) -> tuple[Shape | None, Places]:
    """Read `located` into `shape`; None when a fault was reported.

    With `partial`, defaults stand in for faulty values, so that the caller's own checks can tell
    what else is wrong; None only when something required is missing. Also returns the mark of each
    value by its path, for such checks. `unknown` says whether a key that `shape` doesn't have is
    an "error" or a "warning".
    """
    reader = _Reader(report, unknown)
    before = len(report.problems)
    value = reader.struct(shape, located, ())
    sound = partial or not has_errors(report.problems[before:])
    return (value if sound and value is not _MISSING else None), reader.places


class _Reader:
    def __init__(self, report: Reporter, unknown: str) -> None:
        self.report = report
        self.unknown = unknown
        self.places: Places = {}

    def read(self, kind: _Kind, located: Located, path: Path) -> Any:
        self.places[path] = located.mark
        return kind.read(self, kind.of, located, path)

    def union(self, kinds: tuple[_Kind, ...], located: Located, path: Path) -> Any:
        if kinds[0].type is NoneType:
            if _is_empty(located):
                return None
            kinds = kinds[1:]
        if kinds[0].type is bool and len(kinds) > 1:
            if isinstance(_as_scalar(bool, located), bool):
                return _as_scalar(bool, located)
            kinds = kinds[1:]
        for kind in kinds[:-1]:
            if _fits(kind.type, located):
                return self.read(kind, located, path)
        return self.read(kinds[-1], located, path)

    def choice(self, choices: tuple[Any, ...], located: Located, _: Path) -> Any:
        if located.value in choices:
            return located.value
        listed = ", ".join(f"'{choice}'" for choice in choices)
        guess = did_you_mean(str(located.value), map(str, choices))
        shown = f"'{located.value}'" if isinstance(located.value, str) else "this"
        self.report.error(located.mark, f"{shown} is not one of {listed}", guess)
        return _MISSING

    def sequence(self, kind: _Kind, located: Located, path: Path) -> Any:
        values = located.value
        if _is_empty(located):
            return ()
        if not isinstance(values, list):
            values = [located]
        read = [self.read(kind, value, (*path, at)) for at, value in enumerate(values)]
        return _MISSING if any(value is _MISSING for value in read) else tuple(read)

    def mapping(self, kind: _Kind, located: Located, path: Path) -> Any:
        if _is_empty(located):
            return {}
        if not isinstance(located.value, dict):
            self.report.error(located.mark, f"expected a table, not {_name(located)}")
            return _MISSING
        read = {
            key: self.read(kind, value, (*path, key)) for key, (_, value) in located.value.items()
        }
        return _MISSING if any(value is _MISSING for value in read.values()) else read

    def struct(self, shape: type[msgspec.Struct], located: Located, path: Path) -> Any:
        self.places[path] = located.mark
        if not isinstance(located.value, dict):
            self.report.error(located.mark, f"expected a table, not {_name(located)}")
            return _MISSING
        fields, required = _fields(shape)
        self._report_unknown(located.value, fields)
        values: dict[str, Any] = {}
        for name, (field, kind) in fields.items():
            if name in located.value:
                values[field] = self.read(kind, located.value[name][1], (*path, name))
            elif field in required:
                self.report.error(located.mark, f"'{name}' is missing", f"add {name}")
                values[field] = _MISSING
        if any(values[field] is _MISSING for field in required):
            return _MISSING
        return shape(**{name: value for name, value in values.items() if value is not _MISSING})

    def _report_unknown(self, keys: dict[str, tuple[Mark, Located]], known: Any) -> None:
        tell = self.report.error if self.unknown == "error" else self.report.warning
        for key, (mark, _) in keys.items():
            if key not in known:
                guess = did_you_mean(key, known) or f"known keys: {', '.join(sorted(known))}"
                tell(mark, f"unknown key '{key}'", guess)

    def anything(self, _: Any, located: Located, path: Path) -> Any:
        return plain_data(located)

    def scalar(self, kind: type, located: Located, _: Path) -> Any:
        value = _MISSING if _is_null(located) else _as_scalar(kind, located)
        if value is _MISSING:
            plain = not isinstance(located.value, list | dict)
            hint = "put quotes around it" if kind is str and plain else ""
            expected = _KINDS.get(kind, kind.__name__)
            self.report.error(located.mark, f"expected {expected}, not {_name(located)}", hint)
        elif (
            # Without quotes there are no escapes, and the text itself has been cleaned.
            (located.typed or located.quoted) and isinstance(value, str) and FORBIDDEN.search(value)
        ):
            self.report.error(located.mark, "holds a control character", "delete it")
            return _MISSING
        return value


class _Kind(NamedTuple):
    """A kind of value: how it is read, and what it is made `of`. To ask its type takes a while."""

    type: Any
    read: Callable[[_Reader, Any, Located, Path], Any]
    of: Any


@cache
def _fields(
    shape: type[msgspec.Struct],
) -> tuple[dict[str, tuple[str, _Kind]], frozenset[str]]:
    """The fields by the names that files use, each with its kind, and those that must be there."""
    fields = msgspec.structs.fields(shape)
    kinds = {field.encode_name: (field.name, _kind_of(field.type)) for field in fields}
    return kinds, frozenset(field.name for field in fields if field.required)


def _kind_of(given: Any) -> _Kind:
    kind = _bare(given)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        # Nothing and words come first: they are told before all else.
        ordered = sorted(parts, key=lambda each: (each is not NoneType, each is not bool))
        return _Kind(kind, _Reader.union, tuple(map(_kind_of, ordered)))
    if origin is Literal:
        return _Kind(kind, _Reader.choice, parts)
    if origin is tuple:
        return _Kind(kind, _Reader.sequence, _kind_of(parts[0]))
    if origin is dict:
        return _Kind(kind, _Reader.mapping, _kind_of(parts[1]))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _Kind(kind, _Reader.struct, kind)
    return _Kind(kind, _Reader.anything if kind is Any else _Reader.scalar, kind)


def _bare(kind: Any) -> Any:
    """A kind without the notes for schemas."""
    return _bare(get_args(kind)[0]) if get_origin(kind) is Annotated else kind


def _as_scalar(kind: type, located: Located) -> Any:
    value = located.value
    if located.typed:
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        return value if type(value) is kind else _MISSING
    if not isinstance(value, str):
        return _MISSING
    if kind is str:
        return value
    if kind is bool:
        return _WORDS.get(value.casefold(), _MISSING)
    try:
        return kind(value) if len(value) < 20 else _MISSING
    except ValueError:
        return _MISSING


def _fits(kind: Any, located: Located) -> bool:
    origin = get_origin(kind)
    if origin is tuple:
        return isinstance(located.value, list)
    if origin is dict or (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return isinstance(located.value, dict)
    return kind in _KINDS and _as_scalar(kind, located) is not _MISSING


def _is_empty(located: Located) -> bool:
    """Tell `key:` with nothing behind it (YAML's null) from an empty text in quotes."""
    bare = not located.typed and not located.quoted
    return _is_null(located) or (bare and located.value == "")


def _is_null(located: Located) -> bool:
    return located.value is None or (
        not located.typed and not located.quoted and located.value in ("~", "null")
    )


def _name(located: Located) -> str:
    value = located.value
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if _is_empty(located):
        return "nothing"
    if located.typed and type(value) in _KINDS:
        return (
            f"{_KINDS[type(value)]} ({value!r})" if type(value) is not str else f"text ({value!r})"
        )
    return f"'{value}'"


def plain_data(located: Located) -> Any:
    """Turn a tree of free data (`extra`) into plain values, with YAML 1.2's core types."""
    value = located.value
    if isinstance(value, dict):
        return {key: plain_data(inner) for key, (_, inner) in value.items()}
    if isinstance(value, list):
        return [plain_data(inner) for inner in value]
    if isinstance(value, str):
        value = FORBIDDEN.sub("", value)
    if located.typed or located.quoted or not isinstance(value, str):
        return value.isoformat() if isinstance(value, date | time) else value
    if value in ("", "~", "null"):
        return None
    if value in ("true", "false"):
        return value == "true"
    if _NUMBER.fullmatch(value):
        for kind in (int, float):
            number = _as_scalar(kind, located)
            # 1e999 is no number that JSON could hold.
            if number is not _MISSING and math.isfinite(number):
                return number
    return value
