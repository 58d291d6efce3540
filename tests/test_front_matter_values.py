"""The values of front matter: typed by their key, never by how they look."""

from __future__ import annotations

import msgspec
import pytest

from dateline.model import Article
from tests.newsroom import Newsroom, place, read

DATE = "date: 2026-05-01 09:00"


def story(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "", "The council met.", ""])


def article(*lines: str) -> Article:
    """The article that these lines of front matter make, below a title and a date."""
    found = read(story("title: Budget", DATE, *lines))
    assert found.article, found.problems
    assert not found.problems
    return found.article


def problems(*lines: str) -> list[tuple[str, str, str]]:
    """Place, text and hint of each problem of a story with a title and a date."""
    found = read(story("title: Budget", DATE, *lines))
    return [(place(each), each.text, each.hint) for each in found.problems]


@pytest.mark.parametrize(
    "typed",
    ["no", "yes", "3.10", "007", "12:30", "1e3", "0x1F", "1_000", "true", "2026-05-01", ".inf"],
)
def test_a_headline_is_what_was_typed(typed: str) -> None:
    found = read(story(f"title: {typed}", DATE))

    assert found.article
    assert found.article.title == typed
    assert found.problems == ()


def test_a_headline_is_printed_as_typed(newsroom: Newsroom) -> None:
    newsroom.article("ten", title="3.10", standfirst="no", tags="[007, yes]")

    newsroom.build()

    text = newsroom.text("/2026/05/01/ten/")
    assert "3.10" in text
    assert {"/tags/007/", "/tags/yes/"} <= newsroom.urls()


@pytest.mark.parametrize("value", ["", '""', "''", '"  "', '"\\t"', "|\n"])
def test_an_empty_headline_is_an_error(value: str) -> None:
    found = read(story(f"title: {value}", DATE))

    assert found.article is None
    assert [(place(each), each.text) for each in found.problems] in (
        [("2:8", "the title is empty")],
        [("2:7", "the title is empty")],
    )


@pytest.mark.parametrize("value", ["~", "null"])
def test_null_is_no_headline_but_may_be_one_in_quotes(value: str) -> None:
    bare = read(story(f"title: {value}", DATE))
    quoted = read(story(f"title: '{value}'", DATE))

    assert bare.article is None
    assert [each.text for each in bare.problems] == ["expected text, not nothing"]
    assert "quotes" in bare.problems[0].hint
    assert quoted.article
    assert quoted.article.title == value


def test_white_space_is_folded_but_no_break_spaces_stay() -> None:
    found = read(story('title: "  2\u00a0500 Ft \t or\\n more\\u2028"', DATE))

    assert found.article
    assert found.article.title == "2\u00a0500 Ft or more"


def test_a_missing_headline_is_an_error() -> None:
    found = read(story(DATE))

    assert [(place(each), each.text) for each in found.problems] == [("1:1", "'title' is missing")]


def test_a_missing_date_is_an_error_on_an_article_and_none_on_a_page() -> None:
    text = story("title: About")

    (problem,) = read(text).problems

    assert (place(problem), problem.text) == ("1:1", "'date' is missing")
    assert "2026-11-22 09:30" in problem.hint
    assert read(text, "pages/about.md").article


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("titel", "title"),
        ("Title", "title"),
        ("sumary", "summary"),
        ("stand_first", "standfirst"),
        ("author", "authors"),
        ("correction", "corrections"),
        ("embargoed", "embargo"),
    ],
)
def test_an_unknown_key_is_a_warning_with_the_nearest_known_one(typed: str, meant: str) -> None:
    found = read(story("title: Budget", DATE, f"{typed}: x"))

    assert found.article
    (problem,) = found.problems
    assert (problem.severity, place(problem)) == ("warning", "4:1")
    assert problem.text == f"unknown key '{typed}'"
    assert problem.hint == f"did you mean '{meant}'?"


def test_an_unknown_key_like_no_other_lists_the_known_ones() -> None:
    ((_, text, hint),) = problems("zzz: x")

    assert text == "unknown key 'zzz'"
    assert "known keys: " in hint
    assert "standfirst" in hint


def test_an_unknown_key_is_an_error_under_strict(newsroom: Newsroom) -> None:
    newsroom.article("budget", titel="x")

    (warning,) = newsroom.warnings()
    (error,) = newsroom.errors(strict=True)

    assert (warning.path, place(warning)) == (error.path, place(error))
    assert error.hint == "did you mean 'title'?"


def test_an_unknown_key_in_a_table_is_told_at_its_place() -> None:
    assert problems("image: {src: a.png, caption: x, kredit: y}") == [
        ("4:33", "unknown key 'kredit'", "did you mean 'credit'?")
    ]


@pytest.mark.parametrize("key", ["tags", "authors", "related", "unrelated", "aliases"])
def test_one_text_is_a_list_of_one(key: str) -> None:
    one, many = article(f"{key}: old-town"), article(f"{key}: [old-town]")

    nowhere = msgspec.Raw(b"{}")
    assert msgspec.structs.replace(one, places=nowhere) == msgspec.structs.replace(
        many, places=nowhere
    )


def test_one_table_is_a_list_of_one() -> None:
    found = article("sources: {title: Council, url: https://example.org/}")

    assert [source.title for source in found.sources] == ["Council"]


