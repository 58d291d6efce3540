"""An editor at work: every kind of edit that a newsroom sees, each made from two small numbers.

Equal numbers make equal edits, so a sequence that breaks something can be told in one line:
`Edit("retag", 3, 1)`. The first number says which story or file, the second what becomes of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tests.covering import cover, enter
from tests.gazette import GAZETTE
from tests.matter import DATES, LINES, PEOPLE, TAGS, TITLES
from tests.newsroom import Newsroom

MOST_STORIES = 6
Choice = TypeVar("Choice")

TEXTS = (
    "The council voted on the harbour budget. The mayor was content.",
    "A fire broke out at the harbour. Nobody was hurt, the mayor says.",
    "The school tram runs again, the court found. The budget holds.",
    "## What now\n\nThe flood took the bridge. The council meets on Monday.",
    "The council voted on the harbour budget. The mayor was not content.",
)
NAMES = ("vote", "fire", "bridge", "harbour", "flood", "court", "tram", "school")
SECTIONS = ("local", "world", "politics")
INSTANTS = ("2026-06-01 12:00", "2026-03-03", "2025-12-31 23:59:59", "2026-02-01 10:00")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="3"/>'
TARGETS = ("vote", "fire", "#what-now", "/static.txt", "/tags/", "nowhere", "photo.svg", "/old-2/")
CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural={};\\n"

msgid "Archives"
msgstr "{}"

msgid "one story"
msgid_plural "%(num)s stories"
msgstr[0] "egy hír"
msgstr[1] "%(num)s hír"
"""

# What `dateline.toml` may say, by key: each value is one of these.
KNOBS: dict[str, tuple[str, ...]] = {
    "theme": ('theme = "gazette"', ""),
    "noindex": ("", "noindex = true"),
    "redirect_pages": ("", "redirect_pages = false"),
    "tagline": ("", 'tagline = "All of it"', 'tagline = "Most of it"'),
    "description": ("", 'description = "News of the town"'),
    "language": ("", 'language = "hu"'),
    "permalink": ("", 'permalink = "/{section}/{slug}/"', 'permalink = "/{year}/{slug}/"'),
    "html": ("", 'html = "escape"'),
    "sizes": (
        "[page_sizes]\nhome = 2\nlist = 2\nfeed = 2\nterm_feed = 1",
        "[page_sizes]\nhome = 1\nlist = 3\nfeed = 3\nterm_feed = 2",
        "[page_sizes]\nhome = 2\nlist = 1\nfeed = 2\nterm_feed = 1",
    ),
    "feeds": (
        "[feeds]\nrss = false\njson = false\ntags = false\nauthors = false",
        "[feeds]\natom = false\nsections = false\nauthors = false\nstorylines = false",
        "[feeds]\nrss = false\njson = false\nsections = false\ntags = true\nhubs = 'https://h.eu/'",
    ),
    "related": (
        "[related]\ncount = 2",
        "[related]\ncount = 1",
        "[related]\ncount = 0",
        "[related]\ncount = 3\nhorizon = 30\npast_only = true",
        '[related]\ncount = 3\nhalf_life = 9\nfloor = 0.01\nnever_offer = ["world"]',
        "[related]\ncount = 2\nacross_languages = true",
    ),
    "storylines": ("", "[storylines]\ndetect = false"),
    "menus": (
        "",
        '[menus]\nmain = [{ title = "Topics", url = "/tags/" }]',
        '[menus]\nfooter = [{ title = "By date", url = "/archives/" }]',
    ),
    "publisher": (
        "",
        '[publisher]\nname = "The House"\nlogo = "logo.svg"',
        '[policies]\nethics = "/archives/"',
    ),
    "settings": ("", '[theme_settings]\naccent = "cobalt"', '[theme_settings]\naccent = "plum"'),
    "sections": (
        "",
        "".join(f'[[sections]]\nslug = "{slug}"\ntitle = "The {slug}"\n' for slug in SECTIONS),
        "".join(f'[[sections]]\nslug = "{slug}"\ntitle = "{slug}"\n' for slug in SECTIONS[::-1]),
    ),
}
# Files that come, change and go. The first of each is that it is not there.
FILES: dict[str, tuple[str | None, ...]] = {
    "static/static.txt": (None, "static", "static, changed"),
    "static/2026/more.txt": (None, "more"),
    "content/local/photo.svg": (None, SVG.format(4), SVG.format(5)),
    "content/world/photo.svg": (None, SVG.format(6)),
    "content/pages/about.md": (
        None,
        "---\ntitle: About\n---\n\nWe. See [a story](vote).\n",
        "---\ntitle: About us\nupdated: 2026-05-01\n---\n\nWe.\n",
    ),
    "content/pages/ethics.md": (None, "---\ntitle: Ethics\nnoindex: true\n---\n\nFair.\n"),
    "templates/partials/dont_miss.html": (None, "<p>{{ page.article.related.cards|length }}</p>"),
    "templates/partials/foot.html": (None, "<p>{{ site.description }}</p>", "<p>Foot</p>"),
    "templates/tags.html": (None, "{{ page.terms|map(attribute='title')|join(', ') }}"),
    "templates/day.html": (
        None,
        '{% extends "broadsheet/day.html" %}',
        '{% extends "broadsheet/day.html" %}{% block main %}{{ page.no.way }}{% endblock %}',
    ),
    "templates/_headers": (None, "# none\n"),
    "templates/partials/more.html": (None, "<p>More</p>", "<p>{{ site.tagline }}</p>"),
    "assets/css/site.css": (None, "p { color: red }"),
    "assets/css/gazette.css": (None, "p { color: blue }", "p { color: green }"),
    "translations/hu.po": (
        None,
        CATALOGUE.format("(n != 1)", "Régiek"),
        CATALOGUE.format("0", "Régiek"),
        CATALOGUE.format("(n != 1)", "Archívum"),
    ),
    "data/tags.toml": (
        None,
        '[money]\ntitle = "The money"\n',
        '[money]\ntitle = "The money"\ndescription = "All of it."\n',
        '[sea]\ntitle = "The sea"\n',
    ),
    "data/storylines.toml": (
        None,
        '[harbour]\ntitle = "The harbour"\n',
        '[harbour]\ntitle = "The harbour"\ndescription = "All of it."\n',
    ),
    "data/redirects.toml": (
        None,
        '"/was/*" = "/tags/*"\n"/then/" = "/old/"\n',
        '"/was/money/" = "/tags/money/"\n"/old/" = "https://elsewhere.example/"\n',
    ),
    "urls.lock": (
        None,
        "/was/money/\n/2025/12/31/\n/tags/page/3/\n/tags/money/page/7/\n/gone/\n",
        "/2026/02/01/fire/ https://first.example/fire\n/old/ https://first.example/old\n",
    ),
    "data/authors.toml": (
        None,
        '[ada]\nname = "Ada L."\nbio = "Counts."\n',
        '[ada]\nname = "Ada L."\nlinks = [{ title = "Notes", url = "/tags/" }]\n',
    ),
}


