"""Keeping the record of a build, so that the next one knows what is current."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

import msgspec

from dateline.build.judge import Judge, encoded_route
from dateline.build.linkage import Linkage
from dateline.build.record import Files, Header, Page
from dateline.build.survey import Survey
from dateline.digest import digest
from dateline.errors import Problem
from dateline.inventory import Known, signature_of
from dateline.link.routes import Route
from dateline.publish.manifest import MANIFEST
from dateline.render.chunks import Made
from dateline.render.tables import KINDS
from dateline.tool import tool_version
from dateline.traces import fact_number


class Staged(msgspec.Struct):
    """Files of a build with the digests of their bytes; those that changed, those not rendered."""

    digests: dict[str, str] = {}
    changed: set[str] = set()
    copied: set[str] = set()

    def add(self, file: str, mark: str, changed: bool) -> None:
        self.digests[file] = mark
        if changed:
            self.changed.add(file)

    def copy(self, file: str, mark: str, changed: bool) -> None:
        self.add(file, mark, changed)
        self.copied.add(file)


def keep_build(
    survey: Survey,
    linkage: Linkage,
    judge: Judge,
    made: Mapping[Route, Made],
    staged: Staged,
    problems: list[Problem],
) -> None:
    """Write down how each page came about; all of it, or nothing."""
    record, routes = survey.record, linkage.routes
    pages = ((route.url, Page(encoded_route(route), page.facts)) for route, page in made.items())
    gone = record.urls() - {route.url for route in routes}
    record.keep_pages(pages, gone)
    _keep_values(survey, linkage, judge, made.values(), forgetful=bool(gone))
    record.keep("files", _files(survey, linkage, staged))
    header = Header(
        tool=tool_version(),
        options=survey.options.key,
        inputs=survey.inputs,
        since=linkage.since,
        until=linkage.until,
        zone=linkage.config.timezone,
        articles=linkage.articles,
        pages=len(routes),
        files=len(staged.copied) + len(routes),
        problems=tuple(problems),
        kinds=tuple(sorted(judge.kept.values)),
        choices=linkage.choices,
        recorded=linkage.recorded,
    )
    if linkage.copies != judge.kept.copies or not judge.kept.pages:
        record.keep("copies", linkage.copies)
    record.keep("header", header)
    record.drop_lost(survey.root)
    survey.store.commit()


def _keep_values(
    survey: Survey, linkage: Linkage, judge: Judge, made: Iterable[Made], *, forgetful: bool
) -> None:
    """Keep the values of all facts that pages fetched; only what is new is written."""
    now, values, news = linkage.renderer.values, judge.kept.values, set()
    for change in judge.changes.values():
        if change.kind not in KINDS:
            values[change.kind][change.key] = change.after
            news.add(change.kind)
    for page in made:
        for kind, key in page.named:
            known = values.setdefault(kind, {})
            if key not in known:
                known[key] = now.encoder(kind)(key)
                news.add(kind)
    if forgetful:
        news |= _forget(survey, values)
    for kind in news:
        survey.record.keep(f"values/{kind}", values[kind])
    before = judge.kept.tables.packed() if judge.kept.pages else {}
    tables = now.tables.packed()
    parts = {name: data for name, data in tables.items() if before.get(name) != data}
    survey.record.keep_tables(parts, survey.record.table_names() - tables.keys())


def _forget(survey: Survey, values: dict[str, dict[str, bytes]]) -> set[str]:
    """Drop facts that no page fetched; returns the kinds that lost some."""
    used: set[int] = set()
    for page in survey.record.pages().values():
        used.update(page.numbers())
    lost = set()
    for kind, known in values.items():
        idle = [key for key in known if fact_number(kind, key) not in used]
        for key in idle:
            del known[key]
        if idle:
            lost.add(kind)
    return lost


def _files(survey: Survey, linkage: Linkage, staged: Staged) -> Files:
    """The files as they stand there now, those that nobody touched as they were known."""
    output, before = survey.output, survey.record.files.known
    known: dict[str, Known] = {}
    for file in (*staged.copied, *(route.file for route in linkage.routes)):
        mark = staged.digests.get(file)
        old = survey.seen_anew.get(file) or before.get(file)
        if mark is not None and (
            old is None or file in staged.changed or file in survey.bad or old.digest != mark
        ):
            known[file] = Known(signature_of(f"{output}/{file}"), mark)
        elif old is not None:
            known[file] = old
    manifest = output / MANIFEST
    known[MANIFEST] = Known(signature_of(str(manifest)), digest(manifest.read_bytes()))
    return Files(time.time_ns(), known)
