"""What stands beside `dateline.toml`: tags, authors, theme settings, menus."""

from __future__ import annotations

import pytest

from dateline.details import read_details
from dateline.errors import Problem
from tests.newsroom import Newsroom, place


def written(newsroom: Newsroom, path: str, text: str | bytes) -> list[Problem]:
    """Problems of one file in data/."""
    newsroom.write(path, text)
    problems: list[Problem] = []
    read_details(newsroom.root, problems)
    return problems


def test_a_tag_has_the_title_and_description_of_its_table(newsroom: Newsroom) -> None:
    newsroom.write("data/tags.toml", '[eu]\ntitle = "European Union"\ndescription = "Brussels."\n')
    newsroom.article("vote", tags="[EU]")

    newsroom.build()

    assert "European Union" in newsroom.text("/2026/05/01/vote/")
    assert "Brussels." in newsroom.text("/tags/eu/")


def test_an_author_has_the_name_bio_and_links_of_the_table(newsroom: Newsroom) -> None:
    newsroom.write(
        "data/authors.toml",
        '[ada]\nname = "Ada Lovelace"\nbio = "Counts."\n'
        'links = [{ title = "Notes", url = "https://example.org/notes" }]\n',
    )
    newsroom.article("engine", authors="ada")

    newsroom.build()

    assert "Ada Lovelace" in newsroom.text("/2026/05/01/engine/")
    page = newsroom.page("/authors/ada/")
    assert "Counts." in page
    assert 'href="https://example.org/notes"' in page


def test_tags_and_authors_need_no_tables(newsroom: Newsroom) -> None:
    newsroom.article("vote", tags="user-experience", authors="[ada-lovelace, Grace Hopper]")

    assert newsroom.warnings() == []

    assert "User experience" in newsroom.text("/tags/user-experience/")
    assert "Ada Lovelace" in newsroom.text("/authors/ada-lovelace/")
    assert "Grace Hopper" in newsroom.text("/authors/grace-hopper/")


@pytest.mark.parametrize("path", ["data/tags.toml", "data/authors.toml"])
@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        (b'[eu]\ntitle "x"\n', "2:7", "not TOML"),
        (b"[eu]\n# caf\xe9\n", "2:6", "not UTF-8"),
        (b"[Eu]\n", "1:2", "'Eu' is no slug"),
        (b'["\xf0\x9f\x98\x80"]\n', "1:2", "is no slug"),
        (b'[""]\n', "1:2", "'' is no slug"),
        (b"eu = 3\n", "1:6", "expected a table"),
        (b"[eu]\nlabel = 'x'\n", "2:1", "unknown key 'label'"),
    ],
)
def test_a_broken_table_is_located(
    newsroom: Newsroom, path: str, text: bytes, where: str, says: str
) -> None:
    (problem,) = written(newsroom, path, text)

    assert (problem.path, place(problem)) == (path, where)
    assert says in problem.text


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ('[eu]\ntitel = "x"\n', "2:1", "did you mean 'title'?"),
        ('[a]\ntitle = "A"\n[eu]\ndesc = "x"\n', "4:1", "known keys: description, title"),
        ("[eu]\ntitle = 3\n", "2:9", "quotes"),
        ("[Eu]\n", "1:2", "write [eu]"),
    ],
)
def test_a_fault_in_the_tags_has_a_way_out(
    newsroom: Newsroom, text: str, where: str, hint: str
) -> None:
    (problem,) = written(newsroom, "data/tags.toml", text)

    assert place(problem) == where
    assert hint in problem.hint


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "data:text/html,x", ""])
def test_the_links_of_an_author_are_checked(newsroom: Newsroom, url: str) -> None:
    text = f'[ada]\nlinks = [\n  {{ title = "x", url = "{url}" }},\n]\n'

    (problem,) = written(newsroom, "data/authors.toml", text)

    assert place(problem) == "3:24"


def test_all_faults_of_all_files_are_told_in_one_run(newsroom: Newsroom) -> None:
    newsroom.write("data/tags.toml", "[eu]\ntitel = 'x'\n[UN]\n")
    newsroom.write("data/authors.toml", "[ada]\nbio = 3\n")
    newsroom.article("bad", date="tomorrow")

    assert [(each.path, each.line) for each in newsroom.errors()] == [
        ("content/bad.md", 3),
        ("data/authors.toml", 2),
        ("data/tags.toml", 2),
        ("data/tags.toml", 3),
    ]


# Theme settings


