"""What the law is worth: with the recording of one kind of fact switched off, it is broken.

Each scenario is an edit that changes a fact of one kind and no other fact of some page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dateline.build.explain import LABELS
from dateline.render import facts
from dateline.render.facts import Facts
from dateline.render.indexed import kinds
from tests.newsroom import Newsroom

Files = dict[str, str | None]

CONFIG = "dateline.toml"
SIZES = "[page_sizes]\nhome = 1\nlist = 1\nfeed = 2\nterm_feed = 1\n"
FEEDS = "[feeds]\nrss = false\njson = false\ntags = false\nauthors = false\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural={};\\n"

msgid "Archives"
msgstr "{}"

msgid "one"
msgid_plural "many"
msgstr[0] "egy"
msgstr[1] "sok"
"""
PLUGIN = """\
def extend(dateline):
    dateline.fact("stories", lambda site: len(site.articles))
    dateline.filter("loud", lambda text: text.{}())
    dateline.route(lambda site: [("/made/", "made.html", len(site.articles))])
"""
PLUGGED = {"plugins/loud.py": PLUGIN.format("upper"), "templates/made.html": "{{ page.content }}"}


def config(*lines: str) -> str:
    """A configuration; tables are at the end of it."""
    first = [line for line in lines if not line.startswith("[")]
    tables = [line for line in lines if line.startswith("[")]
    keys = ('title = "The Brief"', 'base_url = "https://brief.example"', 'timezone = "UTC"')
    return "\n".join((*keys, *first, SIZES, FEEDS, *tables)) + "\n"


def story(date: str, *lines: str, body: str = "One. Two. Three. Four.") -> str:
    front = "\n".join(("title: Story", f"date: {date}", "summary: In short", *lines))
    return f"---\n{front}\n---\n\n{body}\n"


class Scenario(NamedTuple):
    """Files beside those of the site, and the edit: a name without text is removed."""

    before: Files
    edit: Files


def missing(template: str, **edit: str) -> Scenario:
    """A page that shows one thing only, and an edit of that."""
    return Scenario({"templates/404.html": template}, dict(edit))


OLD, MIDDLE, NEW = "content/local/a.md", "content/local/c.md", "content/local/e.md"
BETWEEN, SITE = (
    "content/local/d.md",
    {
        CONFIG: config(),
        OLD: story("2025-01-01", "tags: [sea]"),
        MIDDLE: story("2026-02-01"),
        NEW: story("2026-03-01"),
    },
)

