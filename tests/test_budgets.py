"""What a reader's first visit weighs: the demonstration brief in each theme, measured as sent."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pytest

from dateline.tool import built_in_themes
from tests.brief import build_brief
from tests.chromium import served
from tests.newsroom import Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser

KB = 1024


class Budget(NamedTuple):
    """The most that a page may weigh, in bytes as sent with gzip, pictures left out."""

    article: int
    page: int
    style: int
    script: int


# Broadsheet's home page has a card for each story, wire's a line.
BUDGETS = {
    "broadsheet": Budget(article=30 * KB, page=32 * KB, style=24 * KB, script=3 * KB),
    "wire": Budget(article=8 * KB, page=10 * KB, style=3 * KB, script=0),
}
MOST_REQUESTS = 4
MOST_LINES_OF_STYLE = 900


class Visit(NamedTuple):
    """A first visit: what the browser asked for besides the page, but for pictures."""

    kind: str
    files: list[str]
    weight: int


class Built(NamedTuple):
    theme: str
    budget: Budget
    site: Newsroom
    visits: dict[str, Visit]


def sent(data: bytes) -> int:
    """Bytes on the wire; what is packed already stays as it is."""
    return min(len(gzip.compress(data, 9)), len(data))


@pytest.fixture(scope="module", params=BUDGETS)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Built:
    """The brief in a theme, with its biggest pages opened as by somebody who comes for once."""
    site = build_brief(tmp_path_factory.mktemp("brief"), request.param)
    files = site.files()
    visits: dict[str, Visit] = {}
    asked: list[str] = []

    def pass_on(route: Route) -> None:
        # To look at each request keeps the browser from remembering the one before.
        if route.request.resource_type == "image" or "/images/" in route.request.url:
            route.abort()
        else:
            asked.append(urlsplit(route.request.url).path)
            route.continue_()

    with served(site.output) as address, chromium.new_context() as context:
        page = context.new_page()
        page.route("**/*", pass_on)
        for url in _worth_a_visit(site):
            asked.clear()
            page.goto(address + url)
            page.evaluate("document.fonts.ready.then(() => {})")
            needed = [name for name in dict.fromkeys(asked) if name != url]
            weight = sent(site.page(url).encode())
            weight += sum(sent(files[name.lstrip("/")]) for name in needed)
            kind = page.evaluate("document.body.className.replace('kind-', '')")
            visits[url] = Visit(kind, needed, weight)
    return Built(request.param, BUDGETS[request.param], site, visits)


def _worth_a_visit(site: Newsroom) -> list[str]:
    """The biggest pages of each kind: the others weigh less."""
    by_kind: dict[str, list[str]] = {}
    for url in sorted(site.urls(), key=lambda url: -len(site.page(url))):
        found = re.search(r'<body class="kind-([\w-]+)"', site.page(url))
        if found:  # a page at an old address has no kind: it leads on at once
            by_kind.setdefault(found[1], []).append(url)
    return [url for kind, urls in by_kind.items() for url in urls[: 8 if kind == "article" else 1]]


def test_every_article_keeps_to_its_budget(built: Built) -> None:
    articles = {url: each.weight for url, each in built.visits.items() if each.kind == "article"}

    assert len(articles) == 8
    assert {url: size for url, size in articles.items() if size > built.budget.article} == {}


def test_every_other_page_keeps_to_its_budget(built: Built) -> None:
    weights = {url: each.weight for url, each in built.visits.items()}

    assert {url: size for url, size in weights.items() if size > built.budget.page} == {}


def test_a_first_visit_takes_few_requests(built: Built) -> None:
    counts = {url: 1 + len(each.files) for url, each in built.visits.items()}

    assert {url: count for url, count in counts.items() if count > MOST_REQUESTS} == {}


def test_style_and_script_are_small(built: Built) -> None:
    files = built.site.files()
    needed = {name.lstrip("/") for each in built.visits.values() for name in each.files}
    styles = [sent(files[name]) for name in needed if name.endswith(".css")]
    scripts = [sent(files[name]) for name in needed if name.endswith(".js")]

    assert len(styles) == 1
    assert styles[0] <= built.budget.style
    assert len(scripts) == (1 if built.budget.script else 0)
    assert sum(scripts) <= built.budget.script


def test_a_script_waits_until_the_page_is_there(built: Built) -> None:
    for url in built.visits:
        for tag in re.findall(r"<script[^>]*src=[^>]*>", built.site.page(url)):
            assert " defer" in tag, url


@pytest.mark.parametrize("theme", BUDGETS)
def test_the_style_sheet_can_be_read_in_one_sitting(theme: str) -> None:
    (sheet,) = (built_in_themes() / theme).glob("assets/**/*.css")

    assert len(sheet.read_text("utf-8").splitlines()) <= MOST_LINES_OF_STYLE
