"""Finds what acts in a page: scripts, handlers, frames, addresses that run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "cite"}
_ELEMENTS = {
    *(
        "iframe",
        "frame",
        "object",
        "embed",
        "base",
        "form",
        "input",
        "button",
        "textarea",
        "select",
    ),
    *("svg", "math", "style", "template", "noscript", "video", "audio", "portal", "applet"),
}
_SAFE_SCHEMES = {"http", "https", "mailto", "tel", ""}


class Page(HTMLParser):
    """A page as a browser reads it: what acts in it, and what its elements and texts are."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.acting: list[str] = []
        self.comments: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.json_ld: list[str] = []
        self.texts: list[str] = []
        self.closed: list[str] = []
        self._in = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def values(self, tag: str, name: str) -> list[str]:
        return [attrs[name] for each, attrs in self.elements if each == tag and name in attrs]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag in _ELEMENTS and not _is_the_themes(tag, found):
            self.acting.append(f"<{tag}>")
        if tag == "script":
            self._script(found)
        if "http-equiv" in found:
            self.acting.append("http-equiv")
        for name, value in found.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.acting.append(f"{tag} {name}={value}")
            if name in _ADDRESSES and scheme_of(value) not in _SAFE_SCHEMES:
                self.acting.append(f"{tag} {name}={value}")
            if tag == "img" and name == "src" and not re.match(r"/(?!/)", value):
                self.acting.append(f"foreign picture {value}")

    def _script(self, attrs: dict[str, str]) -> None:
        self._in = "json" if attrs.get("type") == "application/ld+json" else "script"
        if self._in == "script" and not re.match(r"/assets/js/[a-z]+-", attrs.get("src", "")):
            self.acting.append("<script>")

    def handle_endtag(self, tag: str) -> None:
        self.closed.append(tag)
        if tag == "script":
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "json":
            self.json_ld.append(data)
        elif self._in == "script" and data.strip():
            self.acting.append(f"script text {data[:40]}")
        else:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def _is_the_themes(tag: str, attrs: dict[str, str]) -> bool:
    """A button of the theme's own: authors can write no data-… attribute."""
    return tag == "button" and not {"data-switch", "data-copy"}.isdisjoint(attrs)


def scheme_of(address: str) -> str:
    """The scheme as browsers see it: they drop control characters and white space first."""
    plain = re.sub(r"[\x00-\x20\x7f]", "", address)
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", plain)
    return found[1].lower() if found else ""
