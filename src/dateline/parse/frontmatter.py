"""Front matter: YAML between two `---` lines, read into values that know their place."""

from __future__ import annotations

import re

from dateline.errors import Mark, Reporter
from dateline.located import Keys, Located
from dateline.parse.fences import Refused, split_matter
from dateline.parse.plainmatter import read_plain

MAX_SIZE = 65_536

_BLANK = re.compile(r"(?:[ \t]*\n){1,1000}")
# YAML 1.1 ends a line at these too; in a headline they are white space.
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")


def read_front_matter(text: str, report: Reporter) -> tuple[Located, str, int] | None:
    """Split an article; returns its keys as a table, the body and the body's first line number."""
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    first = text.count("\n", 0, start)
    try:
        matter, body = split_matter(text[start:])
    except Refused as refused:
        line, column, length = refused.mark
        report.error(Mark(line + first, column, length), refused.text, refused.hint)
        return None
    try:
        # As many empty lines before it, so that YAML counts the file's own lines.
        keys = read_matter("\n" * first + matter)
    except Refused as refused:
        report.error(refused.mark, refused.text, refused.hint)
        return None
    _report_legacy(keys, report)
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    return Located(keys, Mark(1 + first, 1, 3), typed=False), body, body_line


def read_matter(matter: str) -> Keys:
    """Read front matter into located values by key; raises Refused."""
    if len(matter.encode("utf-8")) > MAX_SIZE:
        raise Refused(Mark(1), f"front matter is larger than {MAX_SIZE // 1024} KB")
    matter = _ODD_BREAKS.sub(" ", matter)
    plain = read_plain(matter)
    if plain is not None:
        return plain
    from dateline.parse.yamlmatter import LocatedYAMLHandler  # noqa: PLC0415

    found: Keys = LocatedYAMLHandler().load(matter)
    return found


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
