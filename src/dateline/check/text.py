"""What rules look at in an article's own text: its body, as it was rendered from Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import msgspec

from dateline.check.readability import score_of
from dateline.parse.polish import plain_text

_PICTURE = re.compile(r"\x02image:(\d+)((?:[^\x02\x03]|\x02[^\x02\x03]*\x03)*)\x03")
_ALT = re.compile(r'\balt="([^"]*)"')
_FIGURE = re.compile(r"<figure\b[^>]*>((?:(?!</figure>).)*)</figure>", re.DOTALL)
_CAPTION = re.compile(r'<span class="caption">(.*?)</span>', re.DOTALL)
_CREDIT = '<span class="credit">'
_LINK = re.compile(r"<a\b([^>]*)>((?:(?!</a>).)*)</a>", re.DOTALL)
_NUMBER = re.compile(r"\x02link:(\d+)\x03")
_HREF = re.compile(r'\bhref="([^"]*)"')
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_APART = re.compile(r"<(pre|table|blockquote)\b.*?</\1>", re.DOTALL)
_UNFINISHED = re.compile(r"(?i:\blorem ipsum dolor\b)|\bTKTK\b|\[TK\]|\(TK\)|\bTODO:|\bFIXME\b")

# Names of links that say nothing by themselves, by language.
VAGUE = {
    "en": ("here", "click here", "click", "this link", "link", "read more", "more", "this"),
    "de": ("hier", "hier klicken", "klicken sie hier", "link", "mehr", "weiterlesen"),
    "fr": ("ici", "cliquez ici", "lien", "en savoir plus", "lire la suite"),
    "es": ("aquí", "haga clic aquí", "haz clic aquí", "enlace", "leer más"),
    "it": ("qui", "clicca qui", "link", "leggi di più"),
    "hu": ("itt", "ide", "ide kattintva", "kattintson ide", "link", "bővebben", "tovább"),
}


class BodyPicture(msgspec.Struct, frozen=True):
    """A picture in a body, by the number of its reference; `figure` has a caption of its own."""

    number: int
    alt: str
    figure: bool = False
    caption: str = ""
    credited: bool = False


class VagueLink(msgspec.Struct, frozen=True):
    """A link whose name says nothing: by the number of its reference, or -1 and its address."""

    name: str
    number: int
    href: str


class Text(msgspec.Struct, frozen=True):
    """What was found in a body. `score` is its readability, None where there is no formula."""

    score: float | None = None
    pictures: tuple[BodyPicture, ...] = ()
    vague: tuple[VagueLink, ...] = ()
    unfinished: tuple[str, ...] = ()


def read_text(html: str, language: str) -> Text:
    """Read a body with its slots."""
    prose = _APART.sub("", html)
    return Text(
        score=score_of((plain_text(each) for each in _PARAGRAPH.findall(prose)), language),
        pictures=tuple(_pictures(html)) if "\x02image" in html else (),
        vague=tuple(_vague(html, language)) if "<a" in html else (),
        unfinished=tuple(dict.fromkeys(_UNFINISHED.findall(plain_text(prose)))),
    )


def _pictures(html: str) -> Iterator[BodyPicture]:
    inside: set[int] = set()
    for figure in _FIGURE.findall(html):
        caption = _CAPTION.search(figure)
        for number, attributes in _PICTURE.findall(figure):
            inside.add(int(number))
            text = plain_text(caption[1]) if caption else ""
            yield BodyPicture(int(number), _alt(attributes), True, text, _CREDIT in figure)
    for number, attributes in _PICTURE.findall(html):
        if int(number) not in inside:
            yield BodyPicture(int(number), _alt(attributes))


def _alt(attributes: str) -> str:
    found = _ALT.search(attributes)
    return unescape(found[1]).strip() if found else ""


def _vague(html: str, language: str) -> Iterator[VagueLink]:
    known = VAGUE.get(language.partition("-")[0].lower(), ())
    for attributes, inner in _LINK.findall(html):
        name = plain_text(inner)
        if name.strip(" .:…→›»").casefold() not in known or "aria-label" in attributes:
            continue
        number, href = _NUMBER.search(attributes), _HREF.search(attributes)
        if number:
            yield VagueLink(name, int(number[1]), "")
        elif href:
            yield VagueLink(name, -1, unescape(href[1]))
