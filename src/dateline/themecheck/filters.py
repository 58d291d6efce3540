"""What filters give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from dateline.errors import did_you_mean
from dateline.render.filters import UNITS
from dateline.themecheck.abstract import Constant, Missing, element, list_of

_TEXT = (
    *("date", "time", "datetime", "iso", "rfc822", "number", "absolute", "capitalize", "center"),
    *("filesizeformat", "format", "join", "lower", "replace", "striptags", "title", "trim"),
    *("truncate", "upper", "urlencode", "wordwrap"),
)
_HTML = ("absolute_links", "e", "escape", "forceescape", "indent", "safe", "tojson", "urlize")
_SAME_LIST = ("reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique")
_ONE = ("first", "last", "max", "min", "random")
_NUMBER = ("count", "float", "int", "length", "round", "wordcount")

DATES = ("date", "time", "datetime")
# Filters that take the name of an attribute of each element: by position, or always by keyword.
BY_ATTRIBUTE = {"rejectattr": 0, "selectattr": 0, "groupby": 0, "sum": 0, "join": 1, "sort": 2}
BY_KEYWORD = ("map", "max", "min", "sort", "unique", "sum", "join", "groupby")


def given(name: str, known: Any) -> Any:
    """What is known of what a filter gives for a value."""
    if name in _TEXT:
        return str
    if name in _HTML:
        return Markup
    if name in _NUMBER:
        return Any
    if name == "list" or name in _SAME_LIST:
        return list_of(element(known))
    if name in _ONE:
        met = element(known)
        return Any if met is Missing else met
    return Any


def not_taken(name: str, known: Any) -> tuple[str, str] | None:
    """What is wrong, and a way out, where a filter certainly does not take a value."""
    if name == "date" and isinstance(known, Constant) and isinstance(known.value, str):
        return f"the filter date wants a date, not the text '{known.value}'", ""
    if name == "ago" and isinstance(known, Constant) and known.value not in UNITS:
        hint = did_you_mean(str(known.value), UNITS) or f"there are {', '.join(UNITS)}"
        return f"the filter ago knows no '{known.value}'", hint
    return None


def is_date(known: Any) -> bool:
    """Tell whether a value is certainly a date or a date-time."""
    return known in (date, datetime)
