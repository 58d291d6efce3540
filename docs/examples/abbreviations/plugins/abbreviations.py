"""Abbreviations of the house list, explained where an article first uses them.

The list is `abbreviations.toml` beside this file. All files in `plugins/` are inputs of the site,
so articles are parsed again when the list changes.
"""

import re
import tomllib
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dateline.plugins import Dateline

MEANINGS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
WORD = re.compile(rf"\b({'|'.join(map(re.escape, MEANINGS))})\b")


def extend(dateline: Dateline) -> None:
    dateline.markdown(abbreviations)


def abbreviations(converter: MarkdownIt) -> None:
    converter.core.ruler.push("abbreviations", explain)


def explain(state: StateCore) -> None:
    """Put each abbreviation's first use into an `<abbr>`."""
    seen: set[str] = set()
    for block in state.tokens:
        if block.type == "inline":
            block.children = [
                piece
                for token in block.children or ()
                for piece in (pieces(token, seen) if token.type == "text" else [token])
            ]


def pieces(token: Token, seen: set[str]) -> list[Token]:
    """Cut a text into tokens; `seen` learns which abbreviations were explained."""
    made: list[Token] = []
    for number, part in enumerate(WORD.split(token.content)):
        text = Token("text", "", 0, content=part, level=token.level)
        if number % 2 and part not in seen:
            seen.add(part)
            opening = Token("abbr_open", "abbr", 1, attrs={"title": MEANINGS[part]})
            made += [opening, text, Token("abbr_close", "abbr", -1)]
        elif part:
            made.append(text)
    return made
