"""Odd inputs that met a hole between two parts, each with what readers get now."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import pytest

from dateline.errors import MachineError
from dateline.publish.output import claimed
from dateline.slugs import slug_of
from tests.newsroom import Newsroom

STORY = "/2026/05/01/story/"


@pytest.mark.parametrize("body", ['<a href="//[bad">x</a>', '<img src="//[bad" alt="x">'])
def test_an_address_that_is_none_is_a_located_problem(newsroom: Newsroom, body: str) -> None:
    newsroom.article("story", body)

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("content/story.md", 6)


def test_footnotes_in_a_correction_leave_those_of_the_body_alone(newsroom: Newsroom) -> None:
    newsroom.article(
        "story",
        "Text[^1].\n\n[^1]: The note.",
        corrections='[{date: 2026-05-02, text: "It was 3^[not 4], see [the list](/tags/)."}]',
    )
    newsroom.build()

    page = newsroom.page(STORY)

    assert len(re.findall(r'id="fn_1"', page)) == 1
    assert '<li id="fn_1"><p>The note.' in page
    assert 'href="/tags/"' in page


def test_a_correction_with_a_dead_link_is_an_error_at_its_place(newsroom: Newsroom) -> None:
    newsroom.article("story", corrections='[{date: 2026-05-02, text: "See [x](gone)."}]')

    (problem,) = newsroom.errors()

    assert (problem.line, problem.text) == (4, "no article 'gone'")


def test_an_author_cannot_take_the_id_of_a_footnote(newsroom: Newsroom) -> None:
    newsroom.article("story", '<span id="fn_1">x</span>\n\nText[^1].\n\n[^1]: Note.')
    newsroom.build()

    assert '<li id="fn_1">' in newsroom.body(STORY)
    assert "<span>x</span>" in newsroom.body(STORY)


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("Text^[a note here]. More.", "Text. More."),
        ("Hello <script>alert(1)</script> world.", "Hello world."),
    ],
)
def test_a_summary_holds_the_text_only(newsroom: Newsroom, body: str, summary: str) -> None:
    newsroom.article("story", body)
    newsroom.build()

    assert f'<meta name="description" content="{summary}">' in newsroom.page(STORY)


def test_files_keep_query_and_part(newsroom: Newsroom) -> None:
    newsroom.write("content/r.pdf", b"%PDF-1.4")
    newsroom.write("content/a#b.pdf", b"%PDF-1.5")
    newsroom.article("story", "[z](r.pdf#page=3) [h](a%23b.pdf) [q](/?q=AT%26T%20x)")
    newsroom.build()

    body = newsroom.body(STORY)

    assert re.search(r'href="/assets/media/r-[0-9a-f]{8}\.pdf#page=3"', body)
    assert re.search(r'href="/assets/media/a-b-[0-9a-f]{8}\.pdf"', body)
    assert 'href="/?q=AT%26T%20x"' in body


def test_a_template_cannot_change_what_others_see(newsroom: Newsroom) -> None:
    newsroom.article("story", extra="{n: 1}")
    newsroom.write(
        "templates/article.html",
        "{% do page.article.extra.update({'n': 2}) %}{{ page.article.extra.n }}",
    )
    newsroom.write(
        "templates/rss.xml", "{% for each in page.feed.articles %}{{ each.extra.n }}{% endfor %}"
    )
    newsroom.build()

    assert newsroom.page("/rss.xml") == "1"


@pytest.mark.parametrize("way", ["page.__init__", "page['__class__']", "''.__class__"])
def test_a_template_has_no_way_into_python(newsroom: Newsroom, way: str) -> None:
    newsroom.article("story")
    newsroom.write("templates/article.html", f"{{{{ {way} }}}}")

    (problem,) = newsroom.errors()

    assert (problem.path, problem.line) == ("templates/article.html", 1)


def test_a_feed_changes_addresses_in_tags_and_no_text(newsroom: Newsroom) -> None:
    newsroom.article("story", '<p><code>href="/about/"</code> <a href="/tags/">t</a></p>')
    newsroom.build()

    (item,) = json.loads(newsroom.page("/feed.json"))["items"]

    assert '<code>href="/about/"</code>' in item["content_html"]
    assert 'href="https://brief.example/tags/"' in item["content_html"]


def test_an_old_address_may_have_any_letters(newsroom: Newsroom) -> None:
    newsroom.article("story", aliases='["/új/út/", /%D1%96/]')
    newsroom.build()

    assert newsroom.page("/_redirects").split("\n")[:2] == [
        f"/%C3%BAj/%C3%BAt/ {STORY} 301!",
        f"/%D1%96/ {STORY} 301!",
    ]


def test_a_file_that_only_looks_like_an_article_is_told(newsroom: Newsroom) -> None:
    newsroom.article("story")
    newsroom.write("content/UP.MD", "---\ntitle: x\n---\n")

    (problem,) = newsroom.warnings()

    assert (problem.path, problem.hint) == ("content/UP.MD", "name it ….md")


def test_languages_are_the_same_in_any_case(newsroom: Newsroom) -> None:
    newsroom.article("story", lang="EN")
    newsroom.build()

    assert 'lang="EN"' not in newsroom.page(STORY)


def test_a_long_word_is_read_in_time() -> None:
    start = time.process_time()

    slug_of("é" * 30_000)

    assert time.process_time() - start < 2


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such claims")
def test_a_second_build_into_the_same_folder_is_refused(newsroom: Newsroom) -> None:
    newsroom.article("story")
    newsroom.build()
    before = newsroom.files()
    code = "import sys; from pathlib import Path; from dateline.publish.output import claimed\n"
    code += "with claimed(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(newsroom.output)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"

    newsroom.article("another")
    with pytest.raises(MachineError, match="another build is writing there"):
        newsroom.build()

    assert newsroom.files() == before
    holder.kill()
    holder.communicate()
    with claimed(newsroom.output):
        pass
