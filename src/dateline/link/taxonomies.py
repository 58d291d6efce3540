"""Sections, tags and authors: articles grouped under a slug."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

import msgspec

from dateline.config import Link, SiteConfig
from dateline.details import Details
from dateline.model import Article
from dateline.slugs import humanised, slug_of


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Articles under one section, tag or author, or of one storyline; `ids` newest first.

    Only authors have `links`, a `role`, and may be a `team`.
    """

    kind: str
    slug: str
    title: str
    description: str | None = None
    links: tuple[Link, ...] = ()
    role: str | None = None
    team: bool = False
    ids: tuple[str, ...] = ()


Groups = dict[str, Group]


class InSection(Protocol):
    """What stands in a section, or in none."""

    @property
    def id(self) -> str: ...

    @property
    def section(self) -> str | None: ...


def sections_of(articles: Iterable[InSection], config: SiteConfig) -> Groups:
    """Configured sections in their order, empty ones too, then others by slug."""
    ids: dict[str, list[str]] = {}
    for article in articles:
        if article.section:
            ids.setdefault(article.section, []).append(article.id)
    known = {section.slug: section for section in config.sections}
    groups = {}
    for slug in [*known, *sorted(set(ids) - set(known))]:
        section = known.get(slug)
        groups[slug] = Group(
            kind="section",
            slug=slug,
            title=section.title if section else humanised(slug),
            description=section.description if section else None,
            ids=tuple(ids.get(slug, ())),
        )
    return groups


def tags_of(articles: Iterable[Article], details: Details) -> Groups:
    """Tags by slug; "News" and "news" are one tag."""
    ids, typed = _by_slug([(article.id, article.tags) for article in articles])
    groups = {}
    for slug in sorted(ids):
        known = details.tags.get(slug)
        groups[slug] = Group(
            kind="tag",
            slug=slug,
            title=(known.title if known else "") or _title(slug, typed[slug]),
            description=known.description if known else None,
            ids=tuple(ids[slug]),
        )
    return groups


def authors_of(articles: Iterable[Article], details: Details) -> Groups:
    """Authors by slug."""
    ids, typed = _by_slug([(article.id, article.authors) for article in articles])
    groups = {}
    for slug in sorted(ids):
        known = details.authors.get(slug)
        name = typed[slug]
        if name == slug:
            name = " ".join(word.capitalize() for word in slug.split("-"))
        name = (known.name if known else "") or name
        team = known.team if known else None
        groups[slug] = Group(
            kind="author",
            slug=slug,
            title=name,
            description=known.bio if known else None,
            links=known.links if known else (),
            role=known.role if known else None,
            team=_sounds_like_a_team(name) if team is None else team,
            ids=tuple(ids[slug]),
        )
    return groups


def _sounds_like_a_team(name: str) -> bool:
    return name.casefold().split()[-1:] in (["desk"], ["staff"], ["team"])


def _by_slug(
    articles: Collection[tuple[str, tuple[str, ...]]],
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The ids under each slug, and what it is called, of ids with the names that articles use."""
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for id, names in articles:
        for name in names:
            by_name[name].append(id)
    ids: dict[str, list[str]] = {}
    for name, found in by_name.items():
        slug = slug_of(name)
        if slug in ids:  # under another name: all of it again, in the order of the articles
            ids[slug] = [id for id, names in articles for each in names if slug_of(each) == slug]
        elif slug:
            ids[slug] = found
    return ids, most_typed({name: len(found) for name, found in by_name.items()})


def most_typed(counts: Mapping[str, int]) -> dict[str, str]:
    """For each slug the form that most articles use, the first in the alphabet of equals."""
    chosen: dict[str, tuple[int, str]] = {}
    for name, count in counts.items():
        slug = slug_of(name)
        if slug not in chosen or (-count, name) < chosen[slug]:
            chosen[slug] = (-count, name)
    return {slug: name for slug, (_, name) in chosen.items()}


def _title(slug: str, typed: str) -> str:
    return humanised(slug) if typed == slug else typed
