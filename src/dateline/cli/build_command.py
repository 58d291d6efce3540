"""`dateline build`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import click

from dateline.cli.console import (
    find_site,
    print_json,
    print_problems,
    printable,
    problem_data,
    reporting,
    site_option,
)
from dateline.errors import Problem, Severity, SiteError


@click.command(
    "build",
    epilog="""\b
Examples:
  dateline build                          build into public/
  dateline build --drafts -o /tmp/look    see drafts and what is to come
  dateline build --as-of 2026-12-24       the site as it will be that day
  dateline build --verify                 prove that nothing stale was left
  dateline build --json | jq .counts      for scripts""",
)
@site_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Default: public/."
)
@click.option("--drafts", is_flag=True, help="Include drafts and articles that are not out yet.")
@click.option(
    "--as-of", metavar="INSTANT", help="Build as if it were then: 2026-12-24, 2026-12-24T06:00Z."
)
@click.option("--base-url", metavar="URL", help="Replace base_url of dateline.toml.")
@click.option("--noindex", is_flag=True, help="Ask search engines to stay away: for previews.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Worker processes. Default: one a core.",
)
@click.option("--clean", is_flag=True, help="Make and write every page anew, changed or not.")
@click.option("--verify", "verified", is_flag=True, help="Compare with a clean build.")
@click.option("--profile", is_flag=True, help="Print where the time went.")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but problems.")
@click.option("-v", "--verbose", is_flag=True, help="Print each file written and the seconds.")
@reporting
def command(site: Path | None, as_json: bool, **options: Any) -> int:
    """Build the site into its output folder.

    Reads content/, data/, static/ and the theme, links the articles, makes the pages whose facts
    have changed and publishes them. When anything is wrong, all problems are told and nothing is
    published.
    """
    from dateline.options import Options  # noqa: PLC0415

    root = find_site(site)
    shown = _Shown(**{name: options.pop(name) for name in _Shown._fields})
    bar = _Bar() if sys.stderr.isatty() and not shown.quiet and not as_json else None
    start = time.perf_counter()
    try:
        report, difference = _build(root, Options(**options), shown.verified, bar)
    except SiteError as error:
        if not as_json:
            raise
        print_json(_failure(error))
        return error.exit_code
    finally:
        if bar is not None:
            bar.close()
    seconds = time.perf_counter() - start
    for notice in report.notices:
        click.echo(f"dateline: {printable(notice)}", err=True)
    if as_json:
        print_json(_success(report, seconds))
    else:
        print_problems(report.problems, root)
        _show(report, shown, seconds)
    if difference is not None:
        where = f"{difference.file}: {difference.text}"
        click.echo(f"dateline: not what a clean build makes: {printable(where)}", err=True)
        return 1
    return 0


class _Shown(NamedTuple):
    """What is printed."""

    quiet: bool
    verbose: bool
    profile: bool
    verified: bool


def _build(root: Path, options: Any, verified: bool, bar: Any) -> tuple[Any, Any]:
    """Build, and compare with a clean build if that is asked for."""
    if verified:
        from dateline.build.verify import verify  # noqa: PLC0415 - heavy

        return verify(root, options, bar)
    from dateline.build import build  # noqa: PLC0415

    return build(root, options, bar), None


def _show(report: Any, shown: _Shown, seconds: float) -> None:
    if shown.verbose:
        for file in report.written:
            click.echo(f"wrote {file}")
    if shown.profile:
        from dateline.cli.profile import profile_lines  # noqa: PLC0415 - few ask for it

        for line in profile_lines(report):
            click.echo(printable(line))
    elif shown.verbose:
        for name, spent in report.seconds.items():
            click.echo(f"{name:>8} {spent:7.2f} s")
    if not shown.quiet:
        click.echo(_sentence(report, seconds))
        if shown.verified:
            click.echo(f"{report.files:,} files compared with a clean build")


def _sentence(report: Any, seconds: float) -> str:
    parts = [f"{len(report.rendered):,} rendered", f"{len(report.written):,} files written"]
    if report.removed:
        parts.append(f"{len(report.removed):,} removed")
    counts = f"{report.articles:,} articles, {report.pages:,} pages"
    return f"{counts}: {', '.join(parts)} in {seconds:.1f} s"


def _success(report: Any, seconds: float) -> dict[str, Any]:
    return {
        "ok": True,
        "counts": {
            "articles": report.articles,
            "pages": report.pages,
            "files": report.files,
            "rendered": len(report.rendered),
            "written": len(report.written),
            "removed": len(report.removed),
            **_severities(report.problems),
        },
        "rendered": report.rendered,
        "written": report.written,
        "removed": report.removed,
        "problems": [problem_data(problem) for problem in report.problems],
        "seconds": {
            **{name: round(spent, 3) for name, spent in report.seconds.items()},
            "total": round(seconds, 3),
        },
    }


def _failure(error: SiteError) -> dict[str, Any]:
    return {
        "ok": False,
        "counts": _severities(error.problems),
        "rendered": [],
        "written": [],
        "removed": [],
        "problems": [problem_data(problem) for problem in error.problems],
        "seconds": {},
    }


def _severities(problems: tuple[Problem, ...]) -> dict[str, int]:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return {"errors": errors, "warnings": len(problems) - errors}


class _Bar:
    """A progress bar for people, when a build takes over a second."""

    AFTER = 1.0  # seconds

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._progress: Any = None
        self._task: Any = None
        self._stage, self._total, self._done = "", 0, 0

    def begin(self, stage: str, total: int) -> None:
        self._stage, self._total, self._done = stage, total, 0
        if self._progress is not None:
            self._task = self._progress.add_task(stage, total=total)

    def advance(self, count: int) -> None:
        self._done += count
        if self._progress is None and time.monotonic() - self._start > self.AFTER:
            self._show()
        if self._progress is not None:
            self._progress.update(self._task, completed=self._done)

    def _show(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - only long builds on a terminal pay
        from rich.progress import Progress  # noqa: PLC0415

        self._progress = Progress(console=Console(stderr=True), transient=True)
        self._progress.start()
        self._task = self._progress.add_task(self._stage, total=self._total)

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()
