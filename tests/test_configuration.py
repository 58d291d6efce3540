"""`dateline.toml`: what it may say, and how it is told what it may not."""

from __future__ import annotations

import time

import pytest

from dateline.config import SiteConfig
from dateline.configfile import load_config
from dateline.errors import Problem, UsageError
from tests.newsroom import Newsroom, place

REQUIRED = {
    "title": '"The Test Brief"',
    "base_url": '"https://brief.example"',
    "timezone": '"Europe/Budapest"',
}


def written(newsroom: Newsroom, *lines: str, **values: str) -> tuple[Problem, ...]:
    """Problems of a configuration: the three required lines, `values` in their place, `lines`."""
    required = [f"{key} = {value}" for key, value in {**REQUIRED, **values}.items()]
    newsroom.write("dateline.toml", "\n".join([*required, *lines, ""]))
    return load_config(newsroom.root).problems


def config(newsroom: Newsroom, *lines: str, **values: str) -> SiteConfig:
    problems = written(newsroom, *lines, **values)
    assert not problems
    found = load_config(newsroom.root).config
    assert found
    return found


def the_problem(newsroom: Newsroom, *lines: str, **values: str) -> Problem:
    (problem,) = written(newsroom, *lines, **values)
    assert (problem.path, problem.severity) == ("dateline.toml", "error")
    assert load_config(newsroom.root).config is None
    return problem


def test_three_lines_are_a_configuration(newsroom: Newsroom) -> None:
    found = config(newsroom)

    assert (found.theme, found.language, found.page_sizes.list) == ("broadsheet", "en", 30)
    assert found.publisher.name == "The Test Brief"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: The Test Brief\n", 1),
        ("title = The Test Brief\n", 1),
        ('title = "x\nbase_url = "y"\n', 1),
        ('title = "x"\n\n[publisher\nname = "y"\n', 3),
        ('title = "x"\ntitle = "y"\n', 2),
        ('title = "x"\nmenus = [1, 2\n', 3),
        ("a = 2026-02-30\n", 1),
    ],
)
def test_what_is_no_toml_is_an_error_where_it_breaks(
    newsroom: Newsroom, text: str, line: int
) -> None:
    newsroom.write("dateline.toml", text)

    (problem,) = load_config(newsroom.root).problems

    assert problem.text.startswith("not TOML: ")
    assert problem.line == line


def test_a_byte_that_is_not_utf8_is_located(newsroom: Newsroom) -> None:
    newsroom.write("dateline.toml", b'timezone = "UTC"\r\ntitle = "caf\xe9"\r\n')

    (problem,) = load_config(newsroom.root).problems

    assert place(problem) == "2:13"
    assert "not UTF-8" in problem.text


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(
    newsroom: Newsroom, ending: bytes, mark: bytes
) -> None:
    lines = [f"{key} = {value}".encode() for key, value in REQUIRED.items()]
    newsroom.write("dateline.toml", mark + ending.join([*lines, b'tittle = "x"', b""]))

    (problem,) = load_config(newsroom.root).problems

    assert place(problem) == "4:1"


@pytest.mark.parametrize("key", list(REQUIRED))
def test_a_missing_required_key_is_an_error(newsroom: Newsroom, key: str) -> None:
    lines = [f"{name} = {value}" for name, value in REQUIRED.items() if name != key]
    newsroom.write("dateline.toml", "\n".join(lines))

    (problem,) = load_config(newsroom.root).problems

    assert problem.text == f"'{key}' is missing"


@pytest.mark.parametrize(
    ("lines", "where", "key", "meant"),
    [
        (('tittle = "x"',), "4:1", "tittle", "title"),
        (('baseurl = "x"',), "4:1", "baseurl", "base_url"),
        (("[feed]", "atom = true"), "4:2", "feed", "feeds"),
        (("[feeds]", "atm = true"), "5:1", "atm", "atom"),
        (("feeds.jsn = true",), "4:7", "jsn", "json"),
        (("feeds = { atom = true, rrs = true }",), "4:24", "rrs", "rss"),
        (
            ("[[sections]]", 'slug = "a"', 'title = "A"', 'desription = "x"'),
            "7:1",
            "desription",
            "description",
        ),
        (('"publisher".nam = "x"',), "4:13", "nam", "name"),
    ],
)
def test_an_unknown_key_is_an_error_with_the_nearest_known_one(
    newsroom: Newsroom, lines: tuple[str, ...], where: str, key: str, meant: str
) -> None:
    problem = the_problem(newsroom, *lines)

    assert place(problem) == where
    assert problem.text == f"unknown key '{key}'"
    assert problem.hint == f"did you mean '{meant}'?"


