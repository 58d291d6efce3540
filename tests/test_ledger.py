"""`urls.lock`: what was published stays, and whoever breaks that is told."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path

import pytest

from dateline import clock
from dateline.errors import MachineError, Problem
from tests.newsroom import Newsroom

LEDGER = "urls.lock"
SITE = "https://brief.example"


@pytest.fixture
def published(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A site with a ledger; `build(as_of=None)` builds it as it is published, in June 2026."""
    june = clock.parse_instant("2026-06-01 12:00", UTC)
    monkeypatch.setattr(clock, "now", lambda zone: clock.settled(june, zone))
    newsroom.write(LEDGER, "")
    return newsroom


def lines(newsroom: Newsroom) -> list[str]:
    text = (newsroom.root / LEDGER).read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def publish(newsroom: Newsroom, **options: object) -> list[Problem]:
    """Build as readers get it; returns the warnings of broken promises."""
    newsroom.build(as_of=None, **options)
    return [each for each in newsroom.problems if each.path == LEDGER]


def feed_ids(newsroom: Newsroom) -> dict[str, str]:
    items = json.loads(newsroom.page("/feed.json"))["items"]
    return {item["title"]: item["id"] for item in items}


def test_the_ledger_lists_every_address_once_and_sorted(published: Newsroom) -> None:
    published.article("vote", tags="[money]")
    published.article("fire", aliases="[/old/vote]")
    published.write("static/plan.txt", "1")

    publish(published)

    found = lines(published)
    assert found == sorted(found)
    assert f"/2026/05/01/vote/ {SITE}/2026/05/01/vote/" in found
    assert {"/", "/tags/money/", "/tags/money/feed.xml", "/2026/05/", "/old/vote"} <= {*found}
    assert "/plan.txt" in found
    machine = ("/sitemap", "/robots.txt", "/404.html", "/_redirects", "/_headers", "/assets/")
    assert [line for line in found if line.startswith(machine)] == []


def test_a_site_without_a_ledger_gets_none(newsroom: Newsroom) -> None:
    newsroom.article("vote")

    newsroom.build(as_of=None)

    assert not (newsroom.root / LEDGER).exists()


@pytest.mark.parametrize(
    "look",
    [
        {"as_of": "2026-06-01"},
        {"as_of": None, "drafts": True},
        {"as_of": None, "noindex": True},
        {"as_of": None, "base_url": "https://preview.example"},
    ],
    ids=str,
)
def test_a_look_at_the_site_promises_nothing(published: Newsroom, look: dict[str, object]) -> None:
    published.article("vote")

    published.build(**look)

    assert (published.root / LEDGER).read_bytes() == b""


def test_another_output_folder_promises_nothing(published: Newsroom, tmp_path: Path) -> None:
    published.article("vote")

    published.build(as_of=None, output=tmp_path / "elsewhere" / "look")

    assert (published.root / LEDGER).read_bytes() == b""


def test_a_build_with_errors_promises_nothing(published: Newsroom) -> None:
    published.article("vote", "[nowhere](nowhere)")

    published.errors(as_of=None)

    assert (published.root / LEDGER).read_bytes() == b""


def test_what_was_only_looked_at_is_promised_once_it_is_published(published: Newsroom) -> None:
    published.article("vote")
    published.build(as_of="2026-06-01 12:00")

    publish(published)

    assert f"/2026/05/01/vote/ {SITE}/2026/05/01/vote/" in lines(published)


def test_the_ledger_alone_makes_no_page_again(published: Newsroom) -> None:
    published.article("vote")
    publish(published)
    before = (published.root / LEDGER).stat()

    again = published.build(as_of=None)

    assert (again.rendered, again.written, again.parsed) == ([], [], 0)
    assert "link" not in again.seconds
    after = (published.root / LEDGER).stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_an_edited_body_leaves_the_ledger_alone(published: Newsroom) -> None:
    published.article("vote")
    publish(published)
    before = lines(published)
    published.article("vote", "Another body. All of it is new.")

    report = published.build(as_of=None)

    assert "/2026/05/01/vote/" in report.rendered
    assert lines(published) == before


