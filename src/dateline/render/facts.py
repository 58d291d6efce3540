"""Facts: the only door through which pages learn of anything beyond themselves.

`fetch` looks a value up and records that it was asked for; everything else here makes views of
what `fetch` gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any, cast

from babel.dates import format_date, format_skeleton
from markupsafe import Markup

from dateline.articles import read_body
from dateline.config import SiteConfig
from dateline.digest import digest
from dateline.link.archives import Day
from dateline.link.references import Resolved
from dateline.link.routes import FEEDS, FIXED, group_url
from dateline.link.storylines import SoFar
from dateline.model import Card, Heading, Image
from dateline.parse.markdown import render_line
from dateline.parse.polish import is_external
from dateline.render.languages import direction, language_name
from dateline.render.remembering import Remembering
from dateline.render.tables import Story
from dateline.render.values import GroupFace, ListPage, Values
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
    StorylineView,
    TermView,
)
from dateline.slots import fill_slots
from dateline.store import Bodies, Damaged

FEED_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
# What every page depends on: how things are written; and plugins, whose filters leave no trace.
ALWAYS = (("config", "base_url"), ("config", "language"), ("plural", ""), ("plugins", ""))

_ROOTED = re.compile(r'(?<=\s)(href|src)="/(?!/)')
_LEADING_TAG = re.compile(r'<[^<>]*\s(?:href="#|(?:href|src)="/(?!/))[^<>]*>')
_SIZED = re.compile(r'(?:^|\s)(?:width|height)="\d')
_LOCAL = re.compile(r'(?<=\s)href="#')


class NoAsset(LookupError):
    """A template asks for a file that no layer of the theme has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the theme has no asset '{name}'")
        self.name = name


