"""The measuring of Don't Miss: known figures for a corpus of a few lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import log2
from pathlib import Path

import numpy as np
import pytest
from bench.related.__main__ import main, measure
from bench.related.corpus import Text, corpus_of, read_corpus, without_links
from bench.related.measures import changed, mean_of, quality, shown
from bench.related.methods import Dateline, Scored, all_methods, latest_scores, tag_scores
from bench.related.report import page

START = datetime(2021, 12, 1, tzinfo=UTC)


def text(number: int, body: str, *, tags: str = "", links: str = "") -> Text:
    return Text(
        id=f"t{number}",
        published=START + timedelta(days=30 * number),
        lang="en",
        section=None,
        title="",
        standfirst="",
        body=body,
        tags=tuple(tags.split()),
        links=frozenset(links.split()),
    )


CORPUS = corpus_of(
    [
        text(0, "harbour crane strike", tags="harbour"),
        text(1, "orchestra concert violin", tags="music"),
        text(2, "harbour crane repair", tags="harbour port", links="t0 t3"),
        text(3, "violin orchestra tour", tags="music", links="t1"),
    ]
)


def test_only_links_to_older_articles_are_the_truth() -> None:
    assert CORPUS.truth == {"t2": {"t0"}, "t3": {"t1"}}


def test_a_right_one_in_second_place_counts_less() -> None:
    found = quality(["a", "b", "c"], {"b"})

    assert found.ndcg == pytest.approx(1 / log2(3))
    assert found.precision == 0.25
    assert found.hit == 1


def test_of_two_right_ones_in_fifth_place_the_first_four_know_nothing() -> None:
    found = quality(["a", "b", "c", "d", "e"], {"e", "z"})

    assert found.ndcg == pytest.approx((1 / log2(6)) / (1 + 1 / log2(3)))
    assert (found.precision, found.hit) == (0, 0)


def test_a_perfect_ranking_is_one() -> None:
    assert quality(["a", "b", "c"], {"a", "b"}).ndcg == 1


def test_the_interval_of_equal_values_is_a_point() -> None:
    assert mean_of([0.5] * 10) == (0.5, 0.5, 0.5)


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = [0.0, 1.0] * 50

    found = mean_of(values)

    assert found.low < found.value == 0.5 < found.high
    assert found == mean_of(values)


def test_the_most_shown_and_the_never_shown_are_counted_over_boxes() -> None:
    boxes = {"a": ["b"], "b": ["a"], "c": ["b", "a"], "d": []}

    assert shown(boxes) == (2 / 3, 0.5)


def test_boxes_that_change_are_counted_but_not_the_newcomers() -> None:
    assert changed({"a": ["b"], "b": ["a"]}, {"a": ["c"], "b": ["a"], "c": ["a"]}) == 1


def test_tags_find_what_shares_one() -> None:
    ranked = Scored("tags", tag_scores).ranked(CORPUS.texts)

    assert ranked == {"t0": [], "t1": [], "t2": ["t0"], "t3": ["t1"]}


def test_hugo_offers_older_ones_alone() -> None:
    boxes = Scored("tags", tag_scores, past_only=True).boxes(CORPUS.texts)

    assert boxes["t0"] == []
    assert boxes["t2"] == ["t0"]


def test_the_latest_change_every_page() -> None:
    measured = measure(Scored("latest", latest_scores), CORPUS, added=2)

    assert list(measured.added) == [2, 3]
    assert measured.shown == (0.75, 0.0)


@pytest.mark.parametrize("method", all_methods(), ids=lambda method: method.name)
def test_each_method_offers_for_all_and_only_older_ones_when_measured(method: object) -> None:
    ranked = method.ranked(CORPUS.texts)  # type: ignore[attr-defined]

    places = {each.id: at for at, each in enumerate(CORPUS.texts)}
    assert ranked.keys() == places.keys()
    for id, found in ranked.items():
        assert all(places[other] < places[id] for other in found)


def test_dateline_is_measured_with_what_a_site_would_show() -> None:
    first, second = Dateline(), Dateline()
    first.boxes(CORPUS.texts[:3])

    assert first.boxes(CORPUS.texts) == second.boxes(CORPUS.texts)


def test_links_go_with_their_words_and_others_stay() -> None:
    known = {"2020/a.md": "2020/a.md", "2020-01-02-b": "2020/2020-01-02-b.md"}
    body = "See [the *first*](a.md#x), [second](https://old.example/2020/01/02/b/) and [x](y.md)."

    rest, links = without_links("2020/c.md", body, known)

    assert rest == "See ,  and [x](y.md)."
    assert links == {"2020/a.md", "2020/2020-01-02-b.md"}


def test_a_folder_of_articles_is_read(tmp_path: Path) -> None:
    for name, day, body in (("a", 1, "One."), ("b", 2, "[One](a.md) again.")):
        front = f"---\ntitle: {name}\ndate: 2026-01-0{day}\n---\n"
        (tmp_path / f"{name}.md").write_text(front + body, "utf-8")

    corpus = read_corpus(tmp_path)

    assert corpus.truth == {"b.md": {"a.md"}}
    assert corpus.texts[1].body.strip() == "again."


def test_without_a_corpus_it_says_so_and_ends_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--corpus", str(tmp_path / "none")]) == 0

    assert "nothing was measured" in capsys.readouterr().out


def test_the_page_has_a_row_for_each_method() -> None:
    measured = {each.name: measure(each, CORPUS, added=1) for each in all_methods()}

    written = page(CORPUS, measured, "python -m bench.related", "")

    assert all(written.count(f"| {name} |") == 2 for name in measured)
    assert "4 articles, 2 of them with 2 links" in written
    assert np.isfinite([each.seconds for each in measured.values()]).all()
