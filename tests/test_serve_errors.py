"""What is wrong while somebody writes: all of it is told, and the last good site stays."""

from __future__ import annotations

import random

import pytest

from dateline.serve.editor import link_to, pattern_of
from tests.newsroom import Newsroom
from tests.serving import Onlooker
from tests.test_serve_reloads import say, wordy

FIRE, VOTE = "/2026/05/01/harbour-fire/", "/2026/05/01/budget-vote/"


@pytest.fixture
def site(newsroom: Newsroom) -> Onlooker:
    newsroom.article("harbour-fire", section="local")
    newsroom.article("budget-vote", section="politics")
    return Onlooker(newsroom, editor=pattern_of("vscode"))


def test_an_error_is_told_to_every_tab_and_the_last_good_site_stays(site: Onlooker) -> None:
    tabs = [site.open(path) for path in (FIRE, VOTE, "/")]
    before = site.text(FIRE)

    site.newsroom.raw("---\ntitle: Fire\ndate: 2026-02-30\n---\n", "content/local/harbour-fire.md")
    site.look()

    for tab in tabs:
        (told,) = tab.problems
        assert (told["path"], told["line"], told["column"]) == (
            "content/local/harbour-fire.md",
            3,
            7,
        )
        assert told["source"] == "date: 2026-02-30"
        assert tab.events() == []
    assert site.text(FIRE) == before


def test_all_problems_are_told(site: Onlooker) -> None:
    tab = site.open("/")

    site.newsroom.raw("---\ntitel: x\n---\n", "content/local/harbour-fire.md")
    site.newsroom.raw("---\ntitle: [\n---\n", "content/politics/budget-vote.md")
    site.newsroom.write("templates/tags.html", "{% if %}")
    site.look()

    paths = {each["path"] for each in tab.problems}
    assert paths == {
        "content/local/harbour-fire.md",
        "content/politics/budget-vote.md",
        "templates/tags.html",
    }


def test_problems_go_when_they_are_solved(site: Onlooker) -> None:
    tab = site.open(FIRE)
    good = (site.newsroom.root / "content/local/harbour-fire.md").read_text()
    site.newsroom.raw("---\n", "content/local/harbour-fire.md")
    site.look()
    assert tab.problems

    site.newsroom.raw(good, "content/local/harbour-fire.md")
    site.look()

    assert tab.events() == []
    assert tab.problems == []


def test_what_changed_while_there_was_an_error_is_shown_afterwards(site: Onlooker) -> None:
    site.newsroom.raw("---\n", "content/local/harbour-fire.md")
    site.look()
    site.newsroom.article("budget-vote", "Delayed until June.", section="politics")
    site.look()
    assert "Delayed until June." not in site.text(VOTE)

    site.newsroom.article("harbour-fire", "Out by noon.", section="local")
    site.look()

    assert "Delayed until June." in site.text(VOTE)
    assert "Out by noon." in site.text(FIRE)


def test_a_dead_link_is_told_with_its_place(site: Onlooker) -> None:
    tab = site.open("/")

    site.newsroom.article("harbour-fire", "See [this](budget-vot.md).", section="local")
    site.look()

    (told,) = tab.problems
    assert told["line"] == 6
    assert "budget-vote" in told["hint"]


def test_a_template_that_fails_on_the_page_of_a_tab_is_told(site: Onlooker) -> None:
    tab, other = site.open("/tags/"), site.open(FIRE)
    before = site.text("/tags/")

    site.newsroom.write("templates/tags.html", "<p>\n{{ page.nonsense }}")
    site.look()

    for each in (tab, other):
        (told,) = each.problems
        assert (told["path"], told["line"]) == ("templates/tags.html", 2)
    assert site.text("/tags/") == before

    site.newsroom.write("templates/tags.html", "<p>\n{{ page.title }}</p>")
    site.look()

    assert tab.events() == ["reload"]
    assert tab.problems == []


def test_one_mistake_in_what_all_pages_share_is_told_once(site: Onlooker) -> None:
    tabs = [site.open(path) for path in (VOTE, FIRE, "/")]

    site.newsroom.write("templates/layout.html", "<p>\n{{ page.nowhere.at.all }}")
    site.look()

    (told,) = tabs[0].problems
    assert (told["path"], told["line"]) == ("templates/layout.html", 2)
    assert "while rendering / from" in told["hint"]


