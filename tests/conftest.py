"""Fixtures that all tests share."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dateline.build.linkage import Linkage
from dateline.build.whole import link_whole
from dateline.cli import run
from dateline.related import choosing, revision
from dateline.related.revision import Revised
from tests.newsroom import Dateline, Newsroom, Outcome

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """A run in the background ignores Ctrl-C, and so would all that it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """No collection of garbage: Python drops what is raised in others' callbacks of it."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


@pytest.fixture
def dateline(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Dateline:
    """Runs a command in the newsroom's folder."""
    monkeypatch.chdir(newsroom.root)

    def dateline(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return dateline


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gets a word for each time that the whole site is linked."""
    times: list[str] = []

    def watched(*given: object) -> Linkage:
        times.append("whole")
        return link_whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("dateline.build.pipeline.link_whole", watched)
    return times


@pytest.fixture
def chosen_anew(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """For each call of `relate` that had work to do, for how many it chose; None is for all."""
    numbers: list[int | None] = []
    revised = revision.revised

    def watched(*given: Any) -> Revised | None:
        found = revised(*given)
        numbers.append(len(found.rows) if found is not None else None)
        return found

    monkeypatch.setattr(choosing, "revised", watched)
    return numbers


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium, started once; each test opens a context of its own in it."""
    from tests.chromium import opened  # noqa: PLC0415 - most tests need no browser

    with opened() as browser:
        yield browser
