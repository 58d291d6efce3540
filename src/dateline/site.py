"""A site's sources, read: configuration, files and articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from dateline import clock
from dateline.config import SiteConfig, load_config
from dateline.errors import Mark, Problem, Reporter, SiteError, UsageError
from dateline.located import Places
from dateline.model import Article, Parsed
from dateline.parse.reader import read_article
from dateline.pool import map_chunks, worker_count
from dateline.progress import Progress, Report, Silent
from dateline.sources import find_files


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to build; `as_of` and `base_url` as typed."""

    output: Path | None = None
    drafts: bool = False
    as_of: str | None = None
    base_url: str | None = None
    jobs: int | None = None
    clean: bool = False
    strict: bool = False


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A site's sources, read: everything before linking."""

    root: Path
    config: SiteConfig
    places: Places
    files: dict[str, Path]
    articles: tuple[Article, ...]
    failed: frozenset[str]
    instant: datetime


def read_site(
    root: Path,
    options: Options,
    problems: list[Problem],
    report: Report | None = None,
    progress: Progress | None = None,
) -> Site:
    """Read configuration and content; raises SiteError when there is no configuration to go by."""
    report, progress = report or Report(), progress or Silent()
    with report.stage("read"):
        config, places = _configuration(root, options)
        instant = as_of(options.as_of, config)
        files = dict(_files(root, problems))
        problems.extend(_misnamed(files))
    with report.stage("parse"):
        ids = [
            name.removeprefix("content/")
            for name in files
            if name.startswith("content/") and name.endswith(".md")
        ]
        progress.begin("parse", len(ids))
        parsed = map_chunks(
            _parse_chunk,
            (files, config),
            ids,
            workers=worker_count(options.jobs, len(ids)),
            progress=progress.advance,
        )
        articles, failed = [], set()
        for result in parsed:
            problems.extend(result.problems)
            if result.article is None:
                failed.add(result.id)
            else:
                articles.append(result.article)
    return Site(
        root=root,
        config=config,
        places=places,
        files=files,
        articles=tuple(articles),
        failed=frozenset(failed),
        instant=instant,
    )


def _misnamed(files: dict[str, Path]) -> Iterator[Problem]:
    """Warn of what looks like an article and is not read as one."""
    for name in files:
        ending = Path(name).suffix
        looks_so = name.startswith("content/") and ending.lower() in (".md", ".markdown", ".mdown")
        if looks_so and ending != ".md":
            report = Reporter(name)
            report.warning(None, f"is not read: its name ends in {ending}", "name it ….md")
            yield from report.problems


def _configuration(root: Path, options: Options) -> tuple[SiteConfig, Places]:
    loaded = load_config(root, base_url=options.base_url)
    if loaded.config is None:
        raise SiteError(loaded.problems)
    return loaded.config, loaded.places


def as_of(text: str | None, config: SiteConfig) -> datetime:
    """The one instant of a build; raises UsageError when `text` is no date."""
    if text is None:
        return clock.now(config.zone)
    try:
        return clock.parse_instant(text, config.zone)
    except ValueError as error:
        raise UsageError(f"--as-of: {error}; {clock.ACCEPTED}") from None


def _files(root: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    for folder in ("content", "static"):
        for name, path in find_files(root, folder, problems):
            yield f"{folder}/{name}", path


def _parse_chunk(state: tuple[dict[str, Path], SiteConfig], ids: Sequence[str]) -> list[Parsed]:
    files, config = state
    made = []
    for id in ids:
        try:
            data = files[f"content/{id}"].read_bytes()
        except OSError as error:
            report = Reporter(f"content/{id}")
            report.error(Mark(1), f"can't be read: {error.strerror}", "check its permissions")
            made.append(Parsed(id, None, tuple(report.problems)))
            continue
        made.append(read_article(id, data, config))
    return made
