"""The demonstration brief, built from a copy: whoever builds the repository's own has it locked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from dateline.build import build
from dateline.options import Options
from tests.newsroom import Newsroom

REPOSITORY = Path(__file__).parents[1]
THEMES = sorted(
    path.parent.name
    for path in REPOSITORY.glob("themes/*/theme.toml")
    if path.parent.name != "base"
)
AS_OF = "2026-11-22"


def build_brief(folder: Path, theme: str = "broadsheet") -> Newsroom:
    """Copy the brief into `folder`, which must be new, and build it in a theme."""
    folder.mkdir(parents=True, exist_ok=True)
    newsroom = Newsroom(folder)
    for name in ("content", "data", "templates", "assets", "translations", "static"):
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, folder / name, dirs_exist_ok=True)
    config = (REPOSITORY / "dateline.toml").read_text("utf-8")
    newsroom.write("dateline.toml", re.sub(r'(?m)^theme = ".*"$', f'theme = "{theme}"', config))
    build(
        folder,
        Options(output=newsroom.output, as_of=AS_OF, base_url="http://127.0.0.1", jobs=1),
    )
    return newsroom
