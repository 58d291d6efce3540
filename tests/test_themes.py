"""Themes: which template and asset is taken, settings, and how assets are published."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from dateline.tool import built_in_themes
from tests.newsroom import Newsroom

STORY = "/2026/05/01/story/"


@pytest.fixture
def site(newsroom: Newsroom) -> Newsroom:
    newsroom.article("story", section="local", tags="[grid]", authors="[ann]")
    return newsroom


def theme(newsroom: Newsroom, name: str, *lines: str, extends: str = "broadsheet") -> None:
    """Declare a theme of the site's own."""
    head = [f'name = "{name}"', f'extends = "{extends}"']
    newsroom.write(f"themes/{name}/theme.toml", "\n".join([*head, *lines]) + "\n")


def test_a_template_of_the_site_replaces_the_themes(site: Newsroom) -> None:
    site.write("templates/article.html", "<p>{{ page.article.title }} at {{ site.title }}</p>")

    site.build()

    assert site.page(STORY) == "<p>Story at The Test Brief</p>"
    assert "<main" in site.page("/")


def test_authors_of_whom_more_is_known_come_before_the_names_of_others(site: Newsroom) -> None:
    site.write("data/authors.toml", '[zoe]\nname = "Zoe"\nbio = "Writes on ports."\n')
    site.article("other", authors="[zoe, bob]")

    site.build()

    page = site.page("/authors/")
    assert page.index("Writes on ports.") < page.index('<ul class="index">') < page.index(">Ann<")
    assert page.count('class="card"') == 1
    assert page.count("<li>", page.index('<ul class="index">'), page.index("</main>")) == 2


def test_the_page_of_a_big_year_has_its_days_in_place_of_its_stories(newsroom: Newsroom) -> None:
    for number in range(250):
        newsroom.article(f"story-{number}", date=f"2025-0{1 + number % 9}-11 08:00")
    newsroom.build()
    small = newsroom.page("/2025/")

    newsroom.article("one-more", date="2025-03-04")
    newsroom.build()

    big = newsroom.page("/2025/")
    assert small.count('href="/2025/01/11/story-') == 28
    assert "<table" not in small
    assert "story-" not in big
    assert big.count('<table class="calendar"') == 9
    assert big.count('href="/2025/03/04/"') == big.count('href="/2025/03/11/"') == 1


def test_a_partial_of_the_site_is_used_by_the_themes_templates(site: Newsroom) -> None:
    site.write("templates/partials/footer.html", "<footer>Ours, {{ page.kind }}</footer>")

    site.build()

    assert "<footer>Ours, article</footer>" in site.page(STORY)
    assert "<footer>Ours, home</footer>" in site.page("/")


def test_a_template_can_extend_the_one_that_it_replaces(site: Newsroom) -> None:
    site.write(
        "templates/article.html",
        '{% extends "broadsheet/article.html" %}{% block reply %}<p>Write to us</p>{% endblock %}',
    )

    site.build()

    assert "<p>Write to us</p>" in site.page(STORY)
    assert "<h1>Story</h1>" in site.page(STORY)


def test_a_theme_extends_a_theme_that_extends_another(site: Newsroom) -> None:
    theme(site, "middle")
    theme(site, "mine", extends="middle")
    site.write("themes/middle/templates/404.html", "middle 404")
    site.write("themes/middle/templates/tag.html", "middle tag")
    site.write("themes/mine/templates/tag.html", '{% extends "middle/tag.html" %}')
    site.config('theme = "mine"')

    site.build()

    assert site.page("/404.html") == "middle 404"
    assert site.page("/tags/grid/") == "middle tag"
    assert "<h1>Story</h1>" in site.page(STORY)
    assert "<rss" in site.page("/rss.xml")


