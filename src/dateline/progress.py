"""What a run tells while it works and when it is done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from dateline.errors import Problem


class Progress(Protocol):
    """Is told how far each stage is."""

    def begin(self, stage: str, total: int) -> None: ...

    def advance(self, count: int) -> None: ...


class Silent:
    """Progress that nobody watches."""

    def begin(self, stage: str, total: int) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


@dataclass
class Report:
    """What a build did.

    `seconds` by stage, `parse_seconds` by article, `render_seconds` by template, one for each page.
    """

    articles: int = 0
    pages: int = 0
    files: int = 0
    rendered: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    notices: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    parse_seconds: dict[str, float] = field(default_factory=dict)
    render_seconds: dict[str, list[float]] = field(default_factory=dict)

    @property
    def parsed(self) -> int:
        """How many articles were parsed."""
        return len(self.parse_seconds)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start
