"""Slugs: addresses from file names and titles, and the addresses nobody may choose."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dateline.slugs import humanised, slug_of
from tests.newsroom import Newsroom, place, read


def story(*lines: str) -> str:
    return "\n".join(
        ["---", "title: Budget", "date: 2026-05-01 09:00", *lines, "---", "", "Text.", ""]
    )


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Budget vote delayed", "budget-vote-delayed"),
        ("  News & Views!  ", "news-views"),
        ("Árvíztűrő tükörfúrógép", "arvizturo-tukorfurogep"),
        ("İstanbul'da çığ", "istanbul-da-cig"),
        ("Straße", "strasse"),
        ("Київ і Львів", "kyiv-i-lviv"),
        ("З'їзд у Запоріжжі", "zizd-u-zaporizhzhi"),
        ("Россия", "rossiia"),
        ("Ελλάδα", "ellada"),
        ("2026 in review", "2026-in-review"),
        ("A/B\\C..D", "a-b-c-d"),
        ("con", "con-1"),
        ("LPT1", "lpt1-1"),
        ("😀 … !", ""),
        ("", ""),
    ],
)
def test_a_slug_is_lower_case_ascii(text: str, slug: str) -> None:
    assert slug_of(text) == slug


def test_a_slug_of_a_slug_is_the_same() -> None:
    for text in ("Україна", "Çığ düştü", "x" * 300, "nul", "a  --  b"):
        assert slug_of(slug_of(text)) == slug_of(text)


def test_a_long_title_is_cut_at_a_word() -> None:
    slug = slug_of("the council of the town " * 20)

    assert len(slug) <= 80
    assert set(slug.split("-")) == {"the", "council", "of", "town"}


def test_cyrillic_is_ukrainian_in_a_ukrainian_article() -> None:
    assert slug_of("голова", language="uk") == "holova"
    assert read(story("lang: uk"), "local/голова.md").article.slug == "holova"  # type: ignore[union-attr]


def test_a_slug_read_aloud_begins_with_a_capital() -> None:
    assert humanised("user-experience_and-more") == "User experience and more"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("2026-05-01-budget-vote.md", "budget-vote"),
        ("budget-vote.md", "budget-vote"),
        ("2026-05-01.md", "2026-05-01"),
        ("2026-05-01-2026-budget.md", "2026-budget"),
        ("Budget Vote.md", "budget-vote"),
    ],
)
def test_the_file_name_gives_the_slug_without_its_date(name: str, slug: str) -> None:
    found = read(story(), f"local/{name}").article

    assert found
    assert found.slug == slug
    assert found.url == f"/2026/05/01/{slug}/"


@pytest.mark.parametrize("name", ["😀.md", "2026-05-01-…!.md", "---.md"])
def test_a_file_name_without_letters_gives_an_address_that_stays(name: str) -> None:
    one, again = read(story(), f"local/{name}").article, read(story("draft: no"), f"local/{name}")

    assert one
    assert one.slug.startswith("story-")
    assert again.article
    assert again.article.slug == one.slug


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("budget", "budget"),
        ("Budget Vote", "budget-vote"),
        ("2026", "2026"),
        ("Őr%20ség", "or-seg"),
    ],
)
def test_a_slug_may_be_given(typed: str, slug: str) -> None:
    found = read(story(f"slug: {typed}")).article

    assert found
    assert found.slug == slug


HOSTILE = [
    *("../../etc/x", "/abs", "a/../../b", "..%2f", "'%2e%2e/'", "'%2e%2e%2fx'", "\\..\\"),
    *(
        "'%252e%252e%252fx'",
        "..",
        "a..b",
        "a/b",
        "a%2fb",
        "a%5cb",
        "a%00b",
        "C:\\x",
        "//evil.example",
    ),
    *('""', "''", ".", "...", "' '", "😀", "'!?'", "—"),
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_slug_that_is_no_name_is_an_error_at_its_value(typed: str) -> None:
    found = read(story(f"slug: {typed}"))

    assert found.article is None
    (problem,) = found.problems
    assert place(problem) == "4:7"
    assert "can't be a slug" in problem.text
    assert "letters, digits and hyphens" in problem.hint


def test_a_hostile_slug_writes_nothing_anywhere(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.root = tmp_path / "deep" / "site"
    newsroom.output = newsroom.root / "public"
    newsroom.config()
    for number, typed in enumerate(HOSTILE):
        newsroom.raw(story(f"slug: {typed}"), f"content/local/s{number}.md")
    before = _tree(tmp_path)

    errors = newsroom.errors()

    assert [each.path for each in errors] == sorted(
        f"content/local/s{number}.md" for number in range(len(HOSTILE))
    )
    assert _tree(tmp_path) == before


def _tree(folder: Path) -> set[str]:
    found = {os.path.join(above, name) for above, _, names in os.walk(folder) for name in names}
    return {path for path in found if "/.dateline/" not in path}


@pytest.mark.parametrize("key", ["url", "permalink"])
@pytest.mark.parametrize(
    "value", ["//evil.example/x", "https://evil.example/", "javascript:x", "/x/"]
)
def test_front_matter_can_not_choose_an_address(key: str, value: str) -> None:
    found = read(story(f"{key}: {value}"))

    assert found.article is None
    (problem,) = found.problems
    assert place(problem) == "4:1"
    assert "can't set the address" in problem.text
    assert "slug" in problem.hint


@pytest.mark.parametrize(
    "alias",
    [
        "//evil.example/",
        "https://evil.example/",
        "/a/../b",
        "../b",
        "'/a b'",
        "/a?b",
        "'/a#b'",
        "/a//b",
    ],
)
def test_an_alias_must_be_a_path_of_the_site(alias: str) -> None:
    (problem,) = read(story(f"aliases: [{alias}]")).problems

    assert place(problem) == "4:11"
    assert "is not a path of this site" in problem.text


def test_a_slug_over_200_characters_is_an_error() -> None:
    (problem,) = read(story(f"slug: {'x' * 201}")).problems

    assert "longer than 200" in problem.text
    assert read(story(f"slug: {'x' * 200}")).article


@pytest.mark.parametrize("section", ["'😀'", "'2026'", "'...'"])
def test_a_section_must_be_a_word(section: str) -> None:
    (problem,) = read(story(f"section: {section}")).problems

    assert place(problem) == "4:10"
    assert "can't be a section" in problem.text


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("local/a.md", "local"),
        ("2026/05/local/a.md", "local"),
        ("Local News/2026/a.md", "local-news"),
        ("2026/a.md", None),
        ("a.md", None),
        ("pages/a.md", None),
    ],
)
def test_the_section_is_the_first_folder_that_is_not_a_number(
    path: str, section: str | None
) -> None:
    found = read(story(), path).article

    assert found
    assert found.section == section


def test_a_tag_without_letters_is_an_error() -> None:
    (problem,) = read(story("tags: [budget, '!!!']")).problems

    assert place(problem) == "4:16"
    assert "has no letters" in problem.text


def test_two_stories_at_one_address_are_an_error_that_names_both(newsroom: Newsroom) -> None:
    newsroom.raw(story("slug: budget"), "content/one.md")
    newsroom.raw(story("slug: Budget"), "content/two.md")

    (error,) = newsroom.errors()

    assert "content/one.md" in error.text
    assert "content/two.md" in error.text
    assert "/2026/05/01/budget/" in error.text
