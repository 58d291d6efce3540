"""What Don't Miss keeps in the store: parts of bytes, and the checksums of all of them.

A part that is sound, but of another state, is as good as none. There is a part for each article,
and a build reads few: names are kept as numbers, which are read ten times as fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from dateline.digest import digest
from dateline.related.choosing import mark_of
from dateline.related.state import State, changes_between
from dateline.store import Row, Store
from dateline.traces import number_of

CHAINS = "storylines"  # what the store has to tell whether they are the same, beside Don't Miss
_PARTS, _SUMS = "related", "related"  # the table of the parts; what the sources have their sums as

_DECODER = msgspec.msgpack.Decoder(dict[int, int])


class KeptWeights(Mapping[str, bytes]):
    """The parts by name, read as they are asked for; one that is lost counts, but can't be had.

    Names of parts that can't be had may be among those that it goes through.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def sums(self) -> dict[int, int]:
        """The checksums of all parts, by the numbers of their names.

        Should two names share one, one of the parts can't be had.
        """
        try:
            return _DECODER.decode(self._store.get("sources", _SUMS) or b"")
        except msgspec.MsgspecError:
            return {}

    def all(self) -> dict[str, bytes]:
        """All that can be had, read at once."""
        rows = self._store.rows(_PARTS).items()
        return {name: row.value for name, row in rows if self._is_known(name, row)}

    def __getitem__(self, name: str) -> bytes:
        row = self._store.row(_PARTS, name)
        if row is None or not self._is_known(name, row):
            raise KeyError(name)
        return row.value

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.keys(_PARTS))

    def __len__(self) -> int:
        return len(self.sums)

    def _is_known(self, name: str, row: Row) -> bool:
        return self.sums.get(number_of(name)) == row.checksum


def mark_of_choices(state: Mapping[str, bytes], chains: bytes) -> str:
    """A mark of what is kept of Don't Miss and of the storylines."""
    return digest(mark_of(state).encode() + chains)


def keep_choices(
    store: Store, before: KeptWeights, state: Mapping[str, bytes], chains: bytes
) -> str:
    """Keep them where they are not as `before`, which stands in the store; gives their mark."""
    changes = changes_between(before, state)
    if changes:
        new = {name: Row.of(name, data) for name, data in changes.items() if data is not None}
        gone = changes.keys() - new.keys()
        # What is not made from those before has nothing of them.
        kept = before.sums if isinstance(state, State) and state.base is before else {}
        sums = kept | {number_of(name): row.checksum for name, row in new.items()}
        for name in gone:
            sums.pop(number_of(name), None)
        store.delete(_PARTS, gone)
        store.write_rows(_PARTS, new.items())
        store.write("sources", {_SUMS: msgspec.msgpack.encode(sums)})
    if store.get("sources", CHAINS) != chains:
        store.write("sources", {CHAINS: chains})
    return mark_of_choices(state, chains)
