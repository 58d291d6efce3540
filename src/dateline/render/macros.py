"""Macros that are worked out once: the same arguments give the same text.

That holds for macros that are imported without their importer's names. They see their arguments,
the globals (translations) and nothing else, so what they fetch depends on the arguments alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
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
PLAIN = frozenset((str, int, float, bool, NoneType, Markup, date))
_SMALL = PLAIN | {datetime}
_MADE_ONCE = (View, SiteView)  # and frozen


def _kinds_of(view: type[Any]) -> Iterator[type[Any]]:
    yield view
    for kind in view.__subclasses__():
        yield from _kinds_of(kind)


# What tells itself from others.
_FLAT = PLAIN.union(*map(_kinds_of, _MADE_ONCE))
# Nothing is remembered of a macro that is asked for the same less than once in `_SELDOM` times,
# after so many times, nor of one that writes `_LITTLE`: letters, on average.
_TRIED, _SELDOM, _LITTLE = 3_000, 8, 10

# `Markup(text)` without its questions to the text.
_markup = partial(str.__new__, Markup)


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

    So is a macro that has little to do, or is seldom asked for the same again.
    """

    def __init__(self, macro: ThemeMacro, facts: Facts) -> None:
        self._macro = macro
        self._facts = facts
        self._asked = self._made = self._letters = 0
        self._left = False

    @pass_eval_context
    def __call__(self, eval_ctx: EvalContext, *args: Any, **kwargs: Any) -> str:
        return self.called(eval_ctx, args, kwargs)

    def called(self, eval_ctx: EvalContext, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """Call it with what a template wrote between the parentheses."""
        if self._left:
            return self._macro.called(eval_ctx, args, kwargs)
        values = (*args, *kwargs.values()) if kwargs else args
        kinds = (*map(type, values),)
        # With dates and numbers there is little to do: less than remembering takes.
        if _SMALL.issuperset(kinds):
            return self._macro.called(eval_ctx, args, kwargs)
        parts: tuple[Hashable, ...] = values
        if not _FLAT.issuperset(kinds):
            parts = tuple([_part(each) for each in values])
            if None in parts:
                return self._macro.called(eval_ctx, args, kwargs)
        self._asked += 1
        if self._asked == _TRIED:
            again = self._asked - self._made
            self._left = again * _SELDOM < self._asked or self._letters < _LITTLE * self._made
        key = (self, eval_ctx.autoescape, *kwargs, kinds, parts)
        return self._facts.remember(key, self._make, eval_ctx, args, kwargs)

    def _make(self, eval_ctx: EvalContext, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        made = self._macro.called(eval_ctx, args, kwargs)
        self._made += 1
        self._letters += len(made)
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(self._macro, name)


def _part(value: Any) -> Hashable:
    """What of an argument tells it from others; None where that can't be said."""
    kind = type(value)
    if kind in PLAIN:
        return kind, value
    if isinstance(value, _MADE_ONCE):
        return value
    if kind is tuple:
        parts = tuple([_part(each) for each in value])
        return None if None in parts else parts
    if kind is datetime:
        # One instant in two zones is equal, and is not written alike; nor is an hour that comes
        # twice, in autumn.
        return kind, value, value.tzinfo, value.fold
    return None
