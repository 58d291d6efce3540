"""`dateline schedule`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.console import (
    find_site,
    print_json,
    print_problems,
    printable,
    reporting,
    site_option,
)
from dateline.errors import UsageError

if TYPE_CHECKING:
    from dateline.link.schedule import Change
    from dateline.site import Site

YEAR = timedelta(days=365)


@click.command(
    "schedule",
    epilog="""\b
Examples:
  dateline schedule                       what will come out and what will go, soonest first
  dateline schedule --next                when the site must be built next, for scripts
  dateline schedule --due 2026-11-22T06:00Z
                                          what has come due since the build of then
  dateline schedule --cron                lines for a crontab, in UTC
  dateline schedule --ics > desk.ics      for the newsroom's calendar
  dateline build --as-of "$(dateline schedule --next)" --strict -o /tmp/rehearsal
                                          try the next change before it comes""",
)
@site_option
@click.option("--drafts", is_flag=True, help="As for a build with --drafts.")
@click.option("--as-of", metavar="INSTANT", help="As if it were then: 2026-12-24T06:00Z.")
@click.option(
    "--due", metavar="INSTANT", help="What came due after then and until now, not what comes."
)
@click.option("--json", "form", flag_value="json", help="Print one JSON object on stdout.")
@click.option("--ics", "form", flag_value="ics", help="Print a calendar.")
@click.option("--next", "form", flag_value="next", help="Print the soonest instant alone, in UTC.")
@click.option("--cron", "form", flag_value="cron", help="Print cron expressions, for a year.")
@reporting
def command(
    site: Path | None, drafts: bool, as_of: str | None, due: str | None, form: str | None
) -> int:
    """List the instants at which the site will change by itself, and why.

    An embargo ends only when somebody builds: this says when. `dateline new automation` writes
    what builds then. Nothing is printed where nothing will change.
    """
    from dateline.errors import SiteError, has_errors, sorted_problems  # noqa: PLC0415
    from dateline.link.schedule import schedule  # noqa: PLC0415 - heavy
    from dateline.options import Options  # noqa: PLC0415
    from dateline.site import look_at_site  # noqa: PLC0415

    root = find_site(site)
    found, problems = look_at_site(root, Options(drafts=drafts, as_of=as_of))
    changes = schedule(found.articles, found.entries, drafts=drafts)
    if due is None:
        changes = [each for each in changes if each.at > found.instant]
    else:
        since = _instant(due, found)
        changes = [each for each in changes if since < each.at <= found.instant]
    _show(form, changes, found)
    if has_errors(problems):
        # The list is right for what could be read; what could not is told.
        raise SiteError(problems)
    print_problems(sorted_problems(problems), root)
    return 0


def _instant(text: str, site: Site) -> datetime:
    from dateline.clock import ACCEPTED, parse_instant  # noqa: PLC0415

    try:
        return parse_instant(text, site.config.zone)
    except ValueError as error:
        raise UsageError(f"--due: {error}; {ACCEPTED}") from None


def _show(form: str | None, changes: Sequence[Change], site: Site) -> None:
    if form == "json":
        print_json(_data(changes, site))
    elif form == "ics":
        from dateline.cli.calendar_file import calendar_file  # noqa: PLC0415 - few ask for it

        click.echo(calendar_file(changes, site.config, site.instant), nl=False)
    elif form == "next":
        for change in changes[:1]:
            click.echo(_utc(change.at))
    elif form == "cron":
        soon = (each.at for each in changes if each.at - site.instant < YEAR)
        for line in dict.fromkeys(map(_cron, soon)):
            click.echo(line)
    else:
        for change in changes:
            click.echo(_line(change))


def _line(change: Change) -> str:
    when = change.at.isoformat(" ")
    return printable(f"{when}  {change.what:<4}  {change.article.title}  ({change.article.path})")


def _cron(instant: datetime) -> str:
    """The first whole minute from an instant on, in UTC; cron knows no seconds and no years."""
    minute = instant.astimezone(UTC)
    if minute.second:
        minute = minute.replace(second=0) + timedelta(minutes=1)
    return f"{minute.minute} {minute.hour} {minute.day} {minute.month} *"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _data(changes: Sequence[Change], site: Site) -> dict[str, Any]:
    return {
        "as_of": site.instant.isoformat(),
        "next": _utc(changes[0].at) if changes else None,
        "changes": [
            {
                "at": change.at.isoformat(),
                "what": change.what,
                "path": change.article.path,
                "url": site.config.base_path + change.article.url,
                "title": change.article.title,
            }
            for change in changes
        ],
    }
