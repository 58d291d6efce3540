"""`data/tags.toml`, `data/authors.toml`, `data/storylines.toml`: titles, descriptions, bios."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from dateline.config import Link, check_address
from dateline.errors import Problem, Reporter
from dateline.located import read_shape
from dateline.slugs import slug_of
from dateline.sources import read_text
from dateline.tomlfile import read_toml

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


class Details(msgspec.Struct, frozen=True):
    """Details by slug."""

    tags: dict[str, TagDetails] = {}
    authors: dict[str, AuthorDetails] = {}
    storylines: dict[str, StorylineDetails] = {}


Kind = TypeVar("Kind", TagDetails, AuthorDetails, StorylineDetails)


def read_details(root: Path, problems: list[Problem]) -> Details:
    """Read the three files; a missing one says nothing."""
    return Details(
        tags=_read_table(root, "data/tags.toml", TagDetails, problems),
        authors=_read_table(root, "data/authors.toml", AuthorDetails, problems),
        storylines=_read_table(root, "data/storylines.toml", StorylineDetails, problems),
    )


def _read_table(
    root: Path, path: str, kind: type[Kind], problems: list[Problem]
) -> dict[str, Kind]:
    file = root / path
    if not file.exists():
        return {}
    report = Reporter(path)
    text = read_text(file, report)
    located = read_toml(text, report) if text is not None else None
    found: dict[str, Kind] = {}
    for key, (mark, value) in (located.value if located else {}).items():  # type: ignore[union-attr]
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
