"""An open tab of a preview, as a browser has it."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import threading
import time
from html import unescape
from types import TracebackType
from urllib.parse import urlencode

EVENTS = "/.dateline/events"
_MARK = re.compile(rb'data-preview="([^"]*)"')


class Tab:
    """Listens, and loads its page again when it is told to, while the context lasts.

    `told` is when it was told, `shown` when it had the page with the wanted words then.
    """

    def __init__(self, port: int, url: str, words: str) -> None:
        self.told: list[float] = []
        self.shown: list[float] = []
        self._port, self._url, self._words = port, url, words.encode()
        self._page = b""
        self._stream: socket.socket | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Tab:
        self._load()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed = True
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _load(self) -> None:
        connection = http.client.HTTPConnection("localhost", self._port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", self._url)
            self._page = connection.getresponse().read()

    def _listen(self) -> None:
        """A browser that loads a page again closes the stream and opens another."""
        while not self._closed and self._is_told():
            self.told.append(time.perf_counter())
            self._load()
            if self._words in self._page:
                self.shown.append(time.perf_counter())

    def _is_told(self) -> bool:
        found = _MARK.search(self._page)
        mark = json.loads(unescape(found[1].decode()))["mark"] if found else ""
        query = urlencode({"path": self._url, "mark": mark})
        request = f"GET {EVENTS}?{query} HTTP/1.1\r\nHost: localhost:{self._port}\r\n\r\n"
        with (
            socket.create_connection(("localhost", self._port), timeout=60) as self._stream,
            contextlib.suppress(OSError),
            self._stream.makefile("rb") as lines,
        ):
            self._stream.sendall(request.encode())
            return any(line == b"event: reload\n" for line in lines)
        return False