def test_a_page_that_could_never_be_made_says_why(site: Onlooker) -> None:
    site.newsroom.write("templates/tags.html", "{{ page.nonsense }}")
    site.look()

    found = site.ask("/tags/")

    assert found.status == 500
    assert "templates/tags.html:1:1" in found.text


def test_an_empty_page_is_a_page_and_hears_of_what_is_written_into_it(site: Onlooker) -> None:
    site.newsroom.write("templates/tags.html", "")
    site.newsroom.write("templates/robots.txt", "")
    site.look()

    page, plain = site.ask("/tags/"), site.ask("/robots.txt")
    tab = site.open("/tags/")
    site.newsroom.write("templates/tags.html", "All of them.")
    site.look()

    assert (page.status, plain.status, plain.body) == (200, 200, b"")
    assert "preview.js" in page.text
    assert tab.events() == ["reload"]


def test_a_site_with_errors_from_the_beginning_says_so_on_every_page(newsroom: Newsroom) -> None:
    newsroom.raw("---\ntitle: <script>alert(1)</script>\ndate: <b>\n---\n")
    site = Onlooker(newsroom)
    tab = site.open("/anything/")

    found = site.ask("/")

    assert found.status == 500
    assert "content/story.md:3:7" in found.text
    assert "<b>" not in found.text
    newsroom.article("story")
    site.look()
    assert site.ask("/").status == 200
    assert tab.events() == ["reload"]


def test_a_broken_configuration_is_a_problem_like_others(site: Onlooker) -> None:
    tab = site.open("/")

    site.newsroom.write("dateline.toml", "title = \n")
    site.look()

    assert tab.problems[0]["path"] == "dateline.toml"
    assert site.ask("/").status == 200


def test_a_broken_plugin_is_a_problem_like_others(site: Onlooker) -> None:
    tab = site.open("/")

    site.newsroom.write("plugins/extra.py", "def extend(dateline):\n    1 / 0\n")
    site.newsroom.config('plugins = ["extra"]')
    site.look()

    assert tab.problems[0]["path"] == "plugins/extra.py"
    assert tab.problems[0]["line"] == 2


def test_warnings_cover_nothing(site: Onlooker) -> None:
    tab = site.open("/")

    site.newsroom.article("harbour-fire", section="local", titel="x")
    site.look()

    assert tab.problems == []
    assert [each.path for each in site.preview.warnings] == ["content/local/harbour-fire.md"]


# The way to the editor


@pytest.mark.parametrize("name", ["vscode", "idea", "sublime", "zed"])
def test_a_problem_leads_to_the_line_in_the_editor(newsroom: Newsroom, name: str) -> None:
    path = newsroom.article("with space")

    link = link_to(pattern_of(name), newsroom.root, "content/with space.md", 3, 7)

    assert link is not None
    assert path.as_posix().replace(" ", "%20") in link
    assert "3" in link
    assert "7" in link


def test_what_is_no_file_of_the_site_leads_nowhere(newsroom: Newsroom) -> None:
    assert link_to(pattern_of("vscode"), newsroom.root, "<dateline>/themes/x") is None
    assert link_to(pattern_of("none"), newsroom.root, "dateline.toml") is None


@pytest.mark.parametrize("given", ["javascript:{path}", "DATA:{path}", "vim", "x:y", "{path}"])
def test_an_editor_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="neither one of"):
        pattern_of(given)


def test_dont_miss_follows_only_when_all_errors_are_solved(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.serve.making.BIG", 0)
    paths = wordy(newsroom, random.Random(1))
    site = Onlooker(newsroom)
    maker, tab = site.maker, site.open("/tags/")
    say(newsroom, random.Random(2), 4)
    site.look()
    chosen = maker.choose(maker.what_is_owed())
    follows = [(maker.owes, maker.is_current(chosen))]

    for template in ("{% if %}", "<p>All</p>"):
        newsroom.write("templates/tags.html", template)
        site.look()
        follows.append((maker.owes, maker.is_current(chosen)))

    assert follows == [(True, True), (False, False), (True, True)]
    assert tab.problems == []
    site.preview.take(maker.with_choices(maker.choose(maker.what_is_owed())))
    fresh = Onlooker(newsroom)
    assert [site.text(path) for path in paths] == [fresh.text(path) for path in paths]
