"""Pictures and other files that articles refer to."""

from __future__ import annotations

import posixpath
import re
import struct
from pathlib import Path
from urllib.parse import quote

import msgspec

from dateline.inventory import Inventory
from dateline.slugs import slug_of

MAX_PIXELS = 100_000_000

_FORMATS = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "GIF": (".gif",),
    "WEBP": (".webp",),
    "AVIF": (".avif",),
}
_SVG_ROOT = re.compile(r"<svg\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
# What Pillow raises for files that are no pictures or are cut short.
_DAMAGED = (OSError, SyntaxError, ValueError, LookupError, EOFError, struct.error)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")


class PictureError(Exception):
    """A file that browsers would not show as a picture."""

    def __init__(self, text: str, way_out: str = "") -> None:
        super().__init__(text)
        self.way_out = way_out


class Media(msgspec.Struct, frozen=True):
    """A file as it is published: `source` below the site's folder, `url` below the base path."""

    source: str
    url: str
    width: int | None = None
    height: int | None = None
    remark: str = ""


class Size(msgspec.Struct, frozen=True):
    """What looking into a picture showed: its size in pixels and a remark, or why it is none."""

    width: int | None = None
    height: int | None = None
    remark: str = ""
    fault: str = ""
    way_out: str = ""


Sizes = dict[str, Size]


class MediaShelf:
    """The files beside articles and in static/, looked into when something refers to them.

    Names are paths below the site's folder. What is taken from content/ is published under a name
    that holds its digest; `taken` lists it. `sizes`, by digest and ending, spares looking twice.
    """

    def __init__(self, root: Path, inventory: Inventory, sizes: Sizes) -> None:
        self._root = root
        self._files = inventory.files
        self._sizes = sizes
        self._beside: dict[str, list[str]] = {}
        self._pictures: dict[str, Media] = {}
        self.taken: dict[str, Media] = {}

    def has(self, name: str) -> bool:
        return name in self._files

    def beside(self, article: str) -> list[str]:
        """Names of the files in the same folder as an article."""
        if not self._beside:
            for name in self._files:
                self._beside.setdefault(posixpath.dirname(name), []).append(
                    posixpath.basename(name)
                )
        return self._beside.get(posixpath.dirname(article), [])

    def file(self, name: str) -> Media:
        """Take any file for publishing."""
        if name not in self.taken:
            self.taken[name] = Media(name, self._url(name))
        return self.taken[name]

    def picture(self, name: str) -> Media:
        """Take a picture; raises PictureError, each time, when it is none."""
        known = self._pictures.get(name)
        if known is None:
            known = self._pictures[name] = self._picture(name)
        if name.startswith("content/"):
            self.taken[name] = known
        return known

    def _picture(self, name: str) -> Media:
        ending = posixpath.splitext(name)[1].lower()
        key = f"{self._files[name].digest}{ending}"
        size = self._sizes.get(key)
        if size is None:
            try:
                size = _look(self._root / name, ending)
            except PictureError as error:
                size = Size(fault=str(error), way_out=error.way_out)
            if self._files[name].digest:
                self._sizes[key] = size
        if size.fault:
            raise PictureError(size.fault, size.way_out)
        return Media(name, self._url(name), size.width, size.height, size.remark)

    def _url(self, name: str) -> str:
        if name.startswith("static/"):
            return quote(name.removeprefix("static"))
        stem, ending = posixpath.splitext(posixpath.basename(name))
        mark = self._files[name].digest[:8]
        ending = re.sub(r"[^.a-z0-9]", "", ending.lower())
        return f"/assets/media/{slug_of(stem) or 'file'}-{mark}{ending}"


def _look(path: Path, ending: str) -> Size:
    try:
        if not path.stat().st_size:
            raise PictureError("is an empty file", "save it again")
        if ending == ".svg":
            return Size(*_svg_size(path))
        kind, width, height = _raster_size(path)
    except OSError as error:
        raise PictureError(f"can't be read: {error.strerror}") from None
    remark = ""
    if ending not in _FORMATS[kind]:
        remark = f"is {kind} but is named {ending or 'without an ending'}"
    return Size(width, height, remark)


def _raster_size(path: Path) -> tuple[str, int, int]:
    from PIL import Image  # noqa: PLC0415 - not every site has pictures

    # Only the header is read: the limit is checked on what it claims.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path, formats=tuple(_FORMATS)) as image:
            kind, (width, height) = image.format or "", image.size
    except _DAMAGED as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise PictureError(
            "is not a picture that browsers show", "use PNG, JPEG, WebP, AVIF, GIF or SVG"
        ) from None
    if width * height > MAX_PIXELS:
        raise PictureError(f"has {width} x {height} pixels", "make it smaller")
    return kind, width, height


def _svg_size(path: Path) -> tuple[int | None, int | None]:
    head = path.read_bytes()[:20_000].decode("utf-8", "replace")
    root = _SVG_ROOT.search(head)
    if root is None:
        raise PictureError("is not an SVG picture", "save it again as SVG")
    found = dict(re.findall(r"""([\w:-]+)\s*=\s*["']([^"']*)["']""", root[1]))
    sizes = [_LENGTH.fullmatch(found.get(name, "")) for name in ("width", "height")]
    if sizes[0] and sizes[1]:
        return round(float(sizes[0][1])), round(float(sizes[1][1]))
    box = found.get("viewBox", "").replace(",", " ").split()
    try:
        return round(float(box[2])), round(float(box[3]))
    except (IndexError, ValueError):
        return None, None
