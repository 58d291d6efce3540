"""Core rules for markdown-it: figures, callouts, quotations and tables."""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dateline.slots import text_slot

CALLOUTS = {"note": "Note", "background": "Background", "correction": "Correction"}
_MARKER = re.compile(r"\[!([A-Za-z]+)\][ \t]*")
_ALIGN = re.compile(r"text-align:\s*(left|center|right)")


def mark_tables(state: StateCore) -> None:
    """Say alignment with classes: a strict content security policy forbids style attributes."""
    if "|" not in state.src:
        return
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            found = _ALIGN.search(str(token.attrs.pop("style")))
            if found:
                token.attrSet("class", f"align-{found[1]}")


def mark_figures(state: StateCore) -> None:
    """Make a figure of a paragraph that holds one picture, or one linked picture, and no text."""
    if "![" not in state.src:
        return
    tokens = state.tokens
    for at, token in enumerate(tokens):
        if token.type != "inline" or at == 0 or tokens[at - 1].type != "paragraph_open":
            continue
        image = _lone_image(token.children or [])
        if image is None:
            continue
        tokens[at - 1].tag = tokens[at + 1].tag = "figure"
        tokens[at - 1].type, tokens[at + 1].type = "figure_open", "figure_close"
        tokens[at - 1].hidden = tokens[at + 1].hidden = False
        caption = str(image.attrs.pop("title", "")).strip()
        credit = str(image.attrs.pop("credit", "")).strip()
        token.children = [*(token.children or []), *_caption(caption, credit)]
    for token in tokens:
        for inner in token.children or ():
            if inner.type == "image":
                inner.attrs.pop("credit", None)


def _lone_image(children: list[Token]) -> Token | None:
    solid = [
        child
        for child in children
        if child.type != "softbreak" and (child.type != "text" or child.content.strip())
    ]
    if len(solid) == 3 and solid[0].type == "link_open" and solid[2].type == "link_close":
        solid = solid[1:2]
    return solid[0] if len(solid) == 1 and solid[0].type == "image" else None


def _caption(caption: str, credit: str) -> list[Token]:
    parts = [
        token
        for name, text in (("caption", caption), ("credit", credit))
        if text
        for token in (*_wrapped("span", text, name), _text(" "))
    ]
    return [_open("figcaption"), *parts[:-1], _close("figcaption")] if parts else []


def mark_callouts(state: StateCore) -> None:
    """Turn `> [!note] Title` into a box, `> [!pullquote]` and `— Name` into figures."""
    if ">" not in state.src:
        return
    tokens = state.tokens
    made: list[Token] = []
    stack: list[_Quote] = []
    for at, token in enumerate(tokens):
        if token.type == "blockquote_open":
            kind = _take_marker(tokens, at)
            stack.append(_Quote(kind, token, len(made)))
            made.extend(stack[-1].opening(tokens, at))
        elif token.type == "blockquote_close":
            stack.pop().close(made, token)
        else:
            made.append(token)
    state.tokens = [token for token in made if not token.meta.get("dropped")]


class _Quote:
    """One block quote while its tokens pass by; `start` is its place among the tokens made."""

    def __init__(self, kind: str, token: Token, start: int) -> None:
        self.kind = kind
        self.token = token
        self.start = start

    def opening(self, tokens: list[Token], at: int) -> list[Token]:
        if self.kind in CALLOUTS:
            self.token.type, self.token.tag = "callout_open", "div"
            self.token.attrJoin("class", f"callout callout-{self.kind}")
            # Not an aside: each would be a landmark, and landmarks need names of their own.
            self.token.attrSet("role", "note")
            return [self.token, *_callout_title(tokens, at, self.kind)]
        return [self.token]

    def close(self, made: list[Token], token: Token) -> None:
        """Add the closing tokens to `made`, and the figure around what came since `start`."""
        if self.kind in CALLOUTS:
            token.type, token.tag = "callout_close", "div"
            made.append(token)
            return
        inside, attribution = _split_attribution(made[self.start + 1 :])
        if not attribution and not self.kind:
            made.append(token)
            return
        figure = _open("figure", block=True)
        figure.attrSet("class", "pullquote" if self.kind else "quote")
        made[self.start :] = [figure, self.token, *inside, token]
        if attribution:
            made += [_open("figcaption", block=True), attribution, _close("figcaption", block=True)]
        made.append(_close("figure", block=True))


def _take_marker(tokens: list[Token], at: int) -> str:
    """Cut `[!kind]` from the front of a block quote; empty when there is none that we know."""
    inline = tokens[at + 2] if at + 2 < len(tokens) else None
    if inline is None or inline.type != "inline" or not inline.children:
        return ""
    first = inline.children[0]
    found = _MARKER.match(first.content) if first.type == "text" else None
    kind = found[1].lower() if found else ""
    if found is None or (kind not in CALLOUTS and kind != "pullquote"):
        return ""
    first.content = first.content[found.end() :]
    if kind == "pullquote" and not first.content:
        inline.children = inline.children[1:]
        if inline.children and inline.children[0].type == "softbreak":
            inline.children = inline.children[1:]
        if not inline.children:
            _drop(tokens[at + 1 : at + 4])
    return kind


def _callout_title(tokens: list[Token], at: int, kind: str) -> list[Token]:
    """Make the rest of the marker's line the title; the lines below it stay as text."""
    inline = tokens[at + 2]
    children = inline.children or []
    cut = next(
        (n for n, child in enumerate(children) if child.type.endswith("break")), len(children)
    )
    title, inline.children = children[:cut], children[cut + 1 :]
    if not any(child.content.strip() or child.type == "image" for child in title):
        title = [_text(text_slot(CALLOUTS[kind]))]
    if not inline.children:
        _drop(tokens[at + 1 : at + 4])
    line = Token("inline", "", 0, children=title, content="", block=True)
    opening = _open("p", block=True)
    opening.attrSet("class", "callout-title")
    return [opening, line, _close("p", block=True)]


def _split_attribution(inside: list[Token]) -> tuple[list[Token], Token | None]:
    """Take a last paragraph that begins with a dash as the name of who said it."""
    if len(inside) < 6 or inside[-1].type != "paragraph_close" or inside[-2].type != "inline":
        return inside, None
    children = inside[-2].children or []
    if (
        not children
        or children[0].type != "text"
        or not children[0].content.startswith(("— ", "– "))
    ):
        return inside, None
    children[0].content = children[0].content[2:].lstrip()
    return inside[:-3], inside[-2]


def _drop(tokens: list[Token]) -> None:
    for token in tokens:
        token.meta["dropped"] = True


def _open(tag: str, *, block: bool = False) -> Token:
    return Token(f"{tag}_open", tag, 1, block=block)


def _close(tag: str, *, block: bool = False) -> Token:
    return Token(f"{tag}_close", tag, -1, block=block)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _wrapped(tag: str, text: str, name: str) -> list[Token]:
    opening = _open(tag)
    opening.attrSet("class", name)
    return [opening, _text(text), _close(tag)]
