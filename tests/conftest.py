"""Fixtures that all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.cli import run
from tests.newsroom import Dateline, Newsroom, Outcome


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
