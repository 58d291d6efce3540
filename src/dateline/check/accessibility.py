"""Rules on the accessibility of built pages, as far as HTML shows it without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.check.findings import Fault
from dateline.check.html import Page
from dateline.check.rule import ERROR, WARNING, WCAG, Rule

_SHOWN = 80  # characters of what was found


def page_language(page: Page) -> Iterator[Fault]:
    if not page.lang:
        yield Fault("the page does not say its language", 'write <html lang="…"> in the theme')


def page_title(page: Page) -> Iterator[Fault]:
    if not page.title:
        yield Fault("the page has no title", "write <title> in the theme")


def one_headline(page: Page) -> Iterator[Fault]:
    count = sum(heading.value == "1" for heading in page.headings)
    if count != 1:
        yield Fault(
            f"the page has {count} first-level headings" if count else "the page has no h1",
            "a page has one h1, which says what it is about",
        )


def heading_order(page: Page) -> Iterator[Fault]:
    before = 0
    for level, name in page.headings:
        if before and int(level) > before + 1:
            yield Fault(
                f"h{level} '{_short(name)}' comes after h{before}",
                "go down one level at a time: those who listen to headings miss the one between",
            )
        before = int(level)


def empty_heading(page: Page) -> Iterator[Fault]:
    for heading in page.headings:
        if not heading.name:
            yield Fault(f"an h{heading.value} is empty", "write something into it or remove it")


def main_landmark(page: Page) -> Iterator[Fault]:
    if page.mains != 1:
        yield Fault(
            f"the page has {page.mains} main elements" if page.mains else "the page has no main",
            "put what the page is about into one <main>, so that it can be jumped to",
        )


def image_alt(page: Page) -> Iterator[Fault]:
    for picture in page.pictures:
        if picture.alt is None:
            yield Fault(
                f"the picture '{_short(picture.src)}' has no alt attribute",
                'say what it shows, or write alt="" where it adds nothing',
            )


def link_name(page: Page) -> Iterator[Fault]:
    for link in page.links:
        if not link.name:
            yield Fault(
                f"the link to '{_short(link.value)}' has no text",
                "write some between the tags, or an aria-label",
            )


def button_name(page: Page) -> Iterator[Fault]:
    if "" in page.buttons:
        yield Fault("a button has no text", "write some between the tags, or an aria-label")


def field_label(page: Page) -> Iterator[Fault]:
    for field in page.fields:
        if not field.named and field.id not in page.labelled - {""}:
            name = f"'{field.id}' " if field.id else ""
            yield Fault(
                f"the form's field {name}({field.kind}) has no label",
                'give it a <label for="…">, or an aria-label',
            )


def duplicate_id(page: Page) -> Iterator[Fault]:
    for id, count in page.ids.items():
        if count > 1:
            yield Fault(
                f"the id '{_short(id)}' is there {count} times",
                "give each element one of its own: links and labels reach the first only",
            )


def table_headers(page: Page) -> Iterator[Fault]:
    for table in page.tables:
        if table.cells > 1 and not table.headers:
            yield Fault(
                "a table has no header cells",
                "mark the first row, or what names each row, as headers (th)",
            )


def frame_title(page: Page) -> Iterator[Fault]:
    if "" in page.frames:
        yield Fault("a frame has no title", "say in its title what is in there")


def zooming(page: Page) -> Iterator[Fault]:
    viewport = page.metas.get("viewport", "").lower().replace(" ", "")
    most = re.search(r"maximum-scale=(\d+(?:\.\d+)?)", viewport)
    if re.search(r"user-scalable=(?:no|0)", viewport) or (most and float(most[1]) < 2):
        yield Fault(
            "readers can't make the page larger", "leave user-scalable and maximum-scale out"
        )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


RULES: tuple[Rule[Page], ...] = (
    Rule(
        "page-language",
        ERROR,
        "a page that does not say its language",
        "WCAG 2.2, 3.1.1 Language of Page",
        page_language,
        WCAG + "Understanding/language-of-page.html",
    ),
    Rule(
        "page-title",
        ERROR,
        "a page without a title",
        "WCAG 2.2, 2.4.2 Page Titled",
        page_title,
        WCAG + "Understanding/page-titled.html",
    ),
    Rule(
        "one-headline",
        WARNING,
        "a page with no first-level heading, or several",
        "WCAG 2.2, 1.3.1 and 2.4.6; one h1 is a convention",
        one_headline,
        WCAG + "Understanding/headings-and-labels.html",
    ),
    Rule(
        "heading-order",
        WARNING,
        "a heading that skips a level",
        "WCAG 2.2, 1.3.1 Info and Relationships, technique G141",
        heading_order,
        WCAG + "Understanding/info-and-relationships.html",
    ),
    Rule(
        "empty-heading",
        ERROR,
        "a heading without text",
        "WCAG 2.2, 2.4.6 Headings and Labels",
        empty_heading,
        WCAG + "Understanding/headings-and-labels.html",
    ),
    Rule(
        "main-landmark",
        WARNING,
        "a page with no main element, or several",
        "WCAG 2.2, 2.4.1 Bypass Blocks, technique ARIA11",
        main_landmark,
        WCAG + "Understanding/bypass-blocks.html",
    ),
    Rule(
        "image-alt",
        ERROR,
        "an img without an alt attribute",
        "WCAG 2.2, 1.1.1 Non-text Content",
        image_alt,
        WCAG + "Understanding/non-text-content.html",
    ),
    Rule(
        "link-name",
        ERROR,
        "a link that has no text to be heard",
        "WCAG 2.2, 2.4.4 Link Purpose (In Context)",
        link_name,
        WCAG + "Understanding/link-purpose-in-context.html",
    ),
    Rule(
        "button-name",
        ERROR,
        "a button that has no text to be heard",
        "WCAG 2.2, 4.1.2 Name, Role, Value",
        button_name,
        WCAG + "Understanding/name-role-value.html",
    ),
    Rule(
        "field-label",
        ERROR,
        "a field of a form without a label",
        "WCAG 2.2, 3.3.2 Labels or Instructions",
        field_label,
        WCAG + "Understanding/labels-or-instructions.html",
    ),
    Rule(
        "frame-title",
        ERROR,
        "a frame without a title",
        "WCAG 2.2, 4.1.2 Name, Role, Value",
        frame_title,
        WCAG + "Understanding/name-role-value.html",
    ),
    Rule(
        "duplicate-id",
        ERROR,
        "an id that is there twice",
        "HTML Standard, 3.2.6: the id attribute",
        duplicate_id,
        "https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute",
    ),
    Rule(
        "table-headers",
        WARNING,
        "a table without header cells",
        "WCAG 2.2, 1.3.1 Info and Relationships, technique H51",
        table_headers,
        WCAG + "Understanding/info-and-relationships.html",
    ),
    Rule(
        "zooming",
        ERROR,
        "a page that can't be made larger",
        "WCAG 2.2, 1.4.4 Resize Text",
        zooming,
        WCAG + "Understanding/resize-text.html",
    ),
)
