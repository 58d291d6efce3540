"""`dateline check`: what pages tell to machines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.checks import page, said
from tests.newsroom import Newsroom

SOUND = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "A",
    "datePublished": "2026-05-01T09:00:00+02:00",
    "dateModified": "2026-05-02T09:00:00+02:00",
    "author": [{"@type": "Person", "name": "Ada Example"}],
    "image": ["https://brief.example/a.png"],
    "publisher": {"@type": "NewsMediaOrganization", "name": "The Test Brief"},
}
WITHIN = {key: value for key, value in SOUND.items() if key != "@context"}
TRAIL = {
    "@context": "https://schema.org",
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://brief.example/"},
        {"@type": "ListItem", "position": 2, "name": "Vote"},
    ],
}


def tell(newsroom: Newsroom, *data: Any, head: str = "") -> None:
    """Let articles have this structured data."""
    scripts = "".join(
        f'<script type="application/ld+json">{each if isinstance(each, str) else json.dumps(each)}'
        "</script>"
        for each in data
    )
    newsroom.write("templates/article.html", page("<h1>A</h1>", f"{scripts}{head}"))
    newsroom.article("vote")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("{", "the structured data can't be read: Expecting property name"),
        ({"headline": "A"}, "structured data without @type"),
        ([SOUND, "A"], "structured data without @type"),
        ({"@type": "WebPage"}, "a WebPage whose @context is not schema.org"),
    ],
)
def test_structured_data_must_be_readable(newsroom: Newsroom, data: Any, text: str) -> None:
    tell(newsroom, data)

    faults = said(newsroom, "structured-data")

    assert len(faults) == 1
    assert faults[0].startswith(f"vote.md: {text}")


@pytest.mark.parametrize(
    "data",
    [
        SOUND,
        [SOUND, TRAIL],
        {"@context": "https://schema.org", "@graph": [WITHIN]},
        {**SOUND, "@type": ["OpinionNewsArticle", "NewsArticle"]},
        {**SOUND, "image": {"@type": "ImageObject", "url": "https://brief.example/a.png"}},
    ],
)
def test_sound_data_is_no_fault(newsroom: Newsroom, data: Any) -> None:
    tell(newsroom, data)

    assert said(newsroom, "structured-data", "structured-article", "structured-breadcrumbs") == []


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ({"headline": ""}, "the NewsArticle has no headline"),
        ({"image": [], "publisher": None}, "the NewsArticle has no image, publisher"),
        ({"datePublished": "1 May"}, "datePublished of the NewsArticle is no date by ISO 8601"),
        ({"dateModified": "2026-05-02T09:00:00"}, "dateModified of the NewsArticle has no time"),
        ({"dateModified": "2026-04-01T09:00:00Z"}, "the NewsArticle was modified before it was"),
        ({"author": ["Ada"]}, "an author of the NewsArticle has no name or no @type"),
        ({"image": "/a.png"}, "image of the NewsArticle is no whole address: /a.png"),
    ],
)
def test_an_article_needs_what_search_engines_ask_for(
    newsroom: Newsroom, keys: dict[str, Any], text: str
) -> None:
    tell(newsroom, {**SOUND, **keys})

    faults = said(newsroom, "structured-article")

    assert len(faults) == 1
    assert faults[0].startswith(f"vote.md: {text}")


def test_an_article_without_structured_data_is_told(newsroom: Newsroom) -> None:
    tell(newsroom, TRAIL)

    assert said(newsroom, "structured-article") == [
        "vote.md: the page has no NewsArticle in its structured data"
    ]


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (TRAIL["itemListElement"][:1], "breadcrumbs of fewer than two steps"),
        ([{"position": 2, "name": "A", "item": "x"}] * 2, "breadcrumbs are not numbered from 1 up"),
        (
            [{"position": 1, "name": "A"}, {"position": 2, "name": "B"}],
            "a step of the breadcrumbs has no name or no address",
        ),
    ],
)
def test_breadcrumbs_lead_somewhere(newsroom: Newsroom, steps: Any, text: str) -> None:
    tell(newsroom, {**TRAIL, "itemListElement": steps})

    assert said(newsroom, "structured-breadcrumbs") == [f"vote.md: {text}"]


def test_other_sites_can_show_an_article_as_a_card(newsroom: Newsroom) -> None:
    tell(
        newsroom, head='<meta property="og:title" content="A"><meta property="og:url" content="b">'
    )

    assert said(newsroom, "open-graph") == ["vote.md: the page has no og:type, og:image"]


def test_the_theme_that_comes_with_dateline_tells_all_of_it(newsroom: Newsroom) -> None:
    newsroom.article("vote", tags="[money]", authors="[Ada]", updated="2026-05-03 09:00")

    rules = ("structured-data", "structured-article", "structured-breadcrumbs", "open-graph")
    assert said(newsroom, *rules) == []
