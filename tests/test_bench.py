"""The benchmark's generator makes sound sites, the same ones each time, and its runner measures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bench.generate import AS_OF, generate, site_files
from bench.measure import BuildFailed, measure_site, middle
from bench.report import table, write_section

from dateline.build import build
from dateline.site import Options

ARTICLES = 60
SEED = 7


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated site that tests only read."""
    site = tmp_path_factory.mktemp("generated") / "site"
    generate(site, ARTICLES, SEED)
    return site


@pytest.fixture
def site(generated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(generated, tmp_path / "site"))


def test_a_generated_site_builds_without_problems(generated: Path, tmp_path: Path) -> None:
    output = tmp_path / "public"

    report = build(generated, Options(output=output, as_of=AS_OF, jobs=1, strict=True))

    assert report.problems == ()
    assert report.articles == ARTICLES


def test_the_same_seed_gives_the_same_bytes(generated: Path) -> None:
    written = {
        path.relative_to(generated).as_posix(): path.read_bytes()
        for path in generated.rglob("*")
        if path.is_file()
    }

    assert written == {path: text.encode() for path, text in site_files(ARTICLES, SEED)}


def test_another_seed_gives_other_articles(generated: Path) -> None:
    others = [path for path, _ in site_files(5, SEED + 1) if "/20" in path]

    assert len(others) == 5
    assert not any((generated / path).exists() for path in others)


def test_articles_link_to_earlier_articles(generated: Path) -> None:
    texts = [path.read_text("utf-8") for path in (generated / "content").rglob("*.md")]

    assert sum(".md)" in text for text in texts) > 5


def test_the_runner_measures_cold_unchanged_and_edited_builds(site: Path) -> None:
    results = measure_site(site, 1, ["--as-of", AS_OF, "--jobs", "1"])

    medians = {name: middle(runs) for name, runs in results.items()}
    assert [medians[name].counts["articles"] for name in medians] == [ARTICLES] * 3
    assert medians["cold"].counts["written"] > ARTICLES
    assert medians["unchanged"].counts["written"] == 0
    assert 0 < medians["one body edited"].counts["written"] < ARTICLES
    assert 0 < medians["cold"].stages["parse"] < medians["cold"].wall
    assert medians["cold"].cpu > 0.1
    assert "one body edited" in table(results)


def test_the_runner_says_why_a_site_can_not_be_measured(site: Path) -> None:
    (site / "dateline.toml").write_text('title = "No address"\n', "utf-8")

    with pytest.raises(BuildFailed, match="base_url"):
        measure_site(site, 1)


def test_a_results_file_keeps_other_sections_and_replaces_its_own(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    for title, text in (("Ten", "old"), ("Twenty", "kept"), ("Ten", "new")):
        write_section(file, title, text)

    assert file.read_text("utf-8").split("## ")[1:] == ["Ten\n\nnew\n\n", "Twenty\n\nkept\n"]
