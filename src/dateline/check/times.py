"""Rules on dates: what a story says of itself must have been possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from dateline.check.edition import Edition
from dateline.check.findings import Fault, fault_in
from dateline.check.rule import ERROR, OURS, WARNING, Rule
from dateline.model import Article


class _Change(NamedTuple):
    """A change that a story tells of: at which key, in a word, and when it was."""

    key: tuple[str | int, ...]
    what: str
    at: datetime


def _updates(article: Article) -> Iterator[_Change]:
    if article.updated is not None:
        yield _Change(("updated",), "updated", article.updated)


def _corrections(article: Article) -> Iterator[_Change]:
    for number, correction in enumerate(article.corrections):
        yield _Change(("corrections", number, "date"), "corrected", correction.date)


def updated_before_date(edition: Edition) -> Iterator[Fault]:
    return _before_date(edition, _updates)


def correction_before_date(edition: Edition) -> Iterator[Fault]:
    return _before_date(edition, _corrections)


def _before_date(
    edition: Edition, changes: Callable[[Article], Iterator[_Change]]
) -> Iterator[Fault]:
    for story in edition.stories:
        start = story.article.published
        for key, what, at in changes(story.article):
            if start is not None and _is_before(at, start):
                text = f"{what} on {_day(at)}, before it came out on {_day(start)}"
                yield fault_in(story.article, key, text, "mend one of the two")


def change_in_future(edition: Edition) -> Iterator[Fault]:
    """Find stories that are out and say that they were changed on a day that has not come."""
    for story in edition.stories:
        if not story.out:
            continue
        for key, what, at in (*_updates(story.article), *_corrections(story.article)):
            if at > edition.instant:
                text = f"says that it was {what} on {_day(at)}, which has not come"
                yield fault_in(story.article, key, text, "mend the date")


def date_in_future(edition: Edition) -> Iterator[Fault]:
    """Find dates to come that no embargo explains."""
    for story in edition.articles:
        article = story.article
        if article.published is None or article.published <= edition.instant or article.draft:
            continue
        day = _day(article.published)
        if story.out and article.embargo is not None and article.embargo <= edition.instant:
            text = f"is out, with a date that has not come: {day}"
            yield fault_in(article, ("date",), text, "an embargo replaces the date; mend one")
        elif article.embargo is None:
            text = f"waits for its date, {day}, and has no embargo"
            fix = "write the embargo, if that is meant; else mend the date"
            yield fault_in(article, ("date",), text, fix)


def never_out(edition: Edition) -> Iterator[Fault]:
    """Find stories whose time is over before it begins."""
    for article in edition.every:
        start = article.out_at
        if start is not None and article.expires is not None and article.expires <= start:
            what = "its embargo ends" if article.embargo else "its date"
            yield fault_in(
                article,
                ("expires",),
                f"is never out: it expires on {_day(article.expires)}, not after {what}, "
                f"{_day(start)}",
                "mend one of the two",
            )


def _day(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")[:16].removesuffix(" 00:00")


def _is_before(change: datetime, start: datetime) -> bool:
    """Whether a change was before the first publication.

    One without an hour may be of the same day, which where the date was typed with an offset of
    its own began a day earlier.
    """
    if (change.hour, change.minute) != (0, 0):
        return change < start
    return change.date() < start.date() - timedelta(days=1)


RULES: tuple[Rule[Edition], ...] = (
    Rule(
        "updated-before-date",
        ERROR,
        "an `updated` that is earlier than `date`",
        OURS + ": it can't be",
        updated_before_date,
    ),
    Rule(
        "correction-before-date",
        ERROR,
        "a correction that is earlier than the story",
        OURS + ": it can't be",
        correction_before_date,
    ),
    Rule(
        "never-out",
        ERROR,
        "a story that expires before it comes out",
        OURS + ": nobody would ever read it",
        never_out,
    ),
    Rule(
        "change-in-future",
        WARNING,
        "a story that is out with an update or correction of a day to come",
        OURS + ": it can't be",
        change_in_future,
    ),
    Rule(
        "date-in-future",
        WARNING,
        "a date to come that no embargo explains",
        OURS + ": a mistyped year keeps a story back",
        date_in_future,
    ),
)
