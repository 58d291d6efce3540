"""The content model of HTML, restored in sanitised raw HTML.

Sanitising gives a well-formed tree, but authors' trees still hold list items without a list,
paragraphs in spans, headings around figures. One walk from the leaves up puts each element into a
place where the HTML standard allows it. Text is never lost, only tags change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"]|\"[^\"]*\")*)>")
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_PHRASING = frozenset(
    re.findall(
        r"\w+",
        "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rp rt ruby s samp small"
        " span strong sub sup time u var wbr",
    )
)
_TRANSPARENT = frozenset({"a", "del", "ins"})
_PHRASING_ONLY = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "summary"})
_LISTS = frozenset({"ul", "ol"})
_LIST_HOMES = {"li": ("ul", _LISTS), "dt": ("dl", {"dl"}), "dd": ("dl", {"dl"})}
_ONLY_IN = {
    "figcaption": ("figure", "div"),
    "summary": ("details", "p"),
    "rt": ("ruby", "span"),
    "rp": ("ruby", "span"),
}
# Without these attributes the elements say nothing, and must hold a machine's form of the text.
_NEEDED = {"time": " datetime=", "data": " value=", "bdo": " dir="}
_TABLE_PARTS = frozenset(
    {"caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"}
)

# A row is not filled up further than this: one long row must not blow up a table.
MAX_PADDED = 50

_ROW = re.compile(r"<tr\b[^<>]*>(?:(?!</tr>).)*</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b(?:[^<>]*\bcolspan=\"(\d+)\")?")


class Piece(NamedTuple):
    """A finished part of the tree: an element ("" for text) and whether it is a block."""

    tag: str
    html: str
    block: bool = False

    @property
    def blank(self) -> bool:
        return not self.tag and not self.html.strip()


class _Open(NamedTuple):
    tag: str
    attributes: str
    children: list[Piece]


def restore_structure(html: str) -> str:
    """Return `html` (well-formed, lower-case tags) with every element where it may stand."""
    stack = [_Open("", "", [])]
    at = 0
    for found in _TOKEN.finditer(html):
        if found.start() > at:
            stack[-1].children.append(Piece("", html[at : found.start()]))
        at = found.end()
        closing, tag, attributes = found.groups()
        if tag in _VOID:
            stack[-1].children.append(Piece(tag, found[0], tag == "hr"))
        elif not closing:
            stack.append(_Open(tag, attributes, []))
        elif len(stack) > 1 and stack[-1].tag == tag:
            done = stack.pop()
            stack[-1].children.extend(_settled(done))
    stack[-1].children.append(Piece("", html[at:]))
    while len(stack) > 1:
        done = stack.pop()
        stack[-1].children.extend(_settled(done))
    top = [_at_home(child, "") for child in stack[0].children]
    return "".join(piece.html for piece in _with_homes(top, ""))


def _settled(element: _Open) -> list[Piece]:
    """Close an element: itself, or what is left of it, as pieces for its parent."""
    tag, attributes, children = element
    children = _with_homes([_at_home(child, tag) for child in children], tag)
    if tag in _NEEDED and _NEEDED[tag] not in attributes:
        tag = "span"
    arrange = _ARRANGE.get(tag)
    if arrange is not None:
        return arrange(element, children)
    blocks = any(child.block for child in children)
    if tag in _PHRASING:
        if not blocks or tag in _TRANSPARENT:
            return [Piece(tag, _written(tag, attributes, children), blocks)]
        # What makes text bold can't hold a paragraph; a span may as well be a div.
        return (
            [Piece("div", _written("div", attributes, children), True)]
            if tag == "span"
            else children
        )
    if tag in _PHRASING_ONLY and blocks:
        return list(_split(tag, attributes, children))
    return [Piece(tag, _written(tag, attributes, children), tag not in _TABLE_PARTS)]


def _at_home(child: Piece, parent: str) -> Piece:
    """An element that only its own parent may hold becomes a plain one elsewhere."""
    parents, plain = _ONLY_IN.get(child.tag, ("", ""))
    return child if not parents or parent in parents.split() else _renamed(child, child.tag, plain)


def _with_homes(children: list[Piece], parent: str) -> list[Piece]:
    """Wrap runs of list items that have no list around them."""
    made: list[Piece] = []
    run: list[Piece] = []
    home = ""
    for child in [*children, Piece("end", "")]:
        wanted, parents = _LIST_HOMES.get(child.tag, ("", frozenset()))
        stray = bool(wanted) and parent not in parents
        if run and not child.blank and (not stray or wanted != home):
            made.append(_list(home, run))
            run = []
        if stray or (run and child.blank):
            home = wanted or home
            run.append(child)
        elif child.tag != "end":
            made.append(child)
    return made


def _list(tag: str, items: list[Piece]) -> Piece:
    return Piece(tag, _written(tag, "", items), True)


def _split(tag: str, attributes: str, children: list[Piece]) -> Iterator[Piece]:
    """Cut a heading or paragraph at the blocks in it: text keeps the tag, blocks stand alone."""
    run: list[Piece] = []
    for child in [*children, Piece("end", "", True)]:
        if not child.block:
            run.append(child)
            continue
        if any(not piece.blank for piece in run):
            yield Piece(tag, _written(tag, attributes, run), True)
            attributes = ""
        run = []
        if child.tag != "end":
            yield child


def _arrange_list(element: _Open, children: list[Piece]) -> list[Piece]:
    """Only items in a list: a list goes into the item before it, all else becomes an item."""
    items: list[Piece] = []
    loose: list[Piece] = []
    for child in [*children, Piece("li", "")]:
        if child.tag == "li":
            if any(not piece.blank for piece in loose):
                _take_in(items, loose)
            loose = []
            if child.html:
                items.append(child)
        else:
            loose.append(child)
    if not items:
        return []
    return [Piece(element.tag, _written(element.tag, element.attributes, items), True)]


def _take_in(items: list[Piece], loose: list[Piece]) -> None:
    """Put what stands between items into one: a list into the item before, else a new one."""
    inner = "".join(piece.html for piece in loose)
    solid = [piece for piece in loose if not piece.blank]
    if items and all(piece.tag in _LISTS for piece in solid):
        before = items.pop()
        items.append(Piece("li", f"{before.html.removesuffix('</li>')}{inner}</li>"))
    else:
        items.append(Piece("li", f"<li>{inner}</li>"))


def _arrange_terms(element: _Open, children: list[Piece]) -> list[Piece]:
    """A definition list begins with a term and holds terms and definitions only."""
    solid = [child for child in children if not child.blank]
    if all(child.tag in ("div", "dl") for child in solid):
        # Groups of terms: each has become a list of its own.
        return [Piece("div", _written("div", element.attributes, children), True)]
    kinds = [child.tag for child in solid]
    if kinds[0] != "dt" or "dd" not in kinds:
        inner = [
            Piece("div", re.sub(r"^<d[dt]|d[dt]>$", _as_div, child.html), True) for child in solid
        ]
        return [Piece("div", _written("div", element.attributes, inner), True)]
    kept = [
        child if child.tag in ("dt", "dd") else Piece("dd", f"<dd>{child.html}</dd>")
        for child in solid
    ]
    return [Piece("dl", _written("dl", element.attributes, kept), True)]


def _as_div(found: re.Match[str]) -> str:
    return "<div" if found[0].startswith("<") else "div>"


def _arrange_figure(element: _Open, children: list[Piece]) -> list[Piece]:
    """One caption, at the front or the end."""
    captions = [child for child in children if child.tag == "figcaption"]
    rest = [child for child in children if child.tag != "figcaption"]
    extra = [_renamed(child, "figcaption", "div") for child in captions[1:]]
    inner = [*rest, *extra, *captions[:1]]
    return [Piece("figure", _written("figure", element.attributes, inner), True)]


def _arrange_details(element: _Open, children: list[Piece]) -> list[Piece]:
    """A summary comes first; without one nothing could be opened."""
    solid = [child for child in children if not child.blank]
    if not solid or solid[0].tag != "summary":
        inner = [_renamed(child, "summary", "p") for child in children]
        return [Piece("div", _written("div", element.attributes, inner), True)]
    return [Piece("details", _written("details", element.attributes, children), True)]


def _arrange_row(element: _Open, children: list[Piece]) -> list[Piece]:
    cells = [child for child in children if child.tag in ("td", "th")]
    return [Piece("tr", _written("tr", element.attributes, cells))] if cells else []


def _renamed(piece: Piece, old: str, new: str) -> Piece:
    if piece.tag != old:
        return piece
    inner = piece.html.removeprefix(f"<{old}").removesuffix(f"</{old}>")
    return Piece(new, f"<{new}{inner}</{new}>", new not in _PHRASING)


def _written(tag: str, attributes: str, children: list[Piece]) -> str:
    return f"<{tag}{attributes}>{''.join(child.html for child in children)}</{tag}>"


def _arrange_table(element: _Open, children: list[Piece]) -> list[Piece]:
    """Rows as long as the longest, where no cell spans another's place."""
    html = _written("table", element.attributes, children)
    if "rowspan=" in html or "<table" in html[1:]:
        return [Piece("table", html, True)]
    longest = min(max((_cells(row) for row in _ROW.findall(html)), default=0), MAX_PADDED)
    padded = _ROW.sub(
        lambda row: (
            row[0].removesuffix("</tr>") + "<td></td>" * (longest - _cells(row[0])) + "</tr>"
        ),
        html,
    )
    return [Piece("table", padded, True)]


def _cells(row: str) -> int:
    return sum(int(span or 1) for span in _CELL.findall(row))


_ARRANGE: dict[str, Callable[[_Open, list[Piece]], list[Piece]]] = {
    "ul": _arrange_list,
    "ol": _arrange_list,
    "dl": _arrange_terms,
    "figure": _arrange_figure,
    "details": _arrange_details,
    "table": _arrange_table,
    "tr": _arrange_row,
}
