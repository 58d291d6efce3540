"""Real input: a large archive of news articles, where it is there.

The archive is not part of this repository. DATELINE_CORPUS names it (a .tar.xz of content/);
without that it is looked for beside the repository.
"""

from __future__ import annotations

import os
import re
import tarfile
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from dateline.build import build
from dateline.options import Options
from dateline.progress import Report
from dateline.related.counting import count_together
from dateline.related.terms import count_terms
from tests.newsroom import read

ARCHIVE = Path(
    os.environ.get("DATELINE_CORPUS")
    or Path(__file__).parents[2] / "shared" / "corpora" / "digital-gov.tar.xz"
)

pytestmark = pytest.mark.skipif(
    not ARCHIVE.is_file(), reason="the archive of real articles is not here (DATELINE_CORPUS)"
)

CONFIG = """\
title = "Archive"
base_url = "https://archive.example"
timezone = "America/New_York"
links = "warn"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(root / "content", filter="data")
    (root / "dateline.toml").write_text(CONFIG, "utf-8")
    return root


@pytest.fixture(scope="module")
def report(site: Path) -> Report:
    return build(site, Options(as_of="2026-11-22"))


def _leads_on(folder: Path) -> bool:
    """Whether the page is a former address of an article, which takes its reader to the present."""
    return 'http-equiv="refresh"' in (folder / "index.html").read_text("utf-8")


def test_every_article_is_published(site: Path, report: Report) -> None:
    sources = list((site / "content").rglob("*.md"))

    pages = [url for url in report.rendered if re.fullmatch(r"/\d{4}/\d\d/\d\d/[^/]+/", url)]
    articles = [url for url in pages if not _leads_on(site / "public" / url.strip("/"))]

    assert len(articles) == len(set(articles)) == len(sources) == report.articles > 2000


def test_problems_are_located_and_none_stops_the_build(report: Report) -> None:
    assert report.problems
    assert all(problem.severity == "warning" for problem in report.problems)
    assert all(problem.path.endswith(".md") and problem.line for problem in report.problems)


def _addresses(text: str) -> list[str]:
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.extend(  # type: ignore[method-assign]
        value for name, value in attrs if name in ("href", "src") and value
    )
    parser.feed(text)
    return found


def test_every_internal_link_leads_somewhere(site: Path, report: Report) -> None:
    public = site / "public"
    pages = {path: path.read_text("utf-8") for path in public.rglob("*.html")}
    ids = {path: set(re.findall(r'\sid="([^"]+)"', text)) for path, text in pages.items()}
    dead = []
    for path, text in pages.items():
        for found in _addresses(text):
            parts = urlsplit(found)
            if parts.scheme or parts.netloc:
                continue
            target = public / unquote(parts.path).lstrip("/") if parts.path else path
            target = target / "index.html" if parts.path.endswith("/") else target
            if not target.is_file() or (parts.fragment and parts.fragment not in ids[target]):
                dead.append((path.relative_to(public).as_posix(), found))

    assert dead == []


def test_feeds_and_sitemaps_are_well_formed(site: Path, report: Report) -> None:
    files = sorted((site / "public").rglob("*.xml"))

    for path in files:
        ET.parse(path)

    assert sum(path.name == "feed.xml" for path in files) > 100
    assert sum(path.name.startswith("sitemap") for path in files) > 10


def test_terms_counted_together_are_those_of_each_article(site: Path) -> None:
    parsed = [read(path.read_bytes(), path.name) for path in sorted(site.rglob("content/**/*.md"))]
    found = [each.texts for each in parsed if each.texts is not None]

    assert len(found) > 2000
    assert count_together(found) == [count_terms(*each) for each in found]
