"""`dateline check`: what pictures say, whose they are, what they weigh."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.checks import said
from tests.newsroom import Newsroom


@pytest.fixture
def pictured(newsroom: Newsroom) -> Newsroom:
    """A newsroom with a picture in static/."""
    picture(newsroom.root / "static/bridge.png", 8)
    return newsroom


def picture(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Noise: what can't be compressed has the size that is wanted.
    Image.effect_noise((size, size), 100).save(path)


def lead(**keys: str) -> str:
    said = "".join(f", {key}: '{value}'" for key, value in keys.items())
    return f"{{src: /bridge.png{said}}}"


def test_a_lead_picture_needs_an_alt(pictured: Newsroom) -> None:
    pictured.article("vote", image=lead())
    pictured.article("fire", image=lead(alt="The bridge"))

    assert said(pictured, "lead-picture-alt") == ["vote.md:4:14: the lead picture has no alt"]


def test_an_alt_that_is_left_empty_on_purpose_is_no_fault(pictured: Newsroom) -> None:
    pictured.article("vote", image=lead(alt=""))

    assert said(pictured, "lead-picture-alt") == []


def test_a_picture_in_a_text_needs_an_alt(pictured: Newsroom) -> None:
    pictured.article("vote", "Look: ![](/bridge.png) and ![The bridge](/bridge.png)")

    assert said(pictured, "picture-alt") == ["vote.md:6:11: a picture without a text"]


@pytest.mark.parametrize("alt", ["IMG_2034.jpg", "bridge.png", "DSC 0012", "image"])
def test_the_name_of_a_file_says_nothing(pictured: Newsroom, alt: str) -> None:
    pictured.article("vote", f"![{alt}](/bridge.png)")
    pictured.article("fire", image=lead(alt=alt))

    assert said(pictured, "alt-says-nothing") == [
        f"fire.md:4:32: alt is only '{alt}'",
        f"vote.md:6:{len(alt) + 5}: the picture's text is only '{alt}'",
    ]


@pytest.mark.parametrize("alt", ["The picture shows a bridge", "Image of the bridge.", "A.I."])
def test_what_says_something_is_no_name_of_a_file(pictured: Newsroom, alt: str) -> None:
    pictured.article("vote", f"![{alt}](/bridge.png)", image=lead(alt=alt))

    assert said(pictured, "alt-says-nothing") == []


def test_alt_and_caption_say_two_things(pictured: Newsroom) -> None:
    pictured.article("vote", '![The bridge](/bridge.png "The bridge.")')
    pictured.article("fire", image=lead(alt="The bridge", caption="The bridge"))
    pictured.article("flood", '![The bridge](/bridge.png "It is closed.")')

    assert said(pictured, "alt-repeats-caption") == [
        "fire.md:4:32: alt and caption are the same: some hear it twice",
        "vote.md:6:15: the picture's text and its caption are the same: some hear it twice",
    ]


def test_a_lead_picture_and_a_figure_have_a_credit(pictured: Newsroom) -> None:
    pictured.article("vote", "![Bridge](/bridge.png)", image=lead(alt="Bridge"))
    credited = '![Bridge](/bridge.png){credit="Ada"}'
    pictured.article("fire", credited, image=lead(alt="Bridge", credit="Ada"))
    pictured.article("flood", "A small ![Bridge](/bridge.png) in the text.")

    assert said(pictured, "picture-credit") == [
        "vote.md:4:14: the lead picture has no credit",
        "vote.md:7:11: a figure without a credit",
    ]


def test_a_heavy_picture_is_told_once_where_it_is_used(newsroom: Newsroom) -> None:
    newsroom.config("[check]", "picture_kilobytes = 20")
    picture(newsroom.root / "content/heavy.png", 200)
    picture(newsroom.root / "static/bridge.png", 100)
    newsroom.article("fire", "![Bridge](heavy.png)")
    newsroom.article("flood", "![Bridge](heavy.png) ![Bridge](/bridge.png)")

    size = (newsroom.root / "content/heavy.png").stat().st_size // 1000
    assert size > 20
    assert said(newsroom, "picture-weight") == [f"fire.md:6:11: the picture weighs {size} kB"]


def test_a_heavy_lead_picture_is_told_at_its_key(newsroom: Newsroom) -> None:
    newsroom.config("[check]", "picture_kilobytes = 20")
    picture(newsroom.root / "static/bridge.png", 200)
    newsroom.article("vote", image=lead(alt="Bridge"))

    size = (newsroom.root / "static/bridge.png").stat().st_size // 1000
    assert said(newsroom, "picture-weight") == [f"vote.md:4:14: the picture weighs {size} kB"]
