"""A site's sources, read: configuration, files and articles."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from dateline import clock
from dateline.articles import Articles
from dateline.config import SiteConfig
from dateline.configfile import load_config
from dateline.errors import MachineError, Problem, Reporter, SiteError, UsageError
from dateline.inventory import Inventory, decode_inventory, take_inventory
from dateline.located import Places
from dateline.model import Article
from dateline.options import Options
from dateline.plugins import Plugins, load_plugins
from dateline.progress import Progress, Report, Silent
from dateline.store import Damaged, Store, opened

Made = TypeVar("Made")


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A site's sources, read: everything before linking. `entries` are those of live coverage."""

    root: Path
    config: SiteConfig
    places: Places
    inventory: Inventory
    plugins: Plugins
    articles: tuple[Article, ...]
    entries: tuple[Article, ...]
    failed: frozenset[str]
    instant: datetime


def read_site(
    root: Path,
    options: Options,
    inventory: Inventory,
    store: Store | None,
    report: Report | None = None,
    progress: Progress | None = None,
) -> tuple[Site, list[Problem]]:
    """Read configuration and content; raises SiteError without a configuration or plugins to go by.

    Articles that `store` knows are not parsed; new ones are kept there, and `inventory` learns
    their digests.
    """
    report, progress = report or Report(), progress or Silent()
    with report.stage("read"):
        config, places = configuration(root, options)
        instant = as_of(options.as_of, config)
        problems = list(misnamed(inventory))
        plugins = site_plugins(root, config, places, inventory)
    with report.stage("parse"):
        reader = Articles(root, config.parsing, plugins, store, options.jobs)
        found, failed = reader.read(inventory, problems, progress)
    report.parse_seconds |= reader.seconds
    articles, entries = without_entries(found)
    site = Site(
        root=root,
        config=config,
        places=places,
        inventory=inventory,
        plugins=plugins,
        articles=articles,
        entries=entries,
        failed=failed,
        instant=instant,
    )
    return site, problems


def without_entries(
    found: Sequence[Article],
) -> tuple[tuple[Article, ...], tuple[Article, ...]]:
    """Articles without the entries of live coverage, and these."""
    articles = tuple(each for each in found if each.coverage is None)
    entries = tuple(each for each in found if each.coverage is not None)
    return articles, entries


def look_at_site(root: Path, options: Options) -> tuple[Site, list[Problem]]:
    """Read a site without building it; raises as `read_site` does."""
    with contextlib.ExitStack() as stack:
        store: Store | None = None
        with contextlib.suppress(MachineError):  # while a build has it, all is parsed anew
            store = stack.enter_context(opened(root, []))
        return _looked(root, options, store)


def look_into_site(
    root: Path, options: Options, work: Callable[[Site, Store, list[Problem]], Made]
) -> Made:
    """Read a site without building it, and do some work on that and what earlier runs kept.

    Raises as `read_site` does, MachineError while a build has the store, and what `work` raises.
    """

    def looked(store: Store) -> Made:
        site, problems = _looked(root, options, store)
        return work(site, store, problems)

    with opened(root, []) as store:
        with contextlib.suppress(Damaged):
            return looked(store)
        store.renew()
        return looked(store)


def _looked(root: Path, options: Options, store: Store | None) -> tuple[Site, list[Problem]]:
    problems: list[Problem] = []
    before = decode_inventory(store.get("sources", "inventory") if store else None)
    inventory = take_inventory(root, {}, before, problems)
    site, found = read_site(root, options, inventory, store)
    return site, problems + found


def misnamed(inventory: Inventory) -> Iterator[Problem]:
    """Warn of what looks like an article and is not read as one."""
    for name in inventory.files:
        if name.endswith(".md") or not name.startswith("content/"):
            continue
        ending = Path(name).suffix
        if ending.lower() in (".md", ".markdown", ".mdown"):
            report = Reporter(name)
            report.warning(None, f"is not read: its name ends in {ending}", "name it ….md")
            yield from report.problems


def configuration(root: Path, options: Options) -> tuple[SiteConfig, Places]:
    """The configuration and the places in it; raises SiteError where there is none to go by."""
    loaded = load_config(root, base_url=options.base_url, noindex=options.noindex)
    if loaded.config is None:
        raise SiteError(loaded.problems)
    return loaded.config, loaded.places


def site_plugins(root: Path, config: SiteConfig, places: Places, inventory: Inventory) -> Plugins:
    """Load the plugins; raises SiteError where one can't be."""
    problems: list[Problem] = []
    plugins = load_plugins(root, config.plugins, places, inventory, problems)
    if problems:
        raise SiteError(problems)
    return plugins


def as_of(text: str | None, config: SiteConfig) -> datetime:
    """The one instant of a build; raises UsageError when `text` is no date."""
    if text is None:
        return clock.now(config.zone)
    try:
        return clock.parse_instant(text, config.zone)
    except ValueError as error:
        raise UsageError(f"--as-of: {error}; {clock.ACCEPTED}") from None
