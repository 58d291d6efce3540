"""Instants: how dates in front matter and on the command line are read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

ACCEPTED = "write 2026-11-22, 2026-11-22 09:30 or 2026-11-22T09:30:00+01:00"

_DATE = re.compile(
    r"""(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})
    (?:(?:[Tt]|[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?
       [ \t]*(?P<offset>[Zz]|[+-]\d{2}:?(?:\d{2})?)?)?""",
    re.VERBOSE | re.ASCII,
)


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """Read a date or date-time; without an offset it is in `zone`, a date alone is 00:00 there.

    Fractions of a second are dropped; an hour that the clocks skip in spring is the one after it.
    Raises ValueError with a sentence on what is wrong.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"'{text}' is not a date")
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    try:
        instant = datetime(year, month, day, hour, minute, second, tzinfo=_offset(found["offset"]))
    except ValueError as error:
        raise ValueError(f"'{text}' is not a date in the calendar: {error}") from None
    if not 2 <= year <= 9998:
        # The ends of the calendar overflow as soon as a zone moves them.
        raise ValueError(f"'{text}' is outside the years 2 to 9998")
    if found["offset"] is None:
        instant = instant.replace(tzinfo=zone)
    return settled(instant, zone)


def settled(instant: datetime, zone: tzinfo) -> datetime:
    """Give the wall clock of `zone` with a fixed offset from UTC.

    Python compares two times of one zone by their wall clocks, so in the hour that comes twice in
    autumn an embargo would end an hour early; times with fixed offsets compare as instants.
    """
    local = instant.astimezone(UTC).astimezone(zone)
    # Before zones were standard, offsets had seconds, which RFC 3339 can't write.
    minutes = round((local.utcoffset() or timedelta()) / timedelta(minutes=1))
    return local.replace(tzinfo=timezone(timedelta(minutes=minutes)), fold=0)


def now(zone: tzinfo) -> datetime:
    """The one reading of the machine's clock, whole seconds, in `zone`."""
    return settled(datetime.now(UTC).replace(microsecond=0), zone)


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if hours > 18 or minutes > 59:
        raise ValueError(f"offset {text} is out of range")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)
