"""Where the server listens: sockets, bound before anything else is done."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
from collections.abc import Sequence

from dateline.errors import MachineError, UsageError

PORT = 8000
MORE = 10  # ports above it that are tried when it is taken
LOOPBACK = "127.0.0.1"
_BOTH = (LOOPBACK, "::1")  # what browsers take "localhost" for


def bound(host: str, port: int | None) -> list[socket.socket]:
    """Listen at a host; without a port, at the first of 8000 to 8010 that is free.

    Raises MachineError where nothing is free, UsageError for a host that is not this machine's.
    """
    tried = range(PORT, PORT + MORE + 1) if port is None else (port,)
    for each in tried:
        try:
            return _bound_at(host, each)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise UsageError(f"--host {host}: {error.strerror or error}") from None
            reason = error.strerror
    if port is None:
        raise MachineError(f"ports {PORT} to {PORT + MORE} are taken; name another: --port 9000")
    raise MachineError(f"port {port}: {reason}; name another one, or none at all")


def _bound_at(host: str, port: int) -> list[socket.socket]:
    with contextlib.ExitStack() as opened:
        found: list[socket.socket] = []
        for address in _BOTH if host in (*_BOTH, "localhost") else (host,):
            family, place = _place(address, port)
            try:
                one = opened.enter_context(socket.socket(family, socket.SOCK_STREAM))
                if os.name != "nt":  # there, it would let two servers have one port
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                one.bind(place)
                one.listen(128)
            except OSError as error:
                if found and error.errno != errno.EADDRINUSE:
                    continue  # a machine without IPv6
                raise
            port = one.getsockname()[1]
            found.append(one)
        opened.pop_all()
        return found


def _place(address: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    found: Sequence[tuple[socket.AddressFamily, object, object, object, tuple[object, ...]]]
    found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
    family, *_, place = found[0]
    return family, (str(place[0]), port)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
