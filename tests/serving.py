"""A preview to ask and to watch: in this thread without a network, or as a real server."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from dateline.serve.app import make_app
from dateline.serve.asked import Asked
from dateline.serve.desk import Made
from dateline.serve.server import Serving, Told, serve
from dateline.serve.sockets import LOOPBACK, bound
from dateline.serve.tabs import Tab
from tests.newsroom import AS_OF, Newsroom

USUAL = Asked(as_of=AS_OF, future=True)
Headers = Sequence[tuple[str, str]]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Onlooker:
    """Asks a preview, saves files, and sees what open tabs are told."""

    def __init__(self, newsroom: Newsroom, asked: Asked = USUAL, **options: Any) -> None:
        self.newsroom = newsroom
        self.notices: list[str] = []
        self.serving = Serving(
            newsroom.root, asked, Told(self.notices.append, _nothing), **{"jobs": 1, **options}
        )
        self.preview, self.maker = self.serving.preview, self.serving.maker
        self.app = make_app(self.serving.answers, LOOPBACK)

    def look(self) -> list[str]:
        """See what was saved; gives the names of what changed."""
        names = self.maker.sources.look()
        if names:
            self.preview.take(self.maker.after(names))
        return sorted(names)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: Headers = (),
        host: str | None = "localhost:8000",
        body: bytes = b"",
    ) -> Answer:
        """Ask as a browser does; `path` is as it is typed, with percent signs."""
        hosts = [("host", host)] if host is not None else []
        asking = _ask(self.app, path, method, [*hosts, *headers], body)
        # In a thread of its own: Playwright has a loop running in this one.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, asking).result()

    def text(self, path: str) -> str:
        return self.ask(path).text

    def open(self, path: str) -> OpenTab:
        """Open a tab that has the page as it is now."""
        return OpenTab(self, path)


class OpenTab:
    """A tab, as a browser has it open."""

    def __init__(self, onlooker: Onlooker, path: str) -> None:
        self._preview = onlooker.preview
        route = self._preview.page_at(path)
        self.tab = Tab(path, self._preview.show(route).mark if route is not None else "")
        self._preview.greet(self.tab)
        self.styles: dict[str, Any] = {}
        self._problems: list[dict[str, Any]] = []
        self._told: list[str] = []
        self.events()

    def events(self) -> list[str]:
        """The names of what it was told since the last time, but for problems."""
        self._hear()
        told, self._told = self._told, []
        return told

    @property
    def problems(self) -> list[dict[str, Any]]:
        """What its overlay shows."""
        self._hear()
        return self._problems

    def _hear(self) -> None:
        while not self.tab.events.empty():
            name, data = parsed(self.tab.events.get_nowait() or b"")
            if name == "problems":
                self._problems = data
                continue
            if name == "styles":
                self.styles = data["urls"]
            self._told.append(name)


def parsed(event: bytes) -> tuple[str, Any]:
    """The name and the data of a server-sent event."""
    lines = dict(line.split(": ", 1) for line in event.decode().splitlines() if line)
    return lines["event"], json.loads(lines["data"])


async def _ask(app: Any, path: str, method: str, headers: Headers, body: bytes) -> Answer:
    plain, _, query = path.partition("?")
    raw = plain.encode("ascii")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": http_path(plain),
        "raw_path": raw,
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    told: list[Any] = []
    given = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Any:
        return next(given, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        told.append(message)

    await app(scope, receive, send)
    start = told[0]
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(each.get("body", b"") for each in told[1:]))


def http_path(path: str) -> str:
    """A path as the server hands it on."""
    from urllib.parse import unquote  # noqa: PLC0415

    return unquote(path)


def _nothing(made: Made, tabs: int, problems: Sequence[Any]) -> None:
    pass


# A real server


class Live:
    """A server that runs in a thread; `notices` are what the terminal would be told."""

    def __init__(self, serving: Serving, port: int, notices: list[str]) -> None:
        self.serving = serving
        self.port = port
        self.notices = notices
        self.url = f"http://localhost:{port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": f"localhost:{self.port}", **named})
        answer = connection.getresponse()
        found = Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, b"")
        if not found.headers.get("content-type", "").startswith("text/event-stream"):
            found = found._replace(body=answer.read())
        connection.close()
        return found

    def mark(self, path: str) -> str:
        """The mark of the page at a path."""
        from html import unescape  # noqa: PLC0415

        found = self.get(path).text.partition('data-preview="')[2].partition('"')[0]
        return str(json.loads(unescape(found))["mark"])

    def stream(self, path: str = "/") -> Stream:
        return Stream(self, path)


class Stream:
    """The stream of a tab that shows a page as it is now."""

    def __init__(self, live: Live, path: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", live.port), timeout=10)
        query = f"path={path}&mark={live.mark(path)}"
        request = f"GET /.dateline/events?{query} HTTP/1.1\r\nHost: localhost:{live.port}\r\n\r\n"
        self.socket.sendall(request.encode())
        self._file = self.socket.makefile("rb")
        self.wait("problems")

    def wait(self, *names: str, seconds: float = 10) -> Any:
        """Wait for an event of these names; gives its data."""
        self.socket.settimeout(seconds)
        name = ""
        while line := self._file.readline():
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line.startswith(b"data: ") and name in names:
                return json.loads(line[6:])
        raise EOFError

    def close(self) -> None:
        self._file.close()
        self.socket.close()


def quiet_port() -> int:
    """A free port below those that outgoing connections are given.

    A browser that knocks again and again at a closed port of its own range may be let in by itself,
    and then holds the port.
    """
    for port in range(20_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as trying:
            try:
                trying.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")


@contextmanager
def live(newsroom: Newsroom, asked: Asked = USUAL, port: int = 0, **options: Any) -> Iterator[Live]:
    """A running server; it has ended when the context has."""
    notices: list[str] = []
    shown: Callable[..., None] = _nothing
    options = {"jobs": 1, **options}
    serving = Serving(newsroom.root, asked, Told(notices.append, shown), **options)
    sockets = bound(LOOPBACK, port)
    taken = sockets[0].getsockname()[1]
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=serve,
        args=(serving, sockets, LOOPBACK),
        kwargs={"ready": ready.set, "stop": stop},
    )
    thread.start()
    try:
        assert ready.wait(20)
        yield Live(serving, taken, notices)
    finally:
        stop.set()
        thread.join(10)
        for each in sockets:
            each.close()
        assert not thread.is_alive()