def test_who_changes_a_slug_is_told_to_keep_the_old_address(published: Newsroom) -> None:
    published.article("budget-vote")
    published.article("fire")
    publish(published)
    published.article("budget-vote", slug="council-vote")

    (problem,) = publish(published)

    assert problem.severity == "warning"
    assert lines(published)[0] == "/"
    text = (published.root / LEDGER).read_text("utf-8").splitlines()
    assert text[problem.line - 1].startswith("/2026/05/01/budget-vote/ ")
    assert problem.text == "/2026/05/01/budget-vote/ was published and leads nowhere now"
    assert "add 'aliases: [/2026/05/01/budget-vote/]' to content/budget-vote.md" in problem.hint
    assert published.errors(as_of=None, strict=True)


def test_the_alias_that_was_asked_for_mends_it(published: Newsroom) -> None:
    published.article("budget-vote")
    publish(published)
    published.article("budget-vote", slug="council-vote", aliases="[/2026/05/01/budget-vote/]")

    assert publish(published, strict=True) == []

    assert published.page("/_redirects") == (
        "/2026/05/01/budget-vote/ /2026/05/01/council-vote/ 301!\n"
    )


@pytest.mark.parametrize("builds", ["after each", "at the end"])
def test_feeds_know_a_story_by_one_id_wherever_it_moves(published: Newsroom, builds: str) -> None:
    published.article("vote")
    publish(published)
    aliases: list[str] = []
    slug = "vote"
    for moved in ("second", "third", "vote", "fourth"):
        aliases.append(f"/2026/05/01/{slug}/")
        own = f"/2026/05/01/{moved}/"
        kept = [alias for alias in aliases if alias != own]
        published.article("vote", slug=moved, aliases=f"[{', '.join(kept)}]")
        slug = moved
        if builds == "after each":
            assert publish(published, strict=True) == []
            assert feed_ids(published) == {"Vote": f"{SITE}/2026/05/01/vote/"}

    publish(published, strict=True)

    assert feed_ids(published) == {"Vote": f"{SITE}/2026/05/01/vote/"}
    for feed, found in {
        "/feed.xml": f"<id>{SITE}/2026/05/01/vote/</id>",
        "/rss.xml": f'<guid isPermaLink="false">{SITE}/2026/05/01/vote/</guid>',
    }.items():
        assert found in published.page(feed)


def test_a_site_that_moves_to_another_host_keeps_its_ids(published: Newsroom) -> None:
    published.article("vote")
    publish(published)
    config = published.root / "dateline.toml"
    published.write("dateline.toml", config.read_text("utf-8").replace("brief.", "news."))
    published.article("fire")

    publish(published)

    assert feed_ids(published) == {
        "Vote": f"{SITE}/2026/05/01/vote/",
        "Fire": "https://news.example/2026/05/01/fire/",
    }


def test_a_new_story_at_an_old_address_is_new_to_feeds(published: Newsroom) -> None:
    published.article("vote")
    publish(published)
    published.article("vote", slug="council", aliases="[/2026/05/01/vote/]", title="Old")
    publish(published)
    published.article("vote", slug="council", title="Old")
    published.article("other", slug="vote", title="New", date="2026-05-01")

    for _ in range(2):
        publish(published)

        assert feed_ids(published) == {
            "Old": f"{SITE}/2026/05/01/vote/",
            "New": f"{SITE}/2026/05/01/vote/#2",
        }


@pytest.mark.parametrize(
    ("matter", "told"),
    [
        ({"expires": "2026-05-20"}, []),
        ({"embargo": "2026-07-01"}, []),
        ({"draft": "true"}, ["/2026/05/01/vote/", "/money-desk/", "/tags/money/"]),
    ],
    ids=str,
)
def test_what_the_clock_takes_away_was_to_go(
    published: Newsroom, matter: dict[str, str], told: list[str]
) -> None:
    published.article("other", date="2026-05-01 08:00")
    published.article("vote", section="money-desk", tags="[money]")
    publish(published)
    published.article("vote", section="money-desk", tags="[money]", **matter)

    problems = publish(published)

    assert sorted(each.text.split()[0] for each in problems) == sorted(told)
    if told:
        drafted = next(each for each in problems if each.text.startswith("/2026/05/01/vote/"))
        assert "content/money-desk/vote.md is a draft again" in drafted.hint


