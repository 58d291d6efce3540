"""Macros that are worked out once: the same arguments give the same text.

That holds for macros that are imported without their importer's names. They see their arguments,
the globals (translations) and nothing else, so what they fetch depends on the arguments alone.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime
from types import NoneType
from typing import Any

from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from markupsafe import Markup

from dateline.render.facts import Facts
from dateline.render.site import SiteView
from dateline.render.views import View

# Equal values of different types look different: 1, 1.0 and True; "<" and Markup("<").
_PLAIN = frozenset((str, int, float, bool, NoneType, Markup, date))


class Fleeting(Exception):
    """An argument that differs each time, such as a page: remembering would be of no use."""


class RememberedMacro:
    """Stands for a macro; what is given a `page` or a list is worked out each time."""

    def __init__(self, template: str, macro: Macro, facts: Facts) -> None:
        self._key = (template, macro.name)
        self._macro = macro
        self._facts = facts

    @pass_eval_context
    def __call__(self, eval_ctx: EvalContext, *args: Any, **kwargs: Any) -> Any:
        try:
            key = (
                self._key,
                eval_ctx.autoescape,
                tuple([_part(each) for each in args]),
                tuple([(name, _part(each)) for name, each in kwargs.items()]),
            )
        except Fleeting:
            return self._macro(eval_ctx, *args, **kwargs)
        return self._facts.remember(key, lambda: self._macro(eval_ctx, *args, **kwargs))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._macro, name)


def _part(value: Any) -> Hashable:
    """What of an argument tells it from others."""
    kind = type(value)
    if kind in _PLAIN:
        return kind, value
    if isinstance(value, View | SiteView):
        return value  # made once, and frozen
    if kind is tuple:
        return tuple([_part(each) for each in value])
    if kind is datetime:
        # One instant in two zones is equal, and is not written alike.
        return kind, value.isoformat()
    raise Fleeting
