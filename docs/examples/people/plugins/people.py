"""People: a page for everybody whom `extra.people` of an article names, and a list of them all."""

from collections.abc import Iterator
from typing import Any

from dateline.link.plugged import SiteData
from dateline.plugins import Dateline


def extend(dateline: Dateline) -> None:
    dateline.fact("people_of", people_of)
    dateline.route(pages)


def stories(site: SiteData) -> dict[str, list[str]]:
    """The ids of the articles that name somebody, newest first, by name."""
    found: dict[str, list[str]] = {}
    for card in site.articles:
        for name in site.extras.get(card.id, {}).get("people", ()):
            found.setdefault(name, []).append(card.id)
    return found


def people_of(site: SiteData, id: str) -> list[dict[str, str]]:
    """Whom an article names, with the addresses of their pages."""
    names = site.extras.get(id, {}).get("people", ())
    return [{"name": name, "url": address(site, name)} for name in names]


def pages(site: SiteData) -> Iterator[tuple[str, str, Any]]:
    found = stories(site)
    people = [
        {"name": name, "url": address(site, name), "stories": len(found[name])}
        for name in sorted(found)
    ]
    yield "/people/", "people.html", {"title": "People", "people": people}
    for name, ids in found.items():
        yield address(site, name), "person.html", {"title": name, "ids": ids}


def address(site: SiteData, name: str) -> str:
    return f"/people/{site.slug(name)}/"
