"""A page's HTML, read in one pass: what rules on accessibility, links and weight look at."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import NamedTuple

VOID = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNLABELLED = frozenset(("hidden", "submit", "button", "reset", "image"))
# What a page loads by itself, by element: the attribute, and what it is called.
_LOADED = {
    "script": ("src", "script"),
    "img": ("src", "picture"),
    "iframe": ("src", "frame"),
    "embed": ("src", "embedded file"),
    "object": ("data", "embedded file"),
    "audio": ("src", "sound"),
    "video": ("src", "film"),
    "track": ("src", "track"),
}
_LOADED_LINKS = {
    "stylesheet": "style sheet",
    "preload": "preloaded file",
    "modulepreload": "script",
    "icon": "icon",
    "apple-touch-icon": "icon",
    "manifest": "manifest",
}

Attributes = dict[str, str]


class Named(NamedTuple):
    """An element with what assistive technology calls it; `value` is its address or level."""

    value: str
    name: str


class Picture(NamedTuple):
    """An `<img>`; `alt` is None where the attribute is missing."""

    src: str
    alt: str | None


class Field(NamedTuple):
    """A form's field: its type, id, and whether it has a name of its own or a label around it."""

    kind: str
    id: str
    named: bool


class Table(NamedTuple):
    """A table: how many header cells and others."""

    headers: int
    cells: int


class Loaded(NamedTuple):
    """What a browser loads with a page without being asked."""

    kind: str
    url: str


class Page:
    """What one pass over a page saw. `kind` is its route's, `url` its path on the host.

    `links` are those that can be heard, `hrefs` the addresses of all. `data` are the texts of
    JSON-LD, `loaded` is what a browser gets without being asked.
    """

    def __init__(self, kind: str, url: str) -> None:
        self.kind = kind
        self.url = url
        self.lang = ""
        self.title = ""
        self.metas: dict[str, str] = {}
        self.headings: list[Named] = []
        self.hrefs: list[str] = []
        self.links: list[Named] = []
        self.buttons: list[str] = []
        self.pictures: list[Picture] = []
        self.fields: list[Field] = []
        self.labelled: set[str] = set()
        self.tables: list[Table] = []
        self.frames: list[str] = []
        self.ids: Counter[str] = Counter()
        self.mains = 0
        self.data: list[str] = []
        self.loaded: list[Loaded] = []
        self.canonical = ""

    @property
    def redirects(self) -> bool:
        """Whether the page only sends its readers on."""
        return self.metas.get("refresh", "").replace(" ", "").startswith("0;")


def read_page(html: str, kind: str, url: str) -> Page:
    """Read a page."""
    reader = _Reader(Page(kind, url))
    reader.feed(html)
    reader.close()
    return reader.page


class _Open:
    """An element that is open and collects its name."""

    def __init__(self, tag: str, value: str, given: str, depth: int) -> None:
        self.tag = tag
        self.value = value
        self.given = given  # by an attribute, which goes before its content
        self.depth = depth
        self.texts: list[str] = []

    @property
    def name(self) -> str:
        return " ".join("".join(self.texts).split()) or self.given


