"""What a reader's first visit weighs: the demonstration brief in each theme, measured as sent."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dateline.tool import built_in_themes
from tests.brief import build_brief
from tests.newsroom import Newsroom

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


class Built(NamedTuple):
    theme: str
    budget: Budget
    site: Newsroom

    def pages(self, kind: str = "") -> Iterator[str]:
        """Addresses of pages, of a kind or of all."""
        for url in sorted(self.site.urls()):
            if not kind or f'class="kind-{kind}"' in self.site.page(url):
                yield url

    def needed(self, url: str) -> list[str]:
        """Files that a browser asks for before a reader scrolls, but for pictures of the news."""
        page = self.site.page(url)
        links = re.findall(r'<link rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]+)"', page)
        links += re.findall(r'<script[^>]*src="([^"]+)"', page)
        for each in [link for link in links if link.endswith(".css")]:
            style = self.site.files()[each.lstrip("/")].decode()
            folder = Path(each).parent
            for found in re.findall(r"url\(['\"]?([^)'\"#]+)", style):
                if not found.startswith("data:"):
                    links.append(str((folder / found).resolve()))
        return list(dict.fromkeys(links))

    def weight(self, url: str) -> int:
        """A first visit: the page with style sheet, script and fonts. Icons come last of all."""
        files = self.site.files()
        needed = (name for name in self.needed(url) if not name.endswith((".svg", ".png", ".ico")))
        return sent(self.site.page(url).encode()) + sum(
            sent(files[name.lstrip("/")]) for name in needed
        )


def sent(data: bytes) -> int:
    """Bytes on the wire; what is packed already stays as it is."""
    return min(len(gzip.compress(data, 9)), len(data))


@pytest.fixture(scope="module", params=BUDGETS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = build_brief(tmp_path_factory.mktemp("brief"), request.param)
    return Built(request.param, BUDGETS[request.param], site)


def test_every_article_keeps_to_its_budget(built: Built) -> None:
    weights = {url: built.weight(url) for url in built.pages("article")}

    assert len(weights) > 40
    assert {url: size for url, size in weights.items() if size > built.budget.article} == {}


def test_every_other_page_keeps_to_its_budget(built: Built) -> None:
    weights = {url: built.weight(url) for url in built.pages()}

    assert {url: size for url, size in weights.items() if size > built.budget.page} == {}


def test_a_first_visit_takes_few_requests(built: Built) -> None:
    counts = {url: 1 + len(built.needed(url)) for url in built.pages()}

    assert {url: count for url, count in counts.items() if count > MOST_REQUESTS} == {}


def test_style_and_script_are_small(built: Built) -> None:
    files = built.site.files()
    needed = {name.lstrip("/") for url in built.pages() for name in built.needed(url)}
    styles = [sent(files[name]) for name in needed if name.endswith(".css")]
    scripts = [sent(files[name]) for name in needed if name.endswith(".js")]

    assert len(styles) == 1
    assert styles[0] <= built.budget.style
    assert len(scripts) == (1 if built.budget.script else 0)
    assert sum(scripts) <= built.budget.script


def test_a_script_waits_until_the_page_is_there(built: Built) -> None:
    for url in built.pages():
        for tag in re.findall(r"<script[^>]*src=[^>]*>", built.site.page(url)):
            assert " defer" in tag, url


@pytest.mark.parametrize("theme", BUDGETS)
def test_the_style_sheet_can_be_read_in_one_sitting(theme: str) -> None:
    (sheet,) = (built_in_themes() / theme).glob("assets/**/*.css")

    assert len(sheet.read_text("utf-8").splitlines()) <= MOST_LINES_OF_STYLE
