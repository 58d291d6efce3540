"""Reading and linking a whole site."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec

from dateline.articles import read_terms
from dateline.build.linkage import Linkage, renderer_of
from dateline.build.survey import Survey
from dateline.build.weights import KeptWeights, keep_choices
from dateline.details import FILES, Details, read_details
from dateline.errors import Problem, SiteError
from dateline.inventory import Inventory
from dateline.ledger import read_ledger
from dateline.link.linked import Linked, LinkInput, link
from dateline.link.media import Size, Sizes
from dateline.link.schedule import instants_of
from dateline.model import Article
from dateline.options import Options
from dateline.plugins import NONE
from dateline.pool import meanwhile, worker_count
from dateline.progress import Progress
from dateline.render.indexed import IndexedValues
from dateline.render.tables import Tables
from dateline.render.theme import load_theme
from dateline.render.values import Values
from dateline.site import Site, configuration, read_site
from dateline.store import Store
from dateline.tool import tool_version

_SIZES = msgspec.json.Decoder(dict[str, Size])


def link_whole(survey: Survey, problems: list[Problem], progress: Progress) -> Linkage:
    """Read and link a site; raises SiteError when there is nothing to render with."""
    site = read_whole(survey, problems, progress)
    with survey.report.stage("link"):
        linked = link_read(site, survey.store, survey.options, problems)
    return linkage_of(survey, site, linked, problems)


def read_whole(survey: Survey, problems: list[Problem], progress: Progress) -> Site:
    """Read a site; raises SiteError as `read_site` does."""
    report, options = survey.report, survey.options
    with meanwhile(partial(_compile_theme, survey)):
        site, found = read_site(
            survey.root, options, survey.inventory, survey.store, report, progress
        )
    problems.extend(found)
    if report.parsed:
        survey.keep_inventory()
    return site


def _compile_theme(survey: Survey) -> None:
    """Compile the theme's templates: the store has them then. What is wrong is told later."""
    config, places = configuration(survey.root, survey.options)
    # Plugins are part of what a template is compiled with, and are not loaded twice for that.
    theme = None if config.plugins else load_theme(survey.root, config, places, [])
    if theme is not None:
        renderer_of(Values(config, theme, NONE, Tables.nothing()), survey.store, [])


def linkage_of(
    survey: Survey, site: Site, given: tuple[Linked, str], problems: list[Problem]
) -> Linkage:
    """Make what `link_read` gave ready to render; raises SiteError when the site has no theme."""
    linked, choices = given
    with survey.report.stage("link"):
        theme = load_theme(site.root, site.config, site.places, problems)
        if theme is None:
            raise SiteError(problems)
        values = IndexedValues(linked, theme, site.plugins)
        renderer = renderer_of(values, survey.store, problems)
    since, until = interval(site)
    return Linkage(
        config=site.config,
        theme=theme,
        renderer=renderer,
        routes=linked.routes,
        copies=copies_of(linked),
        articles=len(linked.index.articles),
        since=since,
        until=until,
        kept=survey.kept,
        choices=choices,
        lock=linked.lock,
        recorded=linked.lock is None,
    )


def copies_of(linked: Linked) -> dict[str, str]:
    """Static files and media, each with its source."""
    return {
        **{name.lstrip("/"): f"static{name}" for name in linked.static},
        **{media.url.lstrip("/"): media.source for media in linked.media},
    }


def interval(site: Site) -> tuple[float | None, float | None]:
    """The instants around the build's at which the clock alone changes something."""
    return interval_of(chain(site.articles, site.entries), site.instant)


def interval_of(
    articles: Iterable[Article], instant: datetime
) -> tuple[float | None, float | None]:
    """The same, as far as some articles matter; seconds since 1970."""
    since: datetime | None = None
    until: datetime | None = None
    for article in articles:
        for moment in instants_of(article):
            if moment > instant:
                until = moment if until is None or moment < until else until
            elif since is None or moment > since:
                since = moment
    return _seconds(since), _seconds(until)


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment is not None else None


def link_read(
    site: Site, store: Store, options: Options, problems: list[Problem]
) -> tuple[Linked, str]:
    """Link a site that was read, and keep what that found out for the next time.

    Gives a mark of what Don't Miss chose, too.
    """
    before = KeptWeights(store)
    given = msgspec.structs.replace(
        link_input(site, store, options),
        details=kept_details(site.root, site.inventory, store, problems),
        weights=before,
        sizes=kept_sizes(store),
        ledger=read_ledger(site.root, problems),
    )
    measured = len(given.sizes)
    linked, found = link(given)
    problems.extend(found)
    if len(given.sizes) != measured:
        keep_sizes(store, given.sizes)
    mark = keep_choices(store, before, linked.weights, linked.chains)
    # What is kept there now need not be in memory while pages are rendered.
    return msgspec.structs.replace(linked, weights=KeptWeights(store)), mark


def link_input(site: Site, store: Store, options: Options) -> LinkInput:
    """What linking works on, of a site that was read: articles, without what is beside them.

    Data files, the ledger, pictures and what Don't Miss kept are for those to add who want them.
    """
    return LinkInput(
        root=site.root,
        articles=site.articles,
        entries=site.entries,
        failed=site.failed,
        config=site.config,
        config_places=site.places,
        inventory=site.inventory,
        instant=site.instant,
        drafts=options.drafts,
        terms=partial(read_terms, store, {each.id: each.terms for each in site.articles}),
        workers=worker_count(options.jobs, len(site.articles)),
        plugins=site.plugins,
    )


class _Kept(msgspec.Struct, frozen=True):
    """Details, and what they came from: the tool's version and the digests of the files."""

    made_from: tuple[str, ...]
    details: Details


_DETAILS = msgspec.json.Decoder(_Kept)


def kept_details(
    root: Path, inventory: Inventory, store: Store, problems: list[Problem]
) -> Details:
    """Read the data files, unless they are what they were: big tables take a while."""
    files = inventory.files
    digests = (files[name].digest if name in files else "" for name in FILES)
    made_from = (tool_version(), *digests)
    data = store.get("sources", "details")
    with contextlib.suppress(msgspec.MsgspecError):
        kept = _DETAILS.decode(data) if data is not None else None
        if kept is not None and kept.made_from == made_from:
            return kept.details
    found: list[Problem] = []
    details = read_details(root, found)
    problems.extend(found)
    if not found:
        encoded = msgspec.json.encode(_Kept(made_from, details))
        store.write("sources", {"details": encoded})
    return details


def kept_sizes(store: Store) -> Sizes:
    """What is known of pictures."""
    data = store.get("sources", "pictures")
    try:
        return _SIZES.decode(data) if data is not None else {}
    except msgspec.MsgspecError:
        return {}  # another version's


def keep_sizes(store: Store, sizes: Sizes) -> None:
    """Keep what is known of pictures."""
    store.write("sources", {"pictures": msgspec.json.encode(sizes)})
