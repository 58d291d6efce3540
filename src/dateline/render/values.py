"""Values: everything that a page can learn of the site, as plain data by kind and key.

A value is a pure function of the linked site, the theme and the plugins. Pages get them through
`Facts`, which records what was asked for. So a page is a function of the values it fetched: while
they are the same, so is the page.

Here is what the configuration and the theme give; `indexed` has what the linked site gives, and
`kept` gives what that was in an earlier build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from dateline.config import Link, SiteConfig
from dateline.digest import digest
from dateline.plugins import Plugins
from dateline.render.columns import KINDS as TABLES
from dateline.render.tables import Tables, ValueChange
from dateline.render.theme import Theme

LONGEST = 8_192  # bytes of a value that is kept as it is, and not as its digest

_START = "_of_"  # of the names of methods that look values up

# Keys stay in their order: a template may list them.
_ENCODER = msgspec.json.Encoder()


class GroupFace(msgspec.Struct, frozen=True):
    """A section, tag or author without its articles."""

    title: str
    description: str | None
    links: tuple[Link, ...]
    role: str | None
    team: bool


class ListPage(msgspec.Struct, frozen=True):
    """One page of a list: its articles, and the numbers of the pages beside it (0 is the front)."""

    ids: tuple[str, ...]
    newer: int | None
    older: int | None


class Listed(msgspec.Struct, frozen=True):
    """An entry of a sitemap: a path of the site and when it last changed."""

    path: str
    changed: datetime | None


class Values:
    """Looks up values. Unknown keys give None: that a thing is not there is a value, too."""

    def __init__(self, config: SiteConfig, theme: Theme, plugins: Plugins, tables: Tables) -> None:
        self.config = config
        self.theme = theme
        self.plugins = plugins
        self.tables = tables
        self.templates: dict[str, str] = {}  # digests of what each can reach, once compiled
        self.kinds: dict[str, Callable[[str], Any]] = {
            **{name: getattr(self, _START + name) for name in own_kinds(type(self))},
            **{kind: partial(tables.get, kind) for kind in TABLES},
        }

    def get(self, kind: str, key: str) -> Any:
        return self.kinds[kind](key)

    def encoder(self, kind: str) -> Callable[[str], bytes]:
        """Gives, by key, the canonical form that values are compared and kept in.

        Long ones are kept as a digest.
        """
        look, encode = self.kinds[kind], _ENCODER.encode

        def encoded(key: str) -> bytes:
            data = encode(look(key))
            return data if len(data) <= LONGEST else encode(f"digest {digest(data)}")

        return self._answered(encoded) if kind == "fact" else encoded

    def changes(self, before: Mapping[str, Mapping[str, bytes]]) -> Iterator[ValueChange]:
        """Yield which of the encoded values, by kind and key, are not as they were `before`."""
        for kind, known in before.items():
            look = self.encoder(kind)
            for key, was in known.items():
                if (now := look(key)) != was:
                    yield ValueChange(kind, key, was, now)

    def _answered(self, encoded: Callable[[str], bytes]) -> Callable[[str], bytes]:
        def answered(key: str) -> bytes:
            try:
                return encoded(key)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - plugins may raise anything
                # A plugin's: the pages that ask for it tell. None was made with such a value.
                return _ENCODER.encode(f"\0failed: {type(error).__name__}")

        return answered

    # Configuration and theme

    def _of_config(self, name: str) -> Any:
        return getattr(self.config, name)

    def _of_setting(self, name: str) -> Any:
        """A list of one, or None where the theme declares no such setting."""
        settings = self.theme.settings
        return [settings[name]] if name in settings else None

    def _of_text(self, message: str) -> str | tuple[str, ...] | None:
        return self.theme.catalogue.messages.get(message)

    def _of_plural(self, _: str) -> str:
        return self.theme.catalogue.plural

    def _of_asset(self, name: str) -> tuple[str, str, str] | None:
        found = self.theme.assets.get(name)
        return (found.url, found.integrity, found.type) if found else None

    def _of_template(self, name: str) -> str | None:
        """A digest of a template and all that it can reach."""
        return self.templates.get(name)

    def _of_plugins(self, _: str) -> str:
        """A digest of the plugins' files."""
        return self.plugins.mark


def own_kinds(of: type[Values]) -> list[str]:
    """The kinds that methods of a class give, without those in tables."""
    return sorted(name[len(_START) :] for name in dir(of) if name.startswith(_START))


def latest(dates: Iterable[datetime | None]) -> datetime | None:
    """The latest of some dates, None when there is none."""
    return max((date for date in dates if date is not None), default=None)
