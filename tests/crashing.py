"""Builds that crash: one process that has everything loaded, and forks a child for each build.

Under strace, the calls numbered `LAST` of each child are made to fail or to be its end. A child
makes idle calls first, as many as it takes for the call that is meant to have that number.

Reads lines of JSON, `{"site", "call", "number", "seconds"}`; writes each child's exit status.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dateline.cli import run
from dateline.publish import durable, staging
from tests.newsroom import AS_OF

LAST = 2_000  # more than this process itself makes in getting ready
_NOWHERE = "/nowhere/at/all"

# How to make each of the calls that write, to no effect.
IDLE: dict[str, Callable[[int], object]] = {
    "openat": lambda device: os.open(_NOWHERE, os.O_RDONLY),
    "write": lambda device: os.write(device, b"."),
    "pwrite64": lambda device: os.pwrite(device, b".", 0),
    "ftruncate": lambda device: os.ftruncate(device, 0),
    "fsync": os.fsync,
    "fdatasync": os.fdatasync,
    "syncfs": lambda device: ctypes.CDLL(None).syncfs(-1),
    "rename": lambda device: os.rename(_NOWHERE, _NOWHERE),
    "mkdir": lambda device: os.mkdir(_NOWHERE),
    "unlink": lambda device: os.unlink(_NOWHERE),
    "unlinkat": lambda device: os.unlink(_NOWHERE, dir_fd=device),
    "rmdir": lambda device: os.rmdir(_NOWHERE),
}


def _in_one_thread(waiting: Callable[[], None], work: Callable[[], object]) -> None:
    waiting()
    work()


def build_in(site: str) -> int:
    staging.MANY = 0  # small as it is, the site is published as a big one
    return run(["build", "-q", "-s", site, "--as-of", AS_OF, "--jobs", "1"])


def _child(site: str, call: str, number: int) -> int:
    said = os.open(Path(site) / "said", os.O_WRONLY | os.O_CREAT)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.close(said)
    device = os.open("/dev/null", os.O_WRONLY)
    for _ in range(LAST - number if call else 0):
        with suppress(OSError):
            IDLE[call](device)
    os.close(device)
    return build_in(site)


def main() -> None:
    build_in(sys.argv[1])
    print("ready", flush=True)  # noqa: T201 - the answer
    for line in sys.stdin:
        wanted = json.loads(line)
        if wanted["seconds"] is None:  # strace counts the calls of each thread by themselves
            durable.beside = _in_one_thread
        process = os.fork()
        if process == 0:
            os._exit(_child(wanted["site"], wanted["call"], wanted["number"]))
        if wanted["seconds"] is not None:
            time.sleep(wanted["seconds"])
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
