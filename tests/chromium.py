"""A Chromium for tests to click in: the machine's own, driven by Playwright."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

# Nothing that a browser does of its own accord may ask another host, or the tests would see it.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing(what: str) -> None:
    """In CI a missing tool is a failure; elsewhere the test says that it was left out."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing: run `make test`")
    pytest.skip(f"{what} is missing: run `make test`")


def find_chromium() -> str:
    """The path of a Chromium, looked for in the same places as tests/browser/install.sh does."""
    names = (os.environ.get("CHROME_PATH", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        missing("Chromium")
    return str(found)


@contextmanager
def opened() -> Iterator[Browser]:
    """A running Chromium."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a built folder is served, on a port of this machine."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
