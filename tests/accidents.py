"""Accidents: what befalls a build, its cache and its output other than edits.

Each gets the folder in which the site's folder lies, and a number that says where and how; it
returns how many notices the next build may give.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from dateline.errors import SiteError
from dateline.store import Store
from tests.damage import CACHE, DAMAGES
from tests.editor import Editor
from tests.newsroom import Newsroom

# Errors that show as an article is read, as templates are compiled, and as a page is made.
BROKEN = (
    ("content/broken.md", "---\ntitle: [\n---\n"),
    ("templates/404.html", "{% if %}"),
    ("templates/404.html", "{{ page.nothing.at.all }}"),
)
_CALLS = ("replace", "rename", "mkdir", "unlink", "rmdir", "write")


class Accident(NamedTuple):
    """An accident by its name, and the number that says where and how."""

    name: str
    at: int = 0


def crash(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """End a build before its `at`-th call that changes something on the disk."""
    in_child(lambda: build_up_to(newsroom, editor, at))
    return 0


def in_child(work: Callable[[], object]) -> int:
    """Do something in a process of its own; returns its exit status."""
    with warnings.catch_warnings():
        # The child does its work and ends: it takes no lock that another thread may hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 70
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def build_up_to(newsroom: Newsroom, editor: Editor, number: int) -> None:
    """Build in a process that ends at the `number`-th of the calls that change something."""
    left = number

    def ending(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            if left == 0:
                os._exit(0)
            left -= 1
            return call(*arguments, **options)

        return wrapped

    for name in _CALLS:
        setattr(os, name, ending(getattr(os, name)))
    for name in ("write", "delete", "commit"):
        setattr(Store, name, ending(getattr(Store, name)))
    with contextlib.suppress(SiteError):
        newsroom.build(**editor.options)


def fail(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """Let a build fail: nothing of it may be published."""
    name, text = BROKEN[at % len(BROKEN)]
    path, before = newsroom.root / name, newsroom.files()
    shown = path.read_bytes() if path.exists() else None
    newsroom.write(name, text)
    with contextlib.suppress(SiteError):
        newsroom.build(**editor.options)
        raise AssertionError(f"{name} was no error")
    assert newsroom.files() == before
    if shown is None:
        path.unlink()
    else:
        path.write_bytes(shown)
    return 0


def damage(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """Damage the cache in one of several ways."""
    path, names = newsroom.root / CACHE, sorted(DAMAGES)
    if path.exists():
        DAMAGES[names[at % len(names)]](path, at // len(names))
    return 1


def flip_bits(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    if (newsroom.root / CACHE).exists():
        DAMAGES["flip_bit"](newsroom.root / CACHE, at)
    return 1


def keep_copies(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """Put copies of cache and output aside, for another accident to bring back."""
    for name in ("public", ".dateline"):
        if (newsroom.root / name).exists():
            shutil.rmtree(folder / f"older-{name}", ignore_errors=True)
            shutil.copytree(newsroom.root / name, folder / f"older-{name}")
    return 0


def bring_back(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """Bring an older output back, an older cache, or both."""
    for number, name in ((1, "public"), (2, ".dateline")):
        older = folder / f"older-{name}"
        if (at % 3 + 1) & number and older.exists():
            shutil.rmtree(newsroom.root / name, ignore_errors=True)
            shutil.copytree(older, newsroom.root / name)
    return 0


def swap_caches(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """Bring the cache of another site, whose articles have the same names and other words."""
    other = Newsroom(folder / "another")
    for path in (newsroom.root / "content").rglob("*.md"):
        other.raw(path.read_bytes().swapcase(), str(path.relative_to(newsroom.root)))
    with contextlib.suppress(SiteError):
        other.build()
    shutil.rmtree(newsroom.root / ".dateline", ignore_errors=True)
    shutil.move(other.root / ".dateline", newsroom.root / ".dateline")
    shutil.rmtree(other.root)
    return 0


def build_elsewhere(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """Build into another folder with the same cache, perhaps with other options."""
    options = {**editor.options, "output": newsroom.root / "other", "drafts": bool(at % 2)}
    with contextlib.suppress(SiteError):
        newsroom.build(**options)
    return 0


def build_with_drafts(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    with contextlib.suppress(SiteError):
        newsroom.build(**{**editor.options, "drafts": True})
    return 0


def build_with_workers(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """Let two workers do it; what they leave is held against the clean build of one."""
    with contextlib.suppress(SiteError):
        newsroom.build(**{**editor.options, "jobs": 2})
    return 0


def relocate(folder: Path, newsroom: Newsroom, editor: Editor, at: int) -> int:
    """Move the site's folder, or copy it, which gives all files other times and numbers."""
    target = folder / f"site-{at}"
    if target == newsroom.root:
        return 0
    if at % 2:
        shutil.move(newsroom.root, target)
    else:
        shutil.copytree(newsroom.root, target, copy_function=shutil.copyfile)
        shutil.rmtree(newsroom.root)
    newsroom.root, newsroom.output = target, target / "public"
    return 0


ACCIDENTS: dict[str, Callable[[Path, Newsroom, Editor, int], int]] = {
    made.__name__: made
    for made in (
        *(crash, fail, damage, flip_bits, keep_copies, bring_back, swap_caches),
        *(build_elsewhere, build_with_drafts, build_with_workers, relocate),
    )
}
