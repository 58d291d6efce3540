"""Answers to requests as hosts give them: types, HEAD, ETag, Range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

# Not from the machine's own table, which is another on each machine.
TYPES = {
    **{".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".txt": "text/plain"},
    **{".mjs": "text/javascript", ".md": "text/markdown", ".csv": "text/csv", ".vtt": "text/vtt"},
    **{".xml": "application/xml", ".json": "application/json", ".pdf": "application/pdf"},
    **{".webmanifest": "application/manifest+json", ".wasm": "application/wasm"},
    **{".zip": "application/zip", ".svg": "image/svg+xml", ".png": "image/png"},
    **{".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"},
    **{".avif": "image/avif", ".ico": "image/x-icon", ".woff": "font/woff", ".ttf": "font/ttf"},
    **{".woff2": "font/woff2", ".otf": "font/otf", ".mp3": "audio/mpeg", ".ogg": "audio/ogg"},
    **{".wav": "audio/wav", ".m4a": "audio/mp4", ".mp4": "video/mp4", ".webm": "video/webm"},
}
_TEXT = ("text/", "application/xml", "application/json", "application/manifest+json")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_CHUNK = 1 << 18  # bytes of a file that are read at a time


def type_of(path: str) -> str:
    """The type of a file, by its name."""
    name = path + "index.html" if path.endswith("/") else path
    found = TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
    return f"{found}; charset=utf-8" if found.startswith(_TEXT) else found


def answer(
    request: Request,
    body: bytes | Path,
    kind: str,
    headers: dict[str, str],
    *,
    mark: str,
    status: int = 200,
) -> Response:
    """Answer with bytes, or a file's, that `mark` names: all, a part, or that they are known.

    Raises OSError where there is no such file any more.
    """
    etag = f'"{mark}"'
    headers = {"cache-control": "no-cache", **headers, "etag": etag}
    if status == 200 and _is_fresh(request, etag):
        return Response(status_code=304, headers=headers)
    headers["accept-ranges"] = "bytes"
    size = len(body) if isinstance(body, bytes) else body.stat().st_size
    part = _part(request, etag, size) if status == 200 else None
    if part == (0, 0):
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{size}"})
    start, end = part or (0, size)
    if part is not None:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        status = 206
    headers["content-length"] = str(end - start)
    if request.method == "HEAD":
        return Response(b"", status, headers=headers, media_type=kind)
    if isinstance(body, bytes):
        return Response(body[start:end], status, headers=headers, media_type=kind)
    # Opened now: nobody can answer with less once it has begun.
    chunks = _chunks(body.open("rb"), start, end)
    return StreamingResponse(chunks, status, headers=headers, media_type=kind)


def _is_fresh(request: Request, etag: str) -> bool:
    """Tell whether the browser has these bytes already."""
    known = ",".join(request.headers.getlist("if-none-match"))
    return etag in (each.strip().removeprefix("W/") for each in known.split(",")) or known == "*"


def _part(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """The part that is asked for, as begin and end; (0, 0) for one that is not there.

    None for the whole, also where several parts are asked for, or of other bytes.
    """
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if found is None or request.headers.get("if-range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        return (max(size - int(last), 0), size) if int(last) and size else (0, 0)
    start, end = int(first), min(int(last) + 1 if last else size, size)
    if last and int(last) < int(first):
        return None  # no range at all
    return (start, end) if start < end else (0, 0)


def _chunks(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (chunk := file.read(min(_CHUNK, end - start))):
            start += len(chunk)
            yield chunk
