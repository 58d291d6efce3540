"""Goes through the templates as rendering would, once for each kind of page, with types for values.

So a macro is looked at with what it is called with, a partial with the page that includes it, and
what stands below `{% if page.kind == "article" %}` with articles only.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import jinja2
from jinja2 import nodes
from jinja2.runtime import LoopContext
from markupsafe import Markup

from dateline.errors import did_you_mean
from dateline.render.environment import ThemeEnvironment
from dateline.render.site import SiteView
from dateline.themecheck.abstract import (
    Constant,
    Macro,
    Method,
    Missing,
    Module,
    Page,
    element,
    spread,
    truth,
)
from dateline.themecheck.complaints import Complaints
from dateline.themecheck.expressions import Expressions, last_name, told
from dateline.themecheck.scope import Guessing, Scope

_DEEP = 40  # templates and macros that call each other: more is a circle, which builds tell of


class _Part(NamedTuple):
    """A block's text in one template of a chain."""

    template: str
    node: nodes.Block


Blocks = dict[str, list[_Part]]


class Walk(Expressions):
    """Goes through templates. `trees` are those of all that could be parsed; `met` those it met."""

    def __init__(
        self,
        environment: ThemeEnvironment,
        complaints: Complaints,
        settings: dict[str, Any],
        assets: Iterable[str],
        trees: Mapping[str, nodes.Template],
    ) -> None:
        super().__init__(environment, complaints, settings, assets)
        self.trees = trees
        self.met: set[str] = set()
        self._depth = 0
        self._modules: dict[str, Module] = {}
        self._called: set[tuple[object, ...]] = set()
        self._macros: dict[int, Macro] = {}
        self._blocks: Blocks = {}
        self._context = Scope()  # names of the template: blocks see those, and not a loop's
        self._block: tuple[str, int] | None = None
        self._extending = False

    def page(self, template: str, kind: str) -> None:
        """Go through the template of a kind of page, "" for any kind."""
        names = {"page": Page(kind), "site": SiteView, "self": Any}
        self._render(template, Scope(names=names) if kind else Guessing(names=names), {})

    def leftovers(self) -> None:
        """Look at macros that nobody called, whatever they are given."""
        for macro in list(self._macros.values()):
            if not any(each[0] is macro.node for each in self._called):
                self.called(macro.node, macro, None)

    # Templates

    def _render(self, name: str, scope: Scope, blocks: Blocks) -> None:
        tree = self.trees.get(name)
        if tree is None or self._depth > _DEEP:
            return
        self.met.add(name)
        before = self.here, self._blocks, self._context, self._extending
        for block in tree.find_all(nodes.Block):
            blocks.setdefault(block.name, []).append(_Part(name, block))
        extends = tree.find(nodes.Extends)
        self.here, self._blocks, self._context = name, blocks, scope
        self._extending = extends is not None
        self._depth += 1
        self._body(tree.body, scope)
        for parent in self._named(extends.template, scope) if extends is not None else ():
            if self._exists(extends, parent):
                self._render(parent, scope, blocks)
        self._depth -= 1
        self.here, self._blocks, self._context, self._extending = before

    def _named(self, node: nodes.Expr, scope: Scope) -> list[str]:
        """The names that an expression gives, where they are certain."""
        known = self.look(node, scope)
        found = known.value if isinstance(known, Constant) else ()
        found = found if isinstance(found, tuple) else (found,)
        return [each for each in found if isinstance(each, str)]

    def _exists(self, node: nodes.Node | None, name: str) -> bool:
        if name in self.complaints.sources:
            return True
        if node is not None:
            names = self.complaints.sources
            self.error(node, name, f"no template '{name}'", did_you_mean(name, names))
        return False

    def _module(self, name: str, scope: Scope | None) -> Module:
        """An imported template; `scope` is its importer's where it sees that."""
        if scope is None and name in self._modules:
            return self._modules[name]
        inside = Scope(scope)
        module = Module(name, {})
        if scope is None:
            self._modules[name] = module
        self._render(name, inside, {})
        module.names.update(inside.exported())
        return module

    # Statements

    def _body(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for each in body:
            doing = getattr(self, f"_do_{type(each).__name__.lower()}", None)
            if doing is not None:
                doing(each, scope)
            elif isinstance(each, nodes.Expr):
                self.look(each, scope)
            else:  # switches of Jinja's own: autoescape
                inside = Scope(scope)
                for child in each.iter_child_nodes():
                    self._body([child], inside)

    def _do_output(self, node: nodes.Output, scope: Scope) -> None:
        for each in node.nodes:
            if not isinstance(each, nodes.TemplateData):
                self.printed(each, scope)

    def _do_extends(self, node: nodes.Extends, scope: Scope) -> None:
        pass  # when the template is through

    def _do_if(self, node: nodes.If, scope: Scope) -> None:
        ways: list[Scope] = []
        for test, body in [(each.test, each.body) for each in (node, *node.elif_)]:
            holds = truth(self.look(test, scope))
            if holds is False:
                continue
            ways.append(Scope(scope))
            self._body(body, ways[-1])
            if holds:
                break
        else:
            ways.append(Scope(scope))
            self._body(node.else_, ways[-1])
        scope.merge(ways)

    def _do_for(self, node: nodes.For, scope: Scope) -> None:
        known = self.look(node.iter, scope)
        met = element(known)
        if met is Missing:
            hint = f"write {told(node.iter)}()" if isinstance(known, Method) else ""
            self.error(node.iter, last_name(node.iter), f"{told(node.iter)} is no list", hint)
            met = Any
        inside = Scope(scope, {"loop": LoopContext})
        self._assign(node.target, met, inside)
        if node.test is not None:
            self.look(node.test, inside)
        self._body(node.body, inside)
        self._body(node.else_, Scope(scope))

    def _assign(self, target: nodes.Node, known: Any, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope.names[target.name] = known
        elif isinstance(target, nodes.Tuple):
            for each, part in zip(target.items, spread(known, len(target.items)), strict=True):
                self._assign(each, part, scope)

    def _do_assign(self, node: nodes.Assign, scope: Scope) -> None:
        self._assign(node.target, self.look(node.node, scope), scope)

    def _do_assignblock(self, node: nodes.AssignBlock, scope: Scope) -> None:
        self._body(node.body, Scope(scope))
        self._assign(node.target, Markup, scope)

    def _do_with(self, node: nodes.With, scope: Scope) -> None:
        inside = Scope(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self._assign(target, self.look(value, scope), inside)
        self._body(node.body, inside)

    def _do_filterblock(self, node: nodes.FilterBlock, scope: Scope) -> None:
        self.look(node.filter, scope)
        self._body(node.body, Scope(scope))

    def _do_include(self, node: nodes.Include, scope: Scope) -> None:
        names = self._named(node.template, scope)
        there = [name for name in names if name in self.complaints.sources]
        if names and not there and not node.ignore_missing:
            self._exists(node, names[0])
        for name in there[:1]:
            self._render(name, Scope(scope if node.with_context else None), {})

    def _do_import(self, node: nodes.Import, scope: Scope) -> None:
        scope.names[node.target] = self._imported(node, scope) or Any
        scope.imported.add(node.target)

    def _do_fromimport(self, node: nodes.FromImport, scope: Scope) -> None:
        module = self._imported(node, scope)
        for each in node.names:
            name, alias = each if isinstance(each, tuple) else (each, each)
            if module is not None and name not in module.names:
                hint = did_you_mean(name, module.names)
                self.error(node, name, f"{module.name} has no macro '{name}'", hint)
            scope.names[alias] = module.names.get(name, Any) if module is not None else Any
            scope.imported.add(alias)

    def _imported(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> Module | None:
        for name in self._named(node.template, scope):
            if self._exists(node, name) and name in self.trees:
                return self._module(name, scope if node.with_context else None)
        return None

    # Blocks

    def _do_block(self, node: nodes.Block, scope: Scope) -> None:
        if not self._extending:
            around = scope if node.scoped else self._context
            self._in_block(node.name, 0, around)

    def _in_block(self, name: str, at: int, scope: Scope) -> None:
        """Look at a block as the first template of the chain has it, or as those below it do."""
        part = self._blocks[name][at]
        before = self.here, self._block, self._extending
        self.here, self._block, self._extending = part.template, (name, at), False
        self._body(part.node.body, Scope(scope))
        self.here, self._block, self._extending = before

    def parents_block(self, node: nodes.Call, scope: Scope) -> Any:
        """`super()`."""
        if self._block is None:
            return Markup
        name, at = self._block
        if at + 1 < len(self._blocks[name]):
            self._in_block(name, at + 1, self._context)
        else:
            hint = "take super() out: what this template extends has no such block"
            self.error(node, "super", f"there is nothing above the block '{name}'", hint)
        return Markup

    # Macros

    def _do_macro(self, node: nodes.Macro, scope: Scope) -> None:
        macro = Macro(self.here, node, scope)
        self._macros[id(node)] = macro
        scope.names[node.name] = macro

    def _do_callblock(self, node: nodes.CallBlock, scope: Scope) -> None:
        self.look(node.call, scope)
        self._body(node.body, Scope(scope, {each.name: Any for each in node.args}))

    def called(
        self, node: nodes.Node, macro: Macro, given: tuple[list[Any], dict[str, Any]] | None
    ) -> Any:
        """Look at a macro with what it is called with; None where that is not known."""
        names = [each.name for each in macro.node.args]
        inside = Scope(macro.scope, dict.fromkeys(("caller", "varargs", "kwargs"), Any))
        optional = names[len(names) - len(macro.node.defaults) :]
        for name, default in zip(optional, macro.node.defaults, strict=True):
            inside.names[name] = self.look(default, macro.scope)
        if given is None:
            inside.names |= dict.fromkeys(names, Any)
        else:
            self._check_given(node, macro, names, given)
            inside.names |= dict(zip(names, given[0], strict=False)) | given[1]
        key = (macro.node, id(macro.scope), *(inside.names.get(name, Any) for name in names))
        if key not in self._called and self._depth <= _DEEP:
            self._called.add(key)
            before = self.here, self._depth, self.caller
            if given is not None and not self.caller:
                self.caller = f"{self.complaints.sources[self.here][1]}:{node.lineno}"
            self.here, self._depth = macro.template, self._depth + 1
            self._body(
                macro.node.body,
                Scope(inside, {name: Any for name in names if name not in inside.names}),
            )
            self.here, self._depth, self.caller = before
        return Markup

    def _check_given(
        self,
        node: nodes.Node,
        macro: Macro,
        names: list[str],
        given: tuple[list[Any], dict[str, Any]],
    ) -> None:
        """Complain of arguments that the macro does not take, and of those that it lacks."""
        used = {each.name for part in macro.node.body for each in part.find_all(nodes.Name)}
        signature = f"{macro.node.name}({', '.join(names)})"
        if len(given[0]) > len(names) and "varargs" not in used:
            self.error(node, macro.node.name, f"too many arguments for the macro {signature}")
        for name in given[1]:
            if name not in names and "kwargs" not in used:
                hint = did_you_mean(name, names)
                self.error(node, name, f"the macro {signature} takes no '{name}'", hint)
        required = names[: len(names) - len(macro.node.defaults)]
        for name in required[len(given[0]) :]:
            if name not in given[1] and name in used and not _asked_whether(macro.node, name):
                self.error(node, macro.node.name, f"the macro {signature} is not given '{name}'")


def _asked_whether(macro: nodes.Macro, name: str) -> bool:
    """Tell whether a macro itself asks if it was given something."""
    asking = [
        *(each for each in macro.find_all(nodes.Test) if each.name in ("defined", "undefined")),
        *(each for each in macro.find_all(nodes.Filter) if each.name in ("default", "d")),
    ]
    return any(isinstance(each.node, nodes.Name) and each.node.name == name for each in asking)


def parse(
    environment: ThemeEnvironment, sources: Mapping[str, tuple[str, str]]
) -> dict[str, nodes.Template]:
    """The trees of all templates that can be parsed; those of one file are one."""
    by_file: dict[str, nodes.Template] = {}
    for name, (text, shown) in sources.items():
        if shown not in by_file:
            with contextlib.suppress(jinja2.TemplateSyntaxError):  # which compiling tells
                by_file[shown] = environment.parse(text, name, shown)
    return {name: by_file[shown] for name, (_, shown) in sources.items() if shown in by_file}
