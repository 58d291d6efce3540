"""The generated site for Pelican: stories as Markdown, pages as Jinja templates."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.stories import Newspaper, Story, read_newspaper, read_stories, read_story
from bench.tools import INSTALLED, SITES, copy_theme_files, not_installed, write

_ENVIRONMENT = INSTALLED / "python"


class Pelican:
    """Pelican, without related stories, neighbours and JSON feeds: it has none."""

    name = "Pelican"
    output = "public"
    caches: tuple[str, ...] = ("cache",)
    config = "pelicanconf.py"
    template = "theme/templates/tags.html"

    def __init__(self) -> None:
        self._paper: Newspaper | None = None

    def version(self) -> str:
        packages = map(str, _ENVIRONMENT.glob("lib/python3*/site-packages"))
        for found in importlib.metadata.distributions(name="pelican", path=list(packages)):
            return found.version
        raise not_installed("Pelican")

    def prepare(self, source: Path, site: Path) -> None:
        paper = self._paper = read_newspaper(source)
        shutil.copytree(SITES / "pelican", site)
        content = site / "content"
        shutil.copytree(source / "static", content)
        copy_theme_files(content / "code", content / "images")
        write(content / "pages/about.md", "Title: About us\nSlug: about\n\nWho we are.\n")
        config = (site / self.config).read_text("utf-8")
        lines = [f'SITENAME = "{paper.title}"', f'SITESUBTITLE = "{paper.tagline}"']
        lines.append(f"SECTIONS = {list(paper.names['sections'].items())!r}")
        write(site / self.config, "\n".join([config, *lines, ""]))
        for story in read_stories(source):
            _write_story(site, story, paper)

    def write_story(self, site: Path, file: str, text: str) -> None:
        if self._paper is None:
            raise ValueError("the site was not prepared")
        _write_story(site, read_story(file, text), self._paper)

    def command(self, site: Path) -> list[str]:
        program = _ENVIRONMENT / "bin/pelican"
        return [str(program), "--settings", str(site / self.config), "--quiet"]

    def told(self, printed: bytes) -> Mapping[str, Any]:
        return {}


def _write_story(site: Path, story: Story, paper: Newspaper) -> None:
    image = story.matter.get("image", {})
    matter = {
        "Title": story.title,
        "Date": f"{story.published:%Y-%m-%d %H:%M}",
        "Modified": f"{story.updated:%Y-%m-%d %H:%M}" if story.updated else None,
        "Slug": story.slug,
        "Category": paper.names["sections"][story.section],
        "Tags": ", ".join(paper.names["tags"][slug] for slug in story.tags),
        "Authors": "; ".join(paper.names["authors"][slug] for slug in story.authors),
        "Summary": story.summary,
        "Standfirst": story.matter.get("standfirst"),
        "Place": story.matter.get("dateline"),
        "Image_src": image.get("src"),
        "Image_alt": image.get("alt"),
        "Image_caption": image.get("caption"),
        "Corrections": _json(story.matter.get("corrections")),
        "Sources": _json(story.matter.get("sources")),
        "Words": len(story.body.split()),
        "Month": f"{story.published:%Y/%m}",
        "Day": f"{story.published:%Y/%m/%d}",
    }
    lines = [f"{key}: {value}" for key, value in matter.items() if value is not None]
    write(site / "content/stories" / story.file, "\n".join([*lines, "", story.body]))


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
