"""Markdown to HTML: fixtures as text, each a title, what is typed and what is printed.

A case is a title, a line with one dot, the Markdown, a dot, the HTML of the article's body, a dot.
"[hu]" behind a title gives the article's language.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from tests.newsroom import Newsroom

FOLDER = Path(__file__).parent / "fixtures" / "markdown"
_CASE = re.compile(r"^([^\n]+)\n\.\n(.*?)\n\.\n(.*?)^\.$", re.DOTALL | re.MULTILINE)


class Case(NamedTuple):
    slug: str
    place: str
    language: str
    typed: str
    printed: str


def read_cases() -> list[Case]:
    """Read all fixtures; `place` is the path and line of the case, for the failure's message."""
    cases = []
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text("utf-8")
        for found in _CASE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            language = re.search(r"\[(\w+)\]$", found[1])
            place = f"tests/fixtures/markdown/{path.name}:{line}"
            cases.append(
                Case(
                    f"{path.stem}-{line}",
                    place,
                    language[1] if language else "en",
                    found[2],
                    found[3].strip(),
                )
            )
    return cases


CASES = read_cases()


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The bodies of all cases by slug, from one site."""
    newsroom = Newsroom(tmp_path_factory.mktemp("markdown"))
    picture = BytesIO()
    Image.new("RGB", (4, 3)).save(picture, "PNG")
    newsroom.write("content/map.png", picture.getvalue())
    for case in CASES:
        newsroom.article(case.slug, case.typed, lang=case.language)
    newsroom.build()
    return {case.slug: newsroom.body(f"/2026/05/01/{case.slug}/").strip() for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=[case.place.rpartition("/")[2] for case in CASES])
def test_markdown_is_printed_as_the_fixture_says(case: Case, printed: dict[str, str]) -> None:
    body = re.sub(
        r"/assets/media/map-[0-9a-f]{8}\.png", "/assets/media/map.png", printed[case.slug]
    )

    assert body == case.printed, f"{case.place} is printed otherwise"


def test_every_fixture_file_holds_cases() -> None:
    assert {case.place.partition(":")[0] for case in CASES} == {
        f"tests/fixtures/markdown/{path.name}" for path in FOLDER.glob("*.md")
    }
