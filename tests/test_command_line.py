"""The commands: exit codes, what goes to stdout and what to stderr, `--json`."""

from __future__ import annotations

import re

import pytest

from dateline import __version__
from tests.newsroom import AS_OF, Dateline, Newsroom


def bad_article(newsroom: Newsroom) -> None:
    newsroom.raw("---\ntitle: Budget\ndate: 2026-02-30\n---\n", "content/local/budget.md")


# Help and usage


def test_the_version_is_on_stdout(dateline: Dateline) -> None:
    assert dateline("--version") == (0, f"dateline {__version__}\n", "")


@pytest.mark.parametrize(
    "command", [(), ("build",), ("list",), ("new",), ("new", "site"), ("schema",)]
)
def test_every_command_has_help(dateline: Dateline, command: tuple[str, ...]) -> None:
    outcome = dateline(*command, "--help")

    assert (outcome.code, outcome.err) == (0, "")
    assert "Usage: dateline" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("bild",), "did you mean 'build'?"),
        (("publish-to-mars",), "there are: build, "),
        (("build", "--jobs", "0"), "--jobs"),
        (("build", "--jobs", "many"), "--jobs"),
        (("build", "--fast"), "--fast"),
        (("build", "extra"), "extra"),
        (("build", "--as-of", "yesterday"), "--as-of: 'yesterday' is not a date"),
        (("build", "--as-of", "2026-02-30"), "not a date in the calendar"),
        (("build", "--base-url", "brief.example"), "--base-url: "),
        (("build", "--site", "nowhere"), "no dateline.toml in nowhere"),
        (("build", "-o", "."), "will not build into"),
        (("build", "-o", "content"), "will not build into"),
        (("list", "--since", "monday"), "--since: 'monday' is not a date"),
        (("list", "--until", "2026-13-01"), "--until: '2026-13-01'"),
        (("new", "article"), "TITLE"),
        (("new", "article", "x", "--date", "soon"), "--date: 'soon' is not a date"),
        (("schema", "theme"), "theme"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_why(
    dateline: Dateline, arguments: tuple[str, ...], says: str
) -> None:
    outcome = dateline(*arguments)

    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err
    assert "Traceback" not in outcome.err


# Finding the site


def test_the_site_is_found_in_a_folder_above(
    dateline: Dateline, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.article("budget", section="local")
    monkeypatch.chdir(newsroom.root / "content" / "local")

    assert dateline("build", "--as-of", AS_OF).code == 0

    assert "/2026/05/01/budget/" in newsroom.urls()


def test_the_site_may_be_named(
    dateline: Dateline,
    newsroom: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    newsroom.article("budget")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)

    outcome = dateline("build", "--site", newsroom.root, "--as-of", AS_OF)

    assert outcome.code == 0
    assert "/2026/05/01/budget/" in newsroom.urls()
    assert list(elsewhere.iterdir()) == []


def test_without_a_site_the_ways_out_are_told(
    dateline: Dateline, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    outcome = dateline("build")

    assert outcome.code == 2
    assert "--site" in outcome.err
    assert "dateline new site" in outcome.err


# Build


def test_a_build_says_one_line(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("budget")

    code, out, err = dateline("build", "--as-of", AS_OF)

    assert (code, err) == (0, "")
    assert out.startswith("1 articles, ")
    assert out.count("\n") == 1


def test_quiet_says_nothing_and_verbose_says_what_was_written(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    newsroom.article("budget")

    verbose = dateline("build", "-v", "--as-of", AS_OF)
    quiet = dateline("build", "-q", "--as-of", AS_OF)

    assert "wrote 2026/05/01/budget/index.html\n" in verbose.out
    assert quiet == (0, "", "")


def test_a_problem_is_on_stderr_with_its_line_a_caret_and_a_way_out(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    bad_article(newsroom)

    code, out, err = dateline("build")

    assert (code, out) == (1, "")
    lines = err.splitlines()
    assert lines[0].startswith("content/local/budget.md:3:7: error: '2026-02-30' is not a date")
    assert lines[1:3] == ["    3 | date: 2026-02-30", "      |       ^^^^^^^^^^"]
    assert lines[3].startswith("  write 2026-11-22")
    assert not newsroom.output.exists()


@pytest.mark.parametrize(
    ("value", "columns"),
    [("Őrség", 5), ("東京都", 6), ("e\u0301te\u0301", 3), ("x\u00a0y", 3), ("نص\u200cها", 4)],
)
def test_the_caret_stands_below_its_word_in_any_script(
    dateline: Dateline, newsroom: Newsroom, value: str, columns: int
) -> None:
    line = f"sources: [{{url: /, title: {value}, titel: y}}]"
    newsroom.raw(f"---\ntitle: x\ndate: 2026-05-01\n{line}\n---\n", "content/a.md")

    shown = dateline("build").err.splitlines()

    at = shown.index(f"    4 | {line}")
    assert (
        shown[at + 1]
        == "      | " + " " * (len("sources: [{url: /, title: , ") + columns) + "^^^^^"
    )


def test_only_the_part_of_a_long_line_around_the_caret_is_shown(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    long = "x" * 5000
    newsroom.raw(f"---\ntitle: x\ndate: 2026-05-01\nextra: {{a: {long}, b: !x y}}\n---\n")

    err = dateline("build").err

    assert "!x y" in err
    assert max(map(len, err.splitlines())) < 200


def test_warnings_are_told_and_the_site_is_built(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("budget", titel="x")

    code, out, err = dateline("build", "--as-of", AS_OF)

    assert code == 0
    assert out
    assert err.startswith("content/budget.md:4:1: warning: unknown key 'titel'")
    assert "did you mean 'title'?" in err


def test_strict_makes_warnings_errors(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("budget", titel="x")

    code, out, err = dateline("build", "--strict")

    assert (code, out) == (1, "")
    assert "content/budget.md:4:1: error: unknown key 'titel'" in err
    assert not newsroom.output.exists() or newsroom.files() == {}


def test_the_instant_decides_what_is_out(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("budget", date="2030-01-01 09:00")

    dateline("build", "--as-of", "2030-01-01T07:59Z")
    held = newsroom.urls()
    dateline("build", "--as-of", "2030-01-01T08:00Z")

    assert "/2030/01/01/budget/" not in held
    assert "/2030/01/01/budget/" in newsroom.urls()


def test_drafts_are_built_when_asked_for(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("budget", draft="true")
    newsroom.article("later", date="2030-01-01")

    dateline("build", "--as-of", AS_OF)
    without = newsroom.urls()
    dateline("build", "--as-of", AS_OF, "--drafts")

    assert not {"/2026/05/01/budget/", "/2030/01/01/later/"} & without
    assert {"/2026/05/01/budget/", "/2030/01/01/later/"} <= newsroom.urls()


def test_a_base_url_may_be_given(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("budget")

    dateline("build", "--as-of", AS_OF, "--base-url", "https://őrség.example/x/")

    assert "https://xn--rsg-cma13c.example/x/2026/05/01/budget/" in newsroom.page("/feed.xml")


def test_another_output_folder(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("budget")

    assert dateline("build", "-o", "elsewhere", "--as-of", AS_OF).code == 0

    assert (newsroom.root / "elsewhere" / "index.html").is_file()
    assert not newsroom.output.exists()


# Build --json


def test_json_of_a_build_that_went_well(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("budget", titel="x")

    outcome = dateline("build", "--json", "--as-of", AS_OF)

    assert (outcome.code, outcome.err) == (0, "")
    data = outcome.data
    assert data["ok"] is True
    assert set(data) >= {"ok", "counts", "rendered", "written", "removed", "problems", "seconds"}
    assert data["counts"]["articles"] == 1
    assert data["counts"]["written"] == len(data["written"])
    assert (data["counts"]["errors"], data["counts"]["warnings"]) == (0, 1)
    assert "/2026/05/01/budget/" in data["rendered"]
    assert "2026/05/01/budget/index.html" in data["written"]
    assert data["seconds"]["total"] > 0


def test_json_of_a_build_that_failed(dateline: Dateline, newsroom: Newsroom) -> None:
    bad_article(newsroom)

    outcome = dateline("build", "--json")

    assert (outcome.code, outcome.err) == (1, "")
    data = outcome.data
    assert data["ok"] is False
    assert (data["counts"]["errors"], data["counts"]["warnings"]) == (1, 0)
    assert data["written"] == []
    (problem,) = data["problems"]
    assert problem["text"].startswith("'2026-02-30' is not a date")
    assert problem["hint"].startswith("write 2026-11-22")
    assert {key: problem[key] for key in ("path", "line", "column", "severity")} == {
        "path": "content/local/budget.md",
        "line": 3,
        "column": 7,
        "severity": "error",
    }


def test_json_tells_what_was_removed(dateline: Dateline, newsroom: Newsroom) -> None:
    path = newsroom.article("budget")
    newsroom.article("other", date="2026-04-01")
    dateline("build", "--as-of", AS_OF)
    path.unlink()

    data = dateline("build", "--json", "--as-of", AS_OF).data

    assert "/2026/05/01/budget/" in data["removed"]


def test_json_is_ascii_whatever_is_in_it(dateline: Dateline, newsroom: Newsroom) -> None:
    newsroom.article("a", title="Őrség 😀 \u202e\u009b31m", date="2026-05-01")

    outcome = dateline("list", "--json")

    assert outcome.out.isascii()
    assert outcome.data["articles"][0]["title"] == "Őrség 😀 \u202e31m"


# Where the time went


def test_a_profile_has_each_stage_and_what_was_made_in_it(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    for slug in ("fire", "flood"):
        newsroom.article(slug)
    outcome = dateline("build", "--as-of", AS_OF, "--profile")
    report = newsroom.build(clean=True)

    assert outcome.code == 0
    lines = [line.split() for line in outcome.out.splitlines()]
    said = {line[1]: line[2:] for line in lines if re.fullmatch(r"\d+\.\d{3}", line[0])}
    assert {"read", "parse", "link", "judge", "render", "publish"} <= said.keys()
    assert said["parse"] == ["2", "articles"]
    assert said["render"] == f"{report.pages} of {report.pages} pages".split()
    assert {"content/fire.md", "content/flood.md"} <= said.keys()
    assert any(line[1:2] == ["2"] and line[-1] == "article.html" for line in lines)


def test_a_profile_of_a_build_that_has_nothing_to_do_names_no_article(
    dateline: Dateline, newsroom: Newsroom
) -> None:
    newsroom.article("fire")
    newsroom.build()
    outcome = dateline("build", "--as-of", AS_OF, "--profile")

    assert outcome.code == 0
    assert "seconds  stage" in outcome.out
    assert "slowest" not in outcome.out