class Edit(NamedTuple):
    """An edit by its name, and the numbers that say which and what."""

    name: str
    which: int = 0
    what: int = 0


@dataclass
class Story:
    """An article as the editor knows it; `matter` are further lines of front matter."""

    section: str
    text: str
    matter: dict[str, str] = field(default_factory=dict)
    link: str = ""


class Editor:
    """Edits a newsroom; `options` are how it is to be built."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.as_of = INSTANTS[0]
        self.drafts = False
        self.base_url: str | None = None
        self.stories: dict[str, Story] = {}
        self.knobs = {key: values[0] for key, values in KNOBS.items()}
        for name, text in GAZETTE.items():
            newsroom.write(f"themes/gazette/{name}", text)
        newsroom.write("static/logo.svg", SVG.format(9))
        self._configure()

    @property
    def options(self) -> dict[str, object]:
        return {"as_of": self.as_of, "drafts": self.drafts, "base_url": self.base_url}

    def make(self, edit: Edit) -> None:
        """Make an edit; one of a story that is not there adds a story."""
        EDITS[edit.name](self, edit.which, edit.what)

    # Stories

    def add(self, which: int, what: int) -> None:
        if len(self.stories) < MOST_STORIES:
            name = _one(NAMES, which)
            story = Story(_one(SECTIONS, what), _one(TEXTS, which + what))
            story.matter = {
                "title": _one(TITLES, which),
                "date": _one(DATES, which + what),
                "tags": _one(TAGS, which),
                "authors": _one(PEOPLE, what),
            }
            self._settle(name, story)

    def rename(self, which: int, what: int) -> None:
        if self.stories:
            _, story = self._take(which)
            self._settle(_one(NAMES, what), story)

    def delete(self, which: int, what: int) -> None:
        if self.stories:
            self._take(which)

    def move(self, which: int, what: int) -> None:
        """Give a story another section."""
        if self.stories:
            name, story = self._take(which)
            story.section = _other(SECTIONS, story.section, what)
            self._settle(name, story)

    def rewrite(self, which: int, what: int) -> None:
        name, story = self._story(which)
        story.text = _other(TEXTS, story.text, what)
        self._save(name)

    def link(self, which: int, what: int) -> None:
        """Let a story lead to another one, to a place of the site, to a picture, or nowhere."""
        name, story = self._story(which)
        target = _one((*TARGETS, ""), what)
        mark = "!" if target.endswith(".svg") else ""
        story.link = f"\n\n{mark}[There]({target})" if target else ""
        self._save(name)

    def matter(self, key: str, values: tuple[str, ...], which: int, what: int) -> None:
        """Give a line of a story's front matter another value; an empty one removes it."""
        name, story = self._story(which)
        story.matter[key] = _other(values, story.matter.get(key, ""), what)
        self._save(name)

    # Everything else in the site's folder

    def configure(self, which: int, what: int) -> None:
        key = _one(tuple(KNOBS), which)
        self.knobs[key] = _other(KNOBS[key], self.knobs[key], what)
        self._configure()

    def supply(self, which: int, what: int) -> None:
        """Add, change or remove a file beside the stories."""
        name = _one(tuple(FILES), which)
        path = self.newsroom.root / name
        text = _other(FILES[name], path.read_text("utf-8") if path.exists() else None, what)
        if text is None:
            path.unlink()
        else:
            self.newsroom.write(name, text)

    def touch(self, which: int, what: int) -> None:
        """Give a file another time, and the bytes that it had."""
        path = _one(self._sources(), which)
        os.utime(path, (1_700_000_000 + what, 1_700_000_000 + what))

    def forge(self, which: int, what: int) -> None:
        """Write other words of the same length, and put the file's time back."""
        name, story = self._story(which)
        path = self._path(name)
        before = path.stat()
        story.text = story.text.swapcase()
        self._save(name)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    # How it is built, and what becomes of the output

    def clock(self, which: int, what: int) -> None:
        self.as_of = _other(INSTANTS, self.as_of, what)

    def flip_drafts(self, which: int, what: int) -> None:
        self.drafts = not self.drafts

    def rehost(self, which: int, what: int) -> None:
        self.base_url = None if self.base_url else "https://other.example/deep"

    def spoil(self, which: int, what: int) -> None:
        """Change or remove a built file by hand; or the whole output."""
        files = [path for path in self._built() if not path.name.startswith(".dateline")]
        if what == 0:
            shutil.rmtree(self.newsroom.output, ignore_errors=True)
        elif files:
            path = _one(files, which * 7 + what)
            if what % 3 == 0:
                path.unlink()
            elif what % 3 == 1:
                path.write_bytes(path.read_bytes().swapcase())
            else:
                path.write_bytes(b"")

    # Helpers

    def _sources(self) -> tuple[Path, ...]:
        folders = ("content", "static", "templates", "themes", "data", "dateline.toml")
        root = self.newsroom.root
        found = [root / name for name in folders] + [
            path for name in folders for path in (root / name).rglob("*")
        ]
        return tuple(sorted(path for path in found if path.is_file()))

    def _built(self) -> list[Path]:
        return sorted(path for path in self.newsroom.output.rglob("*") if path.is_file())

    def _story(self, which: int) -> tuple[str, Story]:
        if not self.stories:
            self.add(which, which)
        name = _one(sorted(self.stories), which)
        return name, self.stories[name]

    def _take(self, which: int) -> tuple[str, Story]:
        name, story = self._story(which)
        self._path(name).unlink()
        del self.stories[name]
        return name, story

    def _settle(self, name: str, story: Story) -> None:
        while name in self.stories:
            name = f"{name}-x"
        self.stories[name] = story
        self._save(name)

    def _path(self, name: str) -> Path:
        return self.newsroom.root / "content" / self.stories[name].section / f"{name}.md"

    def _save(self, name: str) -> None:
        story = self.stories[name]
        lines = "".join(f"{key}: {value}\n" for key, value in story.matter.items() if value)
        text = f"---\n{lines}---\n\n{story.text}{story.link}\n"
        self.newsroom.write(self._path(name).relative_to(self.newsroom.root).as_posix(), text)

    def _configure(self) -> None:
        lines = ['links = "warn"', *filter(None, self.knobs.values())]
        self.newsroom.config(*lines)


def _one(choices: tuple[Choice, ...] | list[Choice], at: int) -> Choice:
    return choices[at % len(choices)]


def _other(choices: tuple[Choice, ...], now: Choice, at: int) -> Choice:
    """One of the choices that is not what is there now."""
    return _one([choice for choice in choices if choice != now], at)


def _line(key: str, *values: str) -> Callable[[Editor, int, int], None]:
    return lambda editor, which, what: editor.matter(key, values, which, what)


EDITS: Mapping[str, Callable[[Editor, int, int], Any]] = {
    "add": Editor.add,
    "rename": Editor.rename,
    "delete": Editor.delete,
    "move": Editor.move,
    "rewrite": Editor.rewrite,
    "link": Editor.link,
    "configure": Editor.configure,
    "supply": Editor.supply,
    "touch": Editor.touch,
    "forge": Editor.forge,
    "clock": Editor.clock,
    "flip_drafts": Editor.flip_drafts,
    "rehost": Editor.rehost,
    "spoil": Editor.spoil,
    "cover": lambda editor, which, what: cover(editor.newsroom, which, what),
    "enter": lambda editor, which, what: enter(editor.newsroom, which, what),
    **{key: _line(key, *values) for key, values in LINES.items()},
}
