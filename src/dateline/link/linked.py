"""Linking: from articles to everything that rendering needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec

from dateline.config import SiteConfig
from dateline.details import Details
from dateline.errors import Problem, Reporter, Severity, nearest
from dateline.link.index import Index, build_index, published_only
from dateline.link.media import Media, MediaShelf, PictureError
from dateline.link.references import Guesses, Resolved, Resolver, addresses_of
from dateline.link.related import relate
from dateline.link.routes import Route, all_routes, collisions
from dateline.located import Places
from dateline.model import Article, Image
from dateline.parse.polish import is_external
from dateline.parse.reader import slug_from_name


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """The index and its routes, references resolved.

    `media` are files of content/ to copy under their own URL, `static` maps paths of the site to
    files, `files` paths below the site's folder.
    """

    index: Index
    routes: tuple[Route, ...]
    references: dict[str, tuple[Resolved, ...]]
    images: dict[str, Image]
    logo: Media | None
    media: tuple[Media, ...]
    static: dict[str, Path]
    files: Mapping[str, Path]


class LinkInput(msgspec.Struct, frozen=True, kw_only=True):
    """What linking works on. `files` maps paths below the site's folder to files."""

    articles: tuple[Article, ...]
    failed: frozenset[str]
    config: SiteConfig
    config_places: Places
    details: Details
    files: Mapping[str, Path]
    instant: datetime
    drafts: bool
    workers: int = 1


def link(given: LinkInput) -> tuple[Linked, list[Problem]]:
    """Link everything; the result is of use only when no problem is an error."""
    out = published_only(given.articles, given.instant, drafts=given.drafts)
    problems = _check_sections(out, given.config)
    if given.config.links == "warn":
        out = _without_clashes(out, given.config, problems)
    index = build_index(out, given.config, given.details)
    static = {
        name.removeprefix("static"): path
        for name, path in given.files.items()
        if name.startswith("static/")
    }
    routes = all_routes(index)
    problems += collisions(
        routes,
        ((name.lstrip("/"), f"static{name}") for name in static),
        ((alias, each.path) for each in out for alias in each.aliases),
    )
    shelf = MediaShelf(given.files)
    hidden, hidden_slugs = _hidden(given, out)
    addresses = addresses_of(
        out, hidden, hidden_slugs, {route.url for route in routes}, static, given.config.base_path
    )
    severity = Severity.WARNING if given.config.links == "warn" else Severity.ERROR
    references, images, choices, guesses = {}, {}, {}, Guesses()
    for article in out:
        resolver = Resolver(article, addresses, shelf, severity, guesses)
        references[article.id] = resolver.references()
        lead = resolver.lead_image()
        if lead is not None and lead.url is not None and article.image is not None:
            images[article.id] = msgspec.structs.replace(
                article.image, src=lead.url, width=lead.width, height=lead.height
            )
        choices[article.id] = resolver.choices()
        problems += resolver.report.problems
    if not given.failed:
        # What an article that could not be read would have made is not missing.
        problems += _check_menus(given, addresses.urls, static)
    logo = _logo(given, shelf, problems)
    related = relate(
        index.articles,
        choices,
        index.translations,
        index.sections,
        given.config.related.count,
        workers=given.workers,
    )
    linked = Linked(
        index=msgspec.structs.replace(index, related=related),
        routes=tuple(routes),
        references=references,
        images=images,
        logo=logo,
        media=tuple(shelf.taken.values()),
        static=static,
        files=given.files,
    )
    return linked, problems


def _without_clashes(
    articles: tuple[Article, ...], config: SiteConfig, problems: list[Problem]
) -> tuple[Article, ...]:
    """Move the later of two articles with one address to a numbered one, and say so.

    Archives from elsewhere have such pairs, and every article must be there.
    """
    keepers: dict[str, Article] = {}
    clashing = []
    # First all that stay: nobody is to lose an address to an article that moves.
    for article in sorted(
        articles, key=lambda each: (each.published is None, each.published, each.id)
    ):
        if keepers.setdefault(article.url.casefold(), article) is not article:
            clashing.append(article)
    settled = {article.id: article for article in keepers.values()}
    for article in clashing:
        other = keepers[article.url.casefold()]
        slugs = (f"{article.slug}-{number}" for number in count(2))
        moved = next(
            each
            for each in (_renamed(article, slug, config) for slug in slugs)
            if each.url.casefold() not in keepers
        )
        keepers[moved.url.casefold()] = settled[article.id] = moved
        report = Reporter(article.path)
        report.warning(
            article.places.get(("slug",)) or article.places.get(()),
            f"has the address of {other.path}; it is published at {moved.url}",
            "give one of them another slug",
        )
        problems += report.problems
    return tuple(settled[article.id] for article in articles)


def _renamed(article: Article, slug: str, config: SiteConfig) -> Article:
    """Give an article another slug, in the part of its address that the pattern says."""
    pattern = "{slug}" if article.is_page else config.permalink.strip("/")
    parts = article.url.strip("/").split("/")
    for at, shape in enumerate(reversed(pattern.split("/")), 1):
        if "{slug}" in shape:
            head, _, tail = parts[-at].rpartition(article.slug)
            parts[-at] = f"{head}{slug}{tail}"
            break
    return msgspec.structs.replace(article, slug=slug, url="/" + "/".join(parts) + "/")


def _hidden(given: LinkInput, out: Iterable[Article]) -> tuple[dict[str, str], dict[str, str]]:
    """Why articles that exist are not out, by id and by slug; "" for those that failed to parse."""
    visible = {article.id for article in out}
    by_id, by_slug = {}, {}
    for article in given.articles:
        if article.id not in visible:
            gone = article.has_expired(given.instant)
            reason = "is a draft" if article.draft else "has expired" if gone else "is not out yet"
            by_id[article.id] = by_slug[article.slug] = reason
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
            article.places.get(("section",)) or article.places.get(()),
            f"unknown section '{article.section}'",
            (f"did you mean '{guess}'? " if guess else "") + "sections are listed in dateline.toml",
        )
        problems += report.problems
    return problems


def _check_menus(
    given: LinkInput, urls: Iterable[str], static: Mapping[str, Path]
) -> list[Problem]:
    """Menus and policies may point into the site: what they point to must be there."""
    report = Reporter("dateline.toml")
    known = {*urls, *static}
    config = given.config
    for path, links in {
        ("menus", "main"): config.menus.main,
        ("menus", "footer"): config.menus.footer,
        ("publisher", "policies"): config.publisher.policies,
    }.items():
        for number, entry in enumerate(links):
            target = entry.url.partition("#")[0].partition("?")[0]
            if is_external(entry.url) or not target or target in known:
                continue
            guess = nearest(target, known)
            report.error(
                given.config_places.get((*path, number, "url")),
                f"nothing on this site at '{entry.url}'",
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
