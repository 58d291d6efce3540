"""`dateline serve`."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.console import find_site, printable, site_option
from dateline.errors import Problem, Severity, UsageError

if TYPE_CHECKING:
    from dateline.serve.desk import Made
    from dateline.serve.server import Serving

_NAMES = 3  # files that one line names


@click.command(
    "serve",
    epilog="""\b
Examples:
  dateline serve                          http://localhost:8000/, drafts and all
  dateline serve --open                   and open it in the browser
  dateline serve --no-drafts --no-future  what readers see
  dateline serve --as-of 2026-12-24       what they will see that day
  dateline serve --editor sublime         links of problems open Sublime Text""",
)
@site_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Default: 8000, or the next of ten that is free. 0 takes any.",
)
@click.option(
    "--host", default="127.0.0.1", metavar="HOST", help="Where to listen. Default: this machine."
)
@click.option("--open", "opens", is_flag=True, help="Open the site in the browser.")
@click.option("--drafts/--no-drafts", default=True, help="Show drafts, marked. Default: yes.")
@click.option(
    "--future/--no-future",
    default=None,
    help="Show what is not out yet, marked. Default: yes, but not with --as-of.",
)
@click.option("--as-of", metavar="INSTANT", help="Show the site as of then: 2026-12-24.")
@click.option("--no-reload", is_flag=True, help="Leave it to you to load pages again.")
@click.option(
    "--editor",
    default="vscode",
    show_default=True,
    envvar="DATELINE_EDITOR",
    metavar="NAME",
    help="What opens files: vscode, vscodium, cursor, zed, idea, sublime, textmate, none, or an "
    "address with {path}, {line} and {column}. DATELINE_EDITOR sets it for good.",
)
def command(site: Path | None, host: str, port: int | None, **options: Any) -> int:
    """Show the site in a browser, and each change as soon as it is saved.

    Pages are made when somebody looks at them, by the same engine as builds. Nothing is written
    into the output folder. Drafts and articles that are not out yet are shown, with a mark. What
    is wrong is told in the browser and here; the last good site stays meanwhile. A tab is loaded
    again only when its own page has changed.
    """
    from dateline.serve.asked import Asked  # noqa: PLC0415 - heavy, all of these
    from dateline.serve.editor import NONE, pattern_of  # noqa: PLC0415
    from dateline.serve.server import Serving, Told, serve  # noqa: PLC0415
    from dateline.serve.sockets import PORT, bound, is_loopback  # noqa: PLC0415

    root = find_site(site)
    local = is_loopback(host)
    if not local:
        _say(f"--host {host}: everybody who reaches this machine can read the site, drafts too")
    try:
        # Where others look on, links to files of this machine are of no use, and tell of it.
        editor = pattern_of(options["editor"] if local else NONE)
    except ValueError as error:
        raise UsageError(f"--editor: {error}") from None
    asked = Asked(drafts=options["drafts"], future=options["future"], as_of=options["as_of"])
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(each) for each in bound(host, port)]
        taken = sockets[0].getsockname()[1]
        if port is None and taken != PORT:
            _say(f"port {PORT} is taken; this is {taken}")
        terminal = _Terminal()
        serving = Serving(
            root,
            asked,
            Told(_say, terminal.tell),
            reload=not options["no_reload"],
            editor=editor,
        )
        terminal.tell_problems(serving.preview.problems or serving.preview.warnings)
        ready = partial(_ready, serving, _address(serving, host, taken), opens=options["opens"])
        serve(serving, sockets, host, ready=ready)
    return 0


def _ready(serving: Serving, url: str, *, opens: bool) -> None:
    _print(f"{_counts(serving)} at {url} (Ctrl-C ends this)")
    if opens:
        import webbrowser  # noqa: PLC0415 - few ask for it

        webbrowser.open(url)


def _say(text: str) -> None:
    _print(f"dateline: {text}", err=True)


def _print(text: str, *, err: bool = False) -> None:
    # Whoever read this may have gone away; the browser is still there.
    with contextlib.suppress(OSError):
        click.echo(printable(text), err=err)


def _address(serving: Serving, host: str, port: int) -> str:
    base = serving.preview.snapshot.config.base_path if serving.preview.snapshot else ""
    name = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0", "::") else host
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}:{port}{base}/"


def _counts(serving: Serving) -> str:
    snapshot = serving.preview.snapshot
    if snapshot is None:
        return "The site has problems; it is shown when they are solved,"
    states = [state.name for state in snapshot.states.values()]
    parts = [f"{len(snapshot.linked.index.newest):,} articles"]
    parts += [
        f"{count:,} {name}" + ("s" if name == "draft" and count > 1 else "")
        for name in ("draft", "scheduled")
        if (count := states.count(name))
    ]
    return ", ".join(parts)


class _Terminal:
    """Tells of each change in a line, and of each problem once."""

    def __init__(self) -> None:
        self._known: frozenset[Problem] = frozenset()

    def tell(self, made: Made, tabs: int, problems: Sequence[Problem]) -> None:
        if made.names:
            names = sorted(made.names)
            shown = ", ".join(names[:_NAMES])
            more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
            reloaded = f", {tabs} tab{'' if tabs == 1 else 's'} told" if tabs else ""
            _print(f"{shown}{more}: {made.seconds * 1000:.0f} ms{reloaded}")
        self.tell_problems(problems)

    def tell_problems(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            if problem not in self._known:
                _print(_line(problem), err=True)
        had_errors = any(each.severity is Severity.ERROR for each in self._known)
        self._known = frozenset(problems)
        if had_errors and not any(each.severity is Severity.ERROR for each in problems):
            _print("all errors are solved", err=True)


def _line(problem: Problem) -> str:
    place = problem.path
    if problem.line:
        place += f":{problem.line}:{max(problem.column, 1)}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: {problem.severity}: {problem.text}{hint}"
