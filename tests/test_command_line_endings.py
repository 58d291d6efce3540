"""Commands as processes: what they load, closed pipes, full disks, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.newsroom import AS_OF, Newsroom

COMMAND = (sys.executable, "-m", "dateline")
HEAVY = (
    *("jinja2", "markdown_it", "numpy", "babel", "yaml", "msgspec", "rich", "pygments", "PIL"),
    *("nh3", "idna", "slugify"),
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")


def shell(newsroom: Newsroom, line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in the newsroom's folder; `$dateline` is the command."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=newsroom.root,
        env={**os.environ, "dateline": " ".join(COMMAND), **variables},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )


@pytest.fixture
def archive(newsroom: Newsroom) -> Newsroom:
    """More articles than fit into a pipe's buffer."""
    for number in range(3):
        newsroom.article(f"story-{number}", title="x" * 30_000, section="local")
    return newsroom


# Start-up


def test_garbage_is_collected_rarely_in_a_process_of_our_own() -> None:
    program = (
        "import gc, sys\n"
        "from dateline.cli import main\n"
        "sys.argv = ['dateline', '--version']\n"
        "try:\n    main()\nfinally:\n    print(gc.get_threshold()[0], file=sys.stderr)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert int(done.stderr) >= 1_000_000


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [(["--version"], []), (["--help"], []), (["build", "--help"], ["msgspec"])],
)
def test_what_needs_no_site_loads_nothing_heavy(arguments: list[str], loaded: list[str]) -> None:
    program = (
        "import sys\n"
        "from dateline.cli import run\n"
        f"run({arguments!r})\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stderr == f"{loaded}\n"


def test_python_dash_m_is_the_command(newsroom: Newsroom) -> None:
    assert shell(newsroom, "$dateline --version").stdout.startswith("dateline ")


# Pipes and full disks


@pytest.mark.parametrize(
    "line",
    ["$dateline list | head -1", "$dateline list --json | head -1", "$dateline --help | true"],
)
def test_a_reader_that_goes_away_is_no_fault(archive: Newsroom, line: str) -> None:
    done = shell(archive, f"{line}; echo ${{PIPESTATUS[0]}}")

    assert done.stdout.splitlines()[-1] == "0"
    assert done.stderr == ""


def test_a_reader_that_goes_away_does_not_hide_problems(newsroom: Newsroom) -> None:
    newsroom.raw("---\ntitle: x\n")

    done = shell(newsroom, "$dateline build --json | true; echo ${PIPESTATUS[0]}")

    assert done.stdout == "1\n"


@pytest.mark.parametrize("command", ["list", "list --json", "build", "--version"])
def test_a_closed_stdout_is_no_fault(newsroom: Newsroom, command: str) -> None:
    newsroom.article("budget")

    done = shell(newsroom, f"$dateline {command} >&-")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_result_that_can_not_be_written_is_exit_code_3(newsroom: Newsroom) -> None:
    newsroom.article("budget")

    done = shell(newsroom, "$dateline list >/dev/full")

    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_headlines_are_printed_in_any_encoding(newsroom: Newsroom, encoding: str) -> None:
    newsroom.article("budget", title="Őrség 😀")

    done = shell(newsroom, "$dateline list", PYTHONIOENCODING=encoding, LC_ALL="C")

    assert done.returncode == 0
    assert "budget.md" in done.stdout


# Signals

# A build that takes long enough to be interrupted, however quick the machine is.
SLOW = """\
import time


def slowly(text):
    time.sleep(0.03)
    return text


def extend(dateline):
    dateline.filter("slowly", slowly)
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_an_interrupted_build_ends_quietly_and_leaves_nothing(
    newsroom: Newsroom, number: signal.Signals, code: int, jobs: str
) -> None:
    for each in range(160):
        newsroom.article(f"story-{each}", section="local")
    newsroom.write("plugins/slow.py", SLOW)
    newsroom.write("templates/article.html", "{{ page.article.title|slowly }}")
    newsroom.config('plugins = ["slow"]')
    staging = newsroom.output / ".dateline-staging"

    running = subprocess.Popen(
        [*COMMAND, "build", "--as-of", AS_OF, "--jobs", jobs],
        cwd=newsroom.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _wait_for(staging)
    # A terminal tells the whole group, `kill` and a supervisor the process.
    (os.kill if number is signal.SIGTERM else os.killpg)(running.pid, number)
    out, err = running.communicate(timeout=20)

    assert (running.returncode, out) == (code, "")
    assert err.strip() in ("", "dateline: interrupted")
    assert not staging.exists()
    assert not list(newsroom.root.rglob("*lock*"))


def _wait_for(folder: Path) -> None:
    until = time.monotonic() + 20
    while not (folder.is_dir() and any(folder.iterdir())):
        assert time.monotonic() < until
        time.sleep(0.005)


def test_after_an_interrupted_build_the_next_one_is_complete(newsroom: Newsroom) -> None:
    for each in range(40):
        newsroom.article(f"story-{each}", section="local")
    running = subprocess.Popen(
        [*COMMAND, "build", "--as-of", AS_OF, "--jobs", "1"],
        cwd=newsroom.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait_for(newsroom.output / ".dateline-staging")
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=20) == 143

    newsroom.build()
    files = newsroom.files()
    newsroom.build(clean=True)

    assert files == newsroom.files()
    assert "/2026/05/01/story-39/" in newsroom.urls()
