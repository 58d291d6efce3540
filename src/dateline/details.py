"""The tables in data/: titles, descriptions, bios, and where old addresses lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from dateline.config import Link
from dateline.configfile import check_address
from dateline.errors import Mark, Problem, Reporter
from dateline.located import Located, read_shape
from dateline.slugs import old_path, slug_of
from dateline.sources import read_text
from dateline.tomlfile import read_toml

REDIRECTS = "data/redirects.toml"
FILES = ("data/tags.toml", "data/authors.toml", "data/storylines.toml", REDIRECTS)

_LINK = re.compile(r"\]\(<?((?:[^()\s<>]|\([^()\s]*\))*)[\s)>]")


class TagDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str = ""
    description: str | None = None


class AuthorDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str = ""
    role: Annotated[str | None, Meta(description="Job title: Energy correspondent")] = None
    team: Annotated[
        bool | None,
        Meta(description="A desk or an agency, no person; default: by the name's last word"),
    ] = None
    bio: str | None = None
    links: tuple[Link, ...] = ()


class StorylineDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str = ""
    description: str | None = None


class Rule(msgspec.Struct, frozen=True):
    """Where an old address leads: a path of the site or an address elsewhere; `mark` is its key's.

    Both may end with a star: what is in its place is added to the target, where that is there.
    """

    source: str
    target: str
    mark: Mark


class Details(msgspec.Struct, frozen=True):
    """Details by slug, and rules for old addresses."""

    tags: dict[str, TagDetails] = {}
    authors: dict[str, AuthorDetails] = {}
    storylines: dict[str, StorylineDetails] = {}
    redirects: tuple[Rule, ...] = ()


Kind = TypeVar("Kind", TagDetails, AuthorDetails, StorylineDetails)


def read_details(root: Path, problems: list[Problem]) -> Details:
    """Read the four FILES; a missing one says nothing."""
    return Details(
        tags=_read_table(root, "data/tags.toml", TagDetails, problems),
        authors=_read_table(root, "data/authors.toml", AuthorDetails, problems),
        storylines=_read_table(root, "data/storylines.toml", StorylineDetails, problems),
        redirects=tuple(_read_rules(root, REDIRECTS, problems)),
    )


def _read_table(
    root: Path, path: str, kind: type[Kind], problems: list[Problem]
) -> dict[str, Kind]:
    report = Reporter(path)
    found: dict[str, Kind] = {}
    for key, mark, value in _entries(root, report):
        slug = slug_of(key)
        if not slug or slug != key:
            report.error(mark, f"'{key}' is no slug", f"write [{slug or 'some-word'}]")
        details, places = read_shape(kind, value, report)
        if details is None:
            continue
        for number, link in enumerate(getattr(details, "links", ())):
            check_address(link.url, places.get(("links", number, "url"), mark), report)
        for address in _LINK.findall(getattr(details, "bio", None) or ""):
            check_address(address, places.get(("bio",), mark), report)
        found[key] = details
    problems.extend(report.problems)
    return found


def _entries(root: Path, report: Reporter) -> Iterator[tuple[str, Mark, Located]]:
    """The keys of a TOML file, with their marks and values; none where there is no file."""
    file = root / report.path
    text = read_text(file, report) if file.exists() else None
    located = read_toml(text, report) if text is not None else None
    if located is not None and isinstance(located.value, dict):
        yield from ((key, mark, value) for key, (mark, value) in located.value.items())


def _read_rules(root: Path, path: str, problems: list[Problem]) -> Iterator[Rule]:
    report = Reporter(path)
    for key, mark, value in _entries(root, report):
        source, target = old_path(key.removesuffix("*")), value.value
        if source is None or (key.endswith("*") and not source.endswith("/")):
            report.error(mark, f"'{key}' is not a path of this site", 'write "/old/" or "/old/*"')
        elif not isinstance(target, str):
            report.error(value.mark, "expected an address in quotes", f'write "{key}" = "/new/"')
        else:
            check_address(target, value.mark, report)
            yield Rule(source + "*" * key.endswith("*"), target.strip(), mark)
    problems.extend(report.problems)
