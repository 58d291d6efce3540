"""The preview: what is shown at each address now, and what open tabs are told when that changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from dateline.digest import digest
from dateline.errors import Problem, Severity, has_errors, sorted_problems
from dateline.link.routes import Route
from dateline.serve.editor import link_to
from dateline.serve.finding import HEADERS, NOWHERE, REDIRECTS, Place, find, not_found
from dateline.serve.hosting import (
    Leads,
    headers_for,
    read_headers,
    read_redirects,
    redirect_for,
)
from dateline.serve.injected import Injected, injected, with_badges
from dateline.serve.pages import Page, Pages
from dateline.serve.snapshot import Attempt, Snapshot, State
from dateline.serve.tabs import Tab, Tabs
from dateline.sources import source_line

HTML = (".html", "/")
_ELSEWHERE = "elsewhere"  # in the place of the mark of a page


class Shown(NamedTuple):
    """A page as it is sent: `mark` names what of it is the site's, and what badges say."""

    body: bytes
    mark: str
    page: Page


class Preview:
    """The last good snapshot, what is wrong with the newest attempt, and the pages of open tabs.

    To be used by one thread. `editor` is the pattern of links to the author's editor.
    """

    def __init__(self, root: Path, *, reload: bool = True, editor: str = "") -> None:
        self.root = root
        self.reload = reload
        self.editor = editor
        self.snapshot: Snapshot | None = None
        self.tabs = Tabs()
        self.pages = Pages()
        self._faults: tuple[Problem, ...] = ()
        self._warnings: tuple[Problem, ...] = ()
        self._rules: tuple[str, Any, Any] = ("", (), ())

    # What is there

    def take(self, attempt: Attempt) -> int:
        """Show what came of an attempt; gives the number of tabs that were told to reload."""
        before = self.snapshot
        if attempt.snapshot is None:
            self._faults = attempt.problems
        else:
            self.snapshot, self._faults = attempt.snapshot, ()
            self._warnings = attempt.problems
        changed = _changed_files(before, self.snapshot)
        told = sum(self._tell(tab, changed) for tab in self.tabs)
        for tab in self.tabs:
            tab.tell("problems", self.problem_data())
        return told

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the newest attempt, and with the pages that somebody looks at."""
        rendering = self.pages.problems(self.snapshot) if self.snapshot is not None else []
        return sorted_problems([*self._faults, *rendering])

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return self._warnings

    def problem_data(self) -> list[dict[str, Any]]:
        """The problems that are errors, for the browser."""
        errors = (each for each in self.problems if each.severity is Severity.ERROR)
        return [self.data_of(each) for each in errors]

    def data_of(self, problem: Problem) -> dict[str, Any]:
        """A problem as the browser shows it."""
        line = source_line(self.root / problem.path, problem.line) if problem.line else None
        link = link_to(self.editor, self.root, problem.path, problem.line, problem.column)
        return {
            "path": problem.path,
            "line": problem.line,
            "column": max(problem.column, 1),
            "length": problem.length,
            "severity": str(problem.severity),
            "text": problem.text,
            "hint": problem.hint,
            "source": line,
            "link": link,
        }

    # Pages

    def find(self, path: str) -> Place:
        return NOWHERE if self.snapshot is None else find(self.snapshot, path)

    def not_found(self) -> Route | None:
        return None if self.snapshot is None else not_found(self.snapshot)

    def page_at(self, path: str) -> Route | None:
        """The page that is shown at a path, be it the one for addresses where nothing stands.

        None for files, for what leads elsewhere, and while there is no site.
        """
        place, leads = self.find(path), self.redirect(path)
        if leads is not None and (leads.force or place == NOWHERE):
            place = self.find(leads.target) if leads.is_rewrite else Place(moved=leads.target)
        return self.not_found() if place == NOWHERE else place.route

    def show(self, route: Route) -> Shown:
        """Render a page, or take it as it was rendered, and add what previews add."""
        snapshot = self._snapshot()
        page = self.pages.page(snapshot, route)
        if not route.url.endswith(HTML) or page.was_never_made:
            return Shown(page.data, page.mark, page)
        badged = with_badges(page.data, snapshot.states, snapshot.config.base_path)
        state = snapshot.states.get(route.url)
        said = f"{badged.badges}{state or ''}"
        mark = page.mark + (digest(said.encode()) if said else "")
        return Shown(injected(badged.html, Injected(mark, state, self.reload)), mark, page)

    def _snapshot(self) -> Snapshot:
        assert self.snapshot is not None
        return self.snapshot

    # The host's rules

    def headers(self, path: str) -> dict[str, str]:
        """What `_headers` says of an address."""
        return headers_for(self._host()[1], path)

    def redirect(self, path: str) -> Leads | None:
        """Where `_redirects` lets an address lead."""
        return redirect_for(self._host()[2], path)

    def _host(self) -> tuple[str, Any, Any]:
        texts = [self._text(url) for url in (HEADERS, REDIRECTS)]
        mark = digest("\0".join(texts).encode())
        if self._rules[0] != mark:
            self._rules = mark, read_headers(texts[0]), read_redirects(texts[1])
        return self._rules

    def _text(self, url: str) -> str:
        snapshot = self.snapshot
        if snapshot is None:
            return ""
        route = snapshot.routes.get(url)
        if route is not None:
            return self.pages.page(snapshot, route).data.decode("utf-8", "replace")
        return ""

    # Tabs

    def greet(self, tab: Tab) -> None:
        """Tell a tab that has just come, or came back, what is different from what it shows."""
        self.tabs.add(tab)
        self._tell(tab, ())
        tab.tell("problems", self.problem_data())

    def _tell(self, tab: Tab, changed: Iterable[str]) -> bool:
        """Tell a tab to load its page again where that is another; gives whether it was told."""
        if self.snapshot is None:
            return False
        route = self.page_at(tab.path)
        if route is None:
            return _send_on(tab)
        shown = self.show(route)
        if shown.mark == tab.seen:
            return self._tell_files(tab, shown, changed)
        styles = self._styles(shown, tab)
        if styles:
            tab.tell("styles", {"urls": styles, "mark": shown.mark})
        elif shown.page.was and _shows_the_one_before(tab, shown):
            tab.tell("related", self._related(shown))
        else:
            tab.tell("reload", {})
        tab.seen = shown.mark
        return True

    def _related(self, shown: Shown) -> dict[str, str]:
        """A page before and after another Don't Miss: the tab puts in what is not the same."""
        snapshot = self._snapshot()
        before, after = (
            with_badges(data, snapshot.states, snapshot.config.base_path).html.decode()
            for data in (shown.page.was, shown.page.data)
        )
        return {"before": before, "after": after, "mark": shown.mark}

    def _styles(self, shown: Shown, tab: Tab) -> dict[str, dict[str, str]]:
        """The style sheets to put in the place of others, by address, where that is all."""
        page = shown.page
        names = [each.key for each in page.changes if each.kind == "asset"]
        if not names or len(names) < len(page.changes) or not _shows_the_one_before(tab, shown):
            return {}
        if not all(name.endswith(".css") for name in names):
            return {}
        return _swaps(page, self._snapshot().config.base_path)

    def _tell_files(self, tab: Tab, shown: Shown, changed: Iterable[str]) -> bool:
        """Tell a tab whose page stays as it is of files that it shows."""
        base = self._snapshot().config.base_path
        paths = [base + path for path in changed if f'{base}{path}"'.encode() in shown.body]
        if not paths:
            return False
        if all(path.endswith(".css") for path in paths):
            tab.tell("styles", {"urls": {path: {"url": path} for path in paths}, "mark": tab.seen})
        else:
            tab.tell("reload", {})
        return True

    def state(self, url: str) -> State | None:
        return self._snapshot().states.get(url)

    @property
    def is_broken(self) -> bool:
        """Tell whether there is nothing to show for errors."""
        return self.snapshot is None and has_errors(self._faults)


def _send_on(tab: Tab) -> bool:
    """Tell a tab once that its address leads elsewhere now, or has a file."""
    if tab.seen == _ELSEWHERE:
        return False
    tab.tell("reload", {})
    tab.seen = _ELSEWHERE
    return True


def _shows_the_one_before(tab: Tab, shown: Shown) -> bool:
    """Tell whether a tab has the page that this one took the place of."""
    page = shown.page
    return page.problem is None and tab.seen == shown.mark.replace(page.mark, page.before)


def _swaps(page: Page, base: str) -> dict[str, dict[str, str]]:
    found = {}
    for change in page.changes:
        before, after = (msgspec.json.decode(each) for each in (change.before, change.after))
        if not (before and after):
            return {}
        found[base + before[0]] = {"url": base + after[0], "integrity": after[1]}
    return found


def _changed_files(before: Snapshot | None, now: Snapshot | None) -> list[str]:
    """The addresses of files that have other bytes than before."""
    if before is None or now is None or before.files is now.files:
        return []
    was = before.files
    return [url for url, file in now.files.items() if url in was and was[url] != file]
