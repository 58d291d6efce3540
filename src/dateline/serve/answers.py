"""Answers to requests as hosts give them: types, HEAD, ETag, Range."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import FileResponse, Response

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
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def type_of(path: str) -> str:
    """The type of a file, by its name."""
    name = path + "index.html" if path.endswith("/") else path
    found = TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
    return f"{found}; charset=utf-8" if found.startswith(_TEXT) else found


def fresh(request: Request, etag: str) -> bool:
    """Tell whether the browser has these bytes already."""
    known = request.headers.get("if-none-match", "")
    return etag in (each.strip().removeprefix("W/") for each in known.split(",")) or known == "*"


def answer(
    request: Request,
    body: bytes,
    kind: str,
    headers: dict[str, str],
    *,
    mark: str,
    status: int = 200,
) -> Response:
    """Answer with bytes that `mark` names; the whole of them, a part, or that they are known."""
    etag = f'"{mark}"'
    headers = {"cache-control": "no-cache", **headers, "etag": etag}
    if status == 200 and fresh(request, etag):
        return Response(status_code=304, headers=headers)
    headers["accept-ranges"] = "bytes"
    part = _part(request, etag, len(body)) if status == 200 else None
    if part == (0, 0):
        return Response(
            status_code=416, headers={**headers, "content-range": f"bytes */{len(body)}"}
        )
    if part is not None:
        start, end = part
        headers["content-range"] = f"bytes {start}-{end - 1}/{len(body)}"
        body, status = body[start:end], 206
    headers["content-length"] = str(len(body))
    content = b"" if request.method == "HEAD" else body
    return Response(content, status, headers=headers, media_type=kind)


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
    return (start, end) if start < end else (0, 0)


def file_answer(
    request: Request, file: Path, path: str, headers: dict[str, str], *, mark: str
) -> Response | None:
    """Answer with a file; None when it has just gone."""
    etag = f'"{mark}"'
    headers = {"cache-control": "no-cache", **headers, "etag": etag}
    if fresh(request, etag):
        return Response(status_code=304, headers=headers)
    try:
        found = file.stat()
    except OSError:
        return None
    return FileResponse(file, headers=headers, media_type=type_of(path), stat_result=found)
