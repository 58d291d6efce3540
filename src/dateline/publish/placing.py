"""Where on the disk a tree is put, as far as that can be said.

ext4 puts a folder near the one it is in. There it looks, for each new file, through all that were
deleted in the last minutes, for it does not give out their inodes yet: a site that is built right
after it was cleaned waits for that thousands of times. What is in a folder that is marked as the
top of a hierarchy (`chattr +T`) is put apart, where there are few folders; its name says from where
on that is looked for. Where much was deleted, there are few folders, too, so some places are tried.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
import time
from array import array

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# From Linux' <linux/fs.h>; sizes are those of a long, though what is handed over is an int.
_SIZE = struct.calcsize("l") << 16
_GET_FLAGS, _SET_FLAGS = 2 << 30 | _SIZE | 0x6601, 1 << 30 | _SIZE | 0x6602
_TOP = 0x20000
_PLACES, _TIMES = 8, 4  # that are tried, and how often each


def make_apart(above: str, name: str) -> None:
    """Make a folder in another, away from what lies around that, where the system can do so."""
    folder = f"{above}/{name}"
    if not _mark_as_top(above):
        os.mkdir(folder)
        return
    places = [f"{above}/{os.urandom(8).hex()}" for _ in range(_PLACES)]
    best = min(places, key=_seconds)
    for place in places:
        if place != best:
            os.rmdir(place)
    os.rename(best, folder)


def _seconds(folder: str) -> float:
    """Make a folder; gives the least time that it takes to make one in it."""
    os.mkdir(folder)
    tried, taken = f"{folder}/tried", []
    for _ in range(_TIMES):
        start = time.perf_counter()
        os.mkdir(tried)
        taken.append(time.perf_counter() - start)
        os.rmdir(tried)
    return min(taken)


def _mark_as_top(folder: str) -> bool:
    """Tell whether the file system knows such a mark; most others do not."""
    if sys.platform != "linux":
        return False
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            flags = array("i", [0, 0])
            fcntl.ioctl(descriptor, _GET_FLAGS, flags)
            flags[0] |= _TOP
            fcntl.ioctl(descriptor, _SET_FLAGS, flags)
            return True
        finally:
            os.close(descriptor)
    return False
