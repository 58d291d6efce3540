"""A made-up language: words with Zipf's frequencies, and prose written with them."""

# ruff: noqa: SIM905 - lists of short words read better as text

from __future__ import annotations

from collections.abc import Sequence
from random import Random

FUNCTION_WORDS = (
    "the of and to a in that is was he for it with as his on be at by had not are but from or have "
    "an they which one were all their has would who will more if been when there no out so its "
    "than into only some could these two may then do first any now over such our even most after "
    "also did many before must through years where much how well each should because"
).split()
VOCABULARY = 40_000

_ONSETS = (
    "b b c c ch d d f fl g gr h j k l l m m n n p p pr qu r r s s sh st t t th tr v w z".split()
)
_VOWELS = "a a a a a e e e e e e e i i i i i o o o o u u ai ea ee ou é ö".split()
_CODAS = [*[""] * 20, *"b ck d l ll m n n nd ng r r rt s s ss st t t x".split()]
_ENDINGS = [*[""] * 8, "al", "ed", "er", "ing", "ion", "ity", "ly", "ment", "s", "s"]


class Words:
    """A list of words, the most frequent first, to draw from by Zipf's law."""

    def __init__(self, words: Sequence[str], *, exponent: float = 1.0) -> None:
        self.words = words
        shares = [1 / rank**exponent for rank in range(1, len(words) + 1)]
        # Each word as often as it is frequent, at least once: to draw is then one look-up.
        slots = 12 * len(words) / sum(shares) if words else 0
        self._table = [
            word
            for word, share in zip(words, shares, strict=True)
            for _ in range(max(1, round(share * slots)))
        ]

    def draw(self, random: Random, count: int) -> list[str]:
        """Draw with repetition."""
        return random.choices(self._table, k=count)


def make_vocabulary(random: Random, size: int = VOCABULARY) -> list[str]:
    """Make words that are all different; the frequent ones tend to be short, as in languages."""
    made: dict[str, None] = {}
    while len(made) < size:
        syllables = 1 + (len(made) > 150) + (random.random() < 0.3) + (random.random() < 0.1)
        word = "".join(
            random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS)
            for _ in range(syllables)
        )
        word += random.choice(_ENDINGS)
        if len(word) > 3:
            made[word] = None
    return list(made)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentences(words: Sequence[str], random: Random) -> list[str]:
    """Cut words into sentences of about 18, with commas, numbers and a little markup in them."""
    made, at = [], 0
    while at < len(words):
        length = min(max(5, int(random.gauss(18, 7))), len(words) - at)
        part = list(words[at : at + length])
        at += length
        if length > 12:
            part[length // 2] += ","
        chance = random.random()
        if chance < 0.15:
            part[length // 2] = f"{random.randrange(10 ** random.randint(1, 6)):,}"
        elif chance < 0.20:
            part[0] = f"“{capitalised(part[0])}"
            part[-1] += ",” officials said"
        elif chance < 0.23:
            part[length // 3] = f"*{part[length // 3].rstrip(',')}*"
        made.append(capitalised(" ".join(part)) + ".")
    return made
