"""Building: what changed since the last time, and nothing else."""

from __future__ import annotations

from pathlib import Path

from dateline.build.record import Header
from dateline.build.survey import Survey, surveyed
from dateline.errors import sorted_problems, stop_on_errors
from dateline.options import Options
from dateline.progress import Progress, Report, Silent


def build(root: Path, options: Options, progress: Progress | None = None) -> Report:
    """Build the site in `root` into its output folder.

    Raises SiteError with all problems, in which case nothing was published; UsageError where the
    output folder is not ours; MachineError where the disk fails us.
    """

    def work(survey: Survey) -> Report:
        header = survey.current()
        if header is not None:
            return _unchanged(header, survey)
        # Heavy: everything that makes pages comes with it.
        from dateline.build.pipeline import rebuild  # noqa: PLC0415

        rebuild(survey, progress or Silent())
        return survey.report

    return surveyed(root, options, work)


def _unchanged(header: Header, survey: Survey) -> Report:
    report, problems = survey.report, list(header.problems)
    stop_on_errors(problems, strict=survey.options.strict)
    report.articles, report.pages, report.files = header.articles, header.pages, header.files
    report.problems = sorted_problems(problems)
    return report
