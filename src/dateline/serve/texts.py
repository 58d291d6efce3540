"""The texts of articles for pages: kept, or parsed on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

import msgspec

from dateline.digest import digest
from dateline.model import Body
from dateline.render.columns import Story
from dateline.render.tables import Tables
from dateline.serve.memory import Memory

_BODIES = msgspec.json.Decoder(Body)


class Texts:
    """Gives bodies that are those of one snapshot, whatever builds keep meanwhile.

    `parsed` parses an article's file again and keeps what it gives.
    """

    def __init__(self, tables: Tables, memory: Memory, parsed: Callable[[str], None]) -> None:
        self._tables = tables
        self._memory = memory
        self._parsed = parsed

    def get(self, table: str, key: str) -> bytes | None:
        data = self._memory.get(table, key)
        story: Story | None = self._tables.get("story", key)
        if story is None or table != "body" or _is_of(story, data):
            return data
        self._parsed(key)
        return self._memory.get(table, key)

    def moment(self, table: str, keys: Iterable[str]) -> AbstractContextManager[None]:
        return nullcontext()  # what is parsed on the spot is written


def _is_of(story: Story, data: bytes | None) -> bool:
    if data is None:
        return False
    return digest(_BODIES.decode(data).html.encode("utf-8")) == story.body
