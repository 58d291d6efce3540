"""The law: after any sequence of edits, what stands in the folder is what a clean build makes."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.errors import SiteError
from tests.newsroom import Newsroom

SEQUENCES, STEPS = 40, 6
SIZES = ("[page_sizes]", "home = 2", "list = 2", "feed = 2", "term_feed = 1")
WORDS = ["vote", "fire", "bridge", "harbour", "budget", "flood", "mayor", "court", "school", "tram"]
TAGS, PEOPLE, SECTIONS = ("money", "Sea", "sea"), ("Ada", "Ben"), ("local", "world", "politics")
INSTANTS = ("2025-12-31 23:59:59", "2026-02-01", "2026-03-03", "2026-06-01 12:00")
TEMPLATES = {
    "templates/partials/dont_miss.html": "<p>{{ page.article.related.cards|length }}</p>",
    "templates/tags.html": "{{ page.terms|map(attribute='title')|join(', ') }}",
    "templates/day.html": '{% extends "broadsheet/day.html" %}',
    "templates/_headers": "# none\n",
}


CONFIGURATIONS = (
    SIZES,
    ("[page_sizes]", "home = 1", "list = 3"),
    ('tagline = "All of it"', *SIZES),
    ('permalink = "/{section}/{slug}/"', *SIZES),
    ('language = "hu"', *SIZES),
    (*SIZES, "[feeds]", "rss = false", "tags = false"),
    (*SIZES, "[related]", "count = 1"),
    (*SIZES, *(f'[[sections]]\nslug = "{slug}"\ntitle = "The {slug}"' for slug in SECTIONS)),
)


class Editor:
    """Makes one random change after another; equal seeds make equal changes."""

    def __init__(self, newsroom: Newsroom, seed: int) -> None:
        self.newsroom = newsroom
        self.random = random.Random(seed)
        self.as_of = INSTANTS[-1]
        self.stories: dict[str, dict[str, str]] = {}
        for _ in range(self.random.randrange(7)):
            self.add()
        newsroom.config(*SIZES)

    def step(self) -> str:
        edits: list[Callable[[], object]] = [self.add, self.clock, self.configure, self.template]
        if self.stories:
            edits += 2 * [self.edit, self.rename, self.delete, self.retag, self.redate, self.draft]
        edit = self.random.choice(edits)
        edit()
        return edit.__name__

    def add(self) -> None:
        name = f"{self.random.choice(WORDS)}-{self.random.randrange(1_000_000)}"
        self.stories[name] = {
            "section": self.random.choice(SECTIONS),
            "tags": f"[{self.random.choice(TAGS)}]",
        }
        self.redate(name)

    def edit(self) -> None:
        name = self.any()
        self.stories[name]["body"] = " ".join(self.random.choices(WORDS, k=12)) + "."
        self.save(name)

    def rename(self) -> None:
        name = self.any()
        story = self.stories.pop(name)
        self.path(name, story).unlink()
        self.stories[f"renamed-{name}"] = story
        self.save(f"renamed-{name}")

    def delete(self) -> None:
        name = self.any()
        self.path(name, self.stories.pop(name)).unlink()

    def retag(self) -> None:
        name = self.any()
        self.stories[name]["tags"] = f"[{', '.join(self.random.sample(TAGS, 2))}]"
        self.stories[name]["authors"] = f"[{self.random.choice(PEOPLE)}]"
        self.save(name)

    def redate(self, name: str | None = None) -> None:
        name = name or self.any()
        month, day = self.random.randrange(1, 4), self.random.randrange(1, 4)
        year = self.random.choice((2025, 2026))
        self.stories[name]["date"] = f"{year}-{month:02}-{day:02} 10:00"
        self.save(name)

    def draft(self) -> None:
        name = self.any()
        key = self.random.choice(("draft", "featured", "noindex"))
        was = self.stories[name].get(key, "false")
        self.stories[name][key] = "false" if was == "true" else "true"
        self.save(name)

    def clock(self) -> None:
        self.as_of = self.random.choice(INSTANTS)

    def configure(self) -> None:
        self.newsroom.config(*self.random.choice(CONFIGURATIONS))

    def template(self) -> None:
        path = self.random.choice(sorted(TEMPLATES))
        file = self.newsroom.root / path
        if file.exists():
            file.unlink()
        else:
            self.newsroom.write(path, TEMPLATES[path])

    def any(self) -> str:
        return self.random.choice(sorted(self.stories))

    def path(self, name: str, story: dict[str, str]) -> Path:
        return self.newsroom.root / "content" / story["section"] / f"{name}.md"

    def save(self, name: str) -> None:
        self.newsroom.article(name, **self.stories[name])


def built_clean(newsroom: Newsroom, editor: Editor, folder: Path) -> dict[str, bytes]:
    newsroom.build(output=folder, as_of=editor.as_of)
    incremental, newsroom.output = newsroom.output, folder
    files, newsroom.output = newsroom.files(), incremental
    return files


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_incremental_builds_equal_clean_ones(newsroom: Newsroom, seed: int) -> None:
    editor = Editor(newsroom, seed)
    newsroom.build(as_of=editor.as_of)
    done = []

    for step in range(STEPS):
        done.append(editor.step())
        report = newsroom.build(as_of=editor.as_of)

        clean = built_clean(newsroom, editor, newsroom.root / f"clean-{step}")
        found = newsroom.files()
        assert found.keys() == clean.keys(), f"seed {seed}: {done}"
        assert found == clean, f"seed {seed}: {done}"
        assert report.files == len(clean)
        assert not [
            path for path in newsroom.output.rglob("*") if path.is_dir() and not any(path.iterdir())
        ]


@pytest.mark.parametrize("seed", range(1_000, 1_005))
def test_a_failed_build_in_between_changes_nothing(newsroom: Newsroom, seed: int) -> None:
    editor = Editor(newsroom, seed)
    newsroom.build(as_of=editor.as_of)

    for step in range(3):
        before = newsroom.files()
        editor.step()
        broken = newsroom.raw("---\ntitle: [\n---\n", "content/broken.md")
        with pytest.raises(SiteError):
            newsroom.build(as_of=editor.as_of)
        assert newsroom.files() == before
        broken.unlink()

        newsroom.build(as_of=editor.as_of)
        clean = built_clean(newsroom, editor, newsroom.root / f"clean-{step}")
        assert newsroom.files() == clean, f"seed {seed}"
