"""The tool as an input of its own caches: another version of it may make other bytes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dateline import __version__
from dateline.digest import digest

PACKAGE = Path(__file__).resolve().parent
# Names as their folders in site-packages begin, in small letters, with underscores.
_LIBRARIES = frozenset(
    (
        *("babel", "idna", "jinja2", "markdown_it_py", "markupsafe", "mdit_py_plugins", "msgspec"),
        *("nh3", "numpy", "pillow", "pygments", "python_frontmatter", "python_slugify", "pyyaml"),
        *("rcssmin", "rjsmin", "sentencex", "snowballstemmer", "text_unidecode", "tzdata"),
    )
)


@cache
def tool_version() -> str:
    """A digest of Dateline's version, those of Python and of the libraries that pages come from.

    In a checkout also of the source, which changes without a new version.
    """
    parts = [__version__, sys.version, *sorted(set(_installed()))]
    if (PACKAGE.parents[1] / "pyproject.toml").exists():
        parts += [digest(path.read_bytes()) for path in sorted(PACKAGE.rglob("*.py"))]
    return digest("\n".join(parts).encode("utf-8", "backslashreplace"))


def built_in_themes() -> Path:
    """The folder of the themes that come with Dateline: in the wheel, or in a checkout."""
    inside = PACKAGE / "themes"
    return inside if inside.is_dir() else PACKAGE.parents[1] / "themes"


def _installed() -> Iterator[str]:
    """Names and versions, from the names of folders: reading metadata takes longer than builds."""
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                library = name.partition("-")[0].lower().replace(".", "_")
                if library in _LIBRARIES:
                    yield name.lower()
