"""`page`: what a template sees of the page that it makes, one function per kind of route."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from dateline.link.archives import Day, periods
from dateline.link.routes import (
    FIXED,
    SITEMAP_SIZE,
    Route,
    group_url,
    groups_of,
    indexable,
    list_pages,
    sitemap_parts,
)
from dateline.render import structured
from dateline.render.facts import Facts, direction
from dateline.render.hosting import Headers, headers
from dateline.render.views import CardView, DayView, FeedPageView, FeedView, LinkView, RedirectView

Content = dict[str, Any]


class PageView:
    """What every page has; the rest depends on its kind and comes as further attributes."""

    noindex = False

    def __init__(self, facts: Facts, route: Route, title: str, description: str | None) -> None:
        self.kind = route.kind
        self.url = facts.url(route.url)
        self.canonical = facts.absolute(self.url)
        self.title = title
        self.description = description
        self.language = facts.config.language
        self.dir = direction(facts.config.language)
        self.feeds: tuple[FeedView, ...] = facts.feeds()
        self.image = facts.publisher_logo
        self.breadcrumbs: tuple[LinkView, ...] = ()
        self.json_ld: list[structured.Data] = []

    def add(self, content: Content) -> None:
        self.__dict__.update(content)


def make_page(facts: Facts, route: Route) -> PageView:
    """Gather what the template of `route` sees."""
    return _MAKERS[route.kind](facts, route)


def _home(facts: Facts, route: Route) -> PageView:
    config, index = facts.config, facts.index
    page = PageView(facts, route, config.title, config.description or config.tagline)
    newest = index.newest[: config.page_sizes.home]
    lead = next((id for id in newest if index.cards[id].featured), newest[0] if newest else None)
    rest = [id for id in newest if id != lead]
    following = index.newest[config.page_sizes.home :][:1]
    earlier = None
    if following:
        when = index.cards[following[0]].published
        earlier = facts.period(Day(when.year, when.month))
    page.add(
        {
            "lead": facts.card(lead) if lead is not None else None,
            "days": _by_day(facts, rest),
            "earlier": earlier,
        }
    )
    page.json_ld = [structured.website(facts)]
    return page


def _by_day(facts: Facts, ids: Iterable[str]) -> tuple[DayView, ...]:
    """Group cards, newest first, under their days."""
    days: dict[Day, list[CardView]] = {}
    for id in ids:
        when = facts.index.cards[id].published
        days.setdefault(Day(when.year, when.month, when.day), []).append(facts.card(id))
    return tuple(
        DayView(period.date, period.url, tuple(cards))
        for period, cards in ((facts.period(day), cards) for day, cards in days.items())
    )


def _article(facts: Facts, route: Route) -> PageView:
    article = facts.article(str(route.subject[0]))
    page = PageView(facts, route, article.title, article.standfirst or article.summary or None)
    page.canonical, page.noindex = article.canonical, article.noindex
    if article.image is not None:
        page.image = facts.absolute(article.image.src)
    home = LinkView(facts.config.title, facts.route("home"))
    above = (LinkView(article.section.title, article.section.url),) if article.section else ()
    page.breadcrumbs = (home, *above)
    trail = structured.breadcrumbs(facts, (*page.breadcrumbs, LinkView(article.title, article.url)))
    if route.kind == "article":
        page.json_ld = [structured.news_article(facts, article, page.image), trail]
        if article.section and article.section.feeds:
            page.feeds = (*page.feeds[:1], *article.section.feeds[:1])
    else:
        page.json_ld = [structured.web_page(facts, "WebPage", article.title, page.canonical)]
    page.add({"article": article})
    return page


def _term(facts: Facts, route: Route) -> PageView:
    """A page of a section's, tag's or author's list."""
    kind, slug = str(route.subject[0]), str(route.subject[1])
    group = facts.group(kind, slug)
    page = PageView(facts, route, group.title, None if kind == "author" else group.description)
    pages = list_pages(len(group.ids), facts.config.page_sizes.list)
    at = next(at for at, (number, _, _) in enumerate(pages) if number == route.number)
    _, start, end = pages[at]
    front = facts.url(group_url(kind, slug))

    def address(number: int | None) -> str:
        return front if number is None else f"{front}page/{number}/"

    page.feeds = facts.feeds(kind, slug) or page.feeds
    page.add(
        {
            "cards": facts.cards(group.ids[start:end]),
            "number": route.number,
            "newer": address(pages[at - 1][0]) if at else None,
            "older": address(pages[at + 1][0]) if at + 1 < len(pages) else None,
        }
    )
    if kind == "author":
        page.add({"author": facts.author(slug)})
        page.description = None
    else:
        months: tuple[Any, ...] = ()
        if route.number is None:
            months = facts.months_of(group.ids, lambda day: facts.url(day.path))
        page.add({"term": facts.term(kind, slug), "months": months})
    if kind == "section":
        return _listed(facts, page)
    above = f"{kind}s"
    return _listed(
        facts, page, LinkView(facts.theme.gettext(above.capitalize()), facts.route(above))
    )


