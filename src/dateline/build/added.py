"""Stories that were added, and nothing else: they are put into the index of the last build.

What other articles are and say is as it was. Where a new one may change that, as a second article
with a slug does to links by that slug, the site is linked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

import msgspec

from dateline.articles import Articles, current_entry
from dateline.build.addresses import KeptArticles, addresses_kept
from dateline.build.choices import choose_again
from dateline.build.judge import encoded_route
from dateline.build.linkage import Linkage, renderer_of
from dateline.build.survey import Survey
from dateline.build.whole import copies_of, interval_of, keep_sizes, kept_details, kept_sizes
from dateline.config import SiteConfig
from dateline.details import Details
from dateline.entries import Entry
from dateline.errors import Problem, has_errors
from dateline.inventory import LEDGER
from dateline.link.dont_miss import stories_of
from dateline.link.identity import guids_of
from dateline.link.index import Index, build_index, published_only
from dateline.link.media import MediaShelf
from dateline.link.outline import Filed, Outline, unpack_outline
from dateline.link.recent import MOST, recent
from dateline.link.redirects import key_of
from dateline.link.references import Choices, Guesses
from dateline.link.resolving import choices_of, resolve, with_images
from dateline.link.routes import Route, all_routes, folders_of, taken_by
from dateline.model import Article
from dateline.plugins import NONE
from dateline.progress import Progress
from dateline.render.columns import ENCODER, columns_of
from dateline.render.reached import ReachedValues
from dateline.render.tables import Tables
from dateline.render.theme import Theme, load_theme
from dateline.site import as_of, configuration, misnamed

FEW = 16  # stories that are sooner put in one by one
MANY = 200  # problems of which it is sooner found out anew whether they are there

_FILED = msgspec.json.Decoder(Filed)


class _Given(NamedTuple):
    """What there is to go by: the outline of the last index, its stories, its standalone pages.

    `filed` are the stories, newest first, and the pages behind them. `added` are the new stories,
    and `alone` is the index of these.
    """

    survey: Survey
    config: SiteConfig
    reader: Articles
    outline: Outline
    filed: list[Filed]
    pages: dict[str, Article]
    added: list[Article]
    alone: Index
    instant: datetime


class _News(NamedTuple):
    """What new stories have, encoded, by id and kind; what they want to be offered; their files."""

    lines: dict[str, dict[str, bytes]]
    choices: dict[str, Choices]
    copies: dict[str, str]


def link_added(survey: Survey, problems: list[Problem], progress: Progress) -> Linkage | None:
    """Make a site ready to render; None where it must be linked for that.

    Raises SiteError where there is no configuration to go by.
    """
    ids = _ids_added(survey)
    if not ids:
        return None
    config, places = configuration(survey.root, survey.options)
    if config.plugins:  # they may look at everything
        return None
    reader = Articles(survey.root, config.parsing, NONE, survey.store, survey.options.jobs)
    with survey.report.stage("parse"):
        entries: dict[str, Entry] = {}
        reader.refresh(ids, entries, survey.inventory, progress)
    survey.report.parse_seconds |= reader.seconds
    survey.keep_inventory()
    with survey.report.stage("link"):
        told: list[Problem] = []
        theme = load_theme(survey.root, config, places, told)
        given = _given(survey, config, reader, [*entries.values()], told)
        linkage = None if theme is None or given is None else _linked(given, theme, told)
    if linkage is not None and survey.header is not None:
        of_news = chain.from_iterable(entry.problems for entry in entries.values())
        problems[:] = [*survey.header.problems, *of_news, *told]
    return linkage


def _ids_added(survey: Survey) -> list[str]:
    """The ids of the articles that were added; none where something else happened, too."""
    header, names, files = survey.header, survey.edited, survey.inventory.files
    if header is None or not names or survey.options.clean or LEDGER in files:
        return []
    if survey.problems or len(survey.kept.pages.pieces) != len(header.pieces):
        return []
    if any(name in survey.before.files or not name.startswith("content/") for name in names):
        return []
    ids = [name.removeprefix("content/") for name in names if name.endswith(".md")]
    if len(ids) > FEW or (len(ids) < len(names) and any(misnamed(survey.inventory))):
        return []
    return sorted(ids)


def _given(
    survey: Survey,
    config: SiteConfig,
    reader: Articles,
    entries: Collection[Entry],
    problems: list[Problem],
) -> _Given | None:
    """What there is to go by; None where something is lost, or a story may change another."""
    header, packed, kept = survey.header, survey.record.outline(), survey.kept
    details = kept_details(survey.root, survey.inventory, survey.store, problems)
    # A redirect with a star may lead to what is new.
    if header is None or packed is None or any("*" in rule.source for rule in details.redirects):
        return None
    if not _stay(header.problems, survey, reader):
        return None
    read = (each.article for each in entries if not has_errors(each.problems))
    found = (article for article in read if article is not None)
    instant, drafts = as_of(survey.options.as_of, config), survey.options.drafts
    added = list(published_only(filter(_is_plain, found), instant, drafts=drafts))
    outline = _with_names(unpack_outline(packed), added, config, details)
    if len(added) < len(entries) or outline is None:
        return None
    filed = kept.tables.all_of("card", _FILED)
    pages = {id: _kept_page(survey, reader, id) for id in outline.pages}
    given = _Given(
        survey=survey,
        config=config,
        reader=reader,
        outline=outline,
        filed=filed[: header.articles + len(pages)],
        pages={id: page for id, page in pages.items() if page is not None},
        added=added,
        alone=build_index(added, config, details),
        instant=instant,
    )
    return given if len(given.pages) == len(pages) and _stand_apart(given) else None


def _stay(problems: Collection[Problem], survey: Survey, reader: Articles) -> bool:
    """Tell whether problems stay what they were: those of parsing do.

    Others may be gone, or have another way out: that a link leads nowhere, for instance.
    """
    if len(problems) > MANY:
        return False
    ids = {each.path.removeprefix("content/") for each in problems}
    kept = (_entry(survey, reader, id) for id in ids)
    known = {problem for entry in kept if entry is not None for problem in entry.problems}
    return known.issuperset(problems)


def _is_plain(article: Article) -> bool:
    """Tell whether nothing but lists and links have to do with an article."""
    return not (
        article.is_page
        or article.live
        or article.coverage
        or article.storyline
        or not article.wants_storyline
        or article.translation_of
        or article.corrections
        or article.aliases
        or article.guid
    )


def _with_names(
    outline: Outline, added: Iterable[Article], config: SiteConfig, details: Details
) -> Outline | None:
    """The outline with new tags and authors; None where one that is known may be called otherwise.

    They are called what most articles call them.
    """
    tags, authors = dict(outline.tags), dict(outline.authors)
    for article in added:
        alone = build_index([article], config, details)
        for known, named in ((tags, alone.tags), (authors, alone.authors)):
            for slug, group in named.items():
                face = msgspec.structs.replace(group, ids=())
                if known.setdefault(slug, face) != face:
                    return None
    return msgspec.structs.replace(outline, tags=tags, authors=authors)


def _kept_page(survey: Survey, reader: Articles, id: str) -> Article | None:
    entry = _entry(survey, reader, id)
    return entry.article if entry is not None else None


def _entry(survey: Survey, reader: Articles, id: str) -> Entry | None:
    return current_entry(survey.store, id, reader.given.made_by, survey.inventory)


def _stand_apart(given: _Given) -> bool:
    """Tell whether what others say goes on meaning what it did: no slug and no section is new."""
    slugs = [each.slug for each in given.filed] + [each.slug for each in given.added]
    sections = {None, *(each.section for each in given.filed)}
    new = {each.slug for each in given.added}
    return sum(slug in new for slug in slugs) == len(new) and all(
        each.section in sections for each in given.added
    )


def _linked(given: _Given, theme: Theme, problems: list[Problem]) -> Linkage | None:
    """Link what was added; None where that is a problem, or where it touches something else."""
    survey, config, kept = given.survey, given.config, given.survey.kept
    header = survey.header
    news = _resolved(given, problems)
    wanted = stories_of(given.alone, news.choices)
    if header is None or problems:
        return None
    related = choose_again(survey.store, header, config, {}, wanted)
    if related is None:
        return None
    stories, tables = _placed(given, news)
    tables = tables.patched(
        {"related": related.changed, "neighbours": _neighbours(stories, given.alone.newest)}
    )
    index = given.outline.index(stories, given.pages, config)
    index = msgspec.structs.replace(index, recent=_recent(given, index))
    routes = _new_routes(given, index)
    if routes is None:
        return None
    urls = {story.id: story.url for story in stories}
    values = ReachedValues(given.outline.linked(index), theme, tables, urls, given.alone)
    renderer = renderer_of(values, survey.store, problems)
    since, until = interval_of(given.added, given.instant)
    return Linkage(
        config=config,
        theme=theme,
        renderer=renderer,
        routes=None,
        added=routes,
        copies={**kept.copies, **news.copies},
        articles=header.articles + len(given.added),
        since=max((each for each in (header.since, since) if each is not None), default=None),
        until=min((each for each in (header.until, until) if each is not None), default=None),
        kept=kept,
        choices=related.mark,
        lock=None,
        recorded=header.recorded,
    )


def _resolved(given: _Given, problems: list[Problem]) -> _News:
    """Find out what the new stories refer to."""
    survey, config, added = given.survey, given.config, given.added
    store, tables = survey.store, survey.kept.tables
    articles = KeptArticles(store, given.reader.given.made_by, survey.inventory, tables, added)
    sizes = kept_sizes(store)
    measured = len(sizes)
    shelf, guesses = MediaShelf(survey.root, survey.inventory, sizes), Guesses()
    addresses = addresses_kept(
        articles,
        (*given.filed, *added),
        (*survey.kept.pages.routes, *(each.url for each in added)),
        given.outline.redirects,
        (f"/{name}" for name in survey.inventory.names("static")),
        config.base_path,
    )
    choices = choices_of(added, addresses, shelf, guesses, config, problems)
    resolved = resolve(added, addresses, shelf, guesses, config, problems)
    if len(sizes) != measured:
        keep_sizes(store, sizes)
    cards = with_images(given.alone.cards, resolved)
    linked = msgspec.structs.replace(
        given.outline.linked(msgspec.structs.replace(given.alone, cards=cards)),
        references=resolved.references,
        guids=guids_of(added, config, problems),
        media=tuple(shelf.taken.values()),
    )
    columns = {kind: [*map(ENCODER.encode, each)] for kind, each in columns_of(linked).items()}
    lines = {
        id: {kind: column[row] for kind, column in columns.items()}
        for row, id in enumerate(given.alone.articles)
    }
    return _News(lines, choices, copies_of(linked))


def _placed(given: _Given, news: _News) -> tuple[list[Filed], Tables]:
    """All stories, newest first, and the tables with the lines of the new ones."""
    tables = given.survey.kept.tables
    stories = given.filed[: len(given.filed) - len(given.pages)]
    for id in reversed(given.alone.newest):
        story = Filed.of(given.alone.cards[id])
        oldest_first = stories[::-1]
        row = len(stories) - bisect_left(oldest_first, story.order, key=attrgetter("order"))
        stories.insert(row, story)
        tables = tables.with_row(row, id, news.lines[id])
    return stories, tables


def _neighbours(
    stories: Sequence[Filed], new: Collection[str]
) -> dict[str, tuple[str | None, str | None]]:
    """Of new stories, and of those beside them, the one before and the one after it."""

    def beside(row: int, step: int) -> int | None:
        section = stories[row].section
        end = len(stories) if step > 0 else -1
        return next(
            (at for at in range(row + step, end, step) if stories[at].section == section), None
        )

    rows = [row for row, story in enumerate(stories) if story.id in new]
    around = [beside(row, step) for row in rows for step in (1, -1)]
    found = {}
    for row in {*rows, *(row for row in around if row is not None)}:
        older, newer = beside(row, 1), beside(row, -1)
        found[stories[row].id] = (
            stories[older].id if older is not None else None,
            stories[newer].id if newer is not None else None,
        )
    return found


def _recent(given: _Given, index: Index) -> tuple[str, ...]:
    """What is new enough for news search."""
    wanted = {*given.outline.recent, *recent(given.alone, given.instant)}
    return tuple(id for id in index.newest if id in wanted)[:MOST]


def _new_routes(given: _Given, index: Index) -> list[Route] | None:
    """The routes that come; None where one can't stand beside what is there."""
    index = msgspec.structs.replace(index, articles=given.alone.articles)
    known, new = given.survey.kept.pages.routes, []
    for route in all_routes(index):
        before = known.get(route.url)
        if before is None:
            new.append(route)
        elif before != encoded_route(route):
            return None
    clashes: list[Problem] = []
    taken = taken_by(new, (), clashes)
    old = {key_of(each.source) for each in given.outline.redirects}
    if clashes or any(key_of(route.url) in old for route in new):
        return None
    known_files = given.survey.record.files.known
    files = {file.casefold(): "" for file in known_files}
    free = files.keys().isdisjoint({**taken.files, **taken.folders})
    return new if free and taken.files.keys().isdisjoint(folders_of(files)) else None
