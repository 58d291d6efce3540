"""What the generated site reports about: topics, running stories, and who writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bench.words import FUNCTION_WORDS, Words, capitalised, make_vocabulary
from dateline.slugs import slug_of

SECTIONS = ("world", "europe", "politics", "business", "science", "climate", "culture", "sport")
AUTHORS, TOPICS = 60, 60


@dataclass(frozen=True)
class Tagging:
    """How a newsroom tags: how many tags it has, and how many of them a story gets.

    `of_topic` and `of_all` are numbers to choose from for each story: so many are drawn from the
    tags of its topic, and so many from all. `steepness` is the exponent of Zipf's law.
    """

    tags: int
    of_topic: tuple[int, ...]
    of_all: tuple[int, ...]
    steepness: float = 1.0
    topic_tags: int | None = None  # drawn from all; none: each tag belongs to one topic


TAGGINGS = {
    # A short list of subjects, three on a story. As in 2,077 stories of digital.gov: 54 tags, 2.9
    # on a story; two stories share one of them as often as there (tests/test_bench.py).
    "broad": Tagging(54, (1, 1, 2, 2, 3), (0, 1, 2, 2, 3), steepness=0.78, topic_tags=6),
    # Each story's subject in a word or two, of many.
    "narrow": Tagging(300, (1, 1, 2, 2, 3), (0, 1)),
}
TAGGING = "broad"  # unless another one is asked for: what a real newsroom was seen to do


@dataclass(frozen=True)
class Written:
    """What later articles need to link here; `file` is below content/."""

    file: str
    slug: str


@dataclass
class Thread:
    """A running story: names of its own, some articles, then it is over."""

    names: Words
    left: int
    written: list[Written] = field(default_factory=list)


@dataclass
class Topic:
    """A field of reporting: a section, words and tags that keep coming back."""

    section: str
    words: Words
    tags: Words
    thread: Thread = field(default_factory=lambda: Thread(Words([]), 0))
    written: list[Written] = field(default_factory=list)


class Newsroom:
    """Sections, desks, tags, topics and their threads."""

    def __init__(self, random: Random, tagging: Tagging) -> None:
        self.random = random
        self.tagging = tagging
        self.vocabulary = make_vocabulary(random)
        self.common = Words([*FUNCTION_WORDS, *self.vocabulary])
        self.tags = self._named(tagging.tags, lambda: random.choice((1, 1, 2)))
        self.authors = {
            slug: " ".join(map(capitalised, name.split()))
            for slug, name in self._named(AUTHORS, lambda: 2).items()
        }
        self.all_tags = Words(list(self.tags), exponent=tagging.steepness)
        self.desks = {
            section: Words(list(self.authors)[at :: len(SECTIONS)])
            for at, section in enumerate(SECTIONS)
        }
        self._topics = [
            Topic(
                section=SECTIONS[at % len(SECTIONS)],
                words=Words(random.sample(self.vocabulary[200:], 250), exponent=0.8),
                tags=self._tags_of_topic(at),
            )
            for at in range(TOPICS)
        ]
        self._frequent = Words([str(at) for at in range(TOPICS)], exponent=0.7)

    def next_topic(self) -> Topic:
        """Choose what to report on; its thread goes on, or a new one begins."""
        topic = self._topics[int(self._frequent.draw(self.random, 1)[0])]
        if topic.thread.left == 0:
            names = [capitalised(word) for word in self.random.sample(self.vocabulary, 8)]
            topic.thread = Thread(Words(names), 1 + int(self.random.expovariate(1 / 6)))
        topic.thread.left -= 1
        return topic

    def _tags_of_topic(self, number: int) -> Words:
        if self.tagging.topic_tags is None:
            return Words(list(self.tags)[number::TOPICS])
        return Words(self.all_tags.draw(self.random, self.tagging.topic_tags))

    def tags_for(self, topic: Topic) -> list[str]:
        """Tags for a story, each once."""
        random = self.random
        tags = topic.tags.draw(random, random.choice(self.tagging.of_topic))
        tags += self.all_tags.draw(random, random.choice(self.tagging.of_all))
        return list(dict.fromkeys(tags))

    def headline(self, topic: Topic) -> str:
        words = topic.words.draw(self.random, 4) + self.common.draw(self.random, 3)
        self.random.shuffle(words)
        name = topic.thread.names.draw(self.random, 1)[0]
        if self.random.random() < 0.05:
            return f"{name}: {' '.join(words)}"
        return capitalised(" ".join([words[0], name, *words[1:]]))

    def phrase(self, count: int) -> str:
        return capitalised(" ".join(self.common.draw(self.random, count)))

    def prose(self, topic: Topic, count: int) -> list[str]:
        """Words in which topic and thread show through the common language."""
        random = self.random
        words = self.common.draw(random, count)
        for every, source in ((5, topic.words), (19, topic.thread.names)):
            places = range(random.randrange(every), count, every)
            words[places.start :: every] = source.draw(random, len(places))
        return words

    def _named(self, count: int, length: Callable[[], int]) -> dict[str, str]:
        """Names of one or more frequent words, by slug."""
        named: dict[str, str] = {}
        while len(named) < count:
            name = capitalised(" ".join(self.random.sample(self.vocabulary[:6000], length())))
            named.setdefault(slug_of(name), name)
        return named
