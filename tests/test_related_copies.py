"""Near copies: all pairs that are nearly the same, found without comparing all pairs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dateline.related.choosing import relate
from dateline.related.closest import Vectors
from dateline.related.copies import near_copies
from dateline.related.scoring import NEAR_COPY
from dateline.related.stories import Rules, Story, stories_in
from dateline.related.terms import count_terms
from dateline.related.weights import blocks_in


def texts_with_copies(seed: int) -> list[str]:
    """Texts of 60 words, some of them with a part of their words exchanged."""
    chance = random.Random(seed)
    words = [f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{n}" for n in range(3000)]
    texts = [chance.choices(words, k=60) for _ in range(80)]
    for _ in range(80):
        copy = list(chance.choice(texts))
        for _ in range(chance.randrange(30)):
            copy[chance.randrange(60)] = chance.choice(words)
        texts.append(copy)
    return [" ".join(text) for text in texts]


def kept_of(texts: list[str], lang: str = "en") -> Mapping[str, bytes]:
    """What Don't Miss keeps of such articles."""
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    packed = {
        f"{number:03}.md": count_terms("", "", text, lang) for number, text in enumerate(texts)
    }
    stories = [
        Story(id, lang, begin + timedelta(days=4 * at), None, (), True, (), (), id)
        for at, id in enumerate(packed)
    ]
    _, state = relate(stories, lambda ids: {id: packed[id] for id in ids}, Rules(), {})
    return state


def all_pairs(state: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """The pairs that are found by comparing all."""
    years = stories_in(state)
    blocks = blocks_in(state, years)
    assert blocks is not None
    vectors = Vectors(blocks)
    dense = np.zeros((vectors.size, vectors.vocabulary))
    for row in range(vectors.size):
        dense[row, vectors.terms[row]] = vectors.weights[row]
    ids = [story.id for each in years.values() for story in each]
    ones, others = np.nonzero(np.triu(dense @ dense.T > NEAR_COPY, 1))
    return {(ids[one], ids[other]) for one, other in zip(ones, others, strict=True)}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_what_comparing_all_finds(seed: int) -> None:
    state = kept_of(texts_with_copies(seed))

    found = near_copies(stories_in(state), state)

    assert {frozenset(pair[:2]) for pair in found} == set(map(frozenset, all_pairs(state)))
    assert len(found) > 10
    assert all(0.8 < likeness <= 1 for _, _, likeness in found)


def test_very_many_copies_of_one_text_stand_in_a_chain() -> None:
    chance = random.Random(5)
    words = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)]
    others = [" ".join(chance.choices(words, k=20)) for _ in range(520)]
    state = kept_of([*others, *["quay crane gull storm roof harbour master ferry"] * 220])

    found = near_copies(stories_in(state), state)

    copies = {id for pair in found for id in pair[:2]}
    assert copies == {f"{number:03}.md" for number in range(520, 740)}
    assert len(found) < 500


def test_nothing_is_found_where_nothing_was_kept() -> None:
    assert near_copies({}, {}) == []
    assert near_copies(stories_in(kept_of(texts_with_copies(1))), {}) == []
