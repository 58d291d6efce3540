"""Pictures that articles show: where they may be, their sizes, and files that are none."""

from __future__ import annotations

import re
import resource
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from dateline.errors import Problem
from tests.newsroom import Newsroom

STORY = "/2026/05/01/story/"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    data = BytesIO()
    Image.new("RGB", size).save(data, kind)
    return data.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def place(problem: Problem) -> tuple[str, int, int]:
    return (problem.path, problem.line, problem.column)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("p.png", "PNG"), ("p.jpg", "JPEG"), ("p.jpeg", "JPEG"), ("p.gif", "GIF"), ("P.WEBP", "WEBP")],
)
def test_a_picture_beside_the_article_is_published_with_its_size(
    newsroom: Newsroom, name: str, kind: str
) -> None:
    data = picture(kind, (40, 30))
    newsroom.write(f"content/world/{name}", data)
    newsroom.article("story", f"![Alt]({name})", section="world")

    newsroom.build()

    found = re.search(r'<img src="([^"]*)" width="40" height="30" alt="Alt"', newsroom.body(STORY))
    assert found
    assert newsroom.files()[found[1].lstrip("/")] == data


@pytest.mark.parametrize("typed", ["/images/a%20b.png", "</images/a b.png>"])
def test_a_picture_in_static_keeps_its_address(newsroom: Newsroom, typed: str) -> None:
    newsroom.write("static/images/a b.png", picture())
    newsroom.article("story", f"![Alt]({typed})")

    newsroom.build()

    assert '<img src="/images/a%20b.png" width="40" height="30"' in newsroom.body(STORY)


@pytest.mark.parametrize(
    ("svg", "size"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80px"/>', (120, 80)),
        ("<svg width='12.4' height='8.6' viewBox='0 0 1 1'></svg>", (12, 9)),
        ('<?xml version="1.0"?><!-- x --><svg viewBox="0 0 300 200"></svg>', (300, 200)),
        ('<svg width="100%" viewBox="0,0,30,20"></svg>', (30, 20)),
        ("<svg></svg>", None),
    ],
)
def test_the_size_of_a_drawing_is_read(
    newsroom: Newsroom, svg: str, size: tuple[int, int] | None
) -> None:
    newsroom.write("content/map.svg", svg)
    newsroom.article("story", "![Map](map.svg)")

    newsroom.build()

    found = re.search(r'<img [^>]*width="(\d+)" height="(\d+)"', newsroom.body(STORY))
    assert (tuple(map(int, found.groups())) if found else None) == size


def test_sizes_that_the_author_gives_are_kept(newsroom: Newsroom) -> None:
    newsroom.write("content/p.png", picture())
    newsroom.article("story", '<img src="p.png" alt="A" width="20" height="15">')

    newsroom.build()

    assert re.findall(r'(?:width|height)="\d+"', newsroom.body(STORY)) == [
        'width="20"',
        'height="15"',
    ]


def test_the_lead_picture_is_on_the_article_and_in_lists(newsroom: Newsroom) -> None:
    newsroom.write("content/p.png", picture())
    newsroom.article("story", image="{src: p.png, alt: Alt, caption: Cap, credit: Cred}")

    newsroom.build()

    page = newsroom.page(STORY)
    url = re.search(r"/assets/media/p-[0-9a-f]{8}\.png", page)
    assert url
    assert f'<img src="{url[0]}" alt="Alt" width="40" height="30"' in page
    assert f'content="https://brief.example{url[0]}"' in page
    assert url[0] in newsroom.page("/")


