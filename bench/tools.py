"""What the benchmark asks of a tool that builds sites, and Dateline as one of them."""

from __future__ import annotations

import compileall
import json
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import dateline

ROOT = Path(__file__).parent
INSTALLED = ROOT / ".peers"  # where install.sh puts the other tools
SITES = ROOT / "peers"  # their templates
THEMES = ROOT.parent / "themes"


class BuildFailed(Exception):
    """A build that is no good for measuring; says why."""


def not_installed(name: str) -> BuildFailed:
    """The error that says how to install a tool."""
    return BuildFailed(f"{name} is not installed: run bench/install.sh .venv/bin/python")


class Tool(Protocol):
    """A generator of sites. Paths are below the folder of its site.

    `output` is where pages go, `caches` what it keeps between builds, `config` the file with the
    tagline, `template` the one that only the list of tags uses.
    """

    name: str
    output: str
    caches: tuple[str, ...]
    config: str
    template: str

    def version(self) -> str:
        """Ask the tool; raises BuildFailed when it is not installed."""
        ...

    def prepare(self, source: Path, site: Path) -> None:
        """Make the tool's site of the generated one in `source`."""
        ...

    def write_story(self, site: Path, file: str, text: str) -> None:
        """Write one story; `file` and `text` are as in a Dateline site's content/."""
        ...

    def command(self, site: Path) -> list[str]:
        """The command that builds the site."""
        ...

    def told(self, printed: bytes) -> Mapping[str, Any]:
        """Read what a build printed: how many pages it rendered, if it says so."""
        ...


class Server(Tool, Protocol):
    """A tool that has a server for authors."""

    def server(self, site: Path, port: int) -> list[str]:
        """The command that serves the site on a port of this machine, until it is ended."""
        ...


class Dateline:
    """This repository's Dateline, `options` added to its command."""

    name = "Dateline"
    output = "public"
    caches: tuple[str, ...] = (".dateline",)
    config = "dateline.toml"
    template = "templates/tags.html"

    def __init__(self, options: Sequence[str] = ()) -> None:
        self._options = options

    def version(self) -> str:
        # As an installed one is compiled: here, not every environment lets Python do so.
        compileall.compile_dir(Path(dateline.__file__).parent, quiet=1)
        return dateline.__version__

    def prepare(self, source: Path, site: Path) -> None:
        leave_out = shutil.ignore_patterns("public", ".dateline", ".git", ".venv", ".peers")
        shutil.copytree(source, site, ignore=leave_out)
        override = site / self.template
        if _wears_broadsheet(site) and not override.exists():
            override.parent.mkdir(exist_ok=True)
            shutil.copy(THEMES / "broadsheet/templates/tags.html", override)

    def write_story(self, site: Path, file: str, text: str) -> None:
        write(site / "content" / file, text)

    def command(self, site: Path) -> list[str]:
        build = [sys.executable, "-m", "dateline", "build", "--site", str(site), "--json"]
        return [*build, *self._options]

    def server(self, site: Path, port: int) -> list[str]:
        serve = [sys.executable, "-m", "dateline", "serve", "--site", str(site), "--port"]
        return [*serve, str(port), *self._options]

    def told(self, printed: bytes) -> Mapping[str, Any]:
        report: dict[str, Any] = json.loads(printed)
        return {**report["counts"], "seconds": report["seconds"]}


def _wears_broadsheet(site: Path) -> bool:
    config = (site / "dateline.toml").read_text("utf-8")
    return re.search(r"^theme *=", config, re.MULTILINE) is None


def write(file: Path, text: str) -> None:
    """Write a text, and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def copy_theme_files(code: Path, images: Path) -> None:
    """Copy the style, script and logo of Dateline's theme, for pages that are as rich."""
    code.mkdir(parents=True, exist_ok=True)
    shutil.copy(THEMES / "broadsheet/assets/css/site.css", code)
    shutil.copy(THEMES / "broadsheet/assets/js/site.js", code)
    shutil.copy(THEMES / "base/assets/images/publisher.png", images)
