"""The pipeline: content, parse, link, render, publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dateline.details import read_details
from dateline.errors import (
    MachineError,
    Problem,
    SiteError,
    as_errors,
    has_errors,
    sorted_problems,
)
from dateline.link.linked import Linked, LinkInput, link
from dateline.link.routes import Route
from dateline.pool import map_chunks, worker_count
from dateline.progress import Progress, Report, Silent
from dateline.publish import output as publishing
from dateline.publish.output import Staging
from dateline.render.compiled import CompiledTemplates
from dateline.render.page import Renderer, template_problems
from dateline.render.theme import Theme, load_theme
from dateline.site import Options, Site, read_site

FAILED_PAGES_ENOUGH = 5


def build(root: Path, options: Options, progress: Progress | None = None) -> Report:
    """Build the site in `root` into its output folder.

    Raises SiteError with all problems, in which case nothing was published; UsageError where the
    output folder is not ours; MachineError where the disk fails us.
    """
    report, progress = Report(), progress or Silent()
    output = options.output or root / "public"
    problems: list[Problem] = []
    publishing.check_output(output, root)
    try:
        site = read_site(root, options, problems, report, progress)
        with report.stage("link"):
            linked, renderer = _link(site, options, problems)
    except OSError as error:
        raise MachineError.of(error, "reading the site") from error
    _stop_on_errors(problems, options)
    if renderer is None:
        raise SiteError(problems)
    try:
        with publishing.claimed(output):
            try:
                publishing.begin(output)
                state = _RenderState(renderer, Staging(output, rewrite=options.clean))
                with report.stage("render"):
                    staged = _render(linked, state, options, problems, report, progress)
                _stop_on_errors(problems, options)
                with report.stage("publish"):
                    _publish(linked, renderer.facts.theme, state.staging, staged, report)
            finally:
                publishing.discard(output)
    except OSError as error:
        raise MachineError.of(error, "writing the site", output) from error
    report.articles, report.pages = len(linked.index.articles), len(linked.routes)
    report.problems = sorted_problems(problems)
    return report


def _link(site: Site, options: Options, problems: list[Problem]) -> tuple[Linked, Renderer | None]:
    """Link the site and compile its templates; without a theme there is no renderer."""
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
            workers=worker_count(options.jobs, len(site.articles)),
        )
    )
    problems.extend(found)
    if theme is None:
        return linked, None
    renderer = Renderer(linked, theme)
    renderer.environment.bytecode_cache = CompiledTemplates(site.config)
    problems.extend(template_problems(renderer))
    return linked, renderer


def _stop_on_errors(problems: list[Problem], options: Options) -> None:
    if options.strict:
        problems[:] = as_errors(problems)
    if has_errors(problems):
        raise SiteError(problems)


def _render(
    linked: Linked,
    state: _RenderState,
    options: Options,
    problems: list[Problem],
    report: Report,
    progress: Progress,
) -> list[str]:
    """Render every route into staging; returns the files that changed."""
    progress.begin("render", len(linked.routes))
    results = map_chunks(
        _render_chunk,
        state,
        linked.routes,
        workers=worker_count(options.jobs, len(linked.routes)),
        progress=progress.advance,
    )
    staged = []
    for route, result in zip(linked.routes, results, strict=True):
        if isinstance(result, Problem):
            problems.append(result)
            continue
        report.rendered.append(linked.index.config.base_path + route.url)
        if result:
            staged.append(route.file)
    problems[:] = _folded(problems)
    return staged


def _publish(
    linked: Linked, theme: Theme, staging: Staging, staged: list[str], report: Report
) -> None:
    """Stage what is copied, then move everything into place."""
    copied = _stage_files(linked, theme, staging)
    staged += [file for file, changed in copied.items() if changed]
    files = frozenset(route.file for route in linked.routes) | frozenset(copied)
    removed = publishing.publish(staging.output, files, staged)
    report.files, report.written = len(files), sorted(staged)
    report.removed = [_url_of(file, linked.index.config.base_path) for file in removed]


def _url_of(file: str, base_path: str) -> str:
    """The URL that a file of the output folder answers to."""
    folder, _, name = file.rpartition("/")
    if name != "index.html":
        return f"{base_path}/{file}"
    return f"{base_path}/{folder}/" if folder else f"{base_path}/"


class _RenderState:
    """What a worker keeps while it renders.

    Forked workers inherit the compiled templates. Those can't be sent to spawned ones, which
    compile their own.
    """

    def __init__(self, renderer: Renderer, staging: Staging) -> None:
        self.renderer = renderer
        self.staging = staging
        self.failed: Counter[str] = Counter()

    def __reduce__(self) -> tuple[Any, ...]:
        facts = self.renderer.facts
        return _render_state, (facts.linked, facts.theme, self.staging)


def _render_state(linked: Linked, theme: Theme, staging: Staging) -> _RenderState:
    return _RenderState(Renderer(linked, theme), staging)


def _render_chunk(state: _RenderState, routes: Sequence[Route]) -> list[bool | Problem]:
    """Render and stage; for each route whether its file changed, or a problem."""
    made: list[bool | Problem] = []
    for route in routes:
        if state.failed[route.template] >= FAILED_PAGES_ENOUGH:
            # One broken template fails on every page: a few tell it all.
            made.append(False)
            continue
        result = state.renderer.render(route)
        if isinstance(result, Problem):
            state.failed[route.template] += 1
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
