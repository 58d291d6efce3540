"""The benchmark: sound sites, the same ones each time, fair edits, counts to be trusted."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from bench.__main__ import PEERS
from bench.branches import Branches
from bench.generate import AS_OF, generate, site_files
from bench.inventory import kind_of, take_inventory
from bench.measure import Measured, measure_build, middle
from bench.preview import report, running, watched
from bench.report import builds, ratios, write_section
from bench.saves import Seen, plain
from bench.saves import report as report_of_saves
from bench.saves import watched as watched_tab
from bench.scenarios import SCENARIOS, Desk, measure, open_desks
from bench.stories import read_story
from bench.tools import BuildFailed, Dateline, write

from dateline.build import build
from dateline.options import Options

ARTICLES = 20
SEED = 8  # with stories in all sections: other tools make no page for one that has none
OPTIONS = ("--as-of", AS_OF, "--jobs", "1")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated site that tests only read."""
    site = tmp_path_factory.mktemp("generated") / "site"
    generate(site, ARTICLES, SEED)
    return site


@pytest.fixture
def desk(generated: Path, tmp_path: Path) -> Desk:
    """A copy of the generated site, for Dateline."""
    return open_desks([Dateline(OPTIONS)], generated, tmp_path)[0]


@pytest.fixture(scope="module")
def published(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Dateline makes of the generated site."""
    output = tmp_path_factory.mktemp("published") / "public"
    build(generated, Options(output=output, as_of=AS_OF, jobs=1))
    return output


class Fake:
    """A tool whose build is a line of Python."""

    name = "Fake"
    output = "public"
    caches: tuple[str, ...] = ("kept",)
    config = template = ""

    def __init__(self, line: str) -> None:
        self._line = line

    def version(self) -> str:
        return "1"

    def prepare(self, source: Path, site: Path) -> None:
        site.mkdir()

    def write_story(self, site: Path, file: str, text: str) -> None:
        write(site / file, text)

    def command(self, site: Path) -> list[str]:
        return [sys.executable, "-c", self._line]

    def told(self, printed: bytes) -> Mapping[str, Any]:
        told: dict[str, Any] = json.loads(printed)
        return told


def test_a_generated_site_builds_without_problems(generated: Path, tmp_path: Path) -> None:
    output = tmp_path / "public"

    report = build(generated, Options(output=output, as_of=AS_OF, jobs=1, strict=True))

    assert report.problems == ()
    assert report.articles == ARTICLES


def test_the_same_seed_gives_the_same_bytes(generated: Path) -> None:
    again = {path: text.encode() for path, text in site_files(ARTICLES, SEED)}

    assert again == {path: (generated / path).read_bytes() for path in again}
    assert len(again) > ARTICLES


def test_another_seed_gives_other_articles(generated: Path) -> None:
    others = [path for path, _ in site_files(5, SEED + 1) if "/20" in path]

    assert len(others) == 5
    assert not any((generated / path).exists() for path in others)


def test_tags_are_as_common_as_in_a_real_newsroom() -> None:
    """On digital.gov: 54 tags, 2.94 on a story; the squares of their shares make 0.394."""
    shares = _shares_of_tags(site_files(3000, SEED))

    assert len(shares) == 54
    assert sum(shares) == pytest.approx(2.94, rel=0.05)
    assert sum(share**2 for share in shares) == pytest.approx(0.394, rel=0.15)


def test_narrow_tags_are_many_and_seldom_shared() -> None:
    shares = _shares_of_tags(site_files(3000, SEED, "narrow"))

    assert 290 < len(shares) <= 300
    assert sum(shares) == pytest.approx(2.03, rel=0.05)
    assert sum(share**2 for share in shares) == pytest.approx(0.054, rel=0.15)


def _shares_of_tags(files: Iterable[tuple[str, str]]) -> list[float]:
    """The share of stories that have it, for each tag."""
    texts = [text for path, text in files if "/20" in path]
    tags = [
        re.findall(r"[\w-]+", text.partition("\ntags: [")[2].partition("]")[0]) for text in texts
    ]
    return [count / len(texts) for count in Counter(chain.from_iterable(tags)).values()]


def test_articles_have_about_400_words() -> None:
    bodies = [text.split("---\n", 2)[2] for path, text in site_files(300, SEED) if "/20" in path]

    assert 360 < sum(len(body.split()) for body in bodies) / len(bodies) < 440


def test_articles_link_to_earlier_articles() -> None:
    assert sum(".md)" in text for _, text in site_files(60, SEED)) > 5


def test_each_scenario_is_built_and_measured(desk: Desk) -> None:
    results = measure([desk], 1)

    cold, body = (results[name]["Dateline"][0] for name in ("cold", "one body edited"))
    assert list(results) == list(SCENARIOS)
    assert cold.told["articles"] == ARTICLES
    assert cold.told["written"] > ARTICLES
    assert results["unchanged"]["Dateline"][0].told["written"] == 0
    assert 0 < body.told["written"] < ARTICLES
    assert results["one story added"]["Dateline"][0].told["articles"] == ARTICLES + 1
    assert cold.cpu > 0.1
    assert 0 < cold.told["seconds"]["parse"] < cold.wall


# Makes what it must not find, and tells which files those are.
_MAKER = """
import json, os
for folder in ("public", "kept"):
    os.mkdir(folder)
    open(f"{folder}/made", "w").close()
print(json.dumps({folder: os.stat(f"{folder}/made").st_ino for folder in ("public", "kept")}))
"""


def test_nothing_is_deleted_until_cold_builds_are_measured(tmp_path: Path) -> None:
    desk = Desk(Fake(_MAKER), tmp_path / "site", tmp_path / "aside", "", "")
    for folder in (desk.site, desk.aside):
        folder.mkdir()

    runs = measure([desk], 3, ["cold"])["cold"]["Fake"]

    made = [run.told[folder] for run in runs for folder in ("public", "kept")]
    assert sorted(path.stat().st_ino for path in tmp_path.rglob("made")) == sorted(made)
    assert len(made) == 6


def test_cold_builds_come_before_those_that_replace_files(desk: Desk) -> None:
    told: list[str] = []

    measure([desk], 2, ["cold", "unchanged"], tell=told.append)

    assert [line.partition(":")[0] for line in told] == [
        *("cold, run 1", "cold, run 2", "unchanged, run 1", "unchanged, run 2")
    ]


@pytest.mark.parametrize(
    ("scenario", "file", "said"),
    [
        ("one template edited", "templates/tags.html", '</h1><span class="edition">3</span>'),
        ("tagline edited", "dateline.toml", 'tagline = "All the news of edition 3"'),
    ],
)
def test_an_edit_can_be_made_again(desk: Desk, scenario: str, file: str, said: str) -> None:
    for run in (2, 3):
        SCENARIOS[scenario](desk, run)

    assert (desk.site / file).read_text("utf-8").count(said) == 1
    assert "edition 2" not in (desk.site / file).read_text("utf-8")


def test_a_title_is_edited_in_the_story_alone(desk: Desk) -> None:
    before = desk.text
    SCENARIOS["one title edited"](desk, 1)

    changed = (desk.site / "content" / desk.file).read_text("utf-8")
    assert changed.splitlines()[1] == "title: The benchmark gave this title 1"
    assert changed.splitlines()[2:] == before.splitlines()[2:]


def test_a_site_that_can_not_be_built_says_why(desk: Desk) -> None:
    (desk.site / "dateline.toml").write_text('title = "No address"\n', "utf-8")

    with pytest.raises(BuildFailed, match="base_url"):
        measure([desk], 1, ["cold"])


def test_a_build_that_hangs_is_ended(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match=r"Fake: not done after 0\.2 seconds"):
        measure_build(Fake("import time; time.sleep(60)"), tmp_path, timeout=0.2)


def test_a_build_that_fails_says_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="Fake: exit 1: no such file"):
        measure_build(Fake("raise SystemExit('no such file')"), tmp_path)


def test_medians_are_taken_over_runs() -> None:
    runs = [Measured({"pages": pages}, pages, pages, pages) for pages in (5, 1, 2)]

    assert middle(runs) == Measured({"pages": 5, "seconds": {}}, 2, 2, 2)


def test_ratios_are_parts_of_the_tool_that_is_compared_with() -> None:
    one, two = Measured({}, 1.0, 3.0, 50), Measured({}, 2.0, 2.0, 100)

    table = ratios({"cold": {"Dateline": [one], "Hugo": [two]}}, "Hugo")

    assert "0.50 / 1.50 / 0.50" in table.splitlines()[2]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "home, lists, 404, other pages"),
        ("tags/index.html", "home, lists, 404, other pages"),
        ("2025/12/31/a-story/index.html", "stories"),
        ("2025/12/31/index.html", "days"),
        ("2025/index.html", "years"),
        ("world/index.html", "sections"),
        ("world/page/2/index.html", "sections, numbered pages"),
        ("tags/harbour/page/2/index.html", "tags, numbered pages"),
        ("tags/harbour/feed.json", "JSON feeds"),
        ("feed.xml", "Atom feeds"),
        ("sitemap-2025.xml", "sitemaps"),
        ("old/page.html", "other HTML"),
        ("images/picture.svg", "pictures, styles, scripts"),
    ],
)
def test_a_file_is_counted_by_its_address(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_the_count_of_pages_is_what_dateline_tells(desk: Desk) -> None:
    measured = measure_build(desk.tool, desk.site)

    made = take_inventory(desk.site / desk.tool.output)

    assert made.pages == measured.told["pages"]
    assert made.files["stories"] == ARTICLES
    assert f"{made.pages:,}" in builds({"cold": {"Dateline": [measured]}}, {"Dateline": made})


def test_what_only_dateline_knows_is_put_in_common_markdown() -> None:
    matter = "title: Vote\ndate: 2025-07-01 09:30\ntags: [budget]\nauthors: [ann]"
    body = "See [this](../sport/2025-06-30-final.md).\n\n> [!background] Why\n> It was late."

    story = read_story("politics/2025-07-01-vote.md", f"---\n{matter}\n---\n\n{body}\n")

    assert story.url == "/2025/07/01/vote/"
    assert story.published.isoformat() == "2025-07-01T09:30:00+02:00"
    assert story.summary == "See this."
    assert story.body == "See [this](/2025/06/30/final/).\n\n> **Why**\n>\n> It was late.\n"


def test_a_results_file_keeps_other_sections_and_replaces_its_own(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    for title, text in (("Ten", "old"), ("Twenty", "kept"), ("Ten", "new")):
        write_section(file, title, text)

    assert file.read_text("utf-8").split("## ")[1:] == ["Ten\n\nnew\n\n", "Twenty\n\nkept\n"]


@pytest.fixture(params=PEERS)
def peer(request: pytest.FixtureRequest, generated: Path, tmp_path: Path) -> Desk:
    """Another tool's site, built once; skips what is not installed."""
    tool = PEERS[request.param]()
    try:
        tool.version()
    except BuildFailed as reason:
        pytest.skip(str(reason))
    (desk,) = open_desks([tool], generated, tmp_path)
    measure_build(tool, desk.site)
    return desk


def test_another_tool_makes_the_same_addresses(peer: Desk, published: Path) -> None:
    assert _pages(peer.site / peer.tool.output) == _pages(published)


def test_another_tool_publishes_each_edit(peer: Desk) -> None:
    for name in SCENARIOS:
        if name != "cold":
            SCENARIOS[name](peer, 1)

    measure_build(peer.tool, peer.site)

    output = peer.site / peer.tool.output
    address = read_story(peer.file, peer.text).url.strip("/")
    story = (output / address / "index.html").read_text("utf-8")
    home = (output / "index.html").read_text("utf-8")
    assert "The benchmark added paragraph 1." in story
    assert "<h1>The benchmark gave this title 1</h1>" in story
    assert "The benchmark adds story 1" in home
    assert "All the news of edition 1" in home
    assert '</h1><span class="edition">1</span>' in (output / "tags/index.html").read_text("utf-8")


def _pages(output: Path) -> set[str]:
    """Addresses of the HTML pages, but of the lists' numbered ones: they are cut otherwise.

    The page of all corrections is ours alone: the others are spared it.
    """
    paths = {path.relative_to(output).as_posix() for path in output.rglob("*.html")}
    return {path for path in paths - {"corrections/index.html"} if "/page/" not in path}


# Previews


def test_a_preview_is_measured_from_saving_to_the_page(desk: Desk) -> None:
    before = desk.text

    found = watched(Dateline(("--as-of", AS_OF)), desk, 2)

    assert (len(found.bodies), len(found.titles)) == (2, 1)
    assert 0 < min(found.bodies) <= found.start
    assert desk.text == before
    assert report({"Dateline": found}).count("\n") == 2


def test_a_branch_has_a_line_more_in_each_story(desk: Desk, tmp_path: Path) -> None:
    before = {path: path.read_text() for path in desk.site.rglob("content/**/*.md")}
    branches = Branches(desk.site, tmp_path / "copy")

    for name, mixed in (("plain", False), ("mixed", True)):
        words = branches.make(name, mixed=mixed)
        branches.check_out(name)
        lines = {path: path.read_text().removeprefix(text) for path, text in before.items()}
        assert all(line.startswith(f"\n{words}") for line in lines.values())
        assert (len(set(lines.values())) > 1) == mixed


def test_a_tab_is_told_of_a_save_and_shows_it(desk: Desk) -> None:
    seen, url = Seen(), read_story(desk.file, desk.text).url
    path = desk.site / "content" / desk.file
    with running(Dateline(["--as-of", AS_OF]), desk) as (port, _, _):
        save = partial(plain, path, f"{desk.text}\nSaved now.\n")
        watched_tab(port, url, "Saved now.", save, seen)

    assert 0 < seen.told[0] < seen.shown[0]
    assert seen.reloads == [1]
    assert report_of_saves({"plain": seen}).splitlines()[-1].endswith("|             1 |")
