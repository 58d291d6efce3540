"""Open tabs: each has a stream of events, and says which page it shows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

PULSE = 15.0  # seconds between two signs of life, so that a tab that went away is noticed


class Tab:
    """A tab with the path that it shows; `seen` is the mark of what it shows."""

    def __init__(self, path: str, seen: str) -> None:
        self.path = path
        self.seen = seen
        self.events: asyncio.Queue[bytes | None] = asyncio.Queue()

    def tell(self, event: str, data: object) -> None:
        self.events.put_nowait(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())


class Tabs:
    """All open tabs."""

    def __init__(self) -> None:
        self._open: set[Tab] = set()
        self._closed = False

    def __iter__(self) -> Iterator[Tab]:
        return iter(tuple(self._open))

    def __len__(self) -> int:
        return len(self._open)

    def add(self, tab: Tab) -> None:
        self._open.add(tab)
        if self._closed:
            tab.events.put_nowait(None)

    def close(self) -> None:
        """End all streams: the server waits for them."""
        self._closed = True
        for tab in self:
            tab.events.put_nowait(None)

    async def stream(self, tab: Tab) -> AsyncIterator[bytes]:
        """What is told to a tab, as server-sent events, until it goes away or all are closed."""
        try:
            # A browser that lost us comes back soon: the author has started us again.
            yield b"retry: 500\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(tab.events.get(), PULSE)
                except TimeoutError:
                    event = b": alive\n\n"
                if event is None:
                    return
                yield event
        finally:
            self._open.discard(tab)
