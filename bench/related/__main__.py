"""`python -m bench.related`: measures how well Don't Miss chooses, beside other ways."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.generate import generate
from bench.related.corpus import Corpus, Text, read_corpus
from bench.related.measures import changed, quality, shown
from bench.related.methods import Dateline, Method, all_methods
from bench.related.report import Measured, page

REPOSITORY = Path(__file__).resolve().parents[2]
CORPORA = REPOSITORY.parent / "shared/corpora"
VARIABLE = "DATELINE_CORPUS"
OTHERS_ADDED = 10  # the others begin anew with each article, which takes long
RESULTS = Path(__file__).resolve().parents[1] / "RELATED.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write if asked; 0 also where there is no corpus to measure with."""
    given = _arguments(arguments)
    source = given.corpus or _default_corpus()
    if source is None or not source.exists():
        where = source or f"{CORPORA}/*.tar.xz"
        print(f"no corpus at {where}: name one with --corpus or {VARIABLE}; nothing was measured")
        return 0
    corpus = read_corpus(source)
    if not corpus.truth:
        print(f"no article in {source} links to an older one: nothing to measure with")
        return 0
    measured = {}
    for method in all_methods():
        own = isinstance(method, Dateline)
        added = given.added if own else min(given.added, OTHERS_ADDED)
        measured[method.name] = measure(method, corpus, added)
    cost = _cost(given.cost) if given.cost else ""
    command = " ".join(("python -m bench.related", *(sys.argv[1:] if arguments is None else ())))
    text = page(corpus, measured, command, cost)
    print(text)
    if given.write:
        RESULTS.write_text(text, "utf-8")
    return 0


def measure(method: Method, corpus: Corpus, added: int) -> Measured:
    """Measure one method; the last `added` articles are added one by one."""
    start = time.process_time()
    boxes = method.boxes(corpus.texts)
    seconds = time.process_time() - start
    ranked = method.ranked(corpus.texts)
    qualities = {id: quality(ranked[id], right) for id, right in corpus.truth.items()}
    return Measured(qualities, shown(boxes), replay(method, corpus.texts, added), seconds)


def replay(method: Method, texts: Sequence[Text], added: int) -> list[int]:
    """Add the last articles one by one; how many boxes of older articles each of them changes."""
    first = max(len(texts) - added, 1)
    before, numbers = method.boxes(texts[:first]), []
    for size in range(first + 1, len(texts) + 1):
        after = method.boxes(texts[:size])
        numbers.append(changed(before, after))
        before = after
    return numbers


def _cost(articles: int) -> str:
    """What Don't Miss costs on a generated site, in a sentence."""
    with tempfile.TemporaryDirectory(prefix="dateline-eval-") as folder:
        generate(Path(folder), articles)
        texts = read_corpus(Path(folder) / "content").texts
    method, start = Dateline(), time.process_time()
    method.boxes(texts)
    seconds = time.process_time() - start
    listed, found = method.newest()
    return (
        f"Of {len(texts):,} generated articles (`bench.generate`), all boxes take Dateline "
        f"{seconds:.1f} CPU seconds from nothing, words and all. Among them the past of one new "
        f"article is found in {found * 1000:.1f} ms, once all that have its words are listed, "
        f"which takes {listed * 1000:.1f} ms. A loop of 10 million additions takes this machine "
        f"{_loop():.2f} s.\n"
    )


def _loop() -> float:
    """CPU seconds for a loop, to compare machines by."""
    start = time.process_time()
    total = 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - start


def _default_corpus() -> Path | None:
    if VARIABLE in os.environ:
        return Path(os.environ[VARIABLE])
    return next(iter(sorted(CORPORA.glob("*.tar.xz"))), None) if CORPORA.is_dir() else None


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.related", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a folder of articles, or a tar with one")
    parser.add_argument("--added", type=int, default=100, help="articles to add one by one")
    parser.add_argument("--cost", type=int, default=10_000, help="generated articles; 0 for none")
    parser.add_argument("--write", action="store_true", help="write bench/RELATED.md")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
