"""What is known of the value of an expression; on the way, what can't be right is told."""

from __future__ import annotations

import inspect
import operator
import re
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import nodes
from markupsafe import Markup

from dateline.errors import did_you_mean
from dateline.link.routes import FIXED
from dateline.render.contract import is_view
from dateline.render.environment import ThemeEnvironment
from dateline.render.site import Settings
from dateline.themecheck import filters
from dateline.themecheck.abstract import (
    NONE,
    Constant,
    Macro,
    Method,
    Missing,
    Module,
    Page,
    alternatives,
    attribute,
    constant,
    element,
    joined,
    list_of,
    name_of,
    names_of,
    pair_of,
    truth,
    views_in,
)
from dateline.themecheck.complaints import Complaints
from dateline.themecheck.scope import Scope

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "in": lambda one, many: one in many,
    "notin": lambda one, many: one not in many,
}
_WORDS = ("short", "medium", "long", "full", "month_year", "day_month")
_QUOTED = re.compile(r"'[^']*'")
_FIELD = re.compile(r"([A-Za-z])\1*")


class Expressions:
    """Looks at expressions of the template that is `here`."""

    def __init__(
        self,
        environment: ThemeEnvironment,
        complaints: Complaints,
        settings: dict[str, Any],
        assets: Iterable[str],
    ) -> None:
        self.environment = environment
        self.complaints = complaints
        self.settings = settings
        self.assets = frozenset(assets)
        self.here = ""
        self.caller = ""  # where the macro is called that is looked at

    def look(self, node: nodes.Node, scope: Scope) -> Any:
        """What is known of the value of an expression."""
        looking = getattr(self, f"_{type(node).__name__.lower()}", None)
        if looking is not None:
            return looking(node, scope)
        for each in node.iter_child_nodes():
            self.look(each, scope)
        return Any

    def error(self, node: nodes.Node, word: str, text: str, hint: str = "") -> None:
        self.complaints.error(self.here, node.lineno, word, text, hint)

    def warning(self, node: nodes.Node, word: str, text: str, hint: str = "") -> None:
        self.complaints.warning(self.here, node.lineno, word, text, hint)

    def printed(self, node: nodes.Expr, scope: Scope) -> None:
        """Look at an expression whose value is written into the page."""
        known = self.look(node, scope)
        word = last_name(node)
        if word == "month" and self._of_date(node, scope):
            hint = "write it with |date: its order goes by the site's language"
            self.warning(node, word, "the form of a date is fixed", hint)
        if any(map(filters.is_date, alternatives(known))):
            hint = "write it with |date, |datetime or |iso"
            self.warning(node, word, "a date is printed as the machine has it", hint)
        for view in views_in(known):
            text = f"{told(node)} has no text of its own: it is {name_of(view)}"
            self.error(node, word, text, "print one of its attributes")

    def _of_date(self, node: nodes.Expr, scope: Scope) -> bool:
        """Tell whether an expression is an attribute of what is certainly a date."""
        if not isinstance(node, nodes.Getattr):
            return False
        return all(map(filters.is_date, alternatives(self.look(node.node, scope))))

    # Names and what they lead to

    def _const(self, node: nodes.Const, scope: Scope) -> Any:
        return constant(node.value)

    def _tuple(self, node: nodes.Tuple, scope: Scope) -> Any:
        found = [self.look(each, scope) for each in node.items]
        if all(isinstance(each, Constant) for each in found):
            return Constant(tuple(each.value for each in found))
        return pair_of(found)

    def _list(self, node: nodes.List, scope: Scope) -> Any:
        found = self._tuple(nodes.Tuple(node.items, "load"), scope)
        return found if isinstance(found, Constant) else list_of(element(found))

    def _name(self, node: nodes.Name, scope: Scope) -> Any:
        known = scope.get(node.name)
        if known is not Missing:
            return known
        if node.name not in self.environment.globals:
            names = [*scope.visible(), *self.environment.globals]
            hint = did_you_mean(node.name, names)
            if node.name in ("page", "site"):
                hint = "hand it to the macro, or import the template `with context`"
            self.error(node, node.name, f"'{node.name}' is not defined here", hint)
        return Any

    def _getattr(self, node: nodes.Getattr, scope: Scope) -> Any:
        return self._attribute(node, self.look(node.node, scope), node.attr)

    def _getitem(self, node: nodes.Getitem, scope: Scope) -> Any:
        owner, key = self.look(node.node, scope), self.look(node.arg, scope)
        if isinstance(key, Constant) and isinstance(key.value, str):
            return self._attribute(node, owner, key.value)
        if isinstance(node.arg, nodes.Slice):
            return owner
        if isinstance(key, Constant) and isinstance(key.value, int):
            fixed = getattr(owner, "__args__", ())
            if fixed and fixed[-1] is not Ellipsis and key.value < len(fixed):
                return fixed[key.value]
        met = element(owner)
        return Any if met is Missing else met

    def _attribute(self, node: nodes.Node, owner: Any, name: str) -> Any:
        found = attribute(owner, name, self.settings)
        if found is not Missing:
            return found
        if isinstance(owner, Page):
            self.complaints.page_lacks(self.here, node.lineno, name, owner.kind)
            return Any
        hint = did_you_mean(name, names_of(owner, self.settings))
        if owner is Settings:
            what = f"the theme has no setting '{name}'"
            hint = hint or "declare it in theme.toml"
        elif isinstance(owner, Module):
            what = f"{owner.name} has no macro '{name}'"
        else:
            what = f"{told(getattr(node, 'node', node))} has no '{name}'"
            hint = hint or self._what_it_is(owner)
        self.error(node, name, what, hint)
        return Any

    def _what_it_is(self, owner: Any) -> str:
        names = " or ".join(name_of(each) for each in alternatives(owner))
        return f"it is {names}" + (f", in the call at {self.caller}" if self.caller else "")

    # What is worked out

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        called = self._special(node, scope)
        known = self.look(node.node, scope) if called is None else called
        given = [self.look(each, scope) for each in node.args]
        named = {each.key: self.look(each.value, scope) for each in node.kwargs}
        spread = node.dyn_args is not None or node.dyn_kwargs is not None
        if called is not None:
            self._message(node, scope)
            return called
        if isinstance(known, Macro):
            return self.called(node, known, None if spread else (given, named))
        if isinstance(known, Method):
            return self._method(node, known, given, named, check=not spread)
        if is_view(known) or isinstance(known, Page | Module):
            self.error(
                node,
                last_name(node.node),
                f"{told(node.node)} can't be called",
                "take the brackets away",
            )
        if isinstance(node.node, nodes.Getattr) and node.node.attr == "strftime":
            hint = "write it with |date: it knows the order and the words of the site's language"
            self.warning(node, "strftime", "the form of a date is fixed", hint)
            return str
        return Any

    def _special(self, node: nodes.Call, scope: Scope) -> Any:
        """What calls of Jinja's own give; None for others."""
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if scope.get(name) is not Missing or not name:
            return None
        if name == "super":
            return self.parents_block(node, scope)
        if name in ("_", "gettext", "ngettext", "pgettext", "npgettext", "caller"):
            return Markup
        return tuple[int, ...] if name == "range" else None

    def _message(self, node: nodes.Call, scope: Scope) -> None:
        """What is filled into a message is printed."""
        for each in node.kwargs:
            self.printed(each.value, scope)

    def _method(
        self,
        node: nodes.Call,
        known: Method,
        given: list[Any],
        named: dict[str, Any],
        *,
        check: bool,
    ) -> Any:
        name, signature = known.member.name, known.member.signature
        assert signature is not None
        if check:
            try:
                signature.bind(*given, **named)
            except TypeError as error:
                wanted = inspect.Signature(
                    [
                        each.replace(annotation=inspect.Parameter.empty)
                        for each in signature.parameters.values()
                    ]
                )
                asked = told(node.node)
                self.error(node, name, f"{asked}: {error}", f"write {asked}{wanted}")
        first = given[0].value if given and isinstance(given[0], Constant) else None
        if name == "asset" and isinstance(first, str) and first not in self.assets:
            hint = did_you_mean(first, self.assets)
            self.error(node, first, f"the theme has no asset '{first}'", hint)
        if name == "route" and isinstance(first, str) and first not in FIXED:
            self.error(node, first, f"there is no route '{first}'", did_you_mean(first, FIXED))
        return known.member.type

    def _filter(self, node: nodes.Filter, scope: Scope) -> Any:
        if node.name in ("default", "d"):
            known = self._leniently(node.node, scope)
            other = [self.look(each, scope) for each in node.args]
            return joined([known, *other[:1]]) if known is not Missing else (other or [Any])[0]
        known = self.look(node.node, scope) if node.node is not None else Markup
        given = [self.look(each, scope) for each in node.args]
        named: dict[Any, Any] = {each.key: self.look(each.value, scope) for each in node.kwargs}
        if wrong := filters.not_taken(node.name, known):
            self.error(node, node.name, *wrong)
        if node.name == "format":
            for each in node.args:
                self.printed(each, scope)
        if node.name in filters.DATES:
            self._pattern(node, named.get("form", given[0] if given else Any))
        asked = named.get("attribute") if node.name in filters.BY_KEYWORD else None
        at = filters.BY_ATTRIBUTE.get(node.name)
        if asked is None and at is not None and len(given) > at:
            asked = given[at]
        if isinstance(asked, Constant) and isinstance(asked.value, str):
            met = self._attributes(node, known, asked.value)
            if node.name == "map":
                return list_of(met)
        return filters.given(node.name, known)

    def _attributes(self, node: nodes.Filter, known: Any, path: str) -> Any:
        """Follow "section.title" from each element of a list."""
        met = element(known)
        for name in path.split("."):
            if met is Missing or name.isdigit():
                return Any
            found = attribute(met, name, self.settings)
            if found is Missing:
                hint = did_you_mean(name, names_of(met, self.settings))
                self.error(node, name, f"elements of {told(node.node)} have no '{name}'", hint)
                return Any
            met = found
        return met

    def _pattern(self, node: nodes.Filter, form: Any) -> None:
        if (
            not isinstance(form, Constant)
            or not isinstance(form.value, str)
            or form.value in _WORDS
        ):
            return
        if len(_FIELD.findall(_QUOTED.sub("", form.value))) > 1:
            hint = f"{', '.join(_WORDS)} are in the order of the site's language"
            self.warning(node, form.value, f"the form '{form.value}' of a date is fixed", hint)

    def _test(self, node: nodes.Test, scope: Scope) -> Any:
        if node.name in ("defined", "undefined"):
            known = self._leniently(node.node, scope)
            if known is Missing:
                return Constant(node.name == "undefined")
            return bool if known is Any else Constant(node.name == "defined")
        known = self.look(node.node, scope)
        for each in node.args:
            self.look(each, scope)
        if node.name == "none" and (known is NONE or isinstance(known, Constant)):
            return Constant(known is NONE or known.value is None)
        return bool

    def _leniently(self, node: nodes.Node | None, scope: Scope) -> Any:
        """What is known of something that may be missing; only what leads to it may not."""
        if isinstance(node, nodes.Name):
            known = scope.get(node.name)
            return Any if known is Missing and node.name in self.environment.globals else known
        if isinstance(node, nodes.Getattr):
            return attribute(self.look(node.node, scope), node.attr, self.settings)
        return self.look(node, scope) if node is not None else Any

    def _condexpr(self, node: nodes.CondExpr, scope: Scope) -> Any:
        holds = truth(self.look(node.test, scope))
        ways = [node.expr1 if holds is not False else None, node.expr2 if not holds else None]
        found = [self.look(each, scope) for each in ways if each is not None]
        return joined(found) if found else Any

    def _and(self, node: nodes.And, scope: Scope) -> Any:
        left = self.look(node.left, scope)
        if truth(left) is False:
            return left
        right = self.look(node.right, scope)
        if truth(left):
            return right
        return Constant(False) if truth(right) is False else joined([right, NONE])

    def _or(self, node: nodes.Or, scope: Scope) -> Any:
        left = self.look(node.left, scope)
        if truth(left):
            return left
        right = self.look(node.right, scope)
        return right if truth(left) is False else joined([*alternatives(left), right])

    def _not(self, node: nodes.Not, scope: Scope) -> Any:
        holds = truth(self.look(node.node, scope))
        return bool if holds is None else Constant(not holds)

    def _compare(self, node: nodes.Compare, scope: Scope) -> Any:
        left = self.look(node.expr, scope)
        rights = [self.look(each.expr, scope) for each in node.ops]
        compare = _COMPARED.get(node.ops[0].op)
        if (
            len(rights) == 1
            and compare
            and isinstance(left, Constant)
            and isinstance(rights[0], Constant)
        ):
            try:
                return Constant(compare(left.value, rights[0].value))
            except TypeError:
                return bool
        return bool

    def _concat(self, node: nodes.Concat, scope: Scope) -> Any:
        for each in node.nodes:
            self.printed(each, scope)
        return str

    # What statements know

    def called(
        self, node: nodes.Call, macro: Macro, given: tuple[list[Any], dict[str, Any]] | None
    ) -> Any:
        raise NotImplementedError

    def parents_block(self, node: nodes.Call, scope: Scope) -> Any:
        raise NotImplementedError


def told(node: nodes.Node | None) -> str:
    """An expression as messages have it: page.article."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{told(node.node)}.{node.attr}"
    if isinstance(node, nodes.Call):
        return f"{told(node.node)}(…)"
    if isinstance(node, nodes.Getitem):
        return f"{told(node.node)}[…]"
    return "the value"


def last_name(node: nodes.Node) -> str:
    """The word to look for in the line."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return node.attr
    return last_name(node.node) if isinstance(node, nodes.Call | nodes.Getitem) else ""
