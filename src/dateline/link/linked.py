"""Linking: from articles to everything that rendering needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from dateline.config import SiteConfig
from dateline.details import Details
from dateline.errors import Problem, Reporter, nearest
from dateline.inventory import Inventory
from dateline.ledger import Ledger
from dateline.link.clashes import without_clashes
from dateline.link.coverage import check_entries, covered, entries_by_coverage, with_entries
from dateline.link.dont_miss import check_never_offered, rules_of, stories_of
from dateline.link.identity import guids_of
from dateline.link.index import Index, build_index, published_only
from dateline.link.media import Media, MediaShelf, PictureError, Sizes
from dateline.link.plugged import plugin_routes
from dateline.link.promise import Answering, Promise, broken_promises, move
from dateline.link.recent import recent
from dateline.link.redirects import Redirect
from dateline.link.references import Choices, Guesses, Resolved, addresses_of
from dateline.link.resolving import choices_of, resolve, with_images
from dateline.link.routes import Route, Taken, all_routes, taken_by
from dateline.link.storylines import find_storylines
from dateline.located import Path as Place
from dateline.located import Places
from dateline.model import Article
from dateline.parse.addresses import is_external
from dateline.plugins import NONE, Plugins
from dateline.related.choosing import relate
from dateline.related.stories import Story
from dateline.slugs import slug_from_name


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """The index and its routes, references resolved.

    `media` are files of content/ to copy under their own URL, `static` paths of the site that are
    files of static/. `weights` is what Don't Miss wants to be given the next time, `chains` tells
    then whether the storylines are the same. `guids` are ids for feeds, by article. `contents` are
    what plugins gave for their pages, by URL. `lock` is what the ledger is to say, None where it
    says it or where the site has none.
    """

    index: Index
    routes: tuple[Route, ...]
    references: dict[str, tuple[Resolved, ...]]
    logo: Media | None
    media: tuple[Media, ...]
    static: tuple[str, ...]
    weights: Mapping[str, bytes]
    chains: bytes
    guids: dict[str, str]
    contents: dict[str, Any] = {}
    redirects: tuple[Redirect, ...] = ()
    lock: str | None = None


class LinkInput(msgspec.Struct, frozen=True, kw_only=True):
    """What linking works on.

    `entries` are those of live coverage, `terms` gives the packed terms of articles by their ids,
    `weights` is what Don't Miss kept, and `sizes` what is known of pictures, which learns of new
    ones. With `carried`, Don't Miss and storylines are as in that index, as far as their articles
    are out.
    """

    root: Path
    articles: tuple[Article, ...]
    failed: frozenset[str]
    config: SiteConfig
    config_places: Places
    details: Details = Details()
    inventory: Inventory
    instant: datetime
    drafts: bool
    future: bool | None = None
    terms: Callable[[Sequence[str]], Mapping[str, bytes]]
    weights: Mapping[str, bytes] = {}
    sizes: Sizes = {}
    workers: int = 1
    plugins: Plugins = NONE
    carried: Index | None = None
    entries: tuple[Article, ...] = ()
    ledger: Ledger | None = None


def link(given: LinkInput) -> tuple[Linked, list[Problem]]:
    """Link everything; the result is of use only when no problem is an error."""
    problems: list[Problem] = []
    out = _what_is_out(given, problems)
    entries = _entries(given, out, problems)
    out = with_entries(out, entries)
    listed = tuple(chain.from_iterable(entries.values()))
    index = build_index(out, given.config, given.details, listed)
    static = tuple(f"/{name}" for name in given.inventory.names("static"))
    hidden = _hidden(given, (*out, *listed))
    addresses = addresses_of(out, *hidden, (), set(static), given.config.base_path)
    addresses = msgspec.structs.replace(addresses, articles={**addresses.articles, **index.entries})
    shelf, guesses = MediaShelf(given.root, given.inventory, given.sizes), Guesses()
    choices = choices_of(out, addresses, shelf, guesses, given.config, problems)
    index, weights, chains = _chosen(given, index, choices)
    index = msgspec.structs.replace(
        index,
        recent=recent(index, given.instant),
        covered=covered(out, entries, given.instant),
    )
    plugged = plugin_routes(given.plugins, index, problems)
    routes = [*all_routes(index), *(route for route, _ in plugged)]
    copied = ((name.lstrip("/"), f"static{name}") for name in static)
    taken = taken_by(routes, copied, problems)
    guids = guids_of(out, given.config, problems)
    moved = move(_answering(given, routes, static, taken, out, guids), problems)
    addresses = msgspec.structs.replace(addresses, urls={route.url for route in routes})
    resolved = resolve((*out, *listed), addresses, shelf, guesses, given.config, problems)
    if not given.failed:
        # What an article that could not be read would have made is not missing.
        problems += _check_menus(given, addresses.urls, addresses.static)
        problems += _check_promise(given, index, moved.answers)
    logo = _logo(given, shelf, problems)
    cards = with_images(index.cards, resolved)
    for id, found in index.covered.items():
        cards[id] = msgspec.structs.replace(cards[id], live=not found.over)
    linked = Linked(
        index=msgspec.structs.replace(index, cards=cards),
        routes=(*routes, *moved.pages),
        redirects=moved.redirects,
        guids=moved.guids,
        lock=moved.lock,
        references=resolved.references,
        logo=logo,
        media=tuple(shelf.taken.values()),
        static=static,
        weights=weights,
        chains=chains,
        contents={route.url: content for route, content in plugged},
    )
    return linked, problems


class Desk(msgspec.Struct, frozen=True):
    """What Don't Miss goes by; `hidden` says why articles are not out, by id, "" if unreadable."""

    index: Index
    stories: list[Story]
    hidden: Mapping[str, str]


