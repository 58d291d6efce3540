"""Articles on a few subjects, what Don't Miss offers below them, and what the command says."""

from __future__ import annotations

import random
import re
from typing import Any

from tests.newsroom import Dateline, Newsroom

SUBJECTS = ("grid", "moon", "opera", "wheat")


def words_on(subject: str, seed: str) -> str:
    """Thirty of a subject's fifty words; every seed picks others."""
    known = [f"{subject}{first}{second}" for first in "abcde" for second in "qrstuvwxyz"]
    return " ".join(random.Random(seed).sample(known, 30)) + "."


def on(newsroom: Newsroom, subject: str, name: str, date: str, **matter: str) -> None:
    """Write an article on a subject."""
    newsroom.article(name, f"On Monday: {words_on(subject, name)}", date=date, **matter)


def series(newsroom: Newsroom, *subjects: str, each: int = 5) -> None:
    """Articles named grid-1, grid-2, … in the section local, one a day from 1 March 2026."""
    for subject in subjects:
        for number in range(1, each + 1):
            name = f"{subject}-{number}"
            on(newsroom, subject, name, f"2026-03-{number:02} 09:00", section="local")


def write_archive(newsroom: Newsroom) -> Newsroom:
    """Articles on four subjects, and one that pins and excludes."""
    series(newsroom, *SUBJECTS)
    on(
        newsroom,
        "grid",
        "story",
        "2026-03-06 09:00",
        section="local",
        title="The story",
        related="[moon-2]",
        unrelated="[grid-4]",
        aliases="[/old/story/]",
    )
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    return newsroom


def block(newsroom: Newsroom, slug: str) -> str:
    """The HTML of Don't Miss on the page of an article; "" where there is none."""
    (url,) = (url for url in newsroom.urls() if re.fullmatch(rf"/\d+/\d+/\d+/{slug}/", url))
    found = re.search(r'<section class="dont-miss".*?</section>', newsroom.page(url), re.DOTALL)
    return found[0] if found else ""


def offered(newsroom: Newsroom, slug: str) -> list[str]:
    """The slugs that are offered below an article."""
    return re.findall(r'<h3[^>]*><a href="[^"]*/([^"/]+)/"', block(newsroom, slug))


def heading(newsroom: Newsroom, slug: str) -> str:
    """What Don't Miss is called below an article; "" where there is none."""
    found = re.search(r"<h2[^>]*>([^<]*)</h2>", block(newsroom, slug))
    return found[1] if found else ""


def every_offer(newsroom: Newsroom) -> set[str]:
    """All slugs that are offered anywhere."""
    pages = (url for url in newsroom.urls() if re.match(r"/\d+/\d+/\d+/.", url))
    return {slug for url in pages for slug in offered(newsroom, url.split("/")[-2])}


def data(dateline: Dateline, *arguments: str) -> Any:
    """What `dateline related` says, as data."""
    outcome = dateline("related", *arguments, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.data


def slugs(dateline: Dateline, *arguments: str) -> list[str]:
    """The slugs of the stories that `dateline related` lists."""
    return [each["slug"] for each in data(dateline, *arguments)["stories"]]


def why(dateline: Dateline, article: str, other: str, *options: str) -> str:
    """The sentence on why one article is offered below another, or is not."""
    code, out, err = dateline("related", article, "--why", other, *options)
    assert (code, err) == (0, "")
    return out.rstrip("\n")
