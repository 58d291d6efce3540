"""Don't Miss: what newsrooms can say of it, in `[related]`."""

from __future__ import annotations

import pytest

from dateline.errors import Problem
from tests.desk import rendered
from tests.newsroom import Newsroom, place
from tests.offered import SUBJECTS, block, every_offer, heading, offered, on, series, words_on

SECTIONS = (
    *("[[sections]]", 'slug = "local"', 'title = "Local"'),
    *("[[sections]]", 'slug = "opinion"', 'title = "Opinion"'),
)


# Bounds


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("count = 21", "'count' must be 0 to 20"),
        ("count = -1", "'count' must be 0 to 20"),
        ("half_life = 0", "'half_life' must be 1 to 36500"),
        ("half_life = 36501", "'half_life' must be 1 to 36500"),
        ("horizon = 0", "'horizon' must be 1 to 36500"),
        (f"horizon = {10**30}", "'horizon' must be 1 to 36500"),
        ("floor = -0.1", "'floor' must be 0 to 1"),
        ("floor = 1.1", "'floor' must be 0 to 1"),
        ("floor = nan", "'floor' must be 0 to 1"),
        ("floor = inf", "'floor' must be 0 to 1"),
        ("half_life = 1.5", "expected a whole number, not a number (1.5)"),
        ('horizon = "year"', "expected a whole number, not text ('year')"),
        ('floor = "low"', "expected a number, not text ('low')"),
        ("past_only = 1", "expected true or false, not a whole number (1)"),
        ('across_languages = "yes"', "expected true or false, not text ('yes')"),
        ("never_offer = 3", "expected text, not a whole number (3)"),
    ],
)
def test_a_setting_out_of_bounds_is_an_error_at_its_value(
    newsroom: Newsroom, line: str, text: str
) -> None:
    newsroom.config("[related]", line)
    newsroom.article("story")

    (problem,) = newsroom.errors()

    assert problem.path == "dateline.toml"
    assert place(problem) == f"5:{line.index('=') + 3}"
    assert problem.text == text


def test_an_unknown_setting_has_the_nearest_key(newsroom: Newsroom) -> None:
    newsroom.config("[related]", "half_live = 90")
    newsroom.article("story")

    (problem,) = newsroom.errors()

    assert problem.hint == "did you mean 'half_life'?"


# Sections that are never offered


def test_stories_of_a_section_that_is_never_offered_stand_below_no_article(
    newsroom: Newsroom,
) -> None:
    newsroom.config("[related]", 'never_offer = ["opinion"]')
    series(newsroom, *SUBJECTS)
    on(newsroom, "grid", "column", "2026-03-06", section="opinion")

    newsroom.build()

    assert "column" not in every_offer(newsroom)
    assert set(offered(newsroom, "column")) <= {f"grid-{number}" for number in range(1, 6)}
    assert len(offered(newsroom, "column")) == 4


def test_the_latest_of_a_section_that_is_never_offered_do_not_stand_in(newsroom: Newsroom) -> None:
    newsroom.config("[related]", 'never_offer = ["opinion"]')
    for word in ("alpha", "beta", "gamma"):
        newsroom.article(word, f"{word} {word}ly.", section="opinion")

    newsroom.build()

    assert block(newsroom, "alpha") == ""


def test_a_pin_of_a_section_that_is_never_offered_stands(newsroom: Newsroom) -> None:
    newsroom.config("[related]", 'never_offer = ["opinion"]')
    newsroom.article("column", section="opinion")
    newsroom.article("story", related="[column]", section="local")

    newsroom.build()

    assert offered(newsroom, "story") == ["column"]


@pytest.mark.parametrize("name", ["opinion", "Opinion", " opinion "])
def test_a_section_is_known_by_its_name_or_slug(newsroom: Newsroom, name: str) -> None:
    newsroom.config("[related]", f'never_offer = "{name}"', *SECTIONS)
    series(newsroom, *SUBJECTS)
    on(newsroom, "grid", "column", "2026-03-06", section="opinion")

    newsroom.build()

    assert newsroom.problems == ()
    assert "column" not in every_offer(newsroom)


def never_offer_problem(newsroom: Newsroom) -> Problem:
    (problem,) = newsroom.problems
    assert problem.path == "dateline.toml"
    return problem


def test_a_section_that_is_not_listed_is_an_error_with_the_nearest_one(newsroom: Newsroom) -> None:
    newsroom.config("[related]", 'never_offer = ["local", "opinon"]', *SECTIONS)
    newsroom.article("story", section="local")

    newsroom.errors()

    problem = never_offer_problem(newsroom)
    assert (problem.severity, place(problem)) == ("error", "5:25")
    assert (problem.text, problem.hint) == ("no section 'opinon'", "did you mean 'opinion'?")


