"""A crew: workers that are kept, where much may have to be done at any moment, and soon.

To start processes takes longer than many things that they are started for. A crew waits for work
beside this process, which does its own share of it meanwhile.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from dateline.pool import as_worker, signals_held

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from multiprocessing.connection import Connection

Given = TypeVar("Given")
Made = TypeVar("Made")

_CHUNK = 8  # small, so that nobody waits long for the last one
_AHEAD = 2  # chunks that each worker has, so that it need not wait for the next


class _Workers(NamedTuple):
    """Workers that were started; `ready` tells when the first is, they end where `line` is cut."""

    pool: Executor
    ready: Future[None]
    line: Connection


class Crew:
    """Workers beside this process; they end with it, however it ends.

    There are none before `begin`. `prepare` is what each of them does first. A crew that lost a
    worker is as good as none: this process does all, and others are started for the next time, but
    not where none of them ever got ready.
    """

    def __init__(self, size: int, prepare: Callable[[], None]) -> None:
        self._size = size
        self._prepare = prepare
        self._lock = threading.Lock()
        self._workers: _Workers | None = None
        self._has_ended = size < 1

    def begin(self) -> None:
        """Start workers, where there are none; they get ready while this process goes on."""
        with self._lock:
            if self._workers is None and not self._has_ended:
                with contextlib.suppress(OSError):
                    self._workers = _started(self._size, self._prepare)

    def end(self) -> None:
        """End them at once, whatever they do."""
        with self._lock:
            self._has_ended = True
            self._cut()

    def map(
        self,
        work: Callable[[Any, Sequence[Given]], list[Made]],
        state: Any,
        things: Sequence[Given],
    ) -> list[Made]:
        """Give `work(state, chunk)` over chunks of `things`, in order."""
        from concurrent.futures import BrokenExecutor, CancelledError  # noqa: PLC0415

        chunks = [things[at : at + _CHUNK] for at in range(0, len(things), _CHUNK)]
        made: dict[int, list[Made]] = {}
        waiting = deque(range(len(chunks)))
        given: deque[tuple[int, Future[list[Made]]]] = deque()
        workers = self._ready()
        while waiting or given:
            try:
                while workers and waiting and len(given) < _AHEAD * self._size:
                    future = workers.pool.submit(work, state, chunks[waiting[0]])
                    given.append((waiting.popleft(), future))
                if waiting:
                    number = waiting.popleft()
                    made[number] = work(state, chunks[number])
                while given and (not waiting or given[0][1].done()):
                    number, future = given[0]
                    made[number] = future.result()
                    given.popleft()
            except (BrokenExecutor, CancelledError):
                waiting.extend(number for number, _ in given)
                given.clear()
                self._lose(workers)
                workers = None
        return [each for number in range(len(chunks)) for each in made[number]]

    def _ready(self) -> _Workers | None:
        """The workers, once one is ready."""
        workers = self._workers
        if workers is None or not workers.ready.done():
            return None
        if workers.ready.cancelled() or workers.ready.exception() is not None:
            self.end()
            return None
        return workers

    def _lose(self, workers: _Workers | None) -> None:
        with self._lock:
            if workers is self._workers:
                self._cut()
        self.begin()

    def _cut(self) -> None:
        if self._workers is not None:
            self._workers.line.close()
            self._workers.pool.shutdown(wait=False)
        self._workers = None


def _started(size: int, prepare: Callable[[], None]) -> _Workers:
    import multiprocessing  # noqa: PLC0415 - previews of small sites need no crew
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    # Not forked: there are threads.
    context = multiprocessing.get_context("spawn")
    end, line = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(size, context, _begin, (end, prepare))
    with signals_held(), end:
        ready, *_ = [pool.submit(_begun) for _ in range(size)]
    return _Workers(pool, ready, line)


def _begin(line: Connection, prepare: Callable[[], None]) -> None:
    as_worker(line)
    prepare()


def _begun() -> None:
    """What a worker does once it is ready."""
