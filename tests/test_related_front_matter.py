"""Don't Miss: what front matter can say of it."""

from __future__ import annotations

import pytest

from tests.desk import rendered
from tests.newsroom import Newsroom, place
from tests.offered import SUBJECTS, every_offer, heading, offered, on, series


def test_what_is_never_to_be_recommended_stands_below_no_article(newsroom: Newsroom) -> None:
    series(newsroom, *SUBJECTS)
    newsroom.build()
    assert "grid-3" in every_offer(newsroom)

    on(newsroom, "grid", "grid-3", "2026-03-03 09:00", section="local", never_recommend="true")
    newsroom.build()

    assert "grid-3" not in every_offer(newsroom)


def test_what_is_never_to_be_recommended_has_its_own_dont_miss_and_stands_in_lists(
    newsroom: Newsroom,
) -> None:
    series(newsroom, *SUBJECTS)
    on(newsroom, "grid", "grid-3", "2026-03-03 09:00", section="local", never_recommend="true")

    newsroom.build()

    assert set(offered(newsroom, "grid-3")) == {"grid-1", "grid-2", "grid-4", "grid-5"}
    assert "/grid-3/" in newsroom.page("/local/")


def test_a_pin_of_what_is_never_to_be_recommended_stands(newsroom: Newsroom) -> None:
    series(newsroom, *SUBJECTS)
    on(newsroom, "wheat", "quiet", "2026-03-20", never_recommend="true")
    on(newsroom, "grid", "story", "2026-03-21", related="[quiet]")

    newsroom.build()

    assert offered(newsroom, "story")[0] == "quiet"


def test_what_is_never_to_be_recommended_does_not_stand_in_as_the_latest(
    newsroom: Newsroom,
) -> None:
    for number, word in enumerate(("alpha", "beta", "gamma")):
        newsroom.article(word, f"{word} {word}ly.", date=f"2026-03-1{number}", section="local")
    newsroom.article("delta", "Delta.", section="local", never_recommend="true")

    newsroom.build()

    assert heading(newsroom, "alpha") == "More from Local"
    assert offered(newsroom, "alpha") == ["gamma", "beta"]


def test_never_recommend_is_true_or_false(newsroom: Newsroom) -> None:
    newsroom.article("story", never_recommend="often")

    (problem,) = newsroom.errors()

    assert (place(problem), problem.text) == ("4:18", "expected true or false, not 'often'")


def test_never_recommend_misspelt_has_the_nearest_key(newsroom: Newsroom) -> None:
    newsroom.article("story", never_recomend="true")

    (problem,) = newsroom.warnings()

    assert problem.hint == "did you mean 'never_recommend'?"


@pytest.mark.parametrize("before", ["true", "false"])
def test_a_build_after_never_recommend_changed_is_a_clean_one(
    newsroom: Newsroom, before: str
) -> None:
    series(newsroom, *SUBJECTS)
    matter = {"section": "local", "never_recommend": before}
    on(newsroom, "grid", "grid-3", "2026-03-03 09:00", **matter)
    newsroom.build()

    matter["never_recommend"] = {"true": "false", "false": "true"}[before]
    on(newsroom, "grid", "grid-3", "2026-03-03 09:00", **matter)

    assert {url.split("/")[-2] for url in rendered(newsroom)} >= {"grid-1", "grid-2", "grid-4"}


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ({"draft": "true"}, "is a draft"),
        ({"date": "2027-01-01"}, "is not out yet"),
        ({"embargo": "2026-07-01"}, "is not out yet"),
        ({"expires": "2026-05-02"}, "has expired"),
    ],
)
@pytest.mark.parametrize("key", ["related", "unrelated"])
@pytest.mark.parametrize("name", ["secret", "secret.md"])
def test_a_choice_of_what_is_not_out_is_told_as_such(
    newsroom: Newsroom, matter: dict[str, str], reason: str, key: str, name: str
) -> None:
    newsroom.article("secret", **matter)
    newsroom.article("story", **{key: f"[{name}]"})

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("content/story.md", 4)
    assert problem.text == f"'{name}' {reason}"
    assert problem.hint


def test_the_nearest_match_is_never_a_story_that_is_not_out(newsroom: Newsroom) -> None:
    newsroom.article("secret-talks", draft="true")
    newsroom.article("story", related="[secret-talk]")

    (problem,) = newsroom.errors()

    assert (problem.text, problem.hint) == ("no article 'secret-talk'", "")
