"""Runs `dateline build` as a process of its own and measures it from outside."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

SCENARIOS = ("cold", "unchanged", "one body edited")
_POLL = 0.05  # seconds between two looks at the memory, at the least
_POLL_SHARE = 0.03  # of a core is what looking may take


class BuildFailed(Exception):
    """A build that is no good for measuring; says why."""


@dataclass(frozen=True)
class Measured:
    """One build: what it did and what it took. Memory is in bytes, 0 where /proc has none."""

    counts: dict[str, int]
    stages: dict[str, float]
    wall: float
    cpu: float
    memory: int


def measure_site(site: Path, runs: int, options: Sequence[str] = ()) -> dict[str, list[Measured]]:
    """Build the site in `site` in all scenarios, `runs` times each. Edits one of its articles."""
    results: dict[str, list[Measured]] = {name: [] for name in SCENARIOS}
    article = _article_to_edit(site)
    for run in range(runs):
        for folder in ("public", ".dateline"):
            shutil.rmtree(site / folder, ignore_errors=True)
        for name in SCENARIOS:
            if name == "one body edited":
                with article.open("a", encoding="utf-8") as file:
                    file.write(f"\nThe benchmark added paragraph {run}.\n")
            results[name].append(measure_build(site, options))
    return results


def measure_build(site: Path, options: Sequence[str] = ()) -> Measured:
    """Build once; raises BuildFailed."""
    command = [sys.executable, "-m", "dateline", "build", "--site", str(site), "--json", *options]
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as told:
        cpu, start = _children_cpu(), time.perf_counter()
        # The working directory must not make the repository's files importable.
        process = subprocess.Popen(command, stdout=printed, stderr=told, cwd=site)
        with _PeakMemory(process.pid) as memory:
            process.wait()
        wall, cpu = time.perf_counter() - start, _children_cpu() - cpu
        printed.seek(0)
        told.seek(0)
        output, errors = printed.read(), told.read().decode("utf-8", "replace")
    if process.returncode not in {0, 1} or not output:
        raise BuildFailed(f"exit {process.returncode}: {errors.strip()[-1500:]}")
    report: dict[str, Any] = json.loads(output)
    if not report["ok"]:
        problems = "\n".join(map(str, report["problems"][:5]))
        raise BuildFailed(f"the site has {report['counts']['errors']} errors:\n{problems}")
    return Measured(report["counts"], report["seconds"], wall, cpu, memory.peak)


def middle(runs: Sequence[Measured]) -> Measured:
    """The medians of several runs; counts are the last run's."""
    return Measured(
        counts=runs[-1].counts,
        stages={
            stage: median(run.stages.get(stage, 0.0) for run in runs) for stage in runs[-1].stages
        },
        wall=median(run.wall for run in runs),
        cpu=median(run.cpu for run in runs),
        memory=int(median(run.memory for run in runs)),
    )


def _article_to_edit(site: Path) -> Path:
    """An article from the middle, long enough that its summary stays as it is."""
    content = site / "content"
    articles = sorted(
        path
        for path in content.rglob("*.md")
        if path.relative_to(content).parts[0] != "pages" and path.stat().st_size > 1500
    )
    if not articles:
        raise BuildFailed("no article of 1,500 bytes in content/")
    return articles[len(articles) // 2]


def _children_cpu() -> float:
    """CPU seconds of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _PeakMemory:
    """Watches the memory of a process and all below it, while the context lasts.

    It is the proportional set size: a page that forked workers share counts once.
    """

    def __init__(self, root: int) -> None:
        self.peak = 0
        self._root = root
        self._done = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _PeakMemory:
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
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            found.extend(map(int, _read(task).split()))
    return found


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
