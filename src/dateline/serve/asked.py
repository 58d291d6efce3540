"""What a preview is asked for."""

from __future__ import annotations

import msgspec

from dateline.options import Options


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown, and of which instant; `as_of` is as typed, None for now.

    `future` is whether what is to come is shown; None for the usual: as of now, it is.
    """

    drafts: bool = True
    future: bool | None = None
    as_of: str | None = None

    @property
    def shows_future(self) -> bool:
        return self.as_of is None if self.future is None else self.future

    def options(self, jobs: int | None) -> Options:
        """The same as builds are asked for."""
        return Options(drafts=self.drafts, as_of=self.as_of, jobs=jobs)
