"""Don't Miss: what is offered below an article, and what never is."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from dateline.build import build
from dateline.options import Options
from tests.newsroom import Newsroom
from tests.offered import SUBJECTS, words_on

REPOSITORY = Path(__file__).resolve().parents[1]


def stories(newsroom: Newsroom, *, each: int = 6, order: list[str] | None = None) -> None:
    """Articles on four subjects: words of the subject, and some that all of them share."""
    slugs = [f"{subject}-{number}" for subject in SUBJECTS for number in range(each)]
    for slug in order or slugs:
        subject, number = slug.split("-")
        newsroom.article(
            slug,
            f"The minister said on Monday: {words_on(subject, slug)} The council met.",
            date=f"2026-03-{int(number) + 10} 09:00",
            section="world" if int(number) % 2 else "local",
        )


def dont_miss(newsroom: Newsroom, slug: str, day: str) -> list[str]:
    """The slugs offered below an article."""
    page = newsroom.page(f"/{day.replace('-', '/')}/{slug}/")
    block = re.search(r'<section class="dont-miss".*?</section>', page, re.DOTALL)
    return re.findall(r'<h3[^>]*><a href="[^"]*/([^"/]+)/"', block[0]) if block else []


def heading(newsroom: Newsroom, slug: str, day: str) -> str:
    page = newsroom.page(f"/{day.replace('-', '/')}/{slug}/")
    found = re.search(r'<h2 id="story_related">([^<]*)</h2>', page)
    return found[1] if found else ""


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_four_stories_offered_are_on_the_same_subject(newsroom: Newsroom, subject: str) -> None:
    stories(newsroom)
    newsroom.build()

    offered = dont_miss(newsroom, f"{subject}-2", "2026-03-12")

    assert len(set(offered)) == 4
    assert {slug.split("-")[0] for slug in offered} == {subject}
    assert f"{subject}-2" not in offered
    assert heading(newsroom, f"{subject}-2", "2026-03-12") == "Don't Miss"


def test_an_older_story_offers_what_came_after_it(newsroom: Newsroom) -> None:
    stories(newsroom)
    newsroom.build()

    assert dont_miss(newsroom, "grid-0", "2026-03-10")


def test_pins_come_first_in_the_editors_order(newsroom: Newsroom) -> None:
    stories(newsroom)
    newsroom.article(
        "story", words_on("grid", "x"), date="2026-03-20", related="[opera-1, wheat-3]"
    )
    newsroom.build()

    offered = dont_miss(newsroom, "story", "2026-03-20")

    assert offered[:2] == ["opera-1", "wheat-3"]
    assert {slug.split("-")[0] for slug in offered[2:]} == {"grid"}
    assert len(offered) == 4


def test_a_pin_alone_makes_it_dont_miss(newsroom: Newsroom) -> None:
    newsroom.article("one", "Alpha beta.")
    newsroom.article("two", "Gamma delta.", related="[one]")
    newsroom.build()

    assert dont_miss(newsroom, "two", "2026-05-01") == ["one"]
    assert heading(newsroom, "two", "2026-05-01") == "Don't Miss"


def test_more_pins_than_places_are_cut(newsroom: Newsroom) -> None:
    stories(newsroom)
    pins = [f"opera-{number}" for number in range(6)]
    newsroom.article("story", date="2026-03-20", related=f"[{', '.join(pins)}]")
    newsroom.build()

    assert dont_miss(newsroom, "story", "2026-03-20") == pins[:4]


def test_what_editors_exclude_is_never_offered(newsroom: Newsroom) -> None:
    stories(newsroom)
    text = words_on("grid", "x")
    newsroom.article("before", text, date="2026-03-20")
    newsroom.build()
    first, second, *_ = dont_miss(newsroom, "before", "2026-03-20")

    newsroom.article("before", text, date="2026-03-20", unrelated=f"[{first}, {second}]")
    newsroom.build()

    offered = dont_miss(newsroom, "before", "2026-03-20")
    assert len(offered) == 4
    assert not {first, second} & set(offered)


def test_an_excluded_story_is_not_among_the_latest_either(newsroom: Newsroom) -> None:
    newsroom.article("one", "Alpha.", section="local")
    newsroom.article("two", "Beta.", section="local", unrelated="[one]")
    newsroom.article("three", "Gamma.", section="local")
    newsroom.build()

    assert dont_miss(newsroom, "two", "2026-05-01") == ["three"]


def test_related_false_means_none(newsroom: Newsroom) -> None:
    stories(newsroom)
    newsroom.article("story", words_on("grid", "x"), date="2026-03-20", related="false")
    newsroom.build()

    assert heading(newsroom, "story", "2026-03-20") == ""


@pytest.mark.parametrize("count", [0, 2, 6])
def test_the_number_of_cards_is_the_sites(newsroom: Newsroom, count: int) -> None:
    newsroom.config(f"related.count = {count}")
    stories(newsroom, each=9)
    newsroom.build()

    assert len(dont_miss(newsroom, "grid-2", "2026-03-12")) == count


def test_with_fewer_than_three_good_ones_the_sections_latest_of_its_day_stand_in(
    newsroom: Newsroom,
) -> None:
    for number, words in enumerate(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]):
        newsroom.article(
            f"s{number}", f"{words} {words}ly.", date=f"2026-03-1{number}", section="local"
        )
    newsroom.article("elsewhere", "Iota.", date="2026-03-30", section="world")
    newsroom.build()

    assert dont_miss(newsroom, "s2", "2026-03-12") == ["s4", "s3", "s1", "s0"]
    assert dont_miss(newsroom, "s5", "2026-03-15") == ["s4", "s3", "s2", "s1"]
    assert heading(newsroom, "s2", "2026-03-12") == "More from Local"


def test_a_lone_article_offers_nothing(newsroom: Newsroom) -> None:
    newsroom.article("story")
    newsroom.build()

    assert heading(newsroom, "story", "2026-05-01") == ""


def test_stories_in_another_language_are_never_offered_for_their_text(newsroom: Newsroom) -> None:
    stories(newsroom)
    alike = " ".join(words_on("grid", "grid-2").split()[:20])
    newsroom.article("halozat", alike, date="2026-03-12", lang="hu")
    newsroom.article("network", alike, date="2026-03-12")
    newsroom.build()

    offered = dont_miss(newsroom, "grid-2", "2026-03-12")
    assert "network" in offered
    assert "halozat" not in offered


def test_drafts_embargoed_and_expired_stories_are_never_offered(newsroom: Newsroom) -> None:
    stories(newsroom)
    text = words_on("grid", "x")
    newsroom.article("secret", text, date="2026-03-12", draft="true")
    newsroom.article("later", text, date="2026-03-12", embargo="2026-07-01")
    newsroom.article("gone", text, date="2026-03-12", expires="2026-05-01")
    newsroom.build()

    offered = {
        slug
        for number in range(6)
        for slug in dont_miss(newsroom, f"grid-{number}", f"2026-03-1{number}")
    }
    assert not offered & {"secret", "later", "gone"}


def test_a_near_copy_is_never_offered(newsroom: Newsroom) -> None:
    stories(newsroom)
    text = words_on("grid", "x")
    newsroom.article("update-one", text, date="2026-03-20", title="Grid blackout")
    newsroom.article("update-two", f"{text} More.", date="2026-03-21", title="Grid blackout")
    newsroom.build()

    offered = dont_miss(newsroom, "update-one", "2026-03-20")
    assert len(offered) == 4
    assert "update-two" not in offered


def test_the_choice_does_not_depend_on_the_order_of_files_and_names(
    newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stories(newsroom)
    newsroom.build()
    other = Newsroom(tmp_path_factory.mktemp("other"))
    slugs = [f"{subject}-{number}" for subject in SUBJECTS for number in range(6)]
    random.Random(7).shuffle(slugs)
    stories(other, order=slugs)
    # Other names, other order of reading; the slug, and so the address, stays.
    for number, path in enumerate(sorted((other.root / "content").rglob("*.md"))):
        text = path.read_text("utf-8").replace("---\n", f"---\nslug: {path.stem}\n", 1)
        path.with_name(f"{(number * 37) % 97:02}-x.md").write_text(text, "utf-8")
        path.unlink()
    other.build()

    assert other.files() == newsroom.files()


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The repository's own demonstration brief, built."""
    newsroom = Newsroom(tmp_path_factory.mktemp("brief"))
    # A copy: whoever builds the repository's site meanwhile has its store locked.
    for name in ("content", "data"):
        shutil.copytree(REPOSITORY / name, newsroom.root / name, dirs_exist_ok=True)
    shutil.copy(REPOSITORY / "dateline.toml", newsroom.root)
    build(newsroom.root, Options(output=newsroom.output, as_of="2026-01-01", jobs=1))
    return newsroom


def test_the_istanbul_talks_lead_on_to_the_white_house_and_to_szijjarto(brief: Newsroom) -> None:
    offered = dont_miss(brief, "istanbul-talks", "2025-06-02")

    assert "white-house-ukraine-meeting" in offered
    assert "szijjarto-electricity-ukraine" in offered
    assert heading(brief, "istanbul-talks", "2025-06-02") == "Don't Miss"


def test_every_article_of_the_brief_offers_stories(brief: Newsroom) -> None:
    articles = [url for url in brief.urls() if re.fullmatch(r"/\d{4}/\d\d/\d\d/[^/]+/", url)]

    assert len(articles) > 40
    for url in articles:
        _, year, month, day, slug, _ = url.split("/")
        offered = dont_miss(brief, slug, f"{year}-{month}-{day}")
        assert 3 <= len(offered) <= 4, url
        assert slug not in offered
