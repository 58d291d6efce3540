"""Where the time of a build went, as a table."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.progress import Report

SLOWEST = 10


def profile_lines(report: Report) -> Iterator[str]:
    """Seconds and counts by stage, then the slowest articles and templates.

    Articles and pages are timed where they are made; with several workers their seconds add up to
    more than those of the stage.
    """
    counts = {
        "parse": f"{report.parsed:,} articles",
        "render": f"{len(report.rendered):,} of {report.pages:,} pages",
        "publish": f"{len(report.written):,} of {report.files:,} files, "
        f"{len(report.removed):,} removed",
    }
    yield "  seconds  stage"
    for stage, seconds in report.seconds.items():
        yield f"{seconds:9.3f}  {stage:<8} {counts.get(stage, '')}".rstrip()
    if report.parse_seconds:
        yield f"  seconds  slowest articles ({report.parsed:,} parsed)"
        slowest = sorted(report.parse_seconds.items(), key=lambda each: (-each[1], each[0]))
        for id, seconds in slowest[:SLOWEST]:
            yield f"{seconds:9.3f}  content/{id}"
    if report.render_seconds:
        yield "  seconds    pages  slowest  templates"
        slow = sorted(report.render_seconds.items(), key=lambda each: (-sum(each[1]), each[0]))
        for template, spent in slow[:SLOWEST]:
            yield f"{sum(spent):9.3f} {len(spent):8,} {max(spent):8.3f}  {template}"
