"""`dateline serve` as a process: ports, endings, what the terminal says, and builds beside it."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.errors import MachineError, UsageError
from dateline.serve.asked import Asked
from dateline.serve.sockets import PORT, bound, is_loopback
from tests.newsroom import Dateline, Newsroom
from tests.serving import Onlooker, live

COMMAND = [sys.executable, "-m", "dateline", "serve"]
FIRE = "/2026/05/01/harbour-fire/"


class Process:
    """`dateline serve`, running."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.child = subprocess.Popen(
            [*COMMAND, "--site", str(folder), "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.child.stdout is not None
        self.first = self.child.stdout.readline()
        found = re.search(r"http://localhost:(\d+)", self.first)
        assert found, self.first + (self.child.stderr.read() if self.child.stderr else "")
        self.port = int(found[1])

    def status(self, path: str) -> int:
        return self._ask(path)[0]

    def text(self, path: str) -> str:
        return self._ask(path)[1]

    def _ask(self, path: str) -> tuple[int, str]:
        with contextlib.closing(self._connect()) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    @contextlib.contextmanager
    def tab(self) -> Iterator[None]:
        """A tab that has its stream open."""
        with contextlib.closing(self._connect()) as connection:
            connection.request("GET", "/.dateline/events?path=/&mark=")
            with connection.getresponse() as answer:
                assert answer.readline() == b"retry: 500\n"
                yield

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("localhost", self.port, timeout=10)

    def end(self, number: int = signal.SIGINT) -> tuple[int, float, str, str]:
        """End it; gives exit code, seconds, and what was printed since."""
        start = time.monotonic()
        self.child.send_signal(number)
        out, err = self.child.communicate(timeout=20)
        return self.child.returncode, time.monotonic() - start, out, err


@contextlib.contextmanager
def process(folder: Path, *options: str) -> Iterator[Process]:
    running = Process(folder, *options)
    try:
        yield running
    finally:
        running.child.kill()
        running.child.communicate()


@pytest.fixture
def site(newsroom: Newsroom) -> Newsroom:
    newsroom.article("harbour-fire", section="local")
    newsroom.article("rumour", draft="true")
    return newsroom


# The process


def test_it_says_what_it_shows_and_where(site: Newsroom) -> None:
    with process(site.root) as running:
        assert running.first.startswith("2 articles, 1 draft at http://localhost:")
        assert running.status(FIRE) == 200


def test_it_ends_at_once_with_five_open_tabs(site: Newsroom) -> None:
    with process(site.root) as running, contextlib.ExitStack() as tabs:
        for _ in range(5):
            tabs.enter_context(running.tab())
        code, seconds, _, err = running.end()

    assert code == 130
    # On an idle machine it is a tenth; other tests may be running.
    assert seconds < 5
    assert "Traceback" not in err
    assert err == "\ndateline: interrupted\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_it_ends_at_other_signals_and_keeps_what_it_knows(
    site: Newsroom, number: int, code: int
) -> None:
    with process(site.root) as running, running.tab(), running.tab():
        site.article("harbour-fire", "Out by noon.", section="local")
        deadline = time.monotonic() + 10
        while "Out by noon." not in running.text(FIRE):
            assert time.monotonic() < deadline
        found, seconds, _, err = running.end(number)

    assert (found, err) == (code, "")
    assert seconds < 5
    assert Onlooker(site, Asked()).maker.is_taken_over


