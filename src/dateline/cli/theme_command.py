"""`dateline theme check`."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.cli.console import (
    find_site,
    print_json,
    print_problems,
    problem_data,
    reporting,
    site_option,
)
from dateline.errors import Problem, Severity, SiteError, as_errors, sorted_problems


@click.group("theme")
def command() -> None:
    """Check a theme without building."""


@command.command(
    "check",
    epilog="""\b
Examples:
  dateline theme check                 the site's theme
  dateline theme check port --strict   another one; its warnings are errors
  dateline theme check --json | jq .problems""",
)
@click.argument("name", required=False)
@site_option
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@reporting
def check(name: str | None, site: Path | None, *, strict: bool, as_json: bool) -> int:
    """Look a theme over: the site's, with the site's own templates, or the theme NAME.

    \b
    Errors are what fails as soon as a page needs it:
      names, attributes and settings that do not exist
      templates, blocks, macros, assets and arguments that do not exist
    Warnings are what readers would see:
      texts that can't be translated, and those that lack a translation
      dates in one fixed form
      settings that nothing uses

    Templates are gone through for each kind of page, with the types of what they are given; what
    can't be known is passed over.
    """
    from dateline.themecheck import check_theme  # noqa: PLC0415 - heavy

    root = find_site(site)
    try:
        checked, problems = check_theme(root, name)
    except SiteError as error:
        if not as_json:
            raise
        checked, problems = name or "", error.problems
    if strict:
        problems = sorted_problems(as_errors(problems))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        print_json(_data(checked, problems, errors))
    else:
        print_problems(problems, root)
        if not problems:
            click.echo(f"nothing is wrong with the theme '{checked}'")
    return 1 if errors else 0


def _data(name: str, problems: tuple[Problem, ...], errors: int) -> dict[str, object]:
    return {
        "ok": not errors,
        "theme": name,
        "counts": {"errors": errors, "warnings": len(problems) - errors},
        "problems": [problem_data(problem) for problem in problems],
    }
