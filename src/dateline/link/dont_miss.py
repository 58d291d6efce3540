"""Don't Miss: what it is given to choose from, and by which rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from dateline.config import RelatedConfig, SiteConfig
from dateline.errors import Problem, Reporter, nearest
from dateline.link.index import Index
from dateline.link.references import Choices
from dateline.located import Places
from dateline.model import Article
from dateline.related.stories import Rules, Story
from dateline.slugs import slug_of


def rules_of(config: RelatedConfig) -> Rules:
    """What `[related]` says of how to choose."""
    return Rules(
        count=config.count,
        half_life=config.half_life,
        horizon=config.horizon,
        floor=config.floor,
        past_only=config.past_only,
        across_languages=config.across_languages,
    )


def stories_of(index: Index, choices: Mapping[str, Choices]) -> list[Story]:
    """What is known of each article, newest first."""
    never = {slug_of(name) for name in index.config.related.never_offer}
    stories = []
    for id, article in index.articles.items():
        if article.published is None:
            continue
        choice = choices.get(id, Choices())
        stories.append(
            Story(
                id=id,
                lang=article.lang,
                published=article.published,
                section=article.section,
                labels=tuple(map(slug_of, article.tags)),
                wants=article.wants_related,
                pinned=choice.pinned,
                excluded=(*sorted(choice.excluded), *index.translations.get(id, ())),
                version=article.terms,
                offered=not article.never_recommend and article.section not in never,
            )
        )
    return stories


def check_never_offered(
    articles: Iterable[Article], failed: Collection[str], config: SiteConfig, places: Places
) -> list[Problem]:
    """Warn of sections to leave out that no article is in, drafts among them.

    Where sections are listed in the configuration, it has been checked against the list.
    """
    report = Reporter("dateline.toml")
    # One that could not be read may be the one that is in the section.
    if config.related.never_offer and not (config.sections or failed):
        known = {article.section for article in articles if article.section is not None}
        for number, name in enumerate(config.related.never_offer):
            if slug_of(name) not in known:
                guess = nearest(name, known)
                report.warning(
                    places.get(("related", "never_offer", number)),
                    f"no article is in the section '{name}'",
                    f"did you mean '{guess}'?" if guess else "remove it here",
                )
    return report.problems
