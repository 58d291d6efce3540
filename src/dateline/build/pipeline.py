"""The pipeline: parse, link, judge, render what is stale, publish what changed."""

from __future__ import annotations

from collections.abc import Mapping

from dateline.build.judge import Judge, Kept
from dateline.build.keeping import Staged, keep_build
from dateline.build.linkage import Linkage, link_site
from dateline.build.survey import Survey
from dateline.digest import digest
from dateline.errors import MachineError, Problem, sorted_problems, stop_on_errors
from dateline.inventory import Known
from dateline.link.routes import Route
from dateline.options import Options
from dateline.pool import worker_count
from dateline.progress import Progress
from dateline.publish import output as publishing
from dateline.publish.manifest import SiteName
from dateline.publish.staging import Staging
from dateline.render.chunks import Given, Made, render_all
from dateline.render.tables import Tables


def rebuild(survey: Survey, progress: Progress) -> None:
    """Build what is not current. Raises as `build` does, and Damaged."""
    options, report = survey.options, survey.report
    problems = list(survey.problems)
    linkage = link_site(survey, problems, progress)
    stop_on_errors(problems, strict=options.strict)
    with report.stage("judge"):
        judge = judge_of(survey, linkage)
        routes = linkage.linked.routes
        stale = [route for route in routes if options.clean or judge.is_stale(route)]
    publishing.check_site(survey.output, survey.root, _site_name(linkage))
    try:
        with publishing.claimed(survey.output):
            try:
                publishing.begin(survey.output)
                _publish(survey, linkage, judge, stale, problems, progress)
            finally:
                publishing.discard(survey.output)
    except OSError as error:
        raise MachineError.of(error, "writing the site", survey.output) from error
    report.articles, report.pages = len(linkage.linked.index.articles), len(routes)
    report.problems = sorted_problems(problems)


def judge_of(survey: Survey, linkage: Linkage) -> Judge:
    """Hold the pages of the last build against the site as it is now."""
    return Judge(_kept(survey), survey.bad, linkage.renderer.values)


def _kept(survey: Survey) -> Kept:
    # Another version of the tool may make other bytes from the same facts.
    record = survey.record
    values = record.values() if survey.header is not None else None
    tables = Tables.unpacked(record.tables()) if values is not None else None
    if values is None or tables is None:
        return Kept.nothing()
    return Kept(record.pages(), values, tables)


def _site_name(linkage: Linkage) -> SiteName:
    return SiteName(linkage.site.config.title, linkage.site.config.base_url)


def _publish(
    survey: Survey,
    linkage: Linkage,
    judge: Judge,
    stale: list[Route],
    problems: list[Problem],
    progress: Progress,
) -> None:
    """Render and stage what is stale, move it into place, and keep the record."""
    report, options, known = survey.report, survey.options, survey.record.files.known
    sound = {} if options.clean else {file: known[file] for file in known.keys() - survey.bad}
    staging = Staging(survey.output, rewrite=options.clean)
    with report.stage("render"):
        given = Given(linkage.renderer, staging, sound)
        pages = _render(given, stale, options, problems, progress)
        base = linkage.site.config.base_path
        for route, page in pages.items():
            report.render_seconds.setdefault(route.template, []).append(page.seconds)
        report.rendered = [base + route.url for route in pages]
        stop_on_errors(problems, strict=options.strict)
    with report.stage("publish"):
        staged = _stage_files(linkage, staging, sound)
        for route, page in pages.items():
            staged.add(route.file, page.digest, page.staged)
        files = frozenset(route.file for route in linkage.linked.routes) | staged.copied
        # From here to the end of `keep_build` the folder is not what the record says.
        survey.record.forget()
        removed = publishing.publish(survey.output, files, site=_site_name(linkage))
        report.files, report.written = len(files), sorted(staged.changed)
        report.removed = [_url_of(file, base) for file in removed]
        keep_build(survey, linkage, judge, pages, staged, problems)


def _render(
    given: Given,
    stale: list[Route],
    options: Options,
    problems: list[Problem],
    progress: Progress,
) -> dict[Route, Made]:
    """Render and stage; problems are told once for each line of a template."""
    progress.begin("render", len(stale))
    workers = worker_count(options.jobs, len(stale))
    pages: dict[Route, Made] = {}
    for route, made in zip(stale, render_all(given, stale, workers, progress), strict=True):
        if isinstance(made, Problem):
            problems.append(made)
        elif made is not None:
            pages[route] = made
    problems[:] = _folded(problems)
    return pages


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


def _stage_files(linkage: Linkage, staging: Staging, sound: Mapping[str, Known]) -> Staged:
    """Stage what is copied: static files, media and assets."""
    staged, root, sources = Staged(), linkage.site.root, linkage.site.inventory.files
    copies = {name.lstrip("/"): f"static{name}" for name in linkage.linked.static}
    copies |= {media.url.lstrip("/"): media.source for media in linkage.linked.media}
    for file, source in copies.items():
        known, mark = sound.get(file), sources[source].digest
        if known is not None and known.digest == mark:
            staged.copy(file, mark, changed=False)
            continue
        data = (root / source).read_bytes()
        staged.copy(file, digest(data), changed=staging.stage(file, data))
    for asset in linkage.theme.assets.values():
        file, mark = asset.url.lstrip("/"), digest(asset.data)
        known = sound.get(file)
        same = known is not None and known.digest == mark
        staged.copy(file, mark, changed=not same and staging.stage(file, asset.data))
    return staged


def _url_of(file: str, base_path: str) -> str:
    """The URL that a file of the output folder answers to."""
    folder, _, name = file.rpartition("/")
    if name != "index.html":
        return f"{base_path}/{file}"
    return f"{base_path}/{folder}/" if folder else f"{base_path}/"
