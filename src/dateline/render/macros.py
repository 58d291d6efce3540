"""Macros that are worked out once: the same arguments give the same text.

That holds for macros that are imported without their importer's names. They see their arguments,
the globals (translations) and nothing else, so what they fetch depends on the arguments alone.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime
from functools import partial
from types import NoneType
from typing import Any

from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup

from dateline.render.facts import Facts
from dateline.render.site import SiteView
from dateline.render.views import View

# Equal values of different types look different: 1, 1.0 and True; "<" and Markup("<").
_PLAIN = frozenset((str, int, float, bool, NoneType, Markup, date))
_SMALL = _PLAIN | {datetime}
_MADE_ONCE = (View, SiteView)  # and frozen
# Of a macro that is asked for the same less than once in `_SELDOM` times, after so many times,
# nothing is remembered any more.
_TRIED, _SELDOM = 500, 8

# `Markup(text)` without its questions to the text.
_markup = partial(str.__new__, Markup)


class Fleeting(Exception):
    """An argument that differs each time, such as a page: remembering would be of no use."""


class ThemeMacro(Macro):
    """A macro that is called in short where it takes what it names and no more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._takes_more = self.catch_kwargs or self.catch_varargs or self.caller

    @pass_eval_context
    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if not args or type(args[0]) is not EvalContext:
            return super().__call__(*args, **kwargs)
        return self.called(args[0], args[1:], kwargs)

    def called(self, eval_ctx: EvalContext, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """Call it with what a template wrote between the parentheses."""
        if self._takes_more or len(args) > self._argument_count:
            return super().__call__(eval_ctx, *args, **kwargs)
        if kwargs or len(args) < self._argument_count:
            names = self.arguments[len(args) :]
            if not kwargs.keys() <= set(names):
                return super().__call__(eval_ctx, *args, **kwargs)  # which says what is wrong
            args += tuple([kwargs.get(name, missing) for name in names])
        made = self._func(*args)
        return _markup(made) if eval_ctx.autoescape else made


class RememberedMacro:
    """Stands for a macro; what is given a `page` or a list is worked out each time.

    So is a macro that is seldom asked for the same again.
    """

    def __init__(self, template: str, macro: ThemeMacro, facts: Facts) -> None:
        self._key = (template, macro.name)
        self._macro = macro
        self._facts = facts
        self._asked = self._made = 0

    @pass_eval_context
    def __call__(self, eval_ctx: EvalContext, *args: Any, **kwargs: Any) -> str:
        return self.called(eval_ctx, args, kwargs)

    def called(self, eval_ctx: EvalContext, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """Call it with what a template wrote between the parentheses."""
        if _SMALL.issuperset(map(type, args)) and _SMALL.issuperset(map(type, kwargs.values())):
            # With a date or a number there is little to do: less than remembering takes.
            return self._macro.called(eval_ctx, args, kwargs)
        if self._asked > _TRIED and (self._asked - self._made) * _SELDOM < self._asked:
            return self._macro.called(eval_ctx, args, kwargs)
        try:
            parts = [_part(each) for each in args]
            named = [(name, _part(each)) for name, each in kwargs.items()]
        except Fleeting:
            return self._macro.called(eval_ctx, args, kwargs)
        self._asked += 1
        key = (self._key, eval_ctx.autoescape, *parts, *named)
        return self._facts.remember(key, self._make, eval_ctx, args, kwargs)

    def _make(self, eval_ctx: EvalContext, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        self._made += 1
        return self._macro.called(eval_ctx, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._macro, name)


def _part(value: Any) -> Hashable:
    """What of an argument tells it from others."""
    kind = type(value)
    if kind in _PLAIN:
        return kind, value
    if isinstance(value, _MADE_ONCE):
        return value
    if kind is tuple:
        return tuple([_part(each) for each in value])
    if kind is datetime:
        # One instant in two zones is equal, and is not written alike.
        return kind, value.isoformat()
    raise Fleeting