SCENARIOS: dict[str, Scenario] = {
    "asset": Scenario(
        {"templates/404.html": "{{ site.asset('x.js').url }}", "assets/x.js": "a()"},
        {"assets/x.js": "b()"},
    ),
    "beside": Scenario(
        {"templates/year.html": "{{ page.previous.year if page.previous }}"},
        {"content/local/b.md": story("2024-01-01")},
    ),
    "card": missing(
        "{{ site.latest(1)[0].title }}",
        **{NEW: story("2026-03-01").replace("Story", "Another")},
    ),
    "config": missing("{{ site.tagline }}", **{CONFIG: config('tagline = "All of it"')}),
    "content": Scenario(
        {**PLUGGED, CONFIG: config('plugins = ["loud"]')}, {BETWEEN: story("2026-02-02")}
    ),
    "corrections": Scenario(
        {
            "templates/corrections.html": "{{ page.corrections|length }}",
            OLD: story("2025-01-01", "corrections: [{date: 2025-01-02, text: It was two}]"),
        },
        {
            OLD: story(
                "2025-01-01",
                "corrections: [{date: 2025-01-02, text: It was two},"
                " {date: 2025-01-02, text: It was three}]",
            )
        },
    ),
    "count": missing("{{ site.tags()[0].count }}", **{BETWEEN: story("2026-02-02", "tags: [sea]")}),
    "day": Scenario(
        {"templates/day.html": "{{ page.cards|length }}"}, {BETWEEN: story("2026-02-01")}
    ),
    "fact": Scenario(
        {
            **PLUGGED,
            CONFIG: config('plugins = ["loud"]'),
            "templates/404.html": "{{ site.fact('stories') }}",
        },
        {BETWEEN: story("2026-02-02")},
    ),
    "feed": Scenario({}, {"content/local/f.md": story("2026-03-02")}),
    "feeds": missing(
        "{{ page.feeds|length }}", **{CONFIG: config().replace("rss = false", "rss = true")}
    ),
    "group": missing(
        "{{ site.tags()[0].title }}", **{"data/tags.toml": '[sea]\ntitle = "The sea"'}
    ),
    "groups": missing(
        "{{ site.tags()|length }}", **{BETWEEN: story("2026-02-02", "tags: [money]")}
    ),
    "guid": Scenario({}, {NEW: story("2026-03-01", "guid: 'urn:x:e'")}),
    "latest": missing("{{ site.latest(9)|length }}", **{"content/local/f.md": story("2026-03-02")}),
    "list": Scenario(
        {"templates/section.html": "{{ page.cards[0].slug }} {{ page.number }}"},
        {"content/local/b.md": story("2024-01-01")},
    ),
    "live": Scenario(
        {
            "templates/article.html": "{% if page.article.coverage %}"
            "{{ page.article.coverage.entries|length }}{% endif %}",
            "content/local/night/index.md": story("2026-03-01", "live: true"),
            "content/local/night/live/a.md": "---\ndate: 2026-03-01 10:00\n---\n\nOne.\n",
        },
        {"content/local/night/live/b.md": "---\ndate: 2026-03-01 09:00\n---\n\nTwo.\n"},
    ),
    "logo": Scenario(
        {
            "templates/404.html": "{{ page.image }}",
            "static/one.svg": SVG,
            "static/two.svg": SVG,
            CONFIG: config('[publisher]\nlogo = "one.svg"'),
        },
        {CONFIG: config('[publisher]\nlogo = "two.svg"')},
    ),
    "months": Scenario(
        {"templates/section.html": "{% for m in page.months %}{{ m.url }}{% endfor %}"},
        {OLD: story("2025-02-02", "tags: [sea]")},
    ),
    "neighbours": Scenario(
        {"templates/article.html": "{{ page.article.previous.slug if page.article.previous }}"},
        {BETWEEN: story("2026-02-02")},
    ),
    "news": Scenario({}, {"content/local/f.md": story("2026-03-02")}),
    "pages": missing(
        "{{ site.pages()|length }}", **{"content/pages/us.md": "---\ntitle: Us\n---\n\nWe.\n"}
    ),
    "periods": missing("{{ site.years()|length }}", **{BETWEEN: story("2024-02-02")}),
    "policies": missing(
        "{{ site.publisher.policies|length }}", **{CONFIG: config("policies.ethics = '/tags/'")}
    ),
    "plugins": Scenario(
        {
            **PLUGGED,
            CONFIG: config('plugins = ["loud"]'),
            "templates/404.html": "{{ 'Quiet'|loud }}",
        },
        {"plugins/loud.py": PLUGIN.format("lower")},
    ),
    "plural": Scenario(
        {
            CONFIG: config('language = "hu"'),
            "translations/hu.po": CATALOGUE.format("(n != 1)", "Régi"),
            "templates/404.html": "{% trans num=1 %}one{% pluralize %}many{% endtrans %}",
        },
        {"translations/hu.po": CATALOGUE.format("(n == 1)", "Régi")},
    ),
    "redirects": Scenario({}, {OLD: story("2025-01-01", "tags: [sea]", "aliases: [/was/]")}),
    "references": Scenario(
        {
            "templates/article.html": "{{ page.article.body }}",
            NEW: story("2026-03-01", body="[There](a)"),
        },
        {OLD: story("2025-01-02", "tags: [sea]")},
    ),
    "related": Scenario(
        {"templates/article.html": "{{ page.article.related.cards|length }}"},
        {BETWEEN: story("2026-02-02")},
    ),
    "setting": missing(
        "{{ site.settings.accent }}", **{CONFIG: config('[theme_settings]\naccent = "plum"')}
    ),
    "sitemap": Scenario({}, {BETWEEN: story("2026-02-02")}),
    "sitemaps": Scenario({}, {"content/local/f.md": story("2026-03-02")}),
    "story": Scenario({}, {NEW: story("2026-03-01", body="One. Two. Three. Other.")}),
    "storyline": Scenario(
        {
            "templates/article.html": "{{ page.article.storyline.url if page.article.storyline }}",
            OLD: story("2025-01-01", "storyline: Harbour fire"),
        },
        {NEW: story("2026-03-01", "storyline: Harbour fire")},
    ),
    "template": missing("One", **{"templates/404.html": "Two"}),
    "text": Scenario(
        {
            CONFIG: config('language = "hu"'),
            "translations/hu.po": CATALOGUE.format("(n != 1)", "Régi"),
            "templates/404.html": "{{ _('Archives') }}",
        },
        {"translations/hu.po": CATALOGUE.format("(n != 1)", "Archívum")},
    ),
    "translations": Scenario(
        {"templates/article.html": "{{ page.article.translations|length }}"},
        {BETWEEN: story("2026-02-02", "lang: hu", "translation_of: e")},
    ),
    "words": Scenario(
        {"templates/404.html": "{{ site.latest(1)[0].words }}"},
        {NEW: story("2026-03-01", body="One. Two. Three.")},
    ),
}


def test_each_kind_of_fact_has_a_scenario() -> None:
    assert sorted(SCENARIOS) == kinds()


def test_each_kind_of_fact_has_words_in_which_it_is_explained() -> None:
    assert sorted(LABELS) == kinds()


def write(newsroom: Newsroom, files: Files) -> None:
    for name, text in files.items():
        if text is None:
            (newsroom.root / name).unlink()
        else:
            newsroom.write(name, text)


def edited(folder: Path, scenario: Scenario) -> dict[str, bytes]:
    """What two builds make, one before and one after the edit."""
    newsroom = Newsroom(folder)
    write(newsroom, {**SITE, **scenario.before})
    newsroom.build()
    write(newsroom, scenario.edit)
    newsroom.build()
    return newsroom.files()


def clean(folder: Path, scenario: Scenario) -> dict[str, bytes]:
    newsroom = Newsroom(folder)
    write(newsroom, {**SITE, **scenario.before, **scenario.edit})
    newsroom.build()
    return newsroom.files()


@pytest.fixture
def unrecorded(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Facts of one kind are looked up without being recorded."""
    real = Facts.fetch

    def fetch(self: Facts, asked: str, key: str = "") -> Any:
        return self.values.get(asked, key) if asked == kind else real(self, asked, key)

    monkeypatch.setattr(Facts, "fetch", fetch)
    monkeypatch.setattr(facts, "ALWAYS", tuple(fact for fact in facts.ALWAYS if fact[0] != kind))


@pytest.mark.parametrize("kind", kinds())
def test_the_law_holds_because_this_kind_is_recorded(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    expected = clean(tmp_path / "clean", SCENARIOS[kind])
    assert edited(tmp_path / "recorded", SCENARIOS[kind]) == expected

    request.getfixturevalue("unrecorded")

    assert edited(tmp_path / "unrecorded", SCENARIOS[kind]) != expected
