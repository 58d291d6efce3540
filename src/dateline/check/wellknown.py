"""Rules on the plain files that tell other machines who a site is: trust.txt and security.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from dateline.check.edition import Edition
from dateline.check.findings import Fault
from dateline.check.rule import NOTE, WARNING, Rule
from dateline.errors import Mark, did_you_mean

_SPECIFICATION = "https://journallist.net/reference-document-for-trust-txt-specifications"
_TRUST = ("/trust.txt", "/.well-known/trust.txt")
_SECURITY = ("/.well-known/security.txt", "/security.txt")
# Attributes of trust.txt; those whose values are no addresses of sites.
_ATTRIBUTES = (
    *("member", "belongto", "control", "controlledby", "vendor", "customer", "social"),
    *("disclosure", "contact", "datatrainingallowed"),
)
_FREE = ("contact", "datatrainingallowed")


def missing_trust_txt(edition: Edition) -> Iterator[Fault]:
    if not any(path in edition.linked.static for path in _TRUST):
        yield Fault(
            "the site has no trust.txt",
            "say in static/trust.txt which associations it belongs to and which sites it controls",
            "dateline.toml",
            Mark(1),
        )


def trust_txt(edition: Edition) -> Iterator[Fault]:
    for path, line, number in _lines(edition, _TRUST):
        name, equals, value = (part.strip() for part in line.partition("="))
        fault = _trust_fault(name.lower(), value) if equals else "no line of the form name=value"
        if fault:
            hint = did_you_mean(name.lower(), _ATTRIBUTES) if name not in _ATTRIBUTES else ""
            fix = hint or f"names are {', '.join(_ATTRIBUTES)}; values are whole addresses"
            yield Fault(fault, fix, path, Mark(number, 1, len(line)))


def _trust_fault(name: str, value: str) -> str:
    if name not in _ATTRIBUTES:
        return f"trust.txt has no '{name}'"
    if name == "datatrainingallowed":
        return "" if value.lower() in ("yes", "no") else f"'{name}' is yes or no, not '{value}'"
    if name in _FREE or _is_address(value):
        return "" if value else f"'{name}' says nothing"
    return f"'{value}' is no whole address"


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def security_txt(edition: Edition) -> Iterator[Fault]:
    """Find a security.txt that researchers may not go by."""
    for file in _SECURITY:
        lines = list(_lines(edition, (file,)))
        if not lines:
            continue
        path, names = lines[0][0], [line.partition(":")[0].strip().lower() for _, line, _ in lines]
        missing = [name for name in ("contact", "expires") if name not in names]
        for name in missing:
            text = f"security.txt has no {name.capitalize()}"
            yield Fault(text, "RFC 9116 asks for Contact and Expires", path, Mark(1))
        for _, line, number in lines:
            if line.lower().startswith("expires:"):
                mark = Mark(number, 1, len(line))
                yield from _expiry(line.partition(":")[2].strip(), edition.instant, path, mark)


def _expiry(value: str, now: datetime, path: str, mark: Mark) -> Iterator[Fault]:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        fix = "write it like 2027-01-01T00:00:00Z"
        yield Fault(f"'{value}' is no date of RFC 3339", fix, path, mark)
        return
    if moment.tzinfo is None or moment <= now:
        fix = "look through the file and give it a new date, with Z or an offset"
        yield Fault(f"security.txt expired on {value[:10]}", fix, path, mark)


def _lines(edition: Edition, paths: tuple[str, ...]) -> Iterator[tuple[str, str, int]]:
    """Lines that say something, of the files in static/ that are there: file, line and number."""
    for path in paths:
        if path not in edition.linked.static:
            continue
        try:
            text = (edition.root / f"static{path}").read_text("utf-8-sig", "replace")
        except OSError:
            continue
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                yield f"static{path}", line, number


RULES: tuple[Rule[Edition], ...] = (
    Rule(
        "missing-trust-txt",
        NOTE,
        "a site without trust.txt",
        "JournalList: trust.txt",
        missing_trust_txt,
        _SPECIFICATION,
    ),
    Rule(
        "trust-txt",
        WARNING,
        "a line of trust.txt that programs can't read",
        "JournalList: trust.txt",
        trust_txt,
        _SPECIFICATION,
    ),
    Rule(
        "security-txt",
        WARNING,
        "a security.txt that has expired or lacks what it must have",
        "RFC 9116",
        security_txt,
        "https://www.rfc-editor.org/rfc/rfc9116",
    ),
)
