"""Links that open a file in the author's editor."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

EDITORS = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
}
NONE = "none"

_PATTERN = re.compile(r"([a-z][a-z0-9+.-]*):\S*\{path\}\S*", re.IGNORECASE)
_NEVER = ("javascript", "data", "vbscript", "blob")


def pattern_of(given: str) -> str:
    """The pattern of an editor's links, by its name or as given; "" for none.

    Raises ValueError with a sentence for anything else.
    """
    if given == NONE:
        return ""
    pattern = EDITORS.get(given, given)
    found = _PATTERN.fullmatch(pattern)
    if found is None or found[1].lower() in _NEVER:
        names = ", ".join((*EDITORS, NONE))
        raise ValueError(f"'{given}' is neither one of {names} nor an address with {{path}} in it")
    return pattern


def link_to(pattern: str, root: Path, path: str, line: int = 1, column: int = 1) -> str | None:
    """The link that opens a file of the site; None without an editor, or for what is no file."""
    file = root / path
    if not pattern or path.startswith("<") or not file.is_file():
        return None
    place = {"{line}": str(max(line, 1)), "{column}": str(max(column, 1))}
    shown = quote(file.as_posix())
    link = pattern.replace("{path}", shown if shown.startswith("/") else f"/{shown}")
    for name, value in place.items():
        link = link.replace(name, value)
    return link
