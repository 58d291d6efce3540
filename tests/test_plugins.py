"""Plugins: what each of the four methods gives, and that a changed plugin changes the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.build.explain import explain
from dateline.link.plain import plain
from dateline.options import Options
from tests.newsroom import AS_OF, Newsroom
from tests.plugging import KEYS, LOUD, clean_build, use

COUNTED = """\
def extend(dateline):
    dateline.fact("tagged", tagged)


def tagged(site, tag, least=0):
    ids = [card.id for card in site.articles if tag in card.tags]
    return {"ids": ids, "enough": len(ids) >= least}
"""
PAGES = """\
def extend(dateline):
    dateline.route(pages)


def pages(site):
    for section in site.sections:
        content = {"title": f"All of {section.title}", "ids": list(section.ids)}
        yield f"/all/{section.slug}/", "all.html", content
    yield "/count.txt", "count.txt", len(site.articles)
"""
ALL = """\
{% extends "layout.html" %}
{% block main %}
<h1>{{ page.title }}</h1>
{% for id in page.content.ids %}<p>{{ site.card(id).title }}</p>
{% endfor %}
{% endblock %}
"""


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "site")


# Markdown


def test_a_markdown_plugin_adds_rules_to_ours(newsroom: Newsroom) -> None:
    use(newsroom, keys=KEYS)
    newsroom.article("story", "Press [[Esc]], then *read*[^1].\n\n[^1]: Slowly.")

    newsroom.build()

    body = newsroom.body("/2026/05/01/story/")
    assert "Press <kbd>Esc</kbd>, then <em>read</em><sup" in body
    assert 'id="fn_1"' in body


@pytest.mark.parametrize(
    ("html", "shown"),
    [("sanitize", "<kbd>x</kbd>"), ("escape", "<kbd>x</kbd>"), ("trust", "<script>")],
)
def test_what_a_markdown_plugin_makes_is_cleaned_unless_html_is_trusted(
    newsroom: Newsroom, html: str, shown: str
) -> None:
    use(newsroom, f'html = "{html}"', keys=KEYS)
    newsroom.article("story", "Press [[<script>alert(1)</script>x]].")

    newsroom.build()

    body = newsroom.body("/2026/05/01/story/")
    assert shown in body
    assert ("script" in body) == (html == "trust")


def test_a_changed_markdown_plugin_parses_all_articles_anew(newsroom: Newsroom) -> None:
    use(newsroom, keys=KEYS)
    newsroom.article("story", "Press [[Esc]].")
    newsroom.build()

    newsroom.write("plugins/keys.py", KEYS.replace("kbd>", "samp>"))
    newsroom.build()

    assert "<samp>Esc</samp>" in newsroom.page("/2026/05/01/story/")
    assert newsroom.files() == clean_build(newsroom)


def test_without_a_markdown_plugin_no_article_is_parsed_anew(newsroom: Newsroom) -> None:
    use(newsroom, loud=LOUD)
    newsroom.article("story")
    newsroom.build()

    newsroom.write("plugins/loud.py", LOUD + "\n")

    assert newsroom.build().parse_seconds == {}


# Filters


def test_a_filter_takes_a_value_and_arguments(newsroom: Newsroom) -> None:
    use(newsroom, loud=LOUD)
    newsroom.write("templates/article.html", '{{ page.article.title|loud }} {{ "a"|loud("?") }}')
    newsroom.article("story", title="Rain & wind")

    newsroom.build()

    assert newsroom.page("/2026/05/01/story/") == "RAIN &amp; WIND! A?"


def test_a_filter_that_is_gone_is_told_also_where_no_page_uses_it(newsroom: Newsroom) -> None:
    use(newsroom, loud=LOUD)
    newsroom.write("templates/unused.html", "a\n{{ page.title|loud }}")
    newsroom.article("story")
    newsroom.build()

    newsroom.config()

    (problem,) = newsroom.errors()
    assert (problem.path, problem.line) == ("templates/unused.html", 2)
    assert "No filter named 'loud'" in problem.text


# Facts


@pytest.fixture
def counted(newsroom: Newsroom) -> Newsroom:
    use(newsroom, counted=COUNTED)
    newsroom.write(
        "templates/tag.html",
        "{% set found = site.fact('tagged', page.term.slug, 2) %}"
        "{{ found.ids|length }} {{ found.enough }}",
    )
    newsroom.article("one", tags="[rain]")
    newsroom.article("two", tags="[wind]")
    return newsroom


def test_a_fact_answers_templates(counted: Newsroom) -> None:
    counted.build()

    assert counted.page("/tags/rain/") == "1 False"


def test_a_page_is_made_again_when_a_fact_that_it_fetched_has_another_value(
    counted: Newsroom,
) -> None:
    counted.write("templates/author.html", "{{ site.fact('tagged', 'rain').ids|length }}")
    counted.write("templates/tags.html", "{{ site.fact('tagged', 'wind').ids|length }}")
    counted.article("four", authors="[ada]")
    counted.build()

    counted.article("three", tags="[rain]", date="2026-05-03 09:00")
    report = counted.build()

    assert counted.page("/authors/ada/") == "2"
    assert "/tags/" not in report.rendered
    assert counted.files() == clean_build(counted)


def test_a_fact_is_explained_by_its_name_and_arguments(counted: Newsroom) -> None:
    counted.build()
    counted.article("three", tags="[rain]", date="2026-05-03 09:00")

    told = explain(counted.root, Options(as_of=AS_OF), "/tags/rain/")

    assert any(
        reason.startswith("the plugin's fact tagged(rain, 2) changed: ") for reason in told.reasons
    )


def test_a_fact_sees_only_what_is_out(counted: Newsroom) -> None:
    counted.article("three", tags="[rain]", draft="true")
    counted.article("four", tags="[rain]", date="2027-01-01 09:00")

    counted.build()

    assert counted.page("/tags/rain/") == "1 False"


def test_a_fact_that_was_fetched_and_then_fails_is_told(counted: Newsroom) -> None:
    source = COUNTED.replace("    ids =", "    if len(site.articles) > 2: 1 / 0\n    ids =")
    counted.write("plugins/counted.py", source)
    counted.build()

    counted.article("three")

    (problem,) = counted.errors()
    assert (problem.path, problem.line) == ("plugins/counted.py", 6)
    assert problem.text == "plugin: ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    "change",
    [
        "found.update(a=1)",
        "found.pop('ids')",
        "found.clear()",
        "found.setdefault('a', 1)",
        "found.popitem()",
    ],
)
def test_templates_can_not_change_what_a_fact_gave(counted: Newsroom, change: str) -> None:
    counted.write(
        "templates/tag.html", f"{{% set found = site.fact('tagged', 'a') %}}{{% do {change} %}}"
    )

    (problem,) = counted.errors()

    assert problem.text == "template: TypeError: what plugins give can't be changed"


def test_lists_of_a_fact_come_as_tuples_and_dictionaries_in_order() -> None:
    found = plain({"b": [1, [2.5]], "a": None})

    assert list(found.items()) == [("a", None), ("b", (1, (2.5,)))]


# Routes


@pytest.fixture
def paged(newsroom: Newsroom) -> Newsroom:
    use(newsroom, pages=PAGES)
    newsroom.write("templates/all.html", ALL)
    newsroom.write("templates/count.txt", "{{ page.content }}")
    newsroom.article("fire", section="local")
    newsroom.article("vote", section="politics")
    return newsroom


def test_a_route_adds_pages(paged: Newsroom) -> None:
    paged.build()

    assert "<h1>All of Local</h1>\n<p>Fire</p>" in paged.page("/all/local/")
    assert "<title>All of Local – The Test Brief</title>" in paged.page("/all/local/")
    assert paged.page("/count.txt") == "2"


def test_links_may_lead_to_a_page_of_a_plugin(paged: Newsroom) -> None:
    paged.article("about", "See [all](/all/local/).")

    paged.build()

    assert '<a href="/all/local/">all</a>' in paged.page("/2026/05/01/about/")


def test_the_sitemap_has_the_pages_of_plugins_that_people_read(paged: Newsroom) -> None:
    paged.build()

    assert "<loc>https://brief.example/all/local/</loc>" in paged.page("/sitemap-pages.xml")
    assert "count.txt" not in paged.page("/sitemap-pages.xml")


def test_a_page_that_says_noindex_is_not_in_the_sitemap(paged: Newsroom) -> None:
    paged.write("plugins/pages.py", PAGES.replace('{"title"', '{"noindex": True, "title"'))

    paged.build()

    assert "/all/local/" not in paged.page("/sitemap-pages.xml")
    assert '<meta name="robots" content="noindex">' in paged.page("/all/local/")


def test_a_page_of_a_plugin_is_made_again_only_when_its_content_changes(paged: Newsroom) -> None:
    paged.build()

    paged.article("flood", section="local", date="2026-05-03 09:00")
    report = paged.build()

    assert "<p>Flood</p>" in paged.page("/all/local/")
    assert {"/all/local/", "/count.txt"} <= set(report.rendered)
    assert "/all/politics/" not in report.rendered
    assert paged.files() == clean_build(paged)


def test_a_page_that_a_plugin_no_longer_gives_goes(paged: Newsroom) -> None:
    paged.build()

    (paged.root / "content/politics/vote.md").unlink()
    paged.build()

    assert "/all/politics/" not in paged.urls()
    assert paged.files() == clean_build(paged)


def test_a_plugin_completes_addresses_below_a_path(newsroom: Newsroom) -> None:
    source = PAGES.replace("len(site.articles)", "[site.url(each.url) for each in site.articles]")
    use(newsroom, pages=source)
    newsroom.write("templates/all.html", "")
    newsroom.write("templates/count.txt", "{{ page.content|join }} {{ site.url('/all/') }}")
    newsroom.article("fire", section="local")

    newsroom.build(base_url="https://brief.example/news")

    assert newsroom.page("/count.txt") == "/news/2026/05/01/fire/ /news/all/"
