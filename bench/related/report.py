"""What was measured of Don't Miss, as a page."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bench.related.corpus import Corpus
from bench.related.measures import Mean, Quality, mean_of
from dateline import __version__

_ABOUT = """\
# Don't Miss, measured

Written by `python -m bench.related --write`, which `make eval` runs. An author who links from one
article to an older one says that it is related. These links, their words and their targets, are
taken out of all texts; then each method must find the older articles again, among all that are
older. Parameters were chosen by the odd years alone.

| column | meaning |
| --- | --- |
| nDCG@5 | how many of those linked to are among the first five, and how far up (0 to 1) |
| P@4 | share of the first four that are right |
| hit@4 | share of articles with a right one among the first four |
| most shown | share of all boxes (four stories, older and newer) with the most shown article |
| never shown | share of articles that are in no box |
| pages changed | boxes of older articles that change with each of the last added (100, others 10) |
| CPU s | for all boxes from nothing, words and all |

Brackets hold 95 % of what other samples of as many queries would give (bootstrap). Hugo offers
older articles only.
"""


class Measured(NamedTuple):
    """What was measured of a method. `qualities` are by query, `added` by added article."""

    qualities: Mapping[str, Quality]
    shown: tuple[float, float]
    added: Sequence[int]
    seconds: float


def page(corpus: Corpus, measured: Mapping[str, Measured], command: str, cost: str) -> str:
    """The whole page, for a file."""
    odd = [text.id for text in corpus.texts if text.published.year % 2 and text.id in corpus.truth]
    even = sorted(corpus.truth.keys() - set(odd))
    links = sum(map(len, corpus.truth.values()))
    facts = (
        f"`{command}`: {len(corpus.texts):,} articles, {len(corpus.truth)} of them with {links:,} "
        f"links to older ones ({len(odd)} in odd years, {len(even)} in even ones). Dateline "
        f"{__version__}, NumPy {np.__version__}, CPython {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}."
    )
    tables = (_quality_table(measured, odd, even), _site_table(measured))
    return "\n".join((_ABOUT, facts, "", tables[0], tables[1], cost))


def _quality_table(measured: Mapping[str, Measured], odd: list[str], even: list[str]) -> str:
    rows = [
        ["method", "nDCG@5", "odd years", "even years", "P@4", "hit@4", "even years"],
        ["---", *["--:"] * 6],
    ]
    for name, found in measured.items():
        every = list(found.qualities.values())
        of_odd = [found.qualities[id].ndcg for id in odd]
        of_even = [found.qualities[id] for id in even]
        rows.append(
            [
                name,
                _interval(mean_of([each.ndcg for each in every])),
                f"{np.mean(of_odd):.3f}" if odd else "–",
                _interval(mean_of([each.ndcg for each in of_even])) if even else "–",
                f"{np.mean([each.precision for each in every]):.3f}",
                _interval(mean_of([each.hit for each in every])),
                _interval(mean_of([each.hit for each in of_even])) if even else "–",
            ]
        )
    return _lines(rows)


def _site_table(measured: Mapping[str, Measured]) -> str:
    rows = [
        ["method", "most shown", "never shown", "pages changed", "most changed", "CPU s"],
        ["---", *["--:"] * 5],
    ]
    for name, found in measured.items():
        most, never = found.shown
        rows.append(
            [
                name,
                f"{most:.1%}",
                f"{never:.1%}",
                f"{np.mean(found.added):.1f}" if found.added else "–",
                f"{max(found.added)}" if found.added else "–",
                f"{found.seconds:.1f}",
            ]
        )
    return _lines(rows)


def _interval(mean: Mean) -> str:
    return f"{mean.value:.3f} [{mean.low:.3f}, {mean.high:.3f}]"


def _lines(rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
