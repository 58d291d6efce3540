"""All that articles refer to, resolved: what is linked, shown and pinned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from dateline.config import SiteConfig
from dateline.errors import Problem, Severity
from dateline.link.media import MediaShelf
from dateline.link.references import Addresses, Choices, Guesses, Resolved, Resolver
from dateline.model import Article, Card, Image


class References(NamedTuple):
    """References and lead pictures, by id."""

    references: dict[str, tuple[Resolved, ...]]
    images: dict[str, Image]


def choices_of(
    out: Iterable[Article],
    addresses: Addresses,
    shelf: MediaShelf,
    guesses: Guesses,
    config: SiteConfig,
    problems: list[Problem],
) -> dict[str, Choices]:
    """What articles say for Don't Miss, by id, of those that say anything."""
    found, severity = {}, _severity(config)
    for article in out:
        if article.pinned or article.unrelated or article.translation_of is not None:
            resolver = Resolver(article, addresses, shelf, severity, guesses)
            found[article.id] = resolver.choices()
            problems += resolver.report.problems
    return found


def resolve(
    out: Iterable[Article],
    addresses: Addresses,
    shelf: MediaShelf,
    guesses: Guesses,
    config: SiteConfig,
    problems: list[Problem],
) -> References:
    """Resolve the references of articles; `problems` gets the dead ones."""
    found, severity = References({}, {}), _severity(config)
    for article in out:
        if not (article.references or article.image):
            found.references[article.id] = ()
            continue
        resolver = Resolver(article, addresses, shelf, severity, guesses)
        found.references[article.id] = resolver.references()
        lead = resolver.lead_image()
        if lead is not None and lead.url is not None and article.image is not None:
            found.images[article.id] = msgspec.structs.replace(
                article.image,
                src=lead.url,
                width=lead.width,
                height=lead.height,
                crops=resolver.crops(),
            )
        problems += resolver.report.problems
    return found


def with_images(cards: Mapping[str, Card], resolved: References) -> dict[str, Card]:
    """Cards with the addresses of their pictures."""
    return {
        id: msgspec.structs.replace(card, image=resolved.images.get(id)) if card.image else card
        for id, card in cards.items()
    }


def _severity(config: SiteConfig) -> Severity:
    """How bad dead references are."""
    return Severity.WARNING if config.links == "warn" else Severity.ERROR
