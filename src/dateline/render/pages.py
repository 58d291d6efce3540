"""`page`: what a template sees of the page that it makes, one function per kind of route."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import cast

from dateline.link.archives import Day
from dateline.link.plugged import told_to_hide
from dateline.link.routes import FEEDS, Route, group_url
from dateline.model import Card
from dateline.render import kinds, structured
from dateline.render.calendars import CalendarView, MonthView, month_calendar
from dateline.render.facts import Facts
from dateline.render.feeds import feed_of
from dateline.render.hosting import headers
from dateline.render.kinds import PageView
from dateline.render.languages import news_language
from dateline.render.lists import FEED_TYPES
from dateline.render.machine_views import NewsView, RedirectView
from dateline.render.values import Listed
from dateline.render.views import (
    AuthorView,
    CardView,
    DayView,
    LinkView,
    PeriodView,
)

_IN_PARENTHESES = re.compile(r"\([^()]*\)")


def publication_name(title: str) -> str:
    """The name by which news search knows the site: without what is in parentheses."""
    return " ".join(_IN_PARENTHESES.sub(" ", title).split()) or title


def make_page(facts: Facts, route: Route) -> PageView:
    """Gather what the template of `route` sees."""
    return _MAKERS[route.kind](facts, route)


def _home(facts: Facts, route: Route) -> PageView:
    config, size = facts.config, facts.config.page_sizes.home
    page = PageView(facts, route, config.title, config.description or config.tagline)
    newest = facts.latest(size)
    lead = next((card for card in newest if card.featured), newest[0] if newest else None)
    following = facts.latest(size + 1)[size:]
    edition = _period_of(facts, newest[:1])
    earlier = _period_of(facts, following, of_month=True)
    others = _by_day(facts, (card for card in newest if card is not lead))
    page.add(kinds.Home(lead=lead, days=others, edition=edition, earlier=earlier))
    page.json_ld = [structured.website(facts)]
    return page


def _period_of(
    facts: Facts, cards: tuple[CardView, ...], *, of_month: bool = False
) -> PeriodView | None:
    """The day, or the month, of the first of `cards`."""
    when = cards[0].published if cards else None
    if when is None:
        return None
    return facts.period(Day(when.year, when.month, 0 if of_month else when.day))


def _by_day(facts: Facts, cards: Iterable[CardView]) -> tuple[DayView, ...]:
    """Group cards, in the order of time, under their days."""
    days: dict[Day, list[CardView]] = {}
    for card in cards:
        when = card.published
        if when is not None:
            days.setdefault(Day(when.year, when.month, when.day), []).append(card)
    return tuple(
        DayView(period.date, period.url, tuple(found))
        for period, found in ((facts.period(day), found) for day, found in days.items())
    )


def _article(facts: Facts, route: Route) -> PageView:
    article = facts.story(str(route.subject[0]))
    page = PageView(facts, route, article.title, article.standfirst or article.summary or None)
    page.canonical, page.noindex = article.canonical, page.noindex or article.noindex
    if article.image is not None:
        page.image = facts.absolute(article.image.src)
    home = LinkView(facts.config.title, facts.route("home"))
    above = (LinkView(article.section.title, article.section.url),) if article.section else ()
    page.breadcrumbs = (home, *above)
    trail = structured.breadcrumbs(facts, (*page.breadcrumbs, LinkView(article.title, article.url)))
    if route.kind == "article":
        about = structured.news_article(facts, article, page.image)
        page.json_ld = [structured.live_blog(facts, article, about), trail]
        if article.section and article.section.feeds:
            page.feeds = (*page.feeds[:1], *article.section.feeds[:1])
    else:
        about = structured.web_page(facts, "WebPage", article.title, page.canonical)
        if article.corrections:
            about["correction"] = structured.corrections(article)
        page.json_ld = [about, trail]
    if article.coverage is not None:
        page.feeds = (*facts.feeds("live", article.id), *page.feeds)
    page.add(kinds.Story(article=article))
    return page


def _term(facts: Facts, route: Route) -> PageView:
    """A page of a section's, tag's or author's list."""
    kind, slug = str(route.subject[0]), str(route.subject[1])
    about = facts.author(slug) if kind == "author" else facts.term(kind, slug)
    found = facts.list_page(kind, slug, route.number)
    front = facts.url(group_url(kind, slug))

    def address(number: int | None) -> str | None:
        return number if number is None else f"{front}page/{number}/" if number else front

    content = kinds.GroupList(
        cards=facts.cards(found.ids),
        number=route.number,
        newer=address(found.newer),
        older=address(found.older),
    )
    if isinstance(about, AuthorView):
        page = PageView(facts, route, about.name, None)
        page.add(kinds.OfAuthor(author=about))
    else:
        page = PageView(facts, route, about.title, about.description)
        months = facts.months(kind, slug) if route.number is None else ()
        page.add(kinds.OfTerm(term=about, months=months))
    page.feeds = about.feeds or page.feeds
    page.add(content)
    if kind == "section":
        return _listed(facts, page)
    above = f"{kind}s"
    _listed(facts, page, LinkView(facts.gettext(above.capitalize()), facts.route(above)))
    if isinstance(about, AuthorView):
        page.json_ld[0] = structured.profile(facts, about, page.canonical)
    return page


