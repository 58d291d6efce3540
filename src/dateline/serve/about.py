"""Why a page is as it is: what the small bar shows of it when somebody opens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dateline.build.explain import label, sentence
from dateline.errors import Problem
from dateline.link.dont_miss import rules_of
from dateline.link.schedule import out_and_gone
from dateline.model import Article
from dateline.render.views import minutes_of
from dateline.serve.editor import link_to
from dateline.serve.making import Maker
from dateline.serve.pages import Page
from dateline.serve.preview import Preview
from dateline.serve.snapshot import Snapshot

if TYPE_CHECKING:
    from dateline.related.account import Candidate

MOMENTS = 60  # that the time slider offers, before now
OTHERS = 3  # stories that were beaten, which are shown beside those that are offered


class About:
    """Tells of pages; may be called from any thread."""

    def __init__(self, preview: Preview, maker: Maker) -> None:
        self._preview = preview
        self._maker = maker

    def __call__(self, page: Page | None) -> dict[str, Any]:
        snapshot = self._preview.snapshot
        if snapshot is None:
            return {}
        data: dict[str, Any] = {
            "instant": snapshot.instant.isoformat(),
            "asOf": self._maker.asked.as_of,
            "moments": self._moments(snapshot),
            "upcoming": _upcoming(snapshot),
            "warnings": [self._preview.data_of(each) for each in self._warnings()],
        }
        if page is not None:
            data |= {"why": [sentence(each) for each in page.changes][:8], "facts": _facts(page)}
            if page.route.kind in ("article", "page"):
                article = snapshot.article(str(page.route.subject[0]))
                data |= self._article(article, snapshot) if article is not None else {}
        return data

    def _warnings(self) -> Sequence[Problem]:
        return self._preview.warnings[:50]

    def _article(self, article: Article, snapshot: Snapshot) -> dict[str, Any]:
        return {
            "file": article.path,
            "link": link_to(self._preview.editor, self._preview.root, article.path),
            "words": article.words,
            "minutes": minutes_of(article.words),
            "own": [
                self._preview.data_of(each)
                for each in self._preview.warnings
                if each.path == article.path
            ],
            "related": self._related(article, snapshot),
        }

    def _related(self, article: Article, snapshot: Snapshot) -> list[dict[str, Any]]:
        """What Don't Miss offers below an article, and what came near it, with scores."""
        from dateline.related.account import account  # noqa: PLC0415

        weights = self._maker.weights
        rules = rules_of(snapshot.config.related)
        known = account(article.id, weights, rules)
        offered = snapshot.values.tables.get("related", article.id)
        ids = offered.ids if offered is not None else ()
        scored = {each.id: each for each in known}
        others = [each.id for each in known if each.id not in ids and each.score > 0][:OTHERS]
        return [
            _offer(id, snapshot, scored.get(id), offered=id in ids)
            for id in (*ids, *others)
            if id in snapshot.linked.index.cards
        ]

    def _moments(self, snapshot: Snapshot) -> list[str]:
        """Moments at which something comes or goes: some before now, and all after it."""
        index, now = snapshot.linked.index, snapshot.instant
        found = {
            change.at
            for article in (*index.articles.values(), *index.pages.values())
            for change in out_and_gone(article)
        }
        past = sorted(moment for moment in found if moment <= now)[-MOMENTS:]
        return [each.isoformat() for each in (*past, *sorted(m for m in found if m > now))]


def _offer(
    id: str, snapshot: Snapshot, candidate: Candidate | None, *, offered: bool
) -> dict[str, Any]:
    card = snapshot.linked.index.cards[id]
    verdict = candidate.verdict if candidate is not None else "stands in"
    return {
        "title": card.title,
        "url": snapshot.config.base_path + card.url,
        "score": round(candidate.score, 3) if candidate is not None else None,
        "verdict": verdict,
        "offered": offered,
    }


def _upcoming(snapshot: Snapshot) -> list[dict[str, Any]]:
    """What will be out when."""
    waiting: Mapping[str, Any] = {
        url: state for url, state in snapshot.states.items() if state.when is not None
    }
    found = []
    for url, state in sorted(waiting.items(), key=lambda each: (each[1].when, each[0])):
        article = snapshot.article(str(snapshot.routes[url].subject[0]))
        if article is not None:
            title, when = article.title, state.when.isoformat()
            found.append({"title": title, "url": snapshot.config.base_path + url, "when": when})
    return found


def _facts(page: Page) -> dict[str, Any]:
    """How many facts the page fetched, and what they are called, by kind."""
    counts = Counter(kind for kind, _ in page.trace)
    shown = sorted(label(*fact) for fact in page.trace if fact[0] not in ("config", "text"))
    return {"count": len(page.trace), "kinds": dict(sorted(counts.items())), "labels": shown[:60]}
