"""Live coverage: an article in `index.md`, with the entries in the folder `live` beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol

import msgspec

from dateline.digest import digest
from dateline.errors import Mark, Reporter
from dateline.located import Located, Places, read_shape
from dateline.model import EntryMatter, FrontMatter, Live, LiveMatter
from dateline.slugs import slug_of

BUNDLE = "index.md"
FOLDER = "live"


def coverage_of(id: str) -> str | None:
    """The article that an entry belongs to; None for what is no entry."""
    parts = id.split("/")
    is_entry = len(parts) > 2 and parts[-2] == FOLDER
    return "/".join((*parts[:-2], BUNDLE)) if is_entry else None


def anchor_of(id: str) -> str:
    """The id that an entry has on the page of its article, and that all ids in it begin with."""
    return f"live_{slug_of(PurePosixPath(id).stem) or digest(id.encode())[:8]}"


def bundled_name(id: str, matter: FrontMatter) -> str:
    """What an article is called by: live coverage has the name of its folder."""
    folder, _, name = id.rpartition("/")
    return f"{folder}.md" if folder and name == BUNDLE and matter.live else id


def read_matter(id: str, located: Located, report: Reporter) -> tuple[FrontMatter | None, Places]:
    """Read the front matter of an article, or of an entry, which may hold less."""
    if coverage_of(id) is None:
        return read_shape(FrontMatter, located, report, unknown="warning", partial=True)
    entry, places = read_shape(EntryMatter, located, report, unknown="warning", partial=True)
    return (FrontMatter(**msgspec.structs.asdict(entry)) if entry else None), places


class Reading(Protocol):
    """What reads an article, as far as its times go."""

    report: Reporter

    def at(self, *path: str | int) -> Mark: ...
    def parsed(self, text: str, *path: str | int) -> datetime | None: ...


def read_live(
    id: str, given: LiveMatter | bool | None, published: datetime | None, reading: Reading
) -> Live | None:
    """The times of live coverage; None for an article that is not covered live."""
    if not given or published is None:
        return None
    path, report = PurePosixPath(id), reading.report
    if path.name != BUNDLE or len(path.parts) == 1:
        way_out = f"move it to {path.stem}/{BUNDLE}"
        report.error(reading.at("live"), f"live coverage is an {BUNDLE} in a folder", way_out)
    times = LiveMatter() if isinstance(given, bool) else given
    start = reading.parsed(times.start, "live", "start") if times.start else published
    end = reading.parsed(times.end, "live", "end") if times.end else None
    if start and end and end < start:
        report.error(reading.at("live", "end"), "the end is before the start", "turn them around")
    return Live(start or published, end)
