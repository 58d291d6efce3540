"""Who may ask: only those who mean this server, and for what is ours alone only its own pages."""

from __future__ import annotations

import ipaddress
import re
import socket

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?", re.ASCII)
_LONGEST = 260
_LOCAL = ("localhost", "127.0.0.1", "::1")
_ANY = ("0.0.0.0", "::")


class Guard:
    """Lets requests through that name this server. A page elsewhere that has its own name lead
    here (DNS rebinding) gives itself away by that name.

    `host` is where the server listens: with all addresses of the machine, any address will do.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self.app = app
        self._names = {*_LOCAL, host.lower()}
        self._any_address = host in _ANY
        if self._any_address:
            own = socket.gethostname().lower()
            self._names |= {own, f"{own}.local"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = Headers(scope=scope).getlist("host")
            status = self._status(given)
            if status:
                said = "This preview does not go by that name.\n"
                await PlainTextResponse(said, status)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _status(self, given: list[str]) -> int:
        """0 for a good name, 400 for none at all, 403 for another's."""
        found = _HOST.fullmatch(given[0]) if len(given) == 1 else None
        if found is None or len(given[0]) > _LONGEST:
            return 400
        name = found[1].strip("[]").lower().rstrip(".")
        known = name in self._names or (self._any_address and _is_address(name))
        return 0 if known else 403


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_own(headers: Headers) -> bool:
    """Tell whether a request comes from a page of this server, or from no page at all."""
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin")
    own = f"http://{headers.get('host', '')}".lower()
    return site in ("same-origin", "none") and (origin is None or origin.lower() == own)
