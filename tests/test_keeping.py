"""What a build keeps for the next one: the output folder, the cache beside it, and their lock."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import tool
from dateline.errors import SiteError, UsageError
from dateline.store import FOLDER
from tests.desk import PLAIN, built_site, rendered, write_story
from tests.newsroom import AS_OF, Dateline, Newsroom


@pytest.fixture
def built(tmp_path: Path) -> Newsroom:
    return built_site(tmp_path)


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
