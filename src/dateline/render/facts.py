"""Facts: the only door through which pages learn of anything beyond themselves.

Every method is a pure function of the linked site and the theme, and hands out values that
templates can't change.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property, lru_cache
from html import escape
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from markupsafe import Markup

from dateline.link.archives import Day, periods
from dateline.link.linked import Linked
from dateline.link.references import Resolved
from dateline.link.related import Related
from dateline.link.routes import FEEDS, FIXED, feed_kinds, group_url
from dateline.link.taxonomies import Group, Groups
from dateline.model import Article, Card, Image
from dateline.parse.markdown import render_line
from dateline.parse.polish import is_external
from dateline.render.theme import Theme
from dateline.render.views import (
    ArticleView,
    AssetView,
    AuthorView,
    CardView,
    CorrectionView,
    FeedView,
    ImageView,
    LinkView,
    PeriodView,
    RelatedView,
    TermView,
)
from dateline.slots import fill_slots
from dateline.slugs import slug_of

WORDS_A_MINUTE = 230
FEED_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}

_ROOTED = re.compile(r'(?<=\s)(href|src)="/(?!/)')

_ANY_TAG = re.compile(r"<[^<>]*>")
_SIZED = re.compile(r'(?:^|\s)(?:width|height)="\d')
_LOCAL = re.compile(r'(?<=\s)href="#')


class NoAsset(LookupError):
    """A template asks for a file that no layer of the theme has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the theme has no asset '{name}'")
        self.name = name