def test_it_goes_on_when_nobody_reads_what_it_prints(site: Newsroom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    reading, writing = os.pipe()
    os.close(reading)
    command = [*COMMAND, "--site", str(site.root), "--port", str(port)]
    with subprocess.Popen(command, stdout=writing, stderr=writing) as child:
        os.close(writing)
        deadline = time.monotonic() + 20
        found = 0
        while not found and time.monotonic() < deadline:
            connection = http.client.HTTPConnection("localhost", port, timeout=10)
            with contextlib.suppress(OSError), contextlib.closing(connection):
                connection.request("GET", FIRE)
                found = connection.getresponse().status
        child.send_signal(signal.SIGINT)
        child.wait(20)
    assert found == 200


def test_a_tab_comes_back_after_a_restart(site: Newsroom) -> None:
    with live(site) as first:
        port, mark = first.port, first.mark(FIRE)
    with live(site, port=port) as second:
        assert second.mark(FIRE) == mark


def test_the_terminal_tells_each_problem_in_a_line_and_once(site: Newsroom) -> None:
    with process(site.root) as running:
        assert running.child.stderr is not None
        path = site.root / "content/local/harbour-fire.md"
        good = path.read_text()
        path.write_text("---\ntitle: x\ndate: never\n---\n")
        said = running.child.stderr.readline()
        path.write_text(good)
        solved = running.child.stderr.readline()
        _, _, out, err = running.end()

    assert said.startswith("content/local/harbour-fire.md:3:7: error: 'never' is not a date")
    assert solved == "all errors are solved\n"
    assert err == "\ndateline: interrupted\n"
    assert re.search(r"^content/local/harbour-fire.md: \d+ ms$", out, re.MULTILINE)


def test_a_site_with_errors_is_served_all_the_same(site: Newsroom) -> None:
    site.raw("---\n")
    with process(site.root) as running:
        assert "problems" in running.first
        assert running.status("/") == 500


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--editor", "javascript:{path}"], "--editor: 'javascript:{path}' is neither one of"),
        (["--as-of", "soon"], "--as-of: 'soon' is not a date"),
        (["--host", "nowhere.invalid"], "--host nowhere.invalid"),
    ],
)
def test_what_it_can_not_be_asked_for_is_told(
    site: Newsroom, dateline: Dateline, options: list[str], said: str
) -> None:
    code, _, err = dateline("serve", "--port", "0", *options)

    assert code == 2
    assert said in err


def test_help_teaches(dateline: Dateline) -> None:
    out = dateline("serve", "--help").out

    assert "dateline serve --open" in out
    assert "DATELINE_EDITOR" in out


# Ports and hosts


def test_it_listens_on_this_machine_alone() -> None:
    sockets = bound("127.0.0.1", 0)

    assert {each.getsockname()[0] for each in sockets} <= {"127.0.0.1", "::1"}
    assert len({each.getsockname()[1] for each in sockets}) == 1
    for each in sockets:
        each.close()


def test_a_taken_port_is_passed_over_and_a_given_one_is_not() -> None:
    with contextlib.ExitStack() as taken:
        with contextlib.suppress(OSError):  # it may be taken by somebody else already
            taken.enter_context(socket.create_server(("127.0.0.1", PORT)))
        sockets = bound("127.0.0.1", None)
        assert sockets[0].getsockname()[1] > PORT
        with pytest.raises(MachineError, match="port 8000"):
            bound("127.0.0.1", PORT)
        for each in sockets:
            each.close()


def test_ten_taken_ports_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr("dateline.serve.sockets.PORT", port)
        monkeypatch.setattr("dateline.serve.sockets.MORE", 0)
        with pytest.raises(MachineError, match="are taken"):
            bound("127.0.0.1", None)


def test_a_host_that_is_not_ours_is_a_mistake() -> None:
    with pytest.raises(UsageError):
        bound("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "local"), [("localhost", True), ("::1", True), ("127.0.0.2", True), ("0.0.0.0", False)]
)
def test_what_only_this_machine_reaches(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_others_are_told_no_files_of_this_machine(site: Newsroom) -> None:
    command = [*COMMAND, "--site", str(site.root), "--port", "0", "--host", "0.0.0.0"]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stderr is not None
    warning = child.stderr.readline()
    child.kill()
    child.communicate()

    assert "everybody who reaches this machine can read the site, drafts too" in warning
