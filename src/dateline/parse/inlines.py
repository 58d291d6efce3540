"""The inline half of Markdown, faster: each rule is asked only where it can begin.

The rules stay the library's. What is new: a table of the characters that they begin with, a text
without any of these made into tokens at once, and addresses of the common shape taken as they are.
`tests/test_parse_equal.py` holds all of it against the library.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_core import StateCore
from markdown_it.rules_core import text_join as library_text_join
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from dateline.parse.addresses import IN_ORDER

# What each rule begins with; the rule for text takes all else.
_BEGINNINGS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "open_bracket": "[!^",
    "link": "[",
    "span": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "attributes": "{",
}
# "]" begins nothing, but ends the label of a link.
# One class of characters each: that is what `re` finds fast.
_STOP = re.compile(r"[\\`~*_\[\]<&{!^]")
_STOP_OR_LINE = re.compile(r"[\n\\`~*_\[\]<&{!^]")
_BREAK = re.compile(r" ?\n[ \t]*")

# A link of plain words to an address that is in order, as the rule for links would take it.
_SIMPLE_LINK = re.compile(
    r"\[([^\[\]\\`~*_<&{!^\n]+)\]\(((?:https?://)?[A-Za-z0-9;/?@=+$,\-_.!~*'#%]+)\)"
)
_DESTINATION = re.compile(r"[^\x00-\x20\x7f\\&()<]+")


class _State(StateInline):
    stop: re.Pattern[str]


class Inlines(ParserInline):
    """The library's inline parser with its rules sorted by what they begin with.

    Where lines don't count, it makes one token of a text of several, without breaks between them.
    """

    def __init__(self, parser: ParserInline) -> None:
        """Take over the rules of `parser`; raises KeyError for one that isn't known here."""
        super().__init__()
        self.ruler, self.ruler2 = parser.ruler, parser.ruler2
        self._beginning: dict[str, list[RuleFuncInlineType]] = {}
        names, rules = self.ruler.get_active_rules(), self.ruler.getRules("")
        for name, rule in zip(names, rules, strict=True):
            for letter in "" if name == "text" else _BEGINNINGS[name]:
                self._beginning.setdefault(letter, []).append(rule)

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        text = plain_text_of(src)
        if text is not None:
            if text:
                tokens.append(Token("text", "", 0, content=text))
            return tokens
        state = _State(src, md, env, tokens)
        state.stop = _STOP_OR_LINE if _lines_count(src) else _STOP
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        assert isinstance(state, _State)
        src, end, search = state.src, state.posMax, state.stop.search
        deepest = state.md.options["maxNesting"]
        if state.level >= deepest:
            state.append_pending(src[state.pos : end])
            state.pos = end
        while (at := state.pos) < end:
            found = search(src, at)
            stop = found.start() if found else end
            if stop > at:
                state.append_pending(_joined(src[at:stop]))
                state.pos = stop
            elif not _take_simple_link(state, at, end) and not self._one(state, silent=False):
                state.append_pending(src[at])
                state.pos = at + 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 (the library's name)
        assert isinstance(state, _State)
        at = state.pos
        if at in state.cache:
            state.pos = state.cache[at]
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax + 1
        else:
            found = state.stop.search(state.src, at)
            stop = found.start() if found else state.posMax
            if stop > at:
                state.pos = stop
            else:
                # The library counts a level here, to limit how deep rules call each other.
                state.level += 1
                taken = self._one(state, silent=True)
                state.level -= 1
                if not taken:
                    state.pos = at + 1
        state.cache[at] = state.pos

    def _one(self, state: StateInline, *, silent: bool) -> bool:
        """Ask the rules that can begin here; tells whether one took it."""
        for rule in self._beginning.get(state.src[state.pos], ()):  # noqa: SIM110 (any() is slower)
            if rule(state, silent):
                return True
        return False


def _take_simple_link(state: StateInline, at: int, end: int) -> bool:
    # A label that was looked at before may have been found to be nested too deep.
    if state.src[at] != "[" or at + 1 in state.cache:
        return False
    found = _SIMPLE_LINK.match(state.src, at, end)
    if found is None or not IN_ORDER.fullmatch(found[2]):
        return False
    state.push("link_open", "a", 1).attrs = {"href": found[2]}
    state.append_pending(found[1])
    state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def plain_text_of(src: str) -> str | None:
    """What a text without markup says, line by line; None for all others."""
    # Ten searches for a letter take a tenth of the time of one for ten letters.
    if (
        ("[" in src or "*" in src or "_" in src or "<" in src or "&" in src)
        or ("`" in src or "\\" in src or "~" in src or "{" in src)
        or "  \n" in src
    ):
        return None
    return _joined(src)


def _lines_count(src: str) -> bool:
    """Tell of hard breaks, and of what may become the marker line of a callout."""
    return "\n" in src and ("  \n" in src or "&" in src or "[!" in src or "[\\!" in src)


def _joined(text: str) -> str:
    """Take away the spaces around breaks, as the library's rule for them does."""
    if "\n" in text and ("\n " in text or " \n" in text or "\n\t" in text):
        return _BREAK.sub("\n", text)
    return text


def parse_inlines_faster(converter: MarkdownIt) -> None:
    """Replace the inline parser of a converter that has all its rules."""
    converter.inline = Inlines(converter.inline)
    converter.core.ruler.at("text_join", _text_join)
    converter.normalizeLink = normal_address  # type: ignore[method-assign,assignment]
    converter.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkLabel=helpers.parseLinkLabel,
        parseLinkDestination=_parse_destination,
        parseLinkTitle=helpers.parseLinkTitle,
    )


def _text_join(state: StateCore) -> None:
    # Only escapes and references make pieces that must be joined.
    if "\\" in state.src or "&" in state.src:
        library_text_join(state)


def normal_address(address: str) -> str:
    """Percent-encode an address, and write its host in ASCII."""
    return address if IN_ORDER.fullmatch(address) else normalizeLink(address)


def _parse_destination(text: str, start: int, end: int) -> Any:
    """Read where a link leads: without escapes, references and brackets at one stroke."""
    found = _DESTINATION.match(text, start, end)
    if found is None or text.startswith(("\\", "&", "(", "<"), found.end(), end):
        return helpers.parseLinkDestination(text, start, end)
    return SimpleNamespace(ok=True, pos=found.end(), str=found[0])
