"""A corpus for Don't Miss: articles, and which older ones their authors link to."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath
from typing import NamedTuple

from dateline.config import SiteConfig
from dateline.parse.polish import plain_text
from dateline.parse.reader import read_article

_TARGET = r"\(\s*<?(?P<target>[^\s()<>]+(?:\([^\s()]*\))?)>?(?:\s+[\"'(][^)]*)?\s*\)"
_ADDRESS = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/([^/?]+)/?$")
_LINK = re.compile(r"!?\[(?P<text>(?:[^\[\]]|!?\[[^\[\]]*\](?:\([^()]*\))?)*)\]" + _TARGET)


class Text(NamedTuple):
    """An article without its links to others; `links` are the ids that they lead to."""

    id: str
    published: datetime
    lang: str
    section: str | None
    title: str
    standfirst: str
    body: str
    tags: tuple[str, ...]
    links: frozenset[str]


class Corpus(NamedTuple):
    """Articles, oldest first, and for those that link to older ones the ids of these."""

    texts: list[Text]
    truth: dict[str, frozenset[str]]


def read_corpus(source: Path, timezone: str = "America/New_York") -> Corpus:
    """Read a folder of articles, or a tar archive with one.

    Links from one article to another are taken out of all texts, words and targets.
    """
    files = dict(_files(source))
    known = {name: id for id in sorted(files) for name in (id, PurePosixPath(id).stem)}
    read = (_read(id, files[id], known, timezone) for id in sorted(files))
    texts = [text for text in read if text is not None]
    return corpus_of(texts)


def corpus_of(texts: list[Text]) -> Corpus:
    """Order texts by time, and find out which older ones each links to."""
    texts = sorted(texts, key=lambda each: (each.published, each.id))
    times = {text.id: text.published for text in texts}
    truth = {
        text.id: frozenset(id for id in text.links if id in times and times[id] < text.published)
        for text in texts
    }
    return Corpus(texts, {id: older for id, older in truth.items() if older})


def _files(source: Path) -> Iterator[tuple[str, bytes]]:
    if source.is_dir():
        for path in source.rglob("*.md"):
            yield path.relative_to(source).as_posix(), path.read_bytes()
        return
    with tarfile.open(source) as archive:
        for member in archive:
            found = archive.extractfile(member) if member.name.endswith(".md") else None
            if found is not None:
                yield normpath(member.name), found.read()


def _read(id: str, data: bytes, known: Mapping[str, str], timezone: str) -> Text | None:
    """Read one article; None for what Dateline does not publish either."""
    markdown, links = without_links(id, data.decode("utf-8", "replace"), known)
    config = SiteConfig(title="", base_url="https://example.org", timezone=timezone)
    parsed = read_article(id, markdown.encode("utf-8"), config.parsing)
    article = parsed.article
    if article is None or article.published is None or parsed.body is None:
        return None
    return Text(
        id=id,
        published=article.published,
        lang=article.lang,
        section=article.section,
        title=article.title,
        standfirst=article.standfirst or "",
        body=plain_text(parsed.body.html),
        tags=article.tags,
        links=frozenset(links - {id}),
    )


def without_links(id: str, markdown: str, known: Mapping[str, str]) -> tuple[str, set[str]]:
    """Take out links to other articles, with their words; give the rest and where they led."""
    found = set()

    def taken(link: re.Match[str]) -> str:
        target = _led_to(id, link["target"].partition("#")[0], known)
        if target is None:
            return link[0]
        found.add(target)
        return ""

    return _LINK.sub(taken, markdown), found


def _led_to(id: str, target: str, known: Mapping[str, str]) -> str | None:
    """The article that a link leads to, by its path or by an address with its day and slug."""
    if target.endswith(".md"):
        return known.get(normpath(join(dirname(id), target)))
    address = _ADDRESS.search(target)
    return known.get("-".join(address.groups())) if address is not None else None
