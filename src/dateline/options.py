"""What the command line, or a test, asks of a build."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to build; `as_of` and `base_url` as typed."""

    output: Path | None = None
    drafts: bool = False
    as_of: str | None = None
    base_url: str | None = None
    jobs: int | None = None
    clean: bool = False
    strict: bool = False

    @property
    def key(self) -> str:
        """What of it shows in the output."""
        return f"drafts={self.drafts} base_url={self.base_url or ''}"
