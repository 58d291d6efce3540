"""`dateline list`."""

from __future__ import annotations

from collections.abc import Iterable
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
    from dateline.model import Article
    from dateline.site import Site


@click.command(
    "list",
    epilog="""\b
Examples:
  dateline list                           all articles that are out, newest first
  dateline list --tag energy --since 2025-06-01
  dateline list --drafts --json           drafts and what is to come too, for scripts""",
)
@site_option
@click.option("--tag", metavar="TAG", help="With this tag.")
@click.option("--section", metavar="SECTION", help="In this section.")
@click.option("--author", metavar="AUTHOR", help="By this author.")
@click.option("--since", metavar="DATE", help="Published then or later.")
@click.option("--until", metavar="DATE", help="Published then or earlier (a date: that day too).")
@click.option("--drafts", is_flag=True, help="Drafts and articles that are not out yet, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@reporting
def command(site: Path | None, as_json: bool, drafts: bool, **filters: str | None) -> int:
    """List articles, newest first: date, section, title, file."""
    from dateline.errors import (  # noqa: PLC0415
        SiteError,
        has_errors,
        sorted_problems,
    )
    from dateline.link.index import published_only  # noqa: PLC0415
    from dateline.options import Options  # noqa: PLC0415
    from dateline.site import look_at_site  # noqa: PLC0415 - heavy

    root = find_site(site)
    found, problems = look_at_site(root, Options(drafts=drafts))
    out = published_only(found.articles, found.instant, drafts=drafts)
    articles = sorted(
        _matching((each for each in out if not each.is_page), found, filters),
        key=lambda each: (each.published, each.slug),
        reverse=True,
    )
    if as_json:
        print_json({"articles": [_data(each, found) for each in articles]})
    else:
        for each in articles:
            click.echo(_line(each, found))
    if has_errors(problems):
        # The list is right for what could be read; what could not is told.
        raise SiteError(problems)
    print_problems(sorted_problems(problems), root)
    return 0


def _matching(
    articles: Iterable[Article], site: Site, filters: dict[str, str | None]
) -> list[Article]:
    from dateline.slugs import slug_of  # noqa: PLC0415

    since = _instant(filters["since"], "--since", site)
    until = _instant(filters["until"], "--until", site)
    if until is not None and ":" not in (filters["until"] or ""):
        # A date alone means all of that day.
        until = _instant(f"{until.date()} 23:59:59", "--until", site)
    wanted = {name: slug_of(filters[name] or "") for name in ("tag", "section", "author")}
    return [
        each
        for each in articles
        if (not filters["tag"] or wanted["tag"] in map(slug_of, each.tags))
        and (not filters["author"] or wanted["author"] in map(slug_of, each.authors))
        and (not filters["section"] or wanted["section"] == each.section)
        and each.published is not None
        and (since is None or each.published >= since)
        and (until is None or each.published <= until)
    ]


def _instant(text: str | None, option: str, site: Site) -> Any:
    from dateline.clock import ACCEPTED, parse_instant  # noqa: PLC0415

    if text is None:
        return None
    try:
        return parse_instant(text, site.config.zone)
    except ValueError as error:
        raise UsageError(f"{option}: {error}; {ACCEPTED}") from None


def _state(article: Article, site: Site) -> str:
    if article.draft:
        return "draft"
    return "out" if article.is_out(site.instant) else "held"


def _line(article: Article, site: Site) -> str:
    state = _state(article, site)
    mark = "" if state == "out" else f"[{state}] "
    date = article.published.isoformat(" ")[:16] if article.published else ""
    section = article.section or "-"
    return printable(f"{date}  {section:<12}  {mark}{article.title}  ({article.path})")


def _data(article: Article, site: Site) -> dict[str, Any]:
    return {
        "path": article.path,
        "url": site.config.base_path + article.url,
        "slug": article.slug,
        "title": article.title,
        "date": article.published.isoformat() if article.published else None,
        "updated": article.updated.isoformat() if article.updated else None,
        "section": article.section,
        "tags": list(article.tags),
        "authors": list(article.authors),
        "lang": article.lang,
        "state": _state(article, site),
    }
