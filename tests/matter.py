"""What an editor may type into an article's front matter."""

from __future__ import annotations

TITLES = ("Budget vote", "Harbour fire", "'Élysée & Őrség'", "Flood", "Budget vote, again")
TAGS = ("[money]", "[Sea, money]", "[sea]", "[]", "[money, court]", "[Sea]")
PEOPLE = ("[Ada]", "[Ben, Ada]", "[]", "[ben]", "[Ada, Ben]")
DATES = (
    *("2025-12-31 23:59", "2026-01-01 00:00", "2026-01-01 10:00", "2026-02-01 10:00"),
    *("2026-02-02 10:00", "2026-02-02 11:00+00:00", "2026-03-01 10:00", "2026-05-31 08:00"),
)
MOMENTS = ("2026-02-01 10:00", "2026-06-01 12:00", "2026-06-01 12:00:01", "")
EXTRAS = ("{map: /tags/, more: 1}", "{more: 1, map: /tags/}", "{more: 1.0}", "{more: [1, two]}", "")

# By key; an empty text is that it is not there.
LINES: dict[str, tuple[str, ...]] = {
    "title": TITLES,
    "date": DATES,
    "updated": ("", "2026-05-31 09:00"),
    "tags": TAGS,
    "authors": PEOPLE,
    **dict.fromkeys(("draft", "featured", "noindex", "never_recommend"), ("true", "")),
    "comments": ("false", ""),
    "embargo": MOMENTS,
    "expires": MOMENTS,
    "related": ("false", "[vote]", "[fire, bridge]", ""),
    "storyline": ("Harbour", "harbour", "The vote", "false", ""),
    "unrelated": ("[vote]", "[fire, bridge]", ""),
    "aliases": ("[/old/]", "[/old/, /old-2/]", "[/tags/]", "[/2026/01/01/vote/]", ""),
    "lang": ("hu", "ar", ""),
    "translation_of": ("vote", "fire", ""),
    "image": ("{src: photo.svg, alt: A photo}", "{src: /logo.svg, credit: Ada}", ""),
    "standfirst": ("More of it.", ""),
    "summary": ("In short.", ""),
    "dateline": ("ISTANBUL", ""),
    "sources": ("[{title: Notes, url: 'https://example.org/'}]", ""),
    "corrections": (
        "[{date: 2026-05-02, text: It was *two*.}]",
        "[{date: 2026-05-03, text: Gone, kind: retraction}]",
        "",
    ),
    "type": ("opinion", ""),
    "guid": ("'urn:x:1'", ""),
    "canonical": ("https://example.org/first", ""),
    "extra": EXTRAS,
}
