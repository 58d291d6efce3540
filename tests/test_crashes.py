"""Crashes: real builds, ended or failed by the system at every call that writes."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple, Self

import pytest

from tests.crashing import IDLE, LAST
from tests.newsroom import Newsroom
from tests.test_publishing import dead_links, folders

ERRORS = ("ENOSPC", "EIO", "EACCES", "EMFILE", "EROFS")
QUIET = ("[feeds]", "atom = false", "rss = false", "json = false")
RANDOM_KILLS = 50
KEPT_STRIDE = 8


# What a build says, by its exit code. Files may be read in a different order than when they were
# counted, so it may be a source that could not be opened. SQLite has words of its own for causes.
ENDINGS = {
    0: r"\A(?!.*Traceback)",
    1: r"\S+: error: can't be read: {cause}\n",
    3: r"\A(?!.*Traceback).*/(\S+: {cause}|\.dateline/\S+: [a-zA-Z/ ]+) \(while [a-z ]+\)\n",
}


class Call(NamedTuple):
    """The `number`-th call of its name that a build makes."""

    name: str
    number: int


def can_trace() -> bool:
    tried = ["strace", "-f", "-o", os.devnull, "-e", "inject=rename:error=EIO", "true"]
    try:
        return subprocess.run(tried, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def strace() -> None:
    if not can_trace():
        text = "strace can't run here; tests/browser/install.sh installs it where it may"
        pytest.fail(text) if os.environ.get("CI") else pytest.skip(text)


class Stage:
    """A site of four articles that was built and then edited, and what building it anew makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.begun = self._newsroom("begun")
        for slug, day in (("one", 1), ("two", 2), ("three", 2), ("four", 3)):
            self.begun.article(slug, date=f"2026-05-0{day}")
        self.begun.build()
        self.old = self.begun.files()
        (self.begun.root / "content/one.md").unlink()
        self.begun.article("two", "It was delayed. See [five](five).", date="2026-05-02")
        self.begun.article("five", date="2026-05-05")
        clean = self.copy()
        shutil.rmtree(clean.output)
        clean.build(clean=True)
        self.new, self.folders = clean.files(), folders(clean.output)

    def _newsroom(self, name: str) -> Newsroom:
        newsroom = Newsroom(self.folder / name)
        newsroom.config(*QUIET)
        return newsroom

    def copy(self) -> Newsroom:
        name = f"site-{len(list(self.folder.iterdir()))}"
        shutil.copytree(self.begun.root, self.folder / name)
        return self._newsroom(name)

    def assert_whole(self, newsroom: Newsroom) -> None:
        """Each published file is whole, old or new, and no link is dead."""
        found = {path: data for path, data in newsroom.files().items() if not path.startswith(".")}
        assert all(data in (self.old.get(path), self.new.get(path)) for path, data in found.items())
        assert self.old.keys() & self.new.keys() <= found.keys()
        assert dead_links(newsroom) == []

    def assert_healed(self, newsroom: Newsroom) -> None:
        """The next build makes what a clean one makes; nothing is left over, nothing was lost."""
        assert newsroom.build().notices == []
        assert newsroom.files() == self.new
        assert folders(newsroom.output) == self.folders
        assert [path.name for path in newsroom.output.glob(".*")] == [".dateline-manifest.json"]
        shutil.rmtree(newsroom.root)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("crashes"))


class Builder:
    """Makes builds in children of one process (see `tests/crashing.py`)."""

    def __init__(self, stage: Stage, *tracer: str) -> None:
        command = [*tracer, sys.executable, "-m", "tests.crashing", str(stage.copy().root)]
        self._process = subprocess.Popen(
            command,
            cwd=Path(__file__).resolve().parents[1],
            env={**os.environ, "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._answer() != "ready":
            self._process.kill()
            self._process.communicate()
            pytest.fail("the process that builds did not start")

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def build(
        self, newsroom: Newsroom, call: Call | None = None, seconds: float | None = None
    ) -> int:
        """Build, with a fault at a call or a kill after some seconds; returns the exit code."""
        name, number = call or ("", 0)
        line = {"site": str(newsroom.root), "call": name, "number": number, "seconds": seconds}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return int(self._answer())


def injecting(fault: str) -> list[str]:
    """The command that lets calls end in a fault: "signal=KILL", "error=EIO"."""
    faults = [f"--inject={name}:{fault}:when={LAST}" for name in IDLE]
    return ["strace", "-f", "-qq", "-o", os.devnull, f"--trace={','.join(IDLE)}", *faults]


@pytest.fixture(scope="module")
def calls(stage: Stage, strace: None) -> list[Call]:
    """Every call of a build that writes in the output folder, and some of those that keep."""
    trace, site = stage.folder / "trace", stage.copy()
    tracer = ["strace", "-f", "-y", "-qq", "-s", "0", "-o", str(trace)]
    with Builder(stage, *tracer, f"--trace={','.join(IDLE)}") as builder:
        assert builder.build(site) == 0
    lines = [re.match(r"(\d+) +(\w+)\((.*)", line) for line in trace.read_text().splitlines()]
    made = [line.groups() for line in lines if line]
    child = next(process for process, _, rest in made if "/said" in rest)
    counted: Counter[str] = Counter()
    published: list[Call] = []
    kept: list[Call] = []
    for process, name, rest in made:
        if process == child:
            counted[name] += 1
            if name == "openat" and "O_CREAT" not in rest:
                continue
            for folder, found in ((site.output, published), (site.root / ".dateline", kept)):
                if str(folder) in rest:
                    found.append(Call(name, counted[name]))
    # SQLite, which makes most of the calls for what is kept, has such tests of its own.
    return published + kept[::KEPT_STRIDE]


def test_the_trace_sees_a_build_write(calls: list[Call]) -> None:
    assert {"openat", "write", "rename", "mkdir", "unlink", "fsync"} <= {
        call.name for call in calls
    }


def test_a_kill_at_any_call_that_writes_is_healed(stage: Stage, calls: list[Call]) -> None:
    killed = 0
    with Builder(stage, *injecting("signal=KILL")) as builder:
        for call in calls:
            site = stage.copy()
            killed += builder.build(site, call) == -9
            stage.assert_whole(site)
            stage.assert_healed(site)

    assert killed > 0.9 * len(calls)


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_at_any_call_that_writes_is_told_and_healed(
    stage: Stage, calls: list[Call], error: str
) -> None:
    cause = os.strerror(getattr(errno, error))
    told = 0
    with Builder(stage, *injecting(f"error={error}")) as builder:
        # All errors together meet each call once.
        for call in calls[ERRORS.index(error) :: len(ERRORS)]:
            site = stage.copy()
            code = builder.build(site, call)
            said = (site.root / "said").read_text()
            told += code == 3
            assert re.search(ENDINGS[code].format(cause=cause), said), f"{call}: {said}"
            stage.assert_whole(site)
            stage.assert_healed(site)

    assert told > len(calls) / len(ERRORS) / 3


def test_a_kill_at_any_moment_is_healed(stage: Stage) -> None:
    chance = random.Random(20)
    with Builder(stage) as builder:
        start = time.monotonic()
        assert builder.build(stage.copy()) == 0
        whole = time.monotonic() - start
        codes = set()
        for _ in range(RANDOM_KILLS):
            site = stage.copy()
            codes.add(builder.build(site, seconds=chance.uniform(0, whole)))
            stage.assert_whole(site)
            stage.assert_healed(site)

    assert -9 in codes
