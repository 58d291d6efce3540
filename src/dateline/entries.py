"""What files of content give: workers parse them, a chunk at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from dateline.config import ParseConfig
from dateline.digest import digest
from dateline.errors import Mark, Problem, Reporter
from dateline.model import Article, Body, Texts
from dateline.plugins import WAY_OUT, Plugins, sentence
from dateline.related.terms import count_terms

_MANY = 500  # articles whose terms take longer to count one by one than NumPy takes to load

Counting = Callable[[Sequence[Texts]], list[bytes]]

_ENCODER = msgspec.json.Encoder()


class Entry(msgspec.Struct, frozen=True):
    """What one file gave: `made_from` is the digest of its bytes, `made_by` of all else."""

    made_from: str
    made_by: str
    article: Article | None
    problems: tuple[Problem, ...]


class Given(NamedTuple):
    """What a worker needs to parse articles; without `counting`, they have no terms."""

    root: Path
    config: ParseConfig
    plugins: Plugins
    made_by: str
    counting: Counting | None = None


class Made(NamedTuple):
    """A worker's result, encoded already; all but the digest empty when it is as it was."""

    made_from: str
    entry: bytes = b""
    body: bytes = b""
    terms: bytes = b""
    seconds: float = 0.0


class _Read(NamedTuple):
    """What a file gave whose terms are not counted yet."""

    entry: Entry
    body: Body
    texts: Texts
    seconds: float


def load_parser() -> None:
    """Load what parses articles, for whom it would keep waiting later."""
    import dateline.parse.reader  # noqa: PLC0415
    import dateline.parse.yamlmatter  # noqa: F401, PLC0415


def counting_of(articles: int) -> Counting:
    """What counts the terms of so many articles soonest."""
    if articles < _MANY:
        return _count_singly
    # Here, before there are workers, which then have it already.
    from dateline.related.counting import count_together  # noqa: PLC0415

    return count_together


def _count_singly(articles: Sequence[Texts]) -> list[bytes]:
    return [count_terms(*each) for each in articles]


def _uncounted(articles: Sequence[Texts]) -> list[bytes]:
    return [b""] * len(articles)


def parse_chunk(given: Given, wanted: Sequence[tuple[str, str]]) -> list[Made]:
    """Parse some files, then count the terms of all their articles."""
    found = [_parse(given, id, before) for id, before in wanted]
    read = [each for each in found if isinstance(each, _Read)]
    start = time.perf_counter()
    counted = (given.counting or _uncounted)([each.texts for each in read])
    seconds = (time.perf_counter() - start) / max(len(read), 1)
    made = (_made(given, each, terms, seconds) for each, terms in zip(read, counted, strict=True))
    return [next(made) if isinstance(each, _Read) else each for each in found]


def _parse(given: Given, id: str, before: str) -> Made | _Read:
    """Read and parse one file, unless its bytes are what they were `before`."""
    try:
        # What Path.read_bytes does takes six times as long.
        with open(f"{given.root}/content/{id}", "rb", buffering=0) as file:
            data = file.read()
    except OSError as error:
        said = f"can't be read: {error.strerror}"
        return _unread(given, id, said, "check its permissions")
    made_from = digest(data)
    if made_from == before:
        return Made(made_from)
    from dateline.parse.reader import read_article  # noqa: PLC0415

    start = time.perf_counter()
    try:
        parsed = read_article(id, data, given.config, given.plugins.markdown)
    except (Exception, SystemExit) as error:
        if not given.plugins.markdown:
            raise
        path, line = given.plugins.place(error)
        return _unread(given, id, sentence(error), f"in {path}:{line}" if path else WAY_OUT)
    entry = Entry(made_from, given.made_by, parsed.article, parsed.problems)
    seconds = time.perf_counter() - start
    if parsed.body is None or parsed.texts is None:
        return Made(made_from, _ENCODER.encode(entry), seconds=seconds)
    return _Read(entry, parsed.body, parsed.texts, seconds)


def _made(given: Given, read: _Read, terms: bytes, seconds: float) -> Made:
    """Encode what was read; `seconds` is what counting its terms took."""
    start = time.perf_counter()
    entry = read.entry
    if given.counting is not None and entry.article is not None:
        msgspec.structs.force_setattr(entry.article, "terms", digest(terms))
    data, body = _ENCODER.encode(entry), _ENCODER.encode(read.body)
    seconds += read.seconds + time.perf_counter() - start
    return Made(entry.made_from, data, body, terms, seconds)


def _unread(given: Given, id: str, text: str, hint: str) -> Made:
    """An article that may be read another time, though its bytes stay the same."""
    report = Reporter(f"content/{id}")
    report.error(Mark(1), text, hint)
    return Made("", _ENCODER.encode(Entry("", given.made_by, None, tuple(report.problems))))
