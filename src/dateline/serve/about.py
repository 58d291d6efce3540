"""Why a page is as it is: what the small bar shows of it when somebody opens it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dateline.errors import Problem
from dateline.link.dont_miss import rules_of
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
        # Loaded when the bar is opened: the first page need not wait for it.
        from dateline.build.explain import label, sentence  # noqa: PLC0415

        data: dict[str, Any] = {
            "instant": snapshot.instant.isoformat(),
            "asOf": self._maker.asked.as_of,
            "moments": self._moments(snapshot),
            "upcoming": _upcoming(snapshot),
            "warnings": [self._preview.data_of(each) for each in self._warnings()],
        }
        if page is not None:
            data |= {
                "why": [sentence(each) for each in page.changes][:8],
                "facts": _facts(page, label),
            }
            if page.route.kind in ("article", "page"):
                data |= self._article(str(page.route.subject[0]), snapshot)
        return data

    def _warnings(self) -> Sequence[Problem]:
        return self._preview.warnings[:50]

    def _article(self, id: str, snapshot: Snapshot) -> dict[str, Any]:
        path, words = f"content/{id}", snapshot.tables.get("words", id)
        return {
            "file": path,
            "link": link_to(self._preview.editor, self._preview.root, path),
            "words": words,
            "minutes": minutes_of(words),
            "related": self._related(id, snapshot),
        }

    def _related(self, id: str, snapshot: Snapshot) -> list[dict[str, Any]]:
        """What Don't Miss offers below an article, and what came near it, with scores."""
        from dateline.related.account import account  # noqa: PLC0415

        known = account(id, snapshot.weights, rules_of(snapshot.config.related))
        offered = snapshot.tables.get("related", id)
        ids = offered.ids if offered is not None else ()
        scored = {each.id: each for each in known}
        others = [each.id for each in known if each.id not in ids and each.score > 0][:OTHERS]
        return [
            _offer(other, snapshot, scored.get(other), offered=other in ids)
            for other in (*ids, *others)
            if other in snapshot.tables
        ]

    def _moments(self, snapshot: Snapshot) -> list[str]:
        """Moments at which something comes or goes: some before now, and all after it."""
        now = bisect_right(snapshot.moments, snapshot.instant)
        return [each.isoformat() for each in snapshot.moments[max(now - MOMENTS, 0) :]]


def _offer(
    id: str, snapshot: Snapshot, candidate: Candidate | None, *, offered: bool
) -> dict[str, Any]:
    card = snapshot.tables.get("card", id)
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
        card = snapshot.tables.get("card", str(snapshot.routes[url].subject[0]))
        title, when = card.title, state.when.isoformat()
        found.append({"title": title, "url": snapshot.config.base_path + url, "when": when})
    return found


def _facts(page: Page, label: Callable[[str, str], str]) -> dict[str, Any]:
    """How many facts the page fetched, and what they are called, by kind."""
    counts = Counter(kind for kind, _ in page.trace)
    shown = sorted(label(*fact) for fact in page.trace if fact[0] not in ("config", "text"))
    return {"count": len(page.trace), "kinds": dict(sorted(counts.items())), "labels": shown[:60]}
