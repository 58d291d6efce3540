"""Plugins: modules in the site's folder `plugins/`, each with a function `extend(dateline)`.

A plugin is code of the site's owner and is trusted as such. What it makes is a pure function of
what it is given; its source is an input of every page.
"""

from __future__ import annotations

import importlib
import inspect
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from dateline.digest import digest
from dateline.errors import MachineError, Mark, Problem, Reporter, did_you_mean
from dateline.inventory import Inventory
from dateline.located import Places

if TYPE_CHECKING:
    from dateline.parse.markdown import MarkdownPlugin

FOLDER = "plugins"
# Filters that Dateline itself gives to templates.
FILTERS = frozenset(
    {"absolute", "absolute_links", "ago", "date", "datetime", "iso", "number", "rfc822", "time"}
)
WAY_OUT = "mend the plugin, or take its name out of 'plugins' in dateline.toml"

_PACKAGE = "dateline_plugins_"
_LONGEST = 300  # characters of what an exception says


class Extension(NamedTuple):
    """A function of a plugin, and where it is written."""

    function: Callable[..., Any]
    path: str
    line: int


class PluginFault(Exception):
    """A plugin gave something that can't be used: its `extension`, or `extend` itself."""

    def __init__(self, text: str, extension: Extension | None = None) -> None:
        super().__init__(text)
        self.extension = extension


