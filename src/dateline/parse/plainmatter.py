"""Front matter as nearly all of it is written, read without a YAML parser.

Keys, each with a value on its own line or a list below it; no comments, no escapes, nothing that
goes on in the next line. For all else `read_plain` gives None, and YAML's own parser decides.
`tests/test_front_matter_equal.py` holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from dateline.errors import Mark
from dateline.located import Keys, Located

# What YAML lets stand in a text. It allows U+FEFF at the start of a file only. Python takes longer
# to compile a set of all the others.
_TEXT = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
_KEY = r"[A-Za-z_][A-Za-z0-9_-]{0,60}"
_WORDS = r"(?!_)[\w/][\w/.-]*(?:\ [\w/.-]+)*"  # a text between brackets, of which commas mean much
_PAIR = rf"{_KEY}:\ +{_WORDS}"
_LINE = re.compile(
    rf"""
    (?P<indent>\ *) (?P<dash>-\ +)? (?:(?P<key>{_KEY}):(?:\ +|$))?
    (?: (?P<plain>(?![-?:,\[\]{{}}\#&*!|>'"%@`\ ]){_TEXT}+)
      | '(?P<single>(?:(?!'){_TEXT}|'')*)'
      | "(?P<double>(?:(?!["\\]){_TEXT})*)"
      | \[(?P<list>{_WORDS}(?:,\ *{_WORDS})*)\]
      | \{{(?P<table>{_PAIR}(?:,\ *{_PAIR})*)\}}
    )?""",
    re.VERBOSE,
)
_WORDS_IN_LIST = re.compile(_WORDS, re.VERBOSE)
_PAIR_IN_TABLE = re.compile(rf"({_KEY}):\ +({_WORDS})", re.VERBOSE)
# Mark(...) takes three times as long, and there are two of them in a line.
_mark: Callable[[tuple[int, int, int]], Mark] = partial(tuple.__new__, Mark)


def read_plain(matter: str) -> Keys | None:
    """Read located values by key, as YAML's parser does; None if YAML is to do it."""
    reading = _Reading()
    try:
        for line, text in enumerate(matter.split("\n"), 2):
            if text:
                reading.read(line, text)
        return reading.done()
    except _NotPlain:
        return None


class _NotPlain(Exception):
    """A line that may mean more than this module knows."""


class _Reading:
    """Front matter while its lines pass by."""

    def __init__(self) -> None:
        self.keys: Keys = {}
        self.waiting: tuple[str, Mark] | None = None  # a key whose list is to come
        self.items: list[Located] = []
        self.dashes = -1  # where those of the list stand
        self.table: Keys = {}  # the last item of the list
        self.edge = -1  # where the keys of the table begin

    def read(self, line: int, text: str) -> None:
        found = _LINE.fullmatch(text)
        if found is None:
            raise _NotPlain
        indent, dash, key = found.group("indent", "dash", "key")
        if dash:
            self._item(found, line, len(indent))
        elif not indent and found.lastgroup != "key":
            self._end_list()
            _take(self.keys, key, _value(found, line), (line, 1))
        elif not indent:
            self._end_list()
            self.waiting = key, _mark((line, 1, len(key)))
        elif len(indent) == self.edge:
            _take(self.table, key, _value(found, line), (line, self.edge + 1))
        else:
            raise _NotPlain

    def done(self) -> Keys:
        self._end_list()
        return self.keys

    def _end_list(self) -> None:
        if self.waiting:
            raise _NotPlain
        self.dashes = self.edge = -1

    def _item(self, found: re.Match[str], line: int, at: int) -> None:
        if self.waiting:
            key, mark = self.waiting
            self.waiting, self.items, self.dashes = None, [], at
            if key in self.keys:
                raise _NotPlain
            self.keys[key] = mark, Located(self.items, Mark(line, at + 1), False)
        elif at != self.dashes:
            raise _NotPlain
        self.edge = found.start("key")
        if self.edge < 0:
            self.items.append(_value(found, line))
            return
        self.table = {}
        self.items.append(Located(self.table, Mark(line, self.edge + 1), False))
        _take(self.table, found["key"], _value(found, line), (line, self.edge + 1))


def _take(table: Keys, key: str | None, value: Located, place: tuple[int, int]) -> None:
    if not key or key in table:
        raise _NotPlain
    table[key] = _mark((*place, len(key))), value


def _value(found: re.Match[str], line: int) -> Located:
    kind = found.lastgroup or ""
    text, column = found[kind], found.start(kind) + 1
    if kind == "plain":
        if ": " in text or " #" in text or text.endswith((" ", ":")):
            raise _NotPlain
        return Located(text, _mark((line, column, len(text))), False)
    if kind == "list":
        return Located(_texts(text, line, column), _mark((line, column - 1, 1)), False)
    if kind == "single":
        return Located(text.replace("''", "'"), Mark(line, column - 1, len(text) + 2), False, True)
    if kind == "double":
        return Located(text, Mark(line, column - 1, len(text) + 2), False, True)
    if kind == "table":
        return Located(_pairs(text, line, column), Mark(line, column - 1), False)
    raise _NotPlain


def _texts(text: str, line: int, column: int) -> list[Located]:
    return [
        Located(each[0], _mark((line, column + each.start(), len(each[0]))), False)
        for each in _WORDS_IN_LIST.finditer(text)
    ]


def _pairs(text: str, line: int, column: int) -> Keys:
    table: Keys = {}
    for each in _PAIR_IN_TABLE.finditer(text):
        value = Located(each[2], _mark((line, column + each.start(2), len(each[2]))), False)
        _take(table, each[1], value, (line, column + each.start()))
    return table
