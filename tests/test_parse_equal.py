"""What was made faster gives what the slower ways give: held against the library's own rules."""

from __future__ import annotations

import json
import re
import tarfile
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt, helpers
from markdown_it.common.normalize_url import normalizeLink
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from dateline.errors import Mark
from dateline.parse import blocks, inlines, lines, markdown, polish, summary
from dateline.parse.addresses import encoded_address, is_external
from dateline.parse.attributes import attributes_plugin
from dateline.parse.highlight import highlight
from dateline.parse.markdown import Rendered, render_line, render_markdown
from dateline.parse.polish import Polished
from dateline.related import terms
from dateline.related.words import pieces_of, plain_words
from tests.test_corpus import ARCHIVE
from tests.test_markdown import CASES

EXAMPLES = json.loads((Path(__file__).parent / "fixtures/commonmark.json").read_text("utf-8"))

# Pieces of Markdown that meet in all orders; the longer ones are what chance would seldom make.
PIECES = (
    *("\n", "\n", "\n", "\n\n", "  \n", " \n", "\\\n", "\t", "    ", "  ", " ", "\r\n", "\r"),
    *(
        "#",
        "## ",
        "> ",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "12",
        "---",
        "***",
        "===",
        "=",
        "-",
        "_ _ _",
    ),
    *(
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "~~~",
        "`",
        "``",
        "```",
        "[",
        "]",
        "(",
        ")",
        "![",
        "^[",
        "^",
    ),
    *("<", ">", "<b>", "</b>", "<!--", "-->", "<div>", "<https://a.example>", "<a@b.example>"),
    *("&amp;", "&#91;", "&", "&nbsp;", "\\", "\\[", "\\!", "\\*", "{", "}", "{.x}", "{#y lang=de}"),
    *("|", "| a | b |\n|---|:-:|\n| c | d |\n", "|--|", ":", ": ", "~ ", ":\n", "Term\n: def\n"),
    *("[^1]", "[^1]: ", "[x]: /u 't'\n", "[x]", "[x][]", "[y](/u)", '[y](/u "t")', "[y](<a b>)"),
    *("[z](https://a.example/p?q=1#r)", "[z](a(b)c)", "[z](a&amp;b)", "![p](p.png)", "]{.s}"),
    *(
        "[z](javascript:x)",
        "(//h)",
        "](HTTP://É.example/ü)",
        "> [!note] T\n> u\n",
        "[!note]",
        "— N",
    ),
    *(
        "word",
        "two words",
        "é",
        "“q”",
        "世界",
        "\xa0",
        "\u2003",
        "\u2028",
        "\x0b",
        "\x1f",
        "\ufeff",
    ),
    *("!", "!!", ".", "2. ", "a_b_c", "x*y*z", '"', "'", "@", "$", "%", "\0", "İ", "ß", "ﬁ"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
thorough = settings(max_examples=300, derandomize=True, database=None, deadline=None)


@cache
def library(raw_html: bool, footnotes: bool = True) -> MarkdownIt:
    """The library as it is, with our plugins and the rules that print them."""
    options = {"html": raw_html, "xhtmlOut": False, "highlight": highlight}
    converter = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    if footnotes:
        converter.use(footnote_plugin)
    converter.use(deflist_plugin).use(attributes_plugin)
    converter.inline.ruler.before("link", "open_bracket", markdown._open_bracket)
    converter.validateLink = markdown._leads_to_a_page  # type: ignore[method-assign,assignment]
    converter.core.ruler.push("callouts", blocks.mark_callouts)
    converter.core.ruler.push("figures", blocks.mark_figures)
    converter.core.ruler.push("tables", blocks.mark_tables)
    for name, rule in {**markdown._FOOTNOTE_RULES, **markdown._DELETION_RULES}.items():
        converter.add_render_rule(name, rule)
    return converter


def slowly(text: str, *, raw_html: bool) -> Rendered:
    converter = library(raw_html)
    env: dict[str, Any] = {}
    tokens = converter.parse(text, env)
    return Rendered(converter.renderer.render(tokens, converter.options, env), tokens, raw=True)


def outcome(rendered: Rendered) -> tuple[str, list[tuple[str, list[int] | None]], list[str]]:
    """All that is asked of a rendered text: HTML, raw HTML with its lines, the first paragraphs."""
    raw = [(token.content, block.map) for token, block in rendered.raw]
    return rendered.html, raw, rendered.opening_text()


def assert_equal(text: str) -> None:
    for raw_html in (True, False):
        fast = outcome(render_markdown(text, raw_html=raw_html))
        assert fast == outcome(slowly(text, raw_html=raw_html)), text


@pytest.mark.parametrize("section", sorted({each["section"] for each in EXAMPLES}))
def test_the_examples_of_commonmark_are_printed_as_the_library_prints_them(section: str) -> None:
    for example in EXAMPLES:
        if example["section"] == section:
            assert_equal(example["markdown"])


def test_the_examples_of_commonmark_are_printed_so_inside_lists_quotes_and_footnotes() -> None:
    for example in EXAMPLES:
        indented = example["markdown"].replace("\n", "\n   ")
        quoted = example["markdown"].replace("\n", "\n> ")
        assert_equal(f"1. {indented}\n\n> {quoted}\n\nx[^1]\n\n[^1]: {indented}\n")


def test_our_own_fixtures_are_printed_as_the_library_prints_them() -> None:
    for case in CASES:
        assert_equal(case.typed)


@pytest.mark.parametrize(
    "text",
    [
        "# a | b\n|---|---|\n| c | d |\n",
        "Term\n\n: definition\n",
        "words\n: definition\n",
        "a | b\n--|--\nc | d\n",
        "&#91;!note] Title\nunder it\n",
        "> &#91;!note] Title\n> under it\n",
        "> \\[!note] Title\n> under it\n",
    ],
)
def test_what_looks_plain_and_is_not_is_printed_as_the_library_prints_it(text: str) -> None:
    assert_equal(text)


@given(texts)
@thorough
def test_any_mixture_is_printed_as_the_library_prints_it(text: str) -> None:
    assert_equal(text)


@given(st.lists(texts, max_size=5).map("\nPlain words.\n\n".join))
@thorough
def test_mixtures_between_plain_paragraphs_are_printed_so(text: str) -> None:
    assert_equal(text)


@given(texts)
@thorough
def test_any_line_is_printed_as_the_library_prints_it(text: str) -> None:
    assert render_line(text) == library(raw_html=False, footnotes=False).renderInline(text)


@pytest.mark.parametrize("depth", range(15, 25))
@pytest.mark.parametrize("sign", ["*", "[", "> ", "- ", "![", "^["])
def test_what_is_nested_too_deep_is_printed_as_the_library_prints_it(sign: str, depth: int) -> None:
    close = {"[": "](/u)", "![": "](/u)", "^[": "]", "*": "*"}.get(sign, "")

    assert_equal(f"{sign * depth}a  \n b [c](/d) *e*\n f {close * depth} g")


@pytest.mark.skipif(not ARCHIVE.is_file(), reason="the archive of real articles is not here")
def test_real_articles_are_printed_as_the_library_prints_them() -> None:
    with tarfile.open(ARCHIVE) as archive:
        files = [archive.extractfile(member) for member in archive if member.name.endswith(".md")]
        bodies = [file.read().decode().partition("\n---\n")[2] for file in files if file]
    for body in bodies:
        fast = outcome(render_markdown(body, raw_html=True))
        assert fast == outcome(slowly(body, raw_html=True)), body[:200]
    assert len(bodies) > 2000


ADDRESS_PIECES = (
    *("https://", "http://", "HTTPS://", "//", "/", "mailto:", "tel:", "javascript:", "a.example"),
    *("A.Example", "é.example", "xn--a", "b", "..", ".", ":", ":80", "@", "?", "#", "=", "&", "+"),
    *("%20", "%2", "%", " ", "'", "(", ")", "[::1]", "\\", "^", "é", "~", "-", "_", "x" * 64, ";"),
)
addresses = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(("", "https://", "http://", "//", "/")),
        st.lists(st.sampled_from(ADDRESS_PIECES), max_size=6).map("".join),
    ),
)


