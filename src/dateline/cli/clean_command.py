"""`dateline clean`."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.cli.console import find_site, reporting, site_option


@click.command(
    "clean",
    epilog="""\b
Examples:
  dateline clean                          the built site and the cache
  dateline clean --cache                  the cache alone: the next build takes longer""",
)
@site_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Default: public/."
)
@click.option("--cache", "cache_only", is_flag=True, help="Leave the built site alone.")
@reporting
def command(site: Path | None, output: Path | None, cache_only: bool) -> int:
    """Delete what Dateline made: the built site and its cache.

    Only files that Dateline wrote are deleted. Your sources, and files of others in the output
    folder, stay.
    """
    from dateline.build.clean import clean  # noqa: PLC0415

    root = find_site(site)
    removed = clean(root, output or root / "public", cache_only=cache_only)
    click.echo(f"removed the cache and {removed:,} files" if removed else "removed the cache")
    return 0
