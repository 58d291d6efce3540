"""Tokens to HTML as the library's renderer does it, with less ado for the common ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token


class Printer(RendererHTML):
    """Prints text and tags without attributes itself and leaves all else to the library."""

    def renderInline(self, tokens: Sequence[Token], options: Any, env: Any) -> str:  # noqa: N802
        out: list[str] = []
        for at, token in enumerate(tokens):
            if token.type == "text":
                out.append(escapeHtml(token.content))
            elif token.type in self.rules:
                out.append(self.rules[token.type](tokens, at, options, env))
            else:
                out.append(self.renderToken(tokens, at, options, env))
        return "".join(out)

    def renderToken(  # noqa: N802
        self, tokens: Sequence[Token], idx: int, options: Any, env: Any
    ) -> str:
        token = tokens[idx]
        if token.hidden:
            return ""
        if not token.attrs:
            if token.nesting < 0:
                return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
            if token.nesting > 0 and (not token.block or _stands_alone(tokens, idx)):
                return f"<{token.tag}>"
        return super().renderToken(tokens, idx, options, env)


def _stands_alone(tokens: Sequence[Token], at: int) -> bool:
    """Tell that an opening block tag has no line break before or behind it."""
    if at and tokens[at - 1].hidden:
        return False
    return at + 1 < len(tokens) and tokens[at + 1].type == "inline"
