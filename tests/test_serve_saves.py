"""What a save costs a preview of a thousand stories: work is counted, not timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from dateline.link.linked import link
from dateline.parse import reader
from dateline.render.page import Renderer
from tests.newsroom import Newsroom
from tests.serving import Onlooker

STORIES = 1_000


@dataclass
class Work:
    """What was done since it was last forgotten."""

    parsed: list[str] = field(default_factory=list)
    rendered: list[str] = field(default_factory=list)
    linked: int = 0

    def forget(self) -> None:
        self.parsed, self.rendered, self.linked = [], [], 0


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A site of a thousand stories, which a preview has shown."""
    newsroom = Newsroom(tmp_path_factory.mktemp("big"))
    for number in range(STORIES):
        save(newsroom, number)
    Onlooker(newsroom).serving.end()
    return newsroom


@pytest.fixture
def work() -> Iterator[Work]:
    """Work that is really done, counted."""
    done = Work()

    def counted(name: str, real: Callable[..., Any], note: Callable[..., None]) -> None:
        def counting(*given: Any, **named: Any) -> Any:
            note(*given)
            return real(*given, **named)

        patch.setattr(name, counting)

    def count_link(_: object) -> None:
        done.linked += 1

    with pytest.MonkeyPatch.context() as patch:
        counted(
            "dateline.parse.reader.read_article",
            reader.read_article,
            lambda id, *_: done.parsed.append(id),
        )
        counted(
            "dateline.render.page.Renderer.render",
            Renderer.render,
            lambda _, route: done.rendered.append(route.url),
        )
        counted("dateline.serve.making.link", link, count_link)
        yield done


def save(newsroom: Newsroom, number: int, body: str = "It was seen.", **matter: str) -> None:
    date = f"2026-05-{number % 28 + 1:02} {number % 24:02}:00"
    section = ("local", "sport", "world")[number % 3]
    text = f"The council met on Monday. {body}"
    newsroom.article(f"story-{number}", text, section=section, date=date, summary="S.", **matter)


def settled(newsroom: Newsroom) -> Onlooker:
    """A preview some seconds after its start."""
    site = Onlooker(newsroom)
    site.maker.rest()
    return site


def url(number: int) -> str:
    return f"/2026/05/{number % 28 + 1:02}/story-{number}/"


def test_a_start_parses_and_links_nothing_and_renders_one_page(big: Newsroom, work: Work) -> None:
    Onlooker(big).text(url(500))

    # `_headers` and `_redirects` rule each answer.
    assert set(work.rendered) == {url(500), "/_headers", "/_redirects"}
    assert (work.parsed, work.linked) == ([], 0)


def test_a_saved_body_parses_one_story_and_renders_one_page(big: Newsroom, work: Work) -> None:
    site = settled(big)
    tabs = [site.open(path) for path in ("/", "/sport/", url(499), url(500))]
    work.forget()

    save(big, 500, "The harbour is closed.")
    site.look()

    assert work.parsed == ["world/story-500.md"]
    assert work.rendered == [url(500)]
    assert work.linked == 0
    assert [bool(tab.events()) for tab in tabs] == [False, False, False, True]


def test_a_saved_title_renders_the_open_pages_that_show_it(big: Newsroom, work: Work) -> None:
    site = settled(big)
    newest = max(range(STORIES), key=lambda number: (number % 28, number % 24, number))
    section = ("/local/", "/sport/", "/world/")[newest % 3]
    for path in ("/", section, url(newest), url(3), "/tags/"):
        site.open(path)
    work.forget()

    save(big, newest, title="Harbour closed")
    site.look()

    assert len(work.parsed) == 1
    assert {"/", section, url(newest)} <= set(work.rendered)
    assert "/tags/" not in work.rendered
    assert len(work.rendered) == len(set(work.rendered)) <= 4
    assert work.linked == 0
