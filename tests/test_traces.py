"""Traces as workers pack them: numbers of all that a page fetched, and names for new ones."""

from __future__ import annotations

from array import array

import pytest

from dateline.render import numbers
from dateline.render.numbers import Traces
from dateline.render.remembering import Remembering
from dateline.traces import Fact, fact_number


class Page(Remembering):
    """Fetches texts, and cards that fetch texts; the cards are remembered."""

    def fetches(self, *facts: Fact) -> None:
        self.record([("plural", "")])
        for fact in facts:
            if fact[0] == "card":
                self.remember(fact, self._card, fact)
            else:
                self.fetched.add(fact)

    def _card(self, fact: Fact) -> str:
        self.fetched.update((fact, ("text", "Read on"), ("config", fact[1])))
        return ""


FIRST = (("text", "Home"), ("card", "fire.md"), ("card", "flood.md"))
SECOND = (("text", "Home"), ("text", "Top"), ("card", "fire.md"), ("card", "frost.md"))


def packed(traces: Traces, page: Page) -> tuple[list[int], set[Fact]]:
    data, named = traces.packed(page)
    assert len(named) == len(set(named))
    return sorted(array("q", data)), set(named)


def expected(page: Page) -> list[int]:
    return sorted(fact_number(*fact) for fact in page.seen)


def test_a_trace_has_all_facts_once_and_names_the_new_ones_outside_of_tables() -> None:
    page, traces = Page(), Traces()

    page.fetches(*FIRST)
    trace, named = packed(traces, page)
    assert trace == expected(page)
    assert len(trace) == 1 + 1 + 2 * 2 + 1
    assert named == {fact for fact in page.seen if fact[0] != "card"}

    page.fetches(*SECOND)
    trace, named = packed(traces, page)
    assert trace == expected(page)
    assert named == {("text", "Top"), ("config", "frost.md")}


def test_what_a_failed_page_fetched_is_named_with_the_next() -> None:
    page, traces = Page(), Traces()
    page.fetches(*FIRST)  # nobody packs it

    page.fetches(*SECOND)

    assert packed(traces, page)[1] == {fact for fact in page.seen if fact[0] != "card"}


def test_a_worker_that_knows_too_many_facts_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "_MANY", 3)
    page, traces = Page(), Traces()
    for facts in (FIRST, SECOND, FIRST):
        page.fetches(*facts)

        trace, named = packed(traces, page)

        assert trace == expected(page)
        assert named == {fact for fact in page.seen if fact[0] != "card"}
