"""Feeds: what their templates write."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from dateline.link.routes import FIXED, Route, group_url
from dateline.render.facts import Facts
from dateline.render.machine_views import EntryView, FeedPageView
from dateline.render.values import GroupFace, latest
from dateline.render.views import ArticleView, CorrectedView, LiveEntryView


def feed_of(facts: Facts, route: Route) -> FeedPageView:
    """The feed at a route: of the site, of a list, of live coverage, or of corrections."""
    kind, slug = str(route.subject[0]), str(route.subject[1])
    config = facts.config
    title, home = config.title, facts.route("home")
    description = config.description or config.tagline or title
    articles: tuple[ArticleView, ...] = ()
    entries: tuple[EntryView, ...] = ()
    if kind == "corrections":
        title = description = f"{facts.gettext('Corrections')} – {title}"
        home = facts.url(FIXED[kind])
        corrected = facts.corrections(config.page_sizes.feed)
        entries = tuple(_correction(facts, each) for each in corrected)
    elif kind == "live":
        article = facts.story(slug)
        title, home = f"{article.title} – {title}", article.url
        description = article.standfirst or article.summary or title
        entries = _updates(facts, article)[: config.page_sizes.feed]
    elif kind == "site":
        articles = tuple(map(facts.article, facts.fetch("feed", "")))
    else:
        group: GroupFace = facts.fetch("group", f"{kind}/{slug}")
        title = f"{group.title} – {title}"
        home, description = facts.url(group_url(kind, slug)), group.description or title
        articles = tuple(map(facts.article, facts.fetch("feed", f"{kind}/{slug}")))
    feeds = config.feeds
    return FeedPageView(
        id=(feeds.id_base or config.base_url).rstrip("/") + route.url,
        title=title,
        description=description,
        home_url=facts.absolute(home),
        self_url=facts.absolute(facts.url(route.url)),
        hubs=feeds.hubs,
        updated=latest([*(each.changed for each in articles), *(each.changed for each in entries)]),
        articles=articles,
        entries=entries,
        language=facts.language,
    )


def _correction(facts: Facts, found: CorrectedView) -> EntryView:
    card, correction, url = found.article, found.correction, facts.absolute(found.url)
    html = facts.absolute_links(correction.html, card.url)
    link = f'<p><a href="{escape(url)}">{escape(card.title)}</a></p>'
    return EntryView(
        id=f"{facts.guid(card.id)}#{correction.id}",
        url=url,
        title=f"{correction.title}: {card.title}",
        published=correction.date,
        changed=correction.date,
        html=Markup(f"<p>{html}</p>{link}"),
        lang=card.lang,
        authors=(),
    )


def _updates(facts: Facts, article: ArticleView) -> tuple[EntryView, ...]:
    """The entries of live coverage, newest first."""
    found = article.coverage.entries if article.coverage else ()
    newest_first = sorted(found, key=lambda each: (each.published, each.id), reverse=True)
    return tuple(_update(facts, article, each) for each in newest_first)


def _update(facts: Facts, article: ArticleView, entry: LiveEntryView) -> EntryView:
    title = entry.title or entry.summary or article.title
    return EntryView(
        id=f"{article.guid}#{entry.id}",
        url=facts.absolute(entry.url),
        title=title,
        published=entry.published,
        changed=entry.updated or entry.published,
        # One may have a title and nothing more.
        html=facts.absolute_links(entry.body or Markup.escape(title), article.url),
        lang=entry.lang,
        authors=entry.authors or article.authors,
    )
