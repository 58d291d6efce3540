"""Workers: maps over chunks through one interface, `concurrent.futures.Executor`.

Processes on all cores; in this process for small sites. Results come in the order of the input,
so they do not depend on the number of workers.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, TypeVar

from dateline.errors import MachineError
from dateline.garbage import collect_garbage_rarely

Given = TypeVar("Given")
Made = TypeVar("Made")

SMALL = 150  # with fewer things to do, starting processes costs more than it gives
_CHUNK = 64
# Those that reach all processes of a terminal: Ctrl-C, and that the terminal is closed.
_SHARED = [each for name in ("SIGINT", "SIGHUP") if (each := getattr(signal, name, None))]
_HELD = (*_SHARED, signal.SIGTERM)

_state: Any = None
_forks = True
_meanwhile: Callable[[], object] | None = None


def worker_count(jobs: int | None, things: int) -> int:
    """The number of workers for so many things: what was asked for, or one a core if that pays."""
    if jobs is not None:
        return jobs
    if things < SMALL:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_chunks(
    work: Callable[[Any, Sequence[Given]], list[Made]],
    state: Any,
    things: Sequence[Given],
    *,
    workers: int,
    progress: Callable[[int], None],
) -> Generator[Made]:
    """Yield `work(state, chunk)` over chunks of `things`, in order.

    Each worker gets `state` once: with fork it is inherited, with spawn it is pickled. `progress`
    is told how many more are done.
    """
    # Each worker gets something to do, also where somebody asks for many of them.
    size = min(_CHUNK, max(1, len(things) // workers))
    chunks = [things[at : at + size] for at in range(0, len(things), size)]
    if workers <= 1 or len(chunks) < 2:
        for chunk in chunks:
            made = work(state, chunk)
            progress(len(chunk))
            yield from made
        return
    yield from _in_processes(work, state, chunks, workers, progress)


def _in_processes(
    work: Callable[[Any, Sequence[Given]], list[Made]],
    state: Any,
    chunks: Sequence[Sequence[Given]],
    workers: int,
    progress: Callable[[int], None],
) -> Iterator[Made]:
    import multiprocessing  # noqa: PLC0415 - most builds have too little to do for workers
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    with ProcessPoolExecutor(
        workers, multiprocessing.get_context(_start_method()), _begin, (state,)
    ) as pool:
        try:
            # The collector would write to all objects there are, and so unshare them.
            gc.freeze()
            give_back()
            with signals_held():
                futures = deque(pool.submit(_run, work, chunk) for chunk in chunks)
            _do_meanwhile()
            for chunk in chunks:
                made = futures.popleft().result()
                progress(len(chunk))
                yield from made
        except BrokenProcessPool:
            raise MachineError(
                "a worker process was ended from outside, perhaps for want of memory\n"
                "  use fewer: --jobs 1"
            ) from None
        except BaseException:
            # Wait: a worker that still writes would leave files behind.
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        finally:
            gc.unfreeze()


@contextlib.contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Have this process do some work, once, while workers have begun that it would wait for.

    Where none are started, it is not done.
    """
    global _meanwhile  # noqa: PLW0603 - whoever starts workers need not know of it
    _meanwhile = work
    try:
        yield
    finally:
        _meanwhile = None


def _do_meanwhile() -> None:
    global _meanwhile
    work, _meanwhile = _meanwhile, None
    if work is not None:
        work()


def settle() -> None:
    """What is there now stays: nobody need look through it for garbage, and the rest is free."""
    gc.freeze()
    give_back()


def give_back() -> None:
    """Give the system what was freed, so that workers don't carry it along: glibc keeps it."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # not in musl
            trim(0)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Let Ctrl-C and the like wait: one that comes while a process forks would be lost."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def spawned() -> Iterator[None]:
    """Start workers as new processes: where there are threads, none must be forked."""
    global _forks  # noqa: PLW0603 - as there are threads in the whole process
    before, _forks = _forks, False
    try:
        yield
    finally:
        _forks = before


def _start_method() -> str:
    import multiprocessing  # noqa: PLC0415

    wanted = os.environ.get("DATELINE_START_METHOD") or ("" if _forks else "spawn")
    offered = multiprocessing.get_all_start_methods()
    if wanted in offered:
        return wanted
    return "fork" if "fork" in offered else "spawn"


def _begin(state: Any) -> None:
    global _state  # noqa: PLW0603 - a worker process has one state for its life
    as_worker()
    _state = state


def as_worker(*lines: Any) -> None:
    """Make this process a worker: it ends with its parent, or when one of `lines` is cut."""
    for number in _SHARED:  # the parent decides what happens then
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HELD)
    threading.Thread(target=_end_with_parent, args=lines, daemon=True).start()
    collect_garbage_rarely(after=50_000)


def _end_with_parent(*lines: Any) -> None:
    """A worker whose parent was killed would hold the locks that it inherited."""
    import multiprocessing.connection  # noqa: PLC0415

    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel, *lines])
        os._exit(1)


def _run(work: Callable[[Any, Sequence[Any]], list[Any]], chunk: Sequence[Any]) -> list[Any]:
    return work(_state, chunk)
