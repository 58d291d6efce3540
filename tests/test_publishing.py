"""Publishing: only what changed is written, what is gone is removed, and nothing half."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.errors import MachineError, SiteError
from tests.newsroom import Newsroom

VOTE = "2026/05/01/budget-vote/index.html"


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Identity and time of change of every file: what a rewrite would alter."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def folders(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()}


def two_stories(newsroom: Newsroom) -> None:
    newsroom.article("budget-vote", section="politics", tags="[money]", authors="[ada]")
    newsroom.article("harbour-fire", section="local", date="2025-02-03", tags="[fire]")


def test_a_second_build_writes_nothing(newsroom: Newsroom) -> None:
    two_stories(newsroom)
    newsroom.build()
    before = stamps(newsroom.output)

    report = newsroom.build()

    assert report.written == []
    assert report.removed == []
    assert stamps(newsroom.output) == before


def test_touching_a_file_writes_nothing(newsroom: Newsroom) -> None:
    path = newsroom.article("budget-vote")
    newsroom.build()
    os.utime(path, ns=(1, 1))

    assert newsroom.build().written == []


def test_a_change_that_keeps_time_and_size_is_seen(newsroom: Newsroom) -> None:
    path = newsroom.article("budget-vote", "The vote was on Monday.")
    newsroom.build()
    status = path.stat()
    newsroom.article("budget-vote", "The vote was on Sunday.")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    newsroom.build()

    assert "on Sunday" in newsroom.page(f"/{VOTE}")


def test_only_files_whose_bytes_changed_are_written(newsroom: Newsroom) -> None:
    two_stories(newsroom)
    newsroom.write("static/robots-for-humans.txt", "hello")
    newsroom.build()
    before, bytes_before = stamps(newsroom.output), newsroom.files()
    newsroom.article(
        "budget-vote",
        "It was delayed.",
        section="politics",
        tags="[money]",
        authors="[ada]",
        summary="As before.",
    )

    report = newsroom.build()

    after, bytes_after = stamps(newsroom.output), newsroom.files()
    changed = {file for file in after if bytes_after[file] != bytes_before[file]}
    assert {file for file in after if after[file] != before[file]} == changed
    assert set(report.written) == changed
    assert VOTE in changed
    assert "2025/02/03/harbour-fire/index.html" not in changed


def test_clean_writes_everything_anew_with_the_same_bytes(newsroom: Newsroom) -> None:
    two_stories(newsroom)
    newsroom.build()
    before, bytes_before = stamps(newsroom.output), newsroom.files()

    newsroom.build(clean=True)

    assert newsroom.files() == bytes_before
    assert all(stamps(newsroom.output)[file] != stamp for file, stamp in before.items())


def test_a_damaged_file_is_mended(newsroom: Newsroom) -> None:
    two_stories(newsroom)
    newsroom.build()
    clean = newsroom.files()
    newsroom.write(f"public/{VOTE}", "half a pa")
    (newsroom.output / "tags/money/index.html").unlink()

    report = newsroom.build()

    assert report.written == sorted([VOTE, "tags/money/index.html"])
    assert newsroom.files() == clean


def _renamed(newsroom: Newsroom) -> None:
    folder = newsroom.root / "content/local"
    (folder / "harbour-fire.md").rename(folder / "quay-fire.md")


def _deleted(newsroom: Newsroom) -> None:
    (newsroom.root / "content/local/harbour-fire.md").unlink()


def _edited(**matter: str) -> Callable[[Newsroom], None]:
    usual = {"section": "local", "date": "2025-02-03", "tags": "[fire]"}

    def edit(newsroom: Newsroom) -> None:
        newsroom.article("harbour-fire", **{**usual, **matter})

    return edit


STORY = "/2025/02/03/harbour-fire/"
TAG = ["/tags/fire/", "/tags/fire/feed.xml", "/tags/fire/rss.xml", "/tags/fire/feed.json"]
DATES = ["/2025/", "/2025/02/", "/2025/02/03/", "/sitemap-2025.xml"]
SECTION = ["/local/", "/local/feed.xml"]


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        pytest.param(_renamed, [STORY], id="renamed"),
        pytest.param(_deleted, [STORY, *TAG, *DATES, *SECTION], id="deleted"),
        pytest.param(_edited(draft="true"), [STORY, *TAG, *DATES, *SECTION], id="a draft"),
        pytest.param(_edited(tags="[sea]"), TAG, id="tagged otherwise"),
        pytest.param(_edited(date="2025-02-04"), [STORY, "/2025/02/03/"], id="dated otherwise"),
        pytest.param(_edited(date="2024-12-31"), [STORY, *DATES], id="of another year"),
        pytest.param(_edited(expires="2026-01-01"), [STORY, *TAG, *DATES], id="expired"),
    ],
)
def test_what_no_longer_belongs_is_removed(
    newsroom: Newsroom, change: Callable[[Newsroom], None], gone: list[str]
) -> None:
    two_stories(newsroom)
    newsroom.build()
    assert all(newsroom.page(url) for url in gone)

    change(newsroom)
    report = newsroom.build()

    assert set(gone) <= set(report.removed)
    for url in gone:
        assert not (newsroom.output / url.lstrip("/")).exists()
        for path, data in newsroom.files().items():
            assert f'"{url}"'.encode() not in data, f"{path} still leads to {url}"


def test_folders_left_empty_go_and_others_stay(newsroom: Newsroom) -> None:
    two_stories(newsroom)
    newsroom.build()
    (newsroom.output / "mine/empty").mkdir(parents=True)
    newsroom.write("public/2025/02/notes.txt", "not Dateline's")

    _deleted(newsroom)
    newsroom.build()

    assert "mine/empty" in folders(newsroom.output)
    assert "2025/02" in folders(newsroom.output)
    assert not {"2025/02/03", "local", "tags/fire"} & folders(newsroom.output)
    assert newsroom.page("/2025/02/notes.txt") == "not Dateline's"


def test_files_that_dateline_did_not_write_are_kept(newsroom: Newsroom) -> None:
    two_stories(newsroom)
    newsroom.build()
    for path in ("CNAME", ".well-known/acme", "2026/05/01/budget-vote/figures.csv"):
        newsroom.write(f"public/{path}", "kept")

    newsroom.build(clean=True)
    (newsroom.root / "content/politics/budget-vote.md").unlink()
    newsroom.build()

    assert not (newsroom.output / VOTE).exists()
    for path in ("CNAME", ".well-known/acme", "2026/05/01/budget-vote/figures.csv"):
        assert newsroom.page(f"/{path}") == "kept"


@pytest.mark.parametrize("place", ["about", "2026/05/02", "2026/05/02/new-story/index.html"])
def test_a_foreign_file_in_the_way_stops_the_build_and_the_old_site_stays(
    newsroom: Newsroom, place: str
) -> None:
    two_stories(newsroom)
    newsroom.build()
    newsroom.write(f"public/{place}", "precious")
    newsroom.article("new-story", date="2026-05-02", section="local", tags="[fire]")
    newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    before = newsroom.files()

    with pytest.raises(MachineError, match="is in the way and is not ours; move it") as caught:
        newsroom.build()

    assert str(newsroom.output / place) in str(caught.value)
    assert newsroom.files() == before


@pytest.mark.parametrize("back", [False, True], ids=["file to folder", "folder to file"])
def test_a_file_may_become_a_page_in_a_folder_and_back(newsroom: Newsroom, back: bool) -> None:
    newsroom.article("budget-vote")

    def as_file() -> None:
        (newsroom.root / "content/pages/about.md").unlink(missing_ok=True)
        newsroom.write("static/about", "a file")

    def as_folder() -> None:
        (newsroom.root / "static/about").unlink(missing_ok=True)
        newsroom.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")

    first, second = (as_folder, as_file) if back else (as_file, as_folder)
    first()
    newsroom.build()
    second()

    report = newsroom.build()

    assert (newsroom.output / "about").is_dir() is not back
    assert report.removed == ["/about/" if back else "/about"]
    newsroom.build(output=newsroom.root / "fresh")
    incremental, newsroom.output = newsroom.files(), newsroom.root / "fresh"
    assert incremental == newsroom.files()


BREAKING: dict[str, Callable[[Newsroom], object]] = {
    "front matter": lambda newsroom: newsroom.raw("---\ntitle: [\n---\n"),
    "no date": lambda newsroom: newsroom.raw("---\ntitle: A\n---\n"),
    "a dead link": lambda newsroom: newsroom.article("bad", "[x](nothing-there)"),
    "not UTF-8": lambda newsroom: newsroom.raw(b"---\ntitle: \xff\n---\n"),
    "a template's syntax": lambda newsroom: newsroom.write("templates/home.html", "{% if %}"),
    "a template's fault": lambda newsroom: newsroom.write("templates/tag.html", "{{ 1/0 }}"),
    "an undefined name": lambda newsroom: newsroom.write("templates/day.html", "{{ page.nope }}"),
    "configuration": lambda newsroom: newsroom.config('language = "xx-nowhere"'),
    "no configuration": lambda newsroom: (newsroom.root / "dateline.toml").unlink(),
    "two of one address": lambda newsroom: newsroom.article("budget-vote", section="local"),
    "no theme": lambda newsroom: newsroom.config('theme = "broadshet"'),
}


@pytest.mark.parametrize("break_it", BREAKING.values(), ids=BREAKING.keys())
def test_nothing_is_published_while_there_is_an_error(
    newsroom: Newsroom, break_it: Callable[[Newsroom], object]
) -> None:
    two_stories(newsroom)
    newsroom.build()
    before = stamps(newsroom.output)
    newsroom.article("new-story", section="local", tags="[fire]")
    break_it(newsroom)

    assert newsroom.errors()

    assert stamps(newsroom.output) == before
    assert not (newsroom.output / ".dateline-staging").exists()


def test_nothing_is_published_while_there_is_a_warning_that_counts(newsroom: Newsroom) -> None:
    two_stories(newsroom)
    newsroom.build()
    before = newsroom.files()
    newsroom.article("new-story", titel="A slip")

    with pytest.raises(SiteError):
        newsroom.build(strict=True)

    assert newsroom.files() == before


@pytest.mark.parametrize("call", ["replace", "write", "mkdir", "unlink"])
def test_a_full_disk_is_told_and_the_next_build_heals(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    two_stories(newsroom)
    newsroom.build()
    old = newsroom.files()
    newsroom.article("new-story", section="local")
    _deleted(newsroom)
    real = getattr(os, call)

    def fail(place: str | int, *more: object) -> object:
        path = os.readlink(f"/proc/self/fd/{place}") if isinstance(place, int) else str(place)
        if str(newsroom.output) not in path:
            return real(place, *more)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), None if place == path else place)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(MachineError) as caught:
            newsroom.build()

    assert caught.value.exit_code == 3
    assert re.search(r"/\S+: No space left on device \(while writing", str(caught.value))
    assert old.items() <= _published(newsroom).items() or call == "unlink"
    newsroom.build()
    healed = newsroom.files()
    newsroom.build(output=newsroom.root / "fresh")
    newsroom.output = newsroom.root / "fresh"
    assert healed == newsroom.files()


def _published(newsroom: Newsroom) -> dict[str, bytes]:
    files = newsroom.files()
    return {file: data for file, data in files.items() if not file.startswith(".")}


def test_at_every_moment_of_publishing_each_link_leads_somewhere(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_stories(newsroom)
    newsroom.build()
    checked: list[str] = []

    def watched(call: Callable[..., None]) -> Callable[..., None]:
        def watch(*paths: str | Path) -> None:
            call(*paths)
            if str(paths[-1]).startswith(str(newsroom.output)):
                assert dead_links(newsroom) == []
                checked.append(Path(paths[-1]).relative_to(newsroom.output).as_posix())

        return watch

    monkeypatch.setattr(os, "replace", watched(os.replace))
    monkeypatch.setattr(os, "unlink", watched(os.unlink))
    newsroom.article("new-story", section="local", tags="[fire, sea]", authors="[ben]")
    newsroom.article("budget-vote", "See [the fire](new-story).", section="politics")
    _deleted(newsroom)

    report = newsroom.build()

    assert len(checked) > 20
    assert {url.strip("/") + "/index.html" for url in report.removed if url[-1] == "/"} <= set(
        checked
    )
    assert "index.html" in checked


def dead_links(newsroom: Newsroom) -> list[str]:
    """Follow all links from the home page; the paths that lead nowhere."""
    seen, waiting, dead = {"/"}, ["/"], []
    while waiting:
        url = waiting.pop()
        try:
            text = newsroom.page(url)
        except FileNotFoundError:
            dead.append(url)
            continue
        if url.endswith("/"):
            links = set(re.findall(r'(?:href|src)="(/[^"#]*)', text)) - seen
            links = {link for link in links if link.endswith(("/", ".css", ".js", ".xml", ".json"))}
            seen |= links
            waiting += links
    return dead
