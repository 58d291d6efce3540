"""Texts in templates that stay as they are in every language, and dates that stay for ever.

Templates are read as HTML with everything of Jinja's blanked out, letter by letter, so that places
stay the same. What a macro writes into a tag (` lang="…"`) is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from babel import Locale
from jinja2 import Environment, TemplateSyntaxError, nodes

from dateline.errors import Mark, Reporter

_JINJA = re.compile(
    r"\{%-?\s*trans\b.*?\bendtrans\s*[-+]?%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL
)
_PARSER = Environment(autoescape=True)  # reads single expressions
_STILL_TEXT = ("capitalize", "lower", "safe", "title", "trim", "upper")
_BLANK = "\ue000"  # is no letter
_ATTRIBUTE = re.compile(r"""[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*')""")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_READ_ALOUD = (
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "aria-valuetext",
    "placeholder",
    "title",
)
# By element: the attribute that is read, where another one, if any, has one of these values.
_READ_IN = {
    "meta": ("content", "name", ("description", "twitter:title", "twitter:description")),
    "input": ("value", "type", ("submit", "button", "reset")),
    "option": ("label", "", ()),
    "optgroup": ("label", "", ()),
    "track": ("label", "", ()),
}
_NO_TEXT = ("script", "style")
# Pieces of text in an expression that is printed: "Yes", but neither _("Yes") nor {"a": "b"}["a"].
_LITERAL = re.compile(r'"([^"\\<>&\n]*)"|\'([^\'\\<>&\n]*)\'')
_HINT = (
    'write {{ _("…") }}, or translate="no" on an element whose text is the same in all languages'
)


class Text(NamedTuple):
    """Letters that readers meet, and where they begin."""

    mark: Mark
    text: str


def texts_in(source: str) -> list[Text]:
    """All texts that stand in a template of HTML as they are, with or without letters."""
    reader = _Reader()
    reader.feed(_JINJA.sub(_without_jinja, source))
    reader.close()
    return reader.found


def check_texts(source: str, report: Reporter, languages: Iterator[str] | tuple[str, ...]) -> None:
    """Warn of texts that nobody can translate, and of years and months that will pass."""
    months = _month_names(languages)
    for mark, text in texts_in(source):
        fixed = _YEAR.search(text) or months.search(text)
        if fixed:
            hint = 'write it with |date: the year is {{ …|date("y") }}'
            report.warning(_within(mark, text, fixed), f"the date '{fixed[0]}' is fixed", hint)
        elif found := _WORDS.search(text):
            shown = " ".join(text.replace(_BLANK, " ").split())
            report.warning(
                _within(mark, text, found), f"the text '{shown}' can't be translated", _HINT
            )


def _without_jinja(found: re.Match[str]) -> str:
    """Blanks, but for the texts that an expression prints as they are."""
    blank = re.sub(r"[^\n]", _BLANK, found[0])
    for start, text in _printed(found[0]) if found[0].startswith("{{") else ():
        blank = blank[:start] + text + blank[start + len(text) :]
    return blank


def _printed(expression: str) -> Iterator[tuple[int, str]]:
    """The literals that an expression prints, with their places in it."""
    try:
        tree = _PARSER.parse(expression)
    except TemplateSyntaxError:  # which compiling tells
        return
    wanted = [text for output in tree.find_all(nodes.Output) for text in _values(output)]
    for each in _LITERAL.finditer(expression):
        text = each[1] or each[2] or ""
        if text in wanted:
            wanted.remove(text)
            yield each.start() + 1, text


def _values(node: nodes.Node) -> Iterator[str]:
    """The texts that an expression may give as they are."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _values(node.expr1)
        if node.expr2 is not None:
            yield from _values(node.expr2)
    elif isinstance(node, nodes.Output | nodes.Concat | nodes.Or | nodes.Add):
        for each in node.iter_child_nodes():
            yield from _values(each)
    elif isinstance(node, nodes.Filter) and node.name in _STILL_TEXT and node.node is not None:
        yield from _values(node.node)


def _month_names(languages: Iterator[str] | tuple[str, ...]) -> re.Pattern[str]:
    """Names of months beside a number: "May" alone may be a verb."""
    names = {
        name
        for language in languages
        for name in Locale.parse(language, sep="-").months["format"]["wide"].values()
    }
    one = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"\b\d+\W{{1,2}}(?:{one})\b|\b(?:{one})\W{{1,2}}\d+")


def _within(mark: Mark, text: str, found: re.Match[str]) -> Mark:
    """The place of a piece of a text."""
    above = text.count("\n", 0, found.start())
    before = found.start() - (text.rfind("\n", 0, found.start()) + 1)
    column = before + 1 if above else mark.column + before
    return Mark(mark.line + above, column, found.end() - found.start())


class _Reader(HTMLParser):
    """Collects texts, and attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Text] = []
        self._kept: list[str] = []  # open elements that are not to be translated

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._kept or ("translate", "no") in attrs:
            self._kept += [tag] if not self._kept or tag == self._kept[0] else []
            return
        line, column = self.getpos()
        start = self.get_starttag_text() or ""
        read, asked, values = _READ_IN.get(tag, ("", "", ()))
        also = read if not asked or dict(attrs).get(asked) in values else ""
        for name, value in attrs:
            if (name in _READ_ALOUD or name == also) and value:
                at = max(start.find(value), 0)
                above = start.count("\n", 0, at)
                before = at - (start.rfind("\n", 0, at) + 1) + (0 if above else column)
                self.found.append(Text(Mark(line + above, before + 1), value))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("translate", "no") not in attrs:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._kept and tag == self._kept[0]:
            self._kept.pop()

    def handle_data(self, data: str) -> None:
        if self._kept or self.cdata_elem in _NO_TEXT:
            return
        line, column = self.getpos()
        text = _ATTRIBUTE.sub(lambda found: re.sub(r"[^\n]", _BLANK, found[0]), data)
        self.found.append(Text(Mark(line, column + 1), text))
