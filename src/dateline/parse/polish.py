"""One pass over a body's tags: headings in order, unique ids, addresses taken out, tables wrapped.

It works on rendered HTML, where every `<` that begins a tag is a tag (text is escaped), so that
Markdown and sanitised raw HTML get the same treatment. Raw HTML that the site trusts comes as its
author wrote it. All patterns stop at the next `<`, so that none reads a text again and again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urlsplit

from dateline.errors import Mark
from dateline.model import Heading, Reference
from dateline.parse.addresses import encoded_address, is_external
from dateline.slots import image_slot, link_slot, text_slot, without_slots
from dateline.slugs import slug_of

_REST = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*)\b({_REST})>", re.IGNORECASE)
# The tags that `_tag` has work with, in HTML whose attributes hold no brackets.
_TAG_IN_PLAIN = re.compile(
    r"<(/?)((?:a|img|table|thead|th)\b|[a-z][a-z0-9]*(?=[^<>]* id=))([^<>]*)>"
)
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""",
)
_HEADING = re.compile(
    rf"<h([1-6])\b({_REST})>((?:(?!<h[1-6]\b).)*?)</h\1>", re.DOTALL | re.IGNORECASE
)
_EMPTY = re.compile(r"<(p|h[1-6]|li|span|strong|em|b|i)>\s*</\1>")
_CLOSING = re.compile(r"</(p|h[1-6]|li|span|strong|em|b|i)>")
_PIECE = re.compile(r"<[^<>]*>|[^<]+|<")
# A link that does not begin with a letter of its name.
_LINKED = re.compile(
    r"<a ([^<>]*\bhref=[^<>]*)>(?=[\s<&\x02])((?:(?!</?a\b).)*)</a>", re.DOTALL | re.IGNORECASE
)
# Ids with these beginnings belong to themes; "fn_" and "fnref_" mark our own footnotes. Ids made
# from headings have no underscore.
_THEMES_OWN = re.compile(r"(?:page|story|list|live|day|month|year)_")
_FOOTNOTES = re.compile(r"fn(?:ref)?_")
_ANY_TAG = re.compile(r"<[^<>]*>")

_PHONE = re.compile(r'(<a href="tel:[^<>]*>)([^<]*)')

Attributes = dict[str, str]


