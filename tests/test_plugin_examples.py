"""The plugins that the documentation shows: they give what it says, however they are built."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsroom import AS_OF, Newsroom
from tests.plugging import clean_build

EXAMPLES = Path(__file__).parents[1] / "docs/examples"


def example(name: str, root: Path) -> Newsroom:
    shutil.copytree(EXAMPLES / name, root, ignore=shutil.ignore_patterns(".dateline", "public"))
    newsroom = Newsroom.__new__(Newsroom)
    newsroom.root, newsroom.output, newsroom.problems = root, root / "public", ()
    return newsroom


def main_of(page: str) -> str:
    found = re.search(r"<main[^>]*>\n(.*?)</main>", page, re.DOTALL)
    assert found
    return found[1]


def test_the_abbreviations_of_the_example_are_explained_once(tmp_path: Path) -> None:
    newsroom = example("abbreviations", tmp_path / "site")
    newsroom.build(strict=True)

    expected = (newsroom.root / "expected/rates.html").read_text("utf-8")
    assert newsroom.body("/2026/05/04/rates/").strip() == expected.strip()
    assert "You have read this in about a minute." in newsroom.page("/2026/05/04/rates/")


def test_the_people_of_the_example_have_their_pages(tmp_path: Path) -> None:
    newsroom = example("people", tmp_path / "site")
    newsroom.build(strict=True)

    def expected(name: str) -> str:
        return (newsroom.root / "expected" / name).read_text("utf-8")

    assert main_of(newsroom.page("/people/")) == expected("people.html")
    assert main_of(newsroom.page("/people/ada-lovelace/")) == expected("ada-lovelace.html")
    assert newsroom.page("/map.geojson") == expected("map.geojson")
    assert "More on Charles Babbage" in newsroom.page("/2026/05/04/engine/")


CHANGES = [
    ("abbreviations", "plugins/abbreviations.toml", "European Union", "Union of Europe"),
    ("abbreviations", "plugins/readtime.py", "a minute", "one minute"),
    ("abbreviations", "plugins/abbreviations.py", "and part not in seen", ""),
    ("people", "plugins/people.py", '"People"', '"Everybody"'),
    ("people", "plugins/places.py", "card.title", "card.summary"),
    ("people", "content/science/2026-05-04-engine.md", ", Charles Babbage", ""),
    ("people", "content/science/2026-05-06-notes.md", "longer", "shorter"),
    ("people", "templates/person.html", "<h1>", '<h1 class="x">'),
]


@pytest.mark.parametrize(("name", "path", "before", "after"), CHANGES)
def test_an_example_that_changed_is_what_a_clean_build_makes(
    tmp_path: Path, name: str, path: str, before: str, after: str
) -> None:
    newsroom = example(name, tmp_path / "site")
    newsroom.build()
    old = newsroom.files()

    file = newsroom.root / path
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")
    newsroom.build()

    assert newsroom.files() != old
    assert newsroom.files() == clean_build(newsroom)


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("name", ["abbreviations", "people"])
def test_two_workers_make_of_an_example_what_one_makes(
    tmp_path: Path, name: str, method: str
) -> None:
    newsroom = example(name, tmp_path / "site")
    command = [sys.executable, "-m", "dateline", "build", "--as-of", AS_OF, "--jobs", "2"]
    variables = {**os.environ, "DATELINE_START_METHOD": method}

    def build() -> None:
        subprocess.run(
            command, cwd=newsroom.root, env=variables, check=True, timeout=120, capture_output=True
        )

    build()
    story = next(newsroom.root.glob("content/*/*.md"))
    story.write_text(story.read_text("utf-8").replace("title: ", "title: So "), "utf-8")
    build()

    assert newsroom.files() == clean_build(newsroom)
