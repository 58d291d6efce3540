"""Rules on pictures: what those hear who can't see them, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.check.edition import Edition
from dateline.check.findings import Fault, fault_in
from dateline.check.rule import NOTE, WARNING, WCAG, Rule
from dateline.model import Article

_FILE_NAME = re.compile(
    r"(?:[\w-]+\.(?:jpe?g|png|gif|webp|avif|svg)|(?:img|dsc|dscn|image|photo|picture|screenshot)"
    r"[\s_-]*\d*)",
    re.IGNORECASE,
)
_SAY = "say what it shows, for those who can't see it"


def lead_picture_alt(edition: Edition) -> Iterator[Fault]:
    """Find lead pictures about whose text nothing is said; `alt: ""` says that there is none."""
    for story in edition.stories:
        image = story.article.image
        if image is not None and not image.alt and not _is_said(story.article):
            yield fault_in(story.article, ("image", "src"), "the lead picture has no alt", _SAY)


def _is_said(article: Article) -> bool:
    """Whether front matter has the key, though it may be empty: `mark` goes up where it has not."""
    return article.mark("image", "alt") != article.mark("image")


def picture_alt(edition: Edition) -> Iterator[Fault]:
    for story in edition.stories:
        for picture in story.text.pictures:
            if not picture.alt:
                text = "a picture without a text"
                fix = f"{_SAY}; leave it empty only where it adds nothing"
                yield edition.in_body(story, picture.number, text, fix)


def alt_says_nothing(edition: Edition) -> Iterator[Fault]:
    """Find texts that are the name of a file."""
    for story in edition.stories:
        image = story.article.image
        if image is not None and _FILE_NAME.fullmatch(image.alt):
            yield fault_in(story.article, ("image", "alt"), f"alt is only '{image.alt}'", _SAY)
        for picture in story.text.pictures:
            if _FILE_NAME.fullmatch(picture.alt):
                text = f"the picture's text is only '{picture.alt}'"
                yield edition.in_body(story, picture.number, text, _SAY)


def alt_repeats_caption(edition: Edition) -> Iterator[Fault]:
    fix = "let the one say what is to be seen and the other what it means, or leave alt empty"
    for story in edition.stories:
        image = story.article.image
        if image is not None and image.alt and _same(image.alt, image.caption or ""):
            text = "alt and caption are the same: some hear it twice"
            yield fault_in(story.article, ("image", "alt"), text, fix)
        for picture in story.text.pictures:
            if picture.alt and _same(picture.alt, picture.caption):
                text = "the picture's text and its caption are the same: some hear it twice"
                yield edition.in_body(story, picture.number, text, fix)


def picture_credit(edition: Edition) -> Iterator[Fault]:
    for story in edition.stories:
        image = story.article.image
        if image is not None and not image.credit:
            text = "the lead picture has no credit"
            yield fault_in(story.article, ("image", "src"), text, "write whose it is: credit: …")
        for picture in story.text.pictures:
            if picture.figure and not picture.credited:
                fix = 'write whose it is: {credit="…"} behind the picture'
                yield edition.in_body(story, picture.number, "a figure without a credit", fix)


def _same(one: str, other: str) -> bool:
    return one.casefold().strip(" .") == other.casefold().strip(" .")


RULES: tuple[Rule[Edition], ...] = (
    Rule(
        "lead-picture-alt",
        WARNING,
        "a lead picture whose alt is not written",
        "WCAG 2.2, 1.1.1 Non-text Content",
        lead_picture_alt,
        WCAG + "Understanding/non-text-content.html",
    ),
    Rule(
        "picture-alt",
        NOTE,
        "a picture in a text with an empty alt",
        "WCAG 2.2, 1.1.1 Non-text Content",
        picture_alt,
        WCAG + "Understanding/non-text-content.html",
    ),
    Rule(
        "alt-says-nothing",
        WARNING,
        "an alt that is the name of a file",
        "WCAG 2.2, failure F30",
        alt_says_nothing,
        WCAG + "Techniques/failures/F30",
    ),
    Rule(
        "alt-repeats-caption",
        NOTE,
        "an alt that says what the caption says",
        "HTML Standard, 4.8.4.4.9: alt does not repeat a caption",
        alt_repeats_caption,
        "https://html.spec.whatwg.org/multipage/images.html#alt",
    ),
    Rule(
        "picture-credit",
        WARNING,
        "a lead picture or a figure without a credit",
        "IPTC Photo Metadata Standard: Credit Line",
        picture_credit,
        "https://iptc.org/standards/photo-metadata/iptc-standard/",
    ),
)