def _storyline(facts: Facts, route: Route) -> PageView:
    """A developing story from its beginning."""
    slug = str(route.subject[1])
    about = facts.term("storyline", slug)
    ids = facts.list_page("storyline", slug, None).ids
    page = PageView(facts, route, about.title, about.description)
    page.feeds = about.feeds or page.feeds
    page.add(kinds.Storyline(term=about, days=_by_day(facts, facts.cards(ids[::-1]))))
    above = LinkView(facts.gettext("Storylines"), facts.route("storylines"))
    return _listed(facts, page, above)


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
    """The list of all tags, storylines, authors, years or corrections."""
    page = PageView(facts, route, facts.gettext(route.kind.capitalize()), None)
    if route.kind in ("tags", "storylines"):
        page.add(kinds.Terms(terms=facts.terms(route.kind.removesuffix("s"))))
    elif route.kind == "corrections":
        page.add(kinds.Corrections(corrections=facts.corrections()))
        page.feeds = facts.feeds("corrections") or page.feeds
    elif route.kind == "authors":
        page.add(kinds.Authors(authors=facts.authors()))
    else:
        years = tuple((year, facts.periods(Day(year.year))) for year in facts.periods())
        page.add(kinds.Archives(years=years))
    return _listed(facts, page)


def _period(facts: Facts, route: Route) -> PageView:
    """A year, a month or a day's brief."""
    day = Day(*(int(part) for part in route.subject))
    page = PageView(facts, route, facts.period_title(day), None)
    before, after = facts.periods_beside(day)
    period = facts.period(day)
    page.add(kinds.Period(period=period, previous=before, next=after))
    if route.kind == "year":
        months = tuple(_month(facts, month) for month in facts.periods(day))
        page.add(kinds.Year(months=months))
    elif route.kind == "month":
        days = _by_day(facts, _cards(facts, period))
        told = {each.date.day: (each.url, len(each.cards)) for each in days}
        weeks = month_calendar(facts.language, day.year, day.month, told)
        page.add(kinds.Month(days=days, calendar=weeks))
    else:
        page.add(kinds.OneDay(cards=_cards(facts, period)))
    around = [Day(day.year), Day(day.year, day.month)][: (day.month > 0) + (day.day > 0)]
    return _listed(
        facts,
        page,
        LinkView(facts.gettext("Archives"), facts.route("archives")),
        *(LinkView(facts.period_title(each), facts.url(each.path)) for each in around),
    )


def _month(facts: Facts, period: PeriodView) -> MonthView:
    year, month = period.year, period.month or 1

    def calendar() -> CalendarView:
        days = facts.periods(Day(year, month))
        told = {each.date.day: (each.url, each.count) for each in days}
        return month_calendar(facts.language, year, month, told)

    return MonthView(period, calendar, lambda: _cards(facts, period))


def _cards(facts: Facts, period: PeriodView) -> tuple[CardView, ...]:
    """The articles of a month or a day, day by day: those are short lists, which are kept whole."""
    path = Day(period.year, period.month or 0, period.day or 0).path
    days = (path,) if period.day else facts.fetch("periods", path)
    return tuple(card for each in days for card in facts.cards(facts.fetch("day", each)))


