"""Policies: where the newsroom says how it works, told to readers and to search engines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dateline.config import Policies
from dateline.link.policies import KNOWN
from tests.acting import Page
from tests.newsroom import Newsroom, place


def organisation(newsroom: Newsroom) -> dict[str, Any]:
    """The publisher, as the front page tells search engines."""
    (data,) = Page(newsroom.page("/")).json_ld
    return dict(json.loads(data)[0]["publisher"])


def write_page(newsroom: Newsroom, name: str, title: str) -> None:
    newsroom.write(f"content/pages/{name}.md", f"---\ntitle: {title}\n---\n\nWe.\n")


def footer(newsroom: Newsroom) -> list[str]:
    page = newsroom.page("/404.html")
    return Page(page[page.index("<footer") :]).values("a", "href")


def test_the_configuration_has_a_key_for_each_policy() -> None:
    assert list(KNOWN) == list(Policies.__struct_fields__)


@pytest.mark.parametrize(
    ("name", "property"),
    [
        ("corrections-policy", "correctionsPolicy"),
        ("ethics", "ethicsPolicy"),
        ("ethics-policy", "ethicsPolicy"),
        ("ownership", "ownershipFundingInfo"),
        ("masthead", "masthead"),
        ("principles", "publishingPrinciples"),
        ("unnamed-sources", "unnamedSourcesPolicy"),
    ],
)
def test_a_standalone_page_is_known_by_its_address(
    newsroom: Newsroom, name: str, property: str
) -> None:
    write_page(newsroom, name, "Ours")

    newsroom.build()

    assert organisation(newsroom)[property] == f"https://brief.example/{name}/"


def test_a_policy_may_be_anywhere(newsroom: Newsroom) -> None:
    write_page(newsroom, "ethics", "Ethics")
    write_page(newsroom, "how-we-work", "How we work")
    newsroom.config(
        "[policies]",
        'ethics = "/how-we-work/#rules"',
        'ownership = "https://house.example/owners"',
    )

    newsroom.build(base_url="https://brief.example/news")

    found = organisation(newsroom)
    assert found["ethicsPolicy"] == "https://brief.example/news/how-we-work/#rules"
    assert found["ownershipFundingInfo"] == "https://house.example/owners"


def test_the_footer_leads_to_each_policy_once(newsroom: Newsroom) -> None:
    write_page(newsroom, "ethics", "Our ethics")
    newsroom.config(
        'menus.footer = [{ title = "Tags", url = "/tags/" }]',
        'policies.ownership = "https://house.example/owners"',
    )

    newsroom.build()

    links = footer(newsroom)
    assert [url for url in links if "ethics" in url or "owners" in url] == [
        "/ethics/",
        "https://house.example/owners",
    ]
    assert "Our ethics" in newsroom.text("/")
    assert "Ownership and funding" in newsroom.text("/")


def test_contact_is_told_as_the_newsrooms_contact_point(newsroom: Newsroom) -> None:
    write_page(newsroom, "contact", "Contact")

    newsroom.build()

    assert organisation(newsroom)["contactPoint"]["url"] == "https://brief.example/contact/"


def test_a_site_without_policies_tells_none(newsroom: Newsroom) -> None:
    newsroom.build()

    assert set(organisation(newsroom)) == {"@type", "name", "url", "logo"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('ethics = "/ehtics/"', "nothing on this site at '/ehtics/'"),
        ('ethics = "javascript:alert(1)"', "is not an address"),
        ("ethics = 3", "expected text"),
        ('ethcis = "/ethics/"', "unknown key 'ethcis'"),
    ],
)
def test_a_policy_that_leads_nowhere_is_told_at_its_place(
    newsroom: Newsroom, line: str, says: str
) -> None:
    write_page(newsroom, "ethics", "Ethics")
    newsroom.config("[policies]", line)

    (error,) = newsroom.errors()

    assert (error.path, place(error).partition(":")[0]) == ("dateline.toml", "5")
    assert says in error.text


def test_a_new_title_of_a_policy_is_seen_where_it_is_linked(newsroom: Newsroom) -> None:
    newsroom.config('menus.footer = [{ title = "Tags", url = "/tags/" }]')
    write_page(newsroom, "ethics", "Ethics")
    newsroom.build()

    write_page(newsroom, "ethics", "What we hold to")
    newsroom.build()

    assert "What we hold to" in newsroom.text("/")
