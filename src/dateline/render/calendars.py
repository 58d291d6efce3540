"""A month as a grid of weeks, as the calendars of a language have it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from functools import lru_cache

from babel import Locale

from dateline.render.views import CardView, PeriodView, View


class WeekdayView(View, frozen=True, eq=False):
    """A day of the week, in the site's language."""

    short: str
    """ "Mon"."""
    name: str
    """ "Monday"."""


class CalendarDayView(View, frozen=True, eq=False):
    """A day of a month."""

    day: int
    """The day of the month."""
    url: str | None
    """The day's page; None where it has no articles."""
    count: int
    """Number of its articles."""


class CalendarView(View, frozen=True, eq=False, kw_only=True):
    """A month as weeks, as the calendars of the site's language have it."""

    weekdays: tuple[WeekdayView, ...]
    """The days of a week in their order."""
    weeks: tuple[tuple[CalendarDayView | None, ...], ...]
    """Weeks of seven days; None stands for days of the months beside it."""


class MonthView(View, frozen=True, eq=False):
    """A month of a year, which shows its stories or its days."""

    period: PeriodView
    """The month."""
    make_calendar: Callable[[], CalendarView]
    make_cards: Callable[[], tuple[CardView, ...]]

    @property
    def calendar(self) -> CalendarView:
        """The month at a glance."""
        return self.make_calendar()

    @property
    def cards(self) -> tuple[CardView, ...]:
        """Its stories, newest first. In a big archive they are many."""
        return self.make_cards()


def month_calendar(
    language: str, year: int, month: int, told: Mapping[int, tuple[str, int]]
) -> CalendarView:
    """The weeks of a month; `told` has the address and number of articles of days with any."""
    weekdays, first = _week(language)
    weeks = calendar.Calendar(first).monthdayscalendar(year, month)
    return CalendarView(
        weekdays=weekdays,
        weeks=tuple(
            tuple(CalendarDayView(day, *told.get(day, (None, 0))) if day else None for day in week)
            for week in weeks
        ),
    )


@lru_cache(maxsize=64)
def _week(language: str) -> tuple[tuple[WeekdayView, ...], int]:
    """The days of a week in their order, and which is the first (Monday is 0)."""
    locale = Locale.parse(language, sep="-")
    first = int(locale.first_week_day)
    short, wide = (locale.days["stand-alone"][width] for width in ("abbreviated", "wide"))
    order = [(first + step) % 7 for step in range(7)]
    return tuple(WeekdayView(str(short[day]), str(wide[day])) for day in order), first
