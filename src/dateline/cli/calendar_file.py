"""Calendar files (RFC 5545): one event without length for each change of the schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from dateline.config import SiteConfig
from dateline.digest import digest
from dateline.link.schedule import Change

_WIDTH = 75  # bytes of a line, without its end
_TITLES = {"out": "Out", "gone": "Gone", "news": "Two days old", "over": "Over"}


def calendar_file(changes: Iterable[Change], config: SiteConfig, now: datetime) -> str:
    """A calendar with lines that end in CRLF; an event keeps its id when its instant moves."""
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dateline//Schedule//EN"),
        f"X-WR-CALNAME:{_text(config.title)}",
        *(line for change in changes for line in _event(change, config, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(change: Change, config: SiteConfig, now: datetime) -> Iterator[str]:
    article = change.article
    mark = digest(f"{change.what} {article.id}".encode())
    yield "BEGIN:VEVENT"
    yield f"UID:{mark}@{urlsplit(config.base_url).hostname}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(change.at)}"
    yield f"SUMMARY:{_text(f'{_TITLES[change.what]}: {article.title}')}"
    yield f"DESCRIPTION:{_text(article.path)}"
    yield f"URL:{config.base_url}{article.url}"
    yield "END:VEVENT"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return " ".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Cut a line that is too long between letters; what goes on begins with a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode("utf-8")) > _WIDTH:
            yield piece
            piece = " "
        piece += letter
    yield piece
