"""Results as a Markdown table, on the terminal and in a results file."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import dateline
from bench.measure import Measured, cores, middle

STAGES = ("read", "parse", "link", "render", "publish")
_COUNTS = ("articles", "pages", "rendered", "written")
_INTRODUCTION = """\
# Results

Written by `python -m bench --write bench/RESULTS.md`. [README.md](README.md) has the columns.
"""


def table(results: Mapping[str, Sequence[Measured]]) -> str:
    """The medians of each scenario, a row each."""
    head = ["build", *_COUNTS, "wall s", "CPU s", "peak MB", *(f"{name} s" for name in STAGES)]
    rows = [head, ["---", *["--:"] * (len(head) - 1)]]
    for name, runs in results.items():
        row = middle(runs)
        rows.append(
            [
                name,
                *(f"{row.counts[count]:,}" for count in _COUNTS),
                f"{row.wall:.2f}",
                f"{row.cpu:.2f}",
                f"{row.memory / 1e6:.0f}" if row.memory else "–",
                *(f"{row.stages.get(stage, 0.0):.2f}" for stage in STAGES),
            ]
        )
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    lines = [
        [
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in rows
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def facts(command: str, runs: int, load: float) -> str:
    """When, how and on what it was measured; nothing that names the machine."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, `{command}`: medians of {runs}; Dateline "
        f"{dateline.__version__}, {platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {cores()} cores, load {load:.1f} at the start."
    )


def load_average() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


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
