"""Reading the site's files: bytes once, UTF-8, one kind of line end, nothing from outside."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from dateline.errors import Mark, Problem, Reporter, Severity

MAX_TEXT = 20_000_000

# Characters that neither HTML nor XML may hold.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

# Those of one byte. Of the others the first byte is C2 or EF.
_CONTROLS = bytes(code for code in range(128) if FORBIDDEN.match(chr(code)))


def read_text(path: Path, report: Reporter) -> str | None:
    """Read a text file; None when it can't be read as text, with the reason reported."""
    try:
        if not path.is_file():
            # A pipe or a device would never come to an end.
            report.error(None, "is not a regular file" if path.exists() else "is not there")
            return None
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
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        offset = error.start
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
    if "\0" in text:
        # Without a byte-order mark, UTF-16 is valid UTF-8 as long as it says nothing but ASCII.
        hint = "this looks like UTF-16 or no text at all; save the file as UTF-8"
        report.error(_mark_of(text, text.index("\0")), "not text: it holds NUL characters", hint)
        return None
    found = FORBIDDEN.search(text) if _may_hold_forbidden(data) else None
    if found:
        mark = _mark_of(text, found.start())
        report.warning(mark, f"control character U+{ord(found[0]):04X} is left out", "delete it")
        text = FORBIDDEN.sub("", text)
    return text


def _may_hold_forbidden(data: bytes) -> bool:
    """Tell it from the bytes of a text, quickly: most texts hold none of these."""
    return len(data.translate(None, _CONTROLS)) < len(data) or b"\xc2" in data or b"\xef" in data


def _mark_of(text: str, at: int) -> Mark:
    return Mark(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def find_files(root: Path, folder: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Find the regular files below `root/folder`, sorted, as (path below the folder, path).

    Paths are texts: a big site has many of them, and they are cheaper.

    Hidden files are passed over, except in `.well-known`. Links that lead out of the site, loops,
    dangling links and what is no regular file are passed over with a warning. A folder that can't
    be listed is an error: to go on without it would unpublish what it holds.
    """
    top = root / folder
    if not os.path.lexists(top):
        return
    fault = _link_fault(root.resolve(), top, ()) if top.is_symlink() else ""
    if fault or not top.is_dir():
        problems.append(Problem(path=folder, text=fault or "is not a folder"))
        return
    yield from sorted(_Walk(root.resolve(), folder, problems).files(str(top), "", (top.resolve(),)))


def find_at(root: Path, path: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Find what `find_files` finds at a path of the site, "content/local": a file, or all below.

    Gives nothing where a link is on the way: then the whole folder must be looked at.
    """
    folder, *inside = path.split("/")
    if not inside:
        yield from find_files(root, folder, problems)
        return
    place, above = root / folder, [(root / folder).resolve()]
    for name in inside[:-1]:
        place = place / name
        if _is_hidden(name) or place.is_symlink() or not place.is_dir():
            return
        above.append(place.resolve())
    shown = path.rpartition("/")[0]
    prefix = "".join(f"{name}/" for name in inside[:-1])
    walk = _Walk(root.resolve(), shown, problems)
    for name, where in walk.entry(str(place), tuple(above), inside[-1]):
        yield prefix + name, where


def source_line(path: Path, number: int) -> str | None:
    """A line of a text file, counted from 1; None where there is no such line or file."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else None


class _Walk:
    """Walks one folder of a site."""

    def __init__(self, root: Path, shown: str, problems: list[Problem]) -> None:
        self.root = root
        self.shown = shown
        self.problems = problems

    def files(self, folder: str, prefix: str, above: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
        """Yield the files below `folder`; `above` are the real folders from the top down to it."""
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            self.tell(prefix, f"can't be read: {error.strerror}", Severity.ERROR)
            return
        for entry in entries:
            name = entry.name
            # Nearly all are such files; a look at what else there may be takes longer.
            plain = name.isascii() and "\\" not in name and not _is_hidden(name)
            if plain and entry.is_file(follow_symlinks=False):
                yield prefix + name, entry.path
            else:
                yield from self._at(entry, prefix, above)

    def entry(self, folder: str, above: tuple[Path, ...], wanted: str) -> Iterator[tuple[str, str]]:
        """Yield the file of one name in `folder`, or the files below it; nothing if it is gone."""
        try:
            entries = [entry for entry in os.scandir(folder) if entry.name == wanted]
        except OSError:
            return
        for entry in entries:
            yield from self._at(entry, "", above)

    def _at(
        self, entry: os.DirEntry[str], prefix: str, above: tuple[Path, ...]
    ) -> Iterator[tuple[str, str]]:
        if _is_hidden(entry.name):
            return
        name, path = prefix + entry.name, entry.path
        fault = _fault(self.root, entry, above)
        if fault:
            self.tell(name, f"passed over: {fault}", Severity.WARNING)
        elif entry.is_dir():
            yield from self.files(path, name + "/", (*above, Path(path).resolve()))
        else:
            yield name, path

    def tell(self, name: str, text: str, severity: Severity) -> None:
        shown = os.fsencode(f"{self.shown}/{name}").decode("utf-8", "backslashreplace")
        self.problems.append(Problem(path=shown.rstrip("/"), severity=severity, text=text))


def _is_hidden(name: str) -> bool:
    return (name.startswith(".") and name not in (".well-known", ".nojekyll")) or (
        name.endswith("~") or name in ("Thumbs.db", "__MACOSX")
    )


def _fault(root: Path, entry: os.DirEntry[str], above: tuple[Path, ...]) -> str:
    """Say why an entry is passed over; empty when it is fine."""
    try:
        entry.name.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if "\\" in entry.name:
        return "its name has a backslash, which no address can hold"
    fault = _link_fault(root, Path(entry.path), above) if entry.is_symlink() else ""
    if not fault and not (entry.is_file() or entry.is_dir()):
        return "not a regular file"
    return fault


def _link_fault(root: Path, link: Path, above: tuple[Path, ...]) -> str:
    """Say why a link is not followed; empty when it is."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "a link that leads nowhere"
    if not target.is_relative_to(root):
        return "a link that leads out of the site's folder"
    if any(folder.is_relative_to(target) for folder in above):
        return "a link that leads back to a folder around it"
    return ""
