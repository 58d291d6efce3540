"""The contract with themes, read off the code: what each value offers, of which type, and why."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from dateline.model import Heading
from dateline.render.kinds import KINDS, PageView
from dateline.render.site import MenusView, PublisherView, SiteView
from dateline.render.views import View

# How views get what they don't hold: no business of themes.
_PLUMBING = ("_", "make_", "given_")
_WITH_METHODS = (SiteView, PublisherView)
_OWN = (View, Heading, SiteView, PublisherView, MenusView)


class Member(NamedTuple):
    """An attribute of a value; of a method also its parameters. `type` is what it gives."""

    name: str
    type: Any
    doc: str
    signature: inspect.Signature | None = None


def is_view(kind: Any) -> bool:
    """Tell whether values of a type have members that are listed here, and no others."""
    return isinstance(kind, type) and (issubclass(kind, _OWN) or kind is PageView)


@cache
def members(owner: type) -> dict[str, Member]:
    """What themes may ask of a value, in the order in which the code has it, its bases' first."""
    found: dict[str, Member] = {}
    hints = get_type_hints(owner)
    for each in reversed(owner.__mro__):
        if not each.__module__.startswith("dateline."):
            continue
        for name, doc in _field_docs(each).items():
            found[name] = Member(name, hints[name], doc)
        for name, value in vars(each).items():
            if name.startswith(_PLUMBING):
                continue
            if isinstance(value, property) and value.fget is not None:
                found[name] = _member(name, value.fget)
            elif inspect.isfunction(value) and owner in _WITH_METHODS:
                found[name] = _member(name, value, _signature(value))
    return found


def _member(
    name: str, made_by: Callable[..., Any], signature: inspect.Signature | None = None
) -> Member:
    summary = (made_by.__doc__ or "").partition("\n")[0].strip()
    return Member(name, get_type_hints(made_by)["return"], summary, signature)


def _signature(method: Callable[..., Any]) -> inspect.Signature:
    found = inspect.signature(method)
    return found.replace(parameters=list(found.parameters.values())[1:])


def page_members(kind: str) -> dict[str, Member]:
    """What `page` has in the template of a kind of page."""
    found = dict(members(PageView))
    for content in KINDS[kind].content:
        found |= members(content)
    return found


def views() -> list[type]:
    """All types of values that templates can meet, each after the one that leads to it."""
    found: dict[type, None] = {}
    contents = (content for kind in KINDS.values() for content in kind.content)
    waiting = [PageView, *dict.fromkeys(contents), SiteView]
    while waiting:
        owner = waiting.pop(0)
        for member in members(owner).values():
            for each in parts(member.type):
                if is_view(each) and each not in found:
                    found[each] = None
                    waiting.append(each)
    return list(found)


def parts(kind: Any) -> Iterator[Any]:
    """A type and those that it is made of: of a tuple or of a choice."""
    yield kind
    for each in get_args(kind):
        yield from parts(each)


@cache
def _field_docs(owner: type) -> dict[str, str]:
    """The fields of a class with the text below each."""
    tree = ast.parse(inspect.getsource(owner)).body[0]
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    name = ""
    for each in tree.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            name = each.target.id
            if not name.startswith(_PLUMBING):
                found[name] = ""
        elif isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) and name:
            found[name] = str(each.value.value)
            name = ""
        else:
            name = ""
    return found
