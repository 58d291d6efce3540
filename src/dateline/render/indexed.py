"""What the linked site gives: everything about articles, lists and machine files.

Workers have a part in it, so it goes by `tables` where it would look at many articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, Self

import msgspec

from dateline.link.archives import Day, nested
from dateline.link.index import Corrected
from dateline.link.linked import Linked
from dateline.link.plugged import SiteData, answer, site_data, told_to_hide
from dateline.link.policies import Policy, policies_of
from dateline.link.redirects import Redirect
from dateline.link.routes import (
    FIXED,
    NEWS_SITEMAP,
    SITEMAP_SIZE,
    feed_kinds,
    group_url,
    groups_of,
    has_corrections_feed,
    has_news_sitemap,
    indexable,
    overviews,
    pages_of,
    sitemap_parts,
)
from dateline.link.taxonomies import Groups
from dateline.plugins import NONE, Plugins
from dateline.render.columns import KINDS as TABLES
from dateline.render.tables import Tables
from dateline.render.theme import Theme
from dateline.render.values import GroupFace, Listed, ListPage, Values, latest, own_kinds


class _Dated(msgspec.Struct):
    """Of a story, when it last changed."""

    changed: datetime | None


class _Placed(msgspec.Struct):
    """Of a card, its address."""

    url: str


_DATED, _PLACED = msgspec.json.Decoder(_Dated), msgspec.json.Decoder(_Placed)


class _Sitemaps(NamedTuple):
    """What sitemaps say of each article: its address, and when it last changed."""

    urls: dict[str, str]
    changed: dict[str, datetime]

    @classmethod
    def of(cls, linked: Linked) -> Self:
        articles = linked.index.articles
        urls = {id: each.url for id, each in articles.items()}
        return cls(urls, _dates((id, each.changed) for id, each in articles.items()))

    @classmethod
    def within(cls, tables: Tables, ids: Sequence[str], urls: dict[str, str] | None = None) -> Self:
        """The same, from the tables; the addresses may be known already."""
        if urls is None:
            cards = zip(ids, tables.all_of("card", _PLACED), strict=False)
            urls = {id: card.url for id, card in cards}
        stories = zip(ids, tables.all_of("story", _DATED), strict=False)
        return cls(urls, _dates((id, story.changed) for id, story in stories))


def _dates(changed: Iterable[tuple[str, datetime | None]]) -> dict[str, datetime]:
    """When articles changed: all of them have dates, standalone pages need not."""
    return {id: when for id, when in changed if when is not None}


class IndexedValues(Values):
    """Values of a linked site; `tables` are what is kept of it, None where they are to be made.

    `urls` are the addresses of all articles by id, where they are known.
    """

    def __init__(
        self,
        linked: Linked,
        theme: Theme,
        plugins: Plugins = NONE,
        tables: Tables | None = None,
        urls: dict[str, str] | None = None,
    ) -> None:
        self._listed = _Sitemaps.of(linked) if tables is None else None
        self._urls = urls
        tables = Tables.of(linked) if tables is None else tables
        super().__init__(linked.index.config, theme, plugins, tables)
        # Plugins may ask for anything. All else about articles is in the tables, so their memory is
        # free for what is made from here on.
        self.linked = linked if plugins.facts else _without_articles(linked)
        self.index = self.linked.index
        self._sitemaps: dict[str, tuple[Listed, ...]] = {}
        self._answers: dict[str, Any] = {}

    def revised(self, theme: Theme, tables: Tables, linked: Linked) -> Self:
        """Values of the same lists and routes, where articles or the theme say something else."""
        other = copy(self)
        Values.__init__(other, self.config, theme, self.plugins, tables)
        other.linked = linked if self.plugins.facts else _without_articles(linked)
        other.index = other.linked.index
        other._sitemaps, other._answers, other._listed = {}, {}, None
        for name in ("_moments", "_told"):
            other.__dict__.pop(name, None)
        return other

    def _of_logo(self, _: str) -> str | None:
        return self.linked.logo.url if self.linked.logo else None

    def _of_policies(self, _: str) -> tuple[Policy, ...]:
        return policies_of(self.config, self.index.pages)

    # Plugins

    def _of_fact(self, key: str) -> Any:
        """What a plugin's fact gives; keys are its name and arguments in JSON."""
        if key not in self._answers:
            name, *arguments = msgspec.json.decode(key)
            asked = self.plugins.facts.get(name)
            self._answers[key] = asked and answer(asked, name, self._told, arguments)
        return self._answers[key]

    @cached_property
    def _told(self) -> SiteData:
        return site_data(self.index)

    def _of_content(self, url: str) -> Any:
        """What a plugin gave for its page."""
        return self.linked.contents.get(url)

    # Sections, tags, authors and storylines: keys are "section/politics", and "/3" for a page of
    # the list

    def _groups(self, kind: str) -> Groups:
        index = self.index
        return {
            "section": index.sections,
            "tag": index.tags,
            "author": index.authors,
            "storyline": index.storylines,
        }[kind]

    def _group(self, key: str) -> Any:
        kind, _, slug = key.partition("/")
        return self._groups(kind).get(slug)

    def _of_groups(self, kind: str) -> tuple[str, ...]:
        return tuple(self._groups(kind))

    def _of_group(self, key: str) -> GroupFace | None:
        group = self._group(key)
        if group is None:
            return None
        return GroupFace(group.title, group.description, group.links, group.role, group.team)

    def _of_count(self, key: str) -> int:
        """How many articles a group or a period ("/2026/05/") holds."""
        if key.startswith("/"):
            return len(self.index.archive.get(Day.of(key), ()))
        group = self._group(key)
        return len(group.ids) if group else 0

    def _of_feeds(self, key: str) -> tuple[str, ...]:
        """The feed formats of a group, or of the site (""); none where nothing is published."""
        if key in ("", "corrections/"):
            offered = has_corrections_feed(self.index) if key else self.index.newest
            return tuple(feed_kinds(self.index)) if offered else ()
        kind, _, id = key.partition("/")
        if kind == "live":
            found = self.index.covered.get(id)
            offered = found is not None and bool(found.ids) and self.config.feeds.live
            return tuple(feed_kinds(self.index)) if offered else ()
        group = self._group(key)
        offered = group and group.ids and getattr(self.config.feeds, f"{group.kind}s")
        return tuple(feed_kinds(self.index)) if offered else ()

    def _of_list(self, key: str) -> ListPage | None:
        above, _, number = key.rpartition("/")
        group = self._group(above)
        if group is None:
            return None
        pages = pages_of(group, self.index)
        wanted = int(number) or None
        at = next((at for at, page in enumerate(pages) if page[0] == wanted), None)
        if at is None:
            return None
        _, start, end = pages[at]
        return ListPage(
            ids=group.ids[start:end],
            newer=(pages[at - 1][0] or 0) if at else None,
            older=pages[at + 1][0] if at + 1 < len(pages) else None,
        )

    def _of_months(self, key: str) -> tuple[tuple[int, int, int], ...]:
        """Year, month and number of articles of a group, newest first."""
        group = self._group(key)
        counts = Counter(self._month_of[id] for id in (group.ids if group else ()))
        return tuple(
            (month.year, month.month, counts[month]) for month in sorted(counts, reverse=True)
        )

    def _of_feed(self, key: str) -> tuple[str, ...]:
        """The articles in a group's feed, or in the site's ("")."""
        sizes = self.config.page_sizes
        if not key:
            return self.index.newest[: sizes.feed]
        group = self._group(key)
        return tuple(group.ids[: sizes.term_feed]) if group else ()

    def _of_corrections(self, count: str) -> tuple[Corrected, ...]:
        """All corrections, or the newest (keys are "20")."""
        return self.index.corrections[: int(count) if count else None]

    def _of_latest(self, key: str) -> tuple[str, ...]:
        """The newest articles: keys are "5", or "5 politics" for a section's."""
        count, _, section = key.partition(" ")
        if not section:
            return self.index.newest[: int(count)]
        group = self.index.sections.get(section)
        return group.ids[: int(count)] if group else ()

    def _of_pages(self, _: str) -> tuple[tuple[str, str], ...]:
        """Title and path of the standalone pages."""
        return tuple((page.title, page.url) for page in self.index.pages.values())

    # Archives by date: keys are the paths of periods

    def _of_day(self, path: str) -> tuple[str, ...]:
        return self.index.archive.get(Day.of(path), ())

    def _of_periods(self, path: str) -> tuple[str, ...]:
        """The years, or the periods inside one, newest first."""
        return tuple(self._nested.get(path, ()))

    @cached_property
    def _nested(self) -> dict[str, list[str]]:
        return nested(self.index.archive)

    def _of_beside(self, path: str) -> tuple[str | None, str | None]:
        """The period of the same kind before one, and the one after it."""
        day = Day.of(path)
        kind = 1 + bool(day.month) + bool(day.day)
        alike, at = self._ranked[kind], self._ranks[kind].get(day)
        if at is None:
            return None, None
        older = alike[at + 1].path if at + 1 < len(alike) else None
        return older, alike[at - 1].path if at else None

    @cached_property
    def _month_of(self) -> dict[str, Day]:
        """The month of each article."""
        months = [day for day in self.index.archive if day.month and not day.day]
        return {id: month for month in months for id in self.index.archive[month]}

    @cached_property
    def _ranked(self) -> dict[int, list[Day]]:
        """Periods by kind (1 year, 2 months, 3 days), newest first."""
        ranked: dict[int, list[Day]] = {1: [], 2: [], 3: []}
        for day in self.index.archive:
            ranked[1 + bool(day.month) + bool(day.day)].append(day)
        return ranked

    @cached_property
    def _ranks(self) -> dict[int, dict[Day, int]]:
        return {
            kind: {day: at for at, day in enumerate(days)} for kind, days in self._ranked.items()
        }

    # Machine files

    def _of_sitemaps(self, _: str) -> tuple[Listed, ...]:
        parts = []
        for name, start in sitemap_parts(self.index):
            suffix = f"-{start // SITEMAP_SIZE + 1}" if start else ""
            parts.append(Listed(f"/sitemap-{name}{suffix}.xml", self._changed(name, start)))
        if has_news_sitemap(self.index):
            newest = latest(self._in_sitemaps.changed[id] for id in self._in_news_sitemap())
            parts.append(Listed(NEWS_SITEMAP, newest))
        return tuple(parts)

    def _of_news(self, _: str) -> tuple[tuple[str, ...], tuple[Listed, ...]]:
        """What is new enough for news search; where nothing is, the last article instead."""
        if self.index.recent:
            return self.index.recent, ()
        ids = self._in_news_sitemap()
        return (), tuple(
            Listed(self.tables.get("card", id).url, self._in_sitemaps.changed[id]) for id in ids
        )

    def _in_news_sitemap(self) -> tuple[str, ...]:
        listed = (id for id in self.index.newest if id not in self.index.unlisted)
        return self.index.recent or tuple(islice(listed, 1))

    def _of_sitemap(self, key: str) -> tuple[Listed, ...]:
        """One part: keys are "pages 0", or "2025 10000" for a year's articles from the 10,000th."""
        if key not in self._sitemaps:
            name, _, start = key.partition(" ")
            found = self._front_entries() if name == "pages" else self._year(name, int(start))
            self._sitemaps[key] = tuple(found)
        return self._sitemaps[key]

    def _changed(self, name: str, start: int) -> datetime | None:
        """When something in a part last changed."""
        if name == "pages":
            return latest(each.changed for each in self._of_sitemap(f"{name} {start}"))
        newest = max(self._ids_of_year(name, start), key=self._moments.__getitem__)
        return self._in_sitemaps.changed[newest]

    def _year(self, name: str, start: int) -> Iterable[Listed]:
        urls, changed = self._in_sitemaps
        return (Listed(urls[id], changed[id]) for id in self._ids_of_year(name, start))

    def _ids_of_year(self, name: str, start: int) -> list[str]:
        # From the oldest up, so that a full part never changes.
        return indexable(self.index, Day(int(name)))[::-1][start : start + SITEMAP_SIZE]

    @property
    def _in_sitemaps(self) -> _Sitemaps:
        if self._listed is None:
            self._listed = _Sitemaps.within(self.tables, self.index.newest, self._urls)
        return self._listed

    @cached_property
    def _moments(self) -> dict[str, float]:
        """The same in seconds since 1970: to compare dates of many lists takes a while."""
        return {id: when.timestamp() for id, when in self._in_sitemaps.changed.items()}

    def _front_entries(self) -> Iterable[Listed]:
        """The home page, standalone pages, and the fronts of lists with when they last changed."""
        index, changed, moments = self.index, self._in_sitemaps.changed, self._moments
        newest = latest(changed.values())
        yield Listed("/", newest)
        for page in index.pages.values():
            if not page.noindex:
                yield Listed(page.url, page.changed)
        for url, content in self.linked.contents.items():
            if url.endswith(("/", ".html")) and not told_to_hide(content):
                yield Listed(url, None)
        for name in overviews(index):
            corrected = name == "corrections"
            yield Listed(FIXED[name], index.corrections[0].correction.date if corrected else newest)
        for group in groups_of(index):
            if group.ids:
                url = group_url(group.kind, group.slug)
                yield Listed(url, changed[max(group.ids, key=moments.__getitem__)])
        for day, ids in index.archive.items():
            yield Listed(day.path, changed[max(ids, key=moments.__getitem__)])

    def _of_redirects(self, _: str) -> tuple[Redirect, ...]:
        """Old addresses with where they lead."""
        return self.linked.redirects


def _without_articles(linked: Linked) -> Linked:
    nothing: dict[str, Any] = {}
    large = ("articles", "entries", "cards", "neighbours", "translations", "related")
    slim = dict.fromkeys(large, nothing)
    index = msgspec.structs.replace(linked.index, **slim)
    return msgspec.structs.replace(linked, index=index, references=nothing, weights=nothing)


def kinds() -> list[str]:
    """All kinds of facts."""
    return sorted((*own_kinds(IndexedValues), *TABLES))
