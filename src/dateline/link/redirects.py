"""Redirects: where old addresses lead.

They come from articles' aliases, from the rules in `data/redirects.toml`, and, for what the site
itself moves, from the ledger: pages of lists that became shorter, days without stories.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from dateline.details import REDIRECTS, Rule
from dateline.errors import Problem, Severity, nearest
from dateline.ledger import Ledger
from dateline.link.routes import FEEDS, FIXED, OWN_FOLDER, Route, Taken
from dateline.model import Article

LONGEST_NAME = 200  # bytes of a name that every disk takes
_BARE = re.compile("[^#?%]*")  # as nearly all paths are: taking others apart takes longer
_PERIOD = re.compile(r"/\d{4}/(?:\d{2}/){0,2}")
_LIST_PAGE = re.compile(r"(/.*)page/\d+/")
_STORYLINE = re.compile(re.escape(FIXED["storylines"]) + r"[^/]+/")
_FEED_FILES = tuple(file for file, _ in FEEDS.values())


class Redirect(NamedTuple):
    """`source` is an old path, `target` a path of the site or an address elsewhere.

    `has_page` says whether there is a page at the old address, for hosts that don't redirect.
    """

    source: str
    target: str
    has_page: bool


class Made:
    """What makes each address, by `key_of`; `static` are paths of the site from static/."""

    def __init__(self, routes: Iterable[Route], static: Iterable[str]) -> None:
        self.makers = {key_of(path): f"static{path}" for path in static}
        self.makers |= {key_of(route.url): route.source for route in routes}

    def maker(self, path: str) -> str | None:
        return self.makers.get(key_of(path))

    def __contains__(self, path: str) -> bool:
        return key_of(path) in self.makers


def key_of(path: str) -> str:
    """What addresses have in common that a host may take for one another."""
    if not _BARE.fullmatch(path):
        path = unquote(path.partition("#")[0].partition("?")[0])
    return path.removesuffix("index.html").strip("/").casefold()


def find_redirects(
    old: Old, articles: Iterable[Article], rules: Iterable[Rule], ledger: Ledger | None
) -> dict[str, str]:
    """Where each old path leads."""
    made, known = old.made, ledger.ids.keys() if ledger is not None else ()
    for article in articles:
        for alias in article.aliases:
            old.add(alias, article.url, (article.path, 1), "alias")
    for rule in rules:
        for source, target in _spelt_out(rule, known, made):
            old.add(source, target, (REDIRECTS, rule.mark.line), "redirect")
    old.settle()
    for url in known:
        if url not in made and key_of(url) not in old.owners and (above := healed(url, old)):
            old.targets[url] = above
    return old.targets


class Old:
    """Old addresses with their targets.

    `problems` gets clashes, loops, and, where `whole` says that the site is, what leads nowhere.
    """

    def __init__(self, made: Made, problems: list[Problem], *, whole: bool) -> None:
        self.made = made
        self.problems = problems
        self.whole = whole
        self.targets: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self._places: dict[str, tuple[str, int]] = {}
        self._by_key: dict[str, str] = {}

    def add(self, source: str, target: str, place: tuple[str, int], what: str) -> None:
        there, key = self.made.maker(source), key_of(source)
        if there is not None:
            text = f"{what} {source} does nothing: it is the address of {there}"
            hint = "remove it, or give the other another address"
            self._tell(place, text, hint, Severity.WARNING)
            return
        owner = self.owners.setdefault(key, place[0])
        if owner != place[0] or (what == "redirect" and key in self._by_key):
            self._tell_twice(source, owner, place)
            return
        self.targets[source], self._places[source] = target, place
        self._by_key.setdefault(key, source)

    def _tell_twice(self, source: str, owner: str, place: tuple[str, int]) -> None:
        first, second = sorted((owner, place[0]))
        if first == second:
            self._tell(place, f"the address {source} is there twice", "remove one of them")
            return
        what = "is given twice" if REDIRECTS in (first, second) else "is an alias of two articles"
        text = f"the address {source} {what}: by {first} and by {second}"
        self._tell(place if place[0] == second else (second, 1), text, "remove one of them")

    def settle(self) -> None:
        """Follow redirects that lead to redirects, and tell of loops and of dead ends."""
        for source, target in list(self.targets.items()):
            if not target.startswith("/"):
                continue
            seen, end = [source], target
            while end not in self.made and (step := self._by_key.get(key_of(end))) is not None:
                if step in seen:
                    self._tell(
                        self._places[source],
                        f"the redirect of {source} leads in a circle",
                        "let one of them lead to a page",
                    )
                    break
                seen.append(step)
                end = self.targets[step]
            else:
                if self.whole and end.startswith("/") and end not in self.made:
                    guess = nearest(end, self.made.makers)
                    hint = f"did you mean '/{guess}/'?" if guess else ""
                    self._tell(self._places[source], f"nothing on this site at '{end}'", hint)
                self.targets[source] = end

    def _tell(
        self,
        place: tuple[str, int],
        text: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        path, line = place
        self.problems.append(
            Problem(path=path, line=line, column=1, text=text, hint=hint, severity=severity)
        )


def _spelt_out(rule: Rule, known: Collection[str], made: Made) -> Iterator[tuple[str, str]]:
    """A rule's addresses with their targets: one with a star holds for all that were published."""
    if not rule.source.endswith("*"):
        yield rule.source, rule.target
        return
    folder, target = rule.source[:-1], rule.target.removesuffix("*")
    for url in sorted({folder, *(url for url in known if url.startswith(folder))}):
        rest = url[len(folder) :]
        if url in made:
            continue
        below = target + rest
        there = rule.target.endswith("*") and (not target.startswith("/") or below in made)
        yield url, below if there else target


