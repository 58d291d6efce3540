"""What a preview puts into a page on its way to the browser; no file that is built has it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from dateline.serve.hosting import OWN
from dateline.serve.snapshot import State

STYLE, PANEL, SCRIPT = f"{OWN}preview.css", f"{OWN}panel.css", f"{OWN}preview.js"

_LINKS = re.compile(rb'(<a\b[^<>]*?\s)(href="([^"#?]*)[^"]*")')


class Injected(NamedTuple):
    """What the preview's script is told: the mark of the page, and what readers can't see yet."""

    mark: str
    state: State | None
    stream: bool

    @property
    def data(self) -> str:
        state = self.state and {
            "name": self.state.name,
            "when": self.state.when.isoformat() if self.state.when else None,
        }
        return json.dumps({"mark": self.mark, "state": state, "stream": self.stream})


class Badged(NamedTuple):
    """A page with badges, and what they say, "" for none."""

    html: bytes
    badges: str


def with_badges(html: bytes, states: Mapping[str, State], base_path: str) -> Badged:
    """Mark the links to what readers can't see yet."""
    labels: list[str] = []

    def marked(found: re.Match[bytes]) -> bytes:
        path = found[3].decode("utf-8", "replace").removeprefix(base_path)
        state = states.get(path)
        if state is None:
            return found[0]
        label = escape(_label(state))
        labels.append(label)
        return found[1] + b'data-dateline-state="' + label.encode() + b'" ' + found[2]

    return Badged(_LINKS.sub(marked, html) if states else html, "\n".join(labels))


def _label(state: State) -> str:
    if state.when is None:
        return "Draft"
    return f"Scheduled {state.when:%Y-%m-%d %H:%M}"


def injected(html: bytes, what: Injected) -> bytes:
    """Add the preview's style and script at the end of the page's head."""
    tags = (
        f'<link rel="stylesheet" href="{STYLE}">'
        f'<script defer src="{SCRIPT}" data-preview="{escape(what.data)}"></script>'
    ).encode()
    head, end, rest = html.partition(b"</head>")
    return head + tags + end + rest if end else html + tags
