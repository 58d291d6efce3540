"""`site`: what every template may ask of the whole site."""

from __future__ import annotations

from typing import Any

from dateline.link.index import Index
from dateline.link.routes import FIXED
from dateline.render.facts import Facts
from dateline.render.views import AssetView, AuthorView, CardView, LinkView, PeriodView, TermView


class Settings:
    """Theme settings by attribute; one that the theme doesn't declare is undefined."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


class PublisherView:
    def __init__(self, facts: Facts) -> None:
        publisher = facts.config.publisher
        self.name = publisher.name
        self.url = publisher.url
        self._facts = facts
        self.policies = tuple(facts.link(each.title, each.url) for each in publisher.policies)

    @property
    def logo(self) -> str:
        # Not settled at once: a theme without the stand-in picture is to fail at a template.
        return self._facts.publisher_logo


class MenusView:
    """The configured menus; by default the sections, and the standalone pages in the footer."""

    def __init__(self, facts: Facts) -> None:
        menus, index = facts.config.menus, facts.index
        self.main = tuple(facts.link(each.title, each.url) for each in menus.main) or tuple(
            LinkView(term.title, term.url)
            for term in (facts.term("section", slug) for slug in index.sections)
        )
        self.footer = tuple(facts.link(each.title, each.url) for each in menus.footer) or _pages(
            facts, index
        )


def _pages(facts: Facts, index: Index) -> tuple[LinkView, ...]:
    return tuple(LinkView(page.title, facts.url(page.url)) for page in index.pages.values())


class SiteView:
    """Attributes are settled for a build; methods look things up."""

    def __init__(self, facts: Facts) -> None:
        config = facts.config
        self._facts = facts
        self.title = config.title
        self.tagline = config.tagline
        self.description = config.description
        self.language = config.language
        self.base_url = config.base_url
        self.home_url = facts.url(FIXED["home"])
        self.publisher = PublisherView(facts)
        self.settings = Settings(facts.theme.settings)
        self.menus = MenusView(facts)

    def sections(self) -> tuple[TermView, ...]:
        return tuple(self._facts.term("section", slug) for slug in self._facts.index.sections)

    def tags(self) -> tuple[TermView, ...]:
        return tuple(self._facts.term("tag", slug) for slug in self._facts.index.tags)

    def authors(self) -> tuple[AuthorView, ...]:
        return tuple(self._facts.author(slug) for slug in self._facts.index.authors)

    def pages(self) -> tuple[LinkView, ...]:
        return _pages(self._facts, self._facts.index)

    def years(self) -> tuple[PeriodView, ...]:
        return self._facts.periods()

    def latest(self, count: int, section: str | None = None) -> tuple[CardView, ...]:
        """The newest articles; not for article pages, which would all change with each story."""
        return self._facts.latest(count, section)

    def route(self, name: str) -> str:
        return self._facts.route(name)

    def asset(self, name: str) -> AssetView:
        return self._facts.asset(name)
