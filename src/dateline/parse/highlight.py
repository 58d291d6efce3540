"""Code in fences, coloured by Pygments through classes; the theme has the colours."""

from __future__ import annotations

from html import escape

# Some of Pygments' patterns take time that grows with the square of the length.
_TOO_LONG = 20_000


def highlight(code: str, language: str, attributes: str) -> str:
    """Return the whole block: what begins with `<pre` is not wrapped again."""
    inner = _coloured(code, language) if language and len(code) <= _TOO_LONG else None
    if inner is None:
        inner = escape(code)
    return f'<pre class="highlight" tabindex="0"><code>{inner}</code></pre>\n'


def _coloured(code: str, language: str) -> str | None:
    # Pygments is slow to import and few briefs hold code.
    from pygments import highlight as colour  # noqa: PLC0415
    from pygments.formatters.html import HtmlFormatter  # noqa: PLC0415
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
    return str(colour(code, lexer, HtmlFormatter(nowrap=True)))
