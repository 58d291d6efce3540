"""Raw HTML comes out in a form that the HTML standard allows, and keeps every word."""

from __future__ import annotations

import pytest

from dateline.parse.sanitize import sanitize


@pytest.mark.parametrize(
    ("typed", "published"),
    [
        ("<div><li>a</li></div>", "<div><ul><li>a</li></ul></div>"),
        (
            "<ul>t<li>a</li><ul><li>b</li></ul></ul>",
            "<ul><li>t</li><li>a<ul><li>b</li></ul></li></ul>",
        ),
        ("<strong>a<div>b</div></strong>", "a<div>b</div>"),
        ("<span>a<p>b</p></span>", "<div>a<p>b</p></div>"),
        ("<h3>T<figure>f</figure></h3>", "<h3>T</h3><figure>f</figure>"),
        ("<dl><dt>only a term</dt></dl>", "<div><div>only a term</div></div>"),
        (
            "<dl><div><dt>A</dt><dd>B</dd></div></dl>",
            "<div><div><dl><dt>A</dt><dd>B</dd></dl></div></div>",
        ),
        ("<summary>stray</summary>", "<p>stray</p>"),
        ("<figcaption>stray</figcaption>", "<div>stray</div>"),
        ("<rt>stray</rt>", "<span>stray</span>"),
        ("<time>words</time>", "<span>words</span>"),
        ('<time datetime="2026-05-01">1 May</time>', '<time datetime="2026-05-01">1 May</time>'),
        ('<time datetime="soon">t</time>', "<span>t</span>"),
        ("<bdo>x</bdo> <data>d</data>", "<span>x</span> <span>d</span>"),
        ('<p lang="xx!!">a</p>', "<p>a</p>"),
        (
            '<table><tr><td colspan="0">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
            "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></tbody></table>",
        ),
        ("<p>&#x1F600; &#x151; &#337; &#2;x</p>", "<p>😀 ő ő �x</p>"),
    ],
)
def test_raw_html_is_put_in_order(typed: str, published: str) -> None:
    assert sanitize(typed) == published


def test_one_long_row_does_not_blow_up_a_table() -> None:
    rows = "<tr><td>a</td></tr>" * 500

    html = sanitize(f'<table><tr><td colspan="999">x</td></tr>{rows}</table>')

    assert len(html) < 500_000
