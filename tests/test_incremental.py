"""Incremental builds: what is made anew after an edit, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import tool
from dateline.errors import SiteError, UsageError
from dateline.store import FOLDER
from tests.newsroom import AS_OF, Dateline, Newsroom

# One feed, and no Don't Miss: in a site of four stories all would be offered everywhere.
PLAIN = (
    *("[feeds]", "rss = false", "json = false", "sections = false", "tags = false"),
    *("authors = false", "[related]", "count = 0"),
)
CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Page not found"
msgstr "{}"
"""


@pytest.fixture
def built(newsroom: Newsroom) -> Newsroom:
    """A built site of three stories in two sections, a standalone page, a tag and an author."""
    newsroom.config('description = "News of the town"', *PLAIN)
    write_story(newsroom, "bridge", "2026-03-01 09:00")
    write_story(newsroom, "vote", "2026-04-01 09:00", tags="[money]", authors="[Ada]")
    write_story(newsroom, "summit", "2026-05-01 09:00", section="world")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    newsroom.build()
    return newsroom


def write_story(
    newsroom: Newsroom, name: str, date: str, body: str = "It is done.", **matter: str
) -> Path:
    matter = {"section": "local", "summary": "In short", **matter}
    return newsroom.article(name, body, date=date, **matter)


def rendered(newsroom: Newsroom, **options: object) -> list[str]:
    """Build; the URLs that were rendered, sorted. What stands there is what a clean build makes."""
    report = newsroom.build(**options)
    found, kept = newsroom.files(), newsroom.output
    newsroom.output = newsroom.root.parent / "clean"
    newsroom.build(output=newsroom.output, clean=True, **options)
    clean, newsroom.output = newsroom.files(), kept
    shutil.rmtree(newsroom.root.parent / "clean")
    assert found == clean
    return sorted(report.rendered)


def shows(newsroom: Newsroom, url: str, *words: str) -> bool:
    return any(word in newsroom.page(url) for word in words)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """Room beside the site for a clean build."""
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


# Articles


def test_without_an_edit_nothing_is_read_parsed_rendered_or_written(built: Newsroom) -> None:
    report = built.build()

    assert (report.parsed, report.rendered, report.written, report.removed) == (0, [], [], [])
    assert (report.articles, report.pages) == (3, 27)


def test_files_with_new_times_and_old_bytes_are_no_edit(built: Newsroom) -> None:
    for path in built.root.rglob("*"):
        if path.is_file() and FOLDER not in path.parts:
            os.utime(path, (1_700_000_000, 1_700_000_000))

    report = built.build()

    assert (report.parsed, report.rendered, report.written) == (0, [], [])


def test_editing_a_body_renders_that_page_and_its_feed(built: Newsroom) -> None:
    write_story(built, "vote", "2026-04-01 09:00", "It is lost.", tags="[money]", authors="[Ada]")

    assert rendered(built) == ["/2026/04/01/vote/", "/feed.xml"]


def test_editing_a_title_renders_the_pages_that_show_it(built: Newsroom) -> None:
    write_story(built, "summit", "2026-05-01 09:00", section="world", title="The summit")

    assert rendered(built) == [
        *("/", "/2026/", "/2026/05/", "/2026/05/01/", "/2026/05/01/summit/"),
        *("/404.html", "/feed.xml", "/world/"),
    ]


def test_adding_a_story_leaves_the_other_stories_pages_alone(built: Newsroom) -> None:
    """But for the one before it in its section, which now leads to it."""
    write_story(built, "tram", "2026-05-20 09:00")

    stories = [url for url in rendered(built) if url.count("/") == 5 and not url.endswith("xml")]

    assert stories == ["/2026/04/01/vote/", "/2026/05/20/tram/"]


def test_a_story_of_one_section_leaves_the_other_section_alone(built: Newsroom) -> None:
    write_story(built, "tram", "2026-05-20 09:00")

    assert not {"/world/", "/2026/05/01/summit/"} & set(rendered(built))


def test_removing_a_story_removes_its_page_and_renders_what_led_to_it(built: Newsroom) -> None:
    (built.root / "content/local/vote.md").unlink()

    report = built.build()

    assert "/2026/04/01/vote/" in report.removed
    assert "/2026/03/01/bridge/" in report.rendered
    assert "/2026/05/01/summit/" not in report.rendered


def test_a_draft_that_is_let_go_renders_what_an_added_story_does(built: Newsroom) -> None:
    write_story(built, "tram", "2026-05-20 09:00", draft="true")
    assert rendered(built) == []

    write_story(built, "tram", "2026-05-20 09:00")

    assert {"/", "/2026/05/20/tram/", "/local/"} <= set(rendered(built))


def test_what_the_clock_does_not_publish_is_not_looked_at(built: Newsroom) -> None:
    report = built.build(as_of="2026-05-31")

    assert (report.parsed, report.rendered) == (0, [])


