"""Scaffolds: files that `dateline new` makes for a site, from cli/scaffolds/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple


class Written(NamedTuple):
    """Names of files that were made, and of those that were there already."""

    made: list[str]
    kept: list[str]


def write_scaffolds(target: Path, names: tuple[str, ...], words: Mapping[str, str]) -> Written:
    """Write scaffolds into a folder, with `words` filled in, in names too.

    Nothing that exists is overwritten.
    """
    written = Written([], [])
    for name in names:
        for given, source in _files(resources.files("dateline.cli") / "scaffolds" / name):
            path, text = given, source.read_text("utf-8")
            for word, filled in words.items():
                path, text = path.replace(word, filled), text.replace(word, filled)
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                with file.open("x", encoding="utf-8", newline="\n") as opened:
                    opened.write(text)
                written.made.append(path)
            except FileExistsError:
                written.kept.append(path)
    return written


def _files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    """Files of a scaffold; "_dot_" stands for a dot, which packaging tends to leave out."""
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = prefix + entry.name.replace("_dot_", ".")
        if entry.is_dir():
            yield from _files(entry, f"{name}/")
        else:
            yield name, entry
