"""The web application: what is answered to each request."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.types import Receive, Scope, Send

from dateline.digest import digest
from dateline.errors import DatelineError
from dateline.link.routes import Route
from dateline.serve.answers import answer, type_of
from dateline.serve.finding import NOWHERE, Place
from dateline.serve.guard import Guard, is_own
from dateline.serve.hosting import OWN, Leads, allowing
from dateline.serve.injected import PANEL, SCRIPT, STYLE, Injected, injected
from dateline.serve.preview import Preview
from dateline.serve.snapshot import Attempt
from dateline.serve.tabs import Tab

TRAVEL = f"{OWN}as-of"
_CLIENT = Path(__file__).parent / "client"
_POLICY = "content-security-policy"
_SAFE = {"x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin"}
_FOREIGN = "This is for the pages of this preview alone.\n"


class _Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """What the slider asks for: an instant as typed, or None for now."""

    as_of: str | None


_WANTED = msgspec.json.Decoder(_Wanted)


class Answers:
    """Answers requests by what a preview shows."""

    def __init__(
        self,
        preview: Preview,
        about: Callable[[str], Awaitable[dict[str, Any]]],
        travel: Callable[[str | None], Awaitable[Attempt]],
        notice: Callable[[str], None],
    ) -> None:
        self.preview = preview
        self._about = about
        self._travel = travel
        self._notice = notice
        self._own: dict[str, Callable[[Request], Awaitable[Response]]] = {
            f"{OWN}events": self._events,
            f"{OWN}about": self._tell_about,
            TRAVEL: self._set_instant,
            STYLE: self._client,
            PANEL: self._client,
            SCRIPT: self._client,
        }

    # The site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, path = Request(scope, receive), scope["path"]
        methods = ("POST",) if path == TRAVEL else ("GET", "HEAD")
        own = self._own.get(path)
        if request.method not in methods:
            said = {"allow": ", ".join(methods), **_SAFE}
            response: Response = PlainTextResponse("Method Not Allowed\n", 405, said)
        elif own is not None:
            response = await own(request)
        else:
            response = self._site(request)
        await response(scope, receive, send)

    def _site(self, request: Request) -> Response:
        preview, path = self.preview, request.scope["path"]
        if preview.snapshot is None:
            return self._broken(request)
        leads = preview.redirect(path)
        if leads is not None and leads.force:
            return self._lead(request, leads)
        place = preview.find(path)
        if place == NOWHERE and leads is not None:
            return self._lead(request, leads)
        return self._place(request, place, path)

    def _place(self, request: Request, place: Place, path: str, status: int = 200) -> Response:
        if place.moved:
            return self._redirect(request, place.moved, 301)
        headers = self._headers(request, path)
        if place.route is not None:
            return self._page(request, place.route, headers, status)
        if place.asset is not None:
            asset = place.asset
            kind = type_of(asset.url)
            mark = digest(asset.data)
            return answer(request, asset.data, kind, headers, mark=mark, status=status)
        if place.file is not None:
            file, kind = self.preview.root / place.file.source, type_of(place.file.source)
            with contextlib.suppress(OSError):  # it has just gone
                return answer(request, file, kind, headers, mark=place.file.digest, status=status)
        return self._missing(request, headers)

    def _missing(self, request: Request, headers: dict[str, str]) -> Response:
        route = self.preview.not_found()
        if route is None:
            return PlainTextResponse("Not found\n", 404, headers)
        return self._page(request, route, headers, 404)

    def _page(
        self, request: Request, route: Route, headers: dict[str, str], status: int
    ) -> Response:
        shown = self.preview.show(route)
        if shown.page.was_never_made:
            return self._broken(request)
        mark = digest(shown.body)
        return answer(request, shown.body, type_of(route.url), headers, mark=mark, status=status)

    def _headers(self, request: Request, path: str) -> dict[str, str]:
        headers = self.preview.headers(path)
        if _POLICY in headers:
            headers[_POLICY] = allowing(headers[_POLICY], _origin(request))
        return {**_SAFE, **headers}

    def _lead(self, request: Request, leads: Leads) -> Response:
        if leads.is_rewrite:
            place = self.preview.find(leads.target)
            return self._place(request, place, leads.target, leads.status)
        return self._redirect(request, leads.target, leads.status)

    def _redirect(self, request: Request, target: str, status: int) -> Response:
        query = request.url.query
        target = quote(target, safe="/:?#[]@!$&'()*+,;=%")
        target, sharp, fragment = target.partition("#")
        location = f"{target}?{query}" if query and "?" not in target else target
        location += sharp + fragment
        # A browser may keep what leads on for good, and follow it when another site is shown here.
        headers = {"location": location, "cache-control": "no-store", **_SAFE}
        return Response(status_code=status, headers=headers)

    def _broken(self, request: Request) -> Response:
        """A page of its own for errors that leave nothing to show."""
        problems = self.preview.problem_data()
        items = "".join(
            f"<li><code>{escape(_place_of(each))}</code> {escape(each['text'])}"
            f"<br>{escape(each['hint'])}</li>"
            for each in problems
        )
        html = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            "<title>The site has problems</title></head>"
            f"<body><h1>The site has problems</h1><ul>{items}</ul></body></html>"
        ).encode()
        html = injected(html, Injected("", None, self.preview.reload))
        headers = {
            **_SAFE,
            _POLICY: "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'",
            "cache-control": "no-store",
        }
        return Response(html, 500, headers, "text/html")

    # The preview's own

    async def _events(self, request: Request) -> Response:
        if not is_own(request.headers):
            return PlainTextResponse(_FOREIGN, 403)
        kind, headers = "text/event-stream", {"cache-control": "no-store", **_SAFE}
        if request.method == "HEAD":
            return Response(headers=headers, media_type=kind)
        tab = Tab(request.query_params.get("path", "/"), request.query_params.get("mark", ""))
        self.preview.greet(tab)
        return StreamingResponse(self.preview.tabs.stream(tab), media_type=kind, headers=headers)

    async def _tell_about(self, request: Request) -> Response:
        if not is_own(request.headers):
            return PlainTextResponse(_FOREIGN, 403)
        path = request.query_params.get("path", "/")
        return JSONResponse(await self._about(path), headers={"cache-control": "no-store", **_SAFE})

    async def _set_instant(self, request: Request) -> Response:
        given = request.headers.get("content-type", "").partition(";")[0].strip()
        if not is_own(request.headers) or given != "application/json":
            return PlainTextResponse(_FOREIGN, 403)
        try:
            instant = _WANTED.decode(await request.body()).as_of
        except ValueError:  # msgspec's own are such, and what is not UTF-8
            return PlainTextResponse("not understood\n", 400, _SAFE)
        try:
            await self._travel(instant)
        except DatelineError as error:
            return JSONResponse({"error": str(error)}, 400, headers=_SAFE)
        return JSONResponse({}, headers=_SAFE)

    async def failed(self, request: Request, error: Exception) -> Response:
        """Say that something went wrong that we did not foresee; the terminal has more."""
        said = f"an error that we did not foresee: {type(error).__name__}: {error}"
        self._notice(f"{request.scope['path']}: {said}; please report it")
        return PlainTextResponse(f"{said}\n", 500, _SAFE)

    async def _client(self, request: Request) -> Response:
        name = request.scope["path"].removeprefix(OWN)
        data = (_CLIENT / name).read_bytes()
        return answer(request, data, type_of(name), dict(_SAFE), mark=digest(data))


def make_app(answers: Answers, host: str) -> Starlette:
    """The application for a server that listens at `host`."""
    app = Starlette(
        middleware=[Middleware(Guard, host=host)],
        exception_handlers={Exception: answers.failed},
    )
    # Starlette's own routes take paths with line ends for others.
    app.router.default = answers
    return app


def _origin(request: Request) -> str:
    return f"http://{request.headers.get('host', '')}"


def _place_of(problem: dict[str, Any]) -> str:
    line = f":{problem['line']}:{problem['column']}" if problem["line"] else ""
    return f"{problem['path']}{line}"