def test_an_embargo_that_passes_renders_only_what_changes(built: Newsroom) -> None:
    write_story(built, "tram", "2026-05-20 09:00", embargo="2026-06-02 06:00")
    assert rendered(built, as_of="2026-06-02 05:59") == []

    made = rendered(built, as_of="2026-06-02 06:00")

    assert "/2026/05/20/tram/" in made
    assert not {"/world/", "/2026/05/01/summit/", "/about/", "/tags/"} & set(made)
    assert rendered(built, as_of="2026-06-02 06:00") == []


def test_a_link_follows_the_story_it_leads_to(built: Newsroom) -> None:
    write_story(built, "summit", "2026-05-01 09:00", "See [it](bridge).", section="world")
    built.build()
    write_story(built, "bridge", "2026-03-02 09:00")

    assert "/2026/05/01/summit/" in rendered(built)
    assert "/2026/03/02/bridge/" in built.body("/2026/05/01/summit/")


# Templates, assets, data


def test_a_template_renders_the_pages_that_it_makes(built: Newsroom) -> None:
    built.write("templates/year.html", "{{ page.title }}")

    assert rendered(built) == ["/2026/"]


def test_a_partial_renders_the_pages_that_include_it(built: Newsroom) -> None:
    built.write("templates/year.html", '{% include "partials/mine.html" %}')
    built.write("templates/partials/mine.html", "one")
    built.build()
    built.write("templates/partials/mine.html", "two")

    assert rendered(built) == ["/2026/"]


def test_a_partial_that_was_not_there_renders_the_pages_that_would_have_had_it(
    built: Newsroom,
) -> None:
    built.write("templates/year.html", '{% include "partials/mine.html" ignore missing %}')
    built.build()
    built.write("templates/partials/mine.html", "two")

    assert rendered(built) == ["/2026/"]


def test_a_template_renders_the_pages_whose_templates_extend_it(built: Newsroom) -> None:
    built.write("templates/mine.html", "one {% block main %}{% endblock %}")
    built.write("templates/year.html", '{% extends "mine.html" %}')
    built.build()
    built.write("templates/mine.html", "two {% block main %}{% endblock %}")

    assert rendered(built) == ["/2026/"]


def test_any_template_renders_the_pages_that_include_by_a_name_worked_out(
    built: Newsroom,
) -> None:
    built.write("templates/404.html", '{% set name = "partials/mine.html" %}{% include name %}')
    built.write("templates/partials/mine.html", "one")
    built.write("templates/partials/other.html", "one")
    built.build()
    built.write("templates/partials/other.html", "two")

    assert rendered(built) == ["/404.html"]


def test_the_tagline_renders_the_pages_that_show_it(built: Newsroom) -> None:
    built.config('description = "News of the town"', 'tagline = "All of it"', *PLAIN)

    assert rendered(built) == ["/"]


def test_a_tags_title_renders_pages_that_show_it_or_a_story_that_has_it(built: Newsroom) -> None:
    built.write("data/tags.toml", '[money]\ntitle = "The money"\n')

    made = rendered(built)

    assert {"/2026/04/01/vote/", "/feed.xml", "/tags/", "/tags/money/"} <= set(made)
    assert [url for url in made if not shows(built, url, "The money", "Vote")] == []


def test_an_authors_bio_renders_pages_that_show_the_author_or_a_story(built: Newsroom) -> None:
    built.write("data/authors.toml", '[ada]\nname = "Ada"\nbio = "Counts."\n')

    made = rendered(built)

    assert "/authors/ada/" in made
    assert [url for url in made if not shows(built, url, "Ada", "Vote")] == []


def test_a_translated_text_renders_the_pages_that_say_it(built: Newsroom) -> None:
    built.config('language = "hu"', *PLAIN)
    built.write("translations/hu.po", CATALOGUE.format("Nincs ilyen"))
    built.build()
    built.write("translations/hu.po", CATALOGUE.format("Nincs ilyen lap"))

    assert rendered(built) == ["/404.html"]


def test_an_asset_renders_the_pages_that_name_it(built: Newsroom) -> None:
    built.write("templates/404.html", "{{ site.asset('mine.js').url }}")
    built.write("assets/mine.js", "one()")
    built.build()
    built.write("assets/mine.js", "two()")

    assert rendered(built) == ["/404.html"]


def test_a_static_file_renders_nothing(built: Newsroom) -> None:
    built.write("static/note.txt", "one")

    report = built.build()

    assert (report.rendered, report.written) == ([], ["note.txt"])


def test_the_language_renders_everything(built: Newsroom) -> None:
    built.config('language = "hu"', 'description = "News of the town"', *PLAIN)

    assert len(rendered(built)) == built.build().pages


# The output folder


def test_a_page_that_somebody_changed_is_put_back(built: Newsroom) -> None:
    (built.output / "404.html").write_text("mine")

    assert rendered(built) == ["/404.html"]


