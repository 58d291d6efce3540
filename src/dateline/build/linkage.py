"""A site, read and linked, and ready to render: everything that comes before judging pages."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from dateline.build.survey import Survey
from dateline.details import Details, read_details
from dateline.errors import MachineError, Problem, SiteError
from dateline.link.linked import Linked, LinkInput, link
from dateline.link.media import Size, Sizes
from dateline.options import Options
from dateline.pool import worker_count
from dateline.progress import Progress
from dateline.render.page import Renderer, template_problems
from dateline.render.theme import Theme, load_theme
from dateline.render.values import Values
from dateline.site import Site, read_site
from dateline.store import Damaged, Store, for_worker
from dateline.tool import tool_version

_SIZES = msgspec.json.Decoder(dict[str, Size])
_MANY = 200  # entries that are sooner read with the whole table than one by one


class Linkage(NamedTuple):
    """A site that is read and linked, ready to render."""

    site: Site
    linked: Linked
    theme: Theme
    renderer: Renderer


def link_site(survey: Survey, problems: list[Problem], progress: Progress) -> Linkage:
    """Read and link a site; raises SiteError when there is nothing to render with."""
    report, store, options = survey.report, survey.store, survey.options
    try:
        site, found = read_site(survey.root, options, survey.inventory, store, report, progress)
        problems.extend(found)
        if report.parsed:
            survey.keep_inventory()
        with report.stage("link"):
            theme = load_theme(site.root, site.config, site.places, problems)
            linked = _link(site, store, options, problems)
            if theme is None:
                raise SiteError(problems)
            renderer = Renderer(Values(linked, theme, site.plugins), for_worker(store))
            problems.extend(template_problems(renderer.compile(store)))
            store.commit()
    except OSError as error:
        raise MachineError.of(error, "reading the site") from error
    return Linkage(site, linked, theme, renderer)


def _link(site: Site, store: Store, options: Options, problems: list[Problem]) -> Linked:
    sizes = _sizes(store)
    measured = len(sizes)
    weights = store.read("related")
    linked, found = link(
        LinkInput(
            root=site.root,
            articles=site.articles,
            failed=site.failed,
            config=site.config,
            config_places=site.places,
            details=_details(site, store, problems),
            inventory=site.inventory,
            instant=site.instant,
            drafts=options.drafts,
            terms=lambda ids: _terms(store, ids),
            weights=weights,
            sizes=sizes,
            workers=worker_count(options.jobs, len(site.articles)),
            plugins=site.plugins,
        )
    )
    problems.extend(found)
    changed = {key: data for key, data in linked.weights.items() if weights.get(key) is not data}
    store.write("related", changed)
    store.delete("related", weights.keys() - linked.weights.keys())
    if len(sizes) != measured:
        store.write("sources", {"pictures": msgspec.json.encode(sizes)})
    return linked


class _Kept(msgspec.Struct, frozen=True):
    """Details, and what they came from: the tool's version and the digests of the files."""

    made_from: tuple[str, ...]
    details: Details


_DETAILS = msgspec.json.Decoder(_Kept)


def _details(site: Site, store: Store, problems: list[Problem]) -> Details:
    """Read the data files, unless they are what they were: big tables take a while."""
    files = site.inventory.files
    names = ("data/tags.toml", "data/authors.toml")
    digests = (files[name].digest if name in files else "" for name in names)
    made_from = (tool_version(), *digests)
    data = store.get("sources", "details")
    with contextlib.suppress(msgspec.MsgspecError):
        kept = _DETAILS.decode(data) if data is not None else None
        if kept is not None and kept.made_from == made_from:
            return kept.details
    found: list[Problem] = []
    details = read_details(site.root, found)
    problems.extend(found)
    if not found:
        encoded = msgspec.json.encode(_Kept(made_from, details))
        store.write("sources", {"details": encoded})
    return details


def _sizes(store: Store) -> Sizes:
    data = store.get("sources", "pictures")
    try:
        return _SIZES.decode(data) if data is not None else {}
    except msgspec.MsgspecError:
        return {}  # another version's


def _terms(store: Store, ids: Sequence[str]) -> Mapping[str, bytes]:
    found = store.read("terms") if len(ids) > _MANY else {id: store.get("terms", id) for id in ids}
    terms = {id: data for id in ids if (data := found.get(id)) is not None}
    if len(terms) < len(set(ids)):
        raise Damaged("has lost the terms of an article")
    return terms