def _plain(facts: Facts, route: Route) -> PageView:
    return PageView(facts, route, facts.config.title, facts.config.description)


def _plugin(facts: Facts, route: Route) -> PageView:
    """A plugin's page; of its content `title`, `description` and `noindex` are known here, too."""
    content = facts.fetch("content", route.url)
    known = content if isinstance(content, dict) else {}
    title, description = known.get("title"), known.get("description")
    page = PageView(
        facts,
        route,
        title if isinstance(title, str) else facts.config.title,
        description if isinstance(description, str) else None,
    )
    page.noindex = page.noindex or told_to_hide(content)
    page.add(kinds.Plugged(content=content))
    return _listed(facts, page)


def _not_found(facts: Facts, route: Route) -> PageView:
    page = PageView(facts, route, facts.gettext("Page not found"), None)
    page.noindex = True
    return page


def _feed(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    page.add(kinds.Feed(feed=feed_of(facts, route)))
    return page


def _sitemap_index(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    page.add(kinds.SitemapIndex(parts=_absolute(facts, facts.fetch("sitemaps"))))
    return page


def _sitemap(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    entries = facts.fetch("sitemap", f"{route.subject[0]} {route.subject[1]}")
    page.add(kinds.Sitemap(entries=_absolute(facts, entries)))
    return page


def _news_sitemap(facts: Facts, route: Route) -> PageView:
    """What is new enough for news search; else the last story, for a sitemap can't be empty."""
    page = _plain(facts, route)
    recent, last = facts.fetch("news")
    cards: Iterable[Card] = (facts.fetch("card", id) for id in recent)
    stories = tuple(
        NewsView(
            url=facts.absolute(facts.url(card.url)),
            title=card.title,
            published=cast(datetime, card.published),
            language=news_language(card.lang),
        )
        for card in cards
    )
    name = publication_name(facts.config.title)
    entries = _absolute(facts, last)
    page.add(kinds.NewsSitemap(publication=name, stories=stories, entries=entries))
    return page


def _absolute(facts: Facts, entries: Iterable[Listed]) -> tuple[tuple[str, datetime | None], ...]:
    return tuple((facts.absolute(facts.url(each.path)), each.changed) for each in entries)


def _robots(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    page.add(kinds.Robots(sitemap=facts.absolute(facts.route("sitemap"))))
    return page


def _redirects(facts: Facts, route: Route) -> PageView:
    page = _plain(facts, route)
    redirects = tuple(
        RedirectView(facts.url(each.source), facts.url(each.target), 301, each.has_page)
        for each in facts.fetch("redirects")
    )
    page.add(kinds.Redirects(redirects=redirects))
    return page


def _redirect(facts: Facts, route: Route) -> PageView:
    """A page at an old address."""
    page = PageView(facts, route, facts.gettext("This page has moved"), None)
    target = facts.url(str(route.subject[0]))
    page.canonical, page.noindex = facts.absolute(target), True
    page.add(kinds.Moved(target=target))
    return page


def _headers(facts: Facts, route: Route) -> PageView:
    page, offered = _plain(facts, route), facts.config.feeds
    feeds = {file: FEED_TYPES[name] for name, (file, _) in FEEDS.items() if getattr(offered, name)}
    page.add(kinds.HostHeaders(headers=headers(facts.base_path, feeds, noindex=page.noindex)))
    return page


_MAKERS: dict[str, Callable[[Facts, Route], PageView]] = {
    "home": _home,
    "article": _article,
    "page": _article,
    "section": _term,
    "tag": _term,
    "author": _term,
    "storyline": _storyline,
    "tags": _overview,
    "storylines": _overview,
    "authors": _overview,
    "corrections": _overview,
    "archives": _overview,
    "year": _period,
    "month": _period,
    "day": _period,
    "plugin": _plugin,
    "not_found": _not_found,
    "atom": _feed,
    "rss": _feed,
    "json_feed": _feed,
    "sitemap_index": _sitemap_index,
    "sitemap": _sitemap,
    "news_sitemap": _news_sitemap,
    "robots": _robots,
    "redirects": _redirects,
    "redirect": _redirect,
    "headers": _headers,
}