class _Recorded:
    """The configuration: each look at one of its values is a fetch."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        return self._facts.fetch("config", name)


class Facts(Remembering):
    """Hands out views, and records what was fetched for them."""

    def __init__(self, values: Values, bodies: Bodies) -> None:
        super().__init__()
        self.values = values
        self.bodies = bodies
        self.theme = values.theme
        self.config = cast(SiteConfig, _Recorded(self))
        self.base_path = values.config.base_path
        self.origin = values.config.origin
        self.language = values.config.language

    def begin(self) -> None:
        """Begin a page's record."""
        self.record(ALWAYS)

    def fetch(self, kind: str, key: str = "") -> Any:
        """Look up a value and record it."""
        self.fetched.add((kind, key))
        return self.values.get(kind, key)

    def gettext(self, message: str) -> str:
        """Translate a text of the engine's own."""
        found = self.fetch("text", message)
        return (found[0] if isinstance(found, tuple) else found) or message

    # Addresses

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
        return Markup(_LEADING_TAG.sub(complete, str(html)))

    def route(self, name: str) -> str:
        return self.url(FIXED[name])

    def link(self, title: str, url: str) -> LinkView:
        return LinkView(title, url if is_external(url) else self.url(url))

    # Articles

    def card(self, id: str) -> CardView:
        return self.remember(("card", id), self._card, id)

    def _card(self, id: str) -> CardView:
        return CardView(**self._face(id))

    def cards(self, ids: Iterable[str]) -> tuple[CardView, ...]:
        return tuple(self.card(id) for id in ids)

    def article(self, id: str) -> ArticleView:
        """The whole of an article, for the feeds that it stands in."""
        return self.remember(("article", id), self.story, id)

    def story(self, id: str) -> ArticleView:
        """The whole of an article or of a standalone page, for its own page."""
        face, story = self._face(id), cast(Story, self.fetch("story", id))
        return ArticleView(
            **face,
            changed=story.changed,
            corrections=tuple(
                CorrectionView(each.date, self._filled(each.html, id)) for each in story.corrections
            ),
            sources=tuple(LinkView(each.title, each.url) for each in story.sources),
            canonical=story.canonical or self.absolute(face["url"]),
            comments=story.comments,
            given_extra=story.extra,
            make_body=lambda: self.body(id),
            make_related=lambda: self.related(id),
            make_storyline=lambda: self.storyline(id),
            make_neighbour=lambda side: self._neighbour(id, side),
            make_guid=lambda: self.guid(id),
            make_translations=lambda: self.translations(id),
        )

    def _face(self, id: str) -> dict[str, Any]:
        card = cast(Card, self.fetch("card", id))
        return {
            "id": card.id,
            "slug": card.slug,
            "url": self.url(card.url),
            "title": card.title,
            "standfirst": card.standfirst,
            "summary": card.summary,
            "dateline": card.dateline,
            "lang": card.lang,
            "dir": direction(card.lang),
            "published": card.published,
            "updated": card.updated,
            "section": self.term("section", card.section) if card.section else None,
            "tags": tuple(self.term("tag", slug) for slug in card.tags),
            "authors": tuple(self.author(slug) for slug in card.authors),
            "image": self._image(card.image),
            "featured": card.featured,
            "noindex": card.noindex,
            "make_words": lambda: self.fetch("words", id),
        }

    def _image(self, image: Image | None) -> ImageView | None:
        if image is None:
            return None
        return ImageView(
            self.url(image.src), image.alt, image.caption, image.credit, image.width, image.height
        )

    def body(self, id: str) -> tuple[Markup, tuple[Heading, ...]]:
        """An article's HTML with its slots filled, and its headings; its digest is a fact."""
        story: Story = self.fetch("story", id)
        body = read_body(self.bodies, id)
        if body is None or digest(body.html.encode("utf-8")) != story.body:
            raise Damaged("has lost a body")
        return self._filled(body.html, id), body.headings

    def _filled(self, html: str, id: str) -> Markup:
        references: tuple[Resolved, ...] = self.fetch("references", id)

        def fill(kind: str, payload: str) -> str:
            if kind == "text":
                return escape(self.gettext(payload))
            number, _, attributes = payload.partition(" ")
            found = references[int(number)]
            if kind == "image":
                return self._img(found, attributes)
            return f' href="{escape(self.url(found.url))}"' if found.url else ""

        return Markup(fill_slots(html, fill))

    def _img(self, found: Resolved, attributes: str) -> str:
        """A picture's tag, or its alternative text where the picture is missing."""
        attributes = fill_slots(attributes, lambda _, text: escape(self.gettext(text)))
        if found.url is None:
            shown = re.search(r'\balt="([^"]*)"', attributes)
            return shown[1] if shown else ""
        if found.width and not _SIZED.search(attributes):
            attributes = f'width="{found.width}" height="{found.height}" {attributes}'
        return f'<img src="{escape(self.url(found.url))}" {attributes}>'

    def guid(self, id: str) -> str:
        found: str = self.fetch("guid", id)
        return found

    def related(self, id: str) -> RelatedView:
        found = self.fetch("related", id)
        return RelatedView(found.label, self.cards(found.ids)) if found else RelatedView("", ())

    def storyline(self, id: str) -> StorylineView | None:
        """An article's developing story; None where it would be the only one of it."""
        found: SoFar | None = self.fetch("storyline", id)
        if found is None:
            return None
        about = self.term("storyline", found.slug)
        return StorylineView(about.title, about.url, self.cards(found.ids))

    def _neighbour(self, id: str, side: int) -> CardView | None:
        other = self.fetch("neighbours", id)[side]
        return self.card(other) if other is not None else None

    def translations(self, id: str) -> tuple[LinkView, ...]:
        return tuple(
            LinkView(language_name(lang), self.url(url), lang)
            for lang, url in self.fetch("translations", id)
        )

    def latest(self, count: int, section: str | None = None) -> tuple[CardView, ...]:
        key = str(count) if section is None else f"{count} {section}"
        return self.cards(self.fetch("latest", key))

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
            bio=self._bio(group.description) if group.description else None,
            links=tuple(LinkView(link.title, self.url(link.url)) for link in group.links),
            url=self.url(group_url("author", slug)),
            make_count=lambda: self.count(f"author/{slug}"),
            make_feeds=lambda: self.feeds("author", slug),
        )

    def _bio(self, text: str) -> Markup:
        return Markup(
            _ROOTED.sub(lambda found: f'{found[1]}="{self.base_path}/', render_line(text))
        )

    def count(self, key: str) -> int:
        return int(self.fetch("count", key))

    def feeds(self, kind: str = "site", slug: str = "") -> tuple[FeedView, ...]:
        """The feeds of the site or of a section, tag or author; none where nothing is published."""
        return self.remember(("feeds", kind, slug), self._feeds, kind, slug)

    def _feeds(self, kind: str, slug: str) -> tuple[FeedView, ...]:
        title = self.config.title
        if kind == "site":
            folder, offered = "/", self.fetch("feeds", "")
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

    # The rest of the site

    def pages(self) -> tuple[LinkView, ...]:
        return tuple(LinkView(title, self.url(url)) for title, url in self.fetch("pages"))

    def asset(self, name: str) -> AssetView:
        found = self.fetch("asset", str(name))
        if found is None:
            raise NoAsset(str(name))
        url, integrity, kind = found
        return AssetView(self.url(url), integrity, kind)

    @property
    def publisher_logo(self) -> str:
        """Absolute URL of the publisher's picture, or of the theme's stand-in."""
        logo = self.fetch("logo")
        url = self.url(logo) if logo else self.asset("images/publisher.png").url
        return self.absolute(url)
