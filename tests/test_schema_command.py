"""`dateline schema`: what editors complete and check with accepts what Dateline reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from dateline.cli.schema_command import schema_of
from tests.newsroom import Dateline

KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
KEYWORDS = {
    *("$ref", "type", "properties", "required", "additionalProperties", "items", "anyOf", "enum"),
    *("pattern", "minimum", "maximum"),
    *("title", "description", "default", "examples", "$schema", "$defs"),
}


def faults(schema: dict[str, Any], value: Any, root: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where `value` breaks `schema`: the part of JSON Schema that ours use, and no other part."""
    assert not schema.keys() - KEYWORDS, f"the validator doesn't know {schema.keys() - KEYWORDS}"
    if "$ref" in schema:
        yield from faults(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root, at)
    if "anyOf" in schema and all(list(faults(each, value, root)) for each in schema["anyOf"]):
        yield at
    if "enum" in schema and value not in schema["enum"]:
        yield at
    names = schema.get("type", [])
    kinds = [names] if isinstance(names, str) else names
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield at
        return
    yield from _inside(schema, value, root, at)


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _inside(schema: dict[str, Any], value: Any, root: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield at
    if isinstance(value, int | float) and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        yield at
    if isinstance(value, list) and "items" in schema:
        for number, each in enumerate(value):
            yield from faults(schema["items"], each, root, f"{at}/{number}")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from (f"{at}/{key}" for key in schema.get("required", ()) if key not in value)
        for key, each in value.items():
            if key in properties:
                yield from faults(properties[key], each, root, f"{at}/{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}/{key}"


def places(kind: str, document: dict[str, Any]) -> list[str]:
    schema = schema_of(kind)
    return list(faults(schema, document, schema))


STORY: dict[str, Any] = {"title": "Budget", "date": "2026-05-01 09:00"}
SITE: dict[str, Any] = {"title": "x", "base_url": "https://x.example", "timezone": "UTC"}


@pytest.mark.parametrize("kind", ["article", "site"])
def test_the_schema_is_printed(dateline: Dateline, kind: str) -> None:
    outcome = dateline("schema", kind)

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.data == json.loads(json.dumps(schema_of(kind)))
    assert outcome.data["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_needs_no_site(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")

    assert dateline("schema", "article").code == 0


@pytest.mark.parametrize(
    "matter",
    [
        {},
        {"title": 1984},
        {"title": 3.1},
        {"title": True},
        {"date": "2026-05-01"},
        {"date": "2026-05-01T09:00:00+01:00"},
        {"tags": "energy"},
        {"tags": ["energy", 2026]},
        {"tags": None, "authors": None, "standfirst": None, "image": None},
        {"related": False},
        {"related": ["a"]},
        {"related": "a"},
        {"never_recommend": True},
        {"storyline": "Harbour fire"},
        {"storyline": False},
        {"image": {"src": "a.png", "alt": "x"}},
        {"sources": [{"title": "x", "url": "https://x.example"}]},
        {"sources": {"title": "x", "url": "https://x.example"}},
        {"corrections": [{"date": "2026-05-01", "text": "x"}]},
        {"draft": True, "featured": False, "extra": {"a": [1, {"b": None}]}},
    ],
)
def test_good_front_matter_is_valid(matter: dict[str, Any]) -> None:
    assert places("article", {**STORY, **matter}) == []


@pytest.mark.parametrize(
    ("matter", "where"),
    [
        ({"titel": "x"}, ["/titel"]),
        ({"title": ["x"]}, ["/title"]),
        ({"title": None}, ["/title"]),
        ({"date": "22/11/2026"}, ["/date"]),
        ({"date": 20261122}, ["/date"]),
        ({"draft": "maybe"}, ["/draft"]),
        ({"never_recommend": ["a"]}, ["/never_recommend"]),
        ({"storyline": ["a"]}, ["/storyline"]),
        ({"tags": {"a": "b"}}, ["/tags"]),
        ({"tags": [["a"]]}, ["/tags"]),
        ({"image": "a.png"}, ["/image"]),
        ({"image": {"alt": "x"}}, ["/image"]),
        ({"sources": [{"title": "x"}]}, ["/sources"]),
        ({"extra": "x"}, ["/extra"]),
    ],
)
def test_bad_front_matter_is_not(matter: dict[str, Any], where: list[str]) -> None:
    assert places("article", {**STORY, **matter}) == where


def test_a_headline_is_required() -> None:
    assert places("article", {"date": "2026-05-01"}) == ["/title"]


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"sections": [{"slug": "a", "title": "A", "order": 1}]},
        {"menus": {"main": [{"title": "a", "url": "/a/"}]}},
        {"page_sizes": {"home": 1, "list": 1000}},
        {"html": "escape", "links": "warn", "related": {"count": 0}},
        {"related": {"half_life": 90, "horizon": 30, "floor": 0.1, "past_only": True}},
        {"related": {"floor": 1, "across_languages": True, "never_offer": ["opinion"]}},
        {"related": {"never_offer": "opinion"}},
        {"storylines": {"detect": False}},
        {"theme_settings": {"accent": "plum"}},
    ],
)
def test_a_good_configuration_is_valid(keys: dict[str, Any]) -> None:
    assert places("site", {**SITE, **keys}) == []


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ({"tittle": "x"}, ["/tittle"]),
        ({"title": 3}, ["/title"]),
        ({"html": "allow"}, ["/html"]),
        ({"page_sizes": {"home": 0}}, ["/page_sizes/home"]),
        ({"page_sizes": {"home": 1001}}, ["/page_sizes/home"]),
        ({"page_sizes": {"hme": 1}}, ["/page_sizes/hme"]),
        ({"feeds": {"atom": "yes"}}, ["/feeds/atom"]),
        ({"related": {"count": 21}}, ["/related/count"]),
        ({"related": {"half_life": 0}}, ["/related/half_life"]),
        ({"related": {"horizon": 0}}, ["/related/horizon"]),
        ({"related": {"floor": 1.5}}, ["/related/floor"]),
        ({"related": {"past_only": "yes"}}, ["/related/past_only"]),
        ({"related": {"never_offer": 3}}, ["/related/never_offer"]),
        ({"storylines": {"detect": "no"}}, ["/storylines/detect"]),
        ({"sections": [{"slug": "a"}]}, ["/sections"]),
        ({"publisher": {"policies": []}}, ["/publisher/policies"]),
        ({"policies": {"ethics": 3}}, ["/policies/ethics"]),
    ],
)
def test_a_bad_configuration_is_not(keys: dict[str, Any], where: list[str]) -> None:
    assert places("site", {**SITE, **keys}) == where


def test_a_configuration_needs_its_three_keys() -> None:
    assert places("site", {}) == ["/title", "/base_url", "/timezone"]
