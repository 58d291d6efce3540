"""Don't Miss as it stands on the page: its heading and its cards."""

from __future__ import annotations

import re

import pytest

from tests.newsroom import Newsroom
from tests.offered import block, heading


def test_a_card_has_headline_whole_sentences_and_date(newsroom: Newsroom) -> None:
    newsroom.article("one", "A short one. It is told. " + "Word " * 200 + "end.", title="One & all")
    newsroom.article("two", related="[one]")

    newsroom.build()

    card = block(newsroom, "two")
    assert re.search(r'<h3[^>]*><a href="/2026/05/01/one/">One &amp; all</a></h3>', card)
    assert re.search(r"<p class=\"card-summary\">A short one\. It is told\.</p>", card)
    assert re.search(r'<time [^>]*datetime="2026-05-01', card)


@pytest.mark.parametrize(
    ("language", "related", "latest"),
    [
        ("en", "Don't Miss", "More from Local"),
        ("de", "Nicht verpassen", "Mehr aus dem Ressort Local"),
        ("fr", "À ne pas manquer", "Autres articles : Local"),
        ("hu", "Ne maradjon le", "További cikkek: Local"),
        ("uk", "Не пропустіть", "Ще в розділі «Local»"),
    ],
)
def test_the_block_is_called_what_it_is_in_the_sites_language(
    newsroom: Newsroom, language: str, related: str, latest: str
) -> None:
    newsroom.config(f'language = "{language}"')
    newsroom.article("pinned", "Alpha.", section="local", related="[other]")
    newsroom.article("other", "Beta.", section="local")

    newsroom.build()

    assert heading(newsroom, "pinned") == related
    assert heading(newsroom, "other").replace("\u00a0", " ") == latest


def test_where_there_is_no_section_others_are_called_so(newsroom: Newsroom) -> None:
    newsroom.article("one", "Alpha.")
    newsroom.article("two", "Beta.")

    newsroom.build()

    assert heading(newsroom, "one") == "More stories"
