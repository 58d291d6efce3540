"""Stories that wait: what will stop the build at the moment when they come out.

A build looks at what is out. So a dead link in a story under embargo is told by the build that is
to publish it, at six in the morning; and one to a story that comes out later is told then, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dateline.check.findings import Fault
from dateline.errors import Mark, Severity
from dateline.link.linked import Linked
from dateline.link.media import MediaShelf
from dateline.link.references import Addresses, Guesses, Resolver, addresses_of
from dateline.model import Article


def held_faults(
    waiting: Sequence[Article], drafts: Sequence[Article], linked: Linked, shelf: MediaShelf
) -> Iterator[Fault]:
    """What will be wrong with each article that waits, when it comes out."""
    held = {article.id: article for article in waiting}
    if not held:
        return
    addresses = _addresses(held, drafts, linked)
    for article in held.values():
        resolver = Resolver(article, addresses, shelf, Severity.ERROR, Guesses())
        named = _named(article, resolver, held)
        resolver.lead_image()
        start = _start(article)
        for problem in resolver.report.problems:
            mark = Mark(problem.line, problem.column, problem.length)
            fix = problem.hint or f"mend it before {start}, or that build publishes nothing"
            yield Fault(f"{problem.text}; it is to come out {start}", fix, problem.path, mark)
        for mark, other in named:
            if _moment(other) > _moment(article):
                text = f"leads to {other.path}, which comes out later, {_start(other)}"
                fix = f"this one comes out {start}; change one of the two, or leave the link out"
                yield Fault(text, fix, article.path, mark)


def _addresses(held: Mapping[str, Article], drafts: Sequence[Article], linked: Linked) -> Addresses:
    """What links may lead to when all that waits is out."""
    index, hidden = linked.index, {each.id: "is a draft" for each in drafts}
    slugs = {each.slug: "is a draft" for each in drafts}
    urls = {route.url for route in linked.routes} | {each.url for each in held.values()}
    every = {**index.articles, **index.pages, **held}
    base = index.config.base_path
    return addresses_of(every.values(), hidden, slugs, urls, frozenset(linked.static), base)


def _named(
    article: Article, resolver: Resolver, held: Mapping[str, Article]
) -> list[tuple[Mark, Article]]:
    """The stories that wait and that an article leads to, with the places where it does."""
    by_url = {each.url: each for each in held.values()}
    choices = resolver.choices()
    found = [(article.mark("related"), id) for id in choices.pinned]
    found += [(article.mark("unrelated"), id) for id in choices.excluded]
    named = [(mark, held[id]) for mark, id in found if id in held]
    for reference, resolved in zip(article.references, resolver.references(), strict=True):
        other = by_url.get((resolved.url or "").partition("#")[0])
        if other is not None:
            named.append((reference.mark, other))
    return named


def _moment(article: Article) -> float:
    """When an article comes out, in seconds since 1970."""
    return article.out_at.timestamp() if article.out_at else 0.0


def _start(article: Article) -> str:
    start = article.out_at
    return f"on {start.isoformat(' ', 'minutes')[:16]}" if start else "at once"
