"""The site's folders on the disk: links, pipes, odd names and what can't be read."""

from __future__ import annotations

import builtins
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom import AS_OF, Newsroom


def story(title: str) -> str:
    return f"---\ntitle: {title}\ndate: 2026-05-01\n---\n\nText.\n"


def link(path: Path, target: str | Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def _socket(path: Path) -> None:
    # The name of a socket may have 107 bytes only, and a test's folder has many.
    here = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)


def _outside(newsroom: Newsroom) -> Path:
    folder = Path(tempfile.mkdtemp(dir=newsroom.root.parent))
    (folder / "secret.md").write_text(story("Zanzibarsecret"))
    (folder / "secret.txt").write_text("Zanzibarsecret")
    return folder


ODD: dict[str, tuple[str, Callable[[Newsroom, Path], object]]] = {
    "a link to a file outside": (
        "leads out of the site's folder",
        lambda newsroom, path: link(path, _outside(newsroom) / "secret.md"),
    ),
    "a link to a folder outside": (
        "leads out of the site's folder",
        lambda newsroom, path: link(path.with_suffix(""), _outside(newsroom)),
    ),
    "a relative link outside": (
        "leads out of the site's folder",
        lambda newsroom, path: link(path, os.path.relpath(_outside(newsroom), path.parent)),
    ),
    "a link to a device": (
        "leads out of the site's folder",
        lambda newsroom, path: link(path, "/dev/zero"),
    ),
    "a dangling link": ("leads nowhere", lambda newsroom, path: link(path, "nothing.md")),
    "a link to itself": ("leads nowhere", lambda newsroom, path: link(path, path.name)),
    "a link to the folder it is in": (
        "leads back to a folder around it",
        lambda newsroom, path: link(path.with_suffix(""), "."),
    ),
    "a link to the site": (
        "leads back to a folder around it",
        lambda newsroom, path: link(path.with_suffix(""), newsroom.root),
    ),
    "a pipe": ("not a regular file", lambda newsroom, path: os.mkfifo(path)),
    "a socket": ("not a regular file", lambda newsroom, path: _socket(path)),
    "a name that is not UTF-8": (
        "its name is not UTF-8",
        lambda newsroom, path: Path(os.fsdecode(os.fsencode(path.parent) + b"/f\xff.md")).touch(),
    ),
    "a backslash in a name": (
        "its name has a backslash",
        lambda newsroom, path: path.with_name("a\\b.md").touch(),
    ),
}


@pytest.mark.parametrize("folder", ["content", "static", "templates"])
@pytest.mark.parametrize(("said", "make"), ODD.values(), ids=ODD.keys())
def test_what_is_no_plain_file_of_the_site_is_passed_over_with_a_warning(
    newsroom: Newsroom, said: str, make: Callable[[Newsroom, Path], object], folder: str
) -> None:
    newsroom.article("budget-vote")
    (newsroom.root / folder / "odd").mkdir(parents=True)
    make(newsroom, newsroom.root / folder / "odd/thing.md")

    warnings = newsroom.warnings()

    assert len(warnings) == 1
    assert warnings[0].path.startswith(f"{folder}/odd/")
    assert warnings[0].path.isprintable()
    assert "passed over: " in warnings[0].text
    assert said in warnings[0].text
    assert newsroom.page("/2026/05/01/budget-vote/")
    assert not any(b"Zanzibarsecret" in data for data in newsroom.files().values())


@pytest.mark.parametrize("make", [ODD[name][1] for name in ("a pipe", "a link to a device")])
@pytest.mark.parametrize(
    "name",
    [
        *("content/odd.md", "static/odd", "templates/home.html", "data/tags.toml"),
        *("data/authors.toml", "themes/mine/theme.toml"),
    ],
)
def test_a_build_never_waits_for_a_pipe_or_a_device(
    newsroom: Newsroom, name: str, make: Callable[[Newsroom, Path], object]
) -> None:
    newsroom.article("budget-vote")
    (newsroom.root / name).parent.mkdir(parents=True, exist_ok=True)
    make(newsroom, newsroom.root / name)

    ended = subprocess.run(
        [sys.executable, "-m", "dateline", "build", "--as-of", AS_OF, "--json"],
        cwd=newsroom.root,
        capture_output=True,
        check=False,
        timeout=10,
    )

    assert ended.returncode in (0, 1)
    assert b"Traceback" not in ended.stderr


def test_names_that_are_not_utf8_can_be_told_in_json(newsroom: Newsroom) -> None:
    newsroom.article("budget-vote")
    Path(os.fsdecode(os.fsencode(newsroom.root) + b"/content/f\xff.md")).touch()

    ended = subprocess.run(
        [sys.executable, "-m", "dateline", "build", "--json"],
        cwd=newsroom.root,
        capture_output=True,
        check=True,
        timeout=30,
    )

    assert rb"content/f\\xff.md" in ended.stdout


