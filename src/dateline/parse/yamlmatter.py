"""Front matter by YAML's own parser, with the place of every value: for what is not plain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from frontmatter.default_handlers import BaseHandler

from dateline.errors import Mark
from dateline.located import Keys, Located
from dateline.parse.fences import CLOSING, FENCE, Refused, split_matter

MAX_DEPTH = 50

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NextEvent = Callable[[], Any]


class LocatedYAMLHandler(BaseHandler):
    """A python-frontmatter handler that checks the fences and keeps every value's place."""

    FM_BOUNDARY = CLOSING
    START_DELIMITER = END_DELIMITER = "---"

    def detect(self, text: str) -> bool:
        return FENCE.match(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """Return front matter and body; raises Refused when the fences are not in order."""
        return split_matter(text)

    def load(self, fm: str, **kwargs: object) -> Any:
        """Read YAML into located values by key; raises Refused."""
        root = _compose(fm)
        if root is None:
            return {}
        if not isinstance(root.value, dict):
            raise Refused(root.mark, "front matter must be 'key: value' lines")
        return root.value


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
