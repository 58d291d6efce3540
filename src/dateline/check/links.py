"""Rules on links: where they lead, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from dateline.check.edition import Edition, SeenPage
from dateline.check.findings import Fault
from dateline.check.rule import ERROR, NOTE, OURS, WARNING, WCAG, Rule

_TOP = ("", "top")  # browsers go to the beginning of the page


def dead_link(edition: Edition) -> Iterator[Fault]:
    """Find links between pages of the site that lead nowhere."""
    for page in edition.pages:
        for href in page.seen.hrefs:
            try:
                path = edition.target(href, page.route).path
            except ValueError:
                yield edition.on_page(page.route, f"'{href}' is no address", "mend the link")
                continue
            if path is not None and not edition.has(path):
                text = f"a link to '{path}', where nothing is"
                yield edition.on_page(page.route, text, "mend it, or remove it")


def dead_anchor(edition: Edition) -> Iterator[Fault]:
    """Find links into pages of the site, to places that are not in there."""
    ids = {page.route.url: frozenset(page.seen.ids) for page in edition.pages}
    for page in edition.pages:
        for href in page.seen.hrefs:
            if "#" not in href:
                continue
            found = _anchored(edition, page, href)
            if found is None:
                continue
            other, fragment = found
            if fragment not in ids[other.route.url]:
                text = (
                    f"a link to '#{fragment}' of {edition.shown(other.route)}, which is not there"
                )
                yield edition.on_page(page.route, text, "give the place that id, or mend the link")


def _anchored(edition: Edition, page: SeenPage, href: str) -> tuple[SeenPage, str] | None:
    """The page and the fragment that a link leads to; None where there is nothing to look for."""
    try:
        path, fragment = edition.target(href, page.route)
    except ValueError:
        return None
    # What a browser looks for in the text (":~:") is not an id.
    fragment = fragment.partition(":~:")[0]
    if path is None or fragment in _TOP:
        return None
    other = edition.page_at(path)
    return (other, fragment) if other is not None and not other.seen.redirects else None


def vague_link(edition: Edition) -> Iterator[Fault]:
    for story in edition.stories:
        for link in story.text.vague:
            text = f"a link that is only called '{link.name}'"
            fix = "link the words that say where it leads"
            if link.number >= 0:
                yield edition.in_body(story, link.number, text, fix)
            else:
                yield edition.in_source(story.article, link.href, text, fix)


def held_story(edition: Edition) -> Iterator[Fault]:
    """Find what will stop the build at the moment when a story that waits comes out."""
    yield from edition.held()


def external_link(edition: Edition) -> Iterator[Fault]:
    """Ask other hosts for what is linked there, each address once, where it is asked for."""
    first: dict[str, Fault] = {}
    for page in edition.pages:
        for href in page.seen.hrefs:
            if href in first or not href.startswith(("http://", "https://")):
                continue
            if urlsplit(href).netloc and edition.target(href, page.route).path is None:
                first[href] = _place_of(edition, page, href)
    yield from edition.ask(first)


def _place_of(edition: Edition, page: SeenPage, href: str) -> Fault:
    """Where an address stands: in an article's file, if it is there as the page has it."""
    story = edition.by_id.get(str(page.route.subject[0])) if page.route.subject else None
    if page.route.kind in ("article", "page") and story is not None:
        return edition.in_source(story.article, href, "")
    return edition.on_page(page.route, "")


RULES: tuple[Rule[Edition], ...] = (
    Rule(
        "dead-link",
        ERROR,
        "a link on a page to something that the site does not have",
        "RFC 9110, 15.5.5: 404 Not Found",
        dead_link,
        "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5",
    ),
    Rule(
        "dead-anchor",
        ERROR,
        "a link to a place that its page does not have",
        "RFC 3986, 3.5: Fragment",
        dead_anchor,
        "https://www.rfc-editor.org/rfc/rfc3986#section-3.5",
    ),
    Rule(
        "held-story",
        ERROR,
        "what will stop the build that publishes a story under embargo",
        OURS + ": it would be told at six in the morning",
        held_story,
    ),
    Rule(
        "vague-link",
        NOTE,
        'a link that is only called "here" or the like',
        "WCAG 2.2, 2.4.4 Link Purpose (In Context), failure F63",
        vague_link,
        WCAG + "Understanding/link-purpose-in-context.html",
    ),
    Rule(
        "external-link",
        WARNING,
        "a link to another host that is gone or has moved (with --external)",
        "RFC 9110, 15.5.5 and 15.5.11",
        external_link,
        "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5",
    ),
)
