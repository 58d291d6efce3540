"""Explaining: why a page is stale or fresh, by the judge that decides it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from dateline.build.judge import Judge, Reason
from dateline.build.pipeline import link_site
from dateline.build.record import Record
from dateline.build.survey import Survey, surveyed
from dateline.errors import Problem, UsageError, did_you_mean, stop_on_errors
from dateline.link.routes import Route
from dateline.options import Options
from dateline.progress import Silent
from dateline.render.columns import KINDS
from dateline.render.tables import Tables, ValueChange
from dateline.traces import Fact, fact_number

LONGEST = 60  # characters of a value that are shown

# What a fact of each kind is called; {} is its key.
LABELS = {
    "config": "{} of dateline.toml",
    "setting": "the theme's setting {}",
    "text": "the translation of “{}”",
    "plural": "the rule for plurals",
    "asset": "the theme's file {}",
    "template": "the template {} or one that it uses",
    "logo": "the publisher's logo",
    "card": "the card of {}",
    "story": "the story {}",
    "words": "the number of words of {}",
    "references": "where the links of {} lead",
    "live": "the live coverage of {}",
    "related": "Don't Miss of {}",
    "storyline": "the storyline of {}",
    "neighbours": "the stories before and after {}",
    "translations": "the translations of {}",
    "groups": "the list of every {}",
    "group": "the {}",
    "count": "the number of stories in {}",
    "feeds": "the feeds of {}",
    "list": "the list {}",
    "months": "the months of {}",
    "feed": "the stories in the feed of {}",
    "latest": "the latest {}",
    "pages": "the standalone pages",
    "day": "the stories of {}",
    "periods": "the periods in {}",
    "beside": "the periods before and after {}",
    "sitemaps": "the parts of the sitemap",
    "sitemap": "the sitemap's part {}",
    "news": "the stories of the last two days",
    "redirects": "the redirects",
    "corrections": "the corrections",
    "policies": "the policies of the site",
    "guid": "by what feeds know {}",
    "plugins": "the files of plugins",
    "fact": "the plugin's fact {}",
    "content": "what a plugin gives for {}",
}


class Explanation(msgspec.Struct, frozen=True):
    """Why a page is made again, or not. `facts` is how many it fetched when it was last made."""

    url: str
    stale: bool
    reasons: tuple[str, ...]
    facts: int


class Shared(msgspec.Struct, frozen=True):
    """A fact and how many pages fetch it."""

    fact: str
    pages: int


def explain(root: Path, options: Options, url: str) -> Explanation:
    """Say why the page at `url` is stale or fresh.

    Raises UsageError when the site has no such page, SiteError when it can't be linked.
    """

    def work(survey: Survey) -> Explanation:
        problems: list[Problem] = list(survey.problems)
        linkage = link_site(survey, problems, Silent())
        stop_on_errors(problems, strict=options.strict)
        routes = {route.url: route for route in linkage.all_routes()}
        base = linkage.config.base_path
        judge = Judge(linkage.kept, survey.bad, linkage.renderer.values)
        return _explained(_route(url, routes, base), judge, base)

    return surveyed(root, options, work)


def fan_out(root: Path, options: Options, count: int) -> list[Shared]:
    """The facts that most pages of the last build fetched, the most shared ones first."""

    def work(survey: Survey) -> list[Shared]:
        if survey.header is None:
            return []
        names = {fact_number(*fact): label(*fact) for fact in _facts(survey.record)}
        counts: Counter[int] = Counter()
        for page in survey.record.pages().every():
            counts.update(page.facts)
        shared = [
            Shared(names[number], pages) for number, pages in counts.items() if number in names
        ]
        return sorted(shared, key=lambda each: (-each.pages, each.fact))[:count]

    return surveyed(root, options, work)


def _facts(record: Record) -> Iterator[Fact]:
    """The facts that were kept."""
    for kind, known in (record.values() or {}).items():
        yield from ((kind, key) for key in known)
    tables = Tables.unpacked(record.tables())
    yield from ((kind, id) for kind in KINDS for id in (tables.ids if tables else ()))


def _route(url: str, routes: dict[str, Route], base_path: str) -> Route:
    path = "/" + url.partition("://")[2].partition("/")[2] if "://" in url else url
    path = path.partition("#")[0].partition("?")[0].removesuffix("index.html")
    for form in (path, path.removeprefix(base_path)):
        rooted = "/" + form.lstrip("/")
        for each in (rooted, rooted.rstrip("/") + "/"):
            if each in routes:
                return routes[each]
    hint = did_you_mean(path, routes)
    raise UsageError(f"no page at '{url}'" + (f"\n  {hint}" if hint else ""))


def _explained(route: Route, judge: Judge, base_path: str) -> Explanation:
    reasons = tuple(map(_sentence, judge.reasons(route)))
    page = judge.kept.pages.at([route.url]).get(route.url)
    facts = len(page.facts) if page else 0
    return Explanation(base_path + route.url, bool(reasons), reasons, facts)


def _sentence(reason: Reason) -> str:
    return reason.text if reason.change is None else sentence(reason.change)


def sentence(change: ValueChange) -> str:
    """Say which fact changed, and how."""
    difference = _difference(change)
    return f"{label(change.kind, change.key)} changed" + (f": {difference}" if difference else "")


def label(kind: str, key: str) -> str:
    """What a fact is called: "the card of local/harbour-fire.md"."""
    return LABELS[kind].replace("{}", _shown_key(kind, key))


def _shown_key(kind: str, key: str) -> str:
    if not key:
        return "the site"
    if kind == "fact":
        name, *arguments = msgspec.json.decode(key)
        return f"{name}({', '.join(map(str, arguments))})"
    if kind == "list":
        group, _, number = key.rpartition("/")
        return f"of {group}" + (f", page {number}" if number != "0" else "")
    return key.replace("\x04", ": ").replace("/", " ", 1) if kind == "group" else key


def _difference(change: ValueChange) -> str:
    before, after = msgspec.json.decode(change.before), msgspec.json.decode(change.after)
    if isinstance(before, dict) and isinstance(after, dict):
        return "; ".join(_fields(before, after))
    return _compared(before, after)


def _fields(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name in [*before, *(name for name in after if name not in before)]:
        if before.get(name) != after.get(name):
            difference = _compared(before.get(name), after.get(name))
            yield f"{name} {difference}".rstrip()


def _compared(before: Any, after: Any) -> str:
    if isinstance(before, list) and isinstance(after, list):
        gone = [each for each in before if each not in after]
        new = [each for each in after if each not in before]
        moves = [f"+ {_short(each)}" for each in new] + [f"- {_short(each)}" for each in gone]
        return ", ".join(moves) or "in another order"
    if _is_digest(before) and _is_digest(after):
        return ""
    return f"{_short(before)} → {_short(after)}"


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and len(value.removeprefix("digest ")) == 32


def _short(value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
