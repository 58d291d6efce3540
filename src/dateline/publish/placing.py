"""Where on the disk a tree is put, as far as that can be said.

ext4 puts a folder near the one it is in. There it looks, for each new file, through all that were
deleted in the last minutes, for it does not give out their inodes yet: a site that is built right
after it was cleaned waits for that thousands of times. What is in a folder that is marked as the
top of a hierarchy (`chattr +T`) is put apart, where there are few folders; its name says from where
on that is looked for.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from array import array

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# From Linux' <linux/fs.h>; sizes are those of a long, though what is handed over is an int.
_SIZE = struct.calcsize("l") << 16
_GET_FLAGS, _SET_FLAGS = 2 << 30 | _SIZE | 0x6601, 1 << 30 | _SIZE | 0x6602
_TOP = 0x20000


def make_apart(above: str, name: str) -> None:
    """Make a folder in another, away from what lies around that, where the system can do so."""
    _mark_as_top(above)
    anywhere = f"{above}/{os.urandom(8).hex()}"
    os.mkdir(anywhere)
    os.rename(anywhere, f"{above}/{name}")


def _mark_as_top(folder: str) -> None:
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):  # most other file systems have no such mark
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            flags = array("i", [0, 0])
            fcntl.ioctl(descriptor, _GET_FLAGS, flags)
            flags[0] |= _TOP
            fcntl.ioctl(descriptor, _SET_FLAGS, flags)
        finally:
            os.close(descriptor)
