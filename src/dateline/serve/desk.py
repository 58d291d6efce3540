"""The desk: the thread that looks at what changed and makes snapshots of it, one after another."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from typing import NamedTuple

from dateline import clock
from dateline.errors import DatelineError, Problem
from dateline.inventory import CONFIG
from dateline.serve.following import Chosen
from dateline.serve.making import Maker
from dateline.serve.snapshot import Attempt

MANY = 3  # files that authors save at once; more is another branch being checked out
QUIET = 0.15  # seconds without a change, after which such a change is over
NAP = 0.01  # seconds between two questions whether it is
LONGEST = 10.0  # seconds to wait for that
GONE = 0.1  # seconds for which a file may be gone, or empty, while an editor saves it
REST = 2.0  # seconds for the first pages, before what can wait for them is done
FOLLOWS = 0.3  # seconds without a change after which Don't Miss is chosen anew
LATER = (0.1, 0.4)  # seconds after a hint to look again: a new folder is watched a moment late


class Made(NamedTuple):
    """An attempt with the names of the files that led to it, and how long it took in seconds."""

    attempt: Attempt
    names: frozenset[str]
    seconds: float


class _Hint(NamedTuple):
    paths: frozenset[str]
    heard: float


class _Instant(NamedTuple):
    text: str | None
    done: Future[Attempt]


class _Stop:
    """Ends the desk."""


class Desk(threading.Thread):
    """Makes snapshots and gives each to `take`.

    `pause` is how many seconds pass between two looks at everything while nothing is heard.
    """

    def __init__(
        self,
        maker: Maker,
        take: Callable[[Made], None],
        pause: Callable[[], float],
    ) -> None:
        super().__init__(name="desk", daemon=True)
        self.maker = maker
        self._take = take
        self._pause = pause
        self._tasks: queue.SimpleQueue[_Hint | _Instant | Chosen | _Stop] = queue.SimpleQueue()
        self._looks: list[tuple[float, frozenset[str]]] = []
        self._next_look = time.monotonic() + pause()
        self._quiet_since = time.monotonic()
        self._choosing = False
        self._heard = 0.0  # when something was, the last time
        self._rest_at: float | None = None

    # For other threads

    def hint(self, paths: Iterable[str]) -> None:
        """Say that something may have happened at these paths of the site; anywhere, if none."""
        self._tasks.put(_Hint(frozenset(paths), time.monotonic()))

    def at(self, instant: str | None) -> Future[Attempt]:
        """Show another instant; the future raises what is wrong with it."""
        task = _Instant(instant, Future())
        self._tasks.put(task)
        return task.done

    def stop(self) -> None:
        self._tasks.put(_Stop())

    # The thread

    def run(self) -> None:
        self._rest_at = time.monotonic() + REST
        while True:
            try:
                task = self._tasks.get(timeout=max(self._due() - time.monotonic(), 0.001))
            except queue.Empty:
                task = None
            if isinstance(task, _Stop):
                return
            try:
                self._do(task)
            except Exception as error:  # noqa: BLE001 - the edge: the preview goes on
                self._take(Made(_unforeseen(error), frozenset(), 0))

    def _do(self, task: _Hint | _Instant | Chosen | None) -> None:
        if task is None:
            self._on_time()
        elif isinstance(task, _Instant):
            self._show_instant(task)
        elif isinstance(task, Chosen):
            self._follow(task)
        else:
            self._heard = task.heard
            self._hear(task.paths)

    def _due(self) -> float:
        """When there is something to do without being told."""
        moments = [self._next_look, *(moment for moment, _ in self._looks)]
        if self._rest_at is not None:
            moments.append(self._rest_at)
        if self.maker.owes and not self._choosing:
            moments.append(self._quiet_since + FOLLOWS)
        return min(moments)

    def _on_time(self) -> None:
        now = time.monotonic()
        if self._rest_at is not None and now >= self._rest_at:
            self._rest_at = None
            self.maker.rest()
            return
        looks = [paths for moment, paths in self._looks if moment <= now]
        if looks:
            self._looks = [each for each in self._looks if each[0] > now]
            self._look(frozenset().union(*looks))
        elif now >= self._next_look:
            self._look(None)
        elif self.maker.owes and not self._choosing and now >= self._quiet_since + FOLLOWS:
            self._choosing = True
            threading.Thread(target=self._choose, daemon=True).start()

    def _hear(self, paths: frozenset[str]) -> None:
        if not paths:
            self._look(None)
            return
        self._look_later(paths)
        self._look(paths)

    def _look_later(self, paths: frozenset[str]) -> None:
        """Look again at paths and at the folders that hold them."""
        now = time.monotonic()
        above = frozenset(path.rpartition("/")[0] for path in paths if "/" in path)
        self._looks += [(now + seconds, above | paths) for seconds in LATER]

    def _look(self, paths: Collection[str] | None) -> None:
        """Look at some paths, or at everything; make a snapshot where something changed."""
        start = time.perf_counter()
        sources = self.maker.sources
        names = sources.look() if paths is None else sources.look_at(paths)
        if paths is None:
            self._next_look = time.monotonic() + self._pause()
        names = self._settled(names)
        if names:
            self._make(lambda: self.maker.after(names), names, start)
        elif self._clock_has_news():
            self._make(self.maker.again, names, start)

    def _settled(self, names: set[str]) -> set[str]:
        """Wait for the end of what is going on: a checkout, or an editor's way of saving."""
        sources, since = self.maker.sources, time.monotonic()
        deadline = since + LONGEST
        if len(names) <= MANY and any(map(self._is_coming, names)):
            time.sleep(GONE)
            names |= sources.look_at(names)
        if names:
            names |= sources.look_at(self._heard_meanwhile())
        new = names
        while len(names) > MANY and time.monotonic() < deadline:
            # Whatever is wrong with it is told when all is made.
            with contextlib.suppress(DatelineError, OSError):
                self.maker.ahead(new)
            new = sources.look_at(self._heard_meanwhile())
            since = max(since, self._heard)
            if not new and time.monotonic() < since + QUIET:
                time.sleep(NAP)
            elif not new:
                new, since = sources.look(), time.monotonic()
                if not new:
                    break
            names |= new
        return names

    def _is_coming(self, name: str) -> bool:
        """Tell whether a file is gone or empty, as editors leave it for a moment."""
        sources = self.maker.sources
        return name not in sources.inventory.files or sources.is_empty(name)

    def _heard_meanwhile(self) -> set[str]:
        """Paths that were told of since; they need no snapshot of their own."""
        paths, others = set[str](), []
        with contextlib.suppress(queue.Empty):
            while True:
                task = self._tasks.get_nowait()
                if isinstance(task, _Hint) and task.paths:
                    self._heard = task.heard
                    self._look_later(task.paths)
                    paths |= task.paths
                else:
                    others.append(task)
        for task in others:
            self._tasks.put(task)
        return paths

    def _clock_has_news(self) -> bool:
        good = self.maker.good
        if good is None or good.until is None:
            return False
        return clock.now(good.config.zone).timestamp() >= good.until

    def _make(self, make: Callable[[], Attempt], names: Iterable[str], start: float) -> None:
        attempt = _tried(make)
        self._quiet_since = time.monotonic()
        self._take(Made(attempt, frozenset(names), time.perf_counter() - start))

    def _show_instant(self, task: _Instant) -> None:
        start = time.perf_counter()
        try:
            attempt = self.maker.at(task.text)
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            task.done.set_exception(error)
            return
        self._take(Made(attempt, frozenset(), time.perf_counter() - start))
        task.done.set_result(attempt)

    def _choose(self) -> None:
        owed = self.maker.what_is_owed()
        try:
            chosen = self.maker.choose(owed)
        except Exception:  # noqa: BLE001 - the edge: whatever it was, linking anew tells
            chosen = Chosen(owed, None, owed.weights)
        self._tasks.put(chosen)

    def _follow(self, chosen: Chosen) -> None:
        self._choosing = False
        if self.maker.is_current(chosen):
            self._make(lambda: self.maker.with_choices(chosen), (), time.perf_counter())


def _tried(make: Callable[[], Attempt]) -> Attempt:
    """Make an attempt; whatever goes wrong is a problem like others."""
    try:
        return make()
    except DatelineError as error:
        return Attempt(None, (Problem(path=CONFIG, text=str(error)),))
    except Exception as error:  # noqa: BLE001 - the edge: a person never sees a traceback
        return _unforeseen(error)


def _unforeseen(error: Exception) -> Attempt:
    if os.environ.get("DATELINE_TRACEBACK"):
        traceback.print_exception(error)
    said = f"an error that we did not foresee: {type(error).__name__}: {error}"
    hint = "please report it; DATELINE_TRACEBACK=1 shows where it happened"
    return Attempt(None, (Problem(path=CONFIG, text=said, hint=hint),))
