"""Durable: what was written outlasts a power cut."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice

FEW = 16  # one by one costs 0.3 ms each; all at once 1 ms, and the wait for what others wrote


def make_durable(
    output: str, paths: Iterable[str], meanwhile: Callable[[], object] = lambda: None
) -> None:
    """Wait until files and folders are on the disk: a few one by one, many with all there is.

    `meanwhile` is done once, while we wait if that is for many. Raises OSError when the disk did
    not take them. Windows can't do that to folders: there, a publication outlasts the end of the
    process, but perhaps not a power cut.
    """
    some = list(islice(paths, FEW + 1)) if os.name != "nt" else []
    if len(some) > FEW:
        beside(partial(_with_descriptor, output, _sync_file_system), meanwhile)
        return
    meanwhile()
    for path in some:
        _with_descriptor(path, os.fsync)


def beside(waiting: Callable[[], None], work: Callable[[], object]) -> None:
    """Work while another thread waits; both are done when this comes to its end, however."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - as most have few

    with ThreadPoolExecutor(1) as other:
        waited = other.submit(waiting)
        work()
        waited.result()


def _with_descriptor(path: str, call: Callable[[int], None]) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        call(descriptor)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(descriptor)


def _sync_file_system(descriptor: int) -> None:
    """Call `syncfs` of Linux, which Python has no name for; elsewhere, `sync`."""
    import ctypes  # noqa: PLC0415 - most builds publish little or nothing

    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "syncfs"):
        os.sync()
    elif library.syncfs(descriptor) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
