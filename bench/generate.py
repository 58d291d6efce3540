"""A generator of news sites of any size: the same seed gives the same bytes.

`python -m bench.generate DIR --articles 10000 --seed 1`
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bench.body import write_body
from bench.newsroom import SECTIONS, TAGGING, TAGGINGS, Newsroom, Topic, Written
from bench.words import capitalised
from dateline.slugs import slug_of

AS_OF = "2026-01-01 12:00"  # after the last article
ZONE = "Europe/Budapest"
PICTURES = 12
_LAST_DAY = datetime(2025, 12, 31)  # noqa: DTZ001 - front matter is local time
_A_DAY = 10  # articles: what a regional newsroom publishes
_FEWEST_DAYS = 30
_WEEKDAYS = (1.2, 1.3, 1.3, 1.3, 1.1, 0.5, 0.4)
_HOURS = (0, 0, 0, 0, 0, 2, 6, 8, 8, 9, 8, 7, 7, 6, 6, 7, 8, 9, 7, 5, 4, 3, 2, 1)


def generate(root: Path, articles: int, seed: int = 1, tagging: str = TAGGING) -> None:
    """Write a site of that many articles into `root`; `tagging` is a key of TAGGINGS."""
    folders: set[Path] = set()
    for path, text in site_files(articles, seed, tagging):
        target = root / path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        target.write_bytes(text.encode("utf-8"))


def site_files(articles: int, seed: int, tagging: str = TAGGING) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file, articles in the order of publication."""
    random = Random(seed)
    newsroom = Newsroom(random, TAGGINGS[tagging])
    yield "dateline.toml", _config()
    yield "data/tags.toml", _tables(newsroom.tags, "title")
    yield "data/authors.toml", _tables(newsroom.authors, "name")
    for number in range(PICTURES):
        yield f"static/images/picture-{number}.svg", _picture(number)
    yield "content/pages/about.md", f"---\ntitle: About us\n---\n\n{newsroom.phrase(120)}.\n"
    slugs: set[str] = set()
    for moment in _moments(random, articles):
        topic = newsroom.next_topic()
        title = newsroom.headline(topic)
        slug = _unused(slug_of(title, max_length=50), slugs)
        file = f"{topic.section}/{moment:%Y-%m-%d}-{slug}.md"
        matter = _front_matter(newsroom, topic, title, moment)
        body = write_body(newsroom, topic, file)
        yield f"content/{file}", "\n".join(["---", *matter, "---", "", body, ""])
        written = Written(file, slug)
        topic.written.append(written)
        topic.thread.written.append(written)


def _moments(random: Random, count: int) -> list[datetime]:
    """Times of publication, ten a day up to the last day: fewer at weekends, none at night."""
    length = max(_FEWEST_DAYS, count // _A_DAY)
    days = [_LAST_DAY - timedelta(days=day) for day in range(length)]
    chosen = random.choices(days, [_WEEKDAYS[day.weekday()] for day in days], k=count)
    hours = random.choices(range(24), _HOURS, k=count)
    return sorted(
        day.replace(hour=hour, minute=random.randrange(60))
        for day, hour in zip(chosen, hours, strict=True)
    )


def _unused(slug: str, slugs: set[str]) -> str:
    name, number = slug, 2
    while name in slugs:
        name, number = f"{slug}-{number}", number + 1
    slugs.add(name)
    return name


def _front_matter(newsroom: Newsroom, topic: Topic, title: str, moment: datetime) -> Iterator[str]:
    random = newsroom.random
    tags = newsroom.tags_for(topic)
    authors = newsroom.desks[topic.section].draw(random, random.choice((1, 1, 1, 1, 2)))
    later = f"{moment + timedelta(minutes=random.randrange(30, 3000)):%Y-%m-%d %H:%M}"
    picture = f"/images/picture-{random.randrange(PICTURES)}.svg"
    yield f'title: "{title}"' if ":" in title else f"title: {title}"
    yield f"date: {moment:%Y-%m-%d %H:%M}"
    yield f"tags: [{', '.join(tags)}]"
    yield f"authors: [{', '.join(dict.fromkeys(authors))}]"
    line = newsroom.phrase(18)
    optional = (
        (0.15, f"updated: {later}"),
        (0.8, f"standfirst: {line}."),
        (0.3, f"summary: {line} {line.lower()}."),
        (0.5, f"dateline: {topic.thread.names.words[0].upper()}"),
        (0.25, f"image: {{src: {picture}, alt: A diagram, caption: As of this week.}}"),
        (0.3, "sources:\n  - title: Report of the day\n    url: https://source.example/"),
        (0.03, f"corrections:\n  - date: {later}\n    text: {line}."),
        (0.02, f"aliases: [/old/{moment:%Y%m%d}/{slug_of(title)}/]"),
        (0.01, "featured: true"),
    )
    yield from (text for share, text in optional if random.random() < share)
    if topic.written and random.random() < 0.03:
        yield f"related: [{random.choice(topic.written).slug}]"


def _config() -> str:
    sections = "".join(
        f'\n[[sections]]\nslug = "{slug}"\ntitle = "{capitalised(slug)}"\n' for slug in SECTIONS
    )
    return (
        'title = "The Generated Times"\ntagline = "All the news that is made up"\n'
        f'base_url = "https://times.example"\ntimezone = "{ZONE}"\n{sections}'
        "\n[related]\ncount = 5\n"
    )


def _tables(names: Mapping[str, str], key: str) -> str:
    return "\n".join(f'[{slug}]\n{key} = "{name}"\n' for slug, name in names.items())


def _picture(number: int) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80" width="1200" height="800">'
        f'<rect width="120" height="80" fill="#{number * 9 + 40:02x}6688"/>'
        f'<circle cx="{number * 9 + 10}" cy="40" r="20" fill="#eee"/></svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    parser.add_argument("dir", type=Path, metavar="DIR", help="folder to write the site into")
    parser.add_argument("--articles", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    tags = f"a few broad ones, or many; default: {TAGGING}"
    parser.add_argument("--tags", choices=TAGGINGS, default=TAGGING, help=tags)
    given = parser.parse_args()
    generate(given.dir, given.articles, given.seed, given.tags)
    print(f"{given.articles:,} articles in {given.dir}")


if __name__ == "__main__":
    main()