def test_a_static_file_that_somebody_removed_is_put_back(built: Newsroom) -> None:
    built.write("static/note.txt", "one")
    built.build()
    (built.output / "note.txt").unlink()

    report = built.build()

    assert (report.rendered, report.written) == ([], ["note.txt"])


def test_an_output_folder_that_is_gone_is_made_anew_without_parsing(built: Newsroom) -> None:
    shutil.rmtree(built.output)

    report = built.build()

    assert len(report.rendered) == report.pages
    assert report.parsed == 0


def test_without_its_manifest_a_folder_is_refused_until_it_is_emptied(built: Newsroom) -> None:
    (built.output / ".dateline-manifest.json").unlink()
    with pytest.raises(UsageError):
        built.build()
    shutil.rmtree(built.output)

    assert len(rendered(built)) == built.build().pages


def test_another_output_folder_is_filled_without_parsing(built: Newsroom) -> None:
    other = built.root / "other"

    report = built.build(output=other)

    assert (report.parsed, len(report.rendered)) == (0, report.pages)
    assert built.build().rendered == []
    assert built.build(output=other).rendered == []


def test_drafts_in_the_same_folder_are_gone_with_the_next_build(built: Newsroom) -> None:
    before = built.files()
    write_story(built, "tram", "2026-05-20 09:00", draft="true")
    built.build(drafts=True)
    assert "2026/05/20/tram/index.html" in built.files()

    built.build()

    assert built.files() == before


# What is kept, and for how long


def test_without_its_cache_all_is_rendered_and_nothing_written(built: Newsroom) -> None:
    shutil.rmtree(built.root / FOLDER)

    report = built.build()

    assert (report.parsed, len(report.rendered), report.written) == (4, report.pages, [])


@pytest.fixture
def another_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tool, "_installed", lambda: iter(["babel-99.0.dist-info"]))
    tool.tool_version.cache_clear()
    yield
    monkeypatch.undo()
    tool.tool_version.cache_clear()


def test_another_version_of_a_library_makes_everything_anew(
    built: Newsroom, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("another_version")

    report = built.build()

    assert (report.parsed, len(report.rendered), report.written) == (4, report.pages, [])
    assert built.build().rendered == []


def test_a_build_that_fails_keeps_what_it_parsed(built: Newsroom) -> None:
    before = built.files()
    write_story(built, "tram", "2026-05-20 09:00")
    broken = built.raw("---\ntitle: [\n---\n", "content/broken.md")
    with pytest.raises(SiteError):
        built.build()
    assert built.files() == before
    broken.unlink()

    report = built.build()

    assert report.parsed == 0
    assert "/2026/05/20/tram/" in report.rendered


def test_a_build_whose_template_fails_publishes_nothing_and_the_next_one_all(
    built: Newsroom,
) -> None:
    before = built.files()
    write_story(built, "tram", "2026-05-20 09:00")
    template = built.write("templates/year.html", "{{ page.nothing.at.all }}")
    with pytest.raises(SiteError):
        built.build()
    assert built.files() == before
    template.unlink()

    assert {"/2026/05/20/tram/", "/local/"} <= set(rendered(built))


def test_warnings_are_told_again_when_nothing_has_changed(built: Newsroom) -> None:
    built.config('links = "warn"', *PLAIN)
    write_story(built, "vote", "2026-04-01 09:00", "See [it](nowhere).")
    first = built.warnings()

    assert len(first) == 1
    assert built.warnings() == first
    assert [error.text for error in built.errors(strict=True)] == [first[0].text]


def test_the_next_process_goes_on_where_the_last_one_ended(built: Newsroom) -> None:
    def counts(*options: str) -> dict[str, int]:
        done = subprocess.run(
            [sys.executable, "-m", "dateline", "build", "--json", "--as-of", AS_OF, *options],
            cwd=built.root,
            check=True,
            capture_output=True,
            timeout=60,
        )
        found: dict[str, int] = json.loads(done.stdout)["counts"]
        return found

    shutil.rmtree(built.root / FOLDER)
    first = counts()
    write_story(built, "bridge", "2026-03-01 09:00", "It is lost.")

    assert (first["rendered"], counts()["rendered"]) == (first["pages"], 2)
    assert counts()["rendered"] == 0


# The lock

HOLD = """\
import sys
from pathlib import Path
from dateline.store import opened
with opened(Path(sys.argv[1]), []):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(built: Newsroom) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the site's store."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(built.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.communicate("")


def test_while_a_build_runs_a_second_one_names_it_and_gives_up(
    dateline: Dateline, holder: subprocess.Popen[str]
) -> None:
    outcome = dateline("build")

    assert outcome.code == 3
    assert f"another build of this site is running (process {holder.pid})" in outcome.err


def test_the_lock_of_a_process_that_was_killed_holds_nobody_up(
    built: Newsroom, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()

    assert (built.root / FOLDER / "lock").read_text() == f"{holder.pid}\n"
    assert built.build().rendered == []
