"""The output folder: whether we may write there, and writing only what changed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from dateline.digest import digest
from dateline.errors import MachineError, UsageError
from dateline.publish.manifest import MANIFEST, manifest_bytes, read_manifest

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

STAGING = ".dateline-staging"
_SOURCES = ("content", "themes", "templates", "static", "data", "translations", "assets", "src")


def check_output(output: Path, root: Path) -> None:
    """Refuse a folder whose files are not ours to replace; raises UsageError."""
    refusal = f"will not build into {output}"
    try:
        target, root = output.resolve(), root.resolve()
        sources = [(root / name).resolve() for name in _SOURCES]
    except RuntimeError:
        raise UsageError(f"{refusal}: its links lead in a circle") from None
    if target in {Path(target.anchor), root, *_home()} or root.is_relative_to(target):
        raise UsageError(f"{refusal}: it holds more than a built site")
    if any(target.is_relative_to(source) for source in sources):
        raise UsageError(f"{refusal}: it holds the site's sources")
    if output.is_symlink() and not target.is_dir():
        raise UsageError(f"{refusal}: a link that leads nowhere")
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{refusal}: it is a file")
    if read_manifest(target) is None and any(_foreign(target)):
        raise UsageError(
            f"{refusal}: it holds files that Dateline did not write\n"
            "  empty it, or choose another folder with -o"
        )


def _home() -> list[Path]:
    try:
        return [Path.home().resolve()]
    except RuntimeError:
        # A user whom the machine has no entry for, as in some containers.
        return []


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
        self.rewrite = rewrite

    def stage(self, file: str, data: bytes) -> bool:
        """Stage `data` for `file` unless it is there already; tells whether it was staged."""
        if not self.rewrite and _holds(self.output / file, data):
            return False
        _staged(self.output, file).write_bytes(data)
        return True


def _staged(output: Path, file: str) -> Path:
    """Where the new bytes of a file wait: all in one folder, which is quick to make and to drop."""
    return output / STAGING / digest(file.encode("utf-8"))


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


@contextlib.contextmanager
def claimed(output: Path) -> Iterator[None]:
    """Make the output folder ours alone for a while; raises MachineError when a build holds it.

    The system lets go of the claim when the process ends, however it ends. Where it has no such
    claims (Windows, some network disks), there is none.
    """
    output.mkdir(parents=True, exist_ok=True)
    if fcntl is None:
        yield  # type: ignore[unreachable]
        return
    folder = os.open(output, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MachineError(f"{output}: another build is writing there; wait for it") from None
        except OSError:
            pass
        yield
    finally:
        os.close(folder)


def begin(output: Path) -> None:
    """Make an empty staging folder in the output folder."""
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
    Raises MachineError, before anything is moved, when something that is not ours is in the way.
    """
    ours = read_manifest(output) or frozenset()
    order = sorted(staged, key=lambda file: (file in ours, not _is_asset(file), file))
    checked: set[Path] = set()
    for file in order:
        _check_way(output, file, ours, checked)
    _write(output / MANIFEST, manifest_bytes(ours | files))
    made: set[Path] = set()
    for file in order:
        _move(output, file, made)
    removed = sorted(ours - files)
    for file in removed:
        _remove(output, file)
    _write(output / MANIFEST, manifest_bytes(files))
    discard(output)
    return removed


def _is_asset(file: str) -> bool:
    return file.startswith("assets/")


def _folders(output: Path, file: str) -> list[Path]:
    """The folders between the output folder and a file, the innermost first."""
    return [output / above for above in PurePosixPath(file).parents if above.name]


def _check_way(output: Path, file: str, ours: frozenset[str], checked: set[Path]) -> None:
    """Make sure that moving `file` into place replaces nothing but our own."""

    def is_ours(path: Path) -> bool:
        return path.relative_to(output).as_posix() in ours

    for folder in _folders(output, file):
        if folder in checked:
            break
        checked.add(folder)
        if folder.is_symlink():
            # What is behind it may lie outside, or be reached by another address as well.
            raise MachineError(f"{folder}: is a link where a folder should be; remove it")
        if folder.is_file() and not is_ours(folder):
            raise MachineError(f"{folder}: is in the way and is not ours; move it")
    target = output / file
    inside = [target]
    if target.is_dir() and not target.is_symlink():
        inside = [path for path in target.rglob("*") if path.is_symlink() or not path.is_dir()]
    for path in inside:
        if os.path.lexists(path) and not is_ours(path):
            raise MachineError(f"{path}: is in the way and is not ours; move it")


def _move(output: Path, file: str, made: set[Path]) -> None:
    """Move one staged file into place; a page that was a file may have become a folder, or back."""
    target = output / file
    if target.parent not in made:
        for folder in _folders(output, file):
            if folder.is_file():
                folder.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        made.add(target.parent)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    os.replace(_staged(output, file), target)


def _remove(output: Path, file: str) -> None:
    """Delete a file of ours and the folders that it leaves empty."""
    target, folders = output / file, _folders(output, file)
    if any(folder.is_symlink() for folder in folders):
        return
    # What was a file may be a folder by now, or the other way round.
    if not target.is_dir() or target.is_symlink():
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            target.unlink()
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _write(path: Path, data: bytes) -> None:
    waiting = path.with_name(path.name + ".new")
    waiting.write_bytes(data)
    os.replace(waiting, path)