def test_a_theme_setting_changes_the_page(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.config("[theme_settings]", 'copyright = "© The Test Brief, all rights"')

    newsroom.build()

    assert "© The Test Brief, all rights" in newsroom.text("/")


@pytest.mark.parametrize(
    ("line", "where", "text", "hint"),
    [
        ('acent = "plum"', "5:1", "has no setting 'acent'", "did you mean 'accent'?"),
        ("zzz = 1", "5:1", "has no setting 'zzz'", "its settings: "),
        ('accent = "pink"', "5:10", "'accent' must be one of 'crimson'", ""),
        ('home_lead = "yes"', "5:13", "'home_lead' must be true or false", ""),
        ("copyright = 2026", "5:13", "'copyright' must be", ""),
    ],
)
def test_a_wrong_theme_setting_is_an_error(
    newsroom: Newsroom, line: str, where: str, text: str, hint: str
) -> None:
    newsroom.config("[theme_settings]", line)

    (error,) = newsroom.errors()

    assert error.path == "dateline.toml"
    assert error.line == int(where.partition(":")[0])
    assert text in error.text
    assert hint in error.hint


@pytest.mark.parametrize("name", ["broadshet", "../broadsheet", "no such theme"])
def test_an_unknown_theme_is_an_error(newsroom: Newsroom, name: str) -> None:
    newsroom.config(f'theme = "{name}"')

    (error,) = newsroom.errors()

    assert (error.path, place(error)) == ("dateline.toml", "4:9")
    assert f"no theme '{name}'" in error.text


# Sections, menus, policies


@pytest.mark.parametrize(
    ("slug", "says"),
    [
        ("Local", "write 'local'"),
        ("local news", "write 'local-news'"),
        ("../x", "write 'x'"),
        ("", "use letters"),
        ("2026", "use a word"),
    ],
)
def test_a_section_needs_a_slug(newsroom: Newsroom, slug: str, says: str) -> None:
    newsroom.config("[[sections]]", f'slug = "{slug}"', 'title = "x"')

    (error,) = newsroom.errors()

    assert place(error) == "5:8"
    assert error.hint == says


def test_a_section_listed_twice_is_an_error(newsroom: Newsroom) -> None:
    newsroom.config(*["[[sections]]", 'slug = "local"', 'title = "x"'] * 2)

    (error,) = newsroom.errors()

    assert (place(error), error.text) == ("8:8", "section 'local' is listed twice")


def test_an_article_in_an_unknown_section_is_an_error_with_the_nearest_one(
    newsroom: Newsroom,
) -> None:
    newsroom.config("[[sections]]", 'slug = "politics"', 'title = "Politics"')
    newsroom.raw("---\ntitle: x\ndate: 2026-05-01\nsection: politcs\n---\n", "content/a.md")

    (error,) = newsroom.errors()

    assert (error.path, place(error), error.length) == ("content/a.md", "4:10", 7)
    assert error.text == "unknown section 'politcs'"
    assert "did you mean 'politics'?" in error.hint
    assert "dateline.toml" in error.hint


def test_sections_stand_in_the_order_that_is_asked_for(newsroom: Newsroom) -> None:
    sections = {"local": 2, "world": 1}
    newsroom.config(
        *(
            f'[[sections]]\nslug = "{slug}"\ntitle = "{slug}"\norder = {order}\n'
            for slug, order in sections.items()
        )
    )

    newsroom.build()

    page = newsroom.page("/")
    assert page.index('href="/world/"') < page.index('href="/local/"')


def test_a_menu_leads_where_it_says(newsroom: Newsroom) -> None:
    newsroom.config(
        "[menus]",
        "main = [{ title = 'Everything', url = '/archives/' }]",
        "footer = [{ title = 'Mail us', url = 'mailto:news@example.org' }]",
    )
    newsroom.article("vote")

    newsroom.build()

    page = newsroom.page("/")
    assert ">Everything</a>" in page
    assert 'href="mailto:news@example.org"' in page


@pytest.mark.parametrize("key", ["menus.main", "menus.footer"])
@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("/abuot/", "nothing on this site at '/abuot/'"),
        ("javascript:alert(1)", "is not an address"),
        ("//evil.example/", "is not an address"),
        ("about", "is not an address"),
        ("/a b/", "has a space"),
    ],
)
def test_a_menu_that_leads_nowhere_is_an_error(
    newsroom: Newsroom, key: str, url: str, says: str
) -> None:
    newsroom.raw("---\ntitle: About\n---\n\nWe.\n", "content/pages/about.md")
    newsroom.config(f"{key} = [", f"  {{ title = 'About', url = '{url}' }},", "]")

    (error,) = newsroom.errors()

    assert (error.path, place(error)) == ("dateline.toml", "5:28")
    assert says in error.text


def test_a_dead_menu_entry_has_the_nearest_address(newsroom: Newsroom) -> None:
    newsroom.raw("---\ntitle: About\n---\n\nWe.\n", "content/pages/about.md")
    newsroom.config("menus.main = [{ title = 'About', url = '/abuot/' }]")

    (error,) = newsroom.errors()

    assert error.hint == "did you mean '/about/'?"


def test_a_base_path_is_in_every_address(newsroom: Newsroom) -> None:
    newsroom.article("vote")

    newsroom.build(base_url="https://example.org/news/")

    page = newsroom.page("/")
    assert 'href="/news/2026/05/01/vote/"' in page
    assert 'href="/2026' not in page
    assert "https://example.org/news/2026/05/01/vote/" in newsroom.page("/feed.xml")
