"""Runs a build as a process of its own and measures it from outside."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

from bench.tools import BuildFailed, Tool

TIMEOUT = 900.0  # seconds that one build may take
_POLL = 0.05  # seconds between two looks at the memory, at the least
_POLL_SHARE = 0.03  # of a core is what looking may take


@dataclass(frozen=True)
class Measured:
    """One build: what it told and what it took.

    Times are in seconds, memory in bytes, 0 where /proc has none.
    """

    told: Mapping[str, Any]
    wall: float
    cpu: float
    memory: int


def measure_build(tool: Tool, site: Path, timeout: float = TIMEOUT) -> Measured:
    """Build once; raises BuildFailed, also when it takes longer than `timeout`."""
    command = tool.command(site)
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complained:
        cpu, start = _children_cpu(), time.perf_counter()
        # The working directory must not make the repository's files importable. A session of
        # its own: when time is up, the workers go too.
        process = subprocess.Popen(
            command, stdout=printed, stderr=complained, cwd=site, start_new_session=True
        )
        with PeakMemory(process.pid) as memory:
            _wait(process, timeout, tool.name)
        wall, cpu = time.perf_counter() - start, _children_cpu() - cpu
        printed.seek(0)
        complained.seek(0)
        output, errors = printed.read(), complained.read().decode("utf-8", "replace")
    if process.returncode:
        told = (errors or output.decode("utf-8", "replace")).strip()
        raise BuildFailed(f"{tool.name}: exit {process.returncode}: {told[-1500:]}")
    return Measured(tool.told(output), wall, cpu, memory.peak)


def _wait(process: subprocess.Popen[bytes], timeout: float, name: str) -> None:
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        raise BuildFailed(f"{name}: not done after {timeout:g} seconds") from None
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def middle(runs: Sequence[Measured]) -> Measured:
    """The medians of several runs; what was told is the first run's, stages apart."""
    seconds = [run.told.get("seconds", {}) for run in runs]
    stages = {name: median(each[name] for each in seconds) for name in seconds[0]}
    return Measured(
        told={**runs[0].told, "seconds": stages},
        wall=median(run.wall for run in runs),
        cpu=median(run.cpu for run in runs),
        memory=int(median(run.memory for run in runs)),
    )


def _children_cpu() -> float:
    """CPU seconds of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class PeakMemory:
    """Watches the memory of a process and all below it, while the context lasts.

    It is the proportional set size: a page that forked workers share counts once.
    """

    def __init__(self, root: int) -> None:
        self.peak = 0
        self._root = root
        self._done = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        if Path("/proc/self/smaps_rollup").exists():
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _watch(self) -> None:
        pause = _POLL
        while not self._done.wait(pause):
            start = time.thread_time()
            self.peak = max(self.peak, sum(map(_memory, _tree(self._root))))
            pause = max(_POLL, (time.thread_time() - start) / _POLL_SHARE)


def _tree(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for pid in found:
        for task in _tasks(pid):
            found.extend(map(int, _read(task / "children").split()))
    return found


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # the process has ended
        return []


def _memory(pid: int) -> int:
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:  # the process has ended
        return ""


def cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
