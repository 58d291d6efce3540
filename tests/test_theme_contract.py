"""The contract with themes: what templates are told they see is what they see."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

import pytest

from dateline.link.routes import Route
from dateline.render import page as rendering
from dateline.render.contract import Member, is_view, members, page_members, views
from dateline.render.facts import Facts
from dateline.render.kinds import KINDS, PageView
from dateline.render.pages import make_page
from dateline.render.site import Settings, SiteView
from tests import handbook
from tests.newsroom import Newsroom

Seen = list[tuple[Route, PageView]]


@pytest.fixture
def seen(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Seen:
    """The pages of a site that has all kinds of them, and something in most of what they offer."""
    found: Seen = []

    def recorded(facts: Facts, route: Route) -> PageView:
        found.append((route, make_page(facts, route)))
        return found[-1][1]

    monkeypatch.setattr(rendering, "make_page", recorded)
    newsroom.config('plugins = ["extra"]', "page_sizes.list = 2")
    newsroom.write(
        "plugins/extra.py",
        "def extend(dateline):\n"
        "    dateline.route(lambda site: [('/extra/', 'extra.html', {'title': 'Extra'})])\n",
    )
    newsroom.write("templates/extra.html", "{{ page.content.title }}")
    newsroom.write(
        "static/old.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="6"/>'
    )
    newsroom.raw("---\ntitle: About\n---\n", "content/pages/about.md")
    for number in range(1, 6):
        newsroom.article(
            f"s{number}",
            "# One\n\nText.",
            date="2026-05-31 09:00" if number == 5 else f"2026-0{number % 2 + 4}-1{number} 09:00",
            section="world",
            tags="[grid]",
            authors="[ann]",
            storyline="Grid",
            updated="2026-05-30",
            image="{src: /old.svg, alt: Old}",
            aliases=f"[/old/{number}/]",
            sources="[{title: T, url: https://example.org/}]",
            corrections="[{date: 2026-05-30, text: C}]",
        )
    night = "content/world/2026-05-31-night"
    newsroom.write(f"{night}/index.md", "---\ntitle: Night\ndate: 2026-05-31\nlive: true\n---\n")
    newsroom.write(f"{night}/live/first.md", "---\ndate: 2026-05-31 10:00\n---\n\nIt began.\n")
    newsroom.build()
    return found


def fits(value: object, kind: Any) -> bool:
    """Tell whether a value is of a type, and so is what it holds."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(fits(value, each) for each in inner)
    if origin is tuple and isinstance(value, tuple):
        wanted = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return len(wanted) == len(value) and all(map(fits, value, wanted))
    return isinstance(value, origin or kind)


def told(value: object, found: dict[str, Member]) -> Iterator[tuple[str, object, Any]]:
    for name, member in found.items():
        if member.signature is None:
            yield name, getattr(value, name), member.type


def values_in(value: object) -> Iterator[object]:
    if is_view(type(value)):
        yield value
    for each in value if isinstance(value, tuple | list) else ():
        yield from values_in(each)


def test_the_page_for_theme_makers_says_what_the_code_does() -> None:
    page = handbook.PAGE.read_text("utf-8")

    assert handbook.renewed(page) == page, "run `make docs`"


def test_all_that_templates_see_is_explained() -> None:
    contents = [content for kind in KINDS.values() for content in kind.content]
    owners = [PageView, SiteView, *contents, *views()]

    assert [
        f"{owner.__name__}.{name}"
        for owner in owners
        for name, member in members(owner).items()
        if not member.doc.strip()
    ] == []
    assert all(owner.__doc__ for owner in owners)


def test_pages_have_what_their_kind_is_told_to_have_and_nothing_else(seen: Seen) -> None:
    assert {page.kind for _, page in seen} == KINDS.keys()
    for route, page in seen:
        kind, own = KINDS[page.kind], page_members(page.kind)
        assert vars(page).keys() == own.keys(), page.kind
        assert route.template == (kind.template or "extra.html")
        for name, value, wanted in told(page, own):
            assert fits(value, wanted), f"{page.kind}: page.{name}"


def test_values_are_of_the_types_that_they_are_told_to_be(seen: Seen) -> None:
    waiting = [
        value for _, page in seen for each in vars(page).values() for value in values_in(each)
    ]
    met: set[type] = set()
    known: dict[int, object] = {}
    while waiting:
        value = waiting.pop()
        kind: type = type(value)
        if id(value) in known:
            continue
        known[id(value)] = value
        met.add(kind)
        for name, found, wanted in told(value, members(kind)):
            assert fits(found, wanted), f"{kind.__name__}.{name}"
            waiting.extend(values_in(found))

    ours = {each.__name__ for each in views()} - {each.__name__ for each in met}
    assert ours == {"PublisherView", "MenusView", "AssetView"}


def test_the_site_offers_what_it_is_told_to_offer(seen: Seen, newsroom: Newsroom) -> None:
    names = [name for name, member in members(SiteView).items() if member.signature is None]
    newsroom.write(
        "templates/404.html",
        "".join(f"{{{{ site.{name} is defined }}}} " for name in names)
        + "{{ site.sections()[0].title }} {{ site.latest(2)[0].title }} {{ site.years()[0].year }}"
        + " {{ site.tags()[0].slug }} {{ site.authors()[0].name }} {{ site.pages()[0].url }}",
    )

    newsroom.build()

    assert newsroom.page("/404.html") == "True " * len(names) + "World S5 2026 grid Ann /about/"


def test_what_is_not_for_themes_is_not_told_of() -> None:
    offered = {name for view in [*views(), PageView] for name in members(view)}

    assert not {name for name in offered if name.startswith(("_", "make_", "given_"))}
    assert "add" not in offered
    assert members(Settings) == {}
