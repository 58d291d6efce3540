"""`python -m bench.saves`: from each way of saving to an open tab that shows what was saved."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from bench.branches import Branches
from bench.generate import AS_OF, generate
from bench.preview import running
from bench.report import facts, load_average, table, tell
from bench.scenarios import Desk, open_desks
from bench.stories import read_story
from bench.tab import Tab
from bench.tools import BuildFailed, Dateline

WITHIN = 3.0  # seconds in which reloads are counted
_LONGEST = 60.0  # seconds to wait for one
_REST = 3.0  # seconds for what servers do after their first page, and after much was saved
_OPEN = 0.3  # seconds for a tab to listen

Save = Callable[[Path, str], None]


@dataclass
class Seen:
    """Seconds from the end of each save: until the tab was told to load its page again, and until
    it had the new words. `reloads` is how often it was told."""

    told: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    reloads: list[int] = field(default_factory=list)


def plain(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def renamed(path: Path, text: str) -> None:
    other = path.with_name(f".{path.name}.tmp")
    other.write_text(text, "utf-8")
    other.replace(path)


def with_backup(path: Path, text: str) -> None:
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text, "utf-8")
    backup.unlink()


def deleted_first(path: Path, text: str) -> None:
    path.unlink()
    time.sleep(0.02)
    path.write_text(text, "utf-8")


def in_new_folder(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")


STYLES: dict[str, Save] = {
    "plain write": plain,
    "moved over it": renamed,
    "with a backup, as vim": with_backup,
    "deleted, written again": deleted_first,
}
LINKED, NEW = "behind a link", "a new folder with a story"
CHECKOUT = "git checkout, a line more in all stories"


def main() -> int:
    given = _arguments()
    return tell(lambda: _measured(given), given.write)


def _measured(given: argparse.Namespace) -> tuple[str, str]:
    load = load_average()
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as temporary:
        folder = Path(temporary)
        generate(folder / "generated", given.articles, given.seed)
        tool = Dateline(["--as-of", AS_OF])
        versions = {tool.name: tool.version()}
        (desk,) = open_desks([tool], folder / "generated", folder)
        found = _all_styles(tool, desk, folder / "copy", given.saves, given.only)
    title = f"Ways of saving, in a preview of {given.articles:,} generated articles"
    command = f"python -m bench.saves --articles {given.articles} --saves {given.saves}"
    return title, f"{facts(command, given.saves, load, versions)}\n\n{report(found)}"


def report(found: dict[str, Seen]) -> str:
    """A table of all ways: seconds, and the most reloads that one save led to."""
    rows = [["saved", "told, median", "worst", "shown, median", "worst", "reloads, most"]]
    for name, each in found.items():
        cells = [f"{figure:.3f}" for one in (each.told, each.shown) for figure in _both(one)]
        rows.append([name, *cells, str(max(each.reloads))])
    return table(rows)


def _both(seconds: Sequence[float]) -> tuple[float, float]:
    return median(seconds), max(seconds)


def _all_styles(tool: Dateline, desk: Desk, copy: Path, saves: int, only: str) -> dict[str, Seen]:
    branches = Branches(desk.site, copy)
    found: dict[str, Seen] = {}
    with running(tool, desk):
        time.sleep(_REST)  # what it keeps for the next start
    with running(tool, desk) as (port, _, memory):
        for name, steps in _ways(desk, branches, saves):
            if only in name:
                found[name] = seen = Seen()
                for url, words, save in steps:
                    watched(port, url, words, save, seen)
                said = f"{name}: {median(seen.shown):.3f} s, {memory.peak / 1e6:,.0f} MB"
                print(said, file=sys.stderr, flush=True)
    return found


Step = tuple[str, str, Callable[[], None]]  # the tab's address, the new words, what saves them


def _ways(desk: Desk, branches: Branches, saves: int) -> Iterator[tuple[str, Iterator[Step]]]:
    path, text = desk.site / "content" / desk.file, desk.text
    url = read_story(desk.file, text).url

    def saved(name: str, file: Path, save: Save) -> Iterator[Step]:
        for number in range(saves):
            words = f"Saved number {number}, {name}."
            yield url, words, partial(save, file, f"{text}\n{words}\n")

    def checked_out(kind: str) -> Iterator[Step]:
        for number in range(saves):
            name = f"{kind}-{number}"
            words = branches.make(name, mixed=kind == "mixed", tagged=kind == "tagged")
            time.sleep(_REST)
            yield url, words, partial(branches.check_out, name)

    def added() -> Iterator[Step]:
        section = desk.file.partition("/")[0]
        for number in range(saves):
            title = f"A story of desk {number}"
            file = desk.site / f"content/{section}/desk-{number}/story-{number}.md"
            new = f"---\ntitle: {title}\ndate: 2025-12-31 23:{number:02}\n---\n\nMore soon.\n"
            yield "/", title, partial(in_new_folder, file, new)

    yield CHECKOUT, checked_out("plain")
    yield f"{CHECKOUT}, with words of others", checked_out("mixed")
    yield f"{CHECKOUT}, and another tag", checked_out("tagged")
    time.sleep(_REST)
    for name, save in STYLES.items():
        yield name, saved(name, path, save)
    yield NEW, added()
    target = desk.site / "drafts" / path.name
    target.parent.mkdir()
    path.rename(target)
    path.symlink_to(target)
    time.sleep(1)
    yield LINKED, saved(LINKED, target, plain)


def watched(port: int, url: str, words: str, save: Callable[[], None], seen: Seen) -> None:
    """Save while a tab is open; raises BuildFailed where it never has the words."""
    with Tab(port, url, words) as tab:
        time.sleep(_OPEN)
        save()
        done = time.perf_counter()
        while not tab.shown and time.perf_counter() < done + _LONGEST:
            time.sleep(0.01)
        time.sleep(max(0.0, done + WITHIN - time.perf_counter()))
    if not tab.shown:
        raise BuildFailed(f"the page at {url} was not shown with {words!r}")
    seen.told.append(tab.told[0] - done)
    seen.shown.append(tab.shown[0] - done)
    seen.reloads.append(len(tab.told))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.saves", description=__doc__)
    add = parser.add_argument
    add("--articles", type=int, default=1_000, metavar="N", help="default: 1000")
    add("--seed", type=int, default=1, metavar="S", help="another seed, other articles")
    add("--saves", type=int, default=5, metavar="N", help="in each way; default: 5")
    add("--only", default="", metavar="WORDS", help="the ways with these words in their names")
    add("--write", type=Path, metavar="FILE", help="put the result into a Markdown file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
