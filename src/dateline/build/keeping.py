"""Keeping the record of a build, so that the next one knows what is current."""

from __future__ import annotations

import time
from array import array
from collections.abc import Collection, Iterable, Mapping

import msgspec

from dateline.build.judge import Judge, encoded_route
from dateline.build.linkage import Linkage
from dateline.build.pages import Page
from dateline.build.record import Files, Header
from dateline.build.survey import Survey
from dateline.digest import digest
from dateline.errors import Problem
from dateline.inventory import Known, signature_of
from dateline.link.outline import Outline
from dateline.link.routes import Route
from dateline.publish.manifest import MANIFEST
from dateline.render.chunks import Made
from dateline.render.columns import KINDS
from dateline.render.indexed import IndexedValues
from dateline.tool import tool_version
from dateline.traces import fact_number


class Staged(msgspec.Struct):
    """Files of a build with the digests of their bytes; those that changed, those not rendered.

    `files` are all of the site, None where they are the same as before.
    """

    digests: dict[str, str] = {}
    changed: set[str] = set()
    copied: set[str] = set()
    files: frozenset[str] | None = None

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
) -> Header:
    """Write down how each page came about; all of it, or nothing."""
    record, kept, routes = survey.record, judge.kept, linkage.routes
    gone = kept.pages.routes.keys() - {route.url for route in routes} if routes is not None else ()
    if not kept.pages:
        record.begin()
    _keep_pages(survey, judge, made, gone)
    _keep_values(survey, linkage, judge, made.values(), forgetful=bool(gone))
    known = _known(survey, staged)
    record.keep("files", known)
    pages = survey.header.pages if routes is None and survey.header else len(routes or ())
    values = linkage.renderer.values
    if isinstance(values, IndexedValues):
        record.keep("outline", Outline.of(values.linked).pack())
    header = Header(
        tool=tool_version(),
        options=survey.options.key,
        inputs=survey.inputs,
        since=linkage.since,
        until=linkage.until,
        zone=linkage.config.timezone,
        articles=linkage.articles,
        pages=pages + len(linkage.added),
        files=len(known.known) - 1,
        problems=tuple(problems),
        choices=linkage.choices,
        recorded=linkage.recorded,
    )
    if linkage.copies != kept.copies or not kept.pages:
        record.keep("copies", linkage.copies)
    record.keep_all(header, survey.root)
    return header


def _keep_pages(
    survey: Survey, judge: Judge, made: Mapping[Route, Made], gone: Collection[str]
) -> None:
    """Keep the traces of the pages that were made."""
    by_url = {route.url: (route, page) for route, page in made.items()}

    def page_at(url: str) -> Page:
        route, page = by_url[url]
        return Page(encoded_route(route), array("q", page.facts))

    known = judge.kept.pages
    survey.record.keep_pages(known.revised(by_url, page_at, gone), known.pieces)


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
    # Without pages nobody knows what the store has.
    parts = now.tables.since(judge.kept.tables) if judge.kept.pages else now.tables.packed()
    survey.record.keep_tables(parts, now.tables.parts.keys())


def _forget(survey: Survey, values: Mapping[str, dict[str, bytes]]) -> set[str]:
    """Drop facts that no page fetched; returns the kinds that lost some."""
    used = survey.record.pages().numbers()
    lost = set()
    for kind, known in values.items():
        idle = [key for key in known if fact_number(kind, key) not in used]
        for key in idle:
            del known[key]
        if idle:
            lost.add(kind)
    return lost


def _known(survey: Survey, staged: Staged) -> Files:
    """The files as they stand there now, those that nobody touched as they were known."""
    output, before = survey.output, survey.record.files.known | survey.seen_anew
    known: dict[str, Known] = {}
    for file, mark in staged.digests.items():
        old = before.get(file)
        if old is None or file in staged.changed or file in survey.bad or old.digest != mark:
            known[file] = Known(signature_of(f"{output}/{file}"), mark)
    known = before | known
    if staged.files is not None:
        known = {file: known[file] for file in staged.files if file in known}
    manifest = output / MANIFEST
    known[MANIFEST] = Known(signature_of(str(manifest)), digest(manifest.read_bytes()))
    return Files(time.time_ns(), known)