@pytest.mark.parametrize(
    ("typed", "text", "hint"),
    [
        ("mpa.png", "no picture 'mpa.png' beside the article", "did you mean 'map.png'?"),
        ("/imges/x.png", "no picture '/imges/x.png' in static/", "did you mean '/images/x.png'?"),
        ("../../dateline.toml", "no picture '../../dateline.toml' beside the article", ""),
        ("zzz", "no picture 'zzz' beside the article", ""),
    ],
)
def test_a_missing_picture_is_an_error_at_its_address(
    newsroom: Newsroom, typed: str, text: str, hint: str
) -> None:
    newsroom.write("content/world/map.png", picture())
    newsroom.write("static/images/x.png", picture())
    newsroom.article("story", f"One.\n\n![Alt]({typed})", section="world")

    (problem,) = newsroom.errors()

    assert (place(problem), problem.text, problem.hint) == (
        ("content/world/story.md", 8, 8),
        text,
        hint,
    )


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("p.png", b"", "picture 'p.png' is an empty file"),
        ("p.png", b"<html>404 Not Found</html>", "is not a picture that browsers show"),
        ("p.png", b"\x89PNG\r\n\x1a\n", "is not a picture that browsers show"),
        ("p.jpg", b"\xff\xd8\xff\xe0" + b"x" * 30, "is not a picture that browsers show"),
        ("p.png", picture("BMP"), "is not a picture that browsers show"),
        ("p.tiff", picture("TIFF"), "is not a picture that browsers show"),
        ("p.svg", b"", "picture 'p.svg' is an empty file"),
        ("p.svg", b"<html></html>", "is not an SVG picture"),
        ("p.svg", picture(), "is not an SVG picture"),
        ("p.md", b"not a picture", "is not a picture that browsers show"),
        ("p.png", bomb(40_000, 40_000), "has 40000 x 40000 pixels"),
        ("p.png", bomb(2**31 - 1, 2**31 - 1), "pixels"),
    ],
)
@pytest.mark.parametrize("where", ["body", "front matter"])
def test_what_is_no_picture_is_an_error_at_its_address(
    newsroom: Newsroom, name: str, data: bytes, text: str, where: str
) -> None:
    if name == "p.md":
        data = b"---\ntitle: P\ndate: 2026-01-01\n---\n"
    newsroom.write(f"content/{name}", data)
    if where == "body":
        newsroom.article("story", f"![Alt]({name})")
    else:
        newsroom.article("story", image=f"{{src: {name}}}")

    (problem,) = newsroom.errors()

    assert place(problem) == ("content/story.md", *((6, 8) if where == "body" else (4, 14)))
    assert text in problem.text


def test_a_picture_bomb_takes_no_memory(newsroom: Newsroom) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    newsroom.write("content/p.png", bomb(40_000, 40_000))
    newsroom.article("story", "![Alt](p.png)")

    newsroom.errors()

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB


@pytest.mark.parametrize(("name", "kind"), [("p.png", "JPEG"), ("p.jpg", "PNG"), ("p.gif", "WEBP")])
def test_a_wrong_ending_is_a_warning_and_the_picture_is_shown(
    newsroom: Newsroom, name: str, kind: str
) -> None:
    newsroom.write(f"content/{name}", picture(kind))
    newsroom.article("story", f"![Alt]({name})")

    (warning,) = newsroom.warnings()

    assert place(warning) == ("content/story.md", 6, 8)
    assert warning.text == f"picture '{name}' is {kind} but is named .{name[2:]}"
    assert 'alt="Alt"' in newsroom.body(STORY)


def test_with_links_set_to_warn_a_missing_picture_becomes_its_words(newsroom: Newsroom) -> None:
    newsroom.config('links = "warn"')
    newsroom.article("story", "![The words](gone.png)", image="{src: away.png}")

    texts = [each.text for each in newsroom.warnings()]

    assert sorted(texts) == [
        "no picture 'away.png' beside the article",
        "no picture 'gone.png' beside the article",
    ]
    assert "<img" not in newsroom.body(STORY)
    assert "The words" in newsroom.text(STORY)
    assert not re.search(r"(gone|away)\.png", newsroom.page(STORY))


def test_a_picture_from_another_site_is_a_link_and_a_warning(newsroom: Newsroom) -> None:
    newsroom.article("story", "One.\n\n![The words](https://example.org/x.png)")

    (warning,) = newsroom.warnings()

    assert place(warning) == ("content/story.md", 8, 14)
    assert "<img" not in newsroom.body(STORY)
    assert '<a href="https://example.org/x.png"' in newsroom.body(STORY)
