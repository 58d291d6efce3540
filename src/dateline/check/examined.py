"""Pages and texts, examined: what was found the last time is good for the same bytes.

A page that is current in the output folder is read there, another is rendered in memory. Nothing
is written but into the store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from dateline.articles import read_body
from dateline.check.edition import Seen, SeenPage
from dateline.check.html import read_page
from dateline.check.rules import PAGE_RULES
from dateline.check.text import Text, read_text
from dateline.digest import digest
from dateline.errors import Problem
from dateline.link.routes import Route
from dateline.model import Article
from dateline.pool import map_chunks, worker_count
from dateline.progress import Progress
from dateline.render.faults import ENOUGH, by_address, first_faults
from dateline.render.page import Renderer
from dateline.store import Bodies, Store, for_worker
from dateline.tool import tool_version

TABLE = "examined"
_PAGE, _TEXT = "page ", "text "


class Made(NamedTuple):
    """A site that is made as far as it is wanted.

    `current` are the files in `output` that are as a build would make them, with their digests.
    """

    renderer: Renderer
    output: Path
    current: Mapping[str, str]


class Examined(msgspec.Struct, frozen=True, array_like=True):
    """What was found, encoded, and a mark of what it was found in; nothing where it was known."""

    mark: str
    found: msgspec.Raw = msgspec.Raw()


class _Asked(NamedTuple):
    """A page to examine; `mark` is that of what is known of it."""

    route: Route
    mark: str


class _Given:
    """What a worker needs for pages."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.tool = tool_version()
        self.failed: Counter[str] = Counter()


_ENCODER = msgspec.msgpack.Encoder()
_EXAMINED = msgspec.msgpack.Decoder(Examined)
_SEEN = msgspec.msgpack.Decoder(Seen)
_TEXTS = msgspec.msgpack.Decoder(Text)


def examine_pages(
    made: Made, routes: Iterable[Route], store: Store, jobs: int | None, progress: Progress
) -> tuple[tuple[SeenPage, ...], list[Problem]]:
    """Examine the HTML pages among `routes`; gives the faults of templates that are told, too."""
    wanted = by_address(route for route in routes if route.url.endswith(("/", ".html")))
    known, tool, asked = _known(store, _PAGE), tool_version(), []
    for route in wanted:
        mark = known[route.url].mark if route.url in known else ""
        if not mark or mark != _mark(made.current.get(route.file, ""), tool):
            asked.append(_Asked(route, mark))
    progress.begin("check", len(asked))
    workers = worker_count(jobs, len(asked))
    given = _Given(made)
    found = map_chunks(_page_chunk, given, asked, workers=workers, progress=progress.advance)
    news: dict[str, Examined] = {}
    faults: list[tuple[Route, Problem]] = []
    failed: set[str] = set()
    for (route, _), result in zip(asked, found, strict=True):
        if not isinstance(result, Examined):
            failed.add(route.url)
            faults += [(route, result)] if result is not None else []
        elif bytes(result.found):
            news[route.url] = result
    _keep(store, _PAGE, news, known.keys() - {route.url for route in wanted})
    known |= news
    shared: dict[str, str] = {}
    return tuple(
        SeenPage(route, _sharing(_SEEN.decode(known[route.url].found), shared))
        for route in wanted
        if route.url in known and route.url not in failed
    ), first_faults(faults)


def _sharing(seen: Seen, shared: dict[str, str]) -> Seen:
    """Keep each address once in memory: most pages have the same."""
    hrefs = tuple(shared.setdefault(href, href) for href in seen.hrefs)
    return msgspec.structs.replace(seen, hrefs=hrefs)


def _page_chunk(given: _Given, asked: Sequence[_Asked]) -> list[Examined | Problem | None]:
    with given.made.renderer.time_limit():
        return [_examine_page(given, each) for each in asked]


def _examine_page(given: _Given, asked: _Asked) -> Examined | Problem | None:
    """Examine a page; None where its template has failed often enough."""
    route = asked.route
    data = _standing(given.made, route)
    if data is None:
        if given.failed[route.template] >= ENOUGH:
            return None
        rendered = given.made.renderer.render(route)
        if isinstance(rendered, Problem):
            given.failed[route.template] += 1
            return rendered
        data = rendered
    mark = _mark(digest(data), given.tool)
    if mark == asked.mark:
        return Examined(mark)
    return Examined(mark, msgspec.Raw(_ENCODER.encode(_seen(data, route))))


def _standing(made: Made, route: Route) -> bytes | None:
    """The page as it stands in the output folder, if it is current there."""
    if route.file not in made.current:
        return None
    try:
        return (made.output / route.file).read_bytes()
    except OSError:
        return None


def _seen(data: bytes, route: Route) -> Seen:
    page = read_page(data.decode("utf-8", "replace"), route.kind, route.url)
    rules = () if page.redirects else PAGE_RULES
    return Seen(
        size=len(data),
        title=page.title,
        redirects=page.redirects,
        ids=tuple(page.ids),
        hrefs=tuple(dict.fromkeys(page.hrefs)),
        loaded=tuple(dict.fromkeys(page.loaded)),
        faults=tuple((rule.name, fault) for rule in rules for fault in rule.look(page)),
    )


def examine_texts(
    articles: Iterable[Article], store: Store, jobs: int | None, progress: Progress
) -> dict[str, Text]:
    """Read the bodies of articles, by id; nothing for those whose body the store has lost."""
    known, tool = _known(store, _TEXT), tool_version()
    wanted = {article.id: article for article in articles}
    marks = {id: _mark(f"{each.body} {each.lang}", tool) for id, each in wanted.items()}
    asked = [wanted[id] for id in wanted if id not in known or known[id].mark != marks[id]]
    progress.begin("check", len(asked))
    workers = worker_count(jobs, len(asked))
    store.commit()  # workers read what is there
    bodies = for_worker(store)
    found = map_chunks(_text_chunk, bodies, asked, workers=workers, progress=progress.advance)
    news = {
        article.id: Examined(marks[article.id], msgspec.Raw(data))
        for article, data in zip(asked, found, strict=True)
        if data
    }
    _keep(store, _TEXT, news, known.keys() - wanted.keys())
    known |= news
    return {id: _TEXTS.decode(known[id].found) for id in wanted if id in known}


def _text_chunk(bodies: Bodies, articles: Sequence[Article]) -> list[bytes]:
    return [_examine_text(bodies, article) for article in articles]


def _examine_text(bodies: Bodies, article: Article) -> bytes:
    body = read_body(bodies, article.id)
    return _ENCODER.encode(read_text(body.html, article.lang)) if body is not None else b""


def _mark(of: str, tool: str) -> str:
    return f"{of} {tool}" if of else ""


def _known(store: Store, kind: str) -> dict[str, Examined]:
    """What was found in earlier runs, by key."""
    known = {}
    for key, data in store.read(TABLE, kind).items():
        try:
            known[key.removeprefix(kind)] = _EXAMINED.decode(data)
        except msgspec.MsgspecError:
            continue  # another version's
    return known


def _keep(store: Store, kind: str, news: Mapping[str, Examined], gone: Iterable[str]) -> None:
    store.write(TABLE, {kind + key: _ENCODER.encode(each) for key, each in news.items()})
    store.delete(TABLE, (kind + key for key in gone))
    store.commit()
