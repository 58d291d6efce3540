"""Building: what changed since the last time, and nothing else."""

from __future__ import annotations

from pathlib import Path

from dateline.build.record import Header
from dateline.build.survey import surveyed
from dateline.errors import Problem, SiteError, as_errors, has_errors, sorted_problems
from dateline.options import Options
from dateline.progress import Progress, Report, Silent
from dateline.store import Damaged, anew


def build(root: Path, options: Options, progress: Progress | None = None) -> Report:
    """Build the site in `root` into its output folder.

    Raises SiteError with all problems, in which case nothing was published; UsageError where the
    output folder is not ours; MachineError where the disk fails us.
    """
    report = Report()
    with surveyed(root, options, report) as survey:
        try:
            header = survey.current()
            if header is not None:
                return _unchanged(header, options, report)
            # Heavy: everything that makes pages comes with it.
            from dateline.build.pipeline import rebuild  # noqa: PLC0415

            rebuild(survey, progress or Silent())
        except Damaged as error:
            report.notices.append(anew(error))
            survey.store.renew()
        else:
            return report
    return build(root, options, progress)


def _unchanged(header: Header, options: Options, report: Report) -> Report:
    problems: list[Problem] = list(header.problems)
    if options.strict:
        problems = as_errors(problems)
    if has_errors(problems):
        raise SiteError(problems)
    report.articles, report.pages, report.files = header.articles, header.pages, header.files
    report.problems = sorted_problems(problems)
    return report
