"""The preview server: the site, the thread that makes it, and the browser's requests, joined."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import uvicorn

from dateline.errors import Problem
from dateline.pool import settle, spawned
from dateline.serve.about import About
from dateline.serve.app import Answers, make_app
from dateline.serve.asked import Asked
from dateline.serve.desk import Desk, Made
from dateline.serve.making import Maker
from dateline.serve.preview import Preview
from dateline.serve.snapshot import Attempt
from dateline.serve.watching import Watcher

SELDOM, OFTEN = 5.0, 0.25  # seconds between two looks at all files: watched, and not
TURN = 0.0005  # seconds that a thread computes while others wait
SHARE_SELDOM, SHARE_OFTEN = 50, 4  # times what a look takes that must lie between two


class Told(NamedTuple):
    """What the terminal is told: functions for a sentence, and for what came of changes."""

    notice: Callable[[str], None]
    shown: Callable[[Made, int, Sequence[Problem]], None]


class Serving:
    """A preview that is ready to be served."""

    def __init__(
        self,
        root: Path,
        asked: Asked,
        told: Told,
        *,
        jobs: int | None = None,
        reload: bool = True,
        editor: str = "",
    ) -> None:
        self.told = told
        self.maker = Maker(root, asked, jobs)
        self.preview = Preview(root, reload=reload, editor=editor)
        self.preview.take(self.maker.first())
        self._loop: asyncio.AbstractEventLoop | None = None
        self.watcher = Watcher(root, self._hint, told.notice)
        self.desk = Desk(self.maker, self._made, self._pause)
        self.answers = Answers(self.preview, self._about, self._travel, told.notice)

    def begin(self) -> None:
        """Start watching; to be called in the loop that answers requests."""
        self._loop = asyncio.get_running_loop()
        self.desk.start()
        self.watcher.start()

    def end(self) -> None:
        self.watcher.stop()
        self.desk.stop()
        self.maker.sources.dismiss()
        if self.desk.is_alive():
            self.desk.join(1)
        if not self.desk.is_alive():
            self.maker.keep()

    def _pause(self) -> float:
        seconds = self.maker.sources.seconds
        if self.watcher.polls:
            return max(OFTEN, SHARE_OFTEN * seconds)
        return max(SELDOM, SHARE_SELDOM * seconds)

    def _hint(self, paths: Iterable[str]) -> None:
        self.desk.hint(paths)

    def _made(self, made: Made) -> None:
        """Hand an attempt over to the loop's thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, made)

    def _take(self, made: Made) -> None:
        told = self.preview.take(made.attempt)
        self.told.shown(made, told, self.preview.problems or self.preview.warnings)

    async def _about(self, path: str) -> dict[str, Any]:
        route = self.preview.page_at(path)
        page = self.preview.show(route).page if route is not None else None
        about = About(self.preview, self.maker)
        return await asyncio.to_thread(about, page)

    async def _travel(self, instant: str | None) -> Attempt:
        return await asyncio.wrap_future(self.desk.at(instant))


class _Server(uvicorn.Server):
    """Ends the streams of open tabs before it waits for requests to be done."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self._preview = preview
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._preview.tabs.close)
        super().handle_exit(sig, frame)


def serve(
    serving: Serving,
    sockets: list[socket.socket],
    host: str,
    *,
    ready: Callable[[], None] = lambda: None,
    stop: threading.Event | None = None,
) -> None:
    """Serve until a signal ends it, which is raised again then, or until `stop` is set."""
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL + 1)
    config = uvicorn.Config(
        make_app(serving.answers, host),
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, serving.preview)

    async def run() -> None:
        serving.begin()
        ready()
        if stop is not None:
            watching = asyncio.create_task(_stopped(stop, server))
        await server.serve(sockets)
        if stop is not None:
            watching.cancel()

    settle()
    # While Don't Miss is chosen in a thread of its own, others get their turn sooner: a save looks
    # at many files, and lets go of the interpreter for each.
    sys.setswitchinterval(TURN)
    with spawned(), _hanging_up(server):
        try:
            asyncio.run(run())
        finally:
            serving.end()
            gc.unfreeze()


@contextlib.contextmanager
def _hanging_up(server: _Server) -> Iterator[None]:
    """End the server, as at other signals, when its terminal is closed."""
    number = getattr(signal, "SIGHUP", None)
    before = signal.getsignal(number) if number is not None else signal.SIG_IGN
    if before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield
        return
    told: list[int] = []

    def end(sig: int, frame: FrameType | None) -> None:
        if not told:
            told.append(sig)
            server.handle_exit(sig, frame)

    assert number is not None
    signal.signal(number, end)
    try:
        yield
    finally:
        signal.signal(number, before)
    if told:
        signal.raise_signal(number)


async def _stopped(stop: threading.Event, server: _Server) -> None:
    """End a server that no signal reaches."""
    while not stop.is_set():
        await asyncio.sleep(0.02)
    server._preview.tabs.close()
    server.should_exit = True
