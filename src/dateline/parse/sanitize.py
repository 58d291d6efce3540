"""Raw HTML in content: what is kept and what is dropped."""

from __future__ import annotations

import re
from functools import cache

import nh3

from dateline.parse.markdown import SCHEMES
from dateline.parse.structure import restore_structure

_TEXT = (
    "a abbr b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl"
    " dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s"
    " samp small span strong sub summary sup table tbody td tfoot th thead time tr u ul var"
    " wbr aside"
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "name", "rel", "aria-label"},
    "abbr": {"title"},
    "data": {"value"},
    "div": {"aria-label"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "ol": {"reversed", "start"},
    "col": {"span"},
    "colgroup": {"span"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
_ROLES = {
    "a": {"role": {"doc-noteref", "doc-backlink"}},
    "div": {"role": {"doc-endnotes", "note"}},
    "pre": {"tabindex": {"0"}},
}
# Dropped with all that is in them; other unknown elements lose their tags only.
_WITH_CONTENT = {"script", "style", "template", "noscript", "svg", "math", "title", "textarea"}
_NOTABLE = re.compile(
    r"<(script|style|iframe|object|embed|form|input|button|svg|math|video|audio|base|meta|link)\b",
    re.IGNORECASE,
)
_CONTROL_REFERENCE = re.compile(r"&#(?:0*(\d{1,3})|[xX]0*([0-9a-fA-F]{1,2}));?")
_NUMBER = re.compile(r"[0-9]{1,4}")
_NUMERIC = {"width", "height", "colspan", "rowspan", "span", "start", "value"}


def sanitize(html: str) -> str:
    """Return well-formed HTML without what acts: scripts, handlers, frames, forms, styles."""
    clean = str(_cleaner().clean(_CONTROL_REFERENCE.sub(_harmless, html)))
    return restore_structure(clean)


def dropped_element(html: str) -> str | None:
    """Name the first element in raw HTML that the author may miss in the result."""
    found = _NOTABLE.search(html)
    return found[1].lower() if found else None


def _harmless(found: re.Match[str]) -> str:
    """Take the sting out of references to control characters, which slots are made of."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    return "�" if code < 32 and code not in (9, 10, 13) else found[0]


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TEXT.split()),
        attributes=_ATTRIBUTES,
        tag_attribute_values=_ROLES,
        clean_content_tags=_WITH_CONTENT,
        attribute_filter=_filter,
        link_rel=None,
        url_schemes=set(SCHEMES),
        strip_comments=True,
    )


def _filter(tag: str, name: str, value: str) -> str | None:
    if name in _NUMERIC and tag != "data":
        return value if _NUMBER.fullmatch(value) else None
    if name in ("id", "name"):
        # An underscore in front marks the theme's and the footnotes' own ids.
        return None if re.search(r"\s", value) or not value else value
    if name == "scope":
        return value if value in ("col", "row", "colgroup", "rowgroup") else None
    if name == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    if name == "class":
        return value.strip() or None
    return value
