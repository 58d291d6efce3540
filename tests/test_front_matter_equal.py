"""Plain front matter, read without YAML's parser, gives what that parser gives, places and all."""

from __future__ import annotations

import re
import tarfile

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.located import Keys
from dateline.parse import yamlmatter
from dateline.parse.fences import Refused
from dateline.parse.plainmatter import read_plain
from dateline.parse.yamlmatter import LocatedYAMLHandler
from tests.test_corpus import ARCHIVE

PLAIN = """\

title: Budget: vote
date: 2026-05-01 09:30
tags: [budget, city hall]
image: {src: hall.jpg, alt: The hall}
standfirst: 'It''s done'
summary: "A long night"
authors:
- ann
- bob
sources:
  - title: Minutes
    url: https://council.example/
  - title: Agenda
"""

# Pieces of lines that meet in all orders; the longer ones are what chance would seldom make.
PIECES = (
    *("a", "b1", "title", "é", "世", "\U0001f600", "-", "- ", ":", ": ", " ", "  ", "#", " #"),
    *("[", "]", "{", "}", ",", ", ", "'", "''", '"', "\\", "/", ".", "...", "---", "?", "? ", "_"),
    *("&", "*", "!", "|", ">", "%", "@", "`", "~", "=", "<<", "\t", "\xa0", "\ufeff", "\u2028"),
    *("[a, b]", "[a,b ]", "{a: b}", "{a: b, c: d e}", "'x'", '"y"', "a: b", "- a: b", "0", "+"),
)
text = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
keys = st.sampled_from(("a", "b", "c", "title", "x-y", "_z", "1", "é"))
values = st.one_of(
    st.sampled_from(("word", "two words", "'q''r'", '"q"', "[a, b c]", "{a: b, c: d}", "a:b")), text
)
lines = st.one_of(
    st.builds("{}: {}".format, keys, values),
    st.builds("{}:".format, keys),
    st.builds("{}- {}".format, st.sampled_from(("", "  ", " ")), values),
    st.builds("{}- {}: {}".format, st.sampled_from(("", "  ")), keys, values),
    st.builds("{}{}: {}".format, st.sampled_from(("  ", "    ", "   ")), keys, values),
    st.just(""),
    text,
)
matters = st.lists(lines, max_size=7).map(lambda found: "".join(f"{line}\n" for line in found))
thorough = settings(max_examples=3000, derandomize=True, database=None, deadline=None)


def by_yaml(matter: str) -> Keys | None:
    """What YAML's own parser gives; None for what it refuses."""
    try:
        found: Keys = LocatedYAMLHandler().load(matter)
    except Refused:
        return None
    return found


def assert_equal(matter: str) -> None:
    plain = read_plain(matter)
    if plain is not None:
        found = by_yaml(matter)
        assert plain == found, matter
        # Problems are told in the order of the keys.
        assert repr(plain) == repr(found), matter


@given(matters)
@thorough
def test_any_mixture_is_left_to_yaml_or_read_as_by_yaml(matter: str) -> None:
    assert_equal(matter)


@given(matters)
@thorough
def test_so_it_is_where_yaml_has_no_compiled_parser(matter: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlmatter, "_LOADER", yaml.SafeLoader)

        assert_equal(matter)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@thorough
def test_any_character_is_left_to_yaml_or_read_as_by_yaml(text: str) -> None:
    for form in ("a: x{}x\n", "a: 'x{}x'\n", 'a: "x{}x"\n', "a: [x{}x]\n", "a{}: b\n"):
        assert_equal(form.format(text))


@pytest.mark.parametrize("length", [1, 60, 61, 62, 1000, 1023, 1024, 1025, 5000])
def test_long_keys_and_values_are_left_to_yaml_or_read_as_by_yaml(length: int) -> None:
    word = "x" * length

    for form in ("{}: b\n", "a: {}\n", "a: '{}'\n", "a: [{}, b]\n", "a: {{b: {}}}\n", "a:\n- {}\n"):
        assert_equal(form.format(word))


def test_plain_front_matter_is_read_without_yaml() -> None:
    # Without this, all tests here would hold for a reader that leaves everything to YAML.
    matter = PLAIN.replace("Budget: vote", "Budget vote")

    found = read_plain(matter)

    assert found is not None
    assert list(found) == re.findall(r"^[a-z]+", matter, re.M)
    assert found == by_yaml(matter)


def test_one_line_that_is_not_plain_leaves_all_to_yaml() -> None:
    assert read_plain(PLAIN) is None


@pytest.mark.skipif(not ARCHIVE.is_file(), reason="the archive of real articles is not here")
def test_the_front_matter_of_real_articles_is_read_as_by_yaml() -> None:
    with tarfile.open(ARCHIVE) as archive:
        files = [archive.extractfile(member) for member in archive if member.name.endswith(".md")]
        matters = [file.read().decode().split("---\n")[1] for file in files if file]
    for matter in matters:
        assert_equal(matter)
    assert sum(read_plain(matter) is not None for matter in matters) > len(matters) / 2
