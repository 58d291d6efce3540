"""What `dateline check` goes by: levels of rules, limits and budgets."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from dateline.errors import Mark, Reporter
from dateline.located import Places


class CheckConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `dateline check` goes by: levels of rules by name, limits, budgets."""

    levels: Annotated[
        dict[str, Literal["off", "note", "warning", "error"]],
        Meta(description="Level by rule; `dateline check --rules` lists them"),
    ] = {}
    headline_length: Annotated[int, Meta(ge=20, le=500, description="Most characters")] = 110
    page_kilobytes: Annotated[
        int, Meta(ge=10, le=100_000, description="Budget of a page with all that it loads")
    ] = 1500
    page_requests: Annotated[
        int, Meta(ge=1, le=1000, description="Budget of a page: files of this site")
    ] = 50
    picture_kilobytes: Annotated[
        int, Meta(ge=10, le=100_000, description="Budget of a picture")
    ] = 500
    external_days: Annotated[
        int, Meta(ge=0, le=365, description="How long another host's answer is good for")
    ] = 7


def check_limits(limits: CheckConfig, places: Places, report: Reporter) -> None:
    """Report limits that are out of bounds."""
    for name, least, most in (
        ("headline_length", 20, 500),
        ("page_kilobytes", 10, 100_000),
        ("page_requests", 1, 1000),
        ("picture_kilobytes", 10, 100_000),
        ("external_days", 0, 365),
    ):
        if not least <= getattr(limits, name) <= most:
            mark = places.get(("check", name)) or Mark(1)
            report.error(mark, f"'{name}' must be {least} to {most}")