class Facts:
    """Hands out views of articles, terms and archives, each made once."""

    def __init__(self, linked: Linked, theme: Theme) -> None:
        self.linked = linked
        self.index = linked.index
        self.config = linked.index.config
        self.theme = theme
        self.base_path = linked.index.config.base_path
        self.origin = linked.index.config.origin
        self._cards: dict[str, CardView] = {}
        self._terms: dict[tuple[str, str], TermView] = {}
        self._authors: dict[str, AuthorView] = {}

    def url(self, path: str) -> str:
        """Complete a path of the site with the base path; other addresses stay as they are."""
        return (
            f"{self.base_path}{path}"
            if path.startswith("/") and not path.startswith("//")
            else path
        )

    def absolute(self, url: str) -> str:
        """Add scheme and host to what `url` gave."""
        return f"{self.origin}{url}" if url.startswith("/") and not url.startswith("//") else url

    def absolute_links(self, html: str, page: str = "") -> Markup:
        """Make every address in the HTML of `page` (its URL) complete, for feeds."""
        here = f'href="{self.absolute(page)}#'

        def complete(tag: re.Match[str]) -> str:
            rooted = _ROOTED.sub(lambda found: f'{found[1]}="{self.origin}/', tag[0])
            return _LOCAL.sub(lambda _: here, rooted)

        # In tags only: a text may show the same letters.
        return Markup(_ANY_TAG.sub(complete, str(html)))

    def route(self, name: str) -> str:
        return self.url(FIXED[name])

    def card(self, id: str) -> CardView:
        if id not in self._cards:
            article = self.index.articles[id]
            self._cards[id] = CardView(**self._face(self.index.cards[id], article))
        return self._cards[id]

    def cards(self, ids: Iterable[str]) -> tuple[CardView, ...]:
        return tuple(self.card(id) for id in ids)

    def article(self, id: str) -> ArticleView:
        """The whole of an article or of a standalone page."""
        article = self.index.articles.get(id) or self.index.pages[id]
        return ArticleView(
            **self._face(self.index.cards.get(id), article),
            headings=article.body.headings,
            changed=article.changed,
            corrections=tuple(
                CorrectionView(each.date, self._filled(each.html, id))
                for each in article.corrections
            ),
            sources=tuple(LinkView(each.title, each.url) for each in article.sources),
            canonical=article.canonical or self.absolute(self.url(article.url)),
            comments=article.comments and not article.is_page,
            # A copy: what one template does to it, no other page may see.
            extra=copy.deepcopy(article.extra),
            make_body=lambda: self.body(id),
            make_related=lambda: self.related(id),
            make_previous=lambda: self._neighbour(id, 0),
            make_next=lambda: self._neighbour(id, 1),
            make_translations=lambda: self.translations(id),
        )

    def _face(self, card: Card | None, article: Article) -> dict[str, Any]:
        summary = card.summary if card else article.summary or article.body.excerpt
        return {
            "slug": article.slug,
            "url": self.url(article.url),
            "title": article.title,
            "standfirst": article.standfirst,
            "summary": summary,
            "dateline": article.dateline,
            "lang": article.lang,
            "dir": direction(article.lang),
            "published": article.published,
            "updated": article.updated,
            "section": self.term("section", article.section) if article.section else None,
            # Standalone pages stand in no list, so they have neither tags nor authors.
            "tags": tuple(self.term("tag", slug_of(tag)) for tag in card.tags) if card else (),
            "authors": tuple(self.author(slug_of(name)) for name in card.authors) if card else (),
            "image": self._image(self.linked.images.get(article.id)),
            "featured": article.featured,
            "noindex": article.noindex,
            "words": article.body.words,
            "minutes": max(1, round(article.body.words / WORDS_A_MINUTE)),
        }

    def _image(self, image: Image | None) -> ImageView | None:
        if image is None:
            return None
        return ImageView(
            self.url(image.src), image.alt, image.caption, image.credit, image.width, image.height
        )

    def body(self, id: str) -> Markup:
        """An article's HTML with its slots filled."""
        article = self.index.articles.get(id) or self.index.pages[id]
        return self._filled(article.body.html, id)

    def _filled(self, html: str, id: str) -> Markup:
        references = self.linked.references[id]

        def fill(kind: str, payload: str) -> str:
            if kind == "text":
                return escape(self.theme.gettext(payload))
            number, _, attributes = payload.partition(" ")
            found = references[int(number)]
            if kind == "image":
                return self._img(found, attributes)
            return f' href="{escape(self.url(found.url))}"' if found.url else ""

        return Markup(fill_slots(html, fill))

    def _img(self, found: Resolved, attributes: str) -> str:
        """A picture's tag, or its alternative text where the picture is missing."""
        attributes = fill_slots(attributes, lambda _, text: escape(self.theme.gettext(text)))
        if found.url is None:
            shown = re.search(r'\balt="([^"]*)"', attributes)
            return shown[1] if shown else ""
        if found.width and not _SIZED.search(attributes):
            attributes = f'width="{found.width}" height="{found.height}" {attributes}'
        return f'<img src="{escape(self.url(found.url))}" {attributes}>'

    def related(self, id: str) -> RelatedView:
        found = self.index.related.get(id, Related())
        return RelatedView(found.label, self.cards(found.ids))

    def _neighbour(self, id: str, side: int) -> CardView | None:
        other = self.index.neighbours.get(id, (None, None))[side]
        return self.card(other) if other is not None else None

    def translations(self, id: str) -> tuple[LinkView, ...]:
        found = []
        for other in self.index.translations.get(id, ()):
            article = self.index.articles.get(other) or self.index.pages[other]
            name = Locale.parse(article.lang, sep="-").get_display_name() or article.lang
            found.append(LinkView(name, self.url(article.url), article.lang))
        return tuple(found)

    def groups(self, kind: str) -> Groups:
        return {
            "section": self.index.sections,
            "tag": self.index.tags,
            "author": self.index.authors,
        }[kind]

    def group(self, kind: str, slug: str) -> Group:
        return self.groups(kind)[slug]

    def term(self, kind: str, slug: str) -> TermView:
        if (kind, slug) not in self._terms:
            group = self.group(kind, slug)
            self._terms[kind, slug] = TermView(
                slug=slug,
                title=group.title,
                description=group.description,
                url=self.url(group_url(kind, slug)),
                count=len(group.ids),
                feeds=self.feeds(kind, slug),
            )
        return self._terms[kind, slug]

    def author(self, slug: str) -> AuthorView:
        if slug not in self._authors:
            group = self.group("author", slug)
            self._authors[slug] = AuthorView(
                slug=slug,
                name=group.title,
                bio=self._bio(group.description) if group.description else None,
                links=tuple(LinkView(link.title, self.url(link.url)) for link in group.links),
                url=self.url(group_url("author", slug)),
                count=len(group.ids),
                feeds=self.feeds("author", slug),
            )
        return self._authors[slug]

    def _bio(self, text: str) -> Markup:
        return Markup(
            _ROOTED.sub(lambda found: f'{found[1]}="{self.base_path}/', render_line(text))
        )

    def feeds(self, kind: str = "site", slug: str = "") -> tuple[FeedView, ...]:
        """The feeds of the site or of a section, tag or author; none where nothing is published."""
        settings = self.config.feeds
        if kind == "site":
            folder, title, offered = "/", self.config.title, bool(self.index.newest)
        else:
            group = self.group(kind, slug)
            folder, title = group_url(kind, slug), f"{group.title} – {self.config.title}"
            offered = bool(group.ids) and getattr(settings, f"{kind}s")
        if not offered:
            return ()
        return tuple(
            FeedView(title, self.url(folder + FEEDS[name][0]), FEED_TYPES[name])
            for name in feed_kinds(self.index)
        )

    def period(self, day: Day) -> PeriodView:
        return PeriodView(
            year=day.year,
            month=day.month or None,
            day=day.day or None,
            date=date(day.year, day.month or 1, day.day or 1),
            url=self.url(day.path),
            count=len(self.index.archive[day]),
        )

    def period_title(self, day: Day) -> str:
        """ "2025", "June 2025" or "2 June 2025", as the site's language writes it."""
        locale = self.config.language.replace("-", "_")
        first = date(day.year, day.month or 1, day.day or 1)
        if day.month and not day.day:
            return str(format_skeleton("yMMMM", first, locale=locale))
        return format_date(first, "long" if day.day else "y", locale=locale)

    @cached_property
    def _ranks(self) -> dict[int, dict[Day, int]]:
        """Position of each period among those of its kind (1 year, 2 months, 3 days)."""
        ranks: dict[int, dict[Day, int]] = {1: {}, 2: {}, 3: {}}
        for day in self.index.archive:
            alike = ranks[1 + bool(day.month) + bool(day.day)]
            alike[day] = len(alike)
        return ranks

    @cached_property
    def _ranked(self) -> dict[int, list[Day]]:
        return {kind: list(alike) for kind, alike in self._ranks.items()}

    def periods_beside(self, day: Day) -> tuple[PeriodView | None, PeriodView | None]:
        """The period of the same kind before a period, and the one after it."""
        kind = 1 + bool(day.month) + bool(day.day)
        alike, at = self._ranked[kind], self._ranks[kind][day]
        older = self.period(alike[at + 1]) if at + 1 < len(alike) else None
        return older, self.period(alike[at - 1]) if at else None

    def periods(self, inside: Day | None = None) -> tuple[PeriodView, ...]:
        return tuple(self.period(day) for day in periods(self.index.archive, inside))

    def months_of(self, ids: Iterable[str], url: Callable[[Day], str]) -> tuple[PeriodView, ...]:
        """Count a list's articles by month, newest first."""
        counts: dict[Day, int] = {}
        for id in ids:
            when = self.index.cards[id].published
            key = Day(when.year, when.month)
            counts[key] = counts.get(key, 0) + 1
        return tuple(
            PeriodView(day.year, day.month, None, date(day.year, day.month, 1), url(day), count)
            for day, count in sorted(counts.items(), reverse=True)
        )

    def latest(self, count: int, section: str | None = None) -> tuple[CardView, ...]:
        ids = self.index.newest if section is None else self.group("section", section).ids
        return self.cards(ids[:count])

    def asset(self, name: str) -> AssetView:
        found = self.theme.assets.get(str(name))
        if found is None:
            raise NoAsset(str(name))
        return AssetView(self.url(found.url), found.integrity, found.type)

    @cached_property
    def publisher_logo(self) -> str:
        """Absolute URL of the publisher's picture, or of the theme's stand-in."""
        logo = self.linked.logo
        url = self.url(logo.url) if logo else self.asset("images/publisher.png").url
        return self.absolute(url)

    def link(self, title: str, url: str) -> LinkView:
        return LinkView(title, url if is_external(url) else self.url(url))


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """Writing direction of a language: "ltr" or "rtl"."""
    return str(Locale.parse(language, sep="-").text_direction)
