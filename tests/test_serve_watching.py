"""Saves: however a file is written, the preview sees it once, soon, and with its last words."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline.serve.desk import QUIET
from tests.newsroom import Newsroom
from tests.serving import Live, Stream, live

SAVES = int(os.environ.get("DATELINE_SAVES", "15"))  # 200 take a minute
FIRE = "/2026/05/01/harbour-fire/"


def plain(path: Path, text: str) -> None:
    path.write_text(text)


def renamed(path: Path, text: str) -> None:
    """A file beside it, moved over it: most editors."""
    other = path.with_name(f".{path.name}.tmp")
    other.write_text(text)
    other.replace(path)


def with_backup(path: Path, text: str) -> None:
    """The old file becomes a backup, as in vim."""
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text)
    backup.unlink()


def deleted_first(path: Path, text: str) -> None:
    path.unlink()
    time.sleep(0.02)
    path.write_text(text)


def emptied_first(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.flush()
        time.sleep(0.02)
        file.write(text)


STYLES: tuple[Callable[[Path, str], None], ...] = (
    *(plain, renamed, with_backup, deleted_first, emptied_first),
)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Live]:
    newsroom.article("harbour-fire", section="local")
    newsroom.article("budget-vote", section="politics")
    with live(newsroom) as server:
        yield server


@pytest.fixture
def path(site: Live) -> Path:
    return site.serving.maker.root / "content/local/harbour-fire.md"


def saves_seen(site: Live, path: Path, style: Callable[[Path, str], None]) -> None:
    text, stream = path.read_text(), site.stream(FIRE)
    for number in range(SAVES):
        word = f"{style.__name__}-{number}"
        style(path, f"{text}\n{word}\n")
        stream.wait("reload")
        assert word in site.get(FIRE).text
    stream.close()


@pytest.mark.parametrize("style", STYLES)
def test_no_save_is_missed(site: Live, path: Path, style: Callable[[Path, str], None]) -> None:
    saves_seen(site, path, style)


def test_no_save_of_a_file_behind_a_link_is_missed(newsroom: Newsroom) -> None:
    newsroom.article("harbour-fire", section="local")
    target = newsroom.root / "drafts/fire.md"
    target.parent.mkdir()
    path = newsroom.root / "content/local/harbour-fire.md"
    path.rename(target)
    path.symlink_to(target)
    with live(newsroom) as site:
        saves_seen(site, target, plain)


def test_links_that_lead_in_a_circle_do_not_end_the_watch(newsroom: Newsroom) -> None:
    path = newsroom.article("harbour-fire", section="local")
    (newsroom.root / "content/round").symlink_to("round")
    with live(newsroom) as site:
        saves_seen(site, path, plain)
        assert not site.serving.watcher.polls


def test_what_is_saved_before_watching_has_begun_is_seen_soon(newsroom: Newsroom) -> None:
    newsroom.article("harbour-fire", section="local")
    with live(newsroom) as site:
        newsroom.article("harbour-fire", "Out by noon.", section="local")
        deadline = time.monotonic() + 4
        while "Out by noon." not in site.get(FIRE).text:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_one_save_is_one_reload(site: Live, path: Path) -> None:
    stream = site.stream(FIRE)
    for style in STYLES:
        style(path, f"{path.read_text()}\n{style.__name__}\n")
        stream.wait("reload")
        with pytest.raises(TimeoutError):
            stream.wait("reload", seconds=0.6)
        stream.close()
        stream = site.stream(FIRE)
    stream.close()


def test_a_new_folder_with_a_file_is_seen(site: Live, path: Path) -> None:
    stream = site.stream("/")
    text = path.read_text()
    for number in range(max(SAVES // 3, 3)):
        folder = path.parent.parent / f"desk-{number}" / "deep"
        folder.mkdir(parents=True)
        (folder / f"story-{number}.md").write_text(text)
        stream.wait("reload")
        assert site.get(f"/2026/05/01/story-{number}/").status == 200
    stream.close()


def test_a_folder_that_the_site_did_not_have_is_seen(site: Live, path: Path) -> None:
    site.serving.maker.root.joinpath("static").mkdir()
    site.serving.maker.root.joinpath("static/note.txt").write_text("note")

    deadline = time.monotonic() + 8
    while site.get("/note.txt").status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_checkout_of_many_files_is_one_reload(newsroom: Newsroom) -> None:
    many = 200
    for number in range(many):
        newsroom.article(f"story-{number}", section="local")
    with live(newsroom) as site:
        stream = site.stream("/local/")
        for number in range(many):
            newsroom.article(f"story-{number}", title=f"Other {number}", section="local")
        stream.wait("reload", seconds=20)
        with pytest.raises(TimeoutError):
            stream.wait("reload", seconds=4 * QUIET)
        text = site.get("/local/").text
        stream.close()
    assert "Other 99" in text
    assert "Story 99" not in text


def test_without_the_systems_help_files_are_looked_at_and_that_is_told_once(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    newsroom.article("harbour-fire", section="local")
    with live(newsroom) as site:
        saves_seen(site, newsroom.root / "content/local/harbour-fire.md", renamed)
        (notice,) = site.notices
    assert "WATCHFILES_FORCE_POLLING" in notice


@pytest.mark.parametrize(("limit", "number"), [("watches", 0), ("watches", 3), ("instances", 0)])
def test_at_the_kernels_limit_files_are_looked_at(
    newsroom: Newsroom, limit: str, number: int
) -> None:
    newsroom.article("harbour-fire", section="local")
    newsroom.article("budget-vote", section="politics")
    line = f"echo {number} > /proc/sys/user/max_inotify_{limit}"
    if subprocess.run(["unshare", "-Ur", "sh", "-c", line], check=False).returncode:
        pytest.skip("no name spaces for users here")
    program = "import sys; from tests.test_serve_watching import limited; limited(sys.argv[1])"
    done = subprocess.run(
        [
            "unshare",
            "-Ur",
            "sh",
            "-c",
            f'{line}; exec "$@"',
            "-",
            sys.executable,
            "-c",
            program,
            str(newsroom.root),
        ],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout.count("can't watch") == 1


def limited(folder: str) -> None:
    """Serve a site under a limit; save, wait for the reload, and print the notices."""
    newsroom = Newsroom(Path(folder))
    with live(newsroom) as site:
        stream: Stream = site.stream(FIRE)
        path = newsroom.root / "content/local/harbour-fire.md"
        path.write_text(f"{path.read_text()}\nOut by noon.\n")
        stream.wait("reload")
        assert "Out by noon." in site.get(FIRE).text
        stream.close()
        print("\n".join(site.notices))  # noqa: T201