class Polished:
    """What the pass gives: the HTML with slots, and all that other stages ask of it.

    What stands `within` a place of another page has that in its ids, and lower headings.
    """

    def __init__(self, find: Callable[[str], Mark], language: str, *, within: str = "") -> None:
        self.html = ""
        self.headings: list[Heading] = []
        self.references: list[Reference] = []
        self.foreign_images: list[tuple[str, Mark]] = []
        self.refused: list[tuple[str, Mark]] = []
        self.ids: set[str] = set()
        self.names: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._find = find
        self._language = language
        self._within = f"{within}_" if within else ""
        self._top = 4 if within else 2
        self._level = self._top - 1
        self._in_link = False
        self._in_head = False

    def run(self, html: str, *, raw: bool = True) -> None:
        """Make the pass; with `raw` off, all of `html` must come from Markdown."""
        html = _without_empties(html)
        html = _LINKED.sub(_named_link, html)
        html = _HEADING.sub(self._heading, html)
        tags = _TAG if raw else _TAG_IN_PLAIN
        self.html = _PHONE.sub(_unbroken, tags.sub(self._tag, html))

    def line(self, html: str, mark: Mark) -> str:
        """Take the addresses out of one more line, all of them at `mark`; returns its HTML."""
        find, self._find = self._find, lambda _: mark
        try:
            return _TAG.sub(self._tag, html)
        finally:
            self._find = find

    def _heading(self, found: re.Match[str]) -> str:
        """Begin at h2 and never skip a level, whatever the author wrote."""
        typed_level = min(int(found[1]) + self._top - 2, 6)
        self._level = max(self._top, min(typed_level, self._level + 1))
        attributes = _read(found[2])
        text = plain_text(found[3])
        if not text and not re.search(r'\balt="[^"]', found[3]):
            return found[3]
        typed = attributes.pop("id", "")
        slug = slug_of(text, language=self._language)
        wanted = _valid_id(typed or slug)
        if _THEMES_OWN.match(wanted) or _FOOTNOTES.match(wanted):
            wanted = slug
        attributes["id"] = self._within + self._unique(wanted or "section")
        for name in (typed, slug, attributes["id"]):
            self.names.setdefault(name.casefold(), attributes["id"])
        self.headings.append(Heading(self._level, attributes["id"], text))
        # The id is settled: `_tag` must not take it for a second use.
        return f"<h{self._level}{_written(attributes, done='id')}>{found[3]}</h{self._level}>"

    def _unique(self, wanted: str) -> str:
        name, number = wanted, self._numbers.get(wanted, 2)
        while name in self.ids:
            name, number = f"{wanted}-{number}", number + 1
        self._numbers[wanted] = number
        self.ids.add(name)
        return name

    def _tag(self, found: re.Match[str]) -> str:
        closing, name, rest = found.groups()
        handler = _HANDLERS.get(name.lower())
        if handler is None and " id=" not in rest:
            return found[0]
        attributes = _read(rest)
        if "id" in attributes:
            self._settle_id(attributes)
        if handler is not None:
            return handler(self, bool(closing), attributes)
        return f"<{closing}{name}{_written(attributes)}>"

    def _settle_id(self, attributes: Attributes) -> None:
        typed = attributes["id"]
        if typed.startswith("\x02"):
            # Ours: a heading's, which is settled, or a footnote's.
            own = typed[1:]
            attributes["id"] = f"{self._within}{own}" if _FOOTNOTES.match(own) else own
            self.ids.add(own)
            return
        name = _valid_id(typed)
        taken = name in self.ids or _THEMES_OWN.match(name) or _FOOTNOTES.match(name)
        if not name or taken:
            del attributes["id"]
            return
        attributes["id"] = self._within + name
        self.ids.add(name)
        self.names.setdefault(unescape(typed).casefold(), attributes["id"])

    def _a(self, closing: bool, attributes: Attributes) -> str:
        self._in_link = not closing
        if closing:
            return "</a>"
        name = attributes.pop("name", None)
        if name and "id" not in attributes:
            attributes["id"] = name
            self._settle_id(attributes)
        href = attributes.pop("href", None)
        if href is None:
            attributes.pop("rel", None)
            return f"<a{_written(attributes)}>"
        if href.startswith(("#fn_", "#fnref_")):
            return f"<a{_written({'href': f'#{self._within}{href[1:]}', **attributes})}>"
        target = _with_scheme(unescape(href).strip())
        if not is_external(target):
            attributes.pop("rel", None)
            return f"<a{link_slot(self._refer('link', target))}{_written(attributes)}>"
        if "@" in target and "@" in urlsplit(target).netloc:
            # A name before the host deceives readers, or is a mail address that lost its scheme.
            self.refused.append((target, self._find(target)))
            return f"<a{_written(attributes)}>"
        if target.startswith("http") or urlsplit(target).scheme not in ("mailto", "tel"):
            kept = set(attributes.get("rel", "").split()) & {
                "nofollow",
                "sponsored",
                "ugc",
                "license",
            }
            attributes["rel"] = " ".join(["external", "noopener", *sorted(kept)])
        return f"<a{_written({'href': _href(target), **attributes})}>"

    def _img(self, closing: bool, attributes: Attributes) -> str:
        target = unescape(attributes.pop("src", "")).strip()
        attributes.setdefault("alt", "")
        alt = attributes["alt"]
        if not target:
            return alt
        if is_external(target):
            self.foreign_images.append((target, self._find(target)))
            shown = alt or text_slot("Picture")
            if self._in_link or urlsplit(target).scheme not in ("http", "https", ""):
                return shown
            return f'<a href="{_href(target)}" rel="external noopener">{shown}</a>'
        attributes |= {"loading": "lazy", "decoding": "async"}
        return image_slot(self._refer("image", target), _written(attributes))

    def _refer(self, kind: str, target: str) -> int:
        self.references.append(Reference(kind, target, self._find(target)))
        return len(self.references) - 1

    def _table(self, closing: bool, attributes: Attributes) -> str:
        if closing:
            return "</table></div>"
        label = text_slot("Table")
        return (
            f'<div class="table-scroll" role="group" tabindex="0" aria-label="{label}">'
            f"<table{_written(attributes)}>"
        )

    def _thead(self, closing: bool, attributes: Attributes) -> str:
        self._in_head = not closing
        return f"<{'/' if closing else ''}thead{_written(attributes)}>"

    def _th(self, closing: bool, attributes: Attributes) -> str:
        if closing:
            return "</th>"
        attributes.setdefault("scope", "col" if self._in_head else "row")
        return f"<th{_written(attributes)}>"


