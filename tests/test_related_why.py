"""`dateline related --explain` and `--why`: why a story is offered, or is not."""

from __future__ import annotations

import pytest

from tests.newsroom import Dateline, Newsroom
from tests.offered import data, on, slugs, why, words_on, write_archive


@pytest.fixture
def archive(newsroom: Newsroom) -> Newsroom:
    return write_archive(newsroom)


def test_explain_has_shared_words_and_days(archive: Newsroom, dateline: Dateline) -> None:
    found = data(dateline, "grid-1", "--explain")["stories"][0]

    text = words_on("grid", found["slug"])
    own = words_on("grid", "grid-1")
    shared = [each["word"] for each in found["words"] if each["word"].startswith("grid")]
    assert shared
    assert all(word in text and word in own for word in shared)
    assert all(0 < each["share"] <= 1 for each in found["words"])
    assert found["days"] == int(found["date"][8:10]) - 1
    assert found["verdict"] == "chosen"


def test_explain_is_readable(archive: Newsroom, dateline: Dateline) -> None:
    code, out, err = dateline("related", "story", "--explain")

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].endswith("Moon 2  (content/local/moon-2.md)")
    assert lines[1] == "    this article pins it ('related' in its front matter)"
    assert "4 days earlier" in lines[2]
    excluded = next(at for at, line in enumerate(lines) if "Grid 4" in line)
    assert excluded > lines.index("Not offered:")
    assert lines[excluded + 1] == "    this article excludes it ('unrelated' in its front matter)"


def test_explain_has_what_was_excluded(archive: Newsroom, dateline: Dateline) -> None:
    others = data(dateline, "story", "--explain")["others"]

    (excluded,) = (each for each in others if each["verdict"] == "excluded")
    assert excluded["slug"] == "grid-4"


def test_a_pin_is_offered_because_it_is_pinned(archive: Newsroom, dateline: Dateline) -> None:
    assert why(dateline, "story", "moon-2") == (
        "“Moon 2” is offered: this article pins it ('related' in its front matter)."
    )


def test_what_is_close_is_offered_for_words_that_both_have(
    archive: Newsroom, dateline: Dateline
) -> None:
    first = slugs(dateline, "grid-2")[0]

    said = why(dateline, "grid-2", first)

    assert " is offered: it is number 1 of 4, for both write of grid" in said
    assert said.endswith(".")


def test_a_tag_that_both_have_is_told(archive: Newsroom, dateline: Dateline) -> None:
    for number in (1, 2):
        date = f"2026-03-0{number} 09:00"
        on(archive, "grid", f"grid-{number}", date, section="local", tags="[Power lines]")

    found = data(dateline, "grid-2", "--explain", "-n", "9")["stories"]

    (first,) = (each for each in found if each["slug"] == "grid-1")
    assert "#power-lines" in {each["word"] for each in first["words"]}
    assert "both have the tag power-lines" in why(dateline, "grid-2", "grid-1")


def test_an_exclusion_is_told(archive: Newsroom, dateline: Dateline) -> None:
    assert why(dateline, "story", "grid-4") == (
        "“Grid 4” is not offered: this article excludes it ('unrelated' in its front matter)."
    )


def test_a_translation_is_told(archive: Newsroom, dateline: Dateline) -> None:
    on(archive, "grid", "cikk", "2026-03-06", lang="hu", translation_of="story")

    assert "it is a translation of this article" in why(dateline, "story", "cikk")


def test_another_language_is_told(archive: Newsroom, dateline: Dateline) -> None:
    on(archive, "grid", "cikk", "2026-03-06", lang="hu")

    assert "its language is 'hu', this article's is 'en'" in why(dateline, "grid-1", "cikk")


def test_what_is_never_to_be_recommended_is_told(archive: Newsroom, dateline: Dateline) -> None:
    on(archive, "grid", "quiet", "2026-03-06", never_recommend="true")

    assert "says 'never_recommend: true'" in why(dateline, "grid-1", "quiet")


def test_a_section_that_is_never_offered_is_told(archive: Newsroom, dateline: Dateline) -> None:
    archive.config("[related]", 'never_offer = ["opinion"]')
    on(archive, "grid", "column", "2026-03-06", section="opinion")

    assert "nothing in the section 'opinion' is (never_offer in dateline.toml)" in why(
        dateline, "grid-1", "column"
    )


def test_the_horizon_is_told(archive: Newsroom, dateline: Dateline) -> None:
    archive.config("[related]", "horizon = 2")

    assert why(dateline, "grid-1", "grid-5") == (
        "“Grid 5” is not offered: 4 days lie between the two,"
        " and 2 is the most (horizon in dateline.toml)."
    )


def test_what_came_later_is_told_where_only_the_past_is_offered(
    archive: Newsroom, dateline: Dateline
) -> None:
    archive.config("[related]", "past_only = true")

    assert "it came out after this article" in why(dateline, "grid-1", "grid-5")


def test_a_near_copy_is_told(archive: Newsroom, dateline: Dateline) -> None:
    archive.article("update", f"On Monday: {words_on('grid', 'grid-2')}", title="Grid 2")

    assert "its text is nearly the same as this article's" in why(dateline, "grid-2", "update")


def test_what_has_too_little_in_common_is_told(archive: Newsroom, dateline: Dateline) -> None:
    on(archive, "moon", "far", "2026-03-06", section="world")
    assert "the two have too little in common" in why(dateline, "grid-1", "far")

    archive.config("[related]", "floor = 0.9")
    assert "and 0.9 is the least (floor in dateline.toml)" in why(dateline, "grid-1", "far")


def test_who_lost_to_others_is_told_by_how_much(archive: Newsroom, dateline: Dateline) -> None:
    moons = {f"moon-{number}" for number in range(1, 5)}
    (lost,) = moons - set(slugs(dateline, "moon-5", "-n", "3"))

    said = why(dateline, "moon-5", lost, "-n", "3")

    assert "others are closer; it scores 0." in said or "it repeats what “Moon" in said


def test_a_pin_without_a_place_is_told(archive: Newsroom, dateline: Dateline) -> None:
    on(archive, "grid", "pins", "2026-03-07", related="[moon-1, moon-2, moon-3, moon-4, moon-5]")

    assert why(dateline, "pins", "moon-5") == (
        "“Moon 5” is not offered: this article pins it, but other pins take all 4 places."
    )
    assert "pins take all places" in why(dateline, "pins", "grid-1")


def test_one_of_the_latest_is_told_to_stand_in(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.article("one", "Alpha.", section="local")
    newsroom.article("two", "Beta.", section="local")

    assert why(dateline, "one", "two") == (
        "“Two” is offered: it is among other stories from Local,"
        " which stand in where fewer than 3 others are close enough."
    )


def test_the_article_itself_is_told(archive: Newsroom, dateline: Dateline) -> None:
    assert "it is this article itself" in why(dateline, "story", "story")


def test_why_has_json_too(archive: Newsroom, dateline: Dateline) -> None:
    assert data(dateline, "story", "--why", "grid-4")["why"] == {
        "offered": False,
        "sentence": why(dateline, "story", "grid-4"),
    }
