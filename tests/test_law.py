"""The law: after any sequence of edits and accidents, what stands in the output folder is what a
clean build of the same sources makes; and what is current is left alone.

`make law` tries ten times as many sequences, each twice as long.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from dateline.digest import digest
from dateline.errors import Problem, SiteError
from dateline.progress import Report
from tests.accidents import ACCIDENTS, Accident
from tests.editor import EDITS, Edit, Editor
from tests.newsroom import Newsroom

SEQUENCES, STEPS = (1_000, 20) if os.environ.get("DATELINE_LAW") else (100, 10)
# Sites are tiny and there are thousands of builds: no disk is needed for that.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

SMALL = st.integers(0, 19)
ANY_EDIT = st.builds(Edit, st.sampled_from(sorted(EDITS)), SMALL, SMALL)
ANY_ACCIDENT = st.builds(Accident, st.sampled_from(sorted(ACCIDENTS)), st.integers(0, 199))


class Outcome(NamedTuple):
    """What a build made, or what it found wrong."""

    files: dict[str, bytes] | None
    problems: tuple[Problem, ...]


class Lawsuit:
    """A newsroom whose every build is held against a clean one of a copy of its sources."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.newsroom = Newsroom(folder / "site")
        self.editor = Editor(self.newsroom)
        self.clean: dict[str, Outcome] = {}

    def step(self, edits: list[Edit], accident: Accident | None) -> None:
        for edit in edits:
            self.editor.make(edit)
        notices = 0
        if accident is not None:
            notices = ACCIDENTS[accident.name](self.folder, self.newsroom, self.editor, accident.at)
        self.hold(notices)

    def hold(self, notices: int = 0) -> None:
        """Build, compare, and build again; `notices` may be told."""
        found, report = self._built()
        expected = self._expected()
        assert found.problems == expected.problems
        assert differing(found, expected) == []
        if report is not None:
            assert len(report.notices) <= notices
            self._at_rest()

    def _built(self) -> tuple[Outcome, Report | None]:
        try:
            report = self.newsroom.build(**self.editor.options)
        except SiteError as error:
            return Outcome(None, error.problems), None
        assert not empty_folders(self.newsroom.output)
        return Outcome(self.newsroom.files(), report.problems), report

    def _at_rest(self) -> None:
        before = signatures(self.newsroom.output)
        again = self.newsroom.build(**self.editor.options)
        assert (again.rendered, again.written, again.removed) == ([], [], [])
        assert (again.parsed, again.notices) == (0, [])
        assert signatures(self.newsroom.output) == before

    def _expected(self) -> Outcome:
        """What a clean build makes of a copy of the sources; sources that were seen are known."""
        root = self.newsroom.root
        sources = sorted(path for path in _files(root) if path.parts[0] not in ("public", "other"))
        mark = digest(
            b"\0".join(b"%s\0%s" % (bytes(path), (root / path).read_bytes()) for path in sources)
            + str(self.editor.options).encode()
        )
        if mark not in self.clean:
            copy = Newsroom(self.folder / f"clean-{len(self.clean)}")
            for path in sources:
                copy.write(str(path), (root / path).read_bytes())
            try:
                report = copy.build(**self.editor.options)
                self.clean[mark] = Outcome(copy.files(), report.problems)
            except SiteError as error:
                self.clean[mark] = Outcome(None, error.problems)
            shutil.rmtree(copy.root)
        return self.clean[mark]


def differing(found: Outcome, expected: Outcome) -> list[str]:
    """Names of files that are not the same in both."""
    if found.files is None or expected.files is None:
        return [] if found.files is expected.files else ["everything"]
    names = found.files.keys() | expected.files.keys()
    return sorted(name for name in names if found.files.get(name) != expected.files.get(name))


def signatures(folder: Path) -> dict[Path, tuple[int, int]]:
    found = ((path, path.lstat()) for path in folder.rglob("*"))
    return {path: (status.st_mtime_ns, status.st_ino) for path, status in found}


def empty_folders(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        if ".dateline" in folders:
            folders.remove(".dateline")
        yield from (Path(folder, name).relative_to(root) for name in files)


class Law(RuleBasedStateMachine):
    """Sequences of steps; what Hypothesis prints of a failure can be typed into `Lawsuit.step`."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="dateline-law-", dir=MEMORY))
        self.suit = Lawsuit(self.folder)

    @initialize(
        other_theme=st.sampled_from((False, False, True)),
        stories=st.lists(st.tuples(SMALL, SMALL), max_size=5),
    )
    def begin(self, other_theme: bool, stories: list[tuple[int, int]]) -> None:
        switch = [Edit("configure")] if other_theme else []
        self.suit.step([*switch, *(Edit("add", *numbers) for numbers in stories)], None)

    @rule(edits=st.lists(ANY_EDIT, min_size=1, max_size=3))
    def edit(self, edits: list[Edit]) -> None:
        self.suit.step(edits, None)

    @rule(edits=st.lists(ANY_EDIT, min_size=1, max_size=1))
    def edit_one_thing(self, edits: list[Edit]) -> None:
        self.suit.step(edits, None)

    @rule(edits=st.lists(ANY_EDIT, max_size=2), accident=ANY_ACCIDENT)
    def edit_with_an_accident(self, edits: list[Edit], accident: Accident) -> None:
        self.suit.step(edits, accident)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


def test_after_any_edits_and_accidents_the_output_is_what_a_clean_build_makes() -> None:
    run_state_machine_as_test(
        Law,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
