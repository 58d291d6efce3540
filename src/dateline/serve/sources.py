"""The sources of a site in the memory of a preview: files, and what each article's file gave."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from dateline.articles import Articles, ids_in, kept_entry
from dateline.config import SiteConfig
from dateline.crew import Crew
from dateline.entries import Entry, load_parser
from dateline.errors import Problem
from dateline.inventory import (
    Inventory,
    Known,
    decode_inventory,
    encode_inventory,
    is_source,
    look_again,
    look_at,
    take_inventory,
)
from dateline.located import Places
from dateline.options import Options
from dateline.plugins import NONE, Plugins
from dateline.pool import worker_count
from dateline.progress import Silent
from dateline.render.tables import Tables
from dateline.serve.memory import Memory
from dateline.serve.texts import Texts
from dateline.site import configuration, misnamed, site_plugins
from dateline.tool import built_in_themes

_THEMES = "<dateline>/themes"
_MANY = 1_000  # articles to parse that other processes are worth starting for
_DEAR = 30  # files of a look at all that cost as much as one that is looked at by itself
_HELD = 3_000  # articles of a site that has so much memory to spare that workers are kept


class Sources:
    """Files and entries of a site. `problems` are those of listing the files, by path.

    `entries` are of all articles once these were parsed (`is_whole`); until then of a few, and what
    was said of the others is known only as a whole (`noted`). `seconds` of the processor is what
    it took to look at everything, the last time.
    """

    def __init__(self, root: Path, options: Options, memory: Memory) -> None:
        self.root = root
        self.options = options
        self.memory = memory
        self.entries: dict[str, Entry] = {}
        self.is_whole = False
        self.noted: tuple[Problem, ...] = ()
        self.seconds = 0.0
        self.problems: list[Problem] = []
        self.made_by = ""
        self.crew: Crew | None = None
        kept = memory.own("files").get("inventory") or memory.get("sources", "inventory")
        self.inventory = decode_inventory(kept)
        self.look()

    # Files

    def look(self) -> set[str]:
        """Look at all files; gives the names of those that came, went or changed."""
        start, problems = time.thread_time(), list[Problem]()
        elsewhere = {_THEMES: built_in_themes()}
        before, now = self.inventory, take_inventory(self.root, elsewhere, self.inventory, problems)
        changed = _differences(before.files, now.files)
        if problems != self.problems:
            changed |= {each.path for each in {*problems} ^ {*self.problems}}
        self.inventory, self.problems = now, problems
        self.seconds = time.thread_time() - start
        return changed

    def look_at(self, paths: Iterable[str]) -> set[str]:
        """Look at some paths of the site; gives the names that came, went or changed below them."""
        files, (changed, others) = self.inventory.files, self._look_again(_topmost(paths))
        if len(others) * _DEAR > len(files):
            return changed | self.look()
        for path in others:
            if not is_source(path):
                continue
            if self._through_link(path):
                return changed | self.look()
            problems: list[Problem] = []
            found = look_at(self.root, path, self.inventory, problems)
            start = f"{path}/"
            gone = [path] if path in files else [name for name in files if name.startswith(start)]
            before = {name: files.pop(name) for name in gone}
            files.update(found)
            changed |= _differences(before, found)
            changed |= self._retold(path, problems)
        return changed

    def _look_again(self, paths: Iterable[str]) -> tuple[set[str], list[str]]:
        """Look at files that are where they were; gives which have changed, and the other paths."""
        files, told = self.inventory.files, {each.path for each in self.problems}
        changed, others, linked = set[str](), list[str](), dict[str, bool]()
        for path in paths:
            folder = path.rpartition("/")[0]
            if folder not in linked:
                linked[folder] = self._through_link(path)
            is_known = path in files and path not in told and not linked[folder]
            now = look_again(self.root, path, self.inventory) if is_known else None
            if now is None:
                others.append(path)
                continue
            if now.digest != files[path].digest:
                changed.add(path)
            files[path] = now
        return changed, others

    def _through_link(self, path: str) -> bool:
        folder = path.rpartition("/")[0]
        while folder:
            if (self.root / folder).is_symlink():
                return True
            folder = folder.rpartition("/")[0]
        return False

    def _retold(self, path: str, problems: list[Problem]) -> set[str]:
        """Take over what is wrong below a path; gives where that is another than before."""
        start = f"{path}/"
        then = [p for p in self.problems if p.path == path or p.path.startswith(start)]
        self.problems = [p for p in self.problems if p not in then] + problems
        return {each.path for each in {*then} ^ {*problems}}

    def is_empty(self, name: str) -> bool:
        """Tell whether a file is there and has no bytes, as editors leave it for a moment."""
        known = self.inventory.files.get(name)
        return known is not None and known.signature.size == 0

    # What they say

    def configuration(self) -> tuple[SiteConfig, Places]:
        """Read the configuration; raises SiteError where there is none to go by."""
        return configuration(self.root, self.options)

    def plugins(self, config: SiteConfig, places: Places) -> Plugins:
        """Load the plugins; raises SiteError where one can't be."""
        return site_plugins(self.root, config, places, self.inventory)

    def take_over(self, config: SiteConfig, noted: tuple[Problem, ...]) -> None:
        """Begin without entries: nothing is parsed until there is more than a few to edit."""
        self.made_by = self._reader(config, NONE).given.made_by
        self.noted = noted

    def entry(self, id: str, made_from: str) -> Entry | None:
        """What a file gave before it changed; None where that is not known.

        `made_from` is the digest that its bytes had then.
        """
        if id in self.entries or self.is_whole:
            return self.entries.get(id)
        return kept_entry(self.memory, id, self.made_by, made_from)

    def employ(self) -> None:
        """Have workers at hand, where a checkout may change so much that they are worth it."""
        many = len(ids_in(self.inventory))
        if self.crew is None and many <= _HELD:
            self.crew = Crew(worker_count(self.options.jobs, many) - 1, load_parser)
            self.crew.begin()

    def dismiss(self) -> None:
        """End the workers; no others are started."""
        if self.crew is not None:
            self.crew.end()

    def is_counted(self, id: str) -> bool:
        """Tell whether an article was parsed with what Don't Miss goes by."""
        entry = self.entries.get(id)
        return entry is None or _is_counted(entry)

    def parse(
        self,
        config: SiteConfig,
        plugins: Plugins,
        names: Collection[str] = (),
        *,
        counting: bool = True,
    ) -> None:
        """Parse what is new or was changed, of articles with these `names` or of all.

        Of those with `names`, unless `counting`, without what Don't Miss goes by.
        """
        reader = self._reader(config, plugins)
        if self.made_by != reader.given.made_by or not names:
            self.made_by = reader.given.made_by
            self._parse_all(reader)
            return
        ids = [name.removeprefix("content/") for name in names if name in self.inventory.files]
        reader.refresh(ids, self.entries, self.inventory, Silent(), counting=counting)

    def parse_again(self, ids: Collection[str]) -> dict[str, Entry]:
        """Parse some articles though nothing changed: what was kept of their texts is lost."""
        config, places = self.configuration()
        plugins = self.plugins(config, places)
        reader = Articles(self.root, config.parsing, plugins, self.memory, 1, self.crew)
        # An inventory of its own: a change that nobody has seen yet must be seen as one.
        names = {f"content/{id}": self.inventory.files[f"content/{id}"] for id in ids}
        found: dict[str, Entry] = {}
        reader.refresh([*ids], found, Inventory(self.inventory.taken, names), Silent())
        return found

    def adopt(self, counted: Mapping[str, Entry]) -> None:
        """Take over entries that were parsed again, of articles that are what they were then."""
        for id, entry in counted.items():
            known = self.entries.get(id)
            if known is not None and known.made_from == entry.made_from:
                self.entries[id] = entry

    def _reader(self, config: SiteConfig, plugins: Plugins) -> Articles:
        jobs = self.options.jobs
        return Articles(self.root, config.parsing, plugins, self.memory, jobs, self.crew)

    def _parse_all(self, reader: Articles) -> None:
        if not self.is_whole:
            self.memory.know(self.made_by)
            self.entries = reader.read_entries(self.inventory, Silent())
            self.is_whole, self.noted = True, ()
            return
        ids = ids_in(self.inventory)
        known = {
            id: entry
            for id in ids
            if (entry := self.entries.get(id)) is not None
            and entry.made_by == reader.given.made_by
            and _is_counted(entry)
        }
        reader.jobs = self.options.jobs if len(ids) - len(known) >= _MANY else 1
        reader.refresh(ids, known, self.inventory, Silent())
        self.entries = {id: known[id] for id in ids}

    def texts(self, tables: Tables) -> Texts:
        """The texts of articles that these tables tell of."""
        return Texts(tables, self.memory, self._parse_again)

    def _parse_again(self, id: str) -> None:
        self.parse_again([id])

    def told(self) -> list[Problem]:
        """What is wrong with the files themselves."""
        return [*self.problems, *misnamed(self.inventory)]

    def told_of_articles(self) -> tuple[Problem, ...]:
        """What was said when the articles were parsed."""
        found = (problem for entry in self.entries.values() for problem in entry.problems)
        return (*self.noted, *found)

    def keep(self) -> None:
        """Keep what spares the next preview reading all files."""
        self.memory.keep_own("files", {"inventory": encode_inventory(self.inventory)})


def _is_counted(entry: Entry) -> bool:
    return entry.article is None or bool(entry.article.terms)


def _differences(before: dict[str, Known], now: dict[str, Known]) -> set[str]:
    """The names that came, went or have other bytes."""
    changed = before.keys() ^ now.keys()
    for name in before.keys() & now.keys():
        if now[name].digest != before[name].digest:
            changed.add(name)
    return changed


def _topmost(paths: Iterable[str]) -> list[str]:
    """Paths without those that lie below others."""
    found: list[str] = []
    for path in sorted(set(paths), key=lambda path: f"{path}/"):
        if not found or not f"{path}/".startswith(f"{found[-1]}/"):
            found.append(path)
    return found
