"""Plain data, which plugins give to pages: what it may hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dateline.link.plain import FrozenDict, plain


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 2.5, "é", date(2026, 5, 1), datetime(2026, 5, 1, tzinfo=UTC), (), FrozenDict()],
)
def test_plain_data_may_hold(value: object) -> None:
    assert plain([value]) == (value,)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [object()]}, "has a value of type object, which is no plain data (.a[0])"),
        ({3: 4}, "has a key that is no text: 3"),
        (b"x", "has a value of type bytes, which is no plain data"),
        ("\ud800", "has a text with half a character (a lone surrogate)"),
        (float("inf"), "has inf, which is no number"),
    ],
)
def test_plain_data_may_not_hold(value: object, text: str) -> None:
    with pytest.raises(ValueError, match="has ") as raised:
        plain(value)

    assert str(raised.value) == text


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(ValueError, match="holds itself"):
        plain(endless)
