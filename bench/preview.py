"""`python -m bench.preview`: from saving a story to having its page, beside other servers."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.eleventy import Eleventy
from bench.generate import AS_OF, generate
from bench.hugo import Hugo
from bench.measure import PeakMemory
from bench.report import facts, load_average, table, tell
from bench.scenarios import Desk, open_desks
from bench.stories import read_story
from bench.tools import BuildFailed, Dateline, Server

PEERS: dict[str, Callable[[], Server]] = {"hugo": Hugo, "eleventy": Eleventy}
START, SAVE = 600.0, 180.0  # seconds to wait for a server, and for the page after a save
PAUSE = 0.3  # seconds between two saves
_POLL = 0.002  # seconds between two looks at the page


@dataclass
class Served:
    """What one server took: seconds, and bytes of memory."""

    start: float
    bodies: list[float] = field(default_factory=list)
    titles: list[float] = field(default_factory=list)
    memory: int = 0


def main() -> int:
    given = _arguments()
    return tell(lambda: _measured(given), given.write)


def _measured(given: argparse.Namespace) -> tuple[str, str]:
    load = load_average()
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as temporary:
        folder = Path(temporary)
        source = folder / "generated"
        generate(source, given.articles, given.seed)
        ours = Dateline(["--as-of", AS_OF])
        tools: list[Server] = [ours, *(PEERS[name]() for name in given.peers)]
        versions = {tool.name: tool.version() for tool in tools}
        found = {}
        for tool, desk in zip(tools, open_desks(tools, source, folder), strict=True):
            if tool is ours:
                with running(tool, desk):
                    pass  # what it keeps for the next start
            found[tool.name] = one = watched(tool, desk, given.saves)
            print(f"{tool.name}: a body {median(one.bodies):.3f} s", file=sys.stderr, flush=True)
    others = " and ".join(tool.name for tool in tools[1:])
    title = f"Previews of {given.articles:,} generated articles" + (others and f", beside {others}")
    command = f"python -m bench.preview --articles {given.articles} --saves {given.saves}"
    if given.peers:
        command += f" --peers {','.join(given.peers)}"
    return title, f"{facts(command, 1, load, versions)}\n\n{report(found)}"


def report(found: dict[str, Served]) -> str:
    """A table of all servers: seconds, and the most memory that each held."""
    rows = [["server", "start", "body, median", "worst", "title, median", "worst", "peak MB"]]
    for name, each in found.items():
        saves = (each.bodies, each.titles)
        cells = [f"{figure:.3f}" for one in saves for figure in (median(one), max(one))]
        rows.append([name, f"{each.start:.2f}", *cells, f"{each.memory / 1e6:,.0f}"])
    return table(rows)


def watched(tool: Server, desk: Desk, saves: int) -> Served:
    """Start a server, save a story often, and wait for its page each time.

    Raises BuildFailed where the page does not come.
    """
    text, url = desk.text, read_story(desk.file, desk.text).url
    with running(tool, desk) as (port, start, memory):
        served = Served(start)
        for number in range(saves):
            word = f"Paragraph {number} of the benchmark."
            served.bodies.append(_saved(desk, f"{text}\n{word}\n", port, url, word))
        for number in range(max(saves // 5, 1)):
            word = f"The benchmark gave this title {number}"
            lines = [f"title: {word}" if line[:7] == "title: " else line for line in _lines(text)]
            served.titles.append(_saved(desk, "\n".join(lines), port, url, word))
        desk.rewrite(text)
        served.memory = memory.peak
    return served


def _lines(text: str) -> Sequence[str]:
    return text.split("\n")


def _saved(desk: Desk, text: str, port: int, url: str, word: str) -> float:
    time.sleep(PAUSE)
    start = time.perf_counter()
    desk.rewrite(text)
    _wait(port, url, word, start + SAVE, desk.tool.name)
    return time.perf_counter() - start


@contextmanager
def running(tool: Server, desk: Desk) -> Iterator[tuple[int, float, PeakMemory]]:
    """A server that runs: its port, how long it took to its first page, and its memory."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url, start = read_story(desk.file, desk.text).url, time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            tool.server(desk.site, port),
            cwd=desk.site,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            with PeakMemory(process.pid) as memory:
                _wait(port, url, "", start + START, tool.name, process)
                yield port, time.perf_counter() - start, memory
        except BuildFailed as error:
            said.seek(0)
            told = said.read().decode("utf-8", "replace").strip()
            raise BuildFailed(f"{error}: {told[-1500:]}") from None
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
            return


def _wait(
    port: int,
    url: str,
    word: str,
    deadline: float,
    name: str,
    process: subprocess.Popen[bytes] | None = None,
) -> None:
    """Ask for a page until it holds a word."""
    wanted = word.encode()
    while time.perf_counter() < deadline:
        status, body = _page(port, url)
        if status == 200 and wanted in body:
            return
        if process is not None and process.poll() is not None:
            break
        time.sleep(_POLL)
    raise BuildFailed(f"{name}: the page at {url} did not come")


def _page(port: int, url: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    try:
        connection.request("GET", url)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""  # it does not listen yet
    finally:
        connection.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.preview", description=__doc__)
    add = parser.add_argument
    add("--articles", type=int, default=10_000, metavar="N", help="default: 10000")
    add("--seed", type=int, default=1, metavar="S", help="another seed, other articles")
    add("--saves", type=int, default=50, metavar="N", help="of a body; a fifth of a title")
    add("--peers", type=lambda text: text.split(","), default=[], help=",".join(PEERS))
    add("--write", type=Path, metavar="FILE", help="put the result into a Markdown file")
    given = parser.parse_args()
    if not {*given.peers} <= PEERS.keys():
        parser.error(f"--peers takes some of {','.join(PEERS)}")
    return given


if __name__ == "__main__":
    sys.exit(main())
