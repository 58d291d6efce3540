"""Live coverage: entries under the article that they belong to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from dateline.errors import Problem, Reporter
from dateline.model import Article
from dateline.slugs import slug_of


class Covered(msgspec.Struct, frozen=True):
    """Live coverage at the build's instant: `ids` are its entries, newest first."""

    start: datetime
    end: datetime | None
    over: bool
    ids: tuple[str, ...]


def entries_by_coverage(
    out: Iterable[Article], entries: Iterable[Article]
) -> dict[str, tuple[Article, ...]]:
    """The entries of what is out, each with its address, newest first."""
    covered = {article.id: article for article in out if article.live}
    found: dict[str, list[Article]] = {id: [] for id in covered}
    for entry in entries:
        if entry.coverage in found:
            found[entry.coverage].append(placed(entry, covered[entry.coverage]))
    return {
        id: tuple(sorted(each, key=lambda entry: (entry.published, entry.id), reverse=True))
        for id, each in found.items()
    }


def placed(entry: Article, article: Article) -> Article:
    """An entry with its address, which is a place in its article."""
    return msgspec.structs.replace(entry, url=article.url + entry.url)


def with_entries(
    out: Iterable[Article], entries: Mapping[str, tuple[Article, ...]]
) -> tuple[Article, ...]:
    """The articles, those covered live with the authors of their entries, and as new as these."""
    return tuple(
        _joined(article, entries[article.id]) if entries.get(article.id) else article
        for article in out
    )


def _joined(article: Article, entries: Iterable[Article]) -> Article:
    dates = [article.updated, *(entry.changed for entry in entries)]
    last = max(date for date in dates if date is not None)
    names = [*article.authors, *(name for entry in entries for name in entry.authors)]
    return msgspec.structs.replace(
        article,
        updated=last if article.published and last > article.published else article.updated,
        authors=tuple({slug_of(name): name for name in reversed(names)}.values())[::-1],
    )


def covered(
    out: Iterable[Article], entries: Mapping[str, tuple[Article, ...]], instant: datetime
) -> dict[str, Covered]:
    """All live coverage by the id of its article."""
    return {
        article.id: Covered(
            start=article.live.start,
            end=article.live.end,
            over=article.live.is_over(instant),
            ids=tuple(entry.id for entry in entries.get(article.id, ())),
        )
        for article in out
        if article.live
    }


def check_entries(
    entries: Iterable[Article], articles: Iterable[Article], failed: Collection[str]
) -> Iterator[Problem]:
    """Report entries that belong to nothing, and two that have one place."""
    known = {article.id: article for article in articles}
    places: dict[tuple[str | None, str], Article] = {}
    for entry in entries:
        report = Reporter(entry.path)
        around = known.get(entry.coverage or "")
        if around is None and entry.coverage not in failed:
            way_out = f"write content/{entry.coverage}, or move this out of the folder live/"
            report.error(entry.mark("title"), "this entry belongs to no article", way_out)
        elif around is not None and around.live is None:
            way_out = f"add live: true to {around.path}, or move this out of the folder live/"
            report.error(entry.mark("title"), f"{around.path} is not covered live", way_out)
        other = places.setdefault((entry.coverage, entry.url), entry)
        if other is not entry:
            report.error(
                entry.mark("title"), f"has the place of {other.path}", "give it another file name"
            )
        yield from report.problems
