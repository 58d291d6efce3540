"""The survey before a build: what the site is made of, what stands in the output folder, and
whether the one is still what the other makes.

Nothing heavy is imported here: most builds end with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from dateline import clock
from dateline.build.record import Header, Record, altered, record_name
from dateline.digest import digest
from dateline.errors import MachineError, Problem, UsageError
from dateline.inventory import (
    LEDGER,
    Inventory,
    Known,
    decode_inventory,
    encode_inventory,
    signature_of,
    take_inventory,
)
from dateline.options import Options
from dateline.progress import Report
from dateline.publish.output import check_output, recover
from dateline.store import Damaged, Store, anew, opened
from dateline.tool import built_in_themes, tool_version

if TYPE_CHECKING:
    from dateline.build.judge import Kept

Made = TypeVar("Made")


class Survey:
    """What there is before anything is done. `problems` are those of listing the files."""

    def __init__(self, root: Path, options: Options, store: Store, report: Report) -> None:
        self.root = root
        self.options = options
        self.store = store
        self.report = report
        self.output = options.output or root / "public"
        self.problems: list[Problem] = []
        check_output(self.output, root)
        recover(self.output)
        with report.stage("read"):
            self.before = decode_inventory(store.get("sources", "inventory"))
            self.inventory = take_inventory(
                root, {"<dateline>/themes": built_in_themes()}, self.before, self.problems
            )
            if self.inventory.files != self.before.files:
                self.keep_inventory()
            self.record = Record(store, record_name(self.output, root))
            self.looked = time.time_ns()
            self.bad, self.seen_anew = altered(self.output, self.record.files)

    @property
    def inputs(self) -> str:
        """A digest of all files and of what was wrong in finding them."""
        return self._inputs(self.inventory)

    def _inputs(self, inventory: Inventory) -> str:
        told = "\n".join(f"{each.path} {each.text}" for each in self.problems)
        return f"{inventory.digest} {digest(told.encode('utf-8', 'backslashreplace'))}"

    @cached_property
    def edited(self) -> frozenset[str] | None:
        """The names of files that came, went or changed since the last build.

        None where that is not known, or where more than files is different: the options, the tool,
        or what the clock publishes.
        """
        header = self.header
        if (
            header is None
            or not self._is_like(header)
            or header.inputs != self._inputs(self.before)
        ):
            return None
        now, then = self.inventory.files, self.before.files
        changed = {
            name
            for name, known in now.items()
            if (was := then.get(name)) is None or was.digest != known.digest
        }
        return frozenset(changed | (then.keys() - now.keys()))

    @property
    def publishes(self) -> bool:
        """Whether this build is the site itself, not a look at it: what it makes is promised."""
        return self.options.is_plain and self.output.absolute() == self.root / "public"

    def _is_like(self, header: Header) -> bool:
        """Whether a build would be like the last one, as far as files don't matter."""
        return (
            header.options == self.options.key
            and (header.recorded or not self.publishes)
            and _covers(header, _instant(self.options.as_of, header.zone))
        )

    @property
    def header(self) -> Header | None:
        """The last build of this output folder, if this version of the tool made it."""
        header = self.record.header
        return header if header is not None and header.tool == tool_version() else None

    def current(self) -> Header | None:
        """The last build, where nothing has changed since."""
        header, options = self.header, self.options
        if (
            header is None
            or options.clean
            or self.bad
            or not self._is_like(header)
            or header.inputs != self.inputs
        ):
            return None
        if self.seen_anew:
            # The same bytes at other times, as after copying: they need not be read again.
            files = self.record.files
            files.known.update(self.seen_anew)
            files.taken = self.looked
            self.record.keep_files(files)
        return header

    @cached_property
    def kept(self) -> Kept:
        """What the last build went by; another version of the tool may make other bytes from it."""
        # Heavy: all that links and renders comes with it.
        from dateline.build.judge import Kept  # noqa: PLC0415

        return Kept.of(self.record) if self.header is not None else Kept.nothing()

    def write_ledger(self, text: str) -> None:
        """Write the ledger, and take it for what this build was made from: it says nothing else."""
        path, data = self.root / LEDGER, text.encode("utf-8")
        new = path.with_suffix(".lock.new")
        new.write_bytes(data)
        new.replace(path)
        self.inventory.files[LEDGER] = Known(signature_of(str(path)), digest(data))
        self.keep_inventory()

    def keep_inventory(self) -> None:
        self.store.write("sources", {"inventory": encode_inventory(self.inventory)})
        self.store.commit()


def _instant(text: str | None, zone: str) -> datetime:
    """The build's instant, in the zone that the site had when it was last built."""
    if text is None:
        return clock.now(ZoneInfo(zone))
    try:
        return clock.parse_instant(text, ZoneInfo(zone))
    except ValueError as error:
        raise UsageError(f"--as-of: {error}; {clock.ACCEPTED}") from None


def _covers(header: Header, instant: datetime) -> bool:
    moment = instant.timestamp()
    return (header.since is None or header.since <= moment) and (
        header.until is None or moment < header.until
    )


def surveyed(root: Path, options: Options, work: Callable[[Survey], Made]) -> Made:
    """Survey a site, with its store open and locked, and do some work on that.

    Where the store turns out to be damaged, all is done again with an empty one. Raises
    UsageError where the output folder is not ours, MachineError where the disk fails us or
    another process has the store, and whatever `work` raises.
    """
    notices: list[str] = []
    try:
        with opened(root, notices) as store:
            try:
                return work(Survey(root, options, store, Report(notices=notices)))
            except Damaged as error:
                notices.append(anew(error))
                store.renew()
            return work(Survey(root, options, store, Report(notices=notices)))
    except OSError as error:
        raise MachineError.of(error, "reading the site", root) from error
