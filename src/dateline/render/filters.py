"""The filters that themes have beside Jinja's: dates and numbers as the language writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from email.utils import format_datetime
from functools import lru_cache
from math import inf
from typing import Any
from urllib.parse import quote

import msgspec
from babel import Locale
from babel.dates import TIMEDELTA_UNITS, format_date, format_skeleton, format_time, format_timedelta
from babel.dates import format_datetime as babel_datetime
from babel.numbers import format_decimal
from jinja2.filters import do_urlencode

from dateline.render.facts import Facts

# CLDR skeletons: each language has its own order of day, month and year.
_SKELETONS = {"month_year": "yMMMM", "day_month": "MMMMd"}
UNITS = dict(TIMEDELTA_UNITS)
_WITHOUT_ZONE = ("short", "medium")
_WIDTHS = ("short", "medium", "long", "full")

_NOT_PLAIN = re.compile(r"[^\w.~/-]+", re.ASCII)
_quoted = lru_cache(maxsize=4096)(quote)

# Quicker by far than Python's own, which knows more: `Markup`, numbers as keys, halves of letters.
_ENCODER = msgspec.json.Encoder(order="sorted")
_LENIENT = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def to_json(value: Any, indent: int | str | None = None) -> str:
    """Write JSON, for the filter `tojson`: in short, keys in order; indented where asked."""
    if indent is not None:
        return json.dumps(value, sort_keys=True, indent=indent)
    try:
        written = _ENCODER.encode(value).decode("utf-8")
    except (TypeError, UnicodeError):
        return _LENIENT.encode(value)
    # They end lines of JavaScript, or did.
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def filters_of(facts: Facts, language: str) -> dict[str, Callable[..., Any]]:
    """The filters, by name, in a language."""
    # A locale object, not its name: Babel would parse the name each time.
    locale = Locale.parse(language, sep="-")

    @lru_cache(maxsize=16_384)
    def on_day(value: date, form: str = "long") -> str:
        if form in _SKELETONS:
            return format_skeleton(_SKELETONS[form], value, locale=locale)
        return format_date(value, form, locale=locale)

    def dated(value: date, form: str = "long") -> str:
        if not isinstance(value, date):
            raise TypeError(f"the filter date wants a date, not {value!r}")
        return on_day(value.date() if isinstance(value, datetime) else value, form)

    timed = _timed(locale)

    @lru_cache(maxsize=4096)
    def moment(value: datetime, form: str = "long") -> str:
        if form in _WIDTHS:
            return f"{dated(value, form)}, {timed(value)}"
        return babel_datetime(value, form, tzinfo=value.tzinfo, locale=locale)

    @lru_cache(maxsize=4096)
    def number(value: float) -> str:
        return format_decimal(value, locale=locale)

    return {
        "date": dated,
        "time": timed,
        "datetime": moment,
        "iso": _iso(),
        "rfc822": format_datetime,
        "urlencode": _url_encoded,
        "number": number,
        "ago": _ago(locale),
        "absolute": facts.absolute,
        "absolute_links": facts.absolute_links,
    }


def _timed(locale: Locale) -> Callable[..., str]:
    @lru_cache(maxsize=4096)
    def at_time(value: time, form: str) -> str:
        return format_time(value, form, locale=locale)

    def timed(value: datetime, form: str = "short") -> str:
        if form in _WITHOUT_ZONE:
            # Far fewer of them than of moments.
            return at_time(value.time(), form)
        return format_time(value, form, tzinfo=value.tzinfo, locale=locale)

    return timed


def _ago(locale: Locale) -> Callable[[str], dict[str, str]]:
    """How the language says that some of a unit have passed: a pattern for each of its plurals."""

    @lru_cache(maxsize=16)
    def ago(unit: Any) -> dict[str, str]:
        if unit not in UNITS:
            raise ValueError(f"the filter ago wants one of {', '.join(UNITS)}, not {unit!r}")
        forms: dict[str, str] = {}
        # Small numbers have all plurals that a reader of dates meets.
        for number in range(1, 121):
            plural = locale.plural_form(number)
            if plural not in forms:
                passed = timedelta(seconds=-number * UNITS[unit])
                said = format_timedelta(passed, unit, inf, add_direction=True, locale=locale)
                forms[plural] = said.replace(str(number), "{0}")
        return forms

    return ago


def _url_encoded(value: Any) -> str:
    """Jinja's own, which looks at each letter: here, only at those that are not plain."""
    if type(value) is not str:
        return do_urlencode(value)
    return _NOT_PLAIN.sub(lambda found: _quoted(found[0]), value)


def _iso() -> Callable[[date], str]:
    """RFC 3339; a date alone stays a date."""

    @lru_cache(maxsize=4096)
    def moment(value: datetime, zone: tzinfo | None, fold: int) -> str:
        return value.isoformat()

    def iso(value: date) -> str:
        if isinstance(value, datetime):
            # Equal moments may have other zones, or be of an hour that comes twice.
            return moment(value, value.tzinfo, value.fold)
        return value.isoformat()

    return iso
