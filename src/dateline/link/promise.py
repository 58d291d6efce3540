"""The promise: what was published stays, and feeds know an article by one id for ever.

The ledger says what was published. An article that has moved is known by the id that the ledger
has for its address, or for one of its aliases.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import NamedTuple

import msgspec

from dateline.config import SiteConfig
from dateline.details import REDIRECTS, Details, Rule
from dateline.errors import Problem, Severity, nearest
from dateline.inventory import LEDGER
from dateline.ledger import Ledger
from dateline.link.index import Index, build_index
from dateline.link.redirects import (
    Made,
    Old,
    Redirect,
    find_redirects,
    healed,
    key_of,
    redirect_routes,
)
from dateline.link.routes import Route, Taken, all_routes
from dateline.model import Article

# The address that a new site begins with. What is built for it is not published anywhere.
NOWHERE = ("https://example.org",)
MOST = 20  # addresses that are told one by one

# Files that only machines look for, at addresses that they are told anew each time.
_NO_PROMISE = (
    *("sitemap_index", "sitemap", "news_sitemap", "robots"),
    *("not_found", "redirects", "headers"),
)


class Answering(NamedTuple):
    """What answers at its own address, and what is said of old ones.

    `taken` are the paths that files have, `out` the articles, `guids` their ids in feeds as far as
    they know themselves; `whole` says whether they are all: some may not have been read.
    """

    config: SiteConfig
    rules: tuple[Rule, ...]
    routes: Sequence[Route]
    static: Sequence[str]
    taken: Taken
    out: Sequence[Article]
    guids: Mapping[str, str]
    ledger: Ledger | None
    whole: bool


class Moved(NamedTuple):
    """Where old addresses lead, and the pages there.

    `answers` are all addresses that answer, and must go on doing so. `guids` are by what feeds
    know articles. `lock` is what the ledger is to say, None where it says it or where there is
    none.
    """

    redirects: tuple[Redirect, ...]
    pages: tuple[Route, ...]
    answers: frozenset[str]
    guids: dict[str, str]
    lock: str | None


def move(given: Answering, problems: list[Problem]) -> Moved:
    """Find out where old addresses lead; `problems` gets what is wrong with that."""
    config, ledger, routes, static = given.config, given.ledger, given.routes, given.static
    made = Made(routes, static)
    old = Old(made, problems, whole=given.whole)
    targets = find_redirects(old, given.out, given.rules, ledger)
    pages = tuple(redirect_routes(targets, given.taken)) if config.redirect_pages else ()
    with_page = {key_of(page.url) for page in pages}
    stories = [each for each in given.out if not each.is_page]
    ids = guids(stories, given.guids, ledger, targets)
    answers = frozenset((*_promised(routes), *static, *targets))
    lock = None
    if ledger is not None and config.base_url not in NOWHERE:
        known = {each.url: ids[each.id] for each in stories}
        text = ledger.updated(answers, known)
        lock = text if text != ledger.text else None
    return Moved(
        redirects=tuple(
            Redirect(source, target, key_of(source) in with_page)
            for source, target in sorted(targets.items())
        ),
        pages=pages,
        answers=answers,
        guids=ids,
        lock=lock,
    )


def _promised(routes: Iterable[Route]) -> Iterator[str]:
    return (route.url for route in routes if route.kind not in _NO_PROMISE)


def guids(
    stories: Sequence[Article],
    own: Mapping[str, str],
    ledger: Ledger | None,
    redirects: Collection[str],
) -> dict[str, str]:
    """The ids in feeds by articles' own ids, each other than all others.

    An article has the id that its front matter says, or that the ledger has for its address, or for
    an alias of it, or else its `own`. Without a ledger it has its own.
    """
    if ledger is None:
        return dict(own)
    known, found, taken = ledger.ids, dict(own), set[str]()
    waiting = {story.id for story in stories}

    def by_alias(story: Article) -> str:
        aliases = (alias for alias in story.aliases if alias in redirects)
        return next(filter(None, (known.get(alias) for alias in aliases)), "")

    ways: tuple[Callable[[Article], str], ...] = (
        lambda story: story.guid or "",
        lambda story: known.get(story.url, ""),
        by_alias,
        lambda story: _free(own[story.id], taken),
    )
    in_order = sorted(stories, key=lambda each: (each.published is None, each.published, each.id))
    for way in ways:
        for story in in_order:
            id = way(story) if story.id in waiting else ""
            if id and id not in taken:
                found[story.id] = id
                taken.add(id)
                waiting.discard(story.id)
    return found


def _free(id: str, taken: Collection[str]) -> str:
    """The id, or one like it that no other article has."""
    numbered = (f"{id}#{number}" for number in count(2))
    return id if id not in taken else next(each for each in numbered if each not in taken)


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What was published, and what it is held against.

    `answers` are the addresses that answer `at` an instant, `hidden` the articles that are not out.
    """

    ledger: Ledger
    answers: Collection[str]
    index: Index
    details: Details
    hidden: tuple[Article, ...]
    at: datetime


