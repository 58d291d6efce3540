"""`dateline check` as a command: what it prints, how it ends, and what it leaves alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from dateline.check.findings import Level
from dateline.check.rules import EDITION_RULES, NAMES, PAGE_RULES, RULES
from dateline.cli.check_command import SHOWN
from tests.checks import GOOD, checked, found, page, said
from tests.newsroom import Dateline, Newsroom

REPOSITORY = Path(__file__).resolve().parents[1]
AS_OF = ("--as-of", "2026-06-01 12:00", "--jobs", "1")


def test_findings_stand_below_their_rules_with_place_and_way_out(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    newsroom.article("vote", updated="2026-04-01 09:00", **GOOD)

    outcome = dateline("check", *AS_OF, "--level", "warning", "--skip", "missing-policy")

    assert outcome.out.splitlines() == [
        "updated-before-date: an `updated` that is earlier than `date` [Dateline: it can't be]",
        "  content/vote.md:4:10: error: updated on 2026-04-01 09:00, before it came out on "
        "2026-05-01 09:00",
        "    mend one of the two",
        "",
        "1 story, 10 pages: 1 error, 0 warnings, 4 notes",
    ]
    assert (outcome.code, outcome.err) == (1, "")


def test_warnings_and_notes_end_well(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.article("vote")

    outcome = dateline("check", *AS_OF)

    assert "missing-byline" in outcome.out
    assert outcome.code == 0


def test_a_rule_shows_some_findings_and_says_how_to_see_all(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    for number in range(SHOWN + 2):
        newsroom.article(f"story-{number}")

    some = dateline("check", *AS_OF, "--rule", "missing-byline").out
    every = dateline("check", *AS_OF, "--rule", "missing-byline", "--all").out

    assert some.count("says nothing of who wrote it") == SHOWN
    assert "… and 2 more; --rule missing-byline --all shows them" in some
    assert every.count("says nothing of who wrote it") == SHOWN + 2


def test_json_is_one_object(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.article("vote", updated="2026-04-01 09:00", **GOOD)

    outcome = dateline("check", *AS_OF, "--json", "--level", "error")

    assert outcome.data["ok"] is False
    assert outcome.data["counts"]["stories"] == 1
    assert outcome.data["counts"]["errors"] == 1
    assert outcome.data["findings"] == [
        {
            "rule": "updated-before-date",
            "level": "error",
            "path": "content/vote.md",
            "line": 4,
            "column": 10,
            "url": "",
            "text": "updated on 2026-04-01 09:00, before it came out on 2026-05-01 09:00",
            "fix": "mend one of the two",
            "more_pages": 0,
        }
    ]
    assert outcome.code == 1


# SARIF: the parts of the specification that a reader may count on


def sarif(dateline: Dateline) -> Any:
    return dateline("check", *AS_OF, "--sarif").data


def test_sarif_has_the_required_form(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.write("templates/tags.html", page("<h1>A</h1>"))
    newsroom.article("vote", updated="2026-04-01 09:00", title="A", tags="[a b]")

    log = sarif(dateline)

    assert log["version"] == "2.1.0"
    assert urlsplit(log["$schema"]).path.endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "dateline"
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        uri = physical["artifactLocation"]["uri"]
        assert uri == uri.strip("/")
        assert not urlsplit(uri).scheme
        assert " " not in uri
        region = physical["region"]
        assert min(region.values()) >= 1
        assert region.get("endColumn", 9**9) > region.get("startColumn", 1)


def test_sarif_lists_all_rules_with_addresses_that_are_whole(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    rules = sarif(dateline)["runs"][0]["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == list(NAMES)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} <= {"error", "warning", "note"}
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert "helpUri" not in rule or urlsplit(rule["helpUri"]).scheme == "https"


def test_sarif_names_the_source_or_the_built_file(newsroom: Newsroom, dateline: Dateline) -> None:
    newsroom.write("templates/tags.html", page("<h1>A</h1>"))
    newsroom.article("vote")

    results = sarif(dateline)["runs"][0]["results"]
    uris = {
        each["ruleId"]: each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in results
    }

    assert uris["missing-byline"] == "content/vote.md"
    assert unquote(uris["main-landmark"]) == "public/tags/index.html"
    newsroom.build()
    assert (newsroom.root / uris["main-landmark"]).is_file()


# Levels, limits and names of rules


def test_a_site_gives_rules_other_levels(newsroom: Newsroom) -> None:
    newsroom.config("[check.levels]", 'missing-byline = "error"', 'missing-summary = "off"')
    newsroom.article("vote")

    faults = found(newsroom, "missing-byline", "missing-summary")

    assert [(each.rule, each.level) for each in faults] == [("missing-byline", Level.ERROR)]


def test_an_unknown_rule_in_the_configuration_is_an_error(newsroom: Newsroom) -> None:
    newsroom.config("[check.levels]", 'missing-bylin = "error"')

    faults = found(newsroom, "reading")

    assert [(each.level, each.text, each.fix) for each in faults] == [
        (Level.ERROR, "no rule 'missing-bylin'", "did you mean 'missing-byline'?")
    ]
    assert (faults[0].path, faults[0].line) == ("dateline.toml", 5)


@pytest.mark.parametrize(
    ("line", "place", "text"),
    [
        ("headline_length = 5", "5:19", "'headline_length' must be 20 to 500"),
        ("page_requests = 0", "5:17", "'page_requests' must be 1 to 1000"),
        ('headline_length = "x"', "5:19", "expected a whole number, not text"),
        ('levels = { orphan = "bad" }', "5:21", "'bad' is not one of"),
        ("headlines = 5", "5:1", "unknown key 'headlines'"),
    ],
)
def test_a_wrong_value_in_the_configuration_is_located(
    newsroom: Newsroom, line: str, place: str, text: str
) -> None:
    newsroom.config("[check]", line)

    faults = said(newsroom, "reading")

    assert len(faults) == 1
    assert faults[0].startswith(f"dateline.toml:{place}: {text}")


@pytest.mark.parametrize("option", ["--rule", "--skip"])
def test_an_unknown_rule_on_the_command_line_is_wrong_usage(
    dateline: Dateline, option: str
) -> None:
    outcome = dateline("check", option, "orphans")

    assert outcome.code == 2
    assert "no rule 'orphans'; did you mean 'orphan'?" in outcome.err


def test_one_form_of_output_at_a_time(dateline: Dateline) -> None:
    assert dateline("check", "--json", "--sarif").code == 2


def test_the_rules_are_listed_with_levels_and_sources(dateline: Dateline) -> None:
    outcome = dateline("check", "--rules")

    assert [line for line in outcome.out.splitlines() if not line.startswith(" ")] == [
        f"{rule.name} ({rule.level})" for rule in RULES
    ]
    assert all(rule.source in outcome.out for rule in RULES)


def test_the_rules_need_no_site(
    dateline: Dateline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir("/")

    assert [each["name"] for each in dateline("check", "--rules", "--json").data["rules"]] == list(
        NAMES
    )


def test_rules_have_names_of_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(name == name.lower() and " " not in name and "_" not in name for name in NAMES)


def test_the_documentation_lists_the_rules_as_they_are() -> None:
    text = (REPOSITORY / "docs/newsroom.md").read_text("utf-8")
    listed = [
        tuple(cell.strip() for cell in line.strip("| ").split("|"))
        for line in text.splitlines()
        if line.startswith("| `") and line.count("|") == 5 and line.split("`")[1] in NAMES
    ]

    assert listed == [
        (f"`{rule.name}`", str(rule.level), rule.about, _source(rule.source, rule.link))
        for rule in RULES
    ]


def _source(text: str, link: str) -> str:
    return f"[{text}]({link})" if link else text


# What is wrong with the site itself


def test_what_a_build_complains_of_is_a_finding(newsroom: Newsroom) -> None:
    newsroom.article("vote", "See [that](nothing).")
    newsroom.article("fire", tag="money")

    assert [(each.rule, str(each.level), each.text) for each in found(newsroom)][:1] == [
        ("linking", "error", "no article 'nothing'")
    ]
    assert said(newsroom, "reading") == ["fire.md:4:1: unknown key 'tag'"]


def test_a_site_without_a_configuration_to_go_by_is_told(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    newsroom.write("dateline.toml", 'title = "x"\n')

    outcome = dateline("check", "--sarif")

    assert outcome.code == 1
    assert {each["ruleId"] for each in outcome.data["runs"][0]["results"]} == {"reading"}


def test_a_template_that_fails_is_told_once_and_other_pages_are_looked_at(
    newsroom: Newsroom,
) -> None:
    newsroom.write("templates/article.html", "{{ page.article.nothing.at.all }}")
    newsroom.write("templates/tags.html", page("<h1>A</h1>"))
    for number in range(3):
        newsroom.article(f"story-{number}")

    assert said(newsroom, "rendering") == [
        "templates/article.html:1:1: template: 'article' has no attribute 'nothing'"
    ]
    assert said(newsroom, "main-landmark") == ["/tags/: the page has no main"]


def test_a_theme_that_is_not_there_is_told_and_stories_are_looked_at(newsroom: Newsroom) -> None:
    newsroom.config('theme = "nothing"')
    newsroom.article("vote")

    assert said(newsroom, "rendering") == ["dateline.toml:4:9: no theme 'nothing'"]
    assert said(newsroom, "missing-byline") == ["vote.md:2:8: says nothing of who wrote it"]


# What a check leaves alone, and what it remembers


def test_a_check_publishes_nothing(newsroom: Newsroom) -> None:
    newsroom.article("vote")

    checked(newsroom)

    assert not newsroom.output.exists()


def test_a_check_leaves_the_built_site_and_the_next_build_as_they_are(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.article("idea", draft="true")
    newsroom.build()
    before = newsroom.files()

    checked(newsroom, drafts=True)
    checked(newsroom)

    assert newsroom.files() == before
    assert newsroom.build().rendered == []


@pytest.mark.parametrize("built", [True, False])
def test_a_check_sees_each_edit(newsroom: Newsroom, built: bool) -> None:
    newsroom.write("templates/article.html", page("<h1>A</h1>{{ page.article.body }}"))
    newsroom.article("vote", "It was lorem ipsum dolor.", **GOOD)
    if built:
        newsroom.build()
    rules = ("unfinished-text", "main-landmark")
    assert len(found(newsroom, *rules)) == 2

    newsroom.article("vote", "It is done.", **GOOD)
    newsroom.write("templates/article.html", page("<main>{{ page.article.body }}</main>"))

    assert said(newsroom, *rules) == []


def test_what_was_found_before_is_found_again(newsroom: Newsroom) -> None:
    newsroom.write("templates/article.html", page("<h1>A</h1>"))
    newsroom.article("vote", "Read lorem ipsum dolor [here](/tags/)")

    first = checked(newsroom)

    assert checked(newsroom) == first


def test_a_file_of_the_built_site_that_somebody_changed_is_not_gone_by(newsroom: Newsroom) -> None:
    newsroom.article("vote")
    newsroom.build()
    newsroom.write("public/2026/05/01/vote/index.html", page("<p>Mine</p>"))

    assert said(newsroom, "one-headline") == []


def test_workers_find_what_one_process_finds(newsroom: Newsroom) -> None:
    newsroom.write("templates/article.html", page('<h1>A</h1><img src="/{{ page.article.slug }}">'))
    for number in range(20):
        newsroom.article(f"story-{number}", "![](/a.png)")
    alone = checked(newsroom)
    (newsroom.root / ".dateline/cache.sqlite").unlink()

    assert checked(newsroom, jobs=2) == alone


def test_every_rule_has_somebody_who_looks() -> None:
    looks = [*(rule.look for rule in EDITION_RULES), *(rule.look for rule in PAGE_RULES)]

    assert len(set(looks)) == len(looks)


def test_the_demonstration_brief_has_neither_errors_nor_warnings(newsroom: Newsroom) -> None:
    for name in ("content", "data", "static"):
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, newsroom.root / name, dirs_exist_ok=True)
    shutil.copyfile(REPOSITORY / "dateline.toml", newsroom.root / "dateline.toml")

    checked_brief = checked(newsroom, as_of="2026-01-01")

    assert checked_brief.stories > 50
    assert [each for each in checked_brief.findings if each.level is not Level.NOTE] == []


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "</script><img src=x>", "\u202eevil", "a|b`c", "%s{0}"]
)
def test_hostile_text_leaves_every_form_of_output_whole(
    newsroom: Newsroom, dateline: Dateline, text: str
) -> None:
    typed = f"'{text}'" if text.isprintable() else '"\\e[31m"'
    newsroom.article(
        "vote", f"![]({text}) {text} TODO: [here](<x>)", title=typed, tags=f"[{typed}]"
    )

    assert "\x1b" not in dateline("check", *AS_OF).out
    assert dateline("check", *AS_OF, "--json").data["findings"]
    assert dateline("check", *AS_OF, "--sarif").data["runs"]