def test_a_theme_of_the_site_goes_before_the_built_in_one_of_its_name(site: Newsroom) -> None:
    theme(site, "broadsheet", extends="base")
    for kind in ("home", "article", "section", "tag", "author", "year", "month", "day", "404"):
        site.write(f"themes/broadsheet/templates/{kind}.html", f"own {kind}")
    for kind in ("tags", "authors", "archives"):
        site.write(f"themes/broadsheet/templates/{kind}.html", f"own {kind}")

    site.build()

    assert site.page(STORY) == "own article"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("brodsheet", "did you mean 'broadsheet'?"),
        ("../evil", ""),
        ("zzz", ""),
        ("mien", "did you mean 'mine'?"),
    ],
)
def test_an_unknown_theme_is_an_error_with_the_nearest(
    site: Newsroom, name: str, hint: str
) -> None:
    theme(site, "mine")
    site.config(f'theme = "{name}"')

    (problem,) = site.errors()

    assert (problem.path, problem.line, problem.column) == ("dateline.toml", 4, 9)
    assert (problem.text, problem.hint) == (f"no theme '{name}'", hint)


def test_a_theme_that_extends_an_unknown_one_is_told_where_it_says_so(site: Newsroom) -> None:
    theme(site, "mine", extends="bass")
    site.config('theme = "mine"')

    (problem,) = site.errors()

    assert (problem.path, problem.line, problem.column) == ("themes/mine/theme.toml", 2, 11)
    assert (problem.text, problem.hint) == ("no theme 'bass'", "did you mean 'base'?")


@pytest.mark.parametrize(("first", "second"), [("mine", "mine"), ("mine", "ours")])
def test_themes_that_extend_each_other_are_an_error(
    site: Newsroom, first: str, second: str
) -> None:
    theme(site, first, extends=second)
    theme(site, second, extends=first)
    site.config('theme = "mine"')

    (problem,) = site.errors()

    assert problem.text == "theme 'mine' extends itself"
    assert (problem.path, problem.line) == (f"themes/{second}/theme.toml", 2)


SETTINGS = (
    *("[settings.words]", 'type = "text"', 'default = "w"'),
    *("[settings.count]", 'type = "number"', "default = 3"),
    *("[settings.shown]", 'type = "flag"', "default = true"),
    *("[settings.side]", 'type = "choice"', 'choices = ["left", "right"]', 'default = "left"'),
    *("[settings.ink]", 'type = "colour"', 'default = "#9a1b1e"'),
)


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([], "w 3 True left #9a1b1e"),
        (['words = "x<y"', "count = 2.5", "shown = false"], "x&lt;y 2.5 False left #9a1b1e"),
        (['side = "right"', 'ink = "#FFF"'], "w 3 True right #FFF"),
    ],
)
def test_settings_have_their_defaults_and_the_sites_values(
    site: Newsroom, lines: list[str], shown: str
) -> None:
    theme(site, "mine", *SETTINGS)
    site.write(
        "themes/mine/templates/404.html",
        "{% set s = site.settings %}{{ s.words }} {{ s.count }} {{ s.shown }}"
        " {{ s.side }} {{ s.ink }}",
    )
    site.config('theme = "mine"', "[theme_settings]", *lines)

    site.build()

    assert site.page("/404.html") == shown


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("words = 3", "'words' must be text"),
        ('count = "3"', "'count' must be a number"),
        ("count = true", "'count' must be a number"),
        ('shown = "yes"', "'shown' must be true or false"),
        ("shown = 1", "'shown' must be true or false"),
        ('side = "top"', "'side' must be one of 'left', 'right'"),
        ("side = ['left']", "'side' must be one of 'left', 'right'"),
        ('ink = "red"', "'ink' must be a colour such as #9a1b1e"),
        ('ink = "#12"', "'ink' must be a colour such as #9a1b1e"),
        ('word = "x"', "theme 'mine' has no setting 'word'"),
        ("count = inf", "'count' must be a number"),
    ],
)
def test_a_setting_of_the_wrong_type_is_an_error_at_its_value(
    site: Newsroom, line: str, text: str
) -> None:
    theme(site, "mine", *SETTINGS)
    site.config('theme = "mine"', "[theme_settings]", line)

    (problem,) = site.errors()

    assert (problem.path, problem.line, problem.text) == ("dateline.toml", 6, text)
    assert problem.column == line.index("=") + 3


def test_a_theme_whose_defaults_are_wrong_is_an_error(site: Newsroom) -> None:
    theme(site, "mine", "[settings.shown]", 'type = "flag"', 'default = "yes"')
    site.config('theme = "mine"')

    (problem,) = site.errors()

    assert (problem.path, problem.line, problem.column) == ("themes/mine/theme.toml", 5, 11)
    assert problem.text == "the default of 'shown' must be true or false"


