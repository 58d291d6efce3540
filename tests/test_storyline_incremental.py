"""Storylines after edits: an incremental build gives what a clean one gives."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.fires import FIRE, MORE, archive, rewrite
from tests.newsroom import Newsroom

NONE = {"storyline": "false"}
PINNED = {"related": "[other-1, other-2, other-3]"}


def clean(newsroom: Newsroom, folder: Path) -> dict[str, bytes]:
    """What a clean build makes of the same sources."""
    copy = Newsroom(folder)
    for path in sorted(newsroom.root.rglob("*")):
        name = path.relative_to(newsroom.root)
        if path.is_file() and name.parts[0] not in ("public", ".dateline"):
            copy.write(name.as_posix(), path.read_bytes())
    copy.build()
    return copy.files()


def prepared(newsroom: Newsroom) -> None:
    """A built site with the text of an article that may change without being seen elsewhere."""
    archive(newsroom, *MORE)
    rewrite(newsroom, "fire-verdict", "title:", "summary: S\nrelated: [fire-inquiry]\ntitle:")
    newsroom.build()
    assert "/fire-verdict/" in newsroom.page("/storylines/fire-breaks-out/")


def test_the_site_is_linked_where_a_text_leaves_its_storyline(
    newsroom: Newsroom, linked: list[str], tmp_path: Path
) -> None:
    prepared(newsroom)

    rewrite(newsroom, "fire-verdict", FIRE, "Swimmers trained on the lake; coaches counted laps. ")
    newsroom.build()

    assert linked == ["whole", "whole"]
    assert "/fire-verdict/" not in newsroom.page("/storylines/fire-breaks-out/")
    assert newsroom.files() == clean(newsroom, tmp_path / "clean")


def test_nothing_is_linked_where_the_storylines_stay(
    newsroom: Newsroom, linked: list[str], tmp_path: Path
) -> None:
    prepared(newsroom)

    rewrite(newsroom, "fire-verdict", "damages", "damages, the judge rose at noon,")
    newsroom.build()

    assert linked == ["whole"]
    assert newsroom.files() == clean(newsroom, tmp_path / "clean")


def test_a_storyline_has_its_title_from_its_oldest_article_of_today(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    prepared(newsroom)

    rewrite(newsroom, "fire-breaks-out", "title: fire-breaks-out", "title: Fire on the quay")
    newsroom.build()

    assert "Fire on the quay" in newsroom.text("/storylines/")
    assert newsroom.files() == clean(newsroom, tmp_path / "clean")


def test_a_storyline_that_an_edit_of_a_text_ends_is_gone(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    archive(newsroom, *list(MORE)[:3])
    newsroom.build()
    assert "/storylines/fire-breaks-out/" in newsroom.urls()

    rewrite(newsroom, "fire-verdict", FIRE, "The lake is calm. ")
    newsroom.build()

    assert "/storylines/fire-breaks-out/" not in newsroom.urls()
    assert newsroom.files() == clean(newsroom, tmp_path / "clean")


def test_a_storyline_comes_and_goes_with_its_articles(newsroom: Newsroom, tmp_path: Path) -> None:
    archive(newsroom, *list(MORE)[:2])
    newsroom.build()
    assert "/storylines/" not in newsroom.urls()

    archive(newsroom, *MORE)
    newsroom.build()
    assert newsroom.files() == clean(newsroom, tmp_path / "more")

    for slug in list(MORE)[1:]:
        (newsroom.root / f"content/{slug}.md").unlink()
    newsroom.build()
    assert "/storylines/" not in newsroom.urls()
    assert newsroom.files() == clean(newsroom, tmp_path / "less")


@pytest.mark.parametrize("seed", range(4))
def test_storylines_are_those_of_a_clean_build_after_any_edits(
    newsroom: Newsroom, tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)
    archive(newsroom, *MORE)
    newsroom.build()

    for step in range(6):
        slug = chance.choice(list(MORE))
        matter = chance.choice(({}, {"storyline": "Fire"}, {"storyline": "Port"}, NONE, PINNED))
        text = chance.choice((FIRE, FIRE, "The lake is calm. "))
        day = chance.choice((1, 8, 15, 22, 29))
        newsroom.article(slug, text + MORE[slug], date=f"2026-03-{day:02}", **matter)
        newsroom.build()

        assert newsroom.files() == clean(newsroom, tmp_path / f"clean-{step}"), (step, slug, matter)