@pytest.mark.parametrize(
    ("line", "where", "text"),
    [
        ("language = 3", "4:12", "expected text, not a whole number (3)"),
        ("tagline = true", "4:11", "expected text, not true or false (True)"),
        ("description = 2026-05-01", "4:15", "expected text, not '2026-05-01'"),
        ('feeds.atom = "yes"', "4:14", "expected true or false, not text ('yes')"),
        ("page_sizes.home = 2.5", "4:19", "expected a whole number, not a number (2.5)"),
        ('page_sizes.home = "20"', "4:19", "expected a whole number, not text ('20')"),
        ("publisher = []", "4:13", "expected a table, not a list"),
        ('sections = ["local"]', "4:13", "expected a table, not text ('local')"),
        ("theme_settings = 1", "4:18", "expected a table, not a whole number (1)"),
        ('html = "allow"', "4:8", "'allow' is not one of 'sanitize', 'escape', 'trust'"),
        ('title = { a = "x" }', "1:9", "expected text, not a table"),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error_at_the_value(
    newsroom: Newsroom, line: str, where: str, text: str
) -> None:
    replaced = {"title": line.removeprefix("title = ")} if line.startswith("title") else {}

    problem = the_problem(newsroom, *([] if replaced else [line]), **replaced)

    assert (place(problem), problem.text) == (where, text)


def test_a_wrong_choice_has_the_nearest_right_one(newsroom: Newsroom) -> None:
    assert the_problem(newsroom, 'html = "sanitise"').hint == "did you mean 'sanitize'?"


def test_all_that_is_wrong_is_told_at_once(newsroom: Newsroom) -> None:
    problems = written(
        newsroom,
        'tittle = "x"',
        "tagline = 3",
        'permalink = "/{yaer}/{slug}/"',
        "page_sizes.list = 0",
        timezone='"Mars"',
        base_url='"brief.example"',
    )

    assert [place(each) for each in sorted(problems, key=lambda each: each.order)] == [
        "2:12",
        "3:12",
        "4:1",
        "5:11",
        "6:13",
        "7:19",
    ]


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Mars", "IANA name"),
        ("Europe/Budapst", "did you mean 'Europe/Budapest'?"),
        ("europe/budapest", "did you mean 'Europe/Budapest'?"),
        ("../../etc/passwd", "IANA name"),
        ("/etc/localtime", ""),
        ("localtime", ""),
        ("", "IANA name"),
        ("Europe", ""),
        ("Europe/" * 1000, ""),
        ("UTC+1", ""),
    ],
)
def test_an_unknown_time_zone_is_an_error(newsroom: Newsroom, zone: str, hint: str) -> None:
    problem = the_problem(newsroom, timezone=f'"{zone}"')

    assert place(problem) == "3:12"
    assert problem.text == f"no time zone '{zone}'"
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://brief.example", "https://brief.example"),
        ("https://brief.example/", "https://brief.example"),
        ("https://Brief.EXAMPLE/News/", "https://brief.example/News"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://őrség.example/hírek", None),
        ("https://őrség.example", "https://xn--rsg-cma13c.example"),
        ("https://новини.укр/a/b", "https://xn--b1amarcd.xn--j1amh/a/b"),
        ("https://faß.example", "https://xn--fa-hia.example"),
    ],
)
def test_base_url_is_kept_with_an_ascii_host(
    newsroom: Newsroom, url: str, kept: str | None
) -> None:
    if kept is None:
        assert "path" in the_problem(newsroom, base_url=f'"{url}"').text
    else:
        assert config(newsroom, base_url=f'"{url}"').base_url == kept


@pytest.mark.parametrize(
    "url",
    [
        *("brief.example", "//brief.example", "/news", "", "https://", "ftp://brief.example"),
        *("javascript:alert(1)", "https://a b.example", "https://brief.example:port"),
        *("https://brief.example:99999", "https://[::1", "https://user:pw@brief.example"),
        *("https://brief.example/?q=1", "https://brief.example/#top", "https://brief.example/../x"),
        *("https://brief.example/a//b", "https://-x-.example", "https://.example"),
    ],
)
def test_a_base_url_that_no_site_can_have_is_an_error(newsroom: Newsroom, url: str) -> None:
    problem = the_problem(newsroom, base_url=f'"{url}"')

    assert place(problem) == "2:12"
    assert "base_url" in problem.text
    assert "https://example.org/news" in problem.hint


def test_a_base_url_from_the_command_line_replaces_the_one_in_the_file(newsroom: Newsroom) -> None:
    written(newsroom, base_url='"not an address"')

    loaded = load_config(newsroom.root, base_url="https://preview.example/x/")

    assert loaded.config
    assert loaded.config.base_url == "https://preview.example/x"


