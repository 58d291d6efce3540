"""`dateline build --verify`: what stands in the output folder against a clean build."""

from __future__ import annotations

from pathlib import Path

from tests.newsroom import AS_OF, Dateline, Newsroom

PLUGIN = """\
from pathlib import Path


def extend(dateline):
    dateline.filter("mood", lambda text: Path({path!r}).read_text())
"""


def test_what_is_as_a_clean_build_makes_it_is_verified(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    newsroom.article("harbour-fire", section="local")
    newsroom.build()

    found = dateline("build", "--verify", "--as-of", AS_OF)

    assert (found.code, found.err) == (0, "")
    assert found.out.endswith(" files compared with a clean build\n")


def test_files_of_others_beside_the_site_are_no_difference(
    newsroom: Newsroom, dateline: Dateline
) -> None:
    newsroom.article("harbour-fire", section="local")
    newsroom.build()
    newsroom.write("public/CNAME", "brief.example")
    newsroom.write("public/local/notes/mine.txt", "Mine.")

    found = dateline("build", "--verify", "--as-of", AS_OF)

    assert (found.code, found.err) == (0, "")


def test_what_a_plugin_reads_in_secret_is_found_out(
    newsroom: Newsroom, dateline: Dateline, tmp_path: Path
) -> None:
    mood = tmp_path / "mood.txt"
    mood.write_text("glad")
    newsroom.config('plugins = ["mood"]')
    newsroom.write("plugins/mood.py", PLUGIN.format(path=str(mood)))
    newsroom.write("templates/tags.html", "{{ page.title|mood }}")
    newsroom.article("harbour-fire", section="local")
    newsroom.build()
    mood.write_text("sad")

    found = dateline("build", "--verify", "--as-of", AS_OF)

    assert found.code == 1
    assert "not what a clean build makes: tags/index.html: byte 0: 'glad', and 'sad'" in found.err
