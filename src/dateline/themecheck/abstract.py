"""What is known of a value in a template before there is one.

It is a type as annotations have it (`CardView`, `str | None`, `tuple[CardView, ...]`), `Any` where
nothing is known, or one of the classes here. Whoever does not know says Any: better to pass over a
fault than to see one where there is none.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any, Union, get_args, get_origin

import msgspec
from jinja2 import nodes
from jinja2.runtime import LoopContext

from dateline.render.contract import Member, is_view, members, page_members
from dateline.render.kinds import KINDS
from dateline.render.site import Settings

NONE: Any = type(None)


class Missing:
    """There is no such thing."""


class Page(msgspec.Struct, frozen=True):
    """`page` on pages of a kind; "" where it may be any."""

    kind: str


class Constant(msgspec.Struct, frozen=True):
    """A value that stands in the template itself."""

    value: Any


class Method(msgspec.Struct, frozen=True):
    """A method of `site` that is not called yet."""

    member: Member


class Module(msgspec.Struct, frozen=True, eq=False):
    """An imported template."""

    name: str
    names: dict[str, Any]


class Macro(msgspec.Struct, frozen=True, eq=False):
    """A macro with what it sees around itself."""

    template: str
    node: nodes.Macro
    scope: Any


_OURS = (Page, Constant, Method, Module, Macro)


def constant(value: object) -> Any:
    """What is known of a literal, which Jinja makes of what can be a key."""
    return Constant(value)


def alternatives(known: Any) -> tuple[Any, ...]:
    """The types that a value may have, None left out: nobody asks None for anything."""
    if get_origin(known) in (Union, types.UnionType):
        return tuple(each for each in get_args(known) if each is not NONE)
    return () if known is NONE or known == Constant(None) else (known,)


def joined(values: Iterable[Any]) -> Any:
    """What is known of a value that is one of several."""
    return reduce(_either, values)


def _either(one: Any, other: Any) -> Any:
    if one == other:
        return one
    one, other = (type(each.value) if type(each) is Constant else each for each in (one, other))
    if one == other:
        return one
    if Any in (one, other) or isinstance(one, _OURS) or isinstance(other, _OURS):
        return Any
    return Union[one, other]  # noqa: UP007 - of values


def attribute(known: Any, name: str, settings: dict[str, Any]) -> Any:
    """What is known of an attribute; Missing where no value of the type has one of that name."""
    found = [_attribute(each, name, settings) for each in alternatives(known)]
    offered = [each for each in found if each is not Missing]
    if not found:
        return Any
    return joined(offered) if offered else Missing


def _attribute(known: Any, name: str, settings: dict[str, Any]) -> Any:
    if isinstance(known, Constant):
        # A list that is written out is kept as a tuple, which can do less.
        known = Any if isinstance(known.value, tuple) else type(known.value)
    if isinstance(known, Module):
        return known.names.get(name, Missing)
    if known is Settings:
        return settings.get(name, Missing)
    listed = listed_members(known)
    if listed is not None:
        if isinstance(known, Page) and name == "kind" and known.kind:
            return Constant(known.kind)
        return offered(listed[name]) if name in listed else Missing
    plain = get_origin(known) or known
    if plain is LoopContext or plain in _PLAIN:
        return Any if hasattr(plain, name) else Missing
    return Any  # a mapping's key, or nobody knows


_PLAIN = (str, int, float, bool, tuple, list, frozenset)


def listed_members(known: Any) -> dict[str, Member] | None:
    """All that a value offers; None where that is not listed anywhere."""
    if isinstance(known, Page):
        if known.kind:
            return page_members(known.kind)
        return {name: each for kind in KINDS for name, each in page_members(kind).items()}
    return members(known) if is_view(known) else None


def offered(member: Member) -> Any:
    return member.type if member.signature is None else Method(member)


def names_of(known: Any, settings: dict[str, Any]) -> list[str]:
    """Names that may have been meant."""
    found: list[str] = []
    for each in alternatives(known):
        if isinstance(each, Module):
            found += each.names
        elif each is Settings:
            found += settings
        elif each is LoopContext:
            found += (name for name in dir(each) if not name.startswith("_"))
        else:
            found += listed_members(each) or ()
    return found


def name_of(known: Any) -> str:
    """What theme makers call a type."""
    if isinstance(known, Constant):
        known = type(known.value)
    return getattr(known, "__name__", type(known).__name__).removesuffix("View")


def kinds_with(name: str) -> list[str]:
    """The kinds of pages that have an attribute."""
    return [kind for kind in KINDS if name in page_members(kind)]


def element(known: Any) -> Any:
    """What a loop over the value meets; Missing where there can be none."""
    found = [_element(each) for each in alternatives(known)]
    met = [each for each in found if each is not Missing]
    if not found:
        return Any
    return joined(met) if met else Missing


def _element(known: Any) -> Any:
    if isinstance(known, Constant):
        inside = known.value if isinstance(known.value, tuple) else ()
        return joined(map(constant, inside)) if inside else Any
    if is_view(known) or isinstance(known, Page | Method | Macro | Module) or known in (bool, int):
        return Missing
    origin, inner = get_origin(known), get_args(known)
    if origin is tuple and inner[-1] is not Ellipsis:
        return joined(inner)
    if origin in (tuple, list, frozenset):
        return inner[0]
    return str if known is str else Any


def list_of(known: Any) -> Any:
    """A list of values of which something is known."""
    known = _plain(known)
    return Any if known in (Any, Missing) else list[known]


def pair_of(parts: Iterable[Any]) -> Any:
    """A tuple of which something is known for each part."""
    return tuple[tuple(map(_plain, parts))]  # type: ignore[misc]


def _plain(known: Any) -> Any:
    """What lists and tuples of types can hold."""
    known = type(known.value) if isinstance(known, Constant) else known
    return Any if isinstance(known, _OURS) else known


def spread(known: Any, count: int) -> list[Any]:
    """What is known of each part of a value that is taken apart."""
    if isinstance(known, Constant) and isinstance(known.value, tuple):
        parts = [constant(each) for each in known.value]
    elif get_origin(known) is tuple and get_args(known)[-1] is not Ellipsis:
        parts = list(get_args(known))
    else:
        met = element(known)
        return [Any if met is Missing else met] * count
    return parts if len(parts) == count else [Any] * count


def truth(known: Any) -> bool | None:
    """Whether a condition holds, where that is certain."""
    return bool(known.value) if isinstance(known, Constant) else None


def views_in(known: Any) -> Iterator[type]:
    """The views that a value is, or that are in it."""
    for each in alternatives(known):
        if is_view(each):
            yield each
        elif get_origin(each) in (tuple, list):
            for inner in get_args(each):
                yield from views_in(inner)
