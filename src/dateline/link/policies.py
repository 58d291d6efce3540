"""Policies: where the newsroom says how it works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from dateline.config import SiteConfig
from dateline.model import Article


class Known(NamedTuple):
    """A policy that there may be: its name on pages, and what schema.org calls it, if anything."""

    title: str
    property: str = ""


# By their names in `[policies]`, in the order in which pages list them.
KNOWN = {
    "masthead": Known("Masthead", "masthead"),
    "contact": Known("Contact"),
    "principles": Known("Publishing principles", "publishingPrinciples"),
    "ethics": Known("Ethics policy", "ethicsPolicy"),
    "corrections": Known("Corrections policy", "correctionsPolicy"),
    "ownership": Known("Ownership and funding", "ownershipFundingInfo"),
    "mission": Known("Mission", "missionCoveragePrioritiesPolicy"),
    "diversity": Known("Diversity policy", "diversityPolicy"),
    "staffing": Known("Diversity of the staff", "diversityStaffingReport"),
    "feedback": Known("Feedback", "actionableFeedbackPolicy"),
    "verification": Known("Fact-checking", "verificationFactCheckingPolicy"),
    "unnamed_sources": Known("Unnamed sources", "unnamedSourcesPolicy"),
    "no_bylines": Known("Reports without a byline", "noBylinesPolicy"),
    "accessibility": Known("Accessibility"),
    "privacy": Known("Privacy"),
}


class Policy(msgspec.Struct, frozen=True):
    """A policy that the site has; `title` is its page's, None where it is elsewhere."""

    name: str
    url: str
    title: str | None


def policies_of(config: SiteConfig, pages: Mapping[str, Article]) -> tuple[Policy, ...]:
    """The policies that `[policies]` names, and those whose standalone page is called like them."""
    by_url = {page.url: page for page in pages.values()}
    found = []
    for name in KNOWN:
        url = getattr(config.policies, name)
        if url is None:
            word = name.replace("_", "-")
            url = next((each for each in (f"/{word}/", f"/{word}-policy/") if each in by_url), None)
        if url is not None:
            page = by_url.get(url.partition("#")[0])
            found.append(Policy(name, url, page.title if page else None))
    return tuple(found)