def _listed(facts: Facts, page: PageView, *above: LinkView) -> PageView:
    """Complete a list page with the way back, from the top down, and structured data."""
    page.breadcrumbs = (LinkView(facts.config.title, facts.route("home")), *above)
    here = LinkView(page.title, page.url)
    page.json_ld = [
        structured.web_page(facts, "CollectionPage", page.title, page.canonical),
        structured.breadcrumbs(facts, (*page.breadcrumbs, here)),
    ]
    return page


def _overview(facts: Facts, route: Route) -> PageView:
    """The list of all tags, of all authors, or of all years."""
    page = PageView(facts, route, facts.theme.gettext(route.kind.capitalize()), None)
    index = facts.index
    if route.kind == "tags":
        page.add({"terms": tuple(facts.term("tag", slug) for slug in index.tags)})
    elif route.kind == "authors":
        page.add({"authors": tuple(facts.author(slug) for slug in index.authors)})
    else:
        page.add(
            {
                "years": tuple(
                    (facts.period(year), facts.periods(year)) for year in periods(index.archive)
                )
            }
        )
    return _listed(facts, page)


def _period(facts: Facts, route: Route) -> PageView:
    """A year, a month or a day's brief."""
    day = Day(*(int(part) for part in route.subject))
    archive, period = facts.index.archive, facts.period(day)
    page = PageView(facts, route, facts.period_title(day), None)
    before, after = facts.periods_beside(day)
    page.add(
        {
            "period": period,
            "previous": before,
            "next": after,
        }
    )
    if route.kind == "year":
        page.add(
            {
                "months": tuple(
                    (facts.period(month), facts.cards(archive[month]))
                    for month in periods(archive, day)
                )
            }
        )
    elif route.kind == "month":
        page.add({"days": _by_day(facts, archive[day])})
    else:
        page.add({"cards": facts.cards(archive[day])})
    around = [Day(day.year), Day(day.year, day.month)][: (day.month > 0) + (day.day > 0)]
    return _listed(
        facts,
        page,
        LinkView(facts.theme.gettext("Archives"), facts.route("archives")),
        *(LinkView(facts.period_title(each), facts.url(each.path)) for each in around),
    )


def _plain(facts: Facts, route: Route) -> PageView:
    return PageView(facts, route, facts.config.title, facts.config.description)


def _not_found(facts: Facts, route: Route) -> PageView:
    page = PageView(facts, route, facts.theme.gettext("Page not found"), None)
    page.noindex = True
    return page


def _feed(facts: Facts, route: Route) -> PageView:
    kind, slug = str(route.subject[0]), str(route.subject[1])
    config, sizes = facts.config, facts.config.page_sizes
    page = _plain(facts, route)
    if kind == "site":
        title, ids, size, home = config.title, facts.index.newest, sizes.feed, facts.route("home")
        description = config.description or config.tagline or config.title
    else:
        group = facts.group(kind, slug)
        view = facts.author(slug) if kind == "author" else facts.term(kind, slug)
        title, ids, size = f"{group.title} – {config.title}", group.ids, sizes.term_feed
        home, description = view.url, group.description or title
    articles = tuple(facts.article(id) for id in ids[:size])
    page.add(
        {
            "feed": FeedPageView(
                title=title,
                description=description,
                home_url=facts.absolute(home),
                self_url=facts.absolute(page.url),
                updated=_latest(facts.index.articles[id].changed for id in ids[:size]),
                articles=articles,
                language=config.language,
            )
        }
    )
    return page