def test_a_section_like_no_listed_one_is_an_error_that_lists_them(newsroom: Newsroom) -> None:
    newsroom.config("[related]", 'never_offer = ["xyz"]', *SECTIONS)
    newsroom.article("story", section="local")

    newsroom.errors()

    assert never_offer_problem(newsroom).hint == "sections are local, opinion"


def test_where_no_sections_are_listed_one_without_articles_is_a_warning(
    newsroom: Newsroom,
) -> None:
    newsroom.config("[related]", 'never_offer = ["opinon"]')
    newsroom.article("column", section="opinion")

    newsroom.build()

    problem = never_offer_problem(newsroom)
    assert (problem.severity, place(problem)) == ("warning", "5:16")
    assert problem.text == "no article is in the section 'opinon'"
    assert problem.hint == "did you mean 'opinion'?"


def test_a_section_of_drafts_alone_is_a_section(newsroom: Newsroom) -> None:
    newsroom.config("[related]", 'never_offer = ["opinion"]')
    newsroom.article("column", section="opinion", draft="true")

    newsroom.build()

    assert newsroom.problems == ()


def test_a_section_whose_article_can_not_be_read_is_not_missing(newsroom: Newsroom) -> None:
    newsroom.config("[related]", 'never_offer = ["opinion"]')
    newsroom.raw("---\ntitle: x\n", "content/opinion/column.md")

    newsroom.errors()

    assert [each.path for each in newsroom.problems] == ["content/opinion/column.md"]


# Time and languages


def test_a_short_half_life_puts_what_is_near_in_time_first(newsroom: Newsroom) -> None:
    text = words_on("grid", "x")
    series(newsroom, "moon", "wheat")
    on(newsroom, "grid", "grid-1", "2026-03-02")
    on(newsroom, "grid", "grid-2", "2026-03-03")
    newsroom.article("story", text, date="2026-03-01")
    newsroom.article("closest", " ".join(text.split()[:22]), date="2025-03-01")
    newsroom.config("[related]", "half_life = 36500")
    newsroom.build()
    assert offered(newsroom, "story")[0] == "closest"

    newsroom.config("[related]", "half_life = 1", "count = 3")
    newsroom.build()

    assert "closest" in offered(newsroom, "story")[1:]


def test_nothing_beyond_the_horizon_is_offered(newsroom: Newsroom) -> None:
    newsroom.config("[related]", "horizon = 2", "count = 10")
    series(newsroom, *SUBJECTS, each=9)

    newsroom.build()

    assert set(offered(newsroom, "grid-5")) == {"grid-3", "grid-4", "grid-6", "grid-7"}


def test_only_what_came_before_is_offered_where_the_site_wants_it_so(newsroom: Newsroom) -> None:
    newsroom.config("[related]", "past_only = true", "count = 10")
    series(newsroom, *SUBJECTS, each=9)

    newsroom.build()

    assert set(offered(newsroom, "grid-5")) == {f"grid-{number}" for number in range(1, 5)}


def test_what_came_later_does_not_stand_in_either(newsroom: Newsroom) -> None:
    newsroom.config("[related]", "past_only = true")
    for number, word in enumerate(("alpha", "beta", "gamma", "delta")):
        newsroom.article(word, f"{word} {word}ly.", date=f"2026-03-1{number}", section="local")

    newsroom.build()

    assert offered(newsroom, "gamma") == ["beta", "alpha"]


def test_a_high_floor_leaves_the_latest(newsroom: Newsroom) -> None:
    newsroom.config("[related]", "floor = 1.0")
    series(newsroom, *SUBJECTS)

    newsroom.build()

    assert heading(newsroom, "grid-1") == "More from Local"


def test_other_languages_are_offered_where_the_site_wants_it_so(newsroom: Newsroom) -> None:
    series(newsroom, *SUBJECTS)
    alike = " ".join(words_on("grid", "grid-2").split()[:20])
    newsroom.article("halozat", alike, date="2026-03-02", lang="hu")
    newsroom.build()
    assert "halozat" not in offered(newsroom, "grid-2")

    newsroom.config("[related]", "across_languages = true")
    newsroom.build()

    assert "halozat" in offered(newsroom, "grid-2")


@pytest.mark.parametrize(
    "line",
    [
        *("count = 2", "half_life = 1", "horizon = 1", "floor = 0.9"),
        *("past_only = true", "across_languages = true", 'never_offer = ["world"]'),
    ],
)
def test_a_build_after_a_setting_changed_is_a_clean_one(newsroom: Newsroom, line: str) -> None:
    series(newsroom, *SUBJECTS)
    on(newsroom, "grid", "grid-6", "2025-03-06", section="world")
    on(newsroom, "grid", "halozat", "2026-03-06", section="world", lang="hu")
    newsroom.build()

    newsroom.config("[related]", line)
    assert rendered(newsroom)

    newsroom.config()
    assert rendered(newsroom)
