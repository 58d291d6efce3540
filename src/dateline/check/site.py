"""Rules on the site as a whole: what nobody finds, and what a newsroom says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from dateline.check.edition import Edition
from dateline.check.findings import Fault, fault_in
from dateline.check.rule import GOOGLE_NEWS, NOTE, OURS, WARNING, Rule
from dateline.link.policies import policies_of
from dateline.slugs import slug_of

# What a newsroom tells about itself, by the names of policies: words that pages on it have in
# their addresses and titles, in some languages, and what it is.
_FIRST = {
    "corrections": (
        r"correct|errat|berichtig|korrekt|rectific|corrig|helyesb|oprav|sprostowan|düzelt|виправ",
        "how mistakes are corrected",
    ),
    "contact": (
        r"contact|kontakt|contatt|impress|imprint|kapcsolat|iletisim|iletişim|контакт",
        "how to reach the newsroom",
    ),
}
_THEN = {
    "ethics": (
        r"ethic|standard|principle|code|charter|kodex|grundsatz|deontolog|etika|etica|guideline",
        "by which principles it works",
    ),
    "ownership": (
        r"owner|fund|impress|imprint|eigentum|finanz|proprieta|tulajdon|financement",
        "who owns and pays for it",
    ),
    "masthead": (
        r"masthead|staff|team|newsroom|people|editors|redaktion|redaction|redacción|impress"
        r"|imprint|szerkeszt",
        "who makes it",
    ),
}


def orphan(edition: Edition) -> Iterator[Fault]:
    """Find stories that readers meet in lists alone: no text, no Don't Miss, no storyline."""
    index = edition.linked.index
    linked = {
        resolved.url.partition("#")[0]
        for id, found in edition.linked.references.items()
        for resolved in found
        if resolved.url and (id not in index.articles or resolved.url != index.articles[id].url)
    }
    offered = set(chain.from_iterable(each.ids for each in index.related.values()))
    told = set(chain.from_iterable(each.ids for each in index.storylines.values()))
    newest = set(index.newest[: index.config.page_sizes.home])  # on the home page still
    for story in edition.articles:
        article = story.article
        if story.out and article.url not in linked and article.id not in offered | told | newest:
            yield fault_in(
                article,
                ("title",),
                "no story leads to it",
                "link to it from one that it belongs to, or pin it there: related",
            )


def lonely_tag(edition: Edition) -> Iterator[Fault]:
    for tag in edition.linked.index.tags.values():
        if len(tag.ids) != 1:
            continue
        article = edition.linked.index.articles[tag.ids[0]]
        number = next(at for at, name in enumerate(article.tags) if slug_of(name) == tag.slug)
        yield fault_in(
            article,
            ("tags", number),
            f"only this story has the tag '{tag.title}'",
            "give it to others, or take one that others have",
        )


def missing_policy(edition: Edition) -> Iterator[Fault]:
    """Find that a site does not say how it corrects, or how it can be reached."""
    yield from _untold(edition, _FIRST)


def missing_disclosure(edition: Edition) -> Iterator[Fault]:
    """Find that a site does not say by which principles it works, who owns it and who makes it."""
    yield from _untold(edition, _THEN)


def _untold(edition: Edition, wanted: dict[str, tuple[str, str]]) -> Iterator[Fault]:
    config, pages = edition.config, edition.linked.index.pages
    told = {policy.name for policy in policies_of(config, pages)}
    names = [f"{each.title} {each.url}" for each in (*config.menus.main, *config.menus.footer)]
    names += [f"{page.title} {page.url}" for page in pages.values()]
    for name, (words, what) in wanted.items():
        if name not in told and not any(re.search(words, each.casefold()) for each in names):
            yield edition.in_config(
                ("policies",),
                f"the site does not say {what}",
                f"write content/pages/{name}.md, or name the page in [policies]",
            )


RULES: tuple[Rule[Edition], ...] = (
    Rule(
        "orphan",
        NOTE,
        "a story that no other leads to: not in its text, not in Don't Miss, not by a storyline",
        OURS + ": only lists lead there",
        orphan,
    ),
    Rule(
        "lonely-tag",
        NOTE,
        "a tag that one story has",
        OURS + ": a list of one helps nobody",
        lonely_tag,
    ),
    Rule(
        "missing-policy",
        WARNING,
        "a site that does not say how it corrects and how it is reached",
        "Google News policies: transparency; CWA 17493 (Journalism Trust Initiative)",
        missing_policy,
        GOOGLE_NEWS,
    ),
    Rule(
        "missing-disclosure",
        NOTE,
        "a site that does not say by which principles it works, who owns it, who makes it",
        "CWA 17493 (Journalism Trust Initiative)",
        missing_disclosure,
        "https://www.journalismtrustinitiative.org/",
    ),
)
