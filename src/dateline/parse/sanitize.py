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
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
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
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(\d{1,3})(?!\d)|[xX]0*([0-9a-fA-F]{1,2})(?![0-9a-fA-F]));?"
)
_NUMBER = re.compile(r"[0-9]{1,4}")
_SPAN = re.compile(r"[1-9][0-9]{0,2}|1000")  # the standard's limit
_WORD = re.compile(r"\S+")
_VALUES = {
    "width": _NUMBER,
    "height": _NUMBER,
    "start": _NUMBER,
    "value": _NUMBER,
    "colspan": _SPAN,
    "rowspan": _SPAN,
    "span": _SPAN,
    "id": _WORD,
    "name": _WORD,
    "scope": re.compile("col|row|colgroup|rowgroup"),
    "dir": re.compile("ltr|rtl|auto"),
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    "datetime": re.compile(
        r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?)?)?"
    ),
}


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
    """Keep an attribute only with a value that the standard knows."""
    if name == "class":
        return value.strip() or None
    if tag == "data" and name == "value":
        return value
    pattern = _VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None
