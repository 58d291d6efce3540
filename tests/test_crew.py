"""A crew: the same results as one process gives, whatever becomes of its workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from dateline.crew import Crew

THINGS = range(1000)


def doubled(state: int, things: Sequence[int]) -> list[tuple[int, int]]:
    """Work that tells who did it."""
    time.sleep(0.001)
    return [(state * each, os.getpid()) for each in things]


def fatal(state: int, things: Sequence[int]) -> list[int]:
    """Work that kills a worker, but not us."""
    if os.getpid() != state:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(things)


def failing(state: int, things: Sequence[int]) -> list[int]:
    raise RuntimeError(f"work {state} fails")


def nothing() -> None:
    pass


def impossible() -> None:
    os._exit(3)


@contextmanager
def crew(prepare: Callable[[], None] = nothing, size: int = 1) -> Iterator[Crew]:
    found = Crew(size, prepare)
    try:
        yield found
    finally:
        found.end()


def helper(of: Crew) -> int:
    """The process beside us, once it does its share."""
    deadline = time.monotonic() + 20
    while True:
        others = {pid for _, pid in of.map(doubled, 2, THINGS)} - {os.getpid()}
        if others:
            return others.pop()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs, and is not only still to be waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_without_workers_this_process_does_all() -> None:
    with crew(size=0) as alone:
        alone.begin()

        assert alone.map(doubled, 2, THINGS) == [(2 * each, os.getpid()) for each in THINGS]


def test_results_come_in_order_from_whoever_made_them() -> None:
    with crew() as both:
        both.begin()
        worker = helper(both)

        made = both.map(doubled, 3, THINGS)

    assert [each for each, _ in made] == [3 * each for each in THINGS]
    assert {pid for _, pid in made} == {os.getpid(), worker}


def test_nobody_waits_for_workers_that_are_not_ready() -> None:
    with crew(prepare=slowly) as slow:
        slow.begin()
        start = time.monotonic()

        made = slow.map(doubled, 2, THINGS)

        assert time.monotonic() - start < SLOW
    assert {pid for _, pid in made} == {os.getpid()}


SLOW = 20


def slowly() -> None:
    time.sleep(SLOW)


def test_what_a_lost_worker_had_is_done_here_and_another_takes_its_place() -> None:
    with crew() as both:
        both.begin()
        worker = helper(both)

        assert both.map(fatal, os.getpid(), THINGS) == list(THINGS)
        assert helper(both) != worker


def test_a_worker_that_was_killed_while_it_waited_is_replaced() -> None:
    with crew() as both:
        both.begin()
        worker = helper(both)
        os.kill(worker, signal.SIGKILL)

        assert [each for each, _ in both.map(doubled, 2, THINGS)] == [2 * n for n in THINGS]
        assert helper(both) != worker


def test_workers_that_never_get_ready_are_not_started_again_and_again(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with crew(prepare=impossible) as bad:
        bad.begin()
        deadline = time.monotonic() + 20
        while not bad._has_ended:
            assert time.monotonic() < deadline
            assert len(bad.map(doubled, 2, THINGS)) == len(THINGS)

        bad.begin()

        assert bad._workers is None


def test_an_error_of_the_work_comes_out() -> None:
    with crew() as both:
        both.begin()
        helper(both)

        with pytest.raises(RuntimeError, match="work 7 fails"):
            both.map(failing, 7, THINGS)


def test_the_end_ends_workers_at_once() -> None:
    with crew() as both:
        both.begin()
        worker = helper(both)
        start = time.monotonic()
        both.end()

        assert gone(worker)
        assert time.monotonic() - start < 2
        assert len(both.map(doubled, 2, THINGS)) == len(THINGS)


def boss() -> None:
    """Have a crew, tell its worker's number, and wait."""
    both = Crew(1, nothing)
    both.begin()
    print(helper(both), flush=True)  # noqa: T201
    time.sleep(60)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_workers_end_with_the_process_that_has_them(number: signal.Signals) -> None:
    line = [sys.executable, "-c", "from tests.test_crew import boss; boss()"]
    folder = Path(__file__).parents[1]
    with subprocess.Popen(
        line, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        assert is_alive(worker)
        process.send_signal(number)
        process.wait(10)

        assert gone(worker)
