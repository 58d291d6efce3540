"""Making snapshots: the first of what is kept, each other from the one before where that does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

import msgspec

from dateline.articles import gathered, read_terms
from dateline.build.whole import copies_of, interval, kept_details, kept_sizes, link_input
from dateline.entries import load_parser
from dateline.errors import Problem, SiteError, has_errors, sorted_problems
from dateline.ledger import read_ledger
from dateline.link.linked import Linked, link
from dateline.link.media import Sizes
from dateline.pool import SMALL, worker_count
from dateline.related.revision import FEW
from dateline.render.indexed import IndexedValues
from dateline.render.page import Renderer, template_problems
from dateline.render.tables import Tables
from dateline.render.theme import Theme, load_theme
from dateline.serve.asked import Asked
from dateline.serve.changes import Changes
from dateline.serve.edits import Edit, edited_linked, edited_tables, edits_of, related_lines
from dateline.serve.following import Chosen, Owed, choose, with_other_terms
from dateline.serve.kept import keep_site, kept_weights, taken_over
from dateline.serve.memory import Memory
from dateline.serve.snapshot import (
    Attempt,
    Snapshot,
    assets_of,
    files_of,
    index_of,
    moments_of,
    states_of,
)
from dateline.serve.sources import Sources
from dateline.site import Site, as_of, without_entries
from dateline.store import Damaged

BIG = 1_500  # articles of which Don't Miss takes too long to be waited for


class Maker:
    """Makes snapshots of one site; `good` is the last one without errors."""

    def __init__(self, root: Path, asked: Asked, jobs: int | None = None) -> None:
        self.root = root
        self.asked = self.usual = asked
        self.memory = Memory(root)
        self.sources = Sources(root, asked.options(jobs), self.memory)
        self.good: Snapshot | None = None
        self.owed: dict[str, str] = {}
        self.is_taken_over = False
        self._is_current = False  # whether the good one is what the sources give
        self._kept: Snapshot | None = None
        self._workers = worker_count(jobs, len(self.sources.inventory.files))
        self._changes = Changes()
        self._seen = dict(self.sources.inventory.files)
        self._usual: Snapshot | None = None

    # Attempts

    def first(self) -> Attempt:
        """Make the first snapshot, with workers; must be called before there are threads.

        Where nothing changed since the last preview, it is the one that that ended with.
        """
        found = taken_over(self.asked, self.sources)
        self.is_taken_over = found is not None
        attempt = self._tried() if found is None else self._attempt(found, found.told)
        if found is not None:
            self.good = self._kept = found
            self._is_current = True
        self._workers = 1
        self.memory.write_down()
        return attempt

    def rest(self) -> None:
        """Do what can wait for the first pages, and what edits should not have to wait for."""
        load_parser()
        self.sources.employ()
        self.keep()

    def ahead(self, names: Collection[str]) -> None:
        """Parse articles with these names that changed, while more are being changed.

        Nothing is decided by that: one that is gone may be back in a moment.
        """
        good, files = self.good, self.sources.inventory.files
        if good is None or self.sources.crew is None or self._changes.lists or good.config.plugins:
            return
        known = [name for name in _articles(names) if name in self._seen and name in files]
        self._note(known)
        self._seen |= {name: files[name] for name in known}
        if known:  # without any, all would be parsed
            self._parse(good, known)

    def after(self, names: Collection[str]) -> Attempt:
        """Make a snapshot after files with these names came, went or changed."""
        self._note(names)
        self._seen = dict(self.sources.inventory.files)
        return self._tried(names)

    def _note(self, names: Iterable[str]) -> None:
        """Note what came, went or changed since it was seen."""
        files = self.sources.inventory.files
        with self.memory.held():
            for name in names:
                before = self._seen.get(name)
                is_new = before is None or name not in files
                self._changes.add(name, self.sources, before, is_new=is_new)

    def again(self) -> Attempt:
        """Link anew: the clock has published something, or Don't Miss asks for it."""
        self._changes.lists = True
        return self._tried()

    def at(self, instant: str | None) -> Attempt:
        """Make a snapshot of another instant, as typed; None for the usual one."""
        usual = self.usual
        asked = msgspec.structs.replace(usual, as_of=instant, future=False) if instant else usual
        before, self.asked = self.asked, asked
        is_current = self._is_current
        if before == usual:
            self._usual = self.good
        try:
            return self.again()
        except BaseException:
            self.asked, self._is_current = before, is_current
            raise

    def _tried(self, names: Collection[str] = ()) -> Attempt:
        self._is_current = False
        try:
            found = self._edited(names) or self._whole()
        except SiteError as error:
            return Attempt(None, error.problems)
        if found.snapshot is not None:
            self.good, self._changes, self._is_current = found.snapshot, Changes(), True
        return found

    # Everything

    @cached_property
    def _sizes(self) -> Sizes:
        return kept_sizes(self.memory)

    @cached_property
    def _weights(self) -> Mapping[str, bytes]:
        """What Don't Miss kept the last time that all was linked, for the next time."""
        return kept_weights(self.memory) or self.memory.read("related")

    def _whole(self) -> Attempt:
        problems = self.sources.told()
        config, places = self.sources.configuration()
        plugins = self.sources.plugins(config, places)
        self.sources.parse(config, plugins)
        found, failed = gathered(self.sources.entries, problems)
        articles, entries = without_entries(found)
        site = Site(
            root=self.root,
            config=config,
            places=places,
            inventory=self.sources.inventory,
            plugins=plugins,
            articles=articles,
            entries=entries,
            failed=failed,
            instant=as_of(self.asked.as_of, config),
        )
        told: list[Problem] = []
        linked = self._linked(site, told)
        theme = load_theme(self.root, config, places, told)
        if theme is None:
            raise SiteError([*problems, *told])
        values = IndexedValues(linked, theme, plugins)
        renderer = Renderer(values, self.sources.texts(values.tables))
        told += template_problems(renderer.compile(self.memory))
        self.memory.forget_start()
        attempt = self._attempt(self._snapshot(site, linked, values, renderer), told)
        if attempt.snapshot is not None and self.asked == self.usual:
            self.owed = {}
        return attempt

    def _linked(self, site: Site, told: list[Problem]) -> Linked:
        usual = self.asked == self.usual
        before = None if usual or len(site.articles) < BIG else self._usual
        linked, found = link(
            msgspec.structs.replace(
                link_input(site, self.memory, self.asked.options(None)),
                details=kept_details(self.root, site.inventory, self.memory, told),
                future=self.asked.shows_future,
                terms=self.terms,
                weights=self._weights,
                sizes=self._sizes,
                workers=self._workers,
                carried=index_of(before) if before is not None else None,
                ledger=read_ledger(self.root, told),
            )
        )
        told += found
        if usual:
            self._weights = linked.weights
        return linked

    def _snapshot(
        self,
        site: Site,
        linked: Linked,
        values: IndexedValues,
        renderer: Renderer,
    ) -> Snapshot:
        index = linked.index
        shown = (*index.articles.values(), *index.pages.values())
        since, until = interval(site) if self.asked.as_of is None else (None, None)
        return Snapshot(
            config=site.config,
            theme=values.theme,
            values=values,
            renderer=renderer,
            instant=site.instant,
            routes={route.url: route for route in linked.routes},
            files=files_of(copies_of(linked), self.sources.inventory),
            assets=assets_of(values.theme),
            states=states_of(shown, site.instant),
            told=(),
            weights=self._weights,
            moments=moments_of(site.articles),
            since=since,
            until=until,
        )

    def _attempt(self, snapshot: Snapshot, told: Sequence[Problem]) -> Attempt:
        """Finish an attempt; `told` are the problems of linking and of the theme."""
        sources = self.sources
        found = sorted_problems([*sources.told(), *told, *sources.told_of_articles()])
        if has_errors(found):
            return Attempt(None, found)
        return Attempt(snapshot._replace(told=tuple(told)), found)

    # Edits

    def _edited(self, names: Collection[str]) -> Attempt | None:
        """Make a snapshot of the good one, where only texts, faces and the theme were edited."""
        good, changes = self.good, self._changes
        if good is None or changes.lists or good.config.plugins:
            return None
        self._parse(good, _articles(names))
        edits = edits_of(good, changes.entries, self.sources.entries)
        if edits is None or (changes.theme and good.told):
            return None
        told: list[Problem] = list(good.told)
        theme = self._theme(told) if changes.theme else good.theme
        if theme is None:
            return None
        snapshot = self._revised(good, edits, theme, told)
        attempt = self._attempt(snapshot, told)
        if attempt.snapshot is None:
            return attempt
        self.owed |= {
            now.id: now.terms or self.sources.entries[now.id].made_from
            for then, now in edits
            if not now.terms or then.terms != now.terms
        }
        if self.owed and self.asked != self.usual:
            return None  # what is kept of Don't Miss is for another instant
        if self.owed and self._chooses_soon(snapshot):
            made = self._with_choices(self.choose(self.what_is_owed()), snapshot)
            return None if made is None else self._attempt(made, told)
        return attempt

    def _parse(self, good: Snapshot, names: Collection[str]) -> None:
        """Parse articles with these names; of many, what Don't Miss goes by can wait."""
        many = len(self._changes.entries) > FEW and len(good.tables.ids) >= SMALL
        self.sources.parse(good.config, good.values.plugins, names, counting=not many)

    def _chooses_soon(self, snapshot: Snapshot) -> bool:
        """Tell whether Don't Miss is chosen so soon that it can be waited for."""
        size = len(snapshot.tables.ids)
        return size < (BIG if len(self.owed) <= FEW else SMALL)

    def _theme(self, told: list[Problem]) -> Theme | None:
        config, places = self.sources.configuration()
        return load_theme(self.root, config, places, told)

    def _revised(
        self, good: Snapshot, edits: Sequence[Edit], theme: Theme, told: list[Problem]
    ) -> Snapshot:
        linked, tables = edited_linked(good.linked, edits), edited_tables(good, edits)
        snapshot = self._rendering(good, theme, linked, tables)
        if theme is not good.theme:
            faults = snapshot.renderer.compile(self.memory)
            told += template_problems(faults)
        return snapshot._replace(
            assets=good.assets if theme is good.theme else assets_of(theme),
            files=files_of(copies_of(linked), self.sources.inventory),
        )

    def _rendering(self, good: Snapshot, theme: Theme, linked: Linked, tables: Tables) -> Snapshot:
        values = good.values.revised(theme, tables, linked)
        values.templates = dict(good.values.templates)
        renderer = Renderer(values, self.sources.texts(tables))
        renderer.codes.update(good.renderer.codes)
        return good._replace(theme=theme, values=values, renderer=renderer)

    # Don't Miss

    @property
    def weights(self) -> Mapping[str, bytes]:
        """What Don't Miss keeps, as far as the good snapshot goes."""
        return self.good.weights if self.good is not None else self._weights

    @property
    def owes(self) -> bool:
        """Tell whether Don't Miss has to follow: not before errors are solved."""
        return bool(self.owed) and self._is_current and self.asked == self.usual

    def what_is_owed(self) -> Owed:
        return Owed(dict(self.owed), self.weights)

    def choose(self, owed: Owed) -> Chosen:
        """Choose for what is owed; may be called in another thread."""
        assert self.good is not None
        uncounted = [id for id in owed.versions if not self.sources.is_counted(id)]
        if uncounted:
            owed = owed._replace(counted=self.sources.parse_again(uncounted))
        return choose(self.good, owed, partial(self._terms_for, owed))

    def is_current(self, chosen: Chosen) -> bool:
        """Tell whether what was chosen still goes with the good snapshot."""
        return self.owes and chosen.owed.weights is self.weights

    def with_choices(self, chosen: Chosen) -> Attempt:
        """Make a snapshot with Don't Miss as chosen, which must be current."""
        assert self.good is not None
        made = self._with_choices(chosen, self.good)
        if made is None:
            return self.again()
        self.good = made
        return self._attempt(made, made.told)

    def _with_choices(self, chosen: Chosen, snapshot: Snapshot) -> Snapshot | None:
        """Take over what was chosen; None where all must be linked for it."""
        self._weights = chosen.weights
        self.sources.adopt(chosen.owed.counted)
        if chosen.changed is None:
            return None
        for id, version in chosen.owed.versions.items():
            if self.owed.get(id) == version:
                del self.owed[id]
        tables = snapshot.tables.edited(related_lines(chosen.changed))
        made = self._rendering(snapshot, snapshot.theme, snapshot.linked, tables)
        return made._replace(weights=chosen.weights)

    def _terms_for(self, owed: Owed, ids: Sequence[str]) -> Mapping[str, bytes]:
        """The terms of articles as they are to be chosen by: a build may have kept others."""
        found = self.terms(ids)
        stale = [] if self.sources.is_whole else with_other_terms(owed, found)
        if not stale:
            return found
        self.sources.parse_again(stale)
        return {**found, **read_terms(self.memory, None, stale)}

    def terms(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """The packed terms of articles by id."""
        try:
            return read_terms(self.memory, None, ids)
        except Damaged:
            self.sources.parse_again(ids)
            return read_terms(self.memory, None, ids)

    # The next preview

    def keep(self) -> None:
        """Keep what spares the next preview time."""
        if self.asked != self.usual:
            return
        self.sources.keep()
        good = self.good if self._is_current and not self.owed else None
        if good is None or good is not self._kept:
            weights = self._weights if good is None else good.weights
            keep_site(self.asked, self.sources, good, weights)
            self._kept = good
        self.memory.write_down()


def _articles(names: Collection[str]) -> list[str]:
    return [name for name in names if name.endswith(".md")]
