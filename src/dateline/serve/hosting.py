"""The host's part: `_headers` and `_redirects`, read as Netlify and Cloudflare Pages read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import unquote

OWN = "/.dateline/"  # where the preview's own files are

_CODES = (200, 301, 302, 303, 307, 308, 404, 410)
_NEEDED = ("script-src", "style-src", "connect-src")
# What is not for a preview: it has no certificate, a page may be another in a moment, no other site
# may read what nobody else can see yet, and how bytes are sent is the server's business.
_LEFT_OUT = re.compile(
    r"strict-transport-security|cache-control|expires|etag|access-control-.*|accept-ranges"
    r"|content-(length|range|encoding)|transfer-encoding|connection|location|date|server"
)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Rule(NamedTuple):
    """Headers for the addresses that match."""

    pattern: re.Pattern[str]
    headers: tuple[tuple[str, str], ...]


class Redirect(NamedTuple):
    """Where addresses that match lead; `target` has {name} for what was matched."""

    pattern: re.Pattern[str]
    target: str
    status: int
    force: bool


class Leads(NamedTuple):
    """Where one address leads."""

    target: str
    status: int
    force: bool

    @property
    def is_rewrite(self) -> bool:
        """Tell whether what stands at the target is shown at the address itself."""
        return self.status in (200, 404, 410)


def read_headers(text: str) -> tuple[Rule, ...]:
    """Read `_headers`; lines that say nothing are passed over, as hosts do."""
    rules: list[Rule] = []
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if line[:1].isspace():
            name, colon, value = stripped.partition(":")
            if colon and rules:
                rule = rules[-1]
                rules[-1] = rule._replace(headers=(*rule.headers, (name.strip(), value.strip())))
        else:
            rules.append(Rule(_pattern(stripped), ()))
    return tuple(rules)


def headers_for(rules: Iterable[Rule], path: str) -> dict[str, str]:
    """The headers of an address as a preview sends them, by names in small letters."""
    found: dict[str, str] = {}
    for rule in rules:
        if rule.pattern.fullmatch(path):
            for name, value in rule.headers:
                key = name.lower()
                found[key] = f"{found[key]}, {value}" if key in found else value
    return {name: _sent(value) for name, value in found.items() if _is_sent(name)}


def _is_sent(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _LEFT_OUT.fullmatch(name)


def _sent(value: str) -> str:
    """A value as the server wants it, which writes each character as a byte: hosts send UTF-8."""
    return _CONTROL.sub(" ", value).encode("utf-8").decode("latin-1")


def allowing(policy: str, origin: str) -> str:
    """A content security policy that also lets the preview's own script, style and stream in.

    It must not speak of encryption either, which a preview does not have.
    """
    directives = [each.split() for each in policy.split(";") if each.strip()]
    named = {each[0].lower(): each for each in directives}
    fallback = named.get("default-src")
    for name in _NEEDED:
        directive = named.get(name)
        if directive is None:
            if fallback is None:
                continue
            directive = [name, *fallback[1:]]
            directives.append(directive)
        sources = [each for each in directive[1:] if each.lower() != "'none'"]
        if "'self'" not in sources and "*" not in sources:
            sources.append(f"{origin}{OWN}")
        directive[1:] = sources
    kept = (each for each in directives if each[0].lower() != "upgrade-insecure-requests")
    return "; ".join(" ".join(each) for each in kept)


def read_redirects(text: str) -> tuple[Redirect, ...]:
    """Read `_redirects`: "source target status", `!` behind a status goes before what is there.

    A line that is for some readers alone, by country or language, is passed over.
    """
    found = []
    for line in text.splitlines():
        parts = list(takewhile(lambda part: not part.startswith("#"), line.split()))
        if len(parts) not in (2, 3):
            continue
        status = parts[2] if len(parts) > 2 else "301"
        force, status = status.endswith("!"), status.rstrip("!")
        if status.isdigit() and int(status) in _CODES:
            pattern = _pattern(unquote(parts[0]), slash=True)
            found.append(Redirect(pattern, parts[1], int(status), force))
    return tuple(found)


def redirect_for(redirects: Iterable[Redirect], path: str) -> Leads | None:
    """Where an address leads; None where no line says so."""
    for each in redirects:
        found = each.pattern.fullmatch(path)
        if found is not None:
            target = each.target
            for name, value in found.groupdict().items():
                target = target.replace(f":{name}", value)
            return Leads(target, each.status, each.force)
    return None


def _pattern(source: str, *, slash: bool = False) -> re.Pattern[str]:
    """What a path with `*` and `:name` matches; with `slash`, with or without one at the end."""
    source = source.rstrip("/") if slash and not source.endswith("*") else source
    parts = re.split(r"(\*|:[A-Za-z]\w*)", source)
    pieces, named = [], set[str]()
    for part in parts:
        name = "splat" if part == "*" else part[1:]
        if part == "*" or (part[:1] == ":" and len(part) > 1):
            inside = ".*" if part == "*" else "[^/]+"
            pieces.append(inside if name in named else f"(?P<{name}>{inside})")
            named.add(name)
        else:
            pieces.append(re.escape(part))
    return re.compile("".join(pieces) + ("/?" if slash else ""))
