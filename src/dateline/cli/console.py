"""How commands speak: problems with their source line to stderr, results to stdout."""

from __future__ import annotations

import contextlib
import json
import unicodedata
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from dateline.errors import Problem, Severity, SiteError, UsageError
from dateline.sources import source_line

CONFIG_NAME = "dateline.toml"
_WIDTH = 120
_JOINERS = "\u200c\u200d"
_HARMLESS = "\t\n\xad" + _JOINERS

Command = TypeVar("Command", bound=Callable[..., Any])


def site_option(command: Command) -> Command:
    """Add `-s/--site DIR`."""
    return click.option(
        "-s",
        "--site",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The site's folder. Default: the nearest one that holds dateline.toml.",
    )(command)


def find_site(given: Path | None) -> Path:
    """Find the folder that holds dateline.toml; raises UsageError with a way out."""
    if given is not None:
        if not (given / CONFIG_NAME).is_file():
            raise UsageError(f"no {CONFIG_NAME} in {given}")
        return given.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    raise UsageError(
        f"no {CONFIG_NAME} in {here} or above it\n"
        "  go to a site's folder, name one with --site, or start one: dateline new site mybrief"
    )


def reporting(command: Callable[..., int]) -> Callable[..., int]:
    """Print the problems of a SiteError with their source lines, and return its exit code."""

    @wraps(command)
    def wrapped(**options: Any) -> int:
        try:
            return command(**options)
        except SiteError as error:
            with contextlib.suppress(BrokenPipeError):
                print_problems(error.problems, find_site(options.get("site")))
            return error.exit_code

    return wrapped


def print_problems(problems: Iterable[Problem], root: Path) -> None:
    """Print each problem: place, fact, source line with a caret, way out."""
    for problem in problems:
        click.echo(format_problem(problem, root), err=True)


def format_problem(problem: Problem, root: Path) -> str:
    """Format one problem for people; editors know the form of its first line."""
    place = printable(problem.path)
    if problem.line:
        place += f":{problem.line}:{max(problem.column, 1)}"
    colour = "red" if problem.severity is Severity.ERROR else "yellow"
    severity = click.style(problem.severity, fg=colour, bold=True)
    lines = [f"{place}: {severity}: {printable(problem.text)}", *_source(problem, root)]
    if problem.hint:
        lines.append(f"  {printable(problem.hint)}")
    return "\n".join(lines)


def _source(problem: Problem, root: Path) -> list[str]:
    """The source line with a caret below the place, cut around it when it is long."""
    line = source_line(root / problem.path, problem.line) if problem.line else None
    if line is None or not line.strip():
        return []
    start = max(problem.column - 1, 0)
    cut = max(start - _WIDTH // 2, 0) if len(line) > _WIDTH else 0
    shown, start = line[cut : cut + _WIDTH], start - cut
    length = max(min(problem.length, len(shown) - start), 1)
    margin = f"{problem.line:>5} | "
    space = "".join("\t" if letter == "\t" else " " * _cells(letter) for letter in shown[:start])
    carets = "^" * max(sum(map(_cells, shown[start : start + length])), 1)
    return [margin + printable(shown), f"{'':>5} | {space}{carets}"]


def _cells(letter: str) -> int:
    """How many columns of a terminal a letter takes."""
    shown = printable(letter)
    if unicodedata.combining(letter) or shown in _JOINERS:
        return 0
    return len(shown) + (unicodedata.east_asian_width(letter) in "WF")


def printable(text: str) -> str:
    """Keep hostile letters in content from driving the terminal or turning its text around.

    What typesetting needs (no-break space, soft hyphen, the joiners of Persian and of emoji) stays.
    """
    return "".join(
        letter
        if letter.isprintable() or letter in _HARMLESS or unicodedata.category(letter) == "Zs"
        else f"\\x{ord(letter):02x}"
        for letter in text
    )


def problem_data(problem: Problem) -> dict[str, Any]:
    """A problem as plain data for `--json`."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": str(problem.severity),
        "text": problem.text,
        "hint": problem.hint,
    }


def print_json(data: Any, *, indent: int | None = 2) -> None:
    """Print one object on stdout; in ASCII, which no terminal or locale can spoil.

    Without `indent` it is one line, and big objects take a tenth of the time.
    """
    # A reader that goes away must not change the exit code that the command is about to give.
    with contextlib.suppress(BrokenPipeError):
        click.echo(json.dumps(data, indent=indent))
