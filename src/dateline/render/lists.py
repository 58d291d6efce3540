"""Lists as pages see them: sections, tags, authors, storylines, their feeds, archives by date."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import Any

from babel.dates import format_date, format_skeleton
from markupsafe import Markup

from dateline.config import SiteConfig
from dateline.link.archives import Day
from dateline.link.routes import FEEDS, FIXED, group_url
from dateline.render.addressing import Addressing
from dateline.render.values import GroupFace, ListPage
from dateline.render.views import AuthorView, FeedView, LinkView, PeriodView, TermView

FEED_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}


class Lists(Addressing):
    """Makes views of lists from what `fetch` gives; a look at `config` is a fetch, too."""

    config: SiteConfig

    def __init__(self, config: SiteConfig) -> None:
        super().__init__(config)
        self.language = config.language

    @abstractmethod
    def fetch(self, kind: str, key: str = "") -> Any:
        """Look up a value and record it."""

    @abstractmethod
    def gettext(self, message: str) -> str:
        """Translate a text of the engine's own."""

    # Sections, tags and authors

    def terms(self, kind: str) -> tuple[TermView, ...]:
        return tuple(self.term(kind, slug) for slug in self.fetch("groups", kind))

    def term(self, kind: str, slug: str) -> TermView:
        return self.remember(("term", kind, slug), self._term, kind, slug)

    def _term(self, kind: str, slug: str) -> TermView:
        group: GroupFace = self.fetch("group", f"{kind}/{slug}")
        return TermView(
            slug=slug,
            title=group.title,
            description=group.description,
            url=self.url(group_url(kind, slug)),
            make_count=lambda: self.count(f"{kind}/{slug}"),
            make_feeds=lambda: self.feeds(kind, slug),
        )

    def authors(self) -> tuple[AuthorView, ...]:
        return tuple(self.author(slug) for slug in self.fetch("groups", "author"))

    def author(self, slug: str) -> AuthorView:
        return self.remember(("author", slug), self._author, slug)

    def _author(self, slug: str) -> AuthorView:
        group: GroupFace = self.fetch("group", f"author/{slug}")
        return AuthorView(
            slug=slug,
            name=group.title,
            role=group.role,
            team=group.team,
            bio=self._bio(group.description) if group.description else None,
            links=tuple(LinkView(link.title, self.url(link.url)) for link in group.links),
            url=self.url(group_url("author", slug)),
            make_count=lambda: self.count(f"author/{slug}"),
            make_feeds=lambda: self.feeds("author", slug),
        )

    def _bio(self, text: str) -> Markup:
        from dateline.parse.markdown import render_line  # noqa: PLC0415

        return self.below_base(render_line(text))

    def count(self, key: str) -> int:
        return int(self.fetch("count", key))

    def feeds(self, kind: str = "site", slug: str = "") -> tuple[FeedView, ...]:
        """The feeds of the site or of a section, tag or author; none where nothing is published."""
        return self.remember(("feeds", kind, slug), self._feeds, kind, slug)

    def _feeds(self, kind: str, slug: str) -> tuple[FeedView, ...]:
        title = self.config.title
        if kind == "site":
            folder, offered = "/", self.fetch("feeds", "")
        elif kind == "live":
            offered, card = self.fetch("feeds", f"{kind}/{slug}"), self.fetch("card", slug)
            folder, title = card.url, f"{card.title} – {title}"
        elif kind == "corrections":
            folder, offered = FIXED[kind], self.fetch("feeds", f"{kind}/")
            title = f"{self.gettext('Corrections')} – {title}"
        else:
            offered = self.fetch("feeds", f"{kind}/{slug}")
            group: GroupFace = self.fetch("group", f"{kind}/{slug}")
            folder, title = group_url(kind, slug), f"{group.title} – {title}"
        return tuple(
            FeedView(title, self.url(folder + FEEDS[name][0]), FEED_TYPES[name]) for name in offered
        )

    def list_page(self, kind: str, slug: str, number: int | None) -> ListPage:
        found: ListPage = self.fetch("list", f"{kind}/{slug}/{number or 0}")
        return found

    # Archives by date

    def period(self, day: Day) -> PeriodView:
        return self.remember(("period", day), self._period, day)

    def _period(self, day: Day) -> PeriodView:
        return PeriodView(
            year=day.year,
            month=day.month or None,
            day=day.day or None,
            date=date(day.year, day.month or 1, day.day or 1),
            url=self.url(day.path),
            make_count=lambda: self.count(day.path),
        )

    def period_title(self, day: Day) -> str:
        """ "2025", "June 2025" or "2 June 2025", as the site's language writes it."""
        return self.remember(("period title", day), self._period_title, day)

    def _period_title(self, day: Day) -> str:
        locale = self.language.replace("-", "_")
        first = date(day.year, day.month or 1, day.day or 1)
        if day.month and not day.day:
            return str(format_skeleton("yMMMM", first, locale=locale))
        return format_date(first, "long" if day.day else "y", locale=locale)

    def periods(self, inside: Day | None = None) -> tuple[PeriodView, ...]:
        paths = self.fetch("periods", inside.path if inside else "")
        return tuple(self.period(Day.of(path)) for path in paths)

    def periods_beside(self, day: Day) -> tuple[PeriodView | None, PeriodView | None]:
        """The period of the same kind before a period, and the one after it."""
        older, newer = self.fetch("beside", day.path)
        return (
            self.period(Day.of(older)) if older else None,
            self.period(Day.of(newer)) if newer else None,
        )

    def months(self, kind: str, slug: str) -> tuple[PeriodView, ...]:
        """The months of a list with the number of its articles, newest first."""
        return tuple(
            PeriodView(
                year=year,
                month=month,
                day=None,
                date=date(year, month, 1),
                url=self.url(Day(year, month).path),
                make_count=lambda count=count: count,  # type: ignore[misc]
            )
            for year, month, count in self.fetch("months", f"{kind}/{slug}")
        )
