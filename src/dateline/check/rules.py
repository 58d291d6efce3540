"""The rules, all of them, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dateline.check import (
    accessibility,
    links,
    pictures,
    site,
    stories,
    structured,
    times,
    weight,
    wellknown,
)
from dateline.check.edition import Edition
from dateline.check.findings import Fault, Level
from dateline.check.html import Page
from dateline.check.rule import OURS, Rule
from dateline.errors import Reporter, did_you_mean
from dateline.located import Places


def _told(_: Edition) -> Iterator[Fault]:
    """Nothing more than what a build has told."""
    return iter(())


# What reading, linking and rendering tell, at their own levels.
BUILD_RULES: tuple[Rule[Edition], ...] = (
    Rule(
        "reading",
        Level.ERROR,
        "what a build says of front matter, Markdown, configuration and data files",
        OURS,
        _told,
    ),
    Rule(
        "linking",
        Level.ERROR,
        "what a build says of links, pictures and addresses in content",
        OURS,
        _told,
    ),
    Rule("rendering", Level.ERROR, "what a build says of templates", OURS, _told),
)
EDITION_RULES: tuple[Rule[Edition], ...] = (
    *times.RULES,
    *stories.RULES,
    *pictures.RULES,
    *links.RULES,
    *weight.RULES,
    *site.RULES,
    *wellknown.RULES,
)
PAGE_RULES: tuple[Rule[Page], ...] = (*accessibility.RULES, *structured.RULES)
RULES: tuple[Rule[Any], ...] = (*BUILD_RULES, *EDITION_RULES, *PAGE_RULES)
NAMES = tuple(rule.name for rule in RULES)
ON_REQUEST = frozenset(("external-link",))  # not without --external


def check_levels(levels: Mapping[str, str], places: Places, report: Reporter) -> None:
    """Report names in `[check.levels]` that no rule has."""
    for name in levels:
        if name not in NAMES:
            hint = did_you_mean(name, NAMES) or "`dateline check --rules` lists them"
            report.error(places.get(("check", "levels", name)), f"no rule '{name}'", hint)


def level_of(rule: Rule[Any], levels: Mapping[str, str]) -> Level | None:
    """The level that a site gives a rule; None where it is switched off."""
    said = levels.get(rule.name)
    if said is None:
        return rule.level
    return None if said == "off" else Level(said)


def unknown(names: Iterable[str]) -> str | None:
    """The first of some names that no rule has."""
    return next((name for name in names if name not in NAMES), None)