def broken_promises(promise: Promise) -> list[Problem]:
    """Warn of addresses that were published and lead nowhere now, each with the way out.

    What embargo and expiry take away, and the lists that went with it, was to go: a build that a
    clock has started must not fail for it.
    """
    answers = {key_of(url) for url in promise.answers}
    lost = [url for url in promise.ledger.ids if key_of(url) not in answers]
    waiting = [each for each in promise.hidden if not each.draft or each.has_expired(promise.at)]
    if lost and waiting:
        before = Old(_without_clock(promise, waiting), [], whole=False)
        # Live coverage has a feed below it.
        below = tuple(each.url for each in waiting)
        lost = [url for url in lost if not url.startswith(below)]
        lost = [url for url in lost if url not in before.made and healed(url, before) is None]
    told: list[str] = []
    for url in sorted(lost):
        if not told or not url.startswith(told[-1]):
            told.append(url)
    problems = [_problem(url, promise, lost) for url in told[:MOST]]
    if len(told) > MOST:
        text = f"{len(told) - MOST} more addresses lead nowhere"
        problems.append(_warning(0, 0, text, "begin with those below"))
    return problems


def _without_clock(promise: Promise, waiting: Iterable[Article]) -> Made:
    """What there would be if embargo and expiry took nothing away."""
    index = promise.index
    articles = (*index.articles.values(), *index.pages.values(), *waiting)
    routes = all_routes(build_index(articles, index.config, promise.details))
    return Made(routes, (alias for each in waiting for alias in each.aliases))


def _problem(url: str, promise: Promise, lost: Iterable[str]) -> Problem:
    text = f"{url} was published and leads nowhere now"
    below = any(each != url and each.startswith(url) for each in lost)
    if promise.ledger.ids[url] and not below:
        hint = _way_out_of_article(url, promise)
    else:
        folder = url.rstrip("/").rpartition("/")[0] + "/"
        target = folder if folder in promise.answers else "/"
        star = "*" if below else ""
        hint = f'say where it leads in {REDIRECTS}: "{url}{star}" = "{target}"'
    way_out = f"{hint}; or delete the line here if it may go"
    return _warning(promise.ledger.lines[url], len(url), text, way_out)


def _way_out_of_article(url: str, promise: Promise) -> str:
    draft = next((each for each in promise.hidden if each.url == url and each.draft), None)
    if draft is not None:
        return f"{draft.path} is a draft again: 'expires' with a date takes a story back"
    fresh = {
        each.url: each.path
        for each in (*promise.index.articles.values(), *promise.index.pages.values())
        if each.url not in promise.ledger.ids
    }
    name = url.rstrip("/").rpartition("/")[2]
    same = next((each for each in fresh if each.rstrip("/").endswith(f"/{name}")), None)
    guess = same or nearest(url, fresh)
    where = fresh[guess] if guess else "the article that has its story"
    return f"add 'aliases: [{url}]' to {where}"


def _warning(line: int, length: int, text: str, hint: str) -> Problem:
    return Problem(
        path=LEDGER,
        line=line,
        column=1 if line else 0,
        length=length,
        severity=Severity.WARNING,
        text=text,
        hint=hint,
    )