def desk_of(given: LinkInput, problems: list[Problem]) -> Desk:
    """Link no more than Don't Miss needs."""
    out = _what_is_out(given, problems)
    index = build_index(out, given.config, given.details)
    hidden, hidden_slugs = _hidden(given, out)
    addresses = addresses_of(out, hidden, hidden_slugs, (), (), given.config.base_path)
    shelf = MediaShelf(given.root, given.inventory, given.sizes)
    choices = choices_of(out, addresses, shelf, Guesses(), given.config, problems)
    return Desk(index, stories_of(index, choices), hidden)


def _what_is_out(given: LinkInput, problems: list[Problem]) -> tuple[Article, ...]:
    """The articles and pages that the site has, each at its address."""
    config = given.config
    out = published_only(given.articles, given.instant, drafts=given.drafts, future=given.future)
    problems += _check_sections(out, config)
    problems += check_never_offered(given.articles, given.failed, config, given.config_places)
    return without_clashes(out, config, problems) if config.links == "warn" else out


def _entries(
    given: LinkInput, out: Sequence[Article], problems: list[Problem]
) -> dict[str, tuple[Article, ...]]:
    """The entries of live coverage that the site has."""
    problems += check_entries(given.entries, given.articles, given.failed)
    shown = published_only(given.entries, given.instant, drafts=given.drafts, future=given.future)
    return entries_by_coverage(out, shown)


def _chosen(
    given: LinkInput, index: Index, choices: Mapping[str, Choices]
) -> tuple[Index, Mapping[str, bytes], bytes]:
    """Choose for Don't Miss and find the storylines; gives what is kept of both, too."""
    if given.carried is not None:
        return _carried(index, given.carried), given.weights, b""
    stories, rules = stories_of(index, choices), rules_of(given.config.related)
    related, weights = relate(stories, given.terms, rules, given.weights, workers=given.workers)
    groups, chains = find_storylines(stories, weights, index, given.details)
    return msgspec.structs.replace(index, related=related, storylines=groups), weights, chains


def _carried(index: Index, before: Index) -> Index:
    """Take Don't Miss and storylines over, as far as their articles are out."""
    out = index.articles.keys()
    related = {
        id: msgspec.structs.replace(each, ids=tuple(other for other in each.ids if other in out))
        for id, each in before.related.items()
        if id in out
    }
    storylines = {
        slug: msgspec.structs.replace(group, ids=ids)
        for slug, group in before.storylines.items()
        if (ids := tuple(id for id in group.ids if id in out))
    }
    return msgspec.structs.replace(index, related=related, storylines=storylines)


