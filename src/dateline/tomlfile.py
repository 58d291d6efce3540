"""TOML files whose values know their line and column.

`tomllib` decides what is TOML and what it means; the scanner below only finds where each value
stands, so it may take for granted that the text is well-formed.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from dateline.errors import Mark, Reporter
from dateline.located import Located, Path, Places

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_BARE = re.compile(r"[^\s,\]}#]+(?:[ ]\d\d:[^\s,\]}#]+)?")

MAX_DEPTH = 50
MAX_SIZE = 1_000_000
# What nobody writes by hand, and what tomllib needs minutes for or has no place for.
_TOO_MUCH = (
    (
        re.compile(r"""(?<![\w.'"-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){50}"""),
        f"a key has more than {MAX_DEPTH} parts",
    ),
    (re.compile(r"(?<!\d)[\d_]{400}"), "a number has more than 400 digits"),
    (re.compile(r"(?:[\[{][^\[\]{}]*){51}"), f"values are nested deeper than {MAX_DEPTH}"),
)
_AT = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


def read_toml(text: str, report: Reporter) -> Located | None:
    """Read a TOML document into a tree of located values; None when it is no TOML."""
    if len(text) > MAX_SIZE:
        report.error(None, f"is larger than {MAX_SIZE // 1_000_000} MB")
        return None
    for pattern, fault in _TOO_MUCH:
        found = pattern.search(text)
        if found:
            report.error(_mark_of(found), fault, "write it more simply")
            return None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        report.error(_fault_mark(str(error), text), f"not TOML: {_fault_text(error)}")
        return None
    scanner = _Scanner(text)
    scanner.document()
    try:
        return _locate(data, (), scanner)
    except _TooDeep as error:
        report.error(error.mark, f"values are nested deeper than {MAX_DEPTH}")
        return None


class _TooDeep(Exception):
    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark


def _mark_of(found: re.Match[str]) -> Mark:
    before = found.string[: found.start()]
    return Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _locate(value: Any, path: Path, found: _Scanner) -> Located:
    mark = found.values.get(path) or Mark(1)
    if len(path) > MAX_DEPTH:
        raise _TooDeep(mark)
    if isinstance(value, dict):
        return Located(
            {
                key: (
                    found.keys.get((*path, key), Mark(1)),
                    _locate(inner, (*path, key), found),
                )
                for key, inner in value.items()
            },
            mark,
        )
    if isinstance(value, list):
        return Located([_locate(inner, (*path, at), found) for at, inner in enumerate(value)], mark)
    return Located(value, mark)


def _fault_mark(text: str, source: str) -> Mark:
    found = _AT.search(text)
    if found is None or found[1] is None:
        return Mark(source.count("\n") + 1)
    return Mark(int(found[1]), int(found[2]))


def _fault_text(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "values are nested too deeply"
    return _AT.sub("", str(error)).strip()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.line_start = 0
        self.counted = 0
        self.keys: Places = {}
        self.values: Places = {}
        self.tables: dict[Path, int] = {}

    def document(self) -> None:
        here: Path = ()
        self.skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                here = self.header()
            else:
                self.pair(here)
            self.skip()

    def header(self) -> Path:
        mark = self.mark(self.at, self.at + 1)
        listed = self.text.startswith("[[", self.at)
        self.at += 2 if listed else 1
        self.skip()
        names = self.key()
        path: Path = ()
        for depth, (name, name_mark) in enumerate(names):
            path = (*path, name)
            self.keys.setdefault(path, name_mark)
            if listed and depth == len(names) - 1:
                self.tables[path] = self.tables.get(path, -1) + 1
            if path in self.tables:
                self.values.setdefault(path, mark)
                path = (*path, self.tables[path])
        self.values.setdefault(path, mark)
        self.skip()
        self.at += 2 if listed else 1
        return path

    def pair(self, here: Path) -> None:
        path = here
        for name, mark in self.key():
            self.values.setdefault(path, mark)
            path = (*path, name)
            self.keys.setdefault(path, mark)
        self.skip()
        self.at += 1  # the equals sign
        self.skip()
        self.value(path)

    def key(self) -> list[tuple[str, Mark]]:
        names = []
        while True:
            found = _KEY.match(self.text, self.at)
            if found is None:  # pragma: no cover - tomllib has accepted the text
                raise AssertionError(f"no key at offset {self.at}")
            name = found[0]
            if name[0] in "\"'":
                name = next(iter(tomllib.loads(f"{name} = 0")))
            names.append((name, self.mark(*found.span())))
            self.at = found.end()
            dot = _DOT.match(self.text, self.at)
            if dot is None:
                return names
            self.at = dot.end()

    def value(self, path: Path) -> None:
        start = self.at
        opening = self.text[start]
        if opening in "[{":
            self.values[path] = self.mark(start, start + 1)
            self.at += 1
            self.skip()
            self.inside(path, "]" if opening == "[" else "}")
            return
        found = (_STRING if opening in "\"'" else _BARE).match(self.text, start)
        end = found.end() if found else start + 1
        self.values[path] = self.mark(start, end)
        self.at = end

    def inside(self, path: Path, closing: str) -> None:
        count = 0
        while self.text[self.at] != closing:
            if closing == "]":
                self.value((*path, count))
            else:
                self.pair(path)
            count += 1
            self.skip()
            if self.text[self.at] == ",":
                self.at += 1
                self.skip()
        self.at += 1

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def mark(self, start: int, end: int) -> Mark:
        passed = self.text.count("\n", self.counted, start)
        if passed:
            self.line += passed
            self.line_start = self.text.rfind("\n", 0, start) + 1
        self.counted = start
        stop = self.text.find("\n", start, end)
        length = (stop if stop >= 0 else end) - start
        return Mark(self.line, start - self.line_start + 1, max(length, 1))
