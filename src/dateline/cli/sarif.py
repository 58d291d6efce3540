"""Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from dateline import __version__
from dateline.check.findings import Finding
from dateline.check.rules import RULES

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_OUTPUT = "public"  # where pages are built by default, for findings that no file of the site has


def sarif_of(findings: Iterable[Finding]) -> dict[str, Any]:
    """One run with all rules and these findings."""
    numbers = {rule.name: number for number, rule in enumerate(RULES)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "dateline",
                        "version": __version__,
                        "rules": [_rule(rule) for rule in RULES],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, numbers[each.rule]) for each in findings],
            }
        ],
    }


def _rule(rule: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": rule.about},
        "fullDescription": {"text": f"{rule.about}. Source: {rule.source}."},
        "defaultConfiguration": {"level": rule.level.value},
    }
    if rule.link:
        data["helpUri"] = rule.link
    return data


def _result(finding: Finding, number: int) -> dict[str, Any]:
    where = f" (on {finding.url})" if finding.url else ""
    fix = f"; {finding.fix}" if finding.fix else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": finding.level.value,
        "message": {"text": f"{finding.text}{where}{fix}"},
        "locations": [{"physicalLocation": _location(finding)}],
    }


def _location(finding: Finding) -> dict[str, Any]:
    path = finding.path or f"{_OUTPUT}{finding.url}"
    if path.endswith("/"):
        path += "index.html"
    column = max(finding.column, 1)
    region = {"startLine": max(finding.line, 1)}
    if finding.line:
        region |= {"startColumn": column, "endColumn": column + max(finding.length, 1)}
    return {"artifactLocation": {"uri": quote(path)}, "region": region}