class _Reader(HTMLParser):
    """Fills a page. Elements that are hidden from assistive technology add nothing to names."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._stack: list[str] = []
        self._open: list[_Open] = []
        self._hidden = 0  # the depth at which what is hidden begins; 0 for nothing
        self._tables: list[list[int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag not in VOID:
            self._stack.append(tag)
            if not self._hidden and (given.get("aria-hidden") == "true" or "hidden" in given):
                self._hidden = len(self._stack)
        if "id" in given:
            self.page.ids[given["id"]] += 1
        if tag in _LOADED or tag == "source":
            self._load(tag, given)
        element = _ELEMENTS.get(tag)
        if element is not None:
            element(self, tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In SVG this ends an element; HTML has no such tags, and its parsers pass over the stroke.
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._stack:
            return
        while self._stack:
            depth = len(self._stack)
            closed = self._stack.pop()
            if self._open and self._open[-1].depth == depth:
                self._close(self._open.pop())
            if self._hidden == depth:
                self._hidden = 0
            if closed == "table" and self._tables:
                self.page.tables.append(Table(*self._tables.pop()))
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and (not self._hidden or self._open[-1].tag in ("title", "script")):
            for each in self._open:
                each.texts.append(data)

    def _begin(self, tag: str, value: str, given: Attributes) -> None:
        name = given.get("aria-label", "").strip() or given.get("title", "").strip()
        if given.get("aria-labelledby", "").strip():
            name = name or given["aria-labelledby"]
        self._open.append(_Open(tag, value, name, len(self._stack)))

    def _close(self, element: _Open) -> None:
        page, name = self.page, element.name
        if element.tag == "a":
            page.links.append(Named(element.value, name))
        elif element.tag in _HEADINGS:
            page.headings.append(Named(element.tag[1], name))
        elif element.tag == "button":
            page.buttons.append(name)
        elif element.tag == "title":
            page.title = page.title or name
        elif element.tag == "script":
            page.data.append("".join(element.texts))

    def _load(self, tag: str, given: Attributes) -> None:
        if tag == "source":
            return  # one of several, of which a browser takes one; the element has its own address
        attribute, kind = _LOADED[tag]
        if given.get(attribute):
            self.page.loaded.append(Loaded(kind, given[attribute]))

    # Elements

    def _html(self, tag: str, given: Attributes) -> None:
        self.page.lang = given.get("lang", "").strip()

    def _meta(self, tag: str, given: Attributes) -> None:
        name = given.get("property") or given.get("name") or given.get("http-equiv", "")
        self.page.metas.setdefault(name.lower(), given.get("content", ""))

    def _link(self, tag: str, given: Attributes) -> None:
        href, kinds = given.get("href", ""), given.get("rel", "").lower().split()
        for kind in kinds:
            if kind in _LOADED_LINKS and href:
                self.page.loaded.append(Loaded(_LOADED_LINKS[kind], href))
                return
        if "canonical" in kinds:
            self.page.canonical = href

    def _title(self, tag: str, given: Attributes) -> None:
        if "svg" not in self._stack:
            self._begin(tag, "", {})

    def _main(self, tag: str, given: Attributes) -> None:
        self.page.mains += "hidden" not in given

    def _named(self, tag: str, given: Attributes) -> None:
        """A heading or a button, which is called what it holds."""
        if not self._hidden:
            self._begin(tag, "", given)

    def _a(self, tag: str, given: Attributes) -> None:
        if "href" in given:
            self.page.hrefs.append(given["href"])
            if not self._hidden:
                self._begin(tag, given["href"], given)
        if "name" in given:
            self.page.ids.setdefault(given["name"], 1)

    def _img(self, tag: str, given: Attributes) -> None:
        alt = given.get("alt")
        silent = self._hidden or given.get("role") in ("presentation", "none")
        self.page.pictures.append(Picture(given.get("src", ""), "" if silent and not alt else alt))
        if alt and not self._hidden:
            for each in self._open:
                each.texts.append(f" {alt} ")

    def _field(self, tag: str, given: Attributes) -> None:
        kind = given.get("type", "text").lower() if tag == "input" else tag
        if kind in _UNLABELLED or self._hidden:
            return
        own = any(
            given.get(name, "").strip() for name in ("aria-label", "aria-labelledby", "title")
        )
        named = own or "label" in self._stack
        self.page.fields.append(Field(kind, given.get("id", ""), named))

    def _label(self, tag: str, given: Attributes) -> None:
        if given.get("for"):
            self.page.labelled.add(given["for"])

    def _table(self, tag: str, given: Attributes) -> None:
        # One for layout has no headers and says so; what it holds is not counted.
        shown = given.get("role") not in ("presentation", "none")
        self._tables.append([0 if shown else 1, 0])

    def _cell(self, tag: str, given: Attributes) -> None:
        if self._tables:
            self._tables[-1][tag == "td"] += 1

    def _iframe(self, tag: str, given: Attributes) -> None:
        if not self._hidden:
            name = given.get("title", "") or given.get("aria-label", "")
            self.page.frames.append(name.strip())

    def _script(self, tag: str, given: Attributes) -> None:
        if given.get("type", "").lower() == "application/ld+json":
            self._begin(tag, "", {})


_ELEMENTS = {
    "html": _Reader._html,
    "meta": _Reader._meta,
    "link": _Reader._link,
    "title": _Reader._title,
    "main": _Reader._main,
    **dict.fromkeys((*_HEADINGS, "button"), _Reader._named),
    "a": _Reader._a,
    "img": _Reader._img,
    **dict.fromkeys(("input", "select", "textarea"), _Reader._field),
    "label": _Reader._label,
    "table": _Reader._table,
    **dict.fromkeys(("td", "th"), _Reader._cell),
    "iframe": _Reader._iframe,
    "script": _Reader._script,
}
