"""Rendering: one route gives one page, or a located problem."""

from __future__ import annotations

import contextlib
import marshal
import re
import signal
import threading
from collections.abc import Iterable, Iterator
from types import CodeType

import jinja2

from dateline import plugins
from dateline.errors import Mark, Problem, Reporter, did_you_mean
from dateline.link.routes import Route, place_of
from dateline.render.compiled import CodeCache, compile_templates
from dateline.render.environment import make_environment
from dateline.render.facts import Facts, NoAsset
from dateline.render.kept import Unkept
from dateline.render.pages import make_page
from dateline.render.site import NoFact, SiteView
from dateline.render.values import Values
from dateline.store import Bodies, Damaged, Store

TIME_LIMIT = 20.0  # seconds a page may take before its template counts as endless

_OURS = re.compile(r"'dateline\.[\w.]*?(\w+?)(?:View)? object'")


class RenderTimeout(Exception):
    """A template that did not come to an end."""


class Renderer:
    """Renders the routes of one linked site with one theme."""

    def __init__(self, values: Values, bodies: Bodies, codes: bytes = b"") -> None:
        self.values = values
        self.bodies = bodies
        self.facts = Facts(values, bodies)
        self.environment = make_environment(self.facts)
        self.codes: dict[str, CodeType] = marshal.loads(codes) if codes else {}
        self.environment.bytecode_cache = CodeCache(self.codes)
        self.site = SiteView(self.facts)
        self._timed = self._busy = False

    def __reduce__(self) -> tuple[type[Renderer], tuple[Values, Bodies, bytes]]:
        return Renderer, (self.values, self.bodies, marshal.dumps(self.codes))

    def compile(self, store: Store) -> list[jinja2.TemplateSyntaxError]:
        """Compile the theme's templates, as far as `store` has not kept them; returns faults."""
        faults: list[jinja2.TemplateSyntaxError] = []
        sources = self.values.theme.templates
        compiled = compile_templates(self.environment, sources, store, faults)
        self.codes.update(compiled.codes)
        self.values.templates.update(compiled.closures)
        return faults

    def render(self, route: Route) -> bytes | Problem:
        """Return the page, or what is wrong with its template; `facts` have what was fetched."""
        self.facts.begin()
        self.facts.fetch("template", route.template)
        try:
            self._begin_timing()
            page = make_page(self.facts, route)
            template = self.environment.get_template(route.template)
            return template.render(page=page, site=self.site).encode("utf-8")
        except (Damaged, Unkept):
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a template may raise anything
            self._busy = False
            return self._problem(error, route)
        finally:
            self._busy = False

    @contextlib.contextmanager
    def time_limit(self) -> Iterator[None]:
        """Interrupt each page that takes too long to render in here.

        Only where the system has timers, and in the main thread.
        """
        if (
            not hasattr(signal, "setitimer")
            or threading.current_thread() is not threading.main_thread()
        ):
            yield
            return
        before, self._timed = signal.signal(signal.SIGALRM, self._interrupt), True
        try:
            yield
        finally:
            self._timed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _begin_timing(self) -> None:
        self._busy = True
        if self._timed:
            # Again and again: Python drops what is raised while it finalises an object.
            signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT, 1.0)

    def _interrupt(self, number: int, frame: object) -> None:
        # Not while a finished page is written: the disk may be slow.
        if self._busy:
            raise RenderTimeout

    def _problem(self, error: BaseException, route: Route) -> Problem:
        path, line = self._line(error)
        if not path and route.kind == "plugin":
            path, line = place_of(route.source)
        return Problem(
            path=path or route.template,
            line=line,
            column=1 if line else 0,
            text=_sentence(error, plugged=path.startswith("plugins/")),
            hint=f"while rendering {route.url} from {route.source}{self._guess(error)}",
        )

    def _line(self, error: BaseException) -> tuple[str, int]:
        """The innermost line of a template or a plugin (Jinja maps its code back to templates)."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            return error.filename or error.name or "", error.lineno
        if isinstance(error, plugins.PluginFault):
            return self.values.plugins.place(error)
        shown = {path: path for _, path in self.facts.theme.templates.values()}
        return plugins.innermost_line(error, shown | self.values.plugins.files)

    def _guess(self, error: BaseException) -> str:
        """What was probably meant where a template or an asset is missing."""
        if isinstance(error, jinja2.TemplateNotFound):
            hint = did_you_mean(str(error.name), self.environment.list_templates())
        elif isinstance(error, NoAsset):
            hint = did_you_mean(error.name, self.facts.theme.assets)
        elif isinstance(error, NoFact):
            hint = did_you_mean(error.name, self.values.plugins.facts)
        else:
            hint = ""
        return f"; {hint}" if hint else ""


def template_problems(faults: Iterable[jinja2.TemplateSyntaxError]) -> list[Problem]:
    """Say what is wrong with templates that can't be compiled."""
    problems = []
    for fault in faults:
        report = Reporter(fault.filename or fault.name or "template")
        report.error(Mark(fault.lineno), f"template: {fault.message}")
        problems += report.problems
    return problems


def _sentence(error: BaseException, *, plugged: bool) -> str:
    what = "plugin" if plugged else "template"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"no template '{error.name}'"
    if isinstance(error, RecursionError):
        return f"{what}: includes or calls itself without end"
    if isinstance(error, RenderTimeout):
        return f"{what}: not done after {TIME_LIMIT:g} seconds"
    if plugged:
        return plugins.sentence(error)
    if isinstance(error, jinja2.UndefinedError):
        return f"template: {_in_theme_words(error.message or '')}"
    if isinstance(error, LookupError) and error.args:
        return f"template: {error.args[0]}"
    return f"template: {type(error).__name__}: {error}"


def _in_theme_words(message: str) -> str:
    """Name things as templates do: "'article' has no attribute 'x'", not by our classes."""
    message = message.replace(
        "'jinja2.runtime.TemplateReference object' has no attribute", "no block"
    )
    return _OURS.sub(lambda found: f"'{found[1].lower()}'", message)
