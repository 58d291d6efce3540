"""The parts of docs/themes.md that are read off the code and the files of the built-in themes.

`make docs` writes them between their markers; tests/test_theme_contract.py holds the page to them.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from jinja2 import Environment, nodes
from markupsafe import Markup

from dateline.render.contract import Member, members, views
from dateline.render.kinds import KINDS, PageView
from dateline.render.site import SiteView
from dateline.tool import built_in_themes

PAGE = Path(__file__).parents[1] / "docs" / "themes.md"
THEMES = ("broadsheet", "wire", "base")
_MARKED = re.compile(r"<!-- generated: (\w+) -->\n.*?<!-- end -->\n", re.DOTALL)
_WORDS = {
    str: "text",
    int: "number",
    bool: "true or false",
    datetime: "date-time",
    date: "date",
    Markup: "HTML",
    Any: "anything",
    dict: "mapping",
    type(None): "None",
}


def renewed(page: str) -> str:
    """The page with its generated parts as they should be."""
    return _MARKED.sub(
        lambda found: f"<!-- generated: {found[1]} -->\n\n{_PARTS[found[1]]()}\n\n<!-- end -->\n",
        page,
    )


def in_words(kind: Any) -> str:
    """A type as the page has it: "tuple of Card", "text or None"."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(map(in_words, inner))
    if origin is tuple and inner[-1] is Ellipsis:
        return f"tuple of {in_words(inner[0])}"
    if origin is tuple:
        return f"pair ({', '.join(map(in_words, inner))})"
    if origin in (list, frozenset):
        return f"{origin.__name__.removeprefix('frozen')} of {in_words(inner[0])}"
    return _WORDS.get(origin or kind) or name_of(kind)


def name_of(view: type) -> str:
    return view.__name__.removesuffix("View")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), ["---"] * len(list(head)), *rows]
    return "\n".join(
        f"| {' | '.join(each.replace('|', chr(92) + '|') for each in line)} |" for line in lines
    )


def member_rows(found: Iterable[Member], start: str = "") -> Iterator[tuple[str, str, str]]:
    for member in found:
        yield f"`{start}{member.name}{_call(member)}`", in_words(member.type), member.doc


def _call(member: Member) -> str:
    """The parameters of a method: "(count, section=None)"."""
    if member.signature is None:
        return ""
    empty = inspect.Parameter.empty
    bare = [each.replace(annotation=empty) for each in member.signature.parameters.values()]
    return str(inspect.Signature(bare))


def kinds_part() -> str:
    def has(kind: str) -> str:
        return ", ".join(f"`{name}`" for each in KINDS[kind].content for name in members(each))

    rows = (
        (f"`{name}`", f"`{kind.template}`" if kind.template else "the plugin's",
         f"`{kind.address}`" if kind.address else "the plugin's", has(name))
        for name, kind in KINDS.items()
    )  # fmt: skip
    return table(
        ("`page.kind`", "template", "address", "`page` has, besides what all pages have"), rows
    )


def content_part() -> str:
    kinds_of: dict[type, list[str]] = {}
    for name, kind in KINDS.items():
        for each in kind.content:
            kinds_of.setdefault(each, []).append(f"`{name}`")
    rows = (
        (", ".join(names), *row)
        for content, names in kinds_of.items()
        for row in member_rows(members(content).values(), "page.")
    )
    return table(("kinds", "name", "type", "what"), rows)


def page_part() -> str:
    return table(("name", "type", "what"), member_rows(members(PageView).values(), "page."))


def site_part() -> str:
    return table(("name", "type", "what"), member_rows(members(SiteView).values(), "site."))


def values_part() -> str:
    return "\n\n".join(
        f"### {name_of(view)}\n\n{inspect.cleandoc(view.__doc__ or '')}\n\n"
        + table(("attribute", "type", "what"), member_rows(_own(view)))
        for view in sorted(views(), key=name_of)
    )


def _own(view: type) -> Iterator[Member]:
    """Members without those that the values above it are told to have."""
    told = [members(base) for base in view.__mro__[1:] if base in views()]
    return (each for each in members(view).values() if not any(each.name in of for of in told))


def files_part() -> str:
    """Templates of the built-in themes that others may replace or extend."""
    said = []
    for theme in THEMES:
        folder = built_in_themes() / theme / "templates"
        if folder.is_dir():
            names = sorted(
                path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
            )
            rows = [_file_row(folder, name) for name in names]
            rows = [row for row in rows if row[0].startswith("`partials/") or any(row[1:])]
            said.append(f"**{theme}**\n\n" + table(("file", "what", "blocks", "macros"), rows))
    return "\n\n".join(said)


def _file_row(folder: Path, name: str) -> tuple[str, str, str, str]:
    text = (folder / name).read_text("utf-8")
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(text)
    comment = re.match(r"\s*\{#-?\s*(.*?)\s*-?#\}", text, re.DOTALL)
    blocks = ", ".join(f"`{each.name}`" for each in tree.find_all(nodes.Block))
    macros = ", ".join(
        f"`{each.name}({', '.join(argument.name for argument in each.args)})`"
        for each in tree.find_all(nodes.Macro)
    )
    is_part = name.startswith("partials/")
    what = re.sub(r"\s+", " ", comment[1]) if comment and is_part else ""
    return f"`{name}`", what, blocks, macros


_PARTS: dict[str, Callable[[], str]] = {
    "kinds": kinds_part,
    "content": content_part,
    "page": page_part,
    "site": site_part,
    "values": values_part,
    "files": files_part,
}


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
