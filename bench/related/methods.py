"""Ways to choose related stories: Dateline's, and those that others use."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from bench.related.corpus import Text
from bench.related.measures import BOX, PLACES
from dateline.related.choosing import relate
from dateline.related.looking import open_state
from dateline.related.stories import Rules, Story
from dateline.related.terms import count_terms
from dateline.related.words import pieces_of, plain_words
from dateline.slugs import slug_of

Boxes = Mapping[str, Sequence[str]]
Scores = NDArray[np.float64]


class Method(Protocol):
    """A way to choose; texts come oldest first."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    def ranked(self, texts: Sequence[Text]) -> Boxes:
        """The best older articles for each, five of them."""

    def boxes(self, texts: Sequence[Text]) -> Boxes:
        """What stands below each article of a site: four, older and newer."""


class Dateline:
    """Don't Miss as a site has it.

    What was found for one call is kept for the next, which does not change what is chosen.
    """

    name = "Dateline"

    def __init__(self) -> None:
        self._terms: dict[str, bytes] = {}
        self._state: Mapping[str, bytes] = {}

    def ranked(self, texts: Sequence[Text]) -> Boxes:
        return self._chosen(texts, Rules(count=PLACES, past_only=True), {})[0]

    def boxes(self, texts: Sequence[Text]) -> Boxes:
        found, self._state = self._chosen(texts, Rules(count=BOX), self._state)
        return found

    def newest(self, many: int = 20) -> tuple[float, float]:
        """CPU seconds for one new article after `boxes`: to list what has its words, and its past.

        The means of some of the newest.
        """
        opened = open_state(self._state, Rules(count=BOX))
        if opened is None:
            return 0.0, 0.0
        chooser, rows = opened.chooser, range(len(opened.rows))[-many:]
        times = [time.process_time()]
        for row in rows:
            chooser.prepare(chooser.gist_of(row).terms)
            times.append(time.process_time())
            chooser.past(row)
            times.append(time.process_time())
        taken = np.diff(times)
        return float(taken[::2].mean()), float(taken[1::2].mean())

    def _chosen(
        self, texts: Sequence[Text], rules: Rules, before: Mapping[str, bytes]
    ) -> tuple[Boxes, Mapping[str, bytes]]:
        for text in texts:
            if text.id not in self._terms:
                self._terms[text.id] = count_terms(
                    text.title, text.standfirst, text.body, text.lang, _labels(text)
                )
        offered, state = relate([_story(text) for text in texts], self._load, rules, before)
        return {id: found.ids for id, found in offered.items()}, state

    def _load(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        return {id: self._terms[id] for id in ids}


def _labels(text: Text) -> tuple[str, ...]:
    return tuple(map(slug_of, text.tags))


def _story(text: Text) -> Story:
    return Story(
        id=text.id,
        lang=text.lang,
        published=text.published,
        section=text.section,
        labels=_labels(text),
        wants=True,
        pinned=(),
        excluded=(),
        version=text.id,
    )


class Scored(NamedTuple):
    """A way that scores each article for each other, by a matrix: a row for each that is read.

    What scores nothing is not offered; of equals, the newer is first. `past_only`: older ones
    alone stand below an article.
    """

    name: str
    scores: Callable[[Sequence[Text]], Scores]
    past_only: bool = False

    def ranked(self, texts: Sequence[Text]) -> Boxes:
        """The best older articles for each."""
        return _best(texts, np.tril(self.scores(texts), -1), PLACES)

    def boxes(self, texts: Sequence[Text]) -> Boxes:
        """The best articles for each."""
        scores = self.scores(texts)
        if self.past_only:
            scores = np.tril(scores)
        np.fill_diagonal(scores, 0)
        return _best(texts, scores, BOX)


def _best(texts: Sequence[Text], scores: Scores, most: int) -> Boxes:
    found = {}
    for text, row in zip(texts, scores, strict=True):
        newest = np.argsort(-row[::-1], kind="stable")[:most]
        places = [len(texts) - 1 - int(place) for place in newest]
        found[text.id] = [texts[place].id for place in places if row[place] > 0]
    return found


def random_scores(texts: Sequence[Text]) -> Scores:
    """Chance: the same for two articles whatever else there is."""
    ids = [blake2b(text.id.encode(), digest_size=8).digest() for text in texts]
    seeds = np.array([int.from_bytes(id, "little") for id in ids], np.uint64)
    mixed = (seeds[:, None] * np.uint64(0x9E3779B97F4A7C15)) ^ seeds[None, :]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    scores: Scores = 1 + (mixed >> np.uint64(32)).astype(float)
    return scores


def latest_scores(texts: Sequence[Text]) -> Scores:
    """The newest articles of all."""
    return np.tile(np.arange(1.0, len(texts) + 1), (len(texts), 1))


def tag_scores(texts: Sequence[Text]) -> Scores:
    """The number of tags that both have: what is left of Hugo's defaults where dates differ.

    https://gohugo.io/configuration/related-content/: 80 for a tag, which is enough, 10 for a date.
    """
    names = {tag: at for at, tag in enumerate(sorted({tag for t in texts for tag in _labels(t)}))}
    has = np.zeros((len(texts), len(names)), np.float32)
    for row, text in enumerate(texts):
        has[row, [names[tag] for tag in _labels(text)]] = 1
    return (has @ has.T).astype(float)


QUERY_TERMS = 100
_K1, _B = 1.2, 0.75


def bm25_scores(texts: Sequence[Text]) -> Scores:
    """BM25 with the article's 100 heaviest terms by tf × idf as the query, each by its weight."""
    counts = [Counter(_words(text)) for text in texts]
    numbers = {word: at for at, word in enumerate(sorted({w for each in counts for w in each}))}
    rows = np.repeat(np.arange(len(texts)), [len(each) for each in counts])
    terms = np.array([numbers[word] for each in counts for word in each])
    found = np.array([count for each in counts for count in each.values()], float)
    having = np.bincount(terms, minlength=len(numbers))
    idf = np.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
    lengths = np.bincount(rows, found, minlength=len(texts))
    norm = _K1 * (1 - _B + _B * lengths / lengths.mean())
    weights = found * (_K1 + 1) / (found + norm[rows]) * idf[terms]
    asked = found * idf[terms]
    order = np.argsort(terms, kind="stable")
    starts = np.searchsorted(terms[order], np.arange(len(numbers) + 1))
    ends = np.searchsorted(rows, np.arange(len(texts) + 1))
    scores = np.zeros((len(texts), len(texts)))
    for row in range(len(texts)):
        own = np.arange(ends[row], ends[row + 1])
        for place in own[np.argsort(-asked[own], kind="stable")[:QUERY_TERMS]]:
            posted = order[starts[terms[place]] : starts[terms[place] + 1]]
            scores[row, rows[posted]] += weights[posted] * asked[place]
    return scores


def _words(text: Text) -> list[str]:
    whole = "\n".join((text.title, text.standfirst, text.body))
    return [word for piece in pieces_of(whole, text.lang) for word in plain_words(piece, text.lang)]


def all_methods() -> list[Method]:
    """Dateline and the others, in the order of the report."""
    return [
        Dateline(),
        Scored("BM25, more like this", bm25_scores),
        Scored("tags, as Hugo does", tag_scores, past_only=True),
        Scored("latest", latest_scores),
        Scored("random", random_scores),
    ]
