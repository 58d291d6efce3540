"""What plugins are told of a site, and the pages that they add."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from dateline.config import SiteConfig
from dateline.errors import Problem
from dateline.link.index import Index
from dateline.link.plain import plain
from dateline.link.redirects import LONGEST_NAME
from dateline.link.routes import OWN_FOLDER, Route
from dateline.link.taxonomies import Group
from dateline.model import Card
from dateline.plugins import Extension, PluginFault, Plugins
from dateline.slugs import slug_of

# Plain names, none of them hidden; a folder's ends with "/".
_NAME = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
_ADDRESS = re.compile(rf"/(?:{_NAME}/)*(?:{_NAME}\.[A-Za-z0-9]+|{_NAME}/)")


class SiteData(msgspec.Struct, frozen=True, kw_only=True):
    """All that is published, and nothing else. Everything is frozen; tuples are newest first.

    `articles` and `pages` have no pictures, which are resolved later: templates get them by
    `site.card(id)`. `extras` are the front matter's `extra`, by id, of those that have one.
    """

    config: SiteConfig
    articles: tuple[Card, ...]
    pages: tuple[Card, ...]
    sections: tuple[Group, ...]
    tags: tuple[Group, ...]
    authors: tuple[Group, ...]
    extras: Mapping[str, Mapping[str, Any]]

    def url(self, path: str) -> str:
        """Complete a path of the site, such as a card's `url`, with the path of `base_url`."""
        return f"{self.config.base_path}{path}"

    def slug(self, text: str) -> str:
        """Make a part of an address: "Élysée reacts" gives "elysee-reacts"."""
        return slug_of(text, language=self.config.language)


def site_data(index: Index) -> SiteData:
    """Gather what plugins are told."""
    config = index.config
    everything = (*index.articles.values(), *index.pages.values())
    return SiteData(
        config=msgspec.structs.replace(config, theme_settings=plain(config.theme_settings)),
        articles=tuple(_without_picture(index.cards[id]) for id in index.articles),
        pages=tuple(_without_picture(index.cards[id]) for id in index.pages),
        sections=tuple(index.sections.values()),
        tags=tuple(index.tags.values()),
        authors=tuple(index.authors.values()),
        extras=plain({each.id: each.extra for each in everything if each.extra}),
    )


def _without_picture(card: Card) -> Card:
    return card if card.image is None else msgspec.structs.replace(card, image=None)


def answer(extension: Extension, name: str, site: SiteData, arguments: list[Any]) -> Any:
    """Ask a plugin's fact; raises PluginFault for what is no plain data, and what it raises."""
    found = extension.function(site, *arguments)
    try:
        return plain(found)
    except ValueError as error:
        raise PluginFault(f"the fact '{name}' {error}", extension) from None


def plugin_routes(
    plugins: Plugins, index: Index, problems: list[Problem]
) -> list[tuple[Route, Any]]:
    """The pages that plugins add, each with its content; `problems` gets what is wrong."""
    made: list[tuple[Route, Any]] = []
    if not plugins.routes:
        return made
    site = site_data(index)
    for extension in plugins.routes:
        try:
            made += list(_pages(extension, site))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            problems.append(plugins.problem(error, extension.path, extension.line))
    return made


def told_to_hide(content: Any) -> bool:
    """Whether the content of a plugin's page asks search engines to leave it out."""
    return isinstance(content, dict) and content.get("noindex") is True


def _pages(extension: Extension, site: SiteData) -> Iterator[tuple[Route, Any]]:
    source = f"{extension.path}:{extension.line}"
    for given in extension.function(site):
        if not isinstance(given, tuple) or len(given) != 3:
            raise PluginFault("a route gives address, template and content", extension)
        url, template, content = given
        _check_address(url, extension)
        if not isinstance(template, str):
            raise PluginFault(f"the template of {url} must be a name", extension)
        try:
            frozen = plain(content)
        except ValueError as error:
            raise PluginFault(f"the content of {url} {error}", extension) from None
        yield Route(url=url, kind="plugin", template=template, source=source), frozen


def _check_address(url: object, extension: Extension) -> None:
    if not isinstance(url, str) or not _ADDRESS.fullmatch(url):
        raise PluginFault(
            f"'{url}' is no path of plain names, such as /people/ada/ or /map.json", extension
        )
    if url.endswith("/index.html"):
        folder = url.removesuffix("index.html")
        raise PluginFault(f"{url} is what hosts show at {folder}: give that address", extension)
    if any(len(name) > LONGEST_NAME for name in url.split("/")):
        said = f"'{url[:40]}…' has a name longer than {LONGEST_NAME} characters"
        raise PluginFault(said, extension)
    if url.casefold().startswith(f"/{OWN_FOLDER}/"):
        raise PluginFault(f"{url} is kept for the theme's files", extension)
