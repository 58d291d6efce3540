"""The block half of Markdown, faster: lines measured at once, plain paragraphs taken at once.

markdown-it stays what decides. It asks some fourteen rules about each line of a paragraph, most of
them three times over; nearly all lines begin with a letter and can't begin anything else.
`tests/test_parse_equal.py` holds these rules against the library's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, mdTrim
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, heading
from markdown_it.rules_core import StateCore
from markdown_it.rules_core import block as library_block
from markdown_it.token import Token

from dateline.parse.inlines import plain_text_of

# The front of a line that begins no block, be it a paragraph's first or a later one: of the
# characters that have a meaning there, only what rules themselves refuse.
_PLAIN = re.compile(
    r"""[^\s\d#>*+\-=_`~:|<\[{]
    |[0-9]+[^0-9.)\s]
    |[*]+[^*\s] | _+[^_\s]
    |\[[^\[\]\\^\n]+\](?!:)""",
    re.VERBOSE,
)
# One token for a paragraph on the top level without markup, with its text as content.
PLAIN_PARAGRAPH = "plain_paragraph"
# What makes a heading, a table or a definition list of the lines before it.
_TURNS_BACK = re.compile(r"[=|:~]|-(?![ \t]+[^-:|\s])")
_DEFINES = (":", "~")


def parse_lines_faster(converter: MarkdownIt) -> None:
    """Replace the core rules up to the block parser, and put one rule before all others."""
    converter.core.ruler.at("normalize", _normalize)
    converter.core.ruler.at("block", _block)
    first = converter.block.ruler.get_all_rules()[0]
    converter.block.ruler.before(first, "common", _common)
    converter.add_render_rule(PLAIN_PARAGRAPH, _print_paragraph)


def _normalize(state: StateCore) -> None:
    state.src = state.src.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _block(state: StateCore) -> None:
    if state.inlineMode or not state.src:
        library_block(state)
        return
    lines = _Lines(state)
    state.md.block.tokenize(lines, 0, lines.lineMax)


class _Lines(StateBlock):
    """The library's state with its tables of lines filled line by line, not letter by letter."""

    def __init__(self, state: StateCore) -> None:
        super().__init__("", state.md, state.env, state.tokens)
        self.src = state.src
        lines = state.src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()
        # The library reads one line further than there is.
        self.lineMax, tables = len(lines), len(lines) + 1
        self.bMarks = list(accumulate((len(line) + 1 for line in lines), initial=0))
        self.eMarks = [begin - 1 for begin in self.bMarks[1:]]
        self.bMarks[-1] = len(state.src)
        self.eMarks.append(len(state.src))
        self.tShift, self.sCount, self.bsCount = [0] * tables, [0] * tables, [0] * tables
        for at, line in enumerate(lines):
            if line.startswith((" ", "\t")):
                space = line[: len(line) - len(line.lstrip(" \t"))]
                self.tShift[at], self.sCount[at] = len(space), len(space.expandtabs(4))


def _common(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a heading or a paragraph that can be nothing else."""
    if state.sCount[start] - state.blkIndent > 3:
        return False
    at = state.bMarks[start] + state.tShift[start]
    if state.src.startswith("#", at):
        # Only a table may begin so too.
        return "|" not in state.src[at : state.eMarks[start]] and heading(state, start, end, silent)
    stop = _end_of_plain(state, start)
    if stop is None:
        return False
    state.line = stop
    if state.level:
        _push_paragraph(state, state.getLines(start, stop, state.blkIndent, False), start)
        return True
    content = state.src[state.bMarks[start] : state.eMarks[stop - 1]]
    text = plain_text_of(mdTrim(content))
    if text is None:
        _push_paragraph(state, content, start)
    else:
        lines = [start, stop]
        state.tokens.append(Token(PLAIN_PARAGRAPH, "p", 0, map=lines, content=text, block=True))
    return True


def _push_paragraph(state: StateBlock, content: str, start: int) -> None:
    level, text = state.level, mdTrim(content)
    state.tokens += (
        Token("paragraph_open", "p", 1, {}, [start, state.line], level, block=True),
        Token("inline", "", 0, {}, [start, state.line], level + 1, [], text, block=True),
        Token("paragraph_close", "p", -1, level=level, block=True),
    )


def _print_paragraph(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    token = tokens[at]
    return f"<p{renderer.renderAttrs(token)}>{escapeHtml(token.content)}</p>\n"


def _end_of_plain(state: StateBlock, start: int) -> int | None:
    """The line behind the paragraph; None where lines may be more than parts of one."""
    src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    plain = _PLAIN.match
    if not plain(src, begins[start] + shifts[start]):
        return None
    line = start + 1
    while line < state.lineMax and (at := begins[line] + shifts[line]) < ends[line]:
        if not plain(src, at):
            if _TURNS_BACK.match(src, at):
                return None
            if _interrupts(state, line):
                break
        line += 1
    if line == start + 1 and line + 1 < state.lineMax:
        at = begins[line + 1] + shifts[line + 1]
        if src.startswith(_DEFINES, at):
            return None
    return line


def _interrupts(state: StateBlock, line: int) -> bool:
    """Ask the rules, as the library's own paragraph does, whether another block begins here."""
    if state.sCount[line] - state.blkIndent > 3 or state.sCount[line] < 0:
        return False
    rules = state.md.block.ruler.getRules("paragraph")
    before, state.parentType = state.parentType, "paragraph"
    found = any(rule(state, line, state.lineMax, True) for rule in rules)
    state.parentType = before
    return found
