"""The output folder: whether we may write there, and publishing in it.

A publication can be ended at any moment, by a signal or by the loss of power: `recover` finishes
it or drops it. In this order:

1. New bytes are staged, and made durable.
2. The manifest of what will be is written beside them and made durable. It is the journal: from
   here on the publication will be finished.
3. What is staged moves into place: new assets, new pages, changed files. What no longer belongs
   is deleted. So at every moment each link leads somewhere.
4. The journal moves into the manifest's place, and there is nothing more to be done.

What is still to be moved is what is still staged; what is still to be deleted is what only the
old manifest has. So the journal need not say how far things have come.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dateline.errors import MachineError, UsageError
from dateline.publish.durable import make_durable
from dateline.publish.manifest import (
    MANIFEST,
    Manifest,
    SiteName,
    has_manifest,
    inside,
    is_whole,
    manifest_bytes,
    read_manifest,
    site_of,
)
from dateline.publish.moves import Moves, delete, find_moves, move
from dateline.publish.staging import (
    JOURNAL,
    STAGING,
    begin_staging,
    drop_staging,
    mode_of,
    staged_paths,
    write_file,
)

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_WAY_OUT = "\n  empty it, or choose another folder with -o"
_SOURCES = ("content", "themes", "templates", "static", "data", "translations", "assets", "src")


class OutputTaken(MachineError):
    """Another build is writing in the output folder."""


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
    try:
        foreign = any(_foreign(target)) and not (has_manifest(target) or _journal(str(target)))
    except OSError as error:
        raise MachineError.of(error, "looking into the output folder") from error
    if foreign:
        raise UsageError(f"{refusal}: it holds files that Dateline did not write{_WAY_OUT}")


def check_site(output: Path, root: Path, site: SiteName) -> None:
    """Refuse a folder that holds another site; raises UsageError.

    What lies in the site's own folder is this site's, whatever it was called when it was built.
    """
    try:
        held = site_of(output)
    except OSError as error:
        raise MachineError.of(error, "looking into the output folder") from error
    if held is None or held.may_be(site) or output.resolve().is_relative_to(root.resolve()):
        return
    raise UsageError(f"will not build into {output}: it holds the site '{held.title}'{_WAY_OUT}")


def _home() -> list[Path]:
    try:
        return [Path.home().resolve()]
    except RuntimeError:
        # A user whom the machine has no entry for, as in some containers.
        return []


def _foreign(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        yield from (entry.name for entry in entries if entry.name not in (STAGING, MANIFEST))


@contextlib.contextmanager
def claimed(output: Path) -> Iterator[None]:
    """Make the output folder ours alone for a while; raises OutputTaken when a build holds it.

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
            raise OutputTaken(f"{output}: another build is writing there; wait for it") from None
        except OSError:
            pass
        yield
    finally:
        os.close(folder)


def recover(output: Path) -> None:
    """Finish a publication that was stopped half-way; drop what was staged and never published.

    For the start of every command that looks into an output folder; costs nothing when there is
    nothing to do, and does nothing while another process is building. Raises MachineError.
    """
    if not os.path.lexists(output / STAGING):
        return
    try:
        with claimed(output):
            _finish(os.fspath(output))
            drop_staging(os.fspath(output))
    except OutputTaken:
        return
    except OSError as error:
        raise MachineError.of(error, "finishing what a stopped build had begun", output) from error


def begin(output: Path, files: int = 0) -> None:
    """Make ready for staging about so many files in a folder that is claimed."""
    _finish(os.fspath(output))
    begin_staging(os.fspath(output), files)


def discard(output: Path) -> None:
    """Drop what is staged, unless it is being published: then `recover` will finish that."""
    with contextlib.suppress(OSError):
        if mode_of(f"{output}/{JOURNAL}") is None:
            drop_staging(os.fspath(output))


def publish(
    output: Path,
    files: frozenset[str] | None,
    *,
    site: SiteName | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> list[str]:
    """Move what is staged into place and delete ours that no longer belong; returns the deleted.

    `files` are all files of the site, None for those of the manifest; the claim must be held.
    `meanwhile` is done once, before anything is moved, while the disk is waited for.
    Raises MachineError, before anything is moved, when something that is not ours is in the way.
    An OSError leaves a publication that `recover` will finish, or one that did not begin.
    """
    folder = os.fspath(output)
    data = manifest_bytes(folder)
    old = (Manifest.of(data) if data is not None else None) or Manifest(frozenset())
    new = Manifest(old.files if files is None else files, site)
    moves = find_moves(folder, old.files)
    same = data is not None and new == old and is_whole(data)
    if same and not any(moves):
        discard(output)
        meanwhile()
        return []
    removed = [] if same else inside(old.files - new.files)
    _begin_journal(folder, data if same and data else new.encoded(), meanwhile)
    _carry_out(folder, moves, removed)
    discard(output)
    return removed


def _begin_journal(output: str, data: bytes, meanwhile: Callable[[], object]) -> None:
    """Write the journal: whole and durable, after all that it promises."""
    make_durable(output, staged_paths(output), meanwhile)
    journal = f"{output}/{JOURNAL}"
    write_file(f"{journal}.new", data)
    make_durable(output, [f"{journal}.new"])
    os.replace(f"{journal}.new", journal)
    make_durable(output, [f"{output}/{STAGING}", output])


def _carry_out(output: str, moves: Moves, removed: list[str]) -> None:
    """Do, or finish, what the journal promises."""
    move(output, moves)
    delete(output, removed)
    make_durable(
        output, _folders_of(output, [*moves.new, *moves.replaced, *moves.changed, *removed])
    )
    os.replace(f"{output}/{JOURNAL}", f"{output}/{MANIFEST}")


def _folders_of(output: str, paths: Iterable[str]) -> Iterator[str]:
    """The folders that hold these paths, as far as they are there still."""
    for folder in dict.fromkeys(os.path.dirname(path) for path in paths):
        if mode_of(f"{output}/{folder}") is not None:
            yield f"{output}/{folder}"


def _journal(output: str) -> Manifest | None:
    """What a stopped publication was about to make of the folder; None when there is none."""
    data = manifest_bytes(output, JOURNAL)
    return Manifest.of(data) if data is not None and is_whole(data) else None


def _finish(output: str) -> None:
    """Finish a publication of which there is a journal."""
    new = _journal(output)
    if new is None:
        return
    old = read_manifest(output) or Manifest(frozenset())
    _carry_out(output, find_moves(output, old.files), inside(old.files - new.files))
