"""The Markdown body of a generated article."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from bench.newsroom import Newsroom, Topic, Written
from bench.words import sentences

WORDS = 400
_SHORTEST, _LONGEST = 60, 4000
_WIDTH = 14  # words in a line, where lines are wrapped


def write_body(newsroom: Newsroom, topic: Topic, file: str) -> str:
    """Write about 400 words for the article at `file` below content/."""
    random = newsroom.random
    length = int(random.lognormvariate(0, 0.5) * WORDS * 0.83)
    words = newsroom.prose(topic, min(max(_SHORTEST, length), _LONGEST))
    paragraphs = list(_paragraphs(newsroom, words))
    _link(newsroom, topic, file, paragraphs)
    # One habit an article: some systems wrap lines, most write a paragraph in one.
    if random.random() < 0.4:
        paragraphs = [_wrapped(paragraph) for paragraph in paragraphs]
    blocks, notes = _with_crossheads(newsroom, paragraphs), []
    for share, make in _EXTRAS:
        if random.random() < share:
            blocks.insert(random.randrange(len(blocks)) + 1, make(newsroom))
    if random.random() < 0.06:
        blocks[0] += "[^1]"
        notes.append(f"[^1]: {newsroom.phrase(12)}.")
    return "\n\n".join([*blocks, *notes])


def _paragraphs(newsroom: Newsroom, words: list[str]) -> Iterator[str]:
    rest = sentences(words, newsroom.random)
    while rest:
        count = newsroom.random.choice((1, 2, 2, 3, 3, 4))
        yield " ".join(rest[:count])
        rest = rest[count:]


def _with_crossheads(newsroom: Newsroom, paragraphs: list[str]) -> list[str]:
    """A crosshead before every fourth paragraph, not at the start and not for the last."""
    blocks = []
    for number, paragraph in enumerate(paragraphs):
        if number and number % 4 == 0 and number < len(paragraphs) - 1:
            blocks.append(f"## {newsroom.phrase(4)}")
        blocks.append(paragraph)
    return blocks


def _link(newsroom: Newsroom, topic: Topic, file: str, paragraphs: list[str]) -> None:
    """Link some words to earlier articles, rather of the same thread, and to other sites."""
    random = newsroom.random
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        pool = topic.thread.written if random.random() < 0.7 else topic.written
        target = f"https://source.example/{random.randrange(1000)}/"
        if pool and random.random() < 0.75:
            target = _path(random.choice(pool), file)
        at = random.randrange(len(paragraphs))
        words = paragraphs[at].split(" ")
        start = random.randrange(len(words))
        part = " ".join(words[start : start + 3])
        if "[" not in part and "](" not in part:
            paragraphs[at] = " ".join(
                [*words[:start], f"[{part.rstrip('.')}]({target})", *words[start + 3 :]]
            )


def _path(written: Written, file: str) -> str:
    return posixpath.relpath(written.file, posixpath.dirname(file))


def _wrapped(paragraph: str) -> str:
    words = paragraph.split(" ")
    return "\n".join(" ".join(words[at : at + _WIDTH]) for at in range(0, len(words), _WIDTH))


def _list(newsroom: Newsroom) -> str:
    return "\n".join(f"- {newsroom.phrase(9)}" for _ in range(newsroom.random.randint(3, 6)))


def _quote(newsroom: Newsroom) -> str:
    return f"> {newsroom.phrase(20)}.\n>\n> — {newsroom.phrase(2)}"


def _pull_quote(newsroom: Newsroom) -> str:
    return f"> [!pullquote]\n> {newsroom.phrase(12)}."


def _background(newsroom: Newsroom) -> str:
    return f"> [!background] {newsroom.phrase(4)}\n> {newsroom.phrase(40)}."


def _table(newsroom: Newsroom) -> str:
    rows = [
        f"| {newsroom.phrase(2)} | {newsroom.random.randrange(10_000):,} | {newsroom.phrase(3)} |"
        for _ in range(newsroom.random.randint(3, 8))
    ]
    return "\n".join(["| Place | Number | Note |", "|---|--:|---|", *rows])


_EXTRAS: tuple[tuple[float, Callable[[Newsroom], str]], ...] = (
    (0.15, _list),
    (0.20, _quote),
    (0.05, _pull_quote),
    (0.05, _background),
    (0.05, _table),
)
