"""The manifest: the list of files in an output folder that Dateline wrote."""

from __future__ import annotations

import json
import os
import posixpath
from pathlib import Path

MANIFEST = ".dateline-manifest.json"
_VERSION = 1


def read_manifest(output: Path) -> frozenset[str] | None:
    """Return the paths that are ours; None when there is no manifest or it can't be read."""
    try:
        data = json.loads((output / MANIFEST).read_text("utf-8"))
        files = data["files"]
        if data["version"] != _VERSION or not isinstance(files, list):
            return None
        # A manifest is only a file: it must not send us outside of the folder.
        return frozenset(path for path in files if isinstance(path, str) and is_inside(path))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def manifest_bytes(files: frozenset[str]) -> bytes:
    """Write a manifest, sorted, so that equal lists give equal bytes."""
    return (json.dumps({"version": _VERSION, "files": sorted(files)}, indent=0) + "\n").encode()


def is_inside(path: str) -> bool:
    """Tell whether a relative path stays in the folder it is relative to."""
    return (
        bool(path)
        and not posixpath.isabs(path)
        and not os.path.isabs(path)
        and "\\" not in path
        and "\0" not in path
        and ".." not in path.split("/")
    )