@pytest.mark.parametrize("empty", ["", " ~", " null", " []"])
def test_a_list_key_with_nothing_behind_it_is_an_empty_list(empty: str) -> None:
    found = article(*(f"{key}:{empty}" for key in ("tags", "authors", "related", "sources")))

    assert (found.tags, found.authors, found.pinned, found.sources) == ((), (), (), ())
    assert found.wants_related


@pytest.mark.parametrize("empty", ["", " ~", " null"])
def test_an_optional_key_with_nothing_behind_it_is_not_given(empty: str) -> None:
    keys = ("updated", "slug", "standfirst", "summary", "dateline", "section", "image", "lang")
    found = article(*(f"{key}:{empty}" for key in (*keys, "extra")))

    assert (found.slug, found.standfirst, found.image) == ("story", None, None)
    assert (found.section, found.extra) == ("local", {})


@pytest.mark.parametrize("value", ["true", "True", "yes", "on"])
def test_words_for_true(value: str) -> None:
    assert article(f"draft: {value}").draft


@pytest.mark.parametrize("value", ["false", "no", "off", "FALSE"])
def test_words_for_false(value: str) -> None:
    assert not article(f"draft: {value}").draft


@pytest.mark.parametrize("value", ["maybe", "1", "", "[true]", "ja"])
def test_a_draft_that_is_neither_true_nor_false_is_never_published(value: str) -> None:
    ((where, text, _),) = problems(f"draft: {value}")

    assert where in ("4:7", "4:8")
    assert text.startswith("expected true or false, not ")


@pytest.mark.parametrize("value", ["false", "no", "off"])
def test_related_false_asks_for_no_related_stories(value: str) -> None:
    found = article(f"related: {value}")

    assert not found.wants_related
    assert found.pinned == ()


@pytest.mark.parametrize(
    ("line", "where", "text"),
    [
        ("standfirst: [a, b]", "4:13", "expected text, not a list"),
        ("standfirst: {a: b}", "4:13", "expected text, not a table"),
        ("tags: {a: b}", "4:7", "expected text, not a table"),
        ("tags: [a, [b]]", "4:11", "expected text, not a list"),
        ("image: photo.png", "4:8", "expected a table, not 'photo.png'"),
        ("sources: [https://example.org/]", "4:11", "expected a table, not 'https://example.org/'"),
        ("sources: [{title: x}]", "4:11", "'url' is missing"),
        ("corrections: [{text: x}]", "4:15", "'date' is missing"),
        ("extra: words", "4:8", "expected a table, not 'words'"),
        ("updated: [2026-05-01]", "4:10", "expected text, not a list"),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error_at_the_value(
    line: str, where: str, text: str
) -> None:
    ((found_where, found_text, _),) = problems(line)

    assert (found_where, found_text) == (where, text)


def test_all_that_is_wrong_in_one_file_is_told_at_once() -> None:
    found = read(
        story(
            "title: Budget",
            "date: 22/11/2026",
            "draft: maybe",
            "slug: ../x",
            "sources: [{title: x, url: 'javascript:alert(1)'}]",
            "titel: x",
        )
    )

    assert {(place(each), each.severity) for each in found.problems} == {
        ("3:7", "error"),
        ("4:8", "error"),
        ("5:7", "error"),
        ("6:27", "error"),
        ("7:1", "warning"),
    }


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("sources: [{title: x, url: 'javascript:alert(1)'}]", "4:27"),
        ("sources: [{title: x, url: '//evil.example/x'}]", "4:27"),
        ("sources: [{title: x, url: 'data:text/html,x'}]", "4:27"),
        ("canonical: /here/", "4:12"),
        ('canonical: "java\\tscript:alert(1)"', "4:12"),
        ("image: {src: 'https://evil.example/x.png'}", "4:14"),
        ("image: {src: '//evil.example/x.png'}", "4:14"),
    ],
)
def test_addresses_that_readers_may_not_follow_are_errors(line: str, where: str) -> None:
    ((found, _, hint),) = problems(line)

    assert found == where
    assert hint


@pytest.mark.parametrize(
    ("line", "extra"),
    [
        ("extra: {count: 12}", {"count": 12}),
        ("extra: {share: 0.5, big: 1e3}", {"share": 0.5, "big": 1000.0}),
        ("extra: {live: true, over: false}", {"live": True, "over": False}),
        ("extra: {none: ~, empty: }", {"none": None, "empty": None}),
        ("extra: {code: '12', yes: yes}", {"code": "12", "yes": "yes"}),
        ("extra: {huge: 1e999, digits: ١٢, under: 1_0}", None),
        ("extra: {list: [1, {a: b}]}", {"list": [1, {"a": "b"}]}),
    ],
)
def test_extra_has_the_types_of_yaml_1_2(line: str, extra: dict[str, object] | None) -> None:
    texts = {"huge": "1e999", "digits": "١٢", "under": "1_0"}

    assert article(line).extra == (extra or texts)


@pytest.mark.parametrize(
    "value", ["👩‍👩‍👧", "«Őrség»", "שלום", "İstanbul", "{{ 7*7 }}", "a & b < c"]
)
def test_a_headline_in_any_script_reaches_the_page(newsroom: Newsroom, value: str) -> None:
    newsroom.article("headline", title=f"'{value}'")

    newsroom.build()

    assert value in newsroom.text("/2026/05/01/headline/")
