"""Results as Markdown tables, on the terminal and in a results file."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.inventory import Inventory, kinds_in
from bench.measure import Measured, cores, middle
from bench.scenarios import Results
from bench.tools import BuildFailed

STAGES = ("read", "parse", "link", "render", "publish")
_INTRODUCTION = """\
# Results

Written by `python -m bench`, `python -m bench.preview` and `python -m bench.saves` with
`--write bench/RESULTS.md`.
[README.md](README.md) has the columns. Stories have broad tags, but where `--tags narrow` is named.
"""


def ratios(results: Results, base: str) -> str:
    """How the tools compare with `base`: wall, CPU and memory as parts of its own."""
    tools = [tool for tool in next(iter(results.values())) if tool != base]
    rows = [[f"times {base}", *(f"{tool}: wall / CPU / memory" for tool in tools)]]
    for scenario, by_tool in results.items():
        of = middle(by_tool[base])
        cells = [_ratio(middle(by_tool[tool]), of) for tool in tools]
        rows.append([scenario, *cells])
    return table(rows)


def _ratio(one: Measured, other: Measured) -> str:
    parts = (one.wall / other.wall, one.cpu / other.cpu)
    memory = f"{one.memory / other.memory:.2f}" if other.memory else "–"
    return " / ".join([*(f"{part:.2f}" for part in parts), memory])


def builds(results: Results, inventories: Mapping[str, Inventory]) -> str:
    """The medians of each scenario and tool, a row each. Only Dateline tells what it rendered."""
    rows = [["build", "tool", "pages", "rendered", "wall s", "CPU s", "peak MB"]]
    for scenario, by_tool in results.items():
        for tool, runs in by_tool.items():
            row = middle(runs)
            pages = row.told.get("pages", inventories[tool].pages)
            rows.append(
                [
                    scenario,
                    tool,
                    f"{pages:,}",
                    f"{row.told['rendered']:,}" if "rendered" in row.told else "–",
                    f"{row.wall:.2f}",
                    f"{row.cpu:.2f}",
                    f"{row.memory / 1e6:.0f}" if row.memory else "–",
                ]
            )
    return table(rows, words=2)


def stages(results: Results, tool: str) -> str:
    """What the tool tells of its own stages, in seconds, and of the files that it wrote."""
    rows = [[f"{tool}'s stages", *(f"{stage} s" for stage in STAGES), "files written"]]
    for scenario, by_tool in results.items():
        told = middle(by_tool[tool]).told
        seconds = [f"{told['seconds'].get(stage, 0.0):.2f}" for stage in STAGES]
        rows.append([scenario, *seconds, f"{told['written']:,}"])
    return table(rows)


def inventory_table(inventories: Mapping[str, Inventory]) -> str:
    """How many files of each kind each tool made."""
    rows = [["files made", *inventories]]
    for kind in kinds_in(inventories.values()):
        rows.append([kind, *(f"{made.files.get(kind, 0):,}" for made in inventories.values())])
    rows.append(["MB of HTML", *(f"{made.html_bytes / 1e6:.1f}" for made in inventories.values())])
    rows.append(["MB in all", *(f"{made.all_bytes / 1e6:.1f}" for made in inventories.values())])
    return table(rows)


def table(rows: Sequence[Sequence[str]], words: int = 1) -> str:
    """A Markdown table; all but the first `words` columns are numbers."""
    head, *body = rows
    lines = [head, [*["---"] * words, *["--:"] * (len(head) - words)], *body]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join(
        "| "
        + " | ".join(
            cell.ljust(width) if at < words else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    )


def facts(command: str, runs: int, load: float, versions: Mapping[str, str]) -> str:
    """When, how and on what it was measured; nothing that names the machine."""
    tools = ", ".join(f"{tool} {version}" for tool, version in versions.items())
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, `{command}`: medians of {runs}; {tools}; "
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {cores()} cores, load {load:.1f} at the start."
    )


def load_average() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def tell(measured: Callable[[], tuple[str, str]], file: Path | None) -> int:
    """Measure and print what was found, a title and the text under it; gives the exit code.

    With a `file`, it is written there, too.
    """
    try:
        title, text = measured()
    except BuildFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{title}\n\n{text}")
    if file is not None:
        write_section(file, title, text)
    return 0


def write_section(file: Path, title: str, text: str) -> None:
    """Put a section into a results file, in place of the one with that title."""
    before = file.read_text("utf-8") if file.exists() else _INTRODUCTION
    section = f"## {title}\n\n{text}\n"
    old = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if old.search(before):
        after = old.sub(lambda found: section + "\n", before).rstrip() + "\n"
    else:
        after = f"{before.rstrip()}\n\n{section}"
    file.write_text(after, "utf-8")
