"""Checking a site: all rules look at it, and what they find is put in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from dateline.build.survey import Survey, surveyed
from dateline.check.edition import Edition
from dateline.check.findings import Fault, Finding, fault_of, finding_of
from dateline.check.making import Told, make_edition
from dateline.check.rule import Rule
from dateline.check.rules import (
    BUILD_RULES,
    EDITION_RULES,
    ON_REQUEST,
    PAGE_RULES,
    check_levels,
    level_of,
)
from dateline.errors import Reporter
from dateline.limits import CheckConfig
from dateline.options import Options
from dateline.progress import Progress, Silent


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a check: `only` some rules, all but those to `skip`, other hosts too.

    `rest` is the time in seconds between two questions to another host.
    """

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    external: bool = False
    rest: float = 1.0

    def wants(self, name: str) -> bool:
        """Whether a rule is to be looked at."""
        if name in self.skip or (self.only and name not in self.only):
            return False
        return name not in ON_REQUEST or self.external or name in self.only


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found: errors first, by rule and place; and how much it looked at."""

    findings: tuple[Finding, ...]
    stories: int
    pages: int
    notices: tuple[str, ...]


def check(root: Path, options: Options, asked: Asked, progress: Progress | None = None) -> Checked:
    """Check the site in `root`; nothing is published, and the output folder stays as it is.

    Raises UsageError where the output folder is not ours, MachineError where the disk fails us or
    a build is running.
    """

    def work(survey: Survey) -> Checked:
        told = Told()
        edition = make_edition(survey, told, asked.rest, progress or Silent())
        levels = edition.limits if edition is not None else CheckConfig()
        if edition is not None:
            report = Reporter("dateline.toml")
            check_levels(levels.levels, edition.places, report)
            told.reading += report.problems
        rules = _Rules(asked, levels)
        findings = list(rules.of_build(told))
        if edition is not None:
            findings += [*rules.of_pages(edition), *rules.of_edition(edition)]
        stories = len(edition.articles) if edition is not None else 0
        return Checked(
            findings=tuple(sorted(_folded(findings, stories), key=lambda each: each.order)),
            stories=stories,
            pages=len(edition.pages) if edition is not None else 0,
            notices=tuple(survey.report.notices),
        )

    return surveyed(root, options, work)


class _Rules:
    """The rules that are wanted, at the levels that the site gives them."""

    def __init__(self, asked: Asked, config: CheckConfig) -> None:
        self.asked = asked
        self.levels = config.levels

    def of_build(self, told: Told) -> Iterator[Finding]:
        """What the stages of a build have told."""
        for rule, problems in zip(
            BUILD_RULES, (told.reading, told.linking, told.rendering), strict=True
        ):
            yield from self._told(rule, map(fault_of, problems))

    def of_pages(self, edition: Edition) -> Iterator[Finding]:
        """What was seen in pages."""
        seen: dict[str, list[Fault]] = defaultdict(list)
        for route, page in edition.pages:
            for name, fault in page.faults:
                seen[name].append(edition.on_page(route, fault.text, fault.fix))
        for rule in PAGE_RULES:
            yield from self._told(rule, seen[rule.name])

    def of_edition(self, edition: Edition) -> Iterator[Finding]:
        """What rules find that look at all there is."""
        for rule in EDITION_RULES:
            if self.asked.wants(rule.name) and level_of(rule, self.levels):
                yield from self._told(rule, rule.look(edition))

    def _told(self, rule: Rule[Any], faults: Iterable[Fault]) -> Iterator[Finding]:
        level = level_of(rule, self.levels)
        if level is None or not self.asked.wants(rule.name):
            return
        # What a site says of a rule goes before what the rule says of one finding.
        settled = rule.name in self.levels
        for fault in faults:
            yield finding_of(fault, rule.name, level if settled else fault.level or level)


def _folded(findings: Iterable[Finding], stories: int) -> Iterator[Finding]:
    """Tell once what is the same on many pages, for the first of them: it is in the theme.

    What is on fewer than half of the stories' pages is in those stories.
    """
    groups: dict[tuple[str, str, bool], list[Finding]] = defaultdict(list)
    for finding in sorted(set(findings), key=lambda each: each.order):
        if finding.url:
            groups[finding.rule, finding.text, bool(finding.path)].append(finding)
        else:
            yield finding
    for (_, _, in_stories), group in groups.items():
        if in_stories and 2 * len(group) < stories:
            yield from group
        else:
            yield msgspec.structs.replace(group[0], pages=len(group) - 1)
