"""`dateline new theme`: a theme that builds at once, and never over what exists."""

from __future__ import annotations

import pytest

from tests.newsroom import Dateline, Newsroom

STORY = "/2026/05/01/story/"


@pytest.fixture
def site(newsroom: Newsroom) -> Newsroom:
    newsroom.article("story", section="local")
    return newsroom


def test_the_new_theme_builds_without_a_warning(dateline: Dateline, site: Newsroom) -> None:
    made = dateline("new", "theme", "harbour")
    site.config('theme = "harbour"')
    built = dateline("build", "--strict", "--as-of", "2026-06-01")

    assert (made.code, made.err) == (0, "")
    assert (built.code, built.err) == (0, "")
    assert built.out.startswith("1 articles, ")


def test_it_says_how_to_use_it(dateline: Dateline, site: Newsroom) -> None:
    made = dateline("new", "theme", "harbour")

    assert made.out == (
        "made themes/harbour\n"
        '  next: write theme = "harbour" in dateline.toml, then run dateline build\n'
    )


def test_the_new_theme_changes_what_readers_see(dateline: Dateline, site: Newsroom) -> None:
    dateline("new", "theme", "harbour")
    site.config('theme = "harbour"')
    site.build()

    assert "Read to the end? Tell somebody about it." in site.text(STORY)
    assert "Story" in site.text("/")
    for url in (STORY, "/"):
        assert '<link rel="stylesheet" href="/assets/css/harbour-' in site.page(url)
    assert any(name.startswith("assets/css/harbour-") for name in site.files())


def test_its_setting_can_be_changed(dateline: Dateline, site: Newsroom) -> None:
    dateline("new", "theme", "harbour")
    site.config('theme = "harbour"', "[theme_settings]", "show_note = false", 'accent = "forest"')
    site.build()

    assert "Read to the end?" not in site.text(STORY)
    assert 'data-accent="forest"' in site.page(STORY)


def test_its_text_is_translated(dateline: Dateline, site: Newsroom) -> None:
    dateline("new", "theme", "harbour")
    site.config('theme = "harbour"', 'language = "de"')
    site.build()

    assert "Bis zum Ende gelesen? Erzählen Sie es weiter." in site.text(STORY)
    assert "Zum Inhalt springen" in site.text(STORY)


def test_the_new_theme_passes_the_check(dateline: Dateline, site: Newsroom) -> None:
    dateline("new", "theme", "harbour")
    site.config('theme = "harbour"', 'language = "de"')

    checked = dateline("theme", "check", "--strict")

    assert (checked.code, checked.err) == (0, "")


def test_an_existing_folder_is_refused(dateline: Dateline, site: Newsroom) -> None:
    site.write("themes/harbour/notes.txt", "mine")

    code, out, err = dateline("new", "theme", "harbour")

    assert (code, out) == (2, "")
    assert "harbour exists; give the theme another name, or go on with that one" in err
    folder = site.root / "themes" / "harbour"
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "ő", "a.b", "a b", "/tmp"])
def test_a_name_that_can_not_be_a_theme_is_refused(
    dateline: Dateline, site: Newsroom, name: str
) -> None:
    code, _, err = dateline("new", "theme", "--", name)

    assert code == 2
    assert f"'{name}' can't be a theme; use letters, digits, - and _" in err


@pytest.mark.parametrize("name", ["broadsheet", "base", "site"])
def test_names_of_dateline_s_own_are_refused(dateline: Dateline, site: Newsroom, name: str) -> None:
    code, _, err = dateline("new", "theme", name)

    assert code == 2
    assert f"'{name}' is Dateline's own; give the theme another name" in err
    assert not (site.root / "themes").exists()


def test_outside_of_a_site_the_way_out_is_told(
    dateline: Dateline, site: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    code, _, err = dateline("new", "theme", "harbour", "--site", elsewhere)

    assert code == 2
    assert "no dateline.toml in" in err
