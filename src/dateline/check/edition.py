"""The edition: all that rules look at, of a site that is read, linked and made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from dateline.check.findings import Fault
from dateline.check.text import Text
from dateline.config import SiteConfig
from dateline.errors import Mark
from dateline.limits import CheckConfig
from dateline.link.linked import Linked
from dateline.link.routes import Route
from dateline.located import Places
from dateline.model import Article


class Seen(msgspec.Struct, frozen=True):
    """What is kept of a page: `size` in bytes, faults by the names of rules, and what leads out.

    `hrefs` are the addresses of its links, each once; `loaded` what a browser gets with it, as
    (kind, address).
    """

    size: int
    title: str
    redirects: bool
    ids: tuple[str, ...]
    hrefs: tuple[str, ...]
    loaded: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, Fault], ...]


class SeenPage(NamedTuple):
    """A page of the site and what was seen in it."""

    route: Route
    seen: Seen


class Story(NamedTuple):
    """An article, a page or an entry of live coverage, with what its text was found to be.

    `out` tells whether readers have it at the edition's instant.
    """

    article: Article
    text: Text
    out: bool


class Copy(NamedTuple):
    """Two articles with nearly the same text, and how alike they are, from 0 to 1."""

    one: str
    other: str
    likeness: float


class Target(NamedTuple):
    """Where an address leads: a path below the site's base path, or None for another host."""

    path: str | None
    fragment: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Edition:
    """A site as it would be published at `instant`.

    `stories` are what is out, and what will come out by itself: articles under embargo, and drafts
    where they are asked for. `every` are all articles, expired ones too. `pages` are those of the
    instant, none where the site can't be made. `files` are the sizes of all other files, by path
    below the base path. What takes long is done when a rule asks for it: `find_copies`, `held`
    (what will be wrong with stories that wait), `ask` (other hosts, about addresses with faults).
    """

    root: Path
    config: SiteConfig
    places: Places
    instant: datetime
    stories: tuple[Story, ...]
    every: tuple[Article, ...]
    linked: Linked
    pages: tuple[SeenPage, ...]
    files: Mapping[str, int]
    find_copies: Callable[[], list[Copy]]
    held: Callable[[], Iterator[Fault]]
    ask: Callable[[Mapping[str, Fault]], Iterator[Fault]]

    @property
    def limits(self) -> CheckConfig:
        return self.config.check

    @cached_property
    def articles(self) -> tuple[Story, ...]:
        """The stories that are articles: no standalone pages, no entries of live coverage."""
        return tuple(
            story
            for story in self.stories
            if not story.article.is_page and story.article.coverage is None
        )

    @cached_property
    def by_id(self) -> Mapping[str, Story]:
        return {story.article.id: story for story in self.stories}

    @cached_property
    def by_url(self) -> Mapping[str, SeenPage]:
        return {page.route.url: page for page in self.pages}

    @cached_property
    def redirected(self) -> frozenset[str]:
        """Old paths, which the host sends on, as those of folders."""
        return frozenset(f"/{unquote(old.source).strip('/')}/" for old in self.linked.redirects)

    def target(self, href: str, page: Route) -> Target:
        """Where a link on a page leads; raises ValueError for what is no address."""
        if not href.startswith("/") or href.startswith("//"):
            return self._target(href, page.url)
        # The same from every page, and most links are.
        known = self._targets.get(href)
        if known is None:
            known = self._targets[href] = self._target(href, "/")
        return known

    @cached_property
    def _targets(self) -> dict[str, Target]:
        return {}

    def _target(self, href: str, url: str) -> Target:
        base, origin = self.config.base_path, self.config.origin
        parts = urlsplit(urljoin(f"{origin}{base}{url}", href))
        if f"{parts.scheme}://{parts.netloc}" != origin:
            return Target(None, parts.fragment)
        path = unquote(parts.path) or "/"
        if base and not path.startswith(f"{base}/"):
            return Target(None, parts.fragment)  # another site on the same host
        return Target(path[len(base) :], unquote(parts.fragment))

    def has(self, path: str) -> bool:
        """Whether a path of the site leads to something, as hosts answer it."""
        if path in self.by_url or path in self.files:
            return True
        folder = path if path.endswith("/") else f"{path}/"
        return (
            folder in self.by_url
            or folder in self.redirected
            or (path.endswith("/index.html") and path.removesuffix("index.html") in self.by_url)
            or (path.endswith("/") and f"{path}index.html" in self.files)
        )

    def page_at(self, path: str) -> SeenPage | None:
        """The page that answers to a path, if it is one of the site's."""
        path = path.removesuffix("index.html")
        return self.by_url.get(path) or self.by_url.get(f"{path}/")

    def shown(self, route: Route) -> str:
        """A page's path on the host."""
        return self.config.base_path + route.url

    def on_page(self, route: Route, text: str, fix: str = "") -> Fault:
        """A fault on a page; it is in a file where an article's page is meant."""
        path = route.source if route.kind in ("article", "page") else ""
        return Fault(text, fix, path=path, url=self.shown(route))

    def in_body(self, story: Story, number: int, text: str, fix: str = "") -> Fault:
        """A fault at one of the references in an article's body."""
        references = story.article.references
        mark = references[number].mark if 0 <= number < len(references) else Mark(1)
        return Fault(text, fix, story.article.path, mark)

    def in_source(self, story: Article, typed: str, text: str, fix: str = "") -> Fault:
        """A fault at the first place where an article's file has these characters."""
        return Fault(text, fix, story.path, self._mark_of(story, typed))

    def _mark_of(self, article: Article, typed: str) -> Mark:
        try:
            content = (self.root / article.path).read_text("utf-8-sig", "replace")
        except OSError:
            return Mark(1)
        at = content.find(typed)
        if at < 0:
            return Mark(1)
        return Mark(content.count("\n", 0, at) + 1, at - content.rfind("\n", 0, at), len(typed))

    def in_config(self, key: tuple[str | int, ...], text: str, fix: str = "") -> Fault:
        """A fault in `dateline.toml`, at a key or at what holds it."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.places:
                return Fault(text, fix, "dateline.toml", self.places[key[:length]])
        return Fault(text, fix, "dateline.toml", Mark(1))