def test_who_renames_a_tag_is_told_once_for_its_pages_and_feeds(published: Newsroom) -> None:
    published.article("vote", tags="[cash]")
    publish(published)
    published.article("vote", tags="[money]")

    (problem,) = publish(published)

    assert problem.text.startswith("/tags/cash/ ")
    assert 'in data/redirects.toml: "/tags/cash/*" = "/tags/"' in problem.hint


def test_a_rule_with_a_star_holds_for_all_that_was_published(published: Newsroom) -> None:
    published.config("[page_sizes]", "list = 1")
    published.article("vote", tags="[cash]")
    published.article("fire", tags="[cash]", date="2026-05-02")
    published.article("flood", tags="[cash]", date="2026-05-03")
    publish(published)
    for slug, day in (("vote", 1), ("fire", 2), ("flood", 3)):
        published.article(slug, tags="[money]", date=f"2026-05-0{day}")
    published.write("data/redirects.toml", '"/tags/cash/*" = "/tags/money/*"\n')

    assert publish(published, strict=True) == []

    moved = dict(line.split(" ")[:2] for line in published.page("/_redirects").splitlines())
    assert moved["/tags/cash/"] == "/tags/money/"
    assert moved["/tags/cash/page/1/"] == "/tags/money/page/1/"
    assert moved["/tags/cash/feed.xml"] == "/tags/money/feed.xml"


def test_what_the_site_moves_by_itself_leads_on_by_itself(published: Newsroom) -> None:
    published.config("[page_sizes]", "list = 1")
    published.article("vote", section="local")
    for day in (2, 3, 4):
        published.article(f"fire-{day}", section="local", date=f"2026-04-0{day}")
    publish(published)
    published.config("[page_sizes]", "list = 3", "[feeds]", "rss = false")
    published.article(
        "fire-4", section="local", date="2026-04-03 08:00", aliases="[/2026/04/04/fire-4/]"
    )

    assert publish(published, strict=True) == []

    moved = dict(line.split(" ")[:2] for line in published.page("/_redirects").splitlines())
    assert moved["/local/page/3/"] == "/local/"
    assert moved["/2026/04/04/"] == "/2026/04/"
    assert moved["/local/rss.xml"] == "/local/feed.xml"
    assert moved["/rss.xml"] == "/feed.xml"


def test_a_line_that_is_deleted_is_a_promise_taken_back(published: Newsroom) -> None:
    published.article("vote")
    published.write("static/plan.txt", "1")
    publish(published)
    (published.root / "static/plan.txt").unlink()
    assert [each.text.split()[0] for each in publish(published)] == ["/plan.txt"]
    text = (published.root / LEDGER).read_text("utf-8")
    published.write(LEDGER, text.replace("/plan.txt\n", ""))

    assert publish(published) == []


def test_a_long_list_of_broken_promises_is_cut(published: Newsroom) -> None:
    published.write(LEDGER, "".join(f"/gone-{number}/\n" for number in range(30)))

    problems = publish(published)

    assert len(problems) == 21
    assert problems[0].text == "10 more addresses lead nowhere"


def test_two_merged_ledgers_are_one(published: Newsroom) -> None:
    published.article("vote")
    publish(published)
    ours = (published.root / LEDGER).read_text("utf-8")
    published.article("fire")
    publish(published)
    theirs = (published.root / LEDGER).read_text("utf-8")
    published.write(LEDGER, theirs + ours)

    assert publish(published) == []

    assert (published.root / LEDGER).read_text("utf-8") == theirs


@pytest.mark.parametrize("line", ["<<<<<<< ours", "=======", "2026/05/01/", "/a/ b c"])
def test_what_is_no_line_of_the_ledger_is_an_error_at_its_place(
    published: Newsroom, line: str
) -> None:
    published.write(LEDGER, f"# A comment\n\n/\n{line}\n")

    (error,) = published.errors(as_of=None)

    assert (error.path, error.line, error.column, error.length) == (LEDGER, 4, 1, len(line))
    assert "keep all lines of both sides" in error.hint


def test_a_ledger_that_can_not_be_written_stops_the_build(
    published: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.article("vote")
    real = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == LEDGER:
            raise OSError(30, "Read-only file system", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", refuse)

    with pytest.raises(MachineError, match="Read-only"):
        published.build(as_of=None)

    assert not (published.output / "index.html").exists()
