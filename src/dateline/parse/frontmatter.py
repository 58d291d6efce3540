"""Front matter: YAML between two `---` lines, read into values that know their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from frontmatter.default_handlers import BaseHandler

from dateline.errors import Mark, Reporter
from dateline.located import Keys, Located
from dateline.parse.plainmatter import read_plain

MAX_SIZE = 65_536
MAX_DEPTH = 50

_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^---[ \t]*$", re.MULTILINE)
_BLANK = re.compile(r"(?:[ \t]*\n){1,1000}")
# YAML 1.1 ends a line at these too; in a headline they are white space.
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NextEvent = Callable[[], Any]


class Refused(Exception):
    """Front matter that is YAML but not for us, or no YAML at all; located."""

    def __init__(self, mark: Mark, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.mark, self.text, self.hint = mark, text, hint


class LocatedYAMLHandler(BaseHandler):
    """A python-frontmatter handler that checks the fences and keeps every value's place."""

    FM_BOUNDARY = _CLOSING
    START_DELIMITER = END_DELIMITER = "---"

    def detect(self, text: str) -> bool:
        return _FENCE.match(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """Return front matter and body; raises Refused when the fences are not in order."""
        opening = _FENCE.match(text)
        if opening is None:
            raise Refused(*_no_fence(text))
        closing = _CLOSING.search(text, opening.end())
        if closing is None:
            raise Refused(Mark(1, 1, 3), "front matter is never closed", "end it with a line ---")
        return text[opening.end() : closing.start()], text[closing.end() + 1 :]

    def load(self, fm: str, **kwargs: object) -> Any:
        """Read YAML into located values by key; raises Refused."""
        if len(fm.encode("utf-8")) > MAX_SIZE:
            raise Refused(Mark(1), f"front matter is larger than {MAX_SIZE // 1024} KB")
        fm = _ODD_BREAKS.sub(" ", fm)
        plain = read_plain(fm)
        if plain is not None:
            return plain
        root = _compose(fm)
        if root is None:
            return {}
        if not isinstance(root.value, dict):
            raise Refused(root.mark, "front matter must be 'key: value' lines")
        return root.value


def read_front_matter(text: str, report: Reporter) -> tuple[Located, str, int] | None:
    """Split an article; returns its keys as a table, the body and the body's first line number."""
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    first = text.count("\n", 0, start)
    handler = LocatedYAMLHandler()
    try:
        matter, body = handler.split(text[start:])
    except Refused as refused:
        line, column, length = refused.mark
        report.error(Mark(line + first, column, length), refused.text, refused.hint)
        return None
    try:
        # As many empty lines before it, so that YAML counts the file's own lines.
        keys: Keys = handler.load("\n" * first + matter)
    except Refused as refused:
        report.error(refused.mark, refused.text, refused.hint)
        return None
    _report_legacy(keys, report)
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    return Located(keys, Mark(1 + first, 1, 3), typed=False), body, body_line


def _report_legacy(keys: Keys, report: Reporter) -> None:
    """Other generators let front matter choose any address; ours come from one pattern."""
    for name in ("url", "permalink"):
        if name in keys:
            mark, _ = keys.pop(name)
            report.error(
                mark,
                f"'{name}' can't set the address",
                "set slug; the pattern is permalink in dateline.toml; old paths go into aliases",
            )


def _no_fence(text: str) -> tuple[Mark, str, str]:
    if text.startswith("+++"):
        return Mark(1, 1, 3), "front matter in TOML is not read", "write YAML between --- lines"
    if text.startswith("{"):
        return Mark(1), "front matter in JSON is not read", "write YAML between --- lines"
    return Mark(1), "no front matter", "begin with ---, title: and date: lines, then --- again"


def _compose(matter: str) -> Located | None:
    """Build the tree from the parser's events: no types, no aliases, no tags, bounded depth."""
    try:
        return _document(_LOADER(matter).get_event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if mark is None or "end of stream" in (error.problem or ""):
            # What was never closed is better shown where it was opened.
            mark = error.context_mark or mark
        at = Mark(mark.line + 2, mark.column + 1) if mark else Mark(1)
        raise Refused(at, f"not YAML: {error.problem or error}", _yaml_hint(matter, at)) from None
    except yaml.reader.ReaderError as error:
        before = matter[: error.position]
        at = Mark(before.count("\n") + 2, len(before) - before.rfind("\n"))
        raise Refused(at, "not YAML: a character that YAML forbids", "delete it") from None


def _yaml_hint(matter: str, at: Mark) -> str:
    lines = matter.split("\n")
    line = lines[min(at.line - 2, len(lines) - 1)] if lines else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or "\t" in line[: at.column]:
        return "indent with spaces, not tabs"
    return 'a text with : # @ & * ! % or quotes in it must be quoted: title: "Breaking: bridge"'


def _document(next_event: NextEvent) -> Located | None:
    root = None
    while not isinstance(event := next_event(), yaml.StreamEndEvent):
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise Refused(_mark(event), "front matter holds a second document")
        if isinstance(event, yaml.NodeEvent):
            root = _value(event, next_event, 0)
    return root


def _value(event: Any, next_event: NextEvent, depth: int) -> Located:
    _refuse_cleverness(event, depth)
    mark = _mark(event)
    kind = type(event)
    if kind is yaml.ScalarEvent:
        quoted = event.style not in (None, "")  # the C parser and the Python one differ
        return Located(event.value, mark, False, quoted)
    if kind is yaml.SequenceStartEvent:
        values = []
        while type(inner := next_event()) is not yaml.SequenceEndEvent:
            values.append(_value(inner, next_event, depth + 1))
        return Located(values, mark, False)
    keys: Keys = {}
    while type(inner := next_event()) is not yaml.MappingEndEvent:
        key_mark = _mark(inner)
        if type(inner) is not yaml.ScalarEvent:
            raise Refused(key_mark, "a key must be a word")
        _refuse_cleverness(inner, depth)
        if inner.value in keys:
            first = keys[inner.value][0].line
            raise Refused(
                key_mark,
                f"'{inner.value}' is given twice, in lines {first} and {key_mark.line}",
                "keep one of them",
            )
        keys[inner.value] = (key_mark, _value(next_event(), next_event, depth + 1))
    return Located(keys, mark, False)


def _refuse_cleverness(event: Any, depth: int) -> None:
    if event.anchor is not None:  # an alias has one too
        raise Refused(_mark(event), "anchors and aliases are not read", "quote a text with & or *")
    if event.tag is not None and event.tag != "!":
        raise Refused(
            _mark(event), f"tag {event.tag} is not read", "quote a text that begins with !"
        )
    if depth > MAX_DEPTH:
        raise Refused(_mark(event), f"lists and tables are nested deeper than {MAX_DEPTH}")


def _mark(event: Any) -> Mark:
    """Place of an event in the file: its YAML begins on the file's second line."""
    start, end = event.start_mark, event.end_mark
    column = start.column
    length = end.column - column if end.line == start.line else 1
    return Mark(start.line + 2, column + 1, length if length > 1 else 1)
