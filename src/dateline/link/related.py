"""Don't Miss: for each article the ones to read next, by what the texts say.

Method and measurements: docs/design.md, "Don't Miss". Vectors are sparse rows of one matrix;
NumPy works on whole columns of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import msgspec
import numpy as np
from numpy.typing import NDArray

from dateline.link.taxonomies import Groups
from dateline.model import Article
from dateline.pool import map_chunks
from dateline.slugs import slug_of

MAX_TERMS = 200
COMMON = 0.3  # a term in more than this share of the articles says nothing
ENOUGH = 100  # articles that an epoch's weights must come from
HALF_LIFE = 365.0  # days
NEAR_COPY = 0.8  # cosine
GOOD = 0.05  # least score of a story that is offered for its text alone
FAIR = 0.02  # least score of one that shares a tag or the section as well
DIVERSITY = 0.9  # lambda of maximal marginal relevance (Carbonell and Goldstein, 1998)
CANDIDATES = 24
FEW = 3

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Related(msgspec.Struct, frozen=True):
    """The ids to offer, best first; `label` is "related" or "latest" (the section's latest)."""

    label: str = "related"
    ids: tuple[str, ...] = ()


class Choices(msgspec.Struct, frozen=True):
    """What editors decided for one article: ids first, ids never."""

    pinned: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()


def relate(
    articles: Mapping[str, Article],
    choices: Mapping[str, Choices],
    translations: Mapping[str, tuple[str, ...]],
    sections: Groups,
    count: int,
    *,
    workers: int = 1,
) -> dict[str, Related]:
    """Choose for every article that wants it; `articles` newest first."""
    if count == 0 or not articles:
        return {}
    chooser = _Chooser(articles, choices, translations, sections, count)
    found = map_chunks(
        _choose_chunk,
        chooser,
        range(len(articles)),
        workers=workers,
        progress=_unwatched,
    )
    return {id: related for id, related in zip(articles, found, strict=True) if related is not None}


def _unwatched(count: int) -> None:
    pass


def _choose_chunk(chooser: _Chooser, rows: Sequence[int]) -> list[Related | None]:
    return [chooser.choose(row) for row in rows]


class _Chooser:
    """Chooses for one article at a time; rows are places in `ids`, newest first."""

    def __init__(
        self,
        articles: Mapping[str, Article],
        choices: Mapping[str, Choices],
        translations: Mapping[str, tuple[str, ...]],
        sections: Groups,
        count: int,
    ) -> None:
        self.ids = list(articles)
        self.wanted = [article.wants_related for article in articles.values()]
        self.section = [article.section for article in articles.values()]
        self.choices = choices
        self.translations = translations
        self.latest = {slug: group.ids for slug, group in sections.items()}
        self.count = count
        self.vectors = _Vectors(list(articles.values()))

    def choose(self, row: int) -> Related | None:
        """The related stories of one article; None when it wants none."""
        if not self.wanted[row]:
            return None
        id = self.ids[row]
        choice = self.choices.get(id, Choices())
        barred = {id, *self.translations.get(id, ()), *choice.excluded, *choice.pinned}
        room = max(self.count - len(choice.pinned), 0)
        good = [self.ids[other] for other in self.vectors.choose(row, room, barred, self.ids)]
        if choice.pinned or len(good) >= FEW:
            return Related("related", (*choice.pinned, *good)[: self.count])
        pool = self.latest.get(self.section[row] or "", self.ids)
        return Related("latest", tuple(islice((id for id in pool if id not in barred), self.count)))


class _Vectors:
    """One weighted, normalised term vector per article, as postings by row and by term."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.size = len(articles)
        self.days = np.array([_day(article) for article in articles])
        languages = sorted({article.lang for article in articles})
        self.language = np.array([languages.index(article.lang) for article in articles])
        rows, terms, tf, vocabulary = _counts(articles)
        weights = (1 + np.log(tf)) * _idf(articles, rows, terms, vocabulary)
        self.starts, self.terms, self.weights = _strongest(rows, terms, weights, self.size)
        self.labels = [_labels(article) for article in articles]
        self.labelled: dict[str, list[int]] = {}
        for row, labels in enumerate(self.labels):
            for label in labels:
                self.labelled.setdefault(label, []).append(row)
        self._spread = np.zeros(vocabulary)
        by_term = np.argsort(self.terms, kind="stable")
        self.posted_rows = np.repeat(np.arange(self.size), np.diff(self.starts))[by_term]
        self.posted_weights = self.weights[by_term]
        self.postings = np.searchsorted(self.terms[by_term], np.arange(vocabulary + 1))

    def cosines(self, row: int) -> Floats:
        """Cosine of one article with every article."""
        own = slice(self.starts[row], self.starts[row + 1])
        terms, weights = self.terms[own], self.weights[own]
        if not len(terms):
            return np.zeros(self.size)
        begins, ends = self.postings[terms], self.postings[terms + 1]
        lengths = ends - begins
        shift = np.repeat(begins - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        at = np.arange(int(lengths.sum())) + shift
        products = self.posted_weights[at] * np.repeat(weights, lengths)
        return np.bincount(self.posted_rows[at], products, minlength=self.size).astype(float)

    def choose(self, row: int, count: int, barred: set[str], ids: Sequence[str]) -> Iterator[int]:
        """Yield up to `count` rows, best first by relevance and then by difference."""
        cosines = np.round(self.cosines(row), 6)
        age = np.abs(self.days - self.days[row])
        scores = cosines * (0.5 + 0.5 * np.exp2(-age / HALF_LIFE))
        scores[(self.language != self.language[row]) | (cosines > NEAR_COPY)] = 0
        scores = np.round(scores, 6)
        # Rows are newest first with ties settled, so a stable sort settles equal scores.
        likely = np.flatnonzero((scores >= GOOD) | ((scores >= FAIR) & self._kindred(row)))
        top = likely[np.argsort(-scores[likely], kind="stable")][: CANDIDATES + len(barred)]
        rows = [int(other) for other in top if ids[other] not in barred]
        yield from self._diverse(rows[:CANDIDATES], scores, count)

    def _kindred(self, row: int) -> NDArray[np.bool_]:
        """Which articles share a tag or the section with one."""
        kin = np.zeros(self.size, bool)
        for label in self.labels[row]:
            kin[self.labelled[label]] = True
        return kin

    def _diverse(self, rows: list[int], scores: Floats, count: int) -> Iterator[int]:
        """Pick by maximal marginal relevance: high scores that repeat nothing picked before."""
        if not rows or count <= 0:
            return
        own = [np.arange(self.starts[row], self.starts[row + 1]) for row in rows]
        begins = np.concatenate(([0], np.cumsum([len(each) for each in own])[:-1]))
        at = np.concatenate(own)
        terms, weights = self.terms[at], self.weights[at]
        relevance, nearest = DIVERSITY * scores[rows], np.zeros(len(rows))
        for _ in range(min(count, len(rows))):
            worth = np.round(relevance - (1 - DIVERSITY) * nearest, 9)
            best = int(np.argmax(worth))
            yield rows[best]
            relevance[best] = -np.inf
            self._spread[self.terms[own[best]]] = self.weights[own[best]]
            alike = np.add.reduceat(self._spread[terms] * weights, begins)
            self._spread[self.terms[own[best]]] = 0
            nearest = np.maximum(nearest, np.round(alike, 6))


def _counts(articles: Sequence[Article]) -> tuple[Ints, Ints, Floats, int]:
    """Rows, term numbers and counts of all terms that more than one article has."""
    met: dict[str, int] = {}
    every = (term for article in articles for term in article.terms)
    terms = np.fromiter((met.setdefault(term, len(met)) for term in every), np.int64)
    counts = np.fromiter((n for article in articles for n in article.terms.values()), float)
    rows = np.repeat(np.arange(len(articles)), [len(article.terms) for article in articles])
    shared = np.bincount(terms, minlength=len(met)) > 1
    # Numbers by the alphabet, so that they do not depend on which article comes first.
    names = sorted(term for term, number in met.items() if shared[number])
    number = np.zeros(len(met), np.int64)
    number[[met[name] for name in names]] = np.arange(len(names))
    kept = shared[terms]
    return rows[kept], number[terms[kept]], counts[kept], len(names)


def _idf(articles: Sequence[Article], rows: Ints, terms: Ints, vocabulary: int) -> Floats:
    """Inverse document frequency of each count, frozen per calendar year.

    A year's weights come from the articles of the years before it; while those are fewer than
    100, from the first years that together hold 100, or from all.
    """
    years = np.array([article.published.year if article.published else 0 for article in articles])
    weights = np.zeros(len(rows))
    for year in np.unique(years):
        known = years < year
        if known.sum() < ENOUGH:
            known = years <= _first_full_year(years)
        size = int(known.sum())
        frequency = np.bincount(terms[known[rows]], minlength=vocabulary)
        idf = np.log((size + 1) / (frequency + 1))
        idf[frequency > max(COMMON * size, 1)] = 0
        mine = years[rows] == year
        weights[mine] = np.maximum(idf[terms[mine]], 0)
    return weights


def _first_full_year(years: Ints) -> int:
    for year in np.unique(years):
        if (years <= year).sum() >= ENOUGH:
            return int(year)
    return int(years.max())


def _strongest(rows: Ints, terms: Ints, weights: Floats, size: int) -> tuple[Ints, Ints, Floats]:
    """Keep each row's 200 heaviest terms, in the order of terms, scaled to length one."""
    order = np.lexsort((terms, -weights, rows))
    rows, terms, weights = rows[order], terms[order], weights[order]
    begins = np.searchsorted(rows, np.arange(size + 1))
    rank = np.arange(len(rows)) - begins[rows]
    kept = (rank < MAX_TERMS) & (weights > 0)
    rows, terms, weights = rows[kept], terms[kept], weights[kept]
    order = np.lexsort((terms, rows))
    rows, terms, weights = rows[order], terms[order], weights[order]
    lengths = np.sqrt(np.bincount(rows, weights**2, minlength=size))
    return np.searchsorted(rows, np.arange(size + 1)), terms, weights / lengths[rows]


def _labels(article: Article) -> frozenset[str]:
    tags = {slug_of(tag) for tag in article.tags}
    return frozenset({*tags, f"in {article.section}"} if article.section else tags)


def _day(article: Article) -> float:
    return article.published.timestamp() / 86_400 if article.published else 0.0
