"""Bytes as hosts send them: types, HEAD, ETag, Range."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.serving import Onlooker

BYTES = bytes(range(256)) * 8


@pytest.fixture
def site(newsroom: Newsroom) -> Onlooker:
    newsroom.article("harbour-fire", section="local")
    newsroom.write("static/sound.mp3", BYTES)
    newsroom.write("static/odd.xyz", b"odd")
    newsroom.write("static/note.txt", "fine")
    return Onlooker(newsroom)


PATHS = ("/", "/feed.xml", "/sound.mp3", "/nothing/")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/sound.mp3", "audio/mpeg"),
        ("/odd.xyz", "application/octet-stream"),
        ("/.dateline/preview.js", "text/javascript; charset=utf-8"),
    ],
)
def test_types_do_not_depend_on_the_machine(site: Onlooker, path: str, kind: str) -> None:
    assert site.ask(path).headers["content-type"] == kind


def test_style_sheets_of_the_theme_have_their_type(site: Onlooker) -> None:
    snapshot = site.preview.snapshot
    assert snapshot is not None
    path = next(path for path in snapshot.assets if path.endswith(".css"))

    assert site.ask(path).headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_headers_and_no_body(site: Onlooker, path: str) -> None:
    whole, head = site.ask(path), site.ask(path, method="HEAD")

    assert head.body == b""
    assert head.status == whole.status
    assert head.headers == whole.headers
    assert int(whole.headers["content-length"]) == len(whole.body)


@pytest.mark.parametrize("path", ["/", "/feed.xml", "/sound.mp3", "/.dateline/preview.css"])
def test_what_the_browser_has_is_not_sent_again(site: Onlooker, path: str) -> None:
    etag = site.ask(path).headers["etag"]

    found = site.ask(path, headers=[("if-none-match", f'"other", {etag}')])

    assert (found.status, found.body, found.headers["etag"]) == (304, b"", etag)
    for known in ([f"W/{etag}"], ['"a"', etag], ["*"], [f'"a,b" , W/"c",W/{etag}']):
        headers = [("if-none-match", each) for each in known]
        assert site.ask(path, headers=headers).status == 304, known
    assert site.ask(path, headers=[("if-none-match", '"other"')]).status == 200


def test_a_page_that_is_not_there_is_never_unchanged(site: Onlooker) -> None:
    etag = site.ask("/nothing/").headers["etag"]

    assert site.ask("/nothing/", headers=[("if-none-match", etag)]).status == 404


def test_other_bytes_have_another_etag(site: Onlooker) -> None:
    before = site.ask("/note.txt").headers["etag"]

    site.newsroom.write("static/note.txt", "mine")
    site.look()

    assert site.ask("/note.txt", headers=[("if-none-match", before)]).body == b"mine"


@pytest.mark.parametrize("path", ["/feed.xml", "/sound.mp3"])
@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        *(("0-9", 0, 10), ("100-", 100, None), ("-20", -20, None), ("0-0", 0, 1)),
        *(("0-999999", 0, None), ("-999999", 0, None), ("000007-9", 7, 10)),
    ],
)
def test_a_part_is_sent_where_a_part_is_asked_for(
    site: Onlooker, path: str, asked: str, start: int, end: int | None
) -> None:
    whole = site.ask(path).body

    found = site.ask(path, headers=[("range", f"bytes={asked}")])

    assert found.status == 206
    assert found.body == whole[start:end]
    assert found.headers["content-range"].endswith(f"/{len(whole)}")


@pytest.mark.parametrize("path", ["/feed.xml", "/sound.mp3"])
def test_a_part_that_is_not_there_is_told(site: Onlooker, path: str) -> None:
    for asked in ("9999999-", "9999999-9999999", "-0"):
        found = site.ask(path, headers=[("range", f"bytes={asked}")])

        assert found.status == 416
        assert found.headers["content-range"].startswith("bytes */")


@pytest.mark.parametrize("path", ["/feed.xml", "/sound.mp3"])
@pytest.mark.parametrize(
    "asked",
    [
        *("bytes=9-2", "bytes=", "bytes=-", "bytes=a-b", "items=0-9", "bytes=0-1,3-4", "0-9"),
        *("bytes=0-" + "9" * 5000, "bytes=" + "9" * 5000 + "-", "bytes=0x1-2", "bytes=+1-2"),
    ],
)
def test_a_range_that_makes_no_sense_gives_the_whole(site: Onlooker, path: str, asked: str) -> None:
    found = site.ask(path, headers=[("range", asked)])

    assert found.status == 200
    assert found.body == site.ask(path).body


@pytest.mark.parametrize("path", ["/feed.xml", "/sound.mp3", "/", "/nothing/", "/local"])
@pytest.mark.parametrize("headers", [[], [("range", "bytes=0-9")], [("if-none-match", "*")]])
def test_head_has_the_status_and_headers_of_get(
    site: Onlooker, path: str, headers: list[tuple[str, str]]
) -> None:
    head, get = (site.ask(path, method=each, headers=headers) for each in ("HEAD", "GET"))

    assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


@pytest.mark.parametrize("path", ["/feed.xml", "/sound.mp3"])
def test_a_part_of_other_bytes_is_not_sent(site: Onlooker, path: str) -> None:
    found = site.ask(path, headers=[("range", "bytes=0-9"), ("if-range", '"other"')])

    assert found.status == 200


def test_a_file_that_has_just_gone_is_not_found(site: Onlooker) -> None:
    (site.newsroom.root / "static/note.txt").unlink()

    assert site.ask("/note.txt").status == 404
