"""Verifying: an incremental build must have the bytes of a clean one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dateline import clock
from dateline.build import build
from dateline.build.pipeline import rebuild
from dateline.build.survey import Survey
from dateline.configfile import load_config
from dateline.options import Options
from dateline.progress import Progress, Report, Silent
from dateline.publish.manifest import read_manifest
from dateline.store import Store

_OURS = ".dateline"  # how the names of other files of ours begin
_SHOWN = 40  # bytes around the first difference


class Difference(msgspec.Struct, frozen=True):
    """The first file that is not as a clean build makes it, and a sentence on how."""

    file: str
    text: str


def verify(
    root: Path, options: Options, progress: Progress | None = None
) -> tuple[Report, Difference | None]:
    """Build incrementally and clean, and compare. Raises as `build` does."""
    options = _settled(root, options)
    report = build(root, options, progress)
    with tempfile.TemporaryDirectory(prefix="dateline-verify-") as folder:
        output = Path(folder) / "public"
        clean = msgspec.structs.replace(options, output=output, clean=True)
        # A store of its own: nothing that was kept may have a say.
        store = Store(Path(folder) / "cache.sqlite")
        try:
            rebuild(Survey(root, clean, store, Report()), progress or Silent())
        finally:
            store.close()
        return report, next(_differences(options.output or root / "public", output), None)


def _settled(root: Path, options: Options) -> Options:
    """Both builds are to be of one instant."""
    config = load_config(root, base_url=options.base_url).config
    if options.as_of is not None or config is None:
        return options
    return msgspec.structs.replace(options, as_of=clock.now(config.zone).isoformat())


def _differences(incremental: Path, clean: Path) -> Iterator[Difference]:
    ours, theirs = dict(_own_files(incremental)), _files(clean)
    for file in sorted({*ours, *theirs}):
        if file not in theirs:
            yield Difference(file, "a clean build does not make it")
        elif file not in ours:
            yield Difference(file, "only a clean build makes it")
        elif (one := ours[file].read_bytes()) != (other := theirs[file].read_bytes()):
            yield Difference(file, _where(one, other))


def _own_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """What Dateline wrote, and what it works with: files of others may stand beside it."""
    manifest = read_manifest(folder)
    written = manifest.files if manifest is not None else frozenset()
    for file, path in _files(folder).items():
        if file in written or file.startswith(_OURS):
            yield file, path


def _files(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }


def _where(one: bytes, other: bytes) -> str:
    at = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    start = max(at - _SHOWN // 2, 0)
    shown = [each[start : start + _SHOWN].decode("utf-8", "replace") for each in (one, other)]
    return f"byte {at}: {shown[0]!r}, and {shown[1]!r} in a clean build"
