"""Reading the site's files: bytes once, UTF-8, one kind of line end, nothing from outside."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from dateline.errors import Mark, Problem, Reporter, Severity

MAX_TEXT = 20_000_000

# Characters that neither HTML nor XML may hold.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def read_text(path: Path, report: Reporter) -> str | None:
    """Read a text file; None when it can't be read as text, with the reason reported."""
    try:
        data = path.read_bytes()
    except OSError as error:
        report.error(None, f"can't be read: {error.strerror or error}")
        return None
    return decode_text(data, report)


def decode_text(data: bytes, report: Reporter) -> str | None:
    """Decode UTF-8, drop a byte-order mark and control characters, make line ends LF."""
    if len(data) > MAX_TEXT:
        report.error(None, f"is larger than {MAX_TEXT // 1_000_000} MB", "split it")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With a byte-order mark the codec counts from behind it.
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        mark = Mark(before.count(b"\n") + 1, column)
        hint = "save the file as UTF-8"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            hint = "this looks like UTF-16; " + hint
        report.error(mark, f"not UTF-8: byte 0x{data[offset]:02x} at offset {offset}", hint)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        mark = Mark(line, column)
        report.warning(mark, f"control character U+{ord(found[0]):04X} is left out", "delete it")
        text = FORBIDDEN.sub("", text)
    return text


def find_files(root: Path, folder: str, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Find the regular files below `root/folder`, sorted, as (path below the folder, path).

    Hidden files are passed over, except in `.well-known`. Links that lead out of the site, loops,
    dangling links and what is no regular file are passed over with a warning.
    """
    top = root / folder
    if top.is_dir():
        yield from sorted(_walk(root.resolve(), top, "", (top.resolve(),), problems))


def _walk(
    root: Path, folder: Path, prefix: str, above: tuple[Path, ...], problems: list[Problem]
) -> Iterator[tuple[str, Path]]:
    for entry in os.scandir(folder):
        if _is_hidden(entry.name):
            continue
        name, path = prefix + entry.name, Path(entry.path)
        refusal = _refusal(root, entry, above)
        if refusal:
            shown = path.relative_to(root) if path.is_relative_to(root) else path
            problems.append(Problem(path=shown.as_posix(), severity=Severity.WARNING, text=refusal))
        elif entry.is_dir():
            yield from _walk(root, path, name + "/", (*above, path.resolve()), problems)
        else:
            yield name, path


def _is_hidden(name: str) -> bool:
    return (name.startswith(".") and name not in (".well-known", ".nojekyll")) or (
        name.endswith("~") or name in ("Thumbs.db", "__MACOSX")
    )


def _refusal(root: Path, entry: os.DirEntry[str], above: tuple[Path, ...]) -> str:
    """Say why an entry is passed over; empty when it is fine."""
    try:
        entry.name.encode("utf-8")
    except UnicodeEncodeError:
        return "passed over: its name is not UTF-8"
    if entry.is_symlink():
        try:
            target = Path(entry.path).resolve(strict=True)
        except (OSError, RuntimeError):
            return "passed over: a link that leads nowhere"
        if not target.is_relative_to(root):
            return "passed over: a link that leads out of the site's folder"
        if target in above:
            return "passed over: a link that leads back to a folder around it"
    try:
        mode = entry.stat().st_mode
    except OSError as error:
        return f"passed over: {error.strerror}"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "passed over: not a regular file"
    return ""