def healed(url: str, old: Old) -> str | None:
    """Where a page leads that went because the site arranged itself anew; None for other pages."""
    made = old.made
    folder, _, name = url.rpartition("/")
    if list_page := _LIST_PAGE.fullmatch(url):
        front = list_page[1]
        return front if front in made else old.targets.get(front)
    if name in _FEED_FILES:
        # Of a format that is no longer offered; or of a storyline that has dissolved.
        lost = _STORYLINE.fullmatch(f"{folder}/")
        folders = (folder, "") if lost else (folder,)
        offered = (f"{each}/{file}" for each in folders for file in (name, *_FEED_FILES))
        return next((each for each in offered if each in made), None)
    if _PERIOD.fullmatch(url):
        above = url
        while (above := above.rstrip("/").rpartition("/")[0] + "/") != "/":
            if above in made:
                return above
        return FIXED["archives"]
    if _STORYLINE.fullmatch(url) or url == FIXED["storylines"]:
        return FIXED["storylines"] if FIXED["storylines"] in made else FIXED["home"]
    return None


def redirect_routes(targets: Mapping[str, str], taken: Taken) -> Iterator[Route]:
    """Pages at old addresses, where there can be one beside those that are there."""
    files, folders = {*taken.files}, {*taken.folders}
    for source, target in sorted(targets.items()):
        url = _page_url(source)
        if url is None:
            continue
        route = Route(
            url=url,
            kind="redirect",
            template="redirect.html",
            subject=(target,),
            source=f"the redirect of {source}",
        )
        file = route.file.casefold()
        above = set(_folders_above(file))
        if file not in files and file not in folders and above.isdisjoint(files):
            files.add(file)
            folders |= above
            yield route


def _page_url(source: str) -> str | None:
    """The address of a page for an old path; None where no server would show it as a page."""
    path = unquote(source)
    *folders, name = path.strip("/").split("/")
    names = (*folders, name)
    if any(each.startswith(".") or len(each.encode()) > LONGEST_NAME for each in names):
        return None
    if folders[:1] == [OWN_FOLDER] or not name:
        return None
    if path.endswith(("/", ".html", ".htm")):
        return path
    return None if "." in name else f"{path}/"


def _folders_above(file: str) -> Iterator[str]:
    while "/" in file:
        file = file.rpartition("/")[0]
        yield file
