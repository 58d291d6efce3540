"""What is remembered: it is made once, and whoever gets it has fetched what its maker did."""

from __future__ import annotations

from typing import cast

import jinja2
import pytest
from jinja2.nodes import EvalContext

from dateline.render import macros, remembering
from dateline.render.facts import Facts
from dateline.render.macros import RememberedMacro, ThemeMacro
from dateline.render.remembering import Remembering
from dateline.render.views import LinkView


class Desk(Remembering):
    """Remembers words; each fetches itself. `made` are those that were made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def word(self, text: str) -> str:
        return self.remember(text, self._word, text)

    def _word(self, text: str) -> str:
        self.made.append(text)
        self.fetched.add(("word", text))
        return text.upper()

    def sentence(self, *words: str) -> str:
        return self.remember(words, lambda: " ".join(map(self.word, words)))


def facts(*words: str) -> set[tuple[str, str]]:
    return {("word", word) for word in words}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_is_asked_for_again_is_not_made_again(desk: Desk) -> None:
    assert [desk.word("a"), desk.word("a")] == ["A", "A"]
    assert desk.made == ["a"]


def test_whoever_gets_it_again_has_fetched_the_same(desk: Desk) -> None:
    desk.word("a")

    desk.record(facts("always"))
    desk.word("a")

    assert desk.seen == facts("always", "a")


def test_what_is_made_of_others_carries_what_they_fetched(desk: Desk) -> None:
    desk.word("a")
    desk.sentence("a", "b")

    desk.record(())
    desk.sentence("a", "b")

    assert desk.seen == facts("a", "b")


def test_a_maker_that_fails_leaves_the_record_as_it_was(desk: Desk) -> None:
    desk.word("a")

    with pytest.raises(ZeroDivisionError):
        desk.remember("b", lambda: 1 / 0)

    assert desk.seen == facts("a")


def test_what_nobody_asks_for_is_forgotten_and_the_rest_is_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "_MANY", 2)

    for each in ("rare", "usual", "b", "usual", "c", "usual", "d", "usual", "rare"):
        desk.word(each)

    assert desk.made == ["rare", "usual", "b", "c", "d", "rare"]


def test_long_texts_make_room_sooner(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_MUCH", 5)

    for each in ("first", "second", "third", "first"):
        desk.word(each)

    assert desk.made == ["first", "second", "third", "first"]


@pytest.mark.parametrize(
    ("asked", "made"), [([0] * 20, 1), ([*range(20), 19, 19], 22)], ids=["often", "seldom"]
)
def test_a_macro_that_is_seldom_asked_for_the_same_is_worked_out_each_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, asked: list[int], made: int
) -> None:
    monkeypatch.setattr(macros, "_TRIED", 10)
    environment = jinja2.Environment(autoescape=True)
    links = [LinkView(f"<the story {number}>", "/") for number in range(20)]
    titles: list[str] = []

    def face(link: LinkView) -> str:
        desk.fetched.add(("link", link.title))
        titles.append(link.title)
        return link.title

    macro = ThemeMacro(environment, face, "face", ["link"], False, False, False)
    remembered = RememberedMacro(macro, cast(Facts, desk))
    written = [remembered(EvalContext(environment), links[number]) for number in asked]

    assert written == [links[number].title for number in asked]
    assert len(titles) == made
    assert desk.seen == {("link", link.title) for link in {links[number] for number in asked}}


def test_a_macro_that_writes_little_is_worked_out_each_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(macros, "_TRIED", 10)
    environment = jinja2.Environment(autoescape=True)
    link, asked = LinkView("Fire", "/"), []

    def tongue(link: LinkView) -> str:
        desk.fetched.add(("link", link.title))
        asked.append(link)
        return ""

    macro = ThemeMacro(environment, tongue, "tongue", ["link"], False, False, False)
    remembered = RememberedMacro(macro, cast(Facts, desk))

    assert {remembered(EvalContext(environment), link) for _ in range(20)} == {""}
    assert len(asked) == 1 + 10
    assert desk.seen == {("link", "Fire")}
