"""Faults of templates: a few pages tell enough, and the same ones however a site is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dateline.errors import Problem
from dateline.link.routes import Route

# One broken template fails on every page: so many of them tell it all.
ENOUGH = 5


def by_address(routes: Iterable[Route]) -> list[Route]:
    """Routes in an order that depends on nothing else: it decides which faults are told."""
    return sorted(routes, key=lambda route: (route.kind != "article", route.url))


def first_faults(faults: Iterable[tuple[Route, Problem]]) -> list[Problem]:
    """The faults of the first pages of each template, the same one of the same line once.

    They come in the order of their pages. Each worker stops for itself, so together they may have
    found more than one alone; none of them has left out any of the first.
    """
    failed: Counter[str] = Counter()
    first: dict[tuple[str, int, str], Problem] = {}
    for route, problem in faults:
        failed[route.template] += 1
        if failed[route.template] <= ENOUGH:
            first.setdefault((problem.path, problem.line, problem.text), problem)
    return list(first.values())
