"""The filter `tojson`: short, in the order of keys, and the same for all that JSON can say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from markupsafe import Markup

from dateline.render.filters import to_json


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "é"]}, '{"a":[true,null,"é"],"b":1}'),
        (("x", 1.5), '["x",1.5]'),
        ({"html": Markup("<b>Fire</b>")}, '{"html":"<b>Fire</b>"}'),
        ({2: "two", 1: "one"}, '{"1":"one","2":"two"}'),
        ("half a letter: \ud83d", '"half a letter: \\ud83d"'),
        ("</script>\u2028\u2029", '"</script>\\u2028\\u2029"'),
    ],
    ids=["mapping", "tuple", "markup", "numbers as keys", "a surrogate", "hostile"],
)
def test_what_json_can_say_is_written_in_short(value: Any, written: str) -> None:
    assert to_json(value) == written
    assert json.loads(to_json(value)) == json.loads(json.dumps(value))
    assert json.loads(to_json(value, indent=2)) == json.loads(written)


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        to_json({"what": object()})
