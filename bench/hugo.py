"""The generated site for Hugo: stories in folders of their day, the paper's sections as terms."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.stories import (
    Newspaper,
    Story,
    read_newspaper,
    read_stories,
    read_story,
    used_terms,
    yaml_matter,
)
from bench.tools import INSTALLED, SITES, copy_theme_files, not_installed, write


class Hugo:
    """Hugo, with five related stories below each one or without."""

    output = "public"
    caches: tuple[str, ...] = ("resources", ".cache", ".hugo_build.lock")
    config = "hugo.toml"
    template = "layouts/tags/taxonomy.html"

    def __init__(self, *, related: bool = False) -> None:
        self.name = "Hugo, related" if related else "Hugo"
        self._related = related

    def version(self) -> str:
        command = [str(_binary()), "version"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found = re.search(r"v([\d.]+)", told)
        return found[1] if found else told.strip()

    def prepare(self, source: Path, site: Path) -> None:
        paper = read_newspaper(source)
        shutil.copytree(SITES / "hugo", site)
        shutil.copytree(source / "static", site / "static")
        copy_theme_files(site / "assets", site / "static/images")
        _write_config(site / self.config, paper, related=self._related)
        stories = list(read_stories(source))
        for story in stories:
            _write_story(site, story)
        for file, text in (*_periods(stories), *_terms(paper, stories), *_pages()):
            write(site / "content" / file, text)

    def write_story(self, site: Path, file: str, text: str) -> None:
        _write_story(site, read_story(file, text))

    def command(self, site: Path) -> list[str]:
        build = [str(_binary()), "build", "--source", str(site), "--cacheDir", str(site / ".cache")]
        return [*build, "--quiet"]

    def server(self, site: Path, port: int) -> list[str]:
        serve = [str(_binary()), "server", "--source", str(site), "--port", str(port)]
        return [*serve, "--cacheDir", str(site / ".cache"), "--quiet"]

    def told(self, printed: bytes) -> Mapping[str, Any]:
        return {}


def _binary() -> Path:
    # The package's own command is a Python program that starts this one: not Hugo's time.
    found = next(INSTALLED.glob("python/lib/python3*/site-packages/hugo/binaries/hugo*"), None)
    if found is None:
        raise not_installed("Hugo")
    return found


def _write_config(file: Path, paper: Newspaper, *, related: bool) -> None:
    lines = [f"title = {_value(paper.title)}", file.read_text("utf-8"), "[params]"]
    lines += [f"tagline = {_value(paper.tagline)}", f"related = {_value(related)}"]
    for at, (slug, title) in enumerate(paper.names["sections"].items()):
        lines += ["", "[[menus.main]]", f"identifier = {_value(slug)}", f"name = {_value(title)}"]
        lines += [f'url = "/{slug}/"', f"weight = {at + 1}"]
    write(file, "\n".join(lines) + "\n")


def _write_story(site: Path, story: Story) -> None:
    matter = {
        "title": story.title,
        "date": story.published.isoformat(),
        "lastmod": (story.updated or story.published).isoformat(),
        "layout": "article",
        "sections": [story.section],
        "tags": story.tags,
        "authors": story.authors,
        "summary": story.summary,
        "standfirst": story.matter.get("standfirst"),
        "place": story.matter.get("dateline"),
        "image": story.matter.get("image"),
        "corrections": story.matter.get("corrections"),
        "sources": story.matter.get("sources"),
    }
    write(site / f"content{story.url.rstrip('/')}.md", f"{yaml_matter(matter)}\n{story.body}")


def _periods(stories: Sequence[Story]) -> Iterator[tuple[str, str]]:
    """Years, months and days are Hugo's own sections, so it need not search for their stories."""
    days = sorted({story.published.replace(hour=0, minute=0) for story in stories})
    for layout, folder, title in (
        ("year", "%Y", "%Y"),
        ("month", "%Y/%m", "%B %Y"),
        ("day", "%Y/%m/%d", "%A, %B %d, %Y"),
    ):
        for name, day in {f"{day:{folder}}": day for day in days}.items():
            matter = {"title": f"{day:{title}}", "date": day.isoformat(), "layout": layout}
            yield f"{name}/_index.md", yaml_matter(matter)


def _terms(paper: Newspaper, stories: Sequence[Story]) -> Iterator[tuple[str, str]]:
    for kind, slugs in used_terms(stories).items():
        for slug in slugs:
            yield f"{kind}/{slug}/_index.md", yaml_matter({"title": paper.names[kind][slug]})
    yield "sections/_index.md", yaml_matter({"build": {"render": "never", "list": "never"}})
    yield "tags/_index.md", yaml_matter({"title": "Tags"})
    yield "authors/_index.md", yaml_matter({"title": "Authors"})


def _pages() -> Iterator[tuple[str, str]]:
    yield "about.md", f"{yaml_matter({'title': 'About us'})}\nWho we are.\n"
    yield "archives.md", yaml_matter({"title": "Archives", "layout": "archives"})


def _value(value: object) -> str:
    """A value in TOML: strings, numbers and truth are written as in JSON."""
    return json.dumps(value, ensure_ascii=False)
