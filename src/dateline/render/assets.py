"""Assets of themes: minified, fingerprinted, with integrity."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from dateline.digest import digest, integrity
from dateline.errors import Mark, Problem, Reporter
from dateline.sources import decode_text, find_files

_CSS_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")
# Within `@layer`, rcssmin takes the space of `.a :is(.b)` for that of a declaration, and
# `.a:is(.b)` is another selector. `.a *:is(.b)` is the same one.
_SELECTOR = re.compile(r"(?<![^{};/])[^{};@]*\{")
_DESCENDANT = re.compile(r"(?<=[^\s,>+~(|])\s+(?=:)")
_REMOTE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|/|#)", re.IGNORECASE)

# Not from the machine's own table: output must not depend on where it is made.
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}


class Asset(msgspec.Struct, frozen=True):
    """A file as it is published."""

    url: str
    data: bytes
    integrity: str
    type: str


def build_assets(layers: Sequence[tuple[Path, str]], problems: list[Problem]) -> dict[str, Asset]:
    """Build the files below `assets/` of each layer (earlier ones win), by name.

    Style sheets come last, because they name other assets: `url(../images/x.svg)` is rewritten.
    """
    files: dict[str, tuple[Path, str]] = {}
    for folder, shown in reversed(layers):
        for name, found in find_files(folder, "assets", problems):
            files[name] = (Path(found), f"{shown}/assets/{name}".lstrip("/"))
    built: dict[str, Asset] = {}
    for name in sorted(files, key=lambda name: (name.endswith(".css"), name)):
        path, shown = files[name]
        report = Reporter(shown)
        try:
            data = path.read_bytes()
        except OSError as error:
            report.error(None, f"can't be read: {error.strerror}")
            data = b""
        if name.endswith((".css", ".js")):
            data = _minified(name, data, built, report)
        built[name] = _asset(name, data)
        problems.extend(report.problems)
    return built


def _asset(name: str, data: bytes) -> Asset:
    stem, ending = posixpath.splitext(name)
    kind = _TYPES.get(ending.lower(), "application/octet-stream")
    return Asset(f"/assets/{stem}-{digest(data)[:8]}{ending}", data, integrity(data), kind)


def _minified(name: str, data: bytes, built: dict[str, Asset], report: Reporter) -> bytes:
    text = decode_text(data, report)
    if text is None:
        return b""
    if name.endswith(".js"):
        from rjsmin import jsmin  # noqa: PLC0415

        return str(jsmin(text)).encode("utf-8")
    from rcssmin import cssmin  # noqa: PLC0415

    def rewrite(found: re.Match[str]) -> str:
        target = found[2].strip()
        if _REMOTE.match(target):
            return found[0]
        path, mark, fragment = target.partition("#")
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        if wanted not in built:
            line = text.count("\n", 0, found.start()) + 1
            report.error(Mark(line), f"no asset '{wanted}'", "name a file below assets/")
            return found[0]
        here = posixpath.dirname(f"/assets/{name}")
        return f"url({posixpath.relpath(built[wanted].url, here)}{mark}{fragment})"

    plain = _SELECTOR.sub(
        lambda found: _DESCENDANT.sub(" *", found[0]), _CSS_URL.sub(rewrite, text)
    )
    return str(cssmin(plain)).encode("utf-8")
