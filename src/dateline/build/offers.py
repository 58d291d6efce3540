"""Don't Miss looked at without building: what it offers, and what it made of the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from dateline.articles import read_body
from dateline.build.weights import KeptWeights
from dateline.build.whole import link_input
from dateline.errors import Problem, Severity
from dateline.link.dont_miss import rules_of
from dateline.link.linked import desk_of
from dateline.model import Article
from dateline.options import Options
from dateline.parse.polish import plain_text
from dateline.related.account import Candidate, account
from dateline.related.choosing import relate
from dateline.related.rankings import rankings
from dateline.related.stories import Related
from dateline.related.terms import terms_by_number
from dateline.site import Site, look_into_site
from dateline.slugs import slug_of
from dateline.store import Store

Made = TypeVar("Made")


def look_at_offers(
    root: Path, options: Options, count: int | None, work: Callable[[Offers], Made]
) -> Made:
    """Read a site and do some work on its Don't Miss, of `count` stories if that is given.

    Raises as `look_into_site` does. Nothing is built, and nothing is kept but parsed articles.
    """
    return look_into_site(
        root,
        options,
        lambda site, store, problems: work(Offers(site, store, options, count, problems)),
    )


class Offers:
    """What stands below articles.

    `problems` are errors in what was read, and what is wrong with the choices for Don't Miss.
    """

    def __init__(
        self,
        site: Site,
        store: Store,
        options: Options,
        count: int | None,
        problems: list[Problem],
    ) -> None:
        self.site = site
        # Warnings of what articles hold are for the build: there may be thousands.
        self.problems = [each for each in problems if each.severity is Severity.ERROR]
        self._store = store
        rules = rules_of(site.config.related)
        self.rules = rules if count is None else msgspec.structs.replace(rules, count=count)
        # Entries of live coverage are offered nowhere.
        self._given = msgspec.structs.replace(link_input(site, store, options), entries=())
        self.desk = desk_of(self._given, self.problems)
        self.stories = {story.id: story for story in self.desk.stories}

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """The articles and pages that are out, by id."""
        return {**self.desk.index.articles, **self.desk.index.pages}

    @cached_property
    def _related(self) -> tuple[dict[str, Related], Mapping[str, bytes]]:
        return relate(
            self.desk.stories,
            self._given.terms,
            self.rules,
            KeptWeights(self._store),
            workers=self._given.workers,
        )

    def below(self, id: str) -> Related | None:
        """What is offered below an article; None where Don't Miss is switched off."""
        return self._related[0].get(id)

    def candidates(self, id: str, named: Collection[str] = ()) -> list[Candidate]:
        """What was made of the stories that were looked at for an article, and of those named."""
        return account(id, self._related[1], self.rules, named=named)

    def words(self, id: str) -> dict[int, str]:
        """The words of an article, and its tags as #tag, by the numbers of their terms."""
        article, body = self.articles[id], read_body(self._store, id)
        text = plain_text(body.html) if body is not None else ""
        tags = tuple(map(slug_of, article.tags))
        return terms_by_number(article.title, article.standfirst or "", text, article.lang, tags)

    def rankings(self) -> dict[str, list[tuple[str, float]]]:
        """What is chosen for each article, newest first, with scores."""
        return rankings(self.desk.stories, self._related[1], self.rules)
