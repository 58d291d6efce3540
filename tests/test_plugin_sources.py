"""The source of plugins is an input: what is loaded, what is made anew, what is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsroom import Newsroom
from tests.plugging import KEYS, LOUD, clean_build, use


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "site")


def test_any_file_of_the_folder_is_an_input_of_every_page(newsroom: Newsroom) -> None:
    words = "from .words import MARK\n"
    use(newsroom, loud=words + LOUD.replace('mark="!"', "mark=MARK"))
    newsroom.write("plugins/words.py", 'MARK = "!"')
    newsroom.write("templates/article.html", "{{ page.title|loud }}")
    newsroom.article("story")
    newsroom.build()

    newsroom.write("plugins/words.py", 'MARK = "?"')
    report = newsroom.build()

    assert newsroom.page("/2026/05/01/story/") == "STORY?"
    assert len(report.rendered) == report.pages


def test_a_plugin_that_is_no_longer_named_is_no_longer_used(newsroom: Newsroom) -> None:
    use(newsroom, keys=KEYS)
    newsroom.article("story", "Press [[Esc]].")
    newsroom.build()

    newsroom.config()
    newsroom.build()

    assert "Press [[Esc]]." in newsroom.page("/2026/05/01/story/")
    assert newsroom.files() == clean_build(newsroom)


def test_a_version_that_is_no_longer_there_is_no_longer_loaded(newsroom: Newsroom) -> None:
    use(newsroom, loud="from . import words\n" + LOUD)
    newsroom.write("plugins/words.py", "")
    newsroom.build()
    before = {name for name in sys.modules if name.startswith("dateline_plugins_")}

    newsroom.write("plugins/words.py", "# changed")
    newsroom.build()

    after = {name for name in sys.modules if name.startswith("dateline_plugins_")}
    assert len(after) == len(before)
    assert len(after - before) == 3


def test_files_of_plugins_that_nobody_names_matter_not(newsroom: Newsroom) -> None:
    newsroom.article("story")
    newsroom.write("plugins/broken.py", "(")
    newsroom.build()

    newsroom.write("plugins/broken.py", "((")

    assert newsroom.build().rendered == []


def test_no_bytecode_is_written_into_the_site(newsroom: Newsroom) -> None:
    use(newsroom, loud="from . import words\n" + LOUD)
    newsroom.write("plugins/words.py", "")

    newsroom.build()

    assert not list(newsroom.root.rglob("*.pyc"))


def test_bytecode_in_the_folder_is_not_believed(newsroom: Newsroom) -> None:
    """A file may change and keep its size and time."""
    use(newsroom, loud=LOUD)
    newsroom.write("templates/home.html", "{{ 'a'|loud }}")
    source = newsroom.root / "plugins/loud.py"
    command = [sys.executable, "-m", "compileall", "-q", str(source)]
    subprocess.run(command, check=True, timeout=60)
    times = os.stat(source)
    newsroom.write("plugins/loud.py", LOUD.replace('"!"', '"?"'))
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))

    newsroom.build()

    assert list(newsroom.root.rglob("*.pyc"))
    assert newsroom.page("/") == "A?"
