"""Rules on what a page costs its readers: bytes, requests, and what others learn of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dateline.check.edition import Edition, SeenPage
from dateline.check.findings import Fault, fault_in
from dateline.check.rule import OURS, WARNING, Rule

_KILO = 1000


class _Cost(NamedTuple):
    """Of a page: bytes and requests with all that comes from this site."""

    size: int
    requests: int


def page_weight(edition: Edition) -> Iterator[Fault]:
    most = edition.limits.page_kilobytes
    for page in edition.pages:
        size = _cost(edition, page).size
        if size > most * _KILO:
            yield edition.on_page(
                page.route,
                f"the page weighs {size // _KILO:,} kB with its pictures, styles and scripts",
                f"the budget is {most:,} kB (check.page_kilobytes): mostly pictures can be smaller",
            )


def page_requests(edition: Edition) -> Iterator[Fault]:
    most = edition.limits.page_requests
    for page in edition.pages:
        requests = _cost(edition, page).requests
        if requests > most:
            yield edition.on_page(
                page.route,
                f"the page asks for {requests} files",
                f"the budget is {most} (check.page_requests)",
            )


def _cost(edition: Edition, page: SeenPage) -> _Cost:
    sizes = {}
    for _, url in page.seen.loaded:
        try:
            path = edition.target(url, page.route).path
        except ValueError:
            continue
        if path is not None and path in edition.files:
            sizes[path] = edition.files[path]
    return _Cost(page.seen.size + sum(sizes.values()), 1 + len(sizes))


def picture_weight(edition: Edition) -> Iterator[Fault]:
    """Find pictures of articles that are heavy by themselves, each once."""
    most, told = edition.limits.picture_kilobytes, set()
    for story in edition.stories:
        article = story.article
        card = edition.linked.index.cards.get(article.id)
        found = [(-1, card.image.src)] if card is not None and card.image else []
        found += [
            (number, resolved.url)
            for number, resolved in enumerate(edition.linked.references.get(article.id, ()))
            if resolved.url and article.references[number].kind == "image"
        ]
        for number, url in found:
            size = edition.files.get(url, 0)
            if size <= most * _KILO or url in told:
                continue
            told.add(url)
            text = f"the picture weighs {size // _KILO:,} kB"
            fix = f"save it smaller: the budget is {most:,} kB (check.picture_kilobytes)"
            if number < 0:
                yield fault_in(article, ("image", "src"), text, fix)
            else:
                yield edition.in_body(story, number, text, fix)


def third_party(edition: Edition) -> Iterator[Fault]:
    """Find what readers' browsers ask other hosts for."""
    for page in edition.pages:
        for kind, url in page.seen.loaded:
            try:
                elsewhere = edition.target(url, page.route).path is None
            except ValueError:
                continue
            if elsewhere and not url.startswith("data:"):
                yield edition.on_page(
                    page.route,
                    f"a {kind} from another host: {url}",
                    "keep it on this site: others learn who reads what, and the site's content "
                    "security policy stops it",
                )


RULES: tuple[Rule[Edition], ...] = (
    Rule(
        "page-weight",
        WARNING,
        "a page above the budget in kilobytes",
        OURS + ": check.page_kilobytes",
        page_weight,
    ),
    Rule(
        "page-requests",
        WARNING,
        "a page above the budget in files",
        OURS + ": check.page_requests",
        page_requests,
    ),
    Rule(
        "picture-weight",
        WARNING,
        "a picture above the budget in kilobytes",
        OURS + ": check.picture_kilobytes",
        picture_weight,
    ),
    Rule(
        "third-party",
        WARNING,
        "a script, style, picture or frame from another host",
        OURS + ": who reads what is nobody else's business",
        third_party,
    ),
)