def _hidden(given: LinkInput, out: Iterable[Article]) -> tuple[dict[str, str], dict[str, str]]:
    """Why articles that exist are not out, by id and by slug; "" for those that failed to parse."""
    visible = {article.id for article in out}
    by_id, by_slug = {}, {}
    for article in (*given.articles, *given.entries):
        if article.id not in visible:
            gone = article.has_expired(given.instant)
            reason = "is a draft" if article.draft else "has expired" if gone else "is not out yet"
            by_id[article.id] = reason
            if article.coverage is None:
                by_slug[article.slug] = reason
    for id in given.failed:
        by_id[id] = ""
        by_slug[slug_from_name(id, given.config.language)] = ""
    return by_id, by_slug


def _check_sections(articles: Iterable[Article], config: SiteConfig) -> list[Problem]:
    known = [section.slug for section in config.sections]
    problems: list[Problem] = []
    if not known:
        return problems
    for article in articles:
        if article.section is None or article.section in known:
            continue
        report = Reporter(article.path)
        guess = nearest(article.section, known)
        report.error(
            article.mark("section"),
            f"unknown section '{article.section}'",
            (f"did you mean '{guess}'? " if guess else "") + "sections are listed in dateline.toml",
        )
        problems += report.problems
    return problems


def _answering(
    given: LinkInput,
    routes: Sequence[Route],
    static: Sequence[str],
    taken: Taken,
    out: Sequence[Article],
    guids: Mapping[str, str],
) -> Answering:
    return Answering(
        config=given.config,
        rules=given.details.redirects,
        routes=routes,
        static=static,
        taken=taken,
        out=out,
        guids=guids,
        ledger=given.ledger,
        whole=not given.failed,
    )


def _check_promise(given: LinkInput, index: Index, answers: Collection[str]) -> list[Problem]:
    if given.ledger is None:
        return []
    out = index.articles.keys() | index.pages.keys()
    hidden = tuple(each for each in given.articles if each.id not in out)
    return broken_promises(
        Promise(
            ledger=given.ledger,
            answers=answers,
            index=index,
            details=given.details,
            hidden=hidden,
            at=given.instant,
        )
    )


def _check_menus(given: LinkInput, urls: Iterable[str], static: Iterable[str]) -> list[Problem]:
    """Menus and policies may point into the site: what they point to must be there."""
    report = Reporter("dateline.toml")
    known = {*urls, *static}
    config = given.config
    menus = {"main": config.menus.main, "footer": config.menus.footer}
    named: dict[Place, str | None] = {
        ("menus", menu, number, "url"): entry.url
        for menu, entries in menus.items()
        for number, entry in enumerate(entries)
    }
    policies = msgspec.structs.asdict(config.policies)
    named |= {("policies", name): url for name, url in policies.items()}
    for path, url in named.items():
        target = (url or "").partition("#")[0].partition("?")[0]
        if not target or is_external(target) or target in known:
            continue
        guess = nearest(target, known)
        report.error(
            given.config_places.get(path),
            f"nothing on this site at '{url}'",
            f"did you mean '{guess}'?" if guess else "",
        )
    return report.problems


def _logo(given: LinkInput, shelf: MediaShelf, problems: list[Problem]) -> Media | None:
    src = given.config.publisher.logo
    if src is None:
        return None
    report = Reporter("dateline.toml")
    mark = given.config_places.get(("publisher", "logo"))
    name = "static/" + src.removeprefix("static/").lstrip("/")
    media = None
    if not shelf.has(name):
        report.error(mark, f"no picture '{src}' in static/", "put it there or remove the line")
    else:
        try:
            media = shelf.picture(name)
        except PictureError as error:
            report.error(mark, f"picture '{src}' {error}", error.way_out)
    problems += report.problems
    return media
