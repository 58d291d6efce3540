"""The picture book: screenshots of the demonstration brief in each theme, and a sheet of them all.

`make shots` writes it into shots/; open shots/index.html. `python -m tests.shots --help` says how
to take fewer.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from tests.brief import REPOSITORY, THEMES, build_brief
from tests.chromium import opened, served

PAGES = {
    "home": "/",
    "article": "/2025/02/09/baltic-grid/",
    "article-words-only": "/2025/06/02/istanbul-talks/",
    "tag": "/tags/ukraine/",
    "month": "/2025/06/",
    "day": "/2025/06/02/",
    "author": "/authors/world-desk/",
    "404": "/404.html",
}
PRINTED = 794  # pixels: the width of A4
# Pictures further down would wait for a reader to scroll.
LOAD_PICTURES = """Promise.all(Array.from(document.images, (each) => {
  each.loading = "eager";
  return each.decode().catch(() => {});
}))"""


class View(NamedTuple):
    """A way to look at pages."""

    width: int
    scheme: str  # light, dark or print
    rtl: bool = False
    fold: bool = False  # only what is seen without scrolling

    @property
    def name(self) -> str:
        return f"{self.width}-{self.scheme}{'-rtl' if self.rtl else ''}"


class Batch(NamedTuple):
    """Pictures to be taken by one browser."""

    theme: str
    address: str
    view: View
    pages: tuple[str, ...]
    folder: Path


def take(batch: Batch) -> None:
    """Take the pictures of one view of a theme."""
    view = batch.view
    printed = view.scheme == "print"
    with opened() as browser:
        context = browser.new_context(
            viewport={"width": view.width, "height": 844},
            color_scheme="dark" if view.scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for name in batch.pages:
            page.goto(batch.address + PAGES[name])
            if view.rtl:
                page.evaluate("document.documentElement.dir = 'rtl'")
            page.evaluate(LOAD_PICTURES)
            target = batch.folder / batch.theme / f"{name}-{view.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            if printed:
                page.pdf(path=f"{target}.pdf", format="A4", print_background=True)
                page.emulate_media(media="print")
            page.screenshot(path=f"{target}.png", full_page=not view.fold)


def sheet(themes: Iterable[str], pages: Iterable[str], views: Iterable[View]) -> str:
    """The contact sheet: a row for each page, a column for each view."""
    columns = list(views)
    head = "".join(f"<th>{html.escape(view.name)}</th>" for view in columns)

    def cell(theme: str, page: str, view: View) -> str:
        file = f"{theme}/{page}-{view.name}"
        pdf = f' <a href="{file}.pdf">PDF</a>' if view.scheme == "print" else ""
        picture = f'<img src="{file}.png" alt="{page}, {view.name}" loading="lazy">'
        return f'<td><a href="{file}.png">{picture}</a>{pdf}</td>'

    def table(theme: str) -> str:
        rows = "".join(
            f"<tr><th>{page}</th>{''.join(cell(theme, page, view) for view in columns)}</tr>"
            for page in pages
        )
        return f"<h2>{theme}</h2><table><tr><td></td>{head}</tr>{rows}</table>"

    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>The picture book</title>'
        "<style>body{font:14px system-ui;margin:2rem;background:#777;color:#fff}"
        "td,th{vertical-align:top;padding:.5rem}a{color:#fff}img{display:block;max-width:17rem;"
        "max-height:40rem;object-fit:cover;object-position:top}</style><h1>The picture book</h1>"
        + "".join(map(table, themes))
    )


def _views(arguments: argparse.Namespace) -> Iterator[View]:
    for width in arguments.width:
        for scheme in ("light", "dark"):
            yield View(width, scheme, fold=arguments.fold)
        if arguments.rtl:
            yield View(width, "light", rtl=True, fold=arguments.fold)
    yield View(PRINTED, "print")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.shots", description=__doc__)
    parser.add_argument("--theme", action="append", choices=THEMES, help="this theme alone")
    parser.add_argument("--page", action="append", choices=PAGES, help="this page alone")
    parser.add_argument("--width", action="append", type=int, help="default: 390 and 1280")
    parser.add_argument("--rtl", action="store_true", help="mirrored, too")
    parser.add_argument("--fold", action="store_true", help="only the first 844 pixels")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "shots")
    found = parser.parse_args()
    found.theme, found.page = found.theme or THEMES, found.page or list(PAGES)
    found.width = found.width or [390, 1280]
    return found


def main() -> None:
    """Build, take the pictures on all cores, and write the sheet."""
    arguments, start = _arguments(), time.monotonic()
    views = list(_views(arguments))
    for theme in arguments.theme:
        shutil.rmtree(arguments.output / theme, ignore_errors=True)
    batches = []
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for theme in arguments.theme:
            built = build_brief(scratch / theme, theme)
            address = stack.enter_context(served(built.output))
            batches += [
                Batch(theme, address, view, tuple(arguments.page), arguments.output)
                for view in views
            ]
        # Not forked: servers run in threads of this process.
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
            list(pool.map(take, batches))
    page = arguments.output / "index.html"
    page.write_text(sheet(arguments.theme, arguments.page, views), "utf-8")
    count = len(batches) * len(arguments.page)
    print(f"{count} pictures in {time.monotonic() - start:.0f} s: {page}")  # noqa: T201


if __name__ == "__main__":
    main()