def _latest(dates: Iterable[datetime | None]) -> datetime | None:
    return max((date for date in dates if date is not None), default=None)


def _sitemap_index(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    parts = []
    for name, start in sitemap_parts(facts.index):
        suffix = f"-{start // SITEMAP_SIZE + 1}" if start else ""
        entries = _sitemap_entries(facts, name, start)
        url = facts.absolute(facts.url(f"/sitemap-{name}{suffix}.xml"))
        parts.append((url, _latest(date for _, date in entries)))
    page.add({"parts": tuple(parts)})
    return page


def _sitemap(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    entries = _sitemap_entries(facts, str(route.subject[0]), int(route.subject[1]))
    page.add({"entries": tuple(entries)})
    return page


def _sitemap_entries(facts: Facts, name: str, start: int) -> list[tuple[str, datetime | None]]:
    index = facts.index
    if name == "pages":
        return _list_entries(facts)
    # From the oldest up, so that a full part never changes.
    oldest_first = indexable(index, Day(int(name)))[::-1][start : start + SITEMAP_SIZE]
    return [
        (facts.absolute(facts.url(index.articles[id].url)), index.articles[id].changed)
        for id in oldest_first
    ]


def _list_entries(facts: Facts) -> list[tuple[str, datetime | None]]:
    """The home page, standalone pages, and the fronts of lists with when they last changed."""
    index = facts.index
    latest = {id: article.changed for id, article in index.articles.items()}
    newest = _latest(latest.values())
    found: list[tuple[str, datetime | None]] = [("/", newest)]
    found += [(page.url, page.changed) for page in index.pages.values() if not page.noindex]
    found += [(FIXED[name], newest) for name in ("tags", "authors", "archives")]
    for group in groups_of(index):
        if group.ids:
            view = facts.author(group.slug) if group.kind == "author" else None
            url = view.url if view else facts.term(group.kind, group.slug).url
            found.append(
                (url.removeprefix(facts.config.base_path), _latest(latest[id] for id in group.ids))
            )
    found += [(day.path, _latest(latest[id] for id in ids)) for day, ids in index.archive.items()]
    return [(facts.absolute(facts.url(path)), date) for path, date in found]


def _robots(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    page.add({"sitemap": facts.absolute(facts.route("sitemap"))})
    return page


def _redirects(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    everything = (*facts.index.articles.values(), *facts.index.pages.values())
    made = (*(route.url for route in facts.linked.routes), *facts.linked.static)
    taken = {url.rstrip("/").casefold() for url in made}
    pairs = sorted(
        {
            (alias, article.url)
            for article in everything
            for alias in article.aliases
            if alias.rstrip("/").casefold() not in taken
        }
    )
    page.add(
        {
            "redirects": tuple(
                RedirectView(facts.url(alias), facts.url(url), 301) for alias, url in pairs
            )
        }
    )
    return page


def _headers(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    found: Headers = headers(facts.config.base_path)
    page.add({"headers": found})
    return page


_MAKERS: dict[str, Callable[[Facts, Route], PageView]] = {
    "home": _home,
    "article": _article,
    "page": _article,
    "section": _term,
    "tag": _term,
    "author": _term,
    "tags": _overview,
    "authors": _overview,
    "archives": _overview,
    "year": _period,
    "month": _period,
    "day": _period,
    "not_found": _not_found,
    "atom": _feed,
    "rss": _feed,
    "json_feed": _feed,
    "sitemap_index": _sitemap_index,
    "sitemap": _sitemap,
    "robots": _robots,
    "redirects": _redirects,
    "headers": _headers,
}
