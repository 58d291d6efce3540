"""Markdown to HTML: CommonMark with what newsrooms need.

The pipeline is a list of named rules over markdown-it's flat tokens. Shortcodes (`::name{...}`)
would be one more block rule in `_build`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from dateline.parse import blocks
from dateline.parse.addresses import IN_ORDER
from dateline.parse.attributes import attributes_plugin
from dateline.parse.highlight import highlight
from dateline.parse.inlines import parse_inlines_faster
from dateline.parse.lines import PLAIN_PARAGRAPH, parse_lines_faster
from dateline.parse.printer import Printer
from dateline.slots import text_slot

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_OPENING = re.compile(r"[!^]?\[")
_PARAGRAPHS_ENOUGH = 400

# What sites may add, and libraries offer: a function that gives a converter more rules.
MarkdownPlugin = Callable[[MarkdownIt], object]


class Rendered:
    """What one Markdown text gave: its HTML, whether raw HTML is in it, and its tokens."""

    def __init__(self, html: str, tokens: Sequence[Token], *, raw: bool) -> None:
        """With `raw` off, there is no raw HTML to be looked for."""
        self.html = html
        self.tokens = tokens
        self.raw = [
            (token, block)
            for block in (tokens if raw else ())
            for token in (block, *(block.children or ()))
            if token.type in ("html_block", "html_inline")
        ]

    def opening_text(self) -> list[str]:
        """The plain text of the first top-level paragraphs, enough for a summary."""
        found: list[str] = []
        for at, token in enumerate(self.tokens):
            if token.type == "footnote_block_open":
                break
            if token.type == PLAIN_PARAGRAPH:
                text = " ".join(token.content.split())
            elif token.type == "paragraph_open" and token.level == 0:
                text = _inline_text(self.tokens[at + 1].children or ())
            else:
                continue
            if text:
                found.append(text)
            if sum(map(len, found)) > _PARAGRAPHS_ENOUGH:
                break
        return found


def render_markdown(
    text: str, *, raw_html: bool, plugins: tuple[MarkdownPlugin, ...] = ()
) -> Rendered:
    """Render a whole body. With `raw_html` off, HTML in it comes out as typed.

    With `plugins` it takes about twice the time. What they raise comes out.
    """
    converter = extended_converter(raw_html, plugins) if plugins else _build(raw_html)
    env: dict[str, Any] = {}
    tokens = converter.parse(text, env)
    html = converter.renderer.render(tokens, converter.options, env)
    return Rendered(html, tokens, raw=bool(plugins) or (raw_html and "<" in text))


def render_line(text: str) -> str:
    """Render one line of Markdown (a correction, a bio) without a paragraph around it."""
    return str(_build(raw_html=False, footnotes=False).renderInline(text))


@cache
def _build(raw_html: bool, footnotes: bool = True) -> MarkdownIt:
    converter = plain_converter(raw_html, footnotes, renderer=Printer)
    parse_lines_faster(converter)
    parse_inlines_faster(converter)
    return converter


def plain_converter(
    raw_html: bool, footnotes: bool = True, renderer: type[RendererHTML] = RendererHTML
) -> MarkdownIt:
    """The library with our plugins and options: what the faster one must be equal to."""
    options = {"html": raw_html, "xhtmlOut": False, "highlight": highlight}
    converter = MarkdownIt("commonmark", options, renderer_cls=renderer)
    converter.enable(["table", "strikethrough"])
    if footnotes:
        converter.use(footnote_plugin)
    converter.use(deflist_plugin).use(attributes_plugin)
    converter.inline.ruler.before("link", "open_bracket", _open_bracket)
    converter.validateLink = is_link  # type: ignore[method-assign,assignment]
    converter.core.ruler.push("callouts", blocks.mark_callouts)
    converter.core.ruler.push("figures", blocks.mark_figures)
    converter.core.ruler.push("tables", blocks.mark_tables)
    for name, rule in {**_FOOTNOTE_RULES, **_DELETION_RULES}.items():
        converter.add_render_rule(name, rule)
    return converter


@lru_cache(maxsize=8)
def extended_converter(raw_html: bool, plugins: tuple[MarkdownPlugin, ...]) -> MarkdownIt:
    """The library with our plugins and a site's after them.

    Nothing of it is made faster: that goes by what rules begin with, and theirs are not known.
    """
    converter = plain_converter(raw_html)
    for plugin in plugins:
        converter.use(plugin)  # type: ignore[arg-type]
    return converter


def _open_bracket(state: StateInline, silent: bool) -> bool:
    """Take `[`, `![` and `^[` that nothing closes as text, before rules look for a partner."""
    found = _OPENING.match(state.src, state.pos)
    if found is None or state.src.rfind("]", state.pos) >= 0:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def is_link(address: str) -> bool:
    """Tell whether an address is relative or has a scheme that readers may follow."""
    return IN_ORDER.fullmatch(address) is not None or _leads_to_a_page(address)


def _leads_to_a_page(address: str) -> bool:
    address = re.sub(r"[\x00-\x20\x7f]", "", address)
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return False
    # "a:b" has a scheme; "2025/a:b.md" has none. The library's own split is stricter than browsers.
    head = re.split(r"[/?#]", address, maxsplit=1)[0]
    return scheme in SCHEMES if ":" in head else True


def _inline_text(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return " ".join("".join(parts).split())


def _footnote_marks(token: Token) -> tuple[int, str]:
    """A footnote's number, and the mark of one reference to it ("3", again "3-2")."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"{number}-{again + 1}" if again else f"{number}"


def _footnote_reference(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    number, mark = _footnote_marks(tokens[at])
    return (
        f'<sup class="footnote-ref"><a href="#fn_{number}" id="\x02fnref_{mark}"'
        f' role="doc-noteref">{number}</a></sup>'
    )


def _footnotes_open(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    return (
        f'<div class="footnotes" role="doc-endnotes" aria-label="{text_slot("Footnotes")}">\n<ol>\n'
    )


def _footnotes_close(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    return "</ol>\n</div>\n"


def _footnote_open(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    return f'<li id="\x02fn_{tokens[at].meta["id"] + 1}">'


def _footnote_back(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    _, mark = _footnote_marks(tokens[at])
    return (
        f' <a href="#fnref_{mark}" class="footnote-backref" role="doc-backlink"'
        f' aria-label="{text_slot("Back to the text")}">↩</a>'
    )


def _deletion_open(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    # What an editor strikes out is deleted; the library's <s> means "no longer relevant".
    return f"<del{renderer.renderAttrs(tokens[at])}>"


def _deletion_close(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    return "</del>"


_DELETION_RULES = {"s_open": _deletion_open, "s_close": _deletion_close}
_FOOTNOTE_RULES = {
    "footnote_ref": _footnote_reference,
    "footnote_block_open": _footnotes_open,
    "footnote_block_close": _footnotes_close,
    "footnote_open": _footnote_open,
    "footnote_anchor": _footnote_back,
}
