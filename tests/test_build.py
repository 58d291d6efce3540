"""The pipeline as a whole: what is built, what is written, what is removed."""

from __future__ import annotations

from tests.newsroom import Newsroom


def test_an_article_is_at_the_address_of_its_date_and_slug(newsroom: Newsroom) -> None:
    newsroom.article("budget-vote", date="2026-05-01 09:00")

    report = newsroom.build()

    assert "/2026/05/01/budget-vote/" in report.rendered
    assert "<h1>Budget vote</h1>" in newsroom.page("/2026/05/01/budget-vote/")
