"""The pipeline: content, parse, link, render, publish."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from dateline import clock
from dateline.config import SiteConfig, load_config
from dateline.details import read_details
from dateline.errors import (
    MachineError,
    Mark,
    Problem,
    Reporter,
    SiteError,
    UsageError,
    as_errors,
    has_errors,
    sorted_problems,
)
from dateline.link.linked import Linked, LinkInput, link
from dateline.link.routes import Route
from dateline.located import Places
from dateline.model import Article, Parsed
from dateline.parse.reader import read_article
from dateline.pool import map_chunks, worker_count
from dateline.publish import output as publishing
from dateline.publish.output import Staging
from dateline.render.page import Renderer, template_problems
from dateline.render.theme import Theme, load_theme
from dateline.sources import find_files

FAILED_PAGES_ENOUGH = 5


class Progress(Protocol):
    """Is told how far each stage is."""

    def begin(self, stage: str, total: int) -> None: ...

    def advance(self, count: int) -> None: ...


class Silent:
    """Progress that nobody watches."""

    def begin(self, stage: str, total: int) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to build; `as_of` and `base_url` as typed."""

    output: Path | None = None
    drafts: bool = False
    as_of: str | None = None
    base_url: str | None = None
    jobs: int | None = None
    clean: bool = False
    strict: bool = False


@dataclass
class Report:
    """What a build did; `seconds` by stage."""

    articles: int = 0
    pages: int = 0
    files: int = 0
    rendered: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start


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
    with report.stage("parse"):
        ids = [
            name.removeprefix("content/")
            for name in files
            if name.startswith("content/") and name.endswith(".md")
        ]
        progress.begin("parse", len(ids))
        parsed = map_chunks(
            _parse_chunk,
            _same,
            ((files, config),),
            ids,
            workers=worker_count(options.jobs),
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


def _same(state: object) -> object:
    return state


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


def build(root: Path, options: Options, progress: Progress | None = None) -> Report:
    """Build the site in `root` into its output folder.

    Raises SiteError with all problems, in which case nothing was published; UsageError; MachineError.
    """
    report, progress = Report(), progress or Silent()
    output = options.output or root / "public"
    problems: list[Problem] = []
    publishing.check_output(output, root)
    site = read_site(root, options, problems, report, progress)
    with report.stage("link"):
        linked, theme = _link(site, options, problems)
    _stop_on_errors(problems, options)
    if theme is None:
        raise SiteError(problems)
    try:
        _render_and_publish(linked, theme, output, options, problems, report, progress)
    except OSError as error:
        raise MachineError.of(error, "writing the site") from error
    finally:
        publishing.discard(output)
    report.problems = sorted_problems(problems)
    return report


def _link(site: Site, options: Options, problems: list[Problem]) -> tuple[Linked, Theme | None]:
    theme = load_theme(site.root, site.config, site.places, problems)
    linked, found = link(
        LinkInput(
            articles=site.articles,
            failed=site.failed,
            config=site.config,
            config_places=site.places,
            details=read_details(site.root, problems),
            files=site.files,
            instant=site.instant,
            drafts=options.drafts,
        )
    )
    problems.extend(found)
    if theme is not None:
        problems.extend(template_problems(Renderer(linked, theme)))
    return linked, theme


def _stop_on_errors(problems: list[Problem], options: Options) -> None:
    if options.strict:
        problems[:] = as_errors(problems)
    if has_errors(problems):
        raise SiteError(problems)


def _render_and_publish(
    linked: Linked,
    theme: Theme,
    output: Path,
    options: Options,
    problems: list[Problem],
    report: Report,
    progress: Progress,
) -> None:
    publishing.begin(output)
    staging = Staging(output, rewrite=options.clean)
    staged: list[str] = []
    with report.stage("render"):
        progress.begin("render", len(linked.routes))
        results = map_chunks(
            _render_chunk,
            _RenderState,
            (linked, theme, staging),
            linked.routes,
            workers=worker_count(options.jobs),
            progress=progress.advance,
        )
        for route, result in zip(linked.routes, results, strict=True):
            if isinstance(result, Problem):
                problems.append(result)
            else:
                report.rendered.append(linked.index.config.base_path + route.url)
                if result:
                    staged.append(route.file)
        problems[:] = _folded(problems)
        _stop_on_errors(problems, options)
    with report.stage("publish"):
        copied = _stage_files(linked, theme, staging)
        staged += [file for file, changed in copied.items() if changed]
        files = frozenset(route.file for route in linked.routes) | frozenset(copied)
        removed = publishing.publish(output, files, staged)
    report.articles = len(linked.index.articles)
    report.pages = len(linked.routes)
    report.files = len(files)
    report.written = sorted(staged)
    report.removed = [_url_of(file, linked.index.config.base_path) for file in removed]


def _url_of(file: str, base_path: str) -> str:
    return f"{base_path}/{file.removesuffix('index.html') if file.endswith('/index.html') or file == 'index.html' else file}"


class _RenderState:
    """What a worker keeps while it renders."""

    def __init__(self, linked: Linked, theme: Theme, staging: Staging) -> None:
        self.renderer = Renderer(linked, theme)
        self.staging = staging
        self.failed = 0


def _render_chunk(state: _RenderState, routes: Sequence[Route]) -> list[bool | Problem]:
    """Render and stage; for each route whether its file changed, or a problem."""
    made: list[bool | Problem] = []
    for route in routes:
        if state.failed >= FAILED_PAGES_ENOUGH:
            # One broken template fails on every page: a few tell it all.
            made.append(False)
            continue
        result = state.renderer.render(route)
        if isinstance(result, Problem):
            state.failed += 1
            made.append(result)
        else:
            made.append(state.staging.stage(route.file, result))
    return made


def _folded(problems: list[Problem]) -> list[Problem]:
    """Tell the same fault of the same template line once, for the first page."""
    first: dict[tuple[str, int, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.path, problem.line, problem.text), problem)
    kept = set(map(id, first.values()))
    return [
        problem
        for problem in problems
        if id(problem) in kept or not problem.hint.startswith("while rendering")
    ]


def _stage_files(linked: Linked, theme: Theme, staging: Staging) -> dict[str, bool]:
    """Stage what is copied: static files, media and assets; tells which changed."""
    staged = {}
    for name, path in linked.static.items():
        staged[name.lstrip("/")] = staging.stage(name.lstrip("/"), path.read_bytes())
    for media in linked.media:
        file = media.url.lstrip("/")
        staged[file] = staging.stage(file, linked.files[media.source].read_bytes())
    for asset in theme.assets.values():
        file = asset.url.lstrip("/")
        staged[file] = staging.stage(file, asset.data)
    return staged
