"""The pipeline: parse, link, judge, render what is stale, publish what changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dateline.build.added import link_added
from dateline.build.edited import link_edited
from dateline.build.judge import Judge
from dateline.build.keeping import Staged, keep_build, keep_made
from dateline.build.linkage import Linkage
from dateline.build.rendered import render_stale
from dateline.build.survey import Survey
from dateline.build.whole import link_whole
from dateline.errors import MachineError, Problem, sorted_problems, stop_on_errors
from dateline.link.routes import Route, url_of
from dateline.pool import worker_count
from dateline.progress import Progress
from dateline.publish import output as publishing
from dateline.publish.manifest import MANIFEST, SiteName
from dateline.publish.staging import Staging
from dateline.render.chunks import Given
from dateline.render.kept import Unkept
from dateline.render.ordering import in_order_of_time


def rebuild(survey: Survey, progress: Progress) -> None:
    """Build what is not current. Raises as `build` does, and Damaged."""
    try:
        _build(survey, progress, link_site)
    except Unkept:
        _build(survey, progress, link_whole)


def link_site(survey: Survey, problems: list[Problem], progress: Progress) -> Linkage:
    """Make a site ready to render; raises SiteError when there is nothing to render with.

    Where only texts or the theme were edited, the index of the last build is good still: a page
    that asks it for something new gets Unkept. Where stories were added, they are put into it.
    """
    for linking in (link_edited, link_added):
        linkage = linking(survey, problems, progress)
        if linkage is not None:
            return linkage
    return link_whole(survey, problems, progress)


def _build(
    survey: Survey,
    progress: Progress,
    linking: Callable[[Survey, list[Problem], Progress], Linkage],
) -> None:
    options, report = survey.options, survey.report
    problems = list(survey.problems)
    try:
        linkage = linking(survey, problems, progress)
    except OSError as error:
        raise MachineError.of(error, "reading the site") from error
    stop_on_errors(problems, strict=options.strict)
    with report.stage("judge"):
        judge = Judge(linkage.kept, survey.bad, linkage.renderer.values)
        routes = linkage.routes
        stale = judge.stale(routes, linkage.added) if not options.clean else routes or ()
        stale = in_order_of_time(stale, linkage.renderer.values)
    publishing.check_site(survey.output, survey.root, _site_name(linkage))
    try:
        with publishing.claimed(survey.output):
            try:
                publishing.begin(survey.output, len(stale))
                _publish(survey, linkage, judge, stale, problems, progress)
            finally:
                publishing.discard(survey.output)
    except OSError as error:
        raise MachineError.of(error, "writing the site", survey.output) from error
    report.articles = linkage.articles
    report.problems = sorted_problems(problems)


def _site_name(linkage: Linkage) -> SiteName:
    return SiteName(linkage.config.title, linkage.config.base_url)


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
    staging = Staging(survey.output, sound, rewrite=options.clean)
    with report.stage("render"):
        given = Given(linkage.renderer, staging)
        before, gone = judge.kept.pages, judge.gone(linkage.routes)
        workers = worker_count(options.jobs, len(stale))
        made, faults = render_stale(given, stale, before, gone, workers, progress)
        problems += faults
        base = linkage.config.base_path
        for route, page in made.pages.items():
            report.render_seconds.setdefault(route.template, []).append(page.seconds)
        report.rendered = [base + route.url for route in made.pages]
        stop_on_errors(problems, strict=options.strict)
    with report.stage("publish"):
        staged = _stage_files(survey, linkage, staging)
        for route, page in made.pages.items():
            staged.add(route.file, page.digest, page.staged)
        if linkage.lock is not None and survey.publishes:
            # Before anything is published: nothing must be out that nobody remembers.
            survey.write_ledger(linkage.lock)
            linkage = linkage._replace(recorded=True)
        # From here to the end of `keep_build` the folder is not what the record says.
        survey.record.forget()
        staged.files = _files(survey, linkage, staged)
        removed = publishing.publish(
            survey.output,
            staged.files,
            site=_site_name(linkage),
            meanwhile=partial(keep_made, survey, linkage, judge, made),
        )
        report.written = sorted(staged.changed)
        report.removed = [f"{base}{url_of(file)}" for file in removed]
        kept = keep_build(survey, linkage, staged, problems)
        report.pages, report.files = kept.pages, kept.files


def _files(survey: Survey, linkage: Linkage, staged: Staged) -> frozenset[str] | None:
    """All files of the site; None where they are those that the manifest names."""
    header, known = survey.header, survey.record.files.known
    if (
        linkage.routes is None
        and header is not None
        and MANIFEST not in survey.bad
        and staged.copied <= known.keys()
        and len(staged.copied) == header.files - header.pages
    ):
        added = {route.file for route in linkage.added}
        return frozenset((known.keys() - {MANIFEST}) | added) if added else None
    return frozenset(route.file for route in linkage.all_routes()) | staged.copied


def _stage_files(survey: Survey, linkage: Linkage, staging: Staging) -> Staged:
    """Stage what is copied: static files, media and assets."""
    staged, root, sources = Staged(), survey.root, survey.inventory.files
    for file, source in linkage.copies.items():
        mark = sources[source].digest
        if staging.has(file, mark):
            staged.copy(file, mark, False)
        else:
            staged.copy(file, *staging.stage(file, (root / source).read_bytes()))
    for asset in linkage.theme.assets.values():
        file = asset.url.lstrip("/")
        staged.copy(file, *staging.stage(file, asset.data))
    return staged