def test_a_wrong_base_url_from_the_command_line_is_wrong_usage(newsroom: Newsroom) -> None:
    with pytest.raises(UsageError, match=r"--base-url: .*'preview.example' has no scheme"):
        load_config(newsroom.root, base_url="preview.example")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("/{yaer}/{slug}/", "no field '{yaer}'"),
        ("/{slug!r}/", "no field '{slug!r}'"),
        ("/{slug.__class__}/", "no field '{slug.__class__}'"),
        ("/{0}/{slug}/", "no field '{0}'"),
        ("/{}/{slug}/", "no field '{}'"),
        ("{slug}/", "begins and ends with '/'"),
        ("/{slug}", "begins and ends with '/'"),
        ("/{slug}.html", "begins and ends with '/'"),
        ("/../{slug}/", "begins and ends with '/'"),
        ("//{slug}/", "begins and ends with '/'"),
        ("/{{slug}}/", "begins and ends with '/'"),
        ("/{slug/", "begins and ends with '/'"),
        ("/a b/{slug}/", "begins and ends with '/'"),
        ("/", "begins and ends with '/'"),
        ("", "begins and ends with '/'"),
        ("/{year}/{month}/", "has no {slug}"),
    ],
)
def test_a_wrong_permalink_is_an_error(newsroom: Newsroom, pattern: str, says: str) -> None:
    problems = written(newsroom, f"permalink = '{pattern}'")

    assert {place(problem) for problem in problems} == {"4:13"}
    assert says in problems[0].text
    assert all(problem.hint for problem in problems)


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/{slug}/", "/budget/"),
        ("/{year}/{month}/{day}/{slug}/", "/2026/05/01/budget/"),
        ("/{section}/{year}-{month}/{slug}/", "/local/2026-05/budget/"),
        ("/story-{slug}/", "/story-budget/"),
    ],
)
def test_the_permalink_makes_addresses(newsroom: Newsroom, pattern: str, url: str) -> None:
    newsroom.config(f'permalink = "{pattern}"')
    newsroom.article("budget", section="local")

    newsroom.build()

    assert url in newsroom.urls()


@pytest.mark.parametrize("language", ["", "xx-yy-zz", "english", "../x", "en_US.UTF-8", "e"])
def test_an_unknown_language_is_an_error(newsroom: Newsroom, language: str) -> None:
    problems = written(newsroom, f'language = "{language}"')

    assert problems
    assert {place(problem) for problem in problems} == {"4:12"}


@pytest.mark.parametrize("name", ["home", "list", "feed", "term_feed"])
@pytest.mark.parametrize("size", [0, -1, 1001, 10**30])
def test_a_page_size_out_of_range_is_an_error(newsroom: Newsroom, name: str, size: int) -> None:
    problem = the_problem(newsroom, f"page_sizes.{name} = {size}")

    assert problem.text == f"'{name}' must be 1 to 1000"
    assert problem.line == 4


@pytest.mark.parametrize(
    "value",
    [
        "[" * 300 + "]" * 300,
        "{a=" * 300 + "1" + "}" * 300,
        "[" * 50_000,
        "[\n# deeper\n" * 50_000,
        "{ a" + ".a" * 30 + " = " + "[" * 30 + "]" * 30 + "}",
        "9" * 5000,
        "1" + "_1" * 3000,
    ],
)
def test_values_that_nobody_writes_are_an_error_at_once(newsroom: Newsroom, value: str) -> None:
    start = time.perf_counter()

    problem = the_problem(newsroom, f"theme_settings.x = {value}")

    assert time.perf_counter() - start < 2
    assert problem.line == 4


@pytest.mark.parametrize("key", ["a" + ".a" * 20_000, '"a"' + '."a"' * 9000, "a" + " . a" * 9000])
@pytest.mark.parametrize("form", ["{} = 1", "[{}]"])
def test_a_key_of_thousands_of_parts_is_an_error_at_once(
    newsroom: Newsroom, form: str, key: str
) -> None:
    start = time.perf_counter()

    problem = the_problem(newsroom, form.format(key))

    assert time.perf_counter() - start < 2
    assert "more than 50 parts" in problem.text


def test_a_configuration_over_a_megabyte_is_an_error(newsroom: Newsroom) -> None:
    assert "larger than 1 MB" in the_problem(newsroom, "# " + "x" * 1_000_000).text


def test_an_escaped_control_character_is_an_error(newsroom: Newsroom) -> None:
    problem = the_problem(newsroom, r'tagline = "a\u001b[31m"')

    assert place(problem) == "4:11"
    assert "control character" in problem.text
