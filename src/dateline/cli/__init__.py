"""The command line: one module per command, imported when it is run."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import signal
import sys
from typing import Any

import click

from dateline import __version__
from dateline.garbage import collect_garbage_rarely, collect_no_more

COMMANDS = {
    "build": "Build the site into its output folder.",
    "serve": "Show the site in a browser while you write.",
    "check": "Tell what an editor would want to know before publishing.",
    "explain": "Say why a page is made again, or not.",
    "new": "Start a site, an article or a theme, or write what a host needs.",
    "list": "List articles.",
    "schedule": "List when the site will change by itself.",
    "related": "Show what Don't Miss offers below an article, and why.",
    "theme": "Check a theme without building.",
    "clean": "Delete the built site and the cache.",
    "schema": "Print the JSON Schema of front matter or configuration.",
}


class Terminated(BaseException):
    """A signal asked us to end; nothing on the way may take it for its own."""


class LazyGroup(click.Group):
    """Lists the commands without importing them: start-up stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"dateline.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from dateline.errors import did_you_mean  # noqa: PLC0415

            hint = did_you_mean(name, COMMANDS) or f"there are: {', '.join(COMMANDS)}"
            raise click.UsageError(f"No command '{name}'. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with:  dateline new site mybrief && cd mybrief && dateline build",
)
@click.version_option(__version__, "-V", "--version", message="dateline %(version)s")
def cli() -> None:
    """Dateline turns a folder of Markdown articles into a news site.

    Every command works on the site in the current folder, on the nearest one above it that
    holds dateline.toml, or on the one that --site names.

    \b
    Exit codes: 0 done, 1 the site has problems, 2 wrong usage,
    3 the machine failed us (disk, permission), 130 interrupted.
    """


def main() -> None:
    """Run the command line; every ending is an exit code and, at most, a sentence."""
    _speak_utf8()
    collect_garbage_rarely()
    for name in ("SIGTERM", "SIGHUP"):  # a terminal that is closed sends the second
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _terminated)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Headlines have letters that a terminal's encoding may not have.
            stream.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:])
    collect_no_more()
    sys.exit(code)


def _speak_utf8() -> None:
    """Begin anew where this machine's locale reads file names otherwise: addresses come of them.

    What is printed stays in the terminal's own encoding.
    """
    was_told = sys.flags.ignore_environment or os.environ.get("PYTHONUTF8") == "1"
    if sys.getfilesystemencoding() == "utf-8" or was_told:
        return
    printed = sys.stdout.encoding if sys.stdout is not None else "utf-8"
    environment = {"PYTHONIOENCODING": printed, **os.environ, "PYTHONUTF8": "1"}
    os.execve(sys.executable, sys.orig_argv, environment)


def _terminated(number: int, frame: object) -> None:
    # Once is enough: a second one must not interrupt the tidying up.
    signal.signal(number, signal.SIG_IGN)
    raise Terminated(128 + number)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    code = _outcome(arguments)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        _give_up_stdout()
        if not isinstance(error, BrokenPipeError):
            return _say(f"writing the result: {error.strerror or error}", 3)
    return code


def _give_up_stdout() -> None:
    """Let Python, which flushes once more as it ends, write into nothing."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _outcome(arguments: list[str]) -> int:
    try:
        result: Any = cli.main(arguments, prog_name="dateline", standalone_mode=False)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.Abort:
        return _say("interrupted", 130)
    except KeyboardInterrupt:
        return _say("interrupted", 130)
    except Terminated as ending:
        code: int = ending.args[0]
        return code
    except click.ClickException as error:
        error.show()
        return 2
    except SystemExit as ending:
        # The reader went away (`| head -1`), the one case in which click itself exits, with 1.
        # That is no fault.
        if ending.code != 1:
            raise
        _give_up_stdout()
        return 0
    except BaseException as error:  # noqa: BLE001 - the edge: a person never sees a traceback
        return _unforeseen(error)
    return result if isinstance(result, int) else 0


def _say(text: str, code: int) -> int:
    from dateline.cli.console import printable  # noqa: PLC0415 - only what fails pays for it

    with contextlib.suppress(OSError):
        click.echo(f"dateline: {printable(text)}", err=True)
    return code


def _unforeseen(error: BaseException) -> int:
    from dateline.errors import DatelineError  # noqa: PLC0415

    if isinstance(error, DatelineError):
        return _say(str(error), error.exit_code)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _say(f"{where}{error.strerror or error}", 3)
    if isinstance(error, MemoryError):
        return _say("out of memory", 3)
    if os.environ.get("DATELINE_TRACEBACK"):
        raise error
    return _say(
        f"an error that we did not foresee: {type(error).__name__}: {error}\n"
        "  please report it; DATELINE_TRACEBACK=1 shows where it happened",
        3,
    )