def sha384(data: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()


def test_every_script_and_style_sheet_has_the_integrity_of_the_published_file(
    site: Newsroom,
) -> None:
    site.build()

    found = re.findall(r'(?:src|href)="([^"]*)" integrity="([^"]*)"', site.page(STORY))

    assert len(found) == 2
    for url, integrity in found:
        assert integrity == sha384(site.files()[url.lstrip("/")])


def test_assets_are_minified_and_named_by_their_content(site: Newsroom) -> None:
    site.write("assets/css/site.css", "/* why */\nbody {\n  color: red;\n}\n")
    site.write("assets/js/site.js", "// why\nvar a = 1;\n\nvar b = 2;\n")
    site.build()
    before = {name: data for name, data in site.files().items() if name.startswith("assets/")}

    site.write("assets/css/site.css", "body {\n  color: blue;\n}\n")
    site.build()
    after = {name: data for name, data in site.files().items() if name.startswith("assets/")}

    assert b"body{color:red}" in before.values()
    assert b"var a=1;var b=2;" in before.values()
    assert len(before.keys() - after.keys()) == 1
    assert all(before[name] == after[name] for name in before.keys() & after.keys())


def test_a_descendant_stays_one_when_a_style_sheet_is_made_small(site: Newsroom) -> None:
    site.write(
        "assets/css/more.css",
        "@layer x {\n  .a { color: red }\n\n  .b :is(.c, .d) { color :red }\n"
        "  @media (width > 1px) { .e { top: 0; } .f p  :hover, .g > :first-child { top: 1px } }\n}",
    )

    site.build()

    made = next(text for path, text in site.files().items() if path.startswith("assets/css/more-"))
    assert made == (
        b"@layer x{.a{color:red}.b *:is(.c,.d){color:red}"
        b"@media (width>1px){.e{top:0}.f p *:hover,.g>:first-child{top:1px}}}"
    )


def test_more_letters_are_asked_for_in_the_languages_that_the_style_sheet_knows() -> None:
    theme = built_in_themes() / "broadsheet"
    frame = (theme / "templates/partials/frame.html").read_text("utf-8")
    sheet = (theme / "assets/css/site.css").read_text("utf-8")
    asked = re.search(r"language\[:2\] in \(([^)]+)\)", frame)
    ruled = re.search(r"([^{}]+)\{[^{}]*&:root \{[^}]*Newsreader Extended", sheet)

    assert asked is not None
    assert ruled is not None
    assert re.findall(r'"(\w+)"', asked[1]) == re.findall(r":lang\((\w+)\)", ruled[1])


def test_addresses_in_style_sheets_follow_the_fingerprints(site: Newsroom) -> None:
    site.write("assets/images/dot.svg", "<svg/>")
    site.write("assets/fonts/a.woff2", b"wOF2")
    site.write(
        "assets/css/site.css",
        "a { background: url(../images/dot.svg) }\n"
        "@font-face { src: url('../fonts/a.woff2#iefix') }\n"
        'b { background: url("data:image/png;base64,AA==") }\n'
        "c { background: url(https://example.org/x.png) } d { filter: url(#f) }\n",
    )

    site.build()

    files = site.files()
    (css,) = [data.decode() for name, data in files.items() if name.endswith(".css")]
    urls = re.findall(r"url\([\"']?([^)\"']*)", css)
    assert re.fullmatch(r"\.\./images/dot-[0-9a-f]{8}\.svg", urls[0])
    assert re.fullmatch(r"\.\./fonts/a-[0-9a-f]{8}\.woff2#iefix", urls[1])
    assert urls[2:] == ["data:image/png;base64,AA==", "https://example.org/x.png", "#f"]
    assert f"assets/{urls[0].removeprefix('../')}" in files
    assert f"assets/{urls[1].removeprefix('../').partition('#')[0]}" in files


def test_a_style_sheet_that_names_a_missing_file_is_an_error_at_its_line(site: Newsroom) -> None:
    site.write("assets/css/site.css", "a{}\n\nb{background:url(../images/gone.png)}")

    (problem,) = site.errors()

    assert (problem.path, problem.line) == ("assets/css/site.css", 3)
    assert problem.text == "no asset 'images/gone.png'"
