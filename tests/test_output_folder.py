"""The output folder: what Dateline refuses to build into, and what it never touches."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.cli import run
from dateline.errors import MachineError, UsageError
from dateline.publish.manifest import MANIFEST, SiteName, site_of
from dateline.publish.output import begin, check_site
from dateline.publish.staging import Staging
from tests.newsroom import SITE, Newsroom


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A site of one article in a home folder that holds other things too."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home/work").mkdir(parents=True)
    (tmp_path / "home/letters.txt").write_text("private")
    made = Newsroom(tmp_path / "home/work/site")
    made.article("budget-vote")
    return made


def tree(folder: Path) -> dict[str, bytes | str]:
    """Everything below a folder: files by their bytes, links and folders by what they are.

    But for `.dateline`, where a site keeps what it knows of its last build.
    """
    return {
        path.relative_to(folder).as_posix(): os.readlink(path)
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
        if ".dateline" not in path.parts
    }


def _foreign(root: Path) -> Path:
    (root.parent / "photos").mkdir()
    (root.parent / "photos/wedding.jpg").write_bytes(b"precious")
    return root.parent / "photos"


def _hidden_only(root: Path) -> Path:
    (root.parent / "repository/.git").mkdir(parents=True)
    return root.parent / "repository"


def _file(root: Path) -> Path:
    (root.parent / "notes.txt").write_text("precious")
    return root.parent / "notes.txt"


def _link(root: Path, target: Path) -> Path:
    link = root.parent / "link"
    link.symlink_to(target)
    return link


def _linked_content(root: Path) -> Path:
    (root / "content").rename(root / "texts")
    (root / "content").symlink_to("texts")
    return root / "texts/fresh"


REFUSED: dict[str, Callable[[Path], Path]] = {
    "the project": lambda root: root,
    "the project, written otherwise": lambda root: root / "content" / "..",
    "the folder around it": lambda root: root.parent,
    "the root of the disk": lambda root: Path("/"),
    "home": lambda root: Path.home(),
    "content": lambda root: root / "content",
    "a folder in content": lambda root: root / "content/2026",
    "static": lambda root: root / "static",
    "templates": lambda root: root / "templates",
    "data": lambda root: root / "data",
    "a theme": lambda root: root / "themes/mine",
    "a foreign folder": _foreign,
    "a folder of hidden files": _hidden_only,
    "a file": _file,
    "a link to the project": lambda root: _link(root, root),
    "a link to content": lambda root: _link(root, root / "content"),
    "a link to a foreign folder": lambda root: _link(root, _foreign(root)),
    "a link to a file": lambda root: _link(root, _file(root)),
    "a link to nothing": lambda root: _link(root, root / "nowhere"),
    "a link to itself": lambda root: _link(root, root.parent / "link"),
    "where a link to content leads": _linked_content,
}


@pytest.mark.parametrize("choose", REFUSED.values(), ids=REFUSED.keys())
def test_a_folder_that_holds_anything_else_is_refused_and_left_alone(
    newsroom: Newsroom, choose: Callable[[Path], Path]
) -> None:
    output = choose(newsroom.root)
    before = tree(Path.home())

    with pytest.raises(UsageError, match="will not build into"):
        newsroom.build(output=output)

    assert tree(Path.home()) == before


def test_a_refused_folder_is_wrong_usage_on_the_command_line(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = _foreign(newsroom.root)

    code = run(["build", "-s", str(newsroom.root), "-o", str(foreign)])

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert f"will not build into {foreign}: it holds files that Dateline did not write" in said.err
    assert "choose another folder with -o" in said.err


@pytest.mark.parametrize("given", ["new/deep/folder", "empty", "link"])
def test_a_new_folder_an_empty_one_and_a_link_to_one_are_fine(
    newsroom: Newsroom, given: str
) -> None:
    (newsroom.root.parent / "empty").mkdir()
    (newsroom.root.parent / "link").symlink_to("empty")

    newsroom.build(output=newsroom.root.parent / given)

    assert (newsroom.root.parent / given / "2026/05/01/budget-vote/index.html").is_file()


def test_a_folder_that_dateline_built_is_built_again(newsroom: Newsroom) -> None:
    newsroom.build()

    assert newsroom.build().written == []


def test_a_user_without_a_home_can_build(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 987_654)

    newsroom.build()

    assert newsroom.page("/")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 99, "files": []}', "\x00\xff"])
def test_a_folder_whose_manifest_says_nothing_is_foreign(newsroom: Newsroom, text: str) -> None:
    newsroom.build()
    newsroom.write(f"public/{MANIFEST}", text)
    before = tree(newsroom.output)

    with pytest.raises(UsageError, match="did not write"):
        newsroom.build()

    assert tree(newsroom.output) == before


@pytest.mark.parametrize(
    "entry",
    [
        *("../precious", "../../letters.txt", "a/../../precious", "2026/../../precious", ".."),
        *("..\\precious", "a\\..\\..\\precious", "", ".", "./", "/", "../", "a/..", "\x00"),
        *(None, 5, ["../precious"], {"file": "../precious"}, "{absolute}", "//{absolute}"),
    ],
)
def test_a_tampered_manifest_deletes_nothing_outside(newsroom: Newsroom, entry: object) -> None:
    precious = newsroom.write("precious", "keep me")
    if isinstance(entry, str):
        entry = entry.replace("{absolute}", str(precious))
    newsroom.build()
    manifest = json.loads(newsroom.page(f"/{MANIFEST}"))
    manifest["files"].append(entry)
    newsroom.write(f"public/{MANIFEST}", json.dumps(manifest))
    before = tree(Path.home())

    newsroom.build()

    after = tree(Path.home())
    ours = f"work/site/public/{MANIFEST}"
    assert {**after, ours: b""} == {**before, ours: b""}


def test_a_folder_in_the_manifest_is_not_deleted_with_what_it_holds(newsroom: Newsroom) -> None:
    newsroom.build()
    newsroom.write("public/mine/notes.txt", "precious")
    manifest = json.loads(newsroom.page(f"/{MANIFEST}"))
    manifest["files"] += ["mine", "2026"]
    newsroom.write(f"public/{MANIFEST}", json.dumps(manifest))

    newsroom.build()

    assert newsroom.page("/mine/notes.txt") == "precious"
    assert newsroom.page("/2026/05/01/budget-vote/")


@pytest.mark.parametrize("place", ["2026", "2026/05", "2026/05/01/budget-vote", "tags"])
def test_nothing_is_written_through_a_link_that_leads_out(newsroom: Newsroom, place: str) -> None:
    outside = newsroom.root / "outside"
    outside.mkdir()
    link = newsroom.output / place
    newsroom.build(output=newsroom.output)
    for path in sorted(link.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    link.rmdir()
    link.symlink_to(outside)
    before = tree(newsroom.output)

    with pytest.raises(MachineError, match="is a link where a folder should be") as caught:
        newsroom.build()

    assert str(link) in str(caught.value)
    assert list(outside.iterdir()) == []
    assert tree(newsroom.output) == before


def test_nothing_is_deleted_through_a_link_that_leads_out(newsroom: Newsroom) -> None:
    newsroom.article("harbour-fire", date="2025-03-04")
    newsroom.build()
    (newsroom.output / "2025").rename(newsroom.root / "kept")
    (newsroom.output / "2025").symlink_to(newsroom.root / "kept")
    (newsroom.root / "content/harbour-fire.md").unlink()

    newsroom.build()

    assert (newsroom.root / "kept/03/04/harbour-fire/index.html").is_file()


def test_a_link_in_place_of_a_page_of_ours_becomes_the_page(newsroom: Newsroom) -> None:
    newsroom.build()
    built = newsroom.page("/2026/05/01/budget-vote/")
    page = newsroom.output / "2026/05/01/budget-vote/index.html"
    target = newsroom.write("secret.html", built)
    page.unlink()
    page.symlink_to(target)

    newsroom.build()

    assert not page.is_symlink()
    assert page.read_text("utf-8") == built
    assert target.read_text("utf-8") == built


def test_what_a_stopped_run_had_staged_is_dropped(newsroom: Newsroom) -> None:
    newsroom.build()
    clean = newsroom.files()
    newsroom.write("public/.dateline-staging/2026/05/01/half/index.html", "half a p")

    newsroom.build()

    assert newsroom.files() == clean
    assert not (newsroom.output / ".dateline-staging").exists()


# Whose site it is


def _elsewhere(newsroom: Newsroom) -> Path:
    """A site that was built into a folder outside of its own."""
    output = newsroom.root.parent / "www"
    newsroom.build(output=output)
    return output


OTHER = SiteName("The Other Gazette", "https://gazette.example")
SAME = SiteName(SITE.title, SITE.base_url)


def test_the_manifest_names_the_site(newsroom: Newsroom) -> None:
    assert site_of(_elsewhere(newsroom)) == SAME


def test_a_folder_of_another_site_is_refused_with_a_way_out(newsroom: Newsroom) -> None:
    output = _elsewhere(newsroom)

    with pytest.raises(UsageError, match="it holds the site 'The Test Brief'") as caught:
        check_site(output, newsroom.root, OTHER)

    assert "choose another folder with -o" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(SAME, id="the same"),
        pytest.param(SiteName("The Better Brief", SITE.base_url), id="a new title"),
        pytest.param(SiteName(SITE.title, "https://preview.example"), id="a new address"),
    ],
)
def test_a_site_may_change_its_title_or_its_address(newsroom: Newsroom, name: SiteName) -> None:
    check_site(_elsewhere(newsroom), newsroom.root, name)


def test_a_folder_inside_the_site_is_its_own(newsroom: Newsroom) -> None:
    newsroom.build()

    check_site(newsroom.output, newsroom.root, OTHER)


def test_a_folder_that_was_moved_is_built_again(newsroom: Newsroom) -> None:
    moved = newsroom.root.parent / "moved"
    _elsewhere(newsroom).rename(moved)

    check_site(moved, newsroom.root, SAME)
    assert newsroom.build(output=moved).removed == []


@pytest.mark.parametrize("site", [None, 5, "a name", {"title": 5}, []])
def test_a_manifest_that_names_no_site_is_anybodys(newsroom: Newsroom, site: object) -> None:
    output = _elsewhere(newsroom)
    manifest = json.loads((output / MANIFEST).read_bytes())
    (output / MANIFEST).write_text(json.dumps({**manifest, "site": site}))

    check_site(output, newsroom.root, OTHER)


def test_a_manifest_that_cannot_be_read_is_not_taken_for_none(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.build()
    (newsroom.output / MANIFEST).unlink()
    (newsroom.output / MANIFEST).mkdir()
    before = tree(newsroom.output)

    assert run(["build", "-s", str(newsroom.root)]) == 3

    assert f"{newsroom.output / MANIFEST}: Is a directory" in capsys.readouterr().err
    assert tree(newsroom.output) == before


def test_a_pipe_in_place_of_a_page_does_not_keep_a_build_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "index.html")
    (tmp_path / MANIFEST).touch()
    begin(tmp_path)

    _, staged = Staging(tmp_path).stage("index.html", b"")

    assert staged
