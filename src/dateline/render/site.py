"""`site`: what every template may ask of the whole site."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from dateline.render.facts import Facts
from dateline.render.languages import direction
from dateline.render.views import AssetView, AuthorView, CardView, LinkView, PeriodView, TermView


class NoFact(LookupError):
    """A template asks for a fact that no plugin offers."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no plugin offers the fact '{name}'")
        self.name = name


class Settings:
    """Theme settings by attribute; one that the theme doesn't declare is undefined."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        found = None if name.startswith("_") else self._facts.fetch("setting", name)
        if found is None:
            raise AttributeError(name)
        return found[0]


class PublisherView:
    """Who publishes the site."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @property
    def name(self) -> str:
        """Its name."""
        return self._facts.config.publisher.name

    @property
    def url(self) -> str | None:
        """Where it is at home, if that is elsewhere."""
        return self._facts.config.publisher.url

    @property
    def policies(self) -> tuple[LinkView, ...]:
        """Links to its policies."""
        return tuple(self._facts.policies().values())

    def policy(self, name: str) -> LinkView | None:
        """The page of a policy by its name in `[policies]`, if there is one."""
        return self._facts.policies().get(name)

    @property
    def logo(self) -> str:
        """Absolute address of its picture, or of the theme's stand-in. Never None."""
        return self._facts.publisher_logo


class MenusView:
    """The menus of the site."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @property
    def main(self) -> tuple[LinkView, ...]:
        """By default the sections."""
        return self._facts.remember("main menu", self._main)

    def _main(self) -> tuple[LinkView, ...]:
        facts = self._facts
        return tuple(facts.link(each.title, each.url) for each in facts.config.menus.main) or tuple(
            LinkView(term.title, term.url) for term in facts.terms("section")
        )

    @property
    def footer(self) -> tuple[LinkView, ...]:
        """By default the standalone pages."""
        return self._facts.remember("footer menu", self._footer)

    @property
    def main_urls(self) -> frozenset[str]:
        """Where the main menu leads."""
        return self._facts.remember("main urls", lambda: frozenset(link.url for link in self.main))

    @property
    def footer_urls(self) -> frozenset[str]:
        """Where the footer leads: to its menu, the archives, tags and authors."""
        lists = ("archives", "tags", "authors")
        return self._facts.remember(
            "footer urls",
            lambda: frozenset(
                (*(link.url for link in self.footer), *map(self._facts.route, lists))
            ),
        )

    def _footer(self) -> tuple[LinkView, ...]:
        facts = self._facts
        found = tuple(facts.link(each.title, each.url) for each in facts.config.menus.footer)
        return found or facts.pages()


class SiteView:
    """The whole site. Every look at it is a fetch."""

    publisher: PublisherView
    """Who publishes it."""
    settings: Settings
    """The theme's settings, by name."""
    menus: MenusView
    """Its menus."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.publisher = PublisherView(facts)
        self.settings = Settings(facts)
        self.menus = MenusView(facts)

    @property
    def title(self) -> str:
        """As configured."""
        return self._facts.config.title

    @property
    def tagline(self) -> str | None:
        """As configured."""
        return self._facts.config.tagline

    @property
    def description(self) -> str | None:
        """As configured."""
        return self._facts.config.description

    @property
    def language(self) -> str:
        """Language: "en"."""
        return self._facts.language

    @property
    def dir(self) -> str:
        """ "ltr" or "rtl"."""
        return direction(self._facts.language)

    @property
    def base_url(self) -> str:
        """With scheme and host, no slash at the end."""
        return self._facts.config.base_url

    @property
    def home_url(self) -> str:
        """Path of the front page."""
        return self._facts.route("home")

    def sections(self) -> tuple[TermView, ...]:
        """All sections, in the order of dateline.toml."""
        return self._facts.terms("section")

    def tags(self) -> tuple[TermView, ...]:
        """All tags."""
        return self._facts.terms("tag")

    def authors(self) -> tuple[AuthorView, ...]:
        """All authors."""
        return self._facts.authors()

    def pages(self) -> tuple[LinkView, ...]:
        """All standalone pages."""
        return self._facts.pages()

    def years(self) -> tuple[PeriodView, ...]:
        """All years, newest first."""
        return self._facts.periods()

    def latest(self, count: int, section: str | None = None) -> tuple[CardView, ...]:
        """The newest articles. Not for article pages, which would all change with each story."""
        return self._facts.latest(count, section)

    def card(self, id: str) -> CardView:
        """The card of an article or a standalone page, by its path below content/."""
        if self._facts.fetch("card", str(id)) is None:
            raise LookupError(f"no article '{id}' is out")
        return self._facts.card(str(id))

    def fact(self, name: str, *arguments: object) -> Any:
        """What a plugin's fact gives; arguments are texts and numbers."""
        if name not in self._facts.values.plugins.facts:
            raise NoFact(str(name))
        for each in arguments:
            if not (isinstance(each, str) or (isinstance(each, int | float) and isfinite(each))):
                raise TypeError(f"site.fact takes texts and numbers, not {each}")
        return self._facts.fetch("fact", json.dumps([name, *arguments]))

    def route(self, name: str) -> str:
        """Path of a page that each site has: `site.route("tags")`."""
        return self._facts.route(name)

    def url(self, path: str) -> str:
        """A path of the site, completed with the path of base_url."""
        return self._facts.url(str(path))

    def asset(self, name: str) -> AssetView:
        """A file of the theme by its path below assets/: `site.asset("css/site.css")`."""
        return self._facts.asset(name)
