"""`dateline check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.console import find_site, print_json, printable, reporting, site_option
from dateline.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from dateline.check.checking import Checked
    from dateline.check.findings import Finding, Level
    from dateline.check.rule import Rule

SHOWN = 5  # findings of a rule, without --all
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@click.command(
    "check",
    epilog="""\b
Examples:
  dateline check                             before publishing
  dateline check --drafts --level warning    with drafts, without notes
  dateline check --rule orphan --all         all stories that nobody finds
  dateline check --external                  are links to other sites alive?
  dateline check --rules                     what is looked for, and why
  dateline check --sarif > check.sarif       for code hosts that show findings""",
)
@site_option
@click.option("--rule", "only", multiple=True, metavar="RULE", help="Only this rule. Repeatable.")
@click.option("--skip", multiple=True, metavar="RULE", help="Not this rule. Repeatable.")
@click.option(
    "--level",
    type=click.Choice(["note", "warning", "error"]),
    default="note",
    help="The least level to show. Default: note.",
)
@click.option("--external", is_flag=True, help="Ask other hosts whether what is linked is there.")
@click.option("--drafts", is_flag=True, help="Look at drafts, and at the site with all that waits.")
@click.option("--as-of", metavar="INSTANT", help="As if it were then.")
@click.option("--base-url", metavar="URL", help="Replace base_url of dateline.toml.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help="Worker processes, as for a build."
)
@click.option("--all", "every", is_flag=True, help=f"Show all findings, not {SHOWN} of each rule.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0 on stdout.")
@click.option("--rules", "listing", is_flag=True, help="List the rules with levels and sources.")
@reporting
def command(site: Path | None, listing: bool, **given: Any) -> int:
    """Tell what an editor would want to know before publishing.

    Looks at the stories, and at the pages as they would be built now: links and pictures, dates
    that can't be, headlines and summaries, accessibility, structured data, weight, policies. Each
    finding has a place, a rule and a way out. Nothing is published.

    Stories under embargo are looked at, too, for they come out by themselves; drafts are not.
    Ends with exit code 1 when there are errors. Levels and limits are set in [check] of
    dateline.toml.
    """
    if listing:
        _print_rules(as_json=given["as_json"])
        return 0
    if given["as_json"] and given["as_sarif"]:
        raise UsageError("--json or --sarif, not both")
    names = {*given["only"], *given["skip"]}
    _check_names(names)
    from dateline.check.checking import Asked, check  # noqa: PLC0415 - heavy
    from dateline.check.findings import Level  # noqa: PLC0415
    from dateline.options import Options  # noqa: PLC0415

    root = find_site(site)
    options = Options(**{name: given[name] for name in ("drafts", "as_of", "base_url", "jobs")})
    asked = Asked(
        only=frozenset(given["only"]), skip=frozenset(given["skip"]), external=given["external"]
    )
    checked = check(root, options, asked)
    for notice in checked.notices:
        click.echo(f"dateline: {printable(notice)}", err=True)
    least = Level(given["level"])
    shown = [each for each in checked.findings if each.level.rank <= least.rank]
    if given["as_sarif"]:
        from dateline.cli.sarif import sarif_of  # noqa: PLC0415

        print_json(sarif_of(shown))
    elif given["as_json"]:
        print_json(_data(checked, shown))
    else:
        _print(checked, shown, every=given["every"])
    return int(any(each.level is Level.ERROR for each in checked.findings))


def _check_names(names: Iterable[str]) -> None:
    from dateline.check.rules import NAMES, unknown  # noqa: PLC0415 - heavy

    name = unknown(sorted(names))
    if name is not None:
        hint = did_you_mean(name, NAMES) or "`dateline check --rules` lists them"
        raise UsageError(f"no rule '{name}'; {hint}")


def _print(checked: Checked, shown: list[Finding], *, every: bool) -> None:
    """Findings by rule, errors first, each with its place; then how many there are."""
    from dateline.check.rules import RULES  # noqa: PLC0415

    rules = {rule.name: rule for rule in RULES}
    for (level, name), group in groupby(shown, key=lambda each: (each.level, each.rule)):
        findings = list(group)
        for line in _group(level, rules[name], findings, every=every):
            click.echo(printable(line))
    click.echo(_sentence(checked))


def _group(level: Level, rule: Rule[Any], findings: list[Finding], *, every: bool) -> Iterator[str]:
    many = f" ({len(findings):,})" if len(findings) > 1 else ""
    yield f"{rule.name}{many}: {rule.about} [{rule.source}]"
    fixes = {finding.fix for finding in findings}
    told = findings if every else findings[:SHOWN]
    for finding in told:
        yield f"  {_place(finding)}: {level}: {finding.text}{_more(finding)}"
        if finding.fix and len(fixes) > 1:
            yield f"    {finding.fix}"
    if len(told) < len(findings):
        yield f"  … and {len(findings) - len(told):,} more; --rule {rule.name} --all shows them"
    if len(fixes) == 1 and "" not in fixes:
        yield f"    {fixes.pop()}"
    yield ""


def _place(finding: Finding) -> str:
    place = finding.path or finding.url
    return f"{place}:{finding.line}:{max(finding.column, 1)}" if finding.line else place


def _more(finding: Finding) -> str:
    return f" (and on {_numbered(finding.pages, 'more page')})" if finding.pages else ""


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    counts = {"error": 0, "warning": 0, "note": 0}
    for finding in findings:
        counts[finding.level.value] += 1
    return counts


def _sentence(checked: Checked) -> str:
    many = "story" if checked.stories == 1 else "stories"
    looked = f"{checked.stories:,} {many}, {_numbered(checked.pages, 'page')}"
    counts = _counts(checked.findings).items()
    return f"{looked}: {', '.join(_numbered(count, name) for name, count in counts)}"


def _numbered(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def _data(checked: Checked, shown: list[Finding]) -> dict[str, Any]:
    counts = _counts(checked.findings)
    return {
        "ok": not counts["error"],
        "counts": {
            "stories": checked.stories,
            "pages": checked.pages,
            **{f"{name}s": count for name, count in counts.items()},
        },
        "findings": [finding_data(each) for each in shown],
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as plain data for `--json`."""
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "url": finding.url,
        "text": finding.text,
        "fix": finding.fix,
        "more_pages": finding.pages,
    }


def _print_rules(*, as_json: bool) -> None:
    from dateline.check.rules import RULES  # noqa: PLC0415 - heavy

    if as_json:
        print_json({"rules": [_rule_data(rule) for rule in RULES]})
        return
    for rule in RULES:
        level = click.style(rule.level.value, fg=_COLOURS[rule.level.value])
        click.echo(f"{rule.name} ({level})")
        for line in filter(None, (rule.about, rule.source, rule.link)):
            click.echo(f"  {line}")


def _rule_data(rule: Rule[Any]) -> dict[str, str]:
    return {
        "name": rule.name,
        "level": rule.level.value,
        "about": rule.about,
        "source": rule.source,
        "link": rule.link,
    }
