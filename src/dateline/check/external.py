"""Other hosts, asked whether what is linked there is still there.

Politely: hosts are asked side by side, each of them for one address at a time with a rest between;
robots.txt is respected; what answered is not asked again for some days. Only what says clearly
that it is gone is told: many hosts refuse programs, and that is no fault of a link.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, NamedTuple
from urllib.parse import urldefrag, urlsplit
from urllib.robotparser import RobotFileParser

import msgspec

from dateline import __version__
from dateline.check.findings import Fault, Level
from dateline.parse.addresses import encoded_address
from dateline.store import Store

AGENT = f"dateline-check/{__version__} (link checker; asks for each address once in some days)"
TIMEOUT = 15.0  # seconds
REST = 1.0  # seconds between two questions to a host
HOSTS = 8  # that are asked side by side
_ROBOTS_MOST = 500_000  # bytes
_SURE = frozenset((-1, *range(200, 429), *range(430, 500)))  # the rest may be another in a minute
_UNABLE = (OSError, http.client.HTTPException, ValueError)


class Answer(msgspec.Struct, frozen=True):
    """What a host said: a status of HTTP, 0 where nothing answers, -1 where robots may not ask.

    `moved` is where a permanent redirect leads, `asked` when this was, in seconds since 1970.
    """

    status: int
    asked: float
    moved: str = ""
    why: str = ""


class Hosts(NamedTuple):
    """How to ask: seconds between two questions to a host, and days that an answer is good for."""

    rest: float = REST
    days: float = 7


_ANSWERS = msgspec.msgpack.Decoder(Answer)
_KEY = "address "


def ask_hosts(
    places: Mapping[str, Fault], store: Store, hosts: Hosts, now: float
) -> Iterator[Fault]:
    """Ask for addresses; gives faults at their places. Answers are kept in the store."""
    wanted = {url: urldefrag(url).url for url in places}
    answers = _known(set(wanted.values()), store, now - hosts.days * 86_400)
    new = _ask_all(sorted(set(wanted.values()) - answers.keys()), hosts.rest, now)
    encode = msgspec.msgpack.Encoder().encode
    sure = {url: answer for url, answer in new.items() if answer.status in _SURE}
    store.write("examined", {_KEY + url: encode(answer) for url, answer in sure.items()})
    store.commit()
    answers |= new
    for url, place in places.items():
        fault = _fault(url, answers[wanted[url]])
        if fault is not None:
            yield msgspec.structs.replace(place, text=fault.text, fix=fault.fix, level=fault.level)


def _fault(url: str, answer: Answer) -> Fault | None:
    if answer.status in (404, 410):
        gone = "is gone" if answer.status == 410 else "is not found"
        fix = "link to where it is now or to an archived copy, or say that it is gone"
        return Fault(f"{url} {gone} ({answer.status})", fix)
    if answer.status == 0:
        return Fault(f"{url} does not answer: {answer.why}", "look whether the host is still there")
    if answer.moved:
        return Fault(f"{url} has moved to {answer.moved}", "link to there", level=Level.NOTE)
    return None


def _known(urls: set[str], store: Store, since: float) -> dict[str, Answer]:
    known = {}
    for key, data in store.read("examined", _KEY).items():
        try:
            answer = _ANSWERS.decode(data)
        except msgspec.MsgspecError:
            continue  # another version's
        if key.removeprefix(_KEY) in urls and answer.asked > since:
            known[key.removeprefix(_KEY)] = answer
    return known


def _ask_all(urls: Iterable[str], rest: float, now: float) -> dict[str, Answer]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc].append(url)
    with ThreadPoolExecutor(HOSTS) as pool:
        asked = pool.map(lambda each: _ask_host(each, rest, now), by_host.values())
        return {url: answer for answers in asked for url, answer in answers.items()}


def _ask_host(urls: list[str], rest: float, now: float) -> dict[str, Answer]:
    """Ask one host for one address after the other."""
    parts = urlsplit(urls[0])
    robots = _robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
    rest = max(rest, float(robots.crawl_delay(AGENT) or 0)) if robots else rest
    answers: dict[str, Answer] = {}
    for url in urls:
        if robots is not None and not robots.can_fetch(AGENT, url):
            answers[url] = Answer(-1, now, why="robots.txt")
            continue
        time.sleep(rest)
        answers[url] = _ask(url, "HEAD", now)
        if answers[url].status in (400, 403, 404, 405, 501):
            # Some hosts know no HEAD, and say so in many ways.
            time.sleep(rest)
            answers[url] = _ask(url, "GET", now)
        if answers[url].status == 0:
            # It will not answer for the others either, and to wait for each takes long.
            return dict.fromkeys(urls, answers[url]) | answers
    return answers


def _ask(url: str, method: str, now: float) -> Answer:
    redirects = _Redirects()
    opener = urllib.request.build_opener(redirects)
    headers = {"User-Agent": AGENT, "Accept": "*/*"}
    try:
        request = urllib.request.Request(encoded_address(url), method=method, headers=headers)
        with opener.open(request, timeout=TIMEOUT) as response:
            moved = response.url if redirects.permanent and response.url != request.full_url else ""
            return Answer(response.status, now, moved)
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, now)
    except _UNABLE as error:
        return Answer(
            0, now, why=str(getattr(error, "reason", "") or error) or type(error).__name__
        )


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects; `permanent` as long as all of them were."""

    def __init__(self) -> None:
        self.permanent = True

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self.permanent = self.permanent and code in (301, 308)
        made = super().redirect_request(req, fp, code, msg, headers, newurl)
        if made is not None:
            made.method = req.get_method()
        return made


def _robots(url: str) -> RobotFileParser | None:
    """What a host's robots.txt allows (RFC 9309); None where there is nothing to go by."""
    robots = RobotFileParser()
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            text = response.read(_ROBOTS_MOST).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            # Where the host has trouble with it, nothing may be asked; without one, everything.
            closed = error.code >= 500 or error.code in (401, 403, 429)
        text = "User-agent: *\nDisallow: /" if closed else ""
    except _UNABLE:
        return None
    robots.parse(text.splitlines())
    return robots
