"""Edits that leave the index as it was: texts and faces of a few articles, and the theme.

Then nothing needs to be linked. What pages learn of the site comes from the last build, but for
what these articles alone show and for Don't Miss.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import msgspec

from dateline.articles import Articles
from dateline.build.choices import choose_again
from dateline.build.linkage import Linkage, renderer_of
from dateline.build.record import Header
from dateline.build.survey import Survey
from dateline.config import SiteConfig
from dateline.entries import Entry
from dateline.errors import Problem
from dateline.link.index import card_of
from dateline.link.storylines import SoFar
from dateline.model import Article, Card
from dateline.plugins import NONE
from dateline.progress import Progress
from dateline.render.columns import story_of
from dateline.render.kept import KeptValues
from dateline.render.tables import Tables
from dateline.render.theme import load_theme
from dateline.site import configuration

FEW = 16  # articles that are sooner looked at one by one
THEME = ("templates/", "assets/", "translations/", "themes/", "<dateline>/themes/")


class _Edits(NamedTuple):
    """Articles before and after, and whether the theme was edited."""

    articles: list[tuple[Article, Article]]
    theme: bool


def link_edited(survey: Survey, problems: list[Problem], progress: Progress) -> Linkage | None:
    """Make a site ready to render; None where it must be linked for that.

    Raises SiteError where there is no configuration to go by. Once a page is rendered, it may get
    Unkept.
    """
    header, names = survey.header, survey.edited
    if header is None or names is None or survey.options.clean:
        return None
    config, places = configuration(survey.root, survey.options)
    if config.plugins:  # they may look at everything
        return None
    edits = _edits(survey, header, config, names, progress)
    if edits is None:
        return None
    kept = survey.kept
    if not kept.pages or len(kept.pages.pieces) != len(header.pieces):
        return None
    with survey.report.stage("link"):
        told = list(survey.problems)
        theme = load_theme(survey.root, config, places, told)
        versions = {now.id: now.terms for then, now in edits.articles if then.terms != now.terms}
        related = choose_again(survey.store, header, config, versions)
        if theme is None or related is None:
            return None
        tables = kept.tables.patched(
            {
                "story": {now.id: story_of(now) for _, now in edits.articles},
                "words": {now.id: now.words for _, now in edits.articles},
                "card": _cards(kept.tables, edits.articles),
                "related": related.changed,
            }
        )
        values = KeptValues(config, theme, tables, kept.values)
        renderer = renderer_of(values, survey.store, told)
    problems[:] = told if edits.theme else header.problems
    return Linkage(
        config=config,
        theme=theme,
        renderer=renderer,
        routes=None,
        copies=kept.copies,
        articles=header.articles,
        since=header.since,
        until=header.until,
        kept=kept,
        choices=related.mark,
        lock=None,
        recorded=header.recorded,
    )


def _edits(
    survey: Survey,
    header: Header,
    config: SiteConfig,
    names: Collection[str],
    progress: Progress,
) -> _Edits | None:
    """What was edited; None where the index may be another."""
    theme = {name for name in names if name.startswith(THEME)}
    ids = sorted(name.removeprefix("content/") for name in names if name not in theme)
    files = survey.inventory.files.keys() & survey.before.files.keys()
    if (
        len(ids) > FEW
        or not all(f"content/{id}" in files and id.endswith(".md") for id in ids)
        # What was said of the theme, or of these articles, may not hold any more.
        or (theme and header.problems)
        or not {f"content/{id}" for id in ids}.isdisjoint(each.path for each in header.problems)
    ):
        return None
    with survey.report.stage("parse"):
        reader = Articles(survey.root, config.parsing, NONE, survey.store, survey.options.jobs)
        entries = reader.revise(ids, survey.inventory, progress) if ids else []
    survey.report.parse_seconds |= reader.seconds
    if reader.seconds:
        survey.keep_inventory()
    pairs = [_pair(survey, *each) for each in entries or ()]
    articles = [pair for pair in pairs if pair is not None]
    return _Edits(articles, bool(theme)) if len(articles) == len(ids) else None


def _pair(survey: Survey, then: Entry, now: Entry) -> tuple[Article, Article] | None:
    """An article before and after; None where a list may be another, or there is a problem."""
    pair = before_and_after(then, now)
    if pair is None or survey.before.files[pair[0].path].digest != then.made_from:
        return None
    was, is_now = pair
    same = standing(was) == standing(is_now)
    named = was.title != is_now.title and _gives_title(survey, was)
    return pair if same and not named else None


def before_and_after(then: Entry | None, now: Entry | None) -> tuple[Article, Article] | None:
    """An article before and after an edit; None where there is a problem, or more than itself."""
    if then is None or then.article is None or then.problems:
        return None
    if now is None or now.article is None or now.problems:
        return None
    if then.article.live or then.article.coverage:  # an entry is a part of another article
        return None
    return then.article, now.article


def standing(article: Article) -> tuple[Article, list[tuple[str, str]], object]:
    """What decides where an article stands, and what must be looked up for it.

    That is all but its text and its face: what cards show.
    """
    bare = msgspec.structs.replace(
        article,
        title="",
        standfirst=None,
        summary=None,
        excerpt="",
        dateline=None,
        featured=False,
        words=0,
        body="",
        terms="",
        references=(),
        places=msgspec.Raw(b""),
        sources=(),
        canonical=None,
        comments=True,
        extra={},
    )
    return bare, [(each.kind, each.target) for each in article.references], article.changed


def _gives_title(survey: Survey, article: Article) -> bool:
    """Whether lists have their titles from an article's: those of pages, and of a storyline.

    The oldest of a storyline has none before it.
    """
    part: SoFar | None = survey.kept.tables.get("storyline", article.id)
    return article.is_page or (part is not None and not part.ids)


def _cards(tables: Tables, articles: list[tuple[Article, Article]]) -> dict[str, Card]:
    """The cards with other faces, of articles that have cards."""
    cards = {}
    for _, now in articles:
        known: Card | None = tables.get("card", now.id)
        if known is None:
            continue
        face = card_of(now)
        card = msgspec.structs.replace(
            known,
            title=face.title,
            standfirst=face.standfirst,
            summary=face.summary,
            dateline=face.dateline,
            featured=face.featured,
        )
        if card != known:
            cards[now.id] = card
    return cards
