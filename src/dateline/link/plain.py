"""Plain data: what plugins may hand on, checked and frozen."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from typing import Any, NoReturn

import msgspec

_FIXED = (bool, int, float, str, date, datetime, time)


class FrozenDict(dict[str, Any]):
    """A dictionary that stays as it is; its keys are in alphabetical order."""

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("what plugins give can't be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, Any]]]:
        return FrozenDict, (dict(self),)


def plain(value: object) -> Any:
    """Freeze plain data: lists become tuples, dictionaries FrozenDicts.

    Raises ValueError where it holds anything but None, texts, numbers, dates, lists and
    dictionaries by text. Keys are put in order: values that are equal must look equal, too.
    """
    try:
        frozen = _frozen(value, "")
        msgspec.json.encode(frozen)
    except RecursionError:
        raise ValueError("holds itself, or is nested too deep") from None
    except UnicodeEncodeError:
        raise ValueError("has a text with half a character (a lone surrogate)") from None
    return frozen


def _frozen(value: object, place: str) -> Any:
    kind = type(value)
    if value is None or kind in _FIXED:
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"has {value}, which is no number{place and f' ({place})'}")
        return value
    if kind in (list, tuple) and isinstance(value, list | tuple):
        return tuple(_frozen(each, f"{place}[{at}]") for at, each in enumerate(value))
    if kind in (dict, FrozenDict) and isinstance(value, dict):
        for key in value:
            if type(key) is not str:
                raise ValueError(f"has a key that is no text: {key!r}{place and f' ({place})'}")
        return FrozenDict({key: _frozen(value[key], f"{place}.{key}") for key in sorted(value)})
    raise ValueError(
        f"has a value of type {kind.__name__}, which is no plain data{place and f' ({place})'}"
    )
