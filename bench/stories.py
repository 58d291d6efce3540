"""A generated site's articles, read for the tools that Dateline is compared with.

What only Dateline knows is put into words that all of them know: links to files become links to
addresses, callouts become quotations, and each story has its summary.
"""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bench.generate import ZONE

_ZONE = ZoneInfo(ZONE)
# libyaml where PyYAML was built with it: ten times as fast.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MATTER = re.compile(r"\A---\n(.*?\n)---\n\n?(.*)\Z", re.DOTALL)
_FILE_LINK = re.compile(r"\]\(([^():]+\.md)\)")
_CALLOUT = re.compile(r"^> \[!\w+\] *(.*)\n", re.MULTILINE)
_DATED_NAME = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(.+)\.md")
_MARKUP = re.compile(r"\[\^\d+\]|\]\([^)]*\)|[*\[]")
_SUMMARY_WORDS = 30


@dataclass(frozen=True)
class Newspaper:
    """What stands in `dateline.toml` and `data/`.

    `names` are those of "sections", "tags" and "authors", each kind by slug.
    """

    title: str
    tagline: str
    base_url: str
    names: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Story:
    """One article; `file` is below content/, moments are in the newspaper's zone."""

    file: str
    slug: str
    section: str
    published: datetime
    updated: datetime | None
    summary: str
    matter: dict[str, Any]
    body: str

    @property
    def url(self) -> str:
        return f"/{self.published:%Y/%m/%d}/{self.slug}/"

    @property
    def title(self) -> str:
        return str(self.matter["title"])

    @property
    def tags(self) -> list[str]:
        return [str(tag) for tag in self.matter["tags"]]

    @property
    def authors(self) -> list[str]:
        return [str(author) for author in self.matter["authors"]]


def read_newspaper(site: Path) -> Newspaper:
    """Read what is said once for the whole generated site."""
    config = tomllib.loads((site / "dateline.toml").read_text("utf-8"))
    return Newspaper(
        title=config["title"],
        tagline=config["tagline"],
        base_url=config["base_url"],
        names={
            "sections": {section["slug"]: section["title"] for section in config["sections"]},
            "tags": _names(site / "data" / "tags.toml", "title"),
            "authors": _names(site / "data" / "authors.toml", "name"),
        },
    )


def read_stories(site: Path) -> Iterator[Story]:
    """Read all articles of a generated site, by the name of their file."""
    content = site / "content"
    for section in sorted(content.iterdir()):
        if section.name != "pages":
            for path in sorted(section.glob("*.md")):
                file = path.relative_to(content).as_posix()
                yield read_story(file, path.read_text("utf-8"))


def read_story(file: str, text: str) -> Story:
    """Read one generated article; raises ValueError when it is not like one."""
    found = _MATTER.match(text)
    if found is None:
        raise ValueError(f"{file} has no front matter")
    matter: dict[str, Any] = yaml.load(found[1], _Loader)
    body = found[2]
    section, _, name = file.partition("/")
    dated = _DATED_NAME.fullmatch(name)
    if dated is None:
        raise ValueError(f"{file} has no date in its name")
    return Story(
        file=file,
        slug=dated[4],
        section=section,
        published=_moment(matter["date"]),
        updated=_moment(matter["updated"]) if "updated" in matter else None,
        summary=_summary(matter, body),
        matter=matter,
        body=_common_markdown(body),
    )


def used_terms(stories: Iterable[Story]) -> dict[str, list[str]]:
    """Slugs of the sections, tags and authors that have stories, sorted."""
    used: dict[str, set[str]] = {"sections": set(), "tags": set(), "authors": set()}
    for story in stories:
        used["sections"].add(story.section)
        used["tags"].update(story.tags)
        used["authors"].update(story.authors)
    return {kind: sorted(slugs) for kind, slugs in used.items()}


def yaml_matter(values: Mapping[str, Any]) -> str:
    """Front matter in YAML, without what is None; each value as JSON, which YAML contains."""
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
        if value is not None
    ]
    return "\n".join(["---", *lines, "---", ""])


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=_ZONE)


def _names(file: Path, key: str) -> dict[str, str]:
    tables: Mapping[str, dict[str, str]] = tomllib.loads(file.read_text("utf-8"))
    return {slug: table[key] for slug, table in tables.items()}


def _summary(matter: Mapping[str, Any], body: str) -> str:
    given = matter.get("summary") or matter.get("standfirst")
    if given:
        return str(given)
    paragraph = next(part for part in body.split("\n\n") if part[0] not in "#>|-")
    return " ".join(_MARKUP.sub("", paragraph).split()[:_SUMMARY_WORDS])


def _common_markdown(body: str) -> str:
    def addressed(link: re.Match[str]) -> str:
        dated = _DATED_NAME.fullmatch(posixpath.basename(link[1]))
        return f"](/{'/'.join(dated.groups())}/)" if dated else link[0]

    def quoted(callout: re.Match[str]) -> str:
        return f"> **{callout[1]}**\n>\n" if callout[1] else ""

    return _CALLOUT.sub(quoted, _FILE_LINK.sub(addressed, body))