@given(addresses)
@thorough
def test_an_address_is_normalised_as_the_library_does_it(address: str) -> None:
    assert inlines.normal_address(address) == normalizeLink(address)


@given(addresses)
@thorough
def test_an_address_in_order_is_one_that_may_be_followed(address: str) -> None:
    assert markdown.is_link(address) == markdown._leads_to_a_page(address)


@given(addresses)
@thorough
def test_an_address_in_order_is_kept_and_placed_as_by_the_longer_way(address: str) -> None:
    fast = encoded_address(address), is_external(address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dateline.parse.addresses.IN_ORDER", re.compile("(?!)"))

        assert fast == (encoded_address(address), is_external(address))


@given(texts | addresses, st.integers(0, 5))
@thorough
def test_a_destination_is_read_as_the_library_reads_it(text: str, start: int) -> None:
    fast = inlines._parse_destination(text, start, len(text))
    slow = helpers.parseLinkDestination(text, start, len(text))

    assert (fast.ok, fast.pos, fast.str) == (slow.ok, slow.pos, slow.str)


def polished(html: str, *, raw: bool) -> tuple[Any, ...]:
    made = Polished(lambda target: Mark(1), "en")
    made.run(html, raw=raw)
    return made.html, made.headings, made.references, made.ids, made.names, made.foreign_images


@given(texts)
@thorough
def test_html_from_markdown_is_polished_like_raw_html(text: str) -> None:
    html = render_markdown(text, raw_html=False).html

    assert polished(html, raw=False) == polished(html, raw=True)


def test_our_fixtures_are_polished_like_raw_html() -> None:
    for case in CASES:
        html = render_markdown(case.typed, raw_html=False).html

        assert polished(html, raw=False) == polished(html, raw=True)


@given(texts)
@thorough
def test_links_that_begin_with_a_letter_need_no_look_for_a_name(text: str) -> None:
    html = render_markdown(text, raw_html=True).html
    every_link = re.compile(polish._LINKED.pattern.replace(r"(?=[\s<&\x02])", ""), re.S | re.I)

    assert polish._LINKED.sub(polish._named_link, html) == every_link.sub(polish._named_link, html)


def words_by_pattern(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).lower()
    found = re.findall(r"[^\W\d_][\w'-]*|\d{4}", re.sub("[’ʼ‘]", "'", text))
    bare = [word.removesuffix("'s").strip("'") for word in found]
    return [word for word in bare if len(word) > 1]


WORD_PIECES = (
    *(
        " ",
        " ",
        "\n",
        "\xa0",
        ".",
        ",",
        "’s",
        "'s",
        "'",
        "’",
        "-",
        "–",
        "“",
        "”",
        "(",
        "2024",
        "123",
    ),
    *(
        "a",
        "Word",
        "É",
        "ß",
        "_",
        "x_y",
        "²",
        "½",
        "Ⅷ",
        "ǅ",
        "ﬁn",
        "/",
        "世",
        "…",
        "U.S.",
        "İ",
        "०१२३",
    ),
)


@given(st.lists(st.sampled_from(WORD_PIECES), max_size=20).map("".join))
@thorough
def test_words_are_found_as_by_one_pattern(text: str) -> None:
    found = [word for piece in pieces_of(text, "en") for word in plain_words(piece, "en")]

    assert found == words_by_pattern(text)


@given(st.text() | st.text(st.characters(min_codepoint=0x2FF0, max_codepoint=0x4E10)))
@thorough
def test_letters_without_spaces_between_words_are_seen(text: str) -> None:
    assert terms.has_unspaced(text) == any(re.match(terms._UNSPACED, letter) for letter in text)


@given(st.lists(texts, max_size=12).map("\n\n".join))
@thorough
def test_a_summary_needs_no_more_than_the_first_paragraphs(text: str) -> None:
    rendered = render_markdown(text, raw_html=False)
    few = rendered.opening_text()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_PARAGRAPHS_ENOUGH", 1_000_000)
        every = rendered.opening_text()

    assert summary.summarise(few, "en") == summary.summarise(every, "en")


def test_a_plain_paragraph_is_one_token() -> None:
    # Without this, all tests here would hold for a converter that is as slow as the library.
    tokens = markdown._build(raw_html=True).parse("One line,\nanother.\n\nA [link](/a).\n")

    assert [token.type for token in tokens] == [
        lines.PLAIN_PARAGRAPH,
        "paragraph_open",
        "inline",
        "paragraph_close",
    ]
