"""Stories as Don't Miss sees them, on a desk where they change by chance."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from dateline.related.choosing import relate
from dateline.related.stories import Related, Rules, Story
from dateline.related.terms import pack_terms, term_of

LANGUAGES = ("en", "en", "en", "hu")
SECTIONS = ("local", "world", None)
TAGS = ("moon", "grid", "wheat")
RULES = (
    Rules(),
    Rules(past_only=True),
    Rules(horizon=60),
    Rules(half_life=30, floor=0.1),
    Rules(across_languages=True, floor=0.0),
)
Answer = tuple[dict[str, Related], Mapping[str, bytes]]


def packed(words: Mapping[str, int]) -> bytes:
    """Counted words as parsing gives them."""
    counts: Counter[int] = Counter()
    for word, count in words.items():
        counts[term_of(word)] += count
    return pack_terms(counts)


class Desk:
    """A desk whose stories change by chance: the same seed, the same day's work."""

    def __init__(self, seed: int, size: int) -> None:
        self.random = random.Random(seed)
        self.stories: dict[str, Story] = {}
        self.terms: dict[str, dict[str, int]] = {}
        self.rules = Rules()
        self.made = 0
        self.loaded: list[str] = []
        for _ in range(size):
            self.add()

    def add(self, year: int | None = None) -> str:
        id = f"story-{self.made}"
        self.made += 1
        self.write(id, {self.word(): self.random.choice((1, 1, 2, 5)) for _ in range(15)})
        self.stories[id] = Story(
            id=id,
            lang=self.random.choice(LANGUAGES),
            published=self.moment(year),
            section=self.random.choice(SECTIONS),
            labels=self.some(TAGS),
            wants=self.random.random() < 0.9,
            pinned=(),
            excluded=(),
            version=self.version(id),
        )
        return id

    def word(self) -> str:
        """A word: some are in many stories, most in few."""
        return f"word{int(self.random.paretovariate(0.6)) % 60}"

    def moment(self, year: int | None = None) -> datetime:
        days = self.random.choice((0, 1, 40, 300))
        return datetime(year or self.random.choice((2021, 2022, 2023, 2024)), 1, 2, tzinfo=UTC) + (
            timedelta(days=days)
        )

    def some(self, things: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.random.sample(things, min(len(things), self.random.randrange(3))))

    def write(self, id: str, terms: dict[str, int]) -> None:
        self.terms[id] = terms
        if id in self.stories:
            self.change(id, version=self.version(id))

    def version(self, id: str) -> str:
        return hashlib.sha256(packed(self.terms[id])).hexdigest()

    def change(self, id: str, **values: object) -> None:
        self.stories[id] = msgspec.structs.replace(self.stories[id], **values)

    def edit(self, id: str) -> None:
        """Change a few words of a body."""
        terms = dict(self.terms[id])
        terms.pop(self.random.choice(sorted(terms)), None)
        self.write(id, {**terms, self.word(): self.random.choice((1, 3))})

    def work(self) -> None:
        """Do one thing that editors do."""
        ids = sorted(self.stories)
        id = self.random.choice(ids)
        other = {
            # Every other time within the year, which moves no vector.
            "published": self.moment(self.random.choice((None, self.stories[id].published.year))),
            "labels": self.some(TAGS),
            "pinned": self.some(ids),
            "excluded": self.some(ids),
            "lang": self.random.choice(LANGUAGES),
            "section": self.random.choice(SECTIONS),
            "wants": not self.stories[id].wants,
            "offered": not self.stories[id].offered,
        }
        done = self.random.choice(
            ("add", "add", "edit", "edit", "remove", "count", "rules", *other)
        )
        if done == "add":
            self.add()
        elif done == "edit":
            self.edit(id)
        elif done == "remove" and len(ids) > 1:
            del self.stories[id]
        elif done == "count":
            self.rules = Rules(count=self.random.choice((1, 4, 5)))
        elif done == "rules":
            self.rules = self.random.choice(RULES)
        elif done in other:
            self.change(id, **{done: other[done]})

    def load(self, ids: Sequence[str]) -> dict[str, bytes]:
        self.loaded += ids
        return {id: packed(self.terms[id]) for id in ids}

    def relate(self, before: Mapping[str, bytes], *, workers: int = 1) -> Answer:
        self.loaded = []
        return relate(list(self.stories.values()), self.load, self.rules, before, workers=workers)
