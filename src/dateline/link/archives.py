"""Archives: articles by the day, month and year of their first publication in the site's zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol


class Day(NamedTuple):
    """A day, or a month (`day` 0), or a year (`month` and `day` 0)."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def of(cls, path: str) -> Day:
        """The period whose page is at `path`."""
        return cls(*map(int, path.strip("/").split("/")))

    @property
    def path(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "/" + "/".join(parts) + "/"


Archive = dict[Day, tuple[str, ...]]


class Dated(Protocol):
    """What has a place in time."""

    @property
    def id(self) -> str: ...

    @property
    def published(self) -> datetime | None: ...


def archive_of(cards: Iterable[Dated]) -> Archive:
    """Group the ids of `cards` (newest first) by year, month and day; keys newest first."""
    grouped: dict[Day, list[str]] = {}
    around: dict[tuple[int, int, int], tuple[list[str], ...]] = {}  # the lists of each day
    for card in cards:
        when = card.published
        if when is None:
            continue
        date = (when.year, when.month, when.day)
        lists = around.get(date)
        if lists is None:
            periods = (Day(*date[:1]), Day(*date[:2]), Day(*date))
            lists = around[date] = tuple(grouped.setdefault(each, []) for each in periods)
        for ids in lists:
            ids.append(card.id)
    return {key: tuple(grouped[key]) for key in sorted(grouped, reverse=True)}


def nested(archive: Archive) -> dict[str, list[str]]:
    """The paths of the periods inside each period by its path, "" for the years, newest first."""
    found: dict[str, list[str]] = {}
    for day in archive:
        around = Day(day.year, day.month if day.day else 0).path if day.month else ""
        found.setdefault(around, []).append(day.path)
    return found
