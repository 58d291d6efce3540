"""`dateline related`: what stands below an article, and below each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.newsroom import Dateline, Newsroom
from tests.offered import SUBJECTS, data, offered, on, slugs, why, write_archive


@pytest.fixture
def archive(newsroom: Newsroom) -> Newsroom:
    return write_archive(newsroom)


# Naming an article


def test_what_is_listed_is_what_stands_on_the_page(archive: Newsroom, dateline: Dateline) -> None:
    archive.build()

    for slug in ("story", "grid-1", "moon-5"):
        assert slugs(dateline, slug) == offered(archive, slug)


def test_a_site_that_was_never_built_will_do(archive: Newsroom, dateline: Dateline) -> None:
    before = slugs(dateline, "story")

    assert not archive.output.exists()
    archive.build()
    assert before == offered(archive, "story")


@pytest.mark.parametrize(
    "typed",
    [
        *("story", "Story", "content/local/story.md", "./content/local/story.md", "local/story.md"),
        *("/2026/03/06/story/", "/2026/03/06/story", "/old/story/"),
        *("https://brief.example/2026/03/06/story/", "https://brief.example/old/story"),
        *("/2026/03/06/story/#top", "/2026/03/06/story/?utm=1"),
    ],
)
def test_an_article_is_found_by_slug_file_and_address(
    archive: Newsroom, dateline: Dateline, typed: str
) -> None:
    assert data(dateline, typed)["path"] == "content/local/story.md"


def test_a_file_may_be_named_from_any_folder(
    archive: Newsroom, dateline: Dateline, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive.root / "content/local/story.md"
    assert data(dateline, str(path))["slug"] == "story"

    monkeypatch.chdir(path.parent)
    assert data(dateline, "story.md")["slug"] == "story"

    monkeypatch.chdir("/")
    assert data(dateline, "content/local/story.md", "--site", str(archive.root))["slug"] == "story"


def test_the_sites_path_may_stand_in_an_address(archive: Newsroom, dateline: Dateline) -> None:
    text = (archive.root / "dateline.toml").read_text("utf-8")
    archive.write("dateline.toml", text.replace("brief.example", "brief.example/news"))

    for typed in ("/news/2026/03/06/story/", "https://brief.example/news/2026/03/06/story/"):
        assert data(dateline, typed)["url"] == "/news/2026/03/06/story/"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("grid-9", "did you mean 'grid-"),
        ("stroy", "did you mean 'story'?"),
        ("content/local/stroy.md", "did you mean 'content/local/story.md'?"),
        ("../story.md", ""),
        ("/2026/03/06/stroy/", "did you mean '/2026/03/06/story/'?"),
        ("https://elsewhere.example/2026/03/06/story/", ""),
        ("http://[", ""),
        ("\x00.md", ""),
        ("x" * 5000 + ".md", ""),
        ("zzz", "dateline list"),
        ("", "dateline list"),
    ],
)
def test_an_unknown_article_is_wrong_usage_with_the_nearest_one(
    archive: Newsroom, dateline: Dateline, typed: str, hint: str
) -> None:
    for arguments in ((typed,), ("story", "--why", typed)):
        code, out, err = dateline("related", *arguments)

        assert (code, out) == (2, "")
        assert err.startswith("dateline: no article '")
        assert hint in err


def test_of_two_articles_with_one_slug_the_file_must_be_named(
    archive: Newsroom, dateline: Dateline
) -> None:
    on(archive, "moon", "story", "2026-03-07", section="world")

    code, out, err = dateline("related", "story")

    assert (code, out) == (2, "")
    assert "content/local/story.md, content/world/story.md; name the file" in err
    assert data(dateline, "content/world/story.md")["url"] == "/2026/03/07/story/"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "name an article"),
        (("story", "--all"), "name an article"),
        (("--all", "--explain"), "leave out --all"),
        (("--all", "--why", "story"), "leave out --all"),
        (("story", "-n", "0"), "-n"),
        (("story", "-n", "21"), "-n"),
        (("story", "--as-of", "soon"), "--as-of"),
    ],
)
def test_wrong_usage_is_told(
    archive: Newsroom, dateline: Dateline, arguments: tuple[str, ...], says: str
) -> None:
    code, out, err = dateline("related", *arguments)

    assert (code, out) == (2, "")
    assert says in err


def test_help_has_examples(dateline: Dateline) -> None:
    code, out, _ = dateline("related", "--help")

    assert code == 0
    assert "dateline related budget-vote" in out


# What is printed


def test_a_line_has_date_score_title_and_file(archive: Newsroom, dateline: Dateline) -> None:
    code, out, err = dateline("related", "grid-1", "-n", "5")

    assert (code, err) == (0, "")
    (line,) = (line for line in out.splitlines() if "story" in line)
    date, score, rest = line.split("  ", 2)
    assert date == "2026-03-06"
    assert 0 < float(score) < 1
    assert rest == "The story  (content/local/story.md)"


def test_json_has_what_scripts_ask_for(archive: Newsroom, dateline: Dateline) -> None:
    found = data(dateline, "story")

    stories = found.pop("stories")
    assert found == {
        "slug": "story",
        "path": "content/local/story.md",
        "url": "/2026/03/06/story/",
        "title": "The story",
        "date": "2026-03-06T09:00:00+01:00",
        "label": "related",
    }
    assert stories[0]["slug"] == "moon-2"
    assert stories[1].keys() == {"slug", "path", "url", "title", "date", "score"}
    assert all(0 <= each["score"] <= 1 for each in stories)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_the_number_of_stories_can_be_another(
    archive: Newsroom, dateline: Dateline, count: int
) -> None:
    archive.config("[related]", "count = 2")

    assert len(slugs(dateline, "moon-1")) == 2
    assert len(slugs(dateline, "moon-1", "-n", str(count))) == min(count, 4)


def test_the_latest_that_stand_in_are_told_as_such(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.article("one", "Alpha.", section="local")
    newsroom.article("two", "Beta.", section="local")

    _, out, _ = dateline("related", "one")

    first, second = out.splitlines()
    assert first == "Other stories from Local stand in: fewer than 3 others are close enough."
    assert second.endswith("Two  (content/local/two.md)")
    assert data(dateline, "one")["label"] == "latest"


@pytest.mark.parametrize(
    ("config", "matter", "reason"),
    [
        ((), {"related": "false"}, "its front matter says 'related: false'"),
        (("[related]", "count = 0"), {}, "'count' in dateline.toml is 0"),
    ],
)
def test_an_article_without_dont_miss_is_told_as_such(
    archive: Newsroom,
    dateline: Dateline,
    config: tuple[str, ...],
    matter: dict[str, str],
    reason: str,
) -> None:
    archive.config(*config)
    on(archive, "grid", "alone", "2026-03-07", **matter)

    code, out, err = dateline("related", "alone", "--explain")

    assert (code, out, err) == (0, f"“Alone” has no Don't Miss: {reason}.\n", "")
    assert data(dateline, "alone")["stories"] == []
    assert reason in why(dateline, "alone", "grid-1")


def test_a_standalone_page_has_no_dont_miss(archive: Newsroom, dateline: Dateline) -> None:
    assert dateline("related", "about").out == (
        "“About” has no Don't Miss: it is a standalone page.\n"
    )
    assert why(dateline, "story", "about") == ("“About” is not offered: it is a standalone page.")


def test_titles_can_not_drive_the_terminal(archive: Newsroom, dateline: Dateline) -> None:
    archive.article("evil", title='"x\\u202ey"')
    archive.article("victim", related="[evil]")

    for options in ((), ("--explain",), ("--why", "evil")):
        out = dateline("related", "victim", *options).out
        assert "\u202e" not in out
        assert "x\\x202ey" in out


# All articles


def test_all_lists_have_every_article_best_first(archive: Newsroom, dateline: Dateline) -> None:
    archive.build()
    on(archive, "grid", "alone", "2026-03-07", related="false")

    found = data(dateline, "--all")

    assert found.keys() == {
        *("story", "alone"),
        *(f"{subject}-{n}" for subject in SUBJECTS for n in range(1, 6)),
    }
    assert found["alone"] == []
    assert [each["slug"] for each in found["story"]] == slugs(dateline, "story")
    assert found["story"] == [
        {"slug": each["slug"], "score": each["score"]}
        for each in data(dateline, "story")["stories"]
    ]


def test_all_lists_are_as_long_as_is_asked(archive: Newsroom, dateline: Dateline) -> None:
    found = data(dateline, "--all", "-n", "2")

    assert found["story"][0]["slug"] == "moon-2"
    assert {len(ranked) for ranked in found.values()} == {2}


def test_nothing_stands_in_in_the_lists_of_all(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.article("one", "Alpha.", section="local")
    newsroom.article("two", "Beta.", section="local")

    assert data(dateline, "--all") == {"one": [], "two": []}


def test_articles_with_one_slug_are_called_by_their_files(
    archive: Newsroom, dateline: Dateline
) -> None:
    on(archive, "moon", "grid-1", "2026-04-07", section="world")

    found = data(dateline, "--all", "-n", "10")

    assert {"local/grid-1.md", "world/grid-1.md"} <= found.keys()
    assert "grid-1" not in found
    assert "local/grid-1.md" in {each["slug"] for each in found["grid-2"]}


def test_a_pinned_page_has_no_score(archive: Newsroom, dateline: Dateline) -> None:
    archive.article("guide", related="[about]")

    assert data(dateline, "--all")["guide"][0] == {"slug": "about", "score": 0.0}
    assert data(dateline, "guide")["stories"][0]["score"] is None


def test_all_lists_are_lines_for_people(archive: Newsroom, dateline: Dateline) -> None:
    code, out, err = dateline("related", "--all", "-n", "1")

    assert (code, err) == (0, "")
    (line,) = (line for line in out.splitlines() if line.startswith("story: "))
    assert line.startswith("story: moon-2 0.")


def test_a_kept_state_does_not_show(archive: Newsroom, dateline: Dateline) -> None:
    anew = data(dateline, "--all", "-n", "7")
    archive.build()

    assert data(dateline, "--all", "-n", "7") == anew


def test_no_articles_are_an_empty_object(newsroom: Newsroom, dateline: Dateline) -> None:
    assert data(dateline, "--all") == {}


# What is wrong with the site


def test_what_can_be_read_is_shown_and_what_can_not_is_told(
    archive: Newsroom, dateline: Dateline
) -> None:
    archive.raw("---\ntitle: x\n", "content/local/broken.md")

    code, out, err = dateline("related", "grid-1")

    assert code == 1
    assert "Grid" in out
    assert "content/local/broken.md:1:1: error: front matter is never closed" in err
    assert dateline("related", "broken").code == 2


def test_a_pin_that_leads_nowhere_is_told(archive: Newsroom, dateline: Dateline) -> None:
    archive.article("pins", related="[stroy]")

    code, _, err = dateline("related", "grid-1")

    assert code == 1
    assert "content/pins.md:4:11: error: no article 'stroy'" in err


def test_dead_links_are_for_the_build(archive: Newsroom, dateline: Dateline) -> None:
    archive.article("dead", "See [it](nowhere) and <script>x</script>.")

    assert data(dateline, "grid-1")["stories"]


def test_the_output_folder_is_left_alone(archive: Newsroom, dateline: Dateline) -> None:
    archive.write("public/mine.txt", "not Dateline's")

    assert data(dateline, "grid-1")["stories"]
    assert [path.name for path in Path(archive.output).iterdir()] == ["mine.txt"]


def test_a_damaged_store_is_begun_anew(archive: Newsroom, dateline: Dateline) -> None:
    expected = data(dateline, "grid-1")
    (archive.root / ".dateline/cache.sqlite").write_bytes(b"no database" * 1000)

    assert data(dateline, "grid-1") == expected


def test_after_the_command_a_build_is_still_a_clean_one(
    archive: Newsroom, dateline: Dateline
) -> None:
    archive.build()
    data(dateline, "--all", "-n", "9", "--drafts")

    assert archive.build().rendered == []
