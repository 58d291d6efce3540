"""Keeping the record of a build, so that the next one knows what is current."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

import msgspec

from dateline.build.judge import Judge
from dateline.build.linkage import Linkage
from dateline.build.record import Files, Header
from dateline.build.rendered import Rendered
from dateline.build.survey import Survey
from dateline.digest import digest
from dateline.errors import Problem
from dateline.inventory import Known, signature_of
from dateline.link.outline import Outline
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


def keep_made(survey: Survey, linkage: Linkage, judge: Judge, made: Rendered) -> None:
    """Write down how each page came about; it counts once `keep_build` is done, too.

    Nothing is kept for good before: these rows take the place of some that the record before needs,
    to tell what is out after a build that did not come to its end.
    """
    record, kept, values = survey.record, judge.kept, linkage.renderer.values
    if not kept.pages:
        record.begin()
    record.keep_pages(made.pieces.items(), kept.pages.pieces)
    _keep_values(survey, linkage, judge, made.pages.values(), forgetful=bool(made.gone))
    if isinstance(values, IndexedValues):
        record.keep("outline", Outline.of(values.linked).pack())
    if linkage.copies != kept.copies or not kept.pages:
        record.keep("copies", linkage.copies)


def keep_build(survey: Survey, linkage: Linkage, staged: Staged, problems: list[Problem]) -> Header:
    """Write down what is out, and of which build it is: all of that, or nothing."""
    record, routes = survey.record, linkage.routes
    known = _known(survey, staged)
    record.keep("files", known)
    pages = survey.header.pages if routes is None and survey.header else len(routes or ())
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
    record.keep_all(header, survey.root)
    return header


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
