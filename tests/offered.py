"""Articles on a few subjects, and what Don't Miss offers below them."""

from __future__ import annotations

import random
import re

from tests.newsroom import Newsroom


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