class Dateline:
    """What `extend` is given. Each method raises PluginFault for what it can't take."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self._path = ""
        self._markdown: list[MarkdownPlugin] = []
        self._filters: dict[str, Extension] = {}
        self._facts: dict[str, Extension] = {}
        self._routes: list[Extension] = []

    def markdown(self, plugin: MarkdownPlugin) -> None:
        """Extend Markdown: `plugin` is called with a `markdown_it.MarkdownIt` that has our rules.

        It sees the bodies of articles and pages. The HTML is cleaned as raw HTML is.
        """
        _check_callable(plugin)
        # Here, where it can be told once, and not in the first article.
        from dateline.parse.markdown import extended_converter  # noqa: PLC0415

        extended_converter(raw_html=True, plugins=(*self._markdown, plugin))
        self._markdown.append(plugin)

    def filter(self, name: str, function: Callable[..., Any]) -> None:
        """Give templates a filter: `{{ value|name(argument) }}` is `function(value, argument)`."""
        from jinja2.filters import FILTERS as JINJAS  # noqa: PLC0415 - only plugins need it

        _check_callable(function)
        if hasattr(function, "jinja_pass_arg"):
            raise PluginFault(f"the filter '{name}' asks Jinja for more than its arguments")
        if name in FILTERS or name in JINJAS:
            raise PluginFault(f"there is a filter '{name}' already: choose another name")
        _add(self._filters, "filter", name, self._extension(function))

    def fact(self, name: str, function: Callable[..., Any]) -> None:
        """Give templates `site.fact(name, …)`, which is `function(site, …)`.

        `site` is a `dateline.link.plugged.SiteData`; arguments are texts and numbers. The function
        returns plain data: None, texts, numbers, dates, and lists and dictionaries of these.
        """
        _check_callable(function)
        _add(self._facts, "fact", name, self._extension(function))

    def route(self, function: Callable[..., Iterable[tuple[str, str, Any]]]) -> None:
        """Add pages: `function(site)` gives (address, template, content) for each of them.

        The address is a path of the site, the content plain data; the template has it as
        `page.content`.
        """
        _check_callable(function)
        self._routes.append(self._extension(function))

    def _extension(self, function: Callable[..., Any]) -> Extension:
        """Find out where a function is written; of other callables only the plugin is known."""
        code = getattr(inspect.unwrap(function), "__code__", None)
        shown = self._files.get(code.co_filename) if isinstance(code, CodeType) else None
        if code is None or shown is None:
            return Extension(function, self._path, 1)
        return Extension(function, shown, code.co_firstlineno)


class Plugins:
    """The plugins of a site, loaded. `mark` is a digest of their names and files, "" without any.

    Other processes get it by loading the plugins once more.
    """

    def __init__(self, root: Path, names: Sequence[str], mark: str, files: Sequence[str]) -> None:
        self.root = root
        self.names = tuple(names)
        self.mark = mark
        folder = root / FOLDER
        self.inside = tuple(files)
        self.files = {str(folder / name): f"{FOLDER}/{name}" for name in files}
        self.package = _PACKAGE + digest(f"{root}\n{mark}".encode())[:16]
        self.offered = Dateline(self.files)

    def __reduce__(self) -> tuple[Callable[..., Plugins], tuple[Path, tuple[str, ...], str, Any]]:
        return _loaded_again, (self.root, self.names, self.mark, self.inside)

    @property
    def markdown(self) -> tuple[MarkdownPlugin, ...]:
        return tuple(self.offered._markdown)

    @property
    def filters(self) -> Mapping[str, Extension]:
        return self.offered._filters

    @property
    def facts(self) -> Mapping[str, Extension]:
        return self.offered._facts

    @property
    def routes(self) -> Sequence[Extension]:
        return self.offered._routes

    def load(self) -> list[Problem]:
        """Import the plugins and let them extend Dateline; returns what went wrong."""
        _make_package(self.package, self.root / FOLDER)
        problems = []
        for name in self.names:
            shown = self.offered._path = f"{FOLDER}/{name}.py"
            try:
                extend = getattr(importlib.import_module(f"{self.package}.{name}"), "extend", None)
                if not callable(extend):
                    report = Reporter(shown)
                    report.error(Mark(1), "has no function 'extend'", "write def extend(dateline):")
                    problems += report.problems
                    continue
                extend(self.offered)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
                problems.append(self.problem(error, shown))
        return problems

    def place(self, error: BaseException) -> tuple[str, int]:
        """The innermost line of the plugins that an exception passed; ("", 0) if none."""
        if isinstance(error, PluginFault) and error.extension is not None:
            return error.extension.path, error.extension.line
        return innermost_line(error, self.files)

    def problem(self, error: BaseException, path: str, line: int = 1, hint: str = "") -> Problem:
        """Tell of an exception, at least with the file `path`."""
        found, at = self.place(error)
        return Problem(
            path=found or path,
            line=at if found else line,
            column=1,
            text=sentence(error),
            hint=hint or self._way_out(error),
        )

    def _way_out(self, error: BaseException) -> str:
        if not isinstance(error, ModuleNotFoundError) or not error.name:
            return WAY_OUT
        if f"{FOLDER}/{error.name}.py" in self.files.values():
            return f"write: from . import {error.name}"
        return f"install {error.name} where Dateline is installed, or do without it"


def innermost_line(error: BaseException, shown: Mapping[str, str]) -> tuple[str, int]:
    """The innermost of the files in `shown` that an exception passed, as shown, and the line."""
    if isinstance(error, SyntaxError) and (error.filename or "") in shown:
        return shown[error.filename or ""], error.lineno or 1
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename in shown:
            return shown[frame.filename], frame.lineno or 1
    return "", 0


def sentence(error: BaseException) -> str:
    """What an exception says, on one line."""
    if isinstance(error, PluginFault):
        return f"plugin: {error}"
    said = error.msg if isinstance(error, SyntaxError) else _said(error)
    name = type(error).__name__
    return f"plugin: {name}: {said}" if said else f"plugin: {name}"


def _said(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:_LONGEST]
    except Exception:  # noqa: BLE001 - an exception of a plugin's own
        return ""


NONE = Plugins(Path(), (), "", ())
# What is loaded, by the site's folder.
_loaded: dict[Path, Plugins] = {}


def load_plugins(
    root: Path,
    names: Sequence[str],
    places: Places,
    inventory: Inventory,
    problems: list[Problem],
) -> Plugins:
    """Load the plugins `names`, once for the life of the process while their files stay the same.

    `problems` gets what is wrong with them; then they are of no use.
    """
    if not names:
        return NONE
    files = [name for name in inventory.names(FOLDER) if "__pycache__/" not in name]
    found = _misnamed(names, places, files)
    problems.extend(found)
    if found:
        return NONE
    marks = (f"{name}\0{inventory.files[f'{FOLDER}/{name}'].digest}" for name in files)
    mark = digest("\n".join([*names, "", *marks]).encode("utf-8"))
    return _load(root.resolve(), tuple(names), mark, files, problems)


def _misnamed(names: Sequence[str], places: Places, files: Iterable[str]) -> list[Problem]:
    report = Reporter("dateline.toml")
    offered = sorted(name[:-3] for name in files if re.fullmatch(r"\w+\.py", name))
    for number, name in enumerate(names):
        mark = places.get((FOLDER, number)) or places.get((FOLDER,))
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            report.error(
                mark, f"'{name}' can't be a plugin", "names are of letters, digits and underscores"
            )
        elif name not in offered:
            guess = did_you_mean(name, offered)
            report.error(
                mark, f"no file {FOLDER}/{name}.py", guess or "write it, or take the name out"
            )
        elif name in names[:number]:
            report.error(mark, f"plugin '{name}' is listed twice", "take one out")
    return report.problems


def _load(
    root: Path, names: tuple[str, ...], mark: str, files: Sequence[str], problems: list[Problem]
) -> Plugins:
    known = _loaded.pop(root, None)
    if known is not None and known.mark != mark:
        _unload(known)
        known = None
    if known is None:
        known = Plugins(root, names, mark, files)
        found = known.load()
        problems.extend(found)
        if found:
            _unload(known)
            return NONE
    _loaded[root] = known
    return known


def _loaded_again(root: Path, names: tuple[str, ...], mark: str, files: Sequence[str]) -> Plugins:
    """What another process is given."""
    if not names:
        return NONE
    problems: list[Problem] = []
    plugins = _load(root, names, mark, files, problems)
    if problems:
        raise MachineError(f"{problems[0].path} changed during the build\n  build again")
    return plugins


def _unload(plugins: Plugins) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == plugins.package]:
        del sys.modules[name]


def _make_package(name: str, folder: Path) -> None:
    """Make a package of the folder, under a name that no other version of it has."""
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Source(SourceFileLoader):
    """Compiles what stands in the file: no bytecode is read or written."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class _Finder(MetaPathFinder):
    """Finds the modules of plugins, which may import each other: `from . import names`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith(_PACKAGE):
            return None
        finders = (FileFinder(os.fspath(entry), (_Source, [".py"])) for entry in path or ())
        return next(filter(None, (finder.find_spec(fullname) for finder in finders)), None)


def _check_callable(function: object) -> None:
    if not callable(function):
        raise PluginFault(f"a function is wanted, not {function!r}")


def _add(known: dict[str, Extension], kind: str, name: object, extension: Extension) -> None:
    if not isinstance(name, str) or not name.isidentifier():
        raise PluginFault(f"'{name}' can't be the name of a {kind}: use letters and underscores")
    if name in known:
        raise PluginFault(f"{known[name].path} has a {kind} '{name}' already")
    known[name] = extension
