"""The wheel, alone: an empty environment, an empty folder, a site worth showing."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _run(*command: str, cwd: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": "", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def dateline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a new environment that has the wheel and what it requires, nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder), cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    bin_ = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(bin_ / "python"), "-m", "pip", "install", "--quiet"]
    _run(*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "site.txt"), cwd=folder)
    _run(*pip, "--no-deps", str(wheel), cwd=folder)
    return bin_ / "dateline"


def test_a_new_site_builds_from_the_wheel_alone(dateline: Path, tmp_path: Path) -> None:
    _run(str(dateline), "new", "site", "mybrief", cwd=tmp_path)

    told = _run(str(dateline), "build", "--strict", cwd=tmp_path / "mybrief")

    public = tmp_path / "mybrief" / "public"
    assert told.startswith("2 articles")
    for page in ("index.html", "about/index.html", "contact/index.html", "404.html", "feed.xml"):
        assert (public / page).is_file(), page
    assert (public / "corrections-policy" / "index.html").is_file()
    assert (tmp_path / "mybrief" / "netlify.toml").is_file()
    assert (tmp_path / "mybrief" / ".gitignore").is_file()
    assert list((public / "assets").rglob("site-*.css"))
    assert list(dateline.parent.parent.rglob("dateline/serve/client/preview.js"))
