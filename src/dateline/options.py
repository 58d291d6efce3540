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
    noindex: bool = False
    jobs: int | None = None
    clean: bool = False
    strict: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the site is to be as readers get it, now and at its own address."""
        return not (self.drafts or self.noindex or self.as_of or self.base_url)

    @property
    def key(self) -> str:
        """What of it shows in the output."""
        return f"drafts={self.drafts} base_url={self.base_url or ''} noindex={self.noindex}"
