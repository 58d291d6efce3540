"""Attributes in Markdown: a line `{.class #id lang=de}` before a block, `{...}` behind a heading's
text, a picture, a link or code, and on a span: `[東京]{lang=ja}`.

Only a run of well-formed attributes counts; any other text in braces (a template's `{{ }}` and
`{% %}` among it) is text. Names outside the allowed few are dropped.
"""

from __future__ import annotations

import re
from collections import deque

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_PAIR = r"""[.#][A-Za-z][\w-]*|[a-z][a-z-]*=(?:"[^"\n]*"|[\w:-]+)"""
_BRACES = re.compile(rf"\{{[ \t]*(?:{_PAIR})(?:[ \t]+(?:{_PAIR}))*[ \t]*\}}")
_MARKER_LINE = re.compile(r"\[![A-Za-z]+\]")
_ONE = re.compile(_PAIR)
_HAS_SPANS = "has_spans"
_CARRIERS = ("image", "link_close", "code_inline")


def attributes_plugin(converter: MarkdownIt) -> None:
    """Add the block and the inline form to a converter."""
    converter.block.ruler.before("fence", "attributes", _block)
    converter.core.ruler.after("block", "attributes", _hand_on)
    converter.core.ruler.after("attributes", "heading_attributes", _take_from_headings)
    converter.core.ruler.after("attributes", "quote_attributes", _take_from_quotes)
    converter.inline.ruler.after("link", "span", _span)
    converter.inline.ruler.push("attributes", _inline)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    if not _BRACES.fullmatch(line):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content = line
        token.hidden = True
        state.line = start + 1
    return True


def _hand_on(state: StateCore) -> None:
    """Give the attributes of a line to the block that follows it."""
    # Pairing brackets is slow where thousands stay open: remember whether a span can be anywhere.
    state.env[_HAS_SPANS] = "]{" in state.src
    if "{" not in state.src:
        return
    kept: list[Token] = []
    waiting: list[str] = []
    for token in state.tokens:
        if token.type == "attributes":
            waiting.append(token.content)
            continue
        if waiting and token.nesting >= 0:
            for text in waiting:
                _apply(text, token)
        waiting.clear()
        kept.append(token)
    state.tokens = kept


def _take_from_headings(state: StateCore) -> None:
    if "}" not in state.src:
        return
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if before.type == "heading_open" and token.content.endswith("}"):
            found = deque(_BRACES.finditer(token.content), maxlen=1)
            if found and found[0].end() == len(token.content):
                _apply(found[0][0], before)
                token.content = token.content[: found[0].start()].rstrip()


def _take_from_quotes(state: StateCore) -> None:
    """Read attributes under the marker line of a callout or a pull quote.

    To CommonMark they are the second line of the marker's paragraph, not a line of their own.
    """
    if "{" not in state.src:
        return
    tokens = state.tokens
    for quote, before, token in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if quote.type != "blockquote_open" or token.type != "inline":
            continue
        marker, *lines = token.content.split("\n")
        if not _MARKER_LINE.match(marker):
            continue
        while lines and _BRACES.fullmatch(lines[0].strip()):
            _apply(lines.pop(0).strip(), before)
        token.content = "\n".join([marker, *lines])


def _span(state: StateInline, silent: bool) -> bool:
    """Read `[text]{attributes}`; what is a link has been taken by the link rule."""
    if state.src[state.pos] != "[" or not state.env[_HAS_SPANS]:
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    found = _BRACES.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if found is None:
        return False
    if not silent:
        start, limit = state.pos + 1, state.posMax
        opening = state.push("span_open", "span", 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = limit
        _apply(found[0], opening)
    state.pos = found.end()
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    carrier = state.tokens[-1]
    found = _BRACES.match(state.src, state.pos, state.posMax)
    if carrier.type not in _CARRIERS or found is None:
        return False
    if not silent:
        _apply(found[0], _opening(state.tokens))
    state.pos = found.end()
    return True


def _opening(tokens: list[Token]) -> Token:
    """The token that carries attributes: the last one, or the opening of what it closes."""
    depth = 0
    for token in reversed(tokens):
        depth += token.nesting
        if depth == 0:
            return token
    return tokens[-1]


def _apply(text: str, token: Token) -> None:
    for part in _ONE.findall(text):
        if part[0] == ".":
            token.attrJoin("class", part[1:])
        elif part[0] == "#":
            token.attrSet("id", part[1:])
        else:
            name, value = part.split("=", 1)
            value = value.strip('"')
            if (
                name == "lang"
                or (name == "dir" and value in ("ltr", "rtl", "auto"))
                or (name == "credit" and token.type == "image")
            ):
                token.attrSet(name, value)
