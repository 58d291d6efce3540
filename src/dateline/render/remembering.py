"""What a page fetched, and what is made once: it carries with it what was fetched for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple, TypeVar

from dateline.traces import Fact

# How much is remembered at a time: things, and letters of the text among them. When it is as much,
# what nobody asks for again is forgotten by the time that there is as much more.
_MANY, _MUCH = 6_000, 6_000_000

Made = TypeVar("Made")


class _Kept(NamedTuple):
    """Something that was made, and what was fetched for it."""

    made: Any
    fetched: frozenset[Fact]  # a set knows the hashes of its things: to join sets is quick


class Remembering:
    """Records what is fetched: directly, and for things that were remembered (`carried`)."""

    def __init__(self) -> None:
        self.fetched: set[Fact] = set()
        self.carried: list[frozenset[Fact]] = []
        self._kept: dict[Hashable, _Kept] = {}
        self._before: dict[Hashable, _Kept] = {}
        self._letters = 0

    def record(self, always: Iterable[Fact]) -> None:
        """Begin a record, of a page that fetches at least `always`."""
        self.fetched, self.carried = set(always), []

    @property
    def seen(self) -> set[Fact]:
        """What was fetched since the record began."""
        return self.fetched.union(*self.carried)

    def remember(self, key: Hashable, make: Callable[..., Made], *args: Any) -> Made:
        """Make something once; whoever gets it again has fetched the same as the first."""
        found = self._kept.get(key)
        if found is None:
            found = self._before.get(key) or self._make(make, args)
            self._keep(key, found)
        # Put together when the page is done, for most of it comes again and again.
        self.carried.append(found.fetched)
        made: Made = found.made
        return made

    def _make(self, make: Callable[..., Any], args: tuple[Any, ...]) -> _Kept:
        around = self.fetched, self.carried
        self.record(())
        try:
            made = make(*args)
            return _Kept(made, frozenset(self.seen))
        finally:
            self.fetched, self.carried = around

    def _keep(self, key: Hashable, found: _Kept) -> None:
        if len(self._kept) >= _MANY or self._letters >= _MUCH:
            self._before, self._kept, self._letters = self._kept, {}, 0
        self._kept[key] = found
        self._letters += len(found.made) if isinstance(found.made, str) else 0
