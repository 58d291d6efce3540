"""Plugins of a newsroom in tests, and what a clean build makes with them."""

from __future__ import annotations

import shutil

from tests.newsroom import Newsroom

KEYS = """\
import re


def extend(dateline):
    dateline.markdown(keys)


def keys(converter):
    converter.inline.ruler.before("link", "keys", take)


def take(state, silent):
    found = re.compile(r"\\[\\[(.+?)\\]\\]").match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = f"<kbd>{found[1]}</kbd>"
    state.pos = found.end()
    return True
"""
LOUD = """\
def extend(dateline):
    dateline.filter("loud", lambda text, mark="!": text.upper() + mark)
"""


def use(newsroom: Newsroom, *lines: str, **sources: str) -> None:
    """Write plugins, and name them in the configuration."""
    names = ", ".join(f'"{name}"' for name in sources)
    newsroom.config(f"plugins = [{names}]", *lines)
    for name, source in sources.items():
        newsroom.write(f"plugins/{name}.py", source)


def clean_build(newsroom: Newsroom) -> dict[str, bytes]:
    """What the site's sources make in a folder where nothing was built before."""
    elsewhere = Newsroom(newsroom.root.parent / "clean")
    shutil.rmtree(elsewhere.root)
    ignored = shutil.ignore_patterns("public", ".dateline", "clean")
    shutil.copytree(newsroom.root, elsewhere.root, ignore=ignored)
    elsewhere.build()
    return elsewhere.files()


def extend(*lines: str) -> str:
    """A plugin whose `extend` begins on line 1."""
    return "def extend(dateline):\n" + "".join(f"    {line}\n" for line in lines)
