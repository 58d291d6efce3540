"""Making an edition: a site is read, linked and examined as for a build, and not published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dateline import clock
from dateline.build.judge import Judge
from dateline.build.linkage import Linkage
from dateline.build.survey import Survey
from dateline.build.whole import link_read, linkage_of, read_whole
from dateline.check.edition import Copy, Edition, SeenPage, Story
from dateline.check.examined import Made, examine_pages, examine_texts
from dateline.check.external import Hosts, ask_hosts
from dateline.check.findings import Fault
from dateline.check.held import held_faults
from dateline.check.text import Text
from dateline.errors import Problem, SiteError, has_errors
from dateline.link.linked import Linked
from dateline.link.media import MediaShelf
from dateline.progress import Progress
from dateline.related.stories import stories_in
from dateline.site import Site

_COPIED = 50  # words that two stories have by chance only when they are fewer


class Told:
    """What reading, linking and rendering had to say."""

    def __init__(self) -> None:
        self.reading: list[Problem] = []
        self.linking: list[Problem] = []
        self.rendering: list[Problem] = []

    @property
    def failed(self) -> bool:
        """Whether a build would publish nothing."""
        return any(map(has_errors, (self.reading, self.linking, self.rendering)))


def make_edition(survey: Survey, told: Told, rest: float, progress: Progress) -> Edition | None:
    """Make the edition of a surveyed site; None where there is no configuration to go by.

    There are no pages in it when there are errors: `told` has them. `rest` is the time in seconds
    between two questions to another host.
    """
    told.reading += survey.problems
    try:
        site = read_whole(survey, told.reading, progress)
    except SiteError as error:
        told.reading += error.problems
        return None
    linked, choices = link_read(site, survey.store, survey.options, told.linking)
    stories = tuple(_stories(survey, site, linked, progress))
    linkage = _linkage(survey, site, (linked, choices), told)
    pages: tuple[SeenPage, ...] = ()
    if linkage is not None and not told.failed:
        made = Made(linkage.renderer, survey.output, _current(survey, linkage))
        jobs = survey.options.jobs
        pages, faults = examine_pages(made, linked.routes, survey.store, jobs, progress)
        told.rendering += faults

    def ask(places: Mapping[str, Fault]) -> Iterator[Fault]:
        hosts = Hosts(rest, site.config.check.external_days)
        return ask_hosts(places, survey.store, hosts, clock.now(site.config.zone).timestamp())

    return Edition(
        root=site.root,
        config=site.config,
        places=site.places,
        instant=site.instant,
        stories=stories,
        every=(*site.articles, *site.entries),
        linked=linked,
        pages=pages,
        files=_files(survey, linkage) if linkage is not None else {},
        find_copies=lambda: _copies(stories, linked),
        held=lambda: _held(survey, site, linked),
        ask=ask,
    )


def _stories(survey: Survey, site: Site, linked: Linked, progress: Progress) -> Iterator[Story]:
    """What is out, and what waits for its hour; drafts only where they are asked for."""
    index = linked.index
    out = {**index.articles, **index.pages, **index.entries}
    drafts = survey.options.drafts
    wanted = [
        out.get(article.id, article)  # another address where two had one
        for article in (*site.articles, *site.entries)
        if (drafts or not article.draft) and not article.has_expired(site.instant)
    ]
    texts = examine_texts(wanted, survey.store, survey.options.jobs, progress)
    for article in wanted:
        yield Story(article, texts.get(article.id, Text()), article.id in out)


def _linkage(survey: Survey, site: Site, given: tuple[Linked, str], told: Told) -> Linkage | None:
    try:
        return linkage_of(survey, site, given, told.rendering)
    except SiteError:
        return None  # it has no theme, which has been told


def _current(survey: Survey, linkage: Linkage) -> Mapping[str, str]:
    """Files in the output folder that are as a build would make them, with their digests."""
    known = survey.record.files.known
    judge = Judge(linkage.kept, survey.bad, linkage.renderer.values)
    return {
        route.file: known[route.file].digest
        for route in linkage.all_routes()
        if route.file in known and not judge.is_stale(route)
    }


def _files(survey: Survey, linkage: Linkage) -> Mapping[str, int]:
    """All files that are no HTML pages, with their sizes; those of feeds are not known."""
    sources, assets = survey.inventory.files, linkage.theme.assets.values()
    return {
        **{route.url: 0 for route in linkage.all_routes() if not route.file.endswith(".html")},
        **{f"/{file}": sources[source].signature.size for file, source in linkage.copies.items()},
        **{asset.url: len(asset.data) for asset in assets},
    }


def _copies(stories: tuple[Story, ...], linked: Linked) -> list[Copy]:
    """Pairs of stories with one text, and with nearly the same by the vectors of Don't Miss."""
    from dateline.related.copies import near_copies  # noqa: PLC0415

    first: dict[str, str] = {}
    found = []
    for article, _, _ in stories:
        if article.words >= _COPIED and first.setdefault(article.body, article.id) != article.id:
            found.append(Copy(first[article.body], article.id, 1.0))
    near = near_copies(stories_in(linked.weights), linked.weights)
    return [*found, *(Copy(*pair) for pair in near)]


def _held(survey: Survey, site: Site, linked: Linked) -> Iterator[Fault]:
    """What will be wrong with articles that are not out yet."""
    shown = {*linked.index.articles, *linked.index.pages}
    hidden = [each for each in site.articles if each.id not in shown]
    shelf = MediaShelf(site.root, survey.inventory, {})
    return held_faults(
        [each for each in hidden if not each.draft and not each.has_expired(site.instant)],
        [each for each in hidden if each.draft],
        linked,
        shelf,
    )
