"""`dateline explain`."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.cli.console import find_site, print_json, printable, reporting, site_option
from dateline.errors import UsageError


@click.command(
    "explain",
    epilog="""\b
Examples:
  dateline explain /politics/             why this page will be made again, or not
  dateline explain /feed.xml --json       for scripts
  dateline explain --fan-out              what most pages depend on""",
)
@click.argument("url", required=False)
@site_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Default: public/."
)
@click.option("--drafts", is_flag=True, help="As for a build with --drafts.")
@click.option("--as-of", metavar="INSTANT", help="As for a build as of then.")
@click.option("--base-url", metavar="URL", help="As for a build with that base_url.")
@click.option("--fan-out", is_flag=True, help="List the facts that most pages share.")
@click.option(
    "--count", type=click.IntRange(1), default=30, show_default=True, help="How many of them."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value on stdout.")
@reporting
def command(
    url: str | None,
    site: Path | None,
    fan_out: bool,
    count: int,
    as_json: bool,
    **options: object,
) -> int:
    """Say why a page is stale or fresh, in a sentence for each fact that changed.

    A page is made again only when something that it shows has changed since it was last made.
    Nothing is built.
    """
    from dateline.build import explain as explaining  # noqa: PLC0415 - heavy
    from dateline.options import Options  # noqa: PLC0415

    root = find_site(site)
    given = Options(**options)  # type: ignore[arg-type]
    if fan_out:
        found = explaining.fan_out(root, given, count)
        if as_json:
            print_json([{"fact": each.fact, "pages": each.pages} for each in found])
        for each in () if as_json else found:
            click.echo(printable(f"{each.pages:>8,}  {each.fact}"))
        return 0
    if url is None:
        raise UsageError("name a page, such as /politics/, or use --fan-out")
    told = explaining.explain(root, given, url)
    if as_json:
        print_json(
            {"url": told.url, "stale": told.stale, "reasons": told.reasons, "facts": told.facts}
        )
    elif told.stale:
        for reason in told.reasons:
            click.echo(printable(f"{told.url} is stale: {reason}"))
    else:
        click.echo(printable(f"{told.url} is fresh: none of its {told.facts} facts has changed"))
    return 0
