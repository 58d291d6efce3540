"""The output folder: whether we may write there, and writing only what changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.errors import MachineError, UsageError
from dateline.publish.manifest import MANIFEST, manifest_bytes, read_manifest

STAGING = ".dateline-staging"
_SOURCES = ("content", "themes", "templates", "static", "data", "translations", "assets", "src")


def check_output(output: Path, root: Path) -> None:
    """Refuse a folder whose files are not ours to replace; raises UsageError."""
    target, root = output.resolve(), root.resolve()
    forbidden = {Path(target.anchor), Path.home().resolve(), root}
    if target in forbidden or root.is_relative_to(target):
        raise UsageError(f"will not build into {output}: it holds more than a built site")
    for name in _SOURCES:
        source = root / name
        if target == source or target.is_relative_to(source):
            raise UsageError(f"will not build into {output}: it holds the site's sources")
    if output.is_symlink() and not target.is_dir():
        raise UsageError(f"will not build into {output}: a link that leads nowhere")
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"will not build into {output}: it is a file")
    if read_manifest(target) is None and any(_foreign(target)):
        raise UsageError(
            f"will not build into {output}: it holds files that Dateline did not write\n"
            "  empty it, or choose another folder with -o"
        )


def _foreign(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.name not in (STAGING, MANIFEST))
    except OSError as error:
        raise MachineError.of(error, "looking into the output folder") from error


class Staging:
    """Holds new bytes of changed files until all are made; then they move into place.

    Workers stage, the main process publishes. Both sides only need the output folder.
    """

    def __init__(self, output: Path, *, rewrite: bool = False) -> None:
        self.output = output
        self.folder = output / STAGING
        self.rewrite = rewrite
        self._made: set[Path] = set()

    def stage(self, file: str, data: bytes) -> bool:
        """Stage `data` for `file` unless it is there already; tells whether it was staged."""
        if not self.rewrite and _holds(self.output / file, data):
            return False
        target = self.folder / file
        self._make_folder(target.parent)
        target.write_bytes(data)
        return True

    def _make_folder(self, folder: Path) -> None:
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)


def _holds(path: Path, data: bytes) -> bool:
    """Compare bytes: times and sizes alone can lie."""
    try:
        if path.is_symlink():
            return False
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != len(data):
                return False
            return file.read() == data
    except OSError:
        return False


def begin(output: Path) -> None:
    """Make the output folder and an empty staging folder in it."""
    shutil.rmtree(output / STAGING, ignore_errors=True)
    (output / STAGING).mkdir(parents=True)
    if read_manifest(output) is None:
        # From now on the folder is ours, also if we are stopped half-way.
        (output / MANIFEST).write_bytes(manifest_bytes(frozenset()))


def discard(output: Path) -> None:
    """Drop what was staged."""
    shutil.rmtree(output / STAGING, ignore_errors=True)


def publish(output: Path, files: frozenset[str], staged: Iterable[str]) -> list[str]:
    """Move staged files into place and delete ours that no longer belong; returns the deleted.

    New files go first and deletions last, so that at every moment each link leads somewhere.
    """
    ours = read_manifest(output) or frozenset()
    _write(output / MANIFEST, manifest_bytes(ours | files))
    resolved = output.resolve()
    checked: set[Path] = set()
    order = sorted(staged, key=lambda file: (file in ours, not _is_asset(file), file))
    for file in order:
        _move(output, file, ours, resolved, checked)
    removed = sorted(ours - files)
    for file in removed:
        _remove(output, file, resolved)
    _write(output / MANIFEST, manifest_bytes(files))
    discard(output)
    return removed


def _is_asset(file: str) -> bool:
    return file.startswith(("assets/", "media/"))


def _move(
    output: Path, file: str, ours: frozenset[str], resolved: Path, checked: set[Path]
) -> None:
    target = output / file
    folder = target.parent
    if folder not in checked:
        _clear_way(output, folder, ours)
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.resolve().is_relative_to(resolved):
            raise MachineError(f"{folder}: leads out of the output folder by a link; remove it")
        checked.add(folder)
    if target.is_dir() and not target.is_symlink():
        _remove_tree(target, output, ours)
    os.replace(output / STAGING / file, target)


def _clear_way(output: Path, folder: Path, ours: frozenset[str]) -> None:
    """A page that was a file may have become a folder."""
    for above in (folder, *folder.parents):
        if above == output:
            return
        if above.is_file() and above.relative_to(output).as_posix() in ours:
            above.unlink()


def _remove_tree(folder: Path, output: Path, ours: frozenset[str]) -> None:
    """A folder may have become a page: it goes when all that is in it is ours."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        elif path.relative_to(output).as_posix() in ours:
            path.unlink()
        else:
            raise MachineError(f"{path}: is in the way and is not ours; move it")
    folder.rmdir()


def _remove(output: Path, file: str, resolved: Path) -> None:
    target = output / file
    if not target.parent.resolve().is_relative_to(resolved):
        return
    target.unlink(missing_ok=True)
    for above in target.parents:
        if above == output:
            return
        try:
            above.rmdir()
        except OSError:
            return


def _write(path: Path, data: bytes) -> None:
    waiting = path.with_name(path.name + ".new")
    waiting.write_bytes(data)
    os.replace(waiting, path)
