"""Checking the theme of a newsroom in tests: what is wrong with it, in short."""

from __future__ import annotations

from dateline.errors import Problem
from dateline.themecheck import check_theme
from tests.newsroom import Newsroom

STORY = "templates/article.html"
REPLY = '{%% extends "broadsheet/article.html" %%}{%% block reply %%}%s{%% endblock %%}'


def found(newsroom: Newsroom, name: str | None = None) -> list[Problem]:
    """What is wrong with the site's theme."""
    return list(check_theme(newsroom.root, name)[1])


def told(newsroom: Newsroom, template: str, path: str = STORY) -> list[str]:
    """What is wrong with one template, as "line:column: text (hint)"."""
    newsroom.write(path, template)
    problems = found(newsroom)
    assert {problem.path for problem in problems} <= {path}
    return [f"{each.line}:{each.column}: {each.text} ({each.hint})" for each in problems]


def in_story(newsroom: Newsroom, text: str) -> list[str]:
    """The sentences about a text in the block `reply` of article.html."""
    newsroom.write(STORY, REPLY % text)
    return [problem.text for problem in found(newsroom)]


def theme(newsroom: Newsroom, *lines: str) -> None:
    """Give the newsroom a theme of its own, with these lines in its theme.toml."""
    newsroom.write(
        "themes/port/theme.toml", "\n".join(['name = "port"', 'extends = "broadsheet"', *lines])
    )
    newsroom.config('theme = "port"')
