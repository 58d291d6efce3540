"""Rules on stories: headlines, summaries, bylines, and what their texts say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from dateline.check.edition import Edition, Story
from dateline.check.findings import Fault, fault_in
from dateline.check.readability import formula_for
from dateline.check.rule import GOOGLE, GOOGLE_NEWS, NOTE, OURS, WARNING, Rule
from dateline.model import Article

_SHOUTED = 3  # words in capitals that no headline has by itself


def missing_summary(edition: Edition) -> Iterator[Fault]:
    for story in edition.articles:
        article = story.article
        if not article.standfirst and not article.summary:
            yield fault_in(
                article,
                ("title",),
                "has neither summary nor standfirst",
                "write a summary; until then cards and feeds show the first sentences",
            )


def headline_length(edition: Edition) -> Iterator[Fault]:
    most = edition.limits.headline_length
    for story in edition.articles:
        length = len(story.article.title)
        if length > most:
            yield fault_in(
                story.article,
                ("title",),
                f"the headline has {length} characters",
                f"keep it below {most + 1}, or it is cut where others show it",
            )


def headline_capitals(edition: Edition) -> Iterator[Fault]:
    for story in edition.articles:
        title = story.article.title
        if title.isupper() and sum(map(_is_shouted, title.split())) >= _SHOUTED:
            yield fault_in(
                story.article,
                ("title",),
                "the headline is all capitals",
                "write it as a sentence; a theme can set capitals",
            )


def _is_shouted(word: str) -> bool:
    return word.isupper() and len(word) > 2


def missing_byline(edition: Edition) -> Iterator[Fault]:
    for story in edition.articles:
        if not story.article.authors:
            yield fault_in(
                story.article,
                ("title",),
                "says nothing of who wrote it",
                "write authors: a name, or a desk",
            )


def hard_to_read(edition: Edition) -> Iterator[Fault]:
    for story in edition.articles:
        formula, score = formula_for(story.article.lang), story.text.score
        if formula is not None and score is not None and formula.is_hard(score):
            yield fault_in(
                story.article,
                ("title",),
                f"very hard to read: {int(score)} by {formula.name}",
                "shorten sentences; say long words in short ones",
            )


def unfinished_text(edition: Edition) -> Iterator[Fault]:
    for story in edition.stories:
        for typed in story.text.unfinished:
            yield edition.in_source(
                story.article, typed, f"'{typed}' is left in the text", "write what belongs there"
            )


def near_copy(edition: Edition) -> Iterator[Fault]:
    """Find stories with nearly the text of another; told at each later one, once."""
    told = set()
    for copy in edition.find_copies():
        pair = [edition.by_id.get(id) for id in (copy.one, copy.other)]
        first, second = sorted((each.article for each in pair if each is not None), key=_age)
        if second.id in told or second.canonical:
            continue
        told.add(second.id)
        yield fault_in(
            second,
            ("title",),
            f"has nearly the same text as {first.path} ({copy.likeness:.0%} alike)",
            "keep one and give it the other's address as an alias, or name the original: canonical",
        )


def _age(article: Article) -> tuple[bool, datetime | None, str]:
    return (article.published is None, article.published, article.id)


def same_headline(edition: Edition) -> Iterator[Fault]:
    """Find stories of one language that share a headline; told at all but the first."""
    named: dict[tuple[str, str], list[Story]] = defaultdict(list)
    for story in sorted(edition.articles, key=lambda each: _age(each.article)):
        named[story.article.lang, " ".join(story.article.title.casefold().split())].append(story)
    for group in named.values():
        for story in group[1:]:
            yield fault_in(
                story.article,
                ("title",),
                f"has the headline of {group[0].article.path}",
                "say what is new, or when: readers of a list can't tell them apart",
            )


RULES: tuple[Rule[Edition], ...] = (
    Rule(
        "missing-summary",
        WARNING,
        "a story with neither summary nor standfirst",
        "Google: Control your snippets in search results",
        missing_summary,
        GOOGLE + "appearance/snippet",
    ),
    Rule(
        "headline-length",
        WARNING,
        "a headline that is cut where others show it",
        "Google: Article, concise headlines",
        headline_length,
        GOOGLE + "appearance/structured-data/article",
    ),
    Rule(
        "headline-capitals",
        WARNING,
        "a headline in capitals",
        "AP Stylebook: headlines are written as sentences",
        headline_capitals,
    ),
    Rule(
        "missing-byline",
        WARNING,
        "a story without authors",
        "Google News policies: clear bylines",
        missing_byline,
        GOOGLE_NEWS,
    ),
    Rule(
        "same-headline",
        NOTE,
        "two stories with one headline",
        OURS + ": lists can't tell them apart",
        same_headline,
    ),
    Rule(
        "near-copy",
        WARNING,
        "two stories with nearly the same text",
        "Google: Consolidate duplicate URLs",
        near_copy,
        GOOGLE + "crawling-indexing/consolidate-duplicate-urls",
    ),
    Rule(
        "unfinished-text",
        WARNING,
        "what stands for text to come: TKTK, [TK], TODO:, lorem ipsum dolor",
        OURS + ": newsrooms' own marks",
        unfinished_text,
    ),
    Rule(
        "hard-to-read",
        NOTE,
        "a text that its language's formula calls very hard",
        "Flesch 1948, Amstad 1978, Kandel and Moles 1958, and others by language",
        hard_to_read,
    ),
)
