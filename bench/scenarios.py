"""What happens to a site between two builds, told to all tools alike."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import TIMEOUT, Measured, measure_build
from bench.tools import BuildFailed, Tool

Results = dict[str, dict[str, list[Measured]]]  # by scenario, then by tool

_TITLE = re.compile(r"^title: .*$", re.MULTILINE)
_TAGLINE = re.compile(r'^(\W*(?:tagline|SITESUBTITLE)\W+?)"[^"]*"', re.MULTILINE)
_HEADING = re.compile(r'</h1>(?:<span class="edition">\d+</span>)?')
_LONG = 1500  # bytes: a story's summary then stays as it is when its end changes


@dataclass
class Desk:
    """One tool's site, and the story in it that is edited: as a Dateline site has it.

    `aside` is a folder on the same file system, for what earlier builds made.
    """

    tool: Tool
    site: Path
    aside: Path
    file: str
    text: str

    def made(self) -> list[Path]:
        """What builds made: output and caches, as far as they are there."""
        names = (self.tool.output, *self.tool.caches)
        return [self.site / name for name in names if (self.site / name).exists()]

    def rewrite(self, text: str) -> None:
        self.text = text
        self.tool.write_story(self.site, self.file, text)

    def change(self, file: str, pattern: re.Pattern[str], new: str) -> None:
        """Replace the first place in one of the tool's own files; raises BuildFailed if none."""
        path = self.site / file
        text, found = pattern.subn(new, path.read_text("utf-8"), count=1)
        if not found:
            raise BuildFailed(f"{self.tool.name}: nothing to edit in {file}")
        path.write_text(text, "utf-8")


def _forget(desk: Desk, run: int) -> None:
    # Moved, not deleted: ext4 does not give out inodes that were deleted in the last minutes, and
    # to look for others would be part of what is measured.
    aside = Path(tempfile.mkdtemp(dir=desk.aside))
    for path in desk.made():
        path.rename(aside / path.name)


def _clean(desk: Desk, run: int) -> None:
    for path in desk.made():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _nothing(desk: Desk, run: int) -> None:
    pass


def _edit_body(desk: Desk, run: int) -> None:
    desk.rewrite(f"{desk.text}\nThe benchmark added paragraph {run}.\n")


def _edit_title(desk: Desk, run: int) -> None:
    text, found = _TITLE.subn(f"title: The benchmark gave this title {run}", desk.text, count=1)
    if not found:
        raise BuildFailed(f"{desk.file} has no line with a title")
    desk.rewrite(text)


def _add_story(desk: Desk, run: int) -> None:
    """The newest story of all, on a day that has others, with the edited one's tags and body."""
    matter, _, body = desk.text.partition("\n---\n")
    kept = "\n".join(line for line in matter.splitlines() if line.startswith(("tags:", "authors:")))
    head = f"---\ntitle: The benchmark adds story {run}\ndate: 2025-12-31 23:{run:02}\n{kept}"
    section = desk.file.partition("/")[0]
    name = f"{section}/2025-12-31-benchmark-story-{run}.md"
    desk.tool.write_story(desk.site, name, f"{head}\n---\n{body}")


def _edit_template(desk: Desk, run: int) -> None:
    desk.change(desk.tool.template, _HEADING, f'</h1><span class="edition">{run}</span>')


def _edit_tagline(desk: Desk, run: int) -> None:
    desk.change(desk.tool.config, _TAGLINE, rf'\1"All the news of edition {run}"')


SCENARIOS: dict[str, Callable[[Desk, int], None]] = {
    "cold": _forget,
    "unchanged": _nothing,
    "one body edited": _edit_body,
    "one title edited": _edit_title,
    "one story added": _add_story,
    "one template edited": _edit_template,
    "tagline edited": _edit_tagline,
    "cleaned": _clean,
}
# What can be done to a site that we know nothing of.
ANY_SITE = ("cold", "unchanged", "one body edited", "one title edited", "cleaned")


def open_desks(tools: Sequence[Tool], source: Path, folder: Path) -> list[Desk]:
    """Make each tool's site in `folder` from the one in `source`; raises BuildFailed.

    Whoever made `folder` deletes it, when all is measured.
    """
    file, text = _story_to_edit(source / "content")
    aside = folder / "aside"
    aside.mkdir()
    desks = []
    for number, tool in enumerate(tools):
        tool.version()
        site = folder / f"site-{number}"
        tool.prepare(source, site)
        desks.append(Desk(tool, site, aside, file, text))
    return desks


def measure(
    desks: Sequence[Desk],
    runs: int,
    scenarios: Sequence[str] = tuple(SCENARIOS),
    timeout: float = TIMEOUT,
    tell: Callable[[str], None] = lambda line: None,
) -> Results:
    """Build all sites in all scenarios, each `runs` times, the tools in turn. Edits the sites.

    All cold builds come first, for a build that replaces files deletes the old ones; those of
    sites that were just cleaned come last.
    """
    results: Results = {name: {desk.tool.name: [] for desk in desks} for name in scenarios}
    for name in scenarios:
        for run in range(1, runs + 1):
            for desk in desks:
                SCENARIOS[name](desk, run)
                _write_out()
                measured = measure_build(desk.tool, desk.site, timeout)
                results[name][desk.tool.name].append(measured)
                tell(f"{name}, run {run}: {desk.tool.name}: {measured.wall:.1f} s")
    return results


def _write_out() -> None:
    """Have the system write what it holds back: a tool that syncs would wait for others' files."""
    if hasattr(os, "sync"):
        os.sync()


def _story_to_edit(content: Path) -> tuple[str, str]:
    """A long article from the middle."""
    stories = sorted(
        path
        for path in content.rglob("*.md")
        if path.relative_to(content).parts[0] != "pages" and path.stat().st_size > _LONG
    )
    if not stories:
        raise BuildFailed(f"no article of {_LONG:,} bytes in content/")
    story = stories[len(stories) // 2]
    return story.relative_to(content).as_posix(), story.read_text("utf-8")
