"""Facts: the only door through which pages learn of anything beyond themselves.

`fetch` looks a value up and records that it was asked for; everything else here makes views of
what `fetch` gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any, cast

import msgspec
from markupsafe import Markup

from dateline.articles import read_body
from dateline.config import SiteConfig
from dateline.digest import digest
from dateline.link.coverage import Covered
from dateline.link.index import Corrected
from dateline.link.policies import KNOWN, Policy
from dateline.link.references import Resolved
from dateline.link.storylines import SoFar
from dateline.model import Card, Correction, Heading, Image
from dateline.render.columns import Story, Translation
from dateline.render.languages import direction, language_name
from dateline.render.lists import Lists
from dateline.render.values import Values
from dateline.render.views import (
    ArticleView,
    AssetView,
    CardView,
    CorrectedView,
    CorrectionView,
    FamilyView,
    ImageView,
    LinkView,
    LiveEntryView,
    LiveView,
    RelatedView,
    StorylineView,
)
from dateline.slots import fill_slots
from dateline.store import Bodies, Damaged

# What every page depends on: how things are written; and plugins, whose filters leave no trace.
ALWAYS = (("config", "base_url"), ("config", "language"), ("plural", ""), ("plugins", ""))

_SIZED = re.compile(r'(?:^|\s)(?:width|height)="\d')


# What the kinds of corrections are called, and which stand at the top.
REMEDIES = {
    "clarification": "Clarification",
    "correction": "Correction",
    "editors-note": "Editor's note",
    "retraction": "Retraction",
}
PROMINENT = ("editors-note", "retraction")
_ALONE = FamilyView((), None)


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


class Facts(Lists):
    """Hands out views, and records what was fetched for them."""

    def __init__(self, values: Values, bodies: Bodies) -> None:
        super().__init__(values.config)
        self.values = values
        self._look_up = values.kinds
        self.bodies = bodies
        self.theme = values.theme
        self.config = cast(SiteConfig, _Recorded(self))

    def begin(self) -> None:
        """Begin a page's record."""
        self.record(ALWAYS)

    def fetch(self, kind: str, key: str = "") -> Any:
        """Look up a value and record it."""
        self.fetched.add((kind, key))
        return self._look_up[kind](key)

    def gettext(self, message: str) -> str:
        """Translate a text of the engine's own."""
        found = self.fetch("text", message)
        return (found[0] if isinstance(found, tuple) else found) or message

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
        coverage = self._coverage(id) if story.is_live else None
        if coverage is not None:
            face["make_words"] = lambda: self._words_of_coverage(id)
        return ArticleView(
            **face,
            changed=story.changed,
            coverage=coverage,
            corrections=tuple(self._correction(each, id) for each in story.corrections),
            sources=tuple(LinkView(each.title, each.url) for each in story.sources),
            canonical=story.canonical or self.absolute(face["url"]),
            comments=story.comments,
            given_extra=story.extra,
            make_body=lambda: self.body(id),
            make_related=lambda: self.related(id),
            make_storyline=lambda: self.storyline(id),
            make_neighbour=lambda side: self._neighbour(id, side),
            make_guid=lambda: self.guid(id),
            make_family=lambda: self.family(id, face["url"]),
        )

    def _coverage(self, id: str) -> LiveView:
        found: Covered = self.fetch("live", id)
        ids = found.ids[::-1] if found.over else found.ids
        return LiveView(
            start=found.start,
            end=found.end,
            over=found.over,
            make_entries=lambda: tuple(map(self._entry, ids)),
        )

    def _entry(self, id: str) -> LiveEntryView:
        card = self.card(id)
        return LiveEntryView(
            id=card.url.partition("#")[2],
            url=card.url,
            title=card.title,
            summary=card.summary,
            published=cast(datetime, card.published),
            updated=card.updated,
            authors=card.authors,
            lang=card.lang,
            dir=card.dir,
            make_body=lambda: self.body(id),
        )

    def _words_of_coverage(self, id: str) -> int:
        found: Covered = self.fetch("live", id)
        return sum(int(self.fetch("words", each)) for each in (id, *found.ids))

    def _correction(self, found: Correction, id: str) -> CorrectionView:
        return CorrectionView(
            date=found.date,
            html=self._filled(found.html, id),
            kind=found.kind,
            title=self.gettext(REMEDIES[found.kind]),
            id=f"story_correction_{found.key}",
            prominent=found.kind in PROMINENT,
        )

    def corrections(self, count: int | None = None) -> tuple[CorrectedView, ...]:
        """All corrections, or so many of them, newest first."""
        found: tuple[Corrected, ...] = self.fetch("corrections", str(count or ""))
        made = []
        for id, correction in found:
            card, view = self.card(id), self._correction(correction, id)
            view = msgspec.structs.replace(view, html=self.away(view.html, card.url))
            made.append(CorrectedView(card, view, f"{card.url}#{view.id}"))
        return tuple(made)

    def _face(self, id: str) -> dict[str, Any]:
        card = cast(Card, self.fetch("card", id))
        return {
            "id": card.id,
            "slug": card.slug,
            "url": self.url(card.url),
            "type": card.type,
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
            "live": card.live,
            "make_words": lambda: self.fetch("words", id),
        }

    def _image(self, image: Image | None) -> ImageView | None:
        if image is None:
            return None
        return ImageView(
            self.url(image.src),
            image.alt,
            image.caption,
            image.credit,
            image.width,
            image.height,
            tuple(map(self.url, image.crops)),
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

    def family(self, id: str, url: str) -> FamilyView:
        """The translations of an article, which is at `url` itself."""
        found: tuple[Translation, ...] = self.fetch("translations", id)
        if not found:
            return _ALONE
        links = {
            LinkView(language_name(each.lang), self.url(each.url), each.lang): each.original
            for each in found
        }
        original = next((link for link, first in links.items() if first), None)
        return FamilyView(tuple(link for link in links if link.url != url), original)

    def latest(self, count: int, section: str | None = None) -> tuple[CardView, ...]:
        key = str(count) if section is None else f"{count} {section}"
        return self.cards(self.fetch("latest", key))

    # The rest of the site

    def policies(self) -> dict[str, LinkView]:
        """Links to the site's policies, by name."""
        return self.remember("policies", self._policies)

    def _policies(self) -> dict[str, LinkView]:
        found: tuple[Policy, ...] = self.fetch("policies")
        return {
            each.name: self.link(each.title or self.gettext(KNOWN[each.name].title), each.url)
            for each in found
        }

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
