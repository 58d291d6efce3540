"""The layers: a module imports only from floors below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src/dateline"

# From the ground up. Modules and packages on one floor don't import each other; inside a package
# they may, without a circle. The first name that fits counts.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("", "errors", "digest", "clock", "slots", "traces", "garbage"),
    ("sources", "slugs", "tool", "store"),
    ("located", "inventory"),
    ("tomlfile", "limits"),
    ("config", "model"),
    ("configfile",),
    ("details", "ledger", "options", "progress", "pool"),
    ("related", "crew"),
    ("parse",),
    ("plugins",),
    ("link", "entries"),
    ("articles", "publish"),
    ("site", "render"),
    ("build", "themecheck"),
    ("check", "serve"),
    ("cli",),
    ("__main__",),
)

# Imports inside functions, with the reason that each module has.
LATE = {
    "build": "all that makes pages: most builds end before it is needed",
    "cli": "start-up stays quick: each command loads what it needs",
    "check.making": "NumPy: near copies are looked for where their rule is wanted",
    "configfile": "Babel's and IDNA's tables take longer to load than most commands run",
    "related.choosing": "NumPy: only builds with other stories than before need it",
    "entries": "Markdown, YAML and NumPy: many runs parse nothing",
    "link.media": "Pillow: not every site has pictures",
    "crew": "processes: previews of small sites have none",
    "pool": "processes: most builds have too little to do for them",
    "plugins": "Jinja's own filters and Markdown: only sites with plugins need them",
    "slugs": "tables of all alphabets: most names are plain",
    "publish.durable": "ctypes: only big publications need it",
    "parse.frontmatter": "YAML: nearly all front matter is read without",
    "parse.highlight": "Pygments: not every site shows code",
    "render.assets": "minifiers: only builds need them",
    "serve.about": "NumPy: only who opens the bar of a page needs it",
    "render.lists": "Markdown: only what authors say of themselves needs it",
    "render.translations": "Babel's reader of catalogues: only builds need it",
}


class Import(NamedTuple):
    """`source` imports `target` (both without "dateline.") at `line`."""

    source: str
    line: int
    target: str
    late: bool


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(name: str, source: str) -> Iterator[Import]:
    """Every import of a module, its own package's as "dateline.…"."""
    tree = ast.parse(source)
    late = {
        id(inner)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = f"dateline.{name}".split(".")[: -node.level] if node.level else []
            start = ".".join([*above, *filter(None, [node.module])])
            below = [f"{start}.{alias.name}" for alias in node.names]
            targets = [
                each if each.removeprefix("dateline.") in MODULES else start for each in below
            ]
        else:
            continue
        for target in dict.fromkeys(targets):
            yield Import(name, node.lineno, target, id(node) in late)


def floor_of(module: str) -> int:
    """The floor of a module; KeyError for one that has none."""
    for floor, names in enumerate(FLOORS):
        if any(module == name or (name and module.startswith(f"{name}.")) for name in names):
            return floor
    raise KeyError(module)


def package_of(module: str) -> str:
    return module.partition(".")[0]


def faults(found: Iterator[Import]) -> list[str]:
    """The lines that break the rules, as "src/dateline/x.py:3: …"."""
    said = []
    for each in found:
        where = f"src/dateline/{each.source.replace('.', '/') or '__init__'}.py:{each.line}"
        own = each.target == "dateline" or each.target.startswith("dateline.")
        target = each.target.removeprefix("dateline").lstrip(".")
        elsewhere = own and package_of(target) != package_of(each.source)
        if elsewhere and floor_of(target) >= floor_of(each.source):
            said.append(f"{where}: {each.source} imports {target}, which is not below it")
        if each.late and not {each.source, package_of(each.source)} & LATE.keys():
            said.append(f"{where}: {each.source} imports {target or each.target} in a function")
    return said


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_from_below(module: str) -> None:
    assert faults(imports_of(module, MODULES[module].read_text("utf-8"))) == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_has_a_floor(module: str) -> None:
    floor_of(module)


def test_the_list_of_late_imports_has_no_idle_line() -> None:
    late = {
        each.source
        for name, path in MODULES.items()
        for each in imports_of(name, path.read_text("utf-8"))
        if each.late
    }

    assert LATE.keys() <= late | {package_of(name) for name in late}


def test_no_circle_of_imports() -> None:
    graph = {
        name: {
            target
            for each in imports_of(name, path.read_text("utf-8"))
            if (target := each.target.removeprefix("dateline").lstrip(".")) in MODULES
            and target != name
            and each.target.startswith("dateline")
            and not each.late
        }
        for name, path in MODULES.items()
    }
    waiting = dict(graph)

    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]

    assert waiting == {}


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        ("errors", "from dateline.model import Article", "errors imports model"),
        ("parse.reader", "import dateline.render.page", "parse.reader imports render.page"),
        ("link.index", "from dateline.render import page", "link.index imports render.page"),
        ("publish.output", "from dateline.build import build", "publish.output imports build"),
        ("config", "from dateline import details", "config imports details"),
        ("config", "from . import details", "config imports details"),
        ("link.index", "from ..render.page import Renderer", "link.index imports render.page"),
        ("link.routes", "from dateline.site import Site", "link.routes imports site"),
        ("digest", "def f():\n    import json", "digest imports json in a function"),
        ("clock", "f = lambda: __import__('os')\ndef g():\n  import os", "clock imports os in a"),
    ],
)
def test_a_line_that_breaks_the_rules_is_named(module: str, line: str, said: str) -> None:
    found = faults(imports_of(module, f'"""Doc."""\n\n{line}\n'))

    assert len(found) == 1
    number = 2 + len(line.splitlines())
    assert found[0].startswith(f"src/dateline/{module.replace('.', '/')}.py:{number}: {said}")
