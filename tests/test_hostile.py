"""A thousand articles with hostile text in every field: every output is valid, nothing acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.acting import Page
from tests.chromium import served
from tests.feed_rules import faults
from tests.newsroom import Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Request

ARTICLES = 1_000
# Each sets a mark, or asks for a file, where it acts.
TEXTS = (
    "</script><script>window.acted=1</script>",
    "</title></textarea></style></noscript><img src=x onerror=window.acted=1>",
    '"><svg onload=window.acted=1>',
    "' onmouseover='window.acted=1' autofocus onfocus='window.acted=1' x='",
    "a <!-- b --> c ]]> d <![CDATA[ e",
    "line\u2028paragraph\u2029end\u0085next",
    "{{ 7*7 }} {% raw %} {# x #} ${x} <%= y %>",
    "&lt;b&gt; &amp;amp; &#60;script&#62;",
    "\u202eevil\u202c \u0301\u0301 emoji 🗞️ \ufeff",
    "[x](javascript:window.acted=1) <b onclick=window.acted=1>y</b> `z`",
    "https://evil.example/?a=1&b=<script>",
    "javascript:window.acted=1//",
)
TIMES = ("2026-05-31 10:00", "2026-05-30 13:00", "2026-05-01", "2025-12-31 23:59", "2024-02-29")
TYPES = ("news", "reportage", "opinion", "analysis", "background", "review")
KINDS = ("clarification", "correction", "editors-note", "retraction")


def quoted(text: str) -> str:
    """The text as YAML and TOML both read it; both fold or refuse other forms."""
    return json.dumps(text, ensure_ascii=max(text) < "\U00010000")


def text_of(number: int) -> str:
    return TEXTS[number % len(TEXTS)]


def article(number: int) -> str:
    """An article with hostile text wherever there may be text."""
    say = [quoted(text_of(number + at)) for at in range(12)]
    lines = (
        f"title: {say[0]}",
        f"date: {TIMES[number % len(TIMES)]}",
        f"type: {TYPES[number % len(TYPES)]}",
        f"standfirst: {say[1]}",
        f"summary: {say[2]}",
        f"dateline: {say[3]}",
        f"tags: [{quoted(f'tag {number % 40} {text_of(number % 40)}')}]",
        f"authors: [{quoted(f'ann {number % 30} {text_of(number % 30)}')}]",
        f"storyline: {quoted(f'line {number % 20} {text_of(number % 20)}')}",
        f"image: {{src: /map.svg, alt: {say[4]}, caption: {say[5]}, credit: {say[6]}}}",
        f'sources: [{{title: {say[7]}, url: "https://example.org/?a=1&b=2"}}]',
        f"corrections: [{{date: 2026-05-02, text: {say[8]}, kind: {KINDS[number % 4]}}}]",
        f"guid: 'urn:x:{number}&'",
        f"extra: {{note: {say[9]}}}",
    )
    return "\n".join(("---", *lines, "---", "", text_of(number + 10), "", text_of(number + 11), ""))


def write_hostile_site(newsroom: Newsroom, articles: int) -> None:
    say = [quoted(text) for text in TEXTS]
    newsroom.write(
        "dateline.toml",
        f"title = {say[0]}\ntagline = {say[1]}\ndescription = {say[2]}\n"
        'base_url = "https://brief.example"\ntimezone = "UTC"\nlinks = "warn"\n'
        f'[publisher]\nname = {say[3]}\nurl = "https://brief.example/?a=1&b=2"\n'
        f'[menus]\nfooter = [{{ title = {say[4]}, url = "/" }}]\n'
        f'[policies]\nownership = "https://example.org/?a=1&b=2"\n'
        f'[feeds]\nhubs = ["https://hub.example/?a=1&b=2"]\n'
        f'[[sections]]\nslug = "local"\ntitle = {say[5]}\ndescription = {say[6]}\n',
    )
    newsroom.write(
        "data/authors.toml",
        f"[ann-0]\nname = {say[7]}\nrole = {say[8]}\nbio = {say[2]}\n"
        f'links = [{{ title = {say[1]}, url = "https://example.org/" }}]\n',
    )
    newsroom.write(
        "static/map.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
    )
    for number in range(articles):
        newsroom.write(f"content/local/story-{number}.md", article(number))
    newsroom.write("content/pages/ethics.md", f"---\ntitle: {say[0]}\n---\n\n{TEXTS[0]}\n")
    night = f"---\ntitle: {say[9]}\ndate: 2026-05-31\nlive: true\n---\n\n{TEXTS[1]}\n"
    newsroom.write("content/local/night/index.md", night)
    for at, text in enumerate(TEXTS):
        matter = (
            f"date: 2026-05-31 0{at % 10}:00\ntitle: {say[at]}\nauthors: [{quoted(f'x {text}')}]"
        )
        newsroom.write(f"content/local/night/live/e{at}.md", f"---\n{matter}\n---\n\n{text}\n")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    newsroom = Newsroom(tmp_path_factory.mktemp("hostile"))
    write_hostile_site(newsroom, ARTICLES)
    newsroom.build(jobs=2)
    return newsroom


def test_no_page_of_a_thousand_acts(hostile: Newsroom) -> None:
    urls = hostile.urls()

    assert len(urls) > ARTICLES
    for url in urls:
        page = Page(hostile.page(url))
        assert (url, page.acting, page.comments, page.closed[-1]) == (url, [], [], "html")
        for data in page.json_ld:
            assert "<" not in data
            json.loads(data)


def test_every_feed_and_sitemap_keeps_to_its_rules(hostile: Newsroom) -> None:
    checked = 0
    for path, data in hostile.files().items():
        if path.endswith((".xml", ".json")):
            assert (path, faults(data)) == (path, [])
            checked += 1
    assert checked > 300


def test_what_was_typed_is_what_is_shown(hostile: Newsroom) -> None:
    shown = Page(hostile.page("/2026/05/31/night/")).text

    for text in TEXTS:
        assert " ".join(text.split()) in shown


def _visited(browser: Browser, base: str, urls: list[str]) -> Iterator[tuple[str, object]]:
    """What each page did in a browser without a policy: its mark, dialogs, requests elsewhere."""
    context = browser.new_context()
    page = context.new_page()
    told: list[str] = []

    def see(request: Request) -> None:
        if not request.url.startswith(base):
            told.append(request.url)

    def refuse(dialog: Dialog) -> None:
        told.append("dialog")
        dialog.dismiss()

    page.on("request", see)
    page.on("dialog", refuse)
    for url in urls:
        told.clear()
        page.goto(f"{base}{url}", wait_until="load")
        page.mouse.move(200, 200)
        yield url, [page.evaluate("window.acted"), *told]
    context.close()


@pytest.mark.browser
def test_nothing_acts_in_a_browser(chromium: Browser, hostile: Newsroom) -> None:
    stories = sorted(url for url in hostile.urls() if "story-" in url)
    kinds = ["/", "/local/", "/authors/", "/tags/", "/corrections/", "/storylines/", "/404.html"]
    kinds += ["/2026/05/31/night/", "/2026/05/", "/2026/05/31/", "/archives/"]

    with served(hostile.output) as base:
        for url, did in _visited(chromium, base, [*kinds, *stories[:: len(stories) // 60]]):
            assert (url, did) == (url, [None])