@pytest.mark.parametrize("folder", ["content", "static"])
@pytest.mark.parametrize(
    ("target", "said"),
    [("outside", "leads out of the site's folder"), ("nowhere", "leads nowhere")],
)
def test_a_whole_folder_from_elsewhere_is_an_error_and_unpublishes_nothing(
    newsroom: Newsroom, folder: str, target: str, said: str
) -> None:
    newsroom.article("budget-vote")
    newsroom.write("static/plan.txt", "plan")
    newsroom.build()
    before = newsroom.files()
    (newsroom.root / folder).rename(newsroom.root.parent / f"{newsroom.root.name}-outside")
    link(newsroom.root / folder, newsroom.root.parent / f"{newsroom.root.name}-{target}")

    errors = newsroom.errors()

    assert [error.path for error in errors] == [folder]
    assert said in errors[0].text
    assert newsroom.files() == before


def test_a_file_in_place_of_content_is_an_error(newsroom: Newsroom) -> None:
    newsroom.write("content", "not a folder")

    assert [(each.path, each.text) for each in newsroom.errors()] == [
        ("content", "is not a folder")
    ]


def test_a_folder_that_cant_be_listed_is_an_error_and_unpublishes_nothing(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.article("budget-vote", section="local")
    newsroom.build()
    before, real = newsroom.files(), os.scandir

    def scandir(path: Path) -> object:
        if str(path).endswith("content/local"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        errors = newsroom.errors()

    assert [(each.path, each.text) for each in errors] == [
        ("content/local", "can't be read: Permission denied")
    ]
    assert newsroom.files() == before


def test_a_file_that_cant_be_read_is_an_error_at_its_path(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.article("budget-vote")
    newsroom.article("harbour-fire")
    real = builtins.open

    def opened(path: Any, *given: Any, **named: Any) -> Any:
        if str(path).endswith("budget-vote.md"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *given, **named)

    monkeypatch.setattr(builtins, "open", opened)

    assert [(each.path, each.text) for each in newsroom.errors()] == [
        ("content/budget-vote.md", "can't be read: Permission denied")
    ]


def test_links_inside_the_site_are_followed(newsroom: Newsroom) -> None:
    newsroom.write("shared/picture.txt", "shared")
    newsroom.write("texts/story.md", story("From a link"))
    link(newsroom.root / "static/shared", "../shared")
    link(newsroom.root / "content/local/linked.md", "../../texts/story.md")

    assert newsroom.warnings() == []

    assert newsroom.page("/shared/picture.txt") == "shared"
    assert "From a link" in newsroom.page("/2026/05/01/linked/")


def test_two_folders_that_link_to_each_other_end(newsroom: Newsroom) -> None:
    newsroom.write("static/a/one.txt", "1")
    newsroom.write("static/b/two.txt", "2")
    link(newsroom.root / "static/a/b", "../b")
    link(newsroom.root / "static/b/a", "../a")

    texts = {(each.path, each.text) for each in newsroom.warnings()}

    said = "passed over: a link that leads back to a folder around it"
    assert texts == {("static/a/b/a", said), ("static/b/a/b", said)}


def test_a_site_that_is_reached_by_a_link_is_the_same_site(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.article("budget-vote")
    link(newsroom.root / "content/out.md", "/etc/passwd")
    newsroom.build()
    expected = newsroom.files()
    link(tmp_path / "door", newsroom.root)
    through = Newsroom(tmp_path / "door")

    assert [each.path for each in through.warnings()] == ["content/out.md"]
    assert through.files() == expected


@pytest.mark.parametrize(
    "name", [".git/config", ".DS_Store", "notes.txt~", ".story.md.swp", "Thumbs.db", "__MACOSX/x"]
)
@pytest.mark.parametrize("folder", ["content", "static"])
def test_hidden_files_and_leftovers_of_editors_are_not_published(
    newsroom: Newsroom, folder: str, name: str
) -> None:
    newsroom.article("budget-vote")
    newsroom.build()
    before = newsroom.files()
    newsroom.write(f"{folder}/{name}", "Zanzibarsecret")

    assert newsroom.warnings() == []

    assert newsroom.files() == before


@pytest.mark.parametrize("name", [".well-known/security.txt", ".nojekyll"])
def test_hidden_files_that_hosts_look_for_are_published(newsroom: Newsroom, name: str) -> None:
    newsroom.write(f"static/{name}", "wanted")

    newsroom.build()

    assert newsroom.page(f"/{name}") == "wanted"
