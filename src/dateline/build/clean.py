"""Cleaning: deleting what Dateline made, and nothing else."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from dateline.errors import MachineError
from dateline.publish import output as publishing
from dateline.publish.manifest import MANIFEST, read_manifest
from dateline.store import FOLDER, opened


def clean(root: Path, output: Path, *, cache_only: bool = False) -> int:
    """Delete the cache of the site in `root` and what was built into `output`.

    Returns the number of built files that went. Raises UsageError where the output folder is not
    ours, MachineError where the disk fails us or a build is running.
    """
    removed = 0
    publishing.check_output(output, root)
    try:
        # Nobody may be building meanwhile.
        with opened(root, []):
            if not cache_only and read_manifest(output) is not None:
                removed = _withdraw(output)
        shutil.rmtree(root / FOLDER, ignore_errors=True)
    except OSError as error:
        raise MachineError.of(error, "cleaning", output) from error
    return removed


def _withdraw(output: Path) -> int:
    with publishing.claimed(output):
        publishing.begin(output)
        removed = publishing.publish(output, frozenset())
        (output / MANIFEST).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # others keep files in it
        output.rmdir()
    return len(removed)
