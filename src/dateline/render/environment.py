"""The Jinja environment: what templates can reach, and nothing that reads the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import cache
from typing import Any

import markupsafe
from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    pass_context,
    pass_eval_context,
)
from jinja2.environment import Template, TemplateModule
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup, escape

from dateline.render.codegen import ThemeCodeGenerator
from dateline.render.facts import Facts
from dateline.render.filters import filters_of, to_json
from dateline.render.macros import PLAIN, RememberedMacro, ThemeMacro
from dateline.render.theme import Theme
from dateline.render.translations import Catalogue

MAX_RANGE = 10_000

_NONE: dict[str, Any] = {}

_NOT_OFFERED = ("random", "pprint")
_UNESCAPED = (".txt", "_headers", "_redirects")


class ThemeLoader(BaseLoader):
    """Gives Jinja the templates that `load_theme` has read."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        found = self.theme.templates.get(template)
        if found is None:
            raise TemplateNotFound(template)
        text, shown = found
        return text, shown, lambda: True

    def list_templates(self) -> list[str]:
        return sorted(self.theme.templates)


class ThemeTemplate(Template):
    """A template whose module, which importers share, is made once: they all fetch its facts."""

    @classmethod
    def _from_namespace(
        cls,
        environment: Environment,
        namespace: MutableMapping[str, Any],
        globals: MutableMapping[str, Any],
    ) -> Template:
        # Compiled code finds Jinja's own under these names, when it runs.
        namespace["escape"], namespace["Macro"] = written, ThemeMacro
        namespace["escaped"] = _escaped
        return super()._from_namespace(environment, namespace, globals)

    def new_context(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> Context:
        """Make the context of a page, or of an inclusion, which is shared: quickly."""
        if not shared or not vars:
            return super().new_context(vars, shared, locals)
        own = {name: value for name, value in (locals or {}).items() if value is not missing}
        parent = {**vars, **own} if own else vars
        return self.environment.context_class(self.environment, parent, self.name, self.blocks)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # Jinja would look whether the importer has other globals: here all templates have the same.
        environment = self.environment
        assert isinstance(environment, ThemeEnvironment)
        return environment.facts.remember(("module", self.name), self._module_of_macros)

    def _module_of_macros(self) -> TemplateModule:
        environment, module = self.environment, self.make_module()
        assert isinstance(environment, ThemeEnvironment)
        for name, value in vars(module).items():
            if isinstance(value, ThemeMacro):
                setattr(module, name, RememberedMacro(value, environment.facts))
        return module


def written(value: Any) -> str:
    """What a template writes of a value: `markupsafe.escape`, but as text, which is soon joined."""
    kind = type(value)
    if kind is str:
        return _escaped(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


# Within `escape`, without the `Markup` around it: half of the pieces of a page pass through here.
_escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)


class _Message:
    """Writes texts in the site's language, each once, without the new context of Jinja's own."""

    def __init__(self, look_up: Callable[..., str], facts: Facts) -> None:
        self._look_up = look_up
        self._facts = facts

    def _written(
        self, eval_ctx: EvalContext, asked: tuple[Any, ...], variables: dict[str, Any]
    ) -> str:
        """What `asked` finds, filled in."""
        autoescape = eval_ctx.autoescape
        kinds = (*map(type, asked), *map(type, variables.values()))
        if not PLAIN.issuperset(kinds):
            return self._filled(asked, variables, autoescape)
        key = (self, asked, autoescape, *variables.items(), kinds)
        return self._facts.remember(key, self._filled, asked, variables, autoescape)

    def _filled(self, asked: tuple[Any, ...], variables: dict[str, Any], autoescape: bool) -> str:
        found = self._look_up(*asked)
        # A per cent sign is written twice in messages, with places or without.
        return (Markup(found) if autoescape else found) % variables


class _Gettext(_Message):
    @pass_eval_context
    def __call__(self, eval_ctx: EvalContext, message: str, /, **variables: Any) -> str:
        return self._written(eval_ctx, (message,), variables)


class _Ngettext(_Message):
    @pass_eval_context
    def __call__(
        self, eval_ctx: EvalContext, singular: str, plural: str, number: int, /, **variables: Any
    ) -> str:
        return self._written(eval_ctx, (singular, plural, number), {"num": number, **variables})


class ThemeContext(Context):
    """Calls what is called most without Jinja's questions to it."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,
    ) -> None:
        # What Jinja's own does, in short: a page has ten of them.
        self.parent, self.vars, self.environment, self.name = parent, {}, environment, name
        self.eval_ctx = EvalContext(environment, name)
        self.exported_vars = set()
        # Which globals there are would be asked for only where importers have others: see above.
        self.globals_keys = set()
        self.blocks = {block: [code] for block, code in blocks.items()}

    def get_all(self) -> dict[str, Any]:
        return {**self.parent, **self.vars} if self.vars else self.parent

    def short_call(
        self,
        obj: Callable[..., Any],
        args: tuple[Any, ...],
        loop_vars: dict[str, Any] | None,
        block_vars: dict[str, Any] | None,
        kwargs: dict[str, Any] = _NONE,
    ) -> Any:
        """Call with what a template wrote between the parentheses.

        The names of a loop and of a block are for functions that look into the context, as those
        here do not.
        """
        kind = type(obj)
        if kind in _MACROS:
            return obj.called(self.eval_ctx, args, kwargs)  # type: ignore[attr-defined]
        if kind in _MESSAGES:
            return obj(self.eval_ctx, *args, **kwargs)
        names = {"_loop_vars": loop_vars, "_block_vars": block_vars}
        there = {name: found for name, found in names.items() if found is not None}
        return self.call(obj, *args, **kwargs, **there)


_MACROS = frozenset((RememberedMacro, ThemeMacro))
_MESSAGES: frozenset[type[object]] = frozenset((_Gettext, _Ngettext))


class ThemeEnvironment(Environment):
    """Names that begin with an underscore are Python's business: a way out into the machine."""

    template_class = ThemeTemplate
    context_class = ThemeContext
    code_generator_class = ThemeCodeGenerator
    facts: Facts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._loaded: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Return a template; those of a theme don't change while there is its environment."""
        if type(name) is not str or globals:
            return super().get_template(name, parent, globals)
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Overlay the globals, which nobody changes here: a plain dictionary, read quickly."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if attribute[:1] == "_":
            return self.undefined(obj=obj, name=attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and argument.startswith("__"):
            return self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)


@cache
def _escapes(name: str | None) -> bool:
    return not (name or "").endswith(_UNESCAPED)


class _Messages(Mapping[str, Any]):
    """The catalogue's messages: each look at one is a fetch."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def __getitem__(self, message: str) -> Any:
        found = self._facts.fetch("text", message)
        if found is None:
            raise KeyError(message)
        return found

    def get(self, message: str, default: Any = None) -> Any:
        # Most sites are in the language of the messages: a message without a translation is no
        # exception.
        found = self._facts.fetch("text", message)
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts.theme.catalogue.messages)

    def __len__(self) -> int:
        return len(self._facts.theme.catalogue.messages)


def make_environment(facts: Facts) -> ThemeEnvironment:
    """Build the environment for one site; its language is the site's."""
    catalogue = Catalogue(_Messages(facts), facts.theme.catalogue.plural)
    environment = ThemeEnvironment(
        loader=ThemeLoader(facts.theme),
        undefined=StrictUndefined,
        autoescape=_escapes,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.facts = facts
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        catalogue.gettext,
        catalogue.ngettext,
        newstyle=True,
        pgettext=catalogue.pgettext,
        npgettext=catalogue.npgettext,
    )
    environment.globals["gettext"] = environment.globals["_"] = _Gettext(catalogue.gettext, facts)
    environment.globals["ngettext"] = _Ngettext(catalogue.ngettext, facts)
    for name in ("lipsum", "cycler"):
        environment.globals.pop(name, None)
    environment.globals["range"] = _bounded_range
    environment.policies |= {"json.dumps_function": to_json, "json.dumps_kwargs": {}}
    for name in _NOT_OFFERED:
        environment.filters.pop(name, None)
    filters = filters_of(facts, facts.language)
    filters |= {name: each.function for name, each in facts.values.plugins.filters.items()}
    environment.filters.update({name: _unfolded(each) for name, each in filters.items()})
    return environment


def _unfolded(made: Callable[..., Any]) -> Callable[..., Any]:
    """Keep Jinja from working a filter out as it compiles: compiled templates outlive a site."""

    @pass_context
    def unfolded(_: Context, *args: Any, **kwargs: Any) -> Any:
        return made(*args, **kwargs)

    return unfolded


def _bounded_range(*bounds: int) -> range:
    found = range(*bounds)
    if len(found) > MAX_RANGE:
        raise OverflowError(f"range of {len(found)} is over the limit of {MAX_RANGE}")
    return found
