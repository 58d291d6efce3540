"""A newsroom in a temporary folder: tests write articles into it, build, and look at the result."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from dateline.build import build
from dateline.config import SiteConfig
from dateline.errors import Problem, SiteError
from dateline.model import Parsed
from dateline.options import Options
from dateline.parse.reader import read_article
from dateline.progress import Report

CONFIG = """\
title = "The Test Brief"
base_url = "https://brief.example"
timezone = "Europe/Budapest"
"""
AS_OF = "2026-06-01 12:00"
SITE = SiteConfig(
    title="The Test Brief", base_url="https://brief.example", timezone="Europe/Budapest"
)


def read(content: str | bytes, path: str = "local/story.md", config: SiteConfig = SITE) -> Parsed:
    """Read one article's file without a site around it."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    return read_article(path, data, config.parsing)


def place(problem: Problem) -> str:
    """Where a problem is, as messages show it, without the file: "2:8"."""
    return f"{problem.line}:{problem.column}"


class Outcome(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


Dateline = Callable[..., Outcome]


class Newsroom:
    """Builds small sites. `problems` are those of the last build, also when it failed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.output = root / "public"
        self.problems: tuple[Problem, ...] = ()
        self.write("dateline.toml", CONFIG)

    def write(self, path: str, content: str | bytes) -> Path:
        """Write any file below the site's folder."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return target

    def config(self, *lines: str) -> None:
        """Write `dateline.toml`: the usual three lines and `lines`."""
        self.write("dateline.toml", CONFIG + "\n".join(lines) + "\n")

    def article(
        self,
        slug: str,
        /,
        body: str = "The council met on Monday. It decided nothing.",
        *,
        date: str = "2026-05-01 09:00",
        title: str | None = None,
        section: str | None = None,
        **matter: str,
    ) -> Path:
        """Write an article; further keywords are lines of front matter, as YAML text."""
        keys = {"title": title or slug.replace("-", " ").capitalize(), "date": date, **matter}
        lines = "\n".join(f"{key}: {value}" for key, value in keys.items())
        folder = f"content/{section}" if section else "content"
        return self.write(f"{folder}/{slug}.md", f"---\n{lines}\n---\n\n{body}\n")

    def raw(self, text: str | bytes, path: str = "content/story.md") -> Path:
        """Write an article's file as it is."""
        return self.write(path, text)

    def build(self, **options: object) -> Report:
        """Build as of 1 June 2026; raises SiteError when there are errors."""
        options = {"as_of": AS_OF, "jobs": 1, **options}
        try:
            report = build(self.root, Options(**options))  # type: ignore[arg-type]
        except SiteError as error:
            self.problems = error.problems
            raise
        self.problems = report.problems
        return report

    def errors(self, **options: object) -> list[Problem]:
        """Build, expect errors, and return them; the test fails when there are none."""
        try:
            self.build(**options)
        except SiteError as error:
            return [problem for problem in error.problems if problem.severity == "error"]
        raise AssertionError("the build had no errors")

    def warnings(self, **options: object) -> list[Problem]:
        """Build without errors and return the warnings."""
        self.build(**options)
        return [problem for problem in self.problems if problem.severity == "warning"]

    def page(self, url: str) -> str:
        """The HTML (or other text) at a URL of the built site."""
        path = url.lstrip("/")
        if path == "" or path.endswith("/"):
            path += "index.html"
        return (self.output / path).read_text("utf-8")

    def text(self, url: str) -> str:
        """The text of a page, tags removed and white space folded."""
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", self.page(url))).split())

    def body(self, url: str) -> str:
        """The HTML of an article's body."""
        found = re.search(
            r'<div class="story-body">(.*?)</div>\s*<div class="story-after"[^>]*>',
            self.page(url),
            re.DOTALL,
        )
        assert found, f"{url} has no article body"
        return found[1]

    def files(self) -> dict[str, bytes]:
        """Every built file by its path, without the manifest."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file() and not path.name.startswith(".dateline")
        }

    def urls(self) -> set[str]:
        """URLs of the built HTML pages."""
        return {
            "/" + path.removesuffix("index.html") for path in self.files() if path.endswith(".html")
        }
