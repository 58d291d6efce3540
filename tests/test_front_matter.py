"""Front matter: what is read, what is refused, and where the message points."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from dateline.errors import Problem, Reporter
from dateline.model import Article
from dateline.sources import FORBIDDEN, decode_text
from tests.newsroom import Newsroom, place, read

DATE = "date: 2026-05-01 09:00"


def story(*lines: str, body: str = "The council met.") -> str:
    return "\n".join(["---", *lines, "---", "", body, ""])


def article(*lines: str) -> Article:
    """The article that these lines of front matter make, beside a date."""
    found = read(story(*lines, DATE))
    assert found.article, found.problems
    return found.article


def only_error(content: str | bytes) -> Problem:
    found = read(content)
    assert found.article is None
    (problem,) = [each for each in found.problems if each.severity == "error"]
    return problem


# Fences


@pytest.mark.parametrize(
    "content",
    [
        "---\ntitle: Budget\ndate: 2026-05-01\n\nThe text begins.\n",
        "---\ntitle: Budget\n --- \nThe text\n",
        "---\ntitle: Budget\n----\n",
        "---",
        "---\n",
    ],
)
def test_front_matter_that_is_never_closed_is_an_error_at_its_first_line(content: str) -> None:
    problem = only_error(content)

    assert place(problem) == "1:1"
    assert "never closed" in problem.text
    assert "---" in problem.hint


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no front matter"),
        ("The council met.\n", "no front matter"),
        ("# The council met\n\n---\ntitle: x\n---\n", "no front matter"),
        ("+++\ntitle = 'Budget'\n+++\n", "TOML"),
        ('{"title": "Budget"}\n', "JSON"),
    ],
)
def test_a_file_without_front_matter_is_an_error(content: str, says: str) -> None:
    problem = only_error(content)

    assert place(problem) == "1:1"
    assert says in problem.text
    assert "---" in problem.hint


def test_a_byte_order_mark_does_not_hide_that_a_story_is_a_draft() -> None:
    content = story("title: Budget", DATE, "draft: true").encode("utf-8-sig")

    found = read(content)

    assert found.article
    assert found.article.draft


def test_empty_lines_may_stand_above_and_places_count_them() -> None:
    found = read("\n  \n" + story("title: Budget", DATE, "titel: x"))

    assert found.article
    assert [place(problem) for problem in found.problems] == ["6:1"]


def test_the_body_starts_at_the_line_after_the_closing_fence() -> None:
    found = read(story("title: Budget", DATE, body="[dead](javascript:alert)\n\n<iframe></iframe>"))

    assert [problem.line for problem in found.problems] == [8]


# Encodings and line ends


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_do_not_change_the_output(newsroom: Newsroom, ending: str) -> None:
    text = story(
        "title: Budget",
        DATE,
        "standfirst: |",
        "  One",
        "  two",
        body="One\ntwo\n\n- a\n- b\n\n```\ncode\n```",
    )
    newsroom.raw(text, "content/local/budget.md")
    newsroom.build()
    expected = newsroom.files()

    newsroom.raw(text.replace("\n", ending), "content/local/budget.md")
    newsroom.build(clean=True)

    assert newsroom.files() == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_other_encodings_are_never_published(encoding: str) -> None:
    bom = "\ufeff" if encoding == "utf-16-be" else ""
    problem = only_error((bom + story("title: Őrség", DATE)).encode(encoding))

    assert "not UTF-8" in problem.text
    assert place(problem) == "1:1"
    assert "UTF-8" in problem.hint


@pytest.mark.parametrize(
    ("content", "where", "byte", "offset"),
    [
        (b"---\ntitle: caf\xe9\n---\n", "2:11", "0xe9", 14),
        (b"---\r\ntitle: \xc5\x91\xff\r\n---\r\n", "2:9", "0xff", 14),
        (b"\xef\xbb\xbf---\ntitle: \x80\n---\n", "2:8", "0x80", 14),
        (b"---\ntitle: x\n---\n\nOne\rTwo \xfc", "6:5", "0xfc", 26),
    ],
)
def test_a_byte_that_is_not_utf8_is_shown_at_its_line_and_column(
    content: bytes, where: str, byte: str, offset: int
) -> None:
    problem = only_error(content)

    assert place(problem) == where
    assert f"byte {byte} at offset {offset}" in problem.text


def test_raw_control_characters_are_left_out_with_a_warning() -> None:
    found = read(story("title: Bud\x07get", DATE))

    assert found.article
    assert found.article.title == "Budget"
    (problem,) = found.problems
    assert (problem.severity, place(problem)) == ("warning", "2:11")
    assert "U+0007" in problem.text


def test_no_character_is_missed_that_neither_html_nor_xml_may_hold() -> None:
    # A NUL is an error, and halves of letters are no UTF-8: both are told as such.
    letters = map(chr, [*range(1, 0xD800), *range(0xE000, 0x10000)])
    for letter in filter(FORBIDDEN.match, letters):
        report = Reporter("a.md")
        assert decode_text(f"Bud{letter}get é".encode(), report) == "Budget é"
        assert "is left out" in report.problems[0].text


@pytest.mark.parametrize("escaped", [r"\x1b[31m", r"\0", r"\u009b", r"\uFFFF"])
def test_escaped_control_characters_are_an_error(escaped: str) -> None:
    problem = only_error(story(f'title: "Budget {escaped}"', DATE))

    assert place(problem) == "2:8"
    assert "control character" in problem.text


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85"])
def test_odd_line_separators_are_white_space_and_do_not_move_places(letter: str) -> None:
    found = read(story(f"title: Budget{letter}vote", DATE, "titel: x"))

    assert found.article
    assert found.article.title == "Budget vote"
    assert [place(problem) for problem in found.problems] == ["4:1"]


# YAML that is broken, and YAML that is too clever


@pytest.mark.parametrize(
    ("line", "where", "hint"),
    [
        ("title: Breaking: bridge", "2:16", "quoted"),
        ("title: @ada on the news", "2:8", "quoted"),
        ("title: `code`", "2:8", "quoted"),
        ("title: %budget", "2:8", "quoted"),
        ('title: "Budget', "2:8", "quoted"),
        ("title: 'Budget", "2:8", "quoted"),
        ('title: "Budget" vote', "2:17", "quoted"),
        ("title: x\nimage:\n\tsrc: a.png", "4:1", "spaces, not tabs"),
        ("title: x\ntags:\n  - a\n\t- b", "5:1", "spaces, not tabs"),
        ("title: x\n  date: 2026-05-01", "3:7", "quoted"),
        ("title: [a, b", "3:5", "quoted"),
    ],
)
def test_broken_yaml_is_an_error_where_it_breaks(line: str, where: str, hint: str) -> None:
    problem = only_error(story(line, DATE))

    assert problem.text.startswith("not YAML: ")
    assert place(problem) == where
    assert hint in problem.hint


@pytest.mark.parametrize("above", ["", "\n\n"])
def test_a_key_given_twice_is_an_error_that_names_both_lines(above: str) -> None:
    problem = only_error(above + story("title: One", DATE, "title: Two"))

    first = 2 + len(above)
    assert place(problem) == f"{first + 2}:1"
    assert f"'title' is given twice, in lines {first} and {first + 2}" in problem.text


def test_a_key_given_twice_in_a_table_is_an_error_too() -> None:
    problem = only_error(story("title: One", DATE, "image: {src: a.png, alt: x, src: b.png}"))

    assert "'src' is given twice" in problem.text
    assert place(problem) == "4:29"


@pytest.mark.parametrize(
    "value",
    [
        '!!python/object/apply:os.system ["touch {marker}"]',
        "!!python/name:os.system x",
        "!!python/object/new:subprocess.Popen [[touch, {marker}]]",
        "!!int 3",
        "!custom x",
        "!!binary aGVsbG8=",
    ],
)
def test_yaml_tags_are_refused_and_never_run(tmp_path: Path, value: str) -> None:
    marker = tmp_path / "ran"

    problem = only_error(story("title: " + value.replace("{marker}", str(marker)), DATE))

    assert place(problem) == "2:8"
    assert "is not read" in problem.text
    assert not marker.exists()


LAUGHS = ["a0: &a0 [ha, ha]"] + [
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)
]


@pytest.mark.parametrize(
    "lines",
    [
        LAUGHS,
        ["extra: &a [*a]"],
        ["extra: &a {b: *a}"],
        ["standfirst: &x text"],
        ["standfirst: *nowhere"],
        ["base: &b {k: v}", "<<: *b"],
        ["? &a key\n: x"],
    ],
)
def test_anchors_and_aliases_are_refused_at_once(lines: list[str]) -> None:
    tracemalloc.start()
    start = time.perf_counter()
    try:
        problem = only_error(story("title: Budget", *lines, DATE))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert time.perf_counter() - start < 1
    assert most < 20_000_000
    assert "anchors and aliases are not read" in problem.text
    assert problem.line == 3


@pytest.mark.parametrize(
    "value",
    ["[" * 50_000, "{a: " * 12_000, "[" * 51 + "]" * 51, "\n" + "- " * 30_000],
)
def test_front_matter_that_is_nested_too_deeply_is_an_error(value: str) -> None:
    start = time.perf_counter()

    problem = only_error(story("title: Budget", DATE, f"extra: {value}"))

    assert time.perf_counter() - start < 5
    assert "nested deeper than 50" in problem.text
    assert problem.line in (4, 5)


def test_forty_levels_are_not_too_deep() -> None:
    assert article("title: Budget", "extra: {a: " + "[" * 40 + "]" * 40 + "}").extra["a"]


@pytest.mark.parametrize("filler", ["x" * 65_600, "ő" * 33_000])
def test_front_matter_over_64_kb_is_an_error(filler: str) -> None:
    problem = only_error(story("title: Budget", DATE, f"standfirst: {filler}"))

    assert "larger than 64 KB" in problem.text


@pytest.mark.parametrize("matter", ["- a\n- b", "just words", "[title, date]", "3"])
def test_front_matter_must_be_keys_and_values(matter: str) -> None:
    problem = only_error(story(matter))

    assert place(problem) == "2:1"
    assert "key: value" in problem.text


@pytest.mark.parametrize("key", ["[a, b]", "{a: b}"])
def test_a_key_must_be_a_word(key: str) -> None:
    problem = only_error(story("title: x", DATE, f"? {key}\n: value"))

    assert problem.text == "a key must be a word"
    assert place(problem) == "4:3"


def test_a_second_document_is_an_error() -> None:
    assert "second document" in only_error(story("title: x", DATE, "--- y")).text


def test_one_bad_file_does_not_hide_another(newsroom: Newsroom) -> None:
    newsroom.raw("---\ntitle: Never closed\n", "content/local/a.md")
    newsroom.raw(story("title: Bad: colon", DATE), "content/local/b.md")
    newsroom.raw(b"---\ntitle: caf\xe9\n---\n", "content/world/c.md")
    newsroom.raw(story("title: x", "date: 2026-02-30"), "content/world/d.md")
    newsroom.article("fine")

    errors = newsroom.errors()

    assert [(each.path, place(each)) for each in errors] == [
        ("content/local/a.md", "1:1"),
        ("content/local/b.md", "2:11"),
        ("content/world/c.md", "2:11"),
        ("content/world/d.md", "3:7"),
    ]
    assert not newsroom.output.exists() or newsroom.files() == {}