_HANDLERS: dict[str, Callable[[Polished, bool, Attributes], str]] = {
    "a": Polished._a,
    "img": Polished._img,
    "table": Polished._table,
    "thead": Polished._thead,
    "th": Polished._th,
}


def _with_scheme(target: str) -> str:
    """An address without a scheme means the page's own, which a feed reader has not."""
    return f"https:{target}" if target.startswith("//") and is_external(target) else target


def _href(address: str) -> str:
    return escape(encoded_address(address))


def _valid_id(name: str) -> str:
    """An id that begins with a letter and holds letters, digits, hyphens and underscores only."""
    clean = re.sub(r"[^A-Za-z0-9_-]+", "-", unescape(name)).strip("-")
    return clean if not clean or clean[0].isalpha() else f"section-{clean}"


def plain_text(html: str) -> str:
    """The text of rendered HTML, white space folded, without slots."""
    return " ".join(unfolded_text(html).split())


def unfolded_text(html: str) -> str:
    """The text of rendered HTML, without slots: to fold its white space takes most of the time."""
    if "\x02" in html:
        html = without_slots(html)
    if "<" in html:
        html = _ANY_TAG.sub(" ", html)
    return unescape(html)


def _without_empties(html: str) -> str:
    """Drop elements without content, and those that hold nothing but such elements."""
    if not _EMPTY.search(html):
        return html
    kept: list[str] = []
    dropped = False
    for piece in _PIECE.findall(html):
        text = piece.removeprefix("\n") if dropped else piece
        dropped = False
        closing = _CLOSING.fullmatch(text)
        if closing:
            at = len(kept)
            while at and kept[at - 1].isspace():
                at -= 1
            if at and kept[at - 1] == f"<{closing[1]}>":
                del kept[at - 1 :]
                dropped = True
                continue
        if text:
            kept.append(text)
    return "".join(kept)


def _unbroken(found: re.Match[str]) -> str:
    """A telephone number stays on one line."""
    return found[1] + found[2].replace("-", "\u2011").replace(" ", "\u00a0")


def _named_link(found: re.Match[str]) -> str:
    """A link needs a name that can be heard: drop an empty one, name a bare picture."""
    inner = found[2]
    if plain_text(inner) or "\x02text" in inner or _read(found[1]).get("aria-label"):
        return found[0]
    pictures = [_read(each[3]) for each in _TAG.finditer(inner) if each[2].lower() == "img"]
    if any(picture.get("alt", "").strip() for picture in pictures):
        return found[0]
    if not pictures:
        return inner
    return f"<a {found[1]}>{_TAG.sub(_with_name, inner)}</a>"


def _with_name(found: re.Match[str]) -> str:
    if found[2].lower() != "img":
        return found[0]
    return f"<img{_written({**_read(found[3]), 'alt': text_slot('Picture')})}>"


def _read(text: str) -> Attributes:
    return {
        found[1].lower(): (found[2] or found[3] or found[4] or "").replace('"', "&quot;")
        for found in _ATTRIBUTE.finditer(text)
    }


def _written(attributes: Attributes, *, done: str = "") -> str:
    """Write attributes; the value of `done` gets a mark that `_settle_id` takes off again."""
    return "".join(
        f' {name}="{chr(2) if name == done else ""}{value}"' for name, value in attributes.items()
    )
