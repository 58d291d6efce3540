"""`dateline check --external`: other hosts are asked, politely."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from dateline.check.checking import Asked, check
from dateline.options import Options
from tests.checks import place
from tests.newsroom import AS_OF, Newsroom


class Host(BaseHTTPRequestHandler):
    """Another host: paths are the status that it answers with."""

    def do_GET(self) -> None:
        self.asked()

    def do_HEAD(self) -> None:
        self.asked()

    def asked(self) -> None:
        heard: list[tuple[str, str, str, float]] = self.server.heard  # type: ignore[attr-defined]
        agent = self.headers["User-Agent"]
        heard.append((self.command, self.path, agent, time.monotonic()))
        if self.path == "/robots.txt":
            self.answer(200, b"User-agent: *\nDisallow: /private/\n")
        elif self.path == "/no-head":
            self.answer(200 if self.command == "GET" else 405)
        elif self.path == "/moved":
            self.answer(301, location="/200")
        elif self.path == "/for-now":
            self.answer(302, location="/200")
        else:
            self.answer(int(self.path.strip("/").partition("/")[0]))

    def answer(self, status: int, body: bytes = b"", location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


class Elsewhere:
    """A running host, and what it was asked for."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.server = server
        self.heard: list[tuple[str, str, str, float]] = []
        server.heard = self.heard  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{server.server_address[1]}"

    @property
    def asked(self) -> list[str]:
        return [f"{method} {path}" for method, path, _, _ in self.heard]


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Elsewhere(server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def said(newsroom: Newsroom, rest: float = 0.0) -> list[str]:
    asked = Asked(only=frozenset(("external-link",)), external=True, rest=rest)
    checked = check(newsroom.root, Options(as_of=AS_OF, jobs=1), asked)
    return [f"{place(each)}: {each.level}: {each.text}" for each in checked.findings]


def link(newsroom: Newsroom, *urls: str) -> None:
    newsroom.article("vote", "\n\n".join(f"See [that](<{url}>)." for url in urls))


def test_a_link_to_what_is_gone_is_told_where_it_stands(
    newsroom: Newsroom, elsewhere: Elsewhere
) -> None:
    gone, lost, there = (f"{elsewhere.url}/{status}" for status in (410, 404, 200))
    link(newsroom, there, gone, lost)

    assert said(newsroom) == [
        f"vote.md:8:13: warning: {gone} is gone (410)",
        f"vote.md:10:13: warning: {lost} is not found (404)",
    ]


def test_what_has_moved_for_good_is_a_note(newsroom: Newsroom, elsewhere: Elsewhere) -> None:
    link(newsroom, f"{elsewhere.url}/moved", f"{elsewhere.url}/for-now")

    assert said(newsroom) == [
        f"vote.md:6:13: note: {elsewhere.url}/moved has moved to {elsewhere.url}/200"
    ]


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_host_that_refuses_programs_says_nothing_of_a_link(
    newsroom: Newsroom, elsewhere: Elsewhere, status: int
) -> None:
    link(newsroom, f"{elsewhere.url}/{status}")

    assert said(newsroom) == []


def test_a_host_that_knows_no_head_is_asked_again(newsroom: Newsroom, elsewhere: Elsewhere) -> None:
    link(newsroom, f"{elsewhere.url}/no-head")

    assert said(newsroom) == []
    assert elsewhere.asked == ["GET /robots.txt", "HEAD /no-head", "GET /no-head"]


def test_what_robots_may_not_see_is_not_asked_for(newsroom: Newsroom, elsewhere: Elsewhere) -> None:
    link(newsroom, f"{elsewhere.url}/private/404")

    assert said(newsroom) == []
    assert elsewhere.asked == ["GET /robots.txt"]


def test_a_host_that_does_not_answer_is_told(newsroom: Newsroom, elsewhere: Elsewhere) -> None:
    elsewhere.server.shutdown()
    elsewhere.server.server_close()
    link(newsroom, f"{elsewhere.url}/a", f"{elsewhere.url}/b")

    faults = said(newsroom)

    assert len(faults) == 2
    assert f"vote.md:6:13: warning: {elsewhere.url}/a does not answer" in faults[0]


def test_an_answer_is_good_for_some_days(newsroom: Newsroom, elsewhere: Elsewhere) -> None:
    link(newsroom, f"{elsewhere.url}/404", f"{elsewhere.url}/404#part")
    first = said(newsroom)
    assert elsewhere.asked.count("HEAD /404") == 1

    elsewhere.heard.clear()
    assert said(newsroom) == first
    assert elsewhere.asked == []

    newsroom.config("[check]", "external_days = 0")
    assert said(newsroom) == first
    assert "HEAD /404" in elsewhere.asked


def test_trouble_of_a_host_is_not_remembered(newsroom: Newsroom, elsewhere: Elsewhere) -> None:
    link(newsroom, f"{elsewhere.url}/503")
    said(newsroom)
    elsewhere.heard.clear()

    said(newsroom)

    assert "HEAD /503" in elsewhere.asked


def test_a_host_is_asked_slowly_and_told_by_whom(newsroom: Newsroom, elsewhere: Elsewhere) -> None:
    link(newsroom, f"{elsewhere.url}/200", f"{elsewhere.url}/200/b")

    said(newsroom, rest=0.2)

    times = [moment for method, _, _, moment in elsewhere.heard if method == "HEAD"]
    assert times[1] - times[0] >= 0.2
    assert all(agent.startswith("dateline-check/") for _, _, agent, _ in elsewhere.heard)


def test_other_hosts_are_not_asked_without_being_told_to(
    newsroom: Newsroom, elsewhere: Elsewhere
) -> None:
    link(newsroom, f"{elsewhere.url}/404")

    checked = check(newsroom.root, Options(as_of=AS_OF, jobs=1), Asked())

    assert "external-link" not in {each.rule for each in checked.findings}
    assert elsewhere.asked == []
