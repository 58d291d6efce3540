"""Routes: every URL of the site, with the template and the subject that make its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from dateline.errors import Problem
from dateline.link.archives import Day
from dateline.link.index import Index
from dateline.link.taxonomies import Group

SITEMAP_SIZE = 10_000
NEWS_SITEMAP = "/sitemap-news.xml"
# Where files go whose names hold their digest. No page can have such a name, so these routes
# are not listed one by one.
OWN_FOLDER = "assets"  # of the theme's files and the articles' pictures: cached for a year

FEEDS = {
    "atom": ("feed.xml", "atom.xml"),
    "rss": ("rss.xml", "rss.xml"),
    "json": ("feed.json", "feed.json"),
}
FIXED = {
    "home": "/",
    "tags": "/tags/",
    "authors": "/authors/",
    "archives": "/archives/",
    "storylines": "/storylines/",
    "corrections": "/corrections/",
    "not_found": "/404.html",
    "sitemap": "/sitemap.xml",
    "robots": "/robots.txt",
}
_TERM_FOLDERS = {
    "section": "/",
    "tag": "/tags/",
    "author": "/authors/",
    "storyline": FIXED["storylines"],
}


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A URL to be made: `url` is a path below the site's base path.

    `subject` names what the page is about: an article's id, ("tag", slug), a day. `number` is a
    list page's number, None on its front. `source` says in messages where the route comes from.
    """

    url: str
    kind: str
    template: str
    subject: tuple[str | int, ...] = ()
    number: int | None = None
    source: str = ""

    @property
    def file(self) -> str:
        """The path of the page's file below the output folder."""
        path = self.url.lstrip("/")
        return path + "index.html" if path == "" or path.endswith("/") else path


def url_of(file: str) -> str:
    """The URL of the page whose file this is below the output folder."""
    folder, _, name = file.rpartition("/")
    if name != "index.html":
        return f"/{file}"
    return f"/{folder}/" if folder else "/"


def group_url(kind: str, slug: str) -> str:
    """Address of the page of a section, tag, author or storyline."""
    return f"{_TERM_FOLDERS[kind]}{slug}/"


def list_pages(count: int, size: int) -> list[tuple[int | None, int, int]]:
    """Cut a list of `count` articles, newest first, into pages of `size`: (number, start, end).

    Pages are numbered from the oldest up, so a full page never changes; the front page (number
    None, first in the result) holds the newest `size` to 2 × `size` - 1.
    """
    full = max(count // size - 1, 0)
    front = count - full * size
    pages: list[tuple[int | None, int, int]] = [(None, 0, front)]
    for number in range(full, 0, -1):
        start = front + (full - number) * size
        pages.append((number, start, start + size))
    return pages


def all_routes(index: Index) -> list[Route]:
    """List every route of the site."""
    return [
        Route(url="/", kind="home", template="home.html", source="the home page"),
        *_article_routes(index),
        *_term_routes(index),
        *_archive_routes(index),
        *_feed_routes(index),
        *_machine_routes(index),
    ]


def _article_routes(index: Index) -> Iterator[Route]:
    for kind, found in (("article", index.articles), ("page", index.pages)):
        for article in found.values():
            yield Route(
                url=article.url,
                kind=kind,
                template=f"{kind}.html",
                subject=(article.id,),
                source=article.path,
            )


def _term_routes(index: Index) -> Iterator[Route]:
    for kind in overviews(index):
        yield Route(
            url=FIXED[kind], kind=kind, template=f"{kind}.html", source=f"the list of {kind}"
        )
    for group in groups_of(index):
        front = group_url(group.kind, group.slug)
        for number, _, _ in pages_of(group, index):
            yield Route(
                url=front if number is None else f"{front}page/{number}/",
                kind=group.kind,
                template=f"{group.kind}.html",
                subject=(group.kind, group.slug),
                number=number,
                source=f"the {group.kind} '{group.title}'",
            )


def overviews(index: Index) -> tuple[str, ...]:
    """The kinds of pages that list all of something; some are there where there is any of it."""
    found = ["tags", "authors", "archives"]
    if index.storylines:
        found.append("storylines")
    if index.corrections and not _has_own_corrections_page(index):
        found.append("corrections")
    return tuple(found)


def _has_own_corrections_page(index: Index) -> bool:
    """Whether the address is a page's already, or a section's, which may be older than the first
    correction: that must not stop the site from being built.
    """
    taken = (page.url for page in index.pages.values())
    return "corrections" in index.sections or FIXED["corrections"] in taken


def has_corrections_feed(index: Index) -> bool:
    wanted = index.config.feeds.corrections
    return bool(wanted and index.corrections and "corrections" not in index.sections)


def groups_of(index: Index) -> Iterator[Group]:
    """All sections, tags, authors and storylines."""
    for groups in (index.sections, index.tags, index.authors, index.storylines):
        yield from groups.values()


def pages_of(group: Group, index: Index) -> list[tuple[int | None, int, int]]:
    """The pages of a list, as `list_pages` cuts it; a storyline is on one page."""
    count = len(group.ids)
    size = count if group.kind == "storyline" else index.config.page_sizes.list
    return list_pages(count, size)


def _archive_routes(index: Index) -> Iterator[Route]:
    for day in index.archive:
        kind = "day" if day.day else "month" if day.month else "year"
        yield Route(
            url=day.path,
            kind=kind,
            template=f"{kind}.html",
            subject=day,
            source=f"the {kind}'s archive",
        )


def _feed_routes(index: Index) -> Iterator[Route]:
    if index.newest:
        yield from _feeds(index, "/", ("site", ""), "the site's feed")
    if index.config.feeds.live:
        for id, found in index.covered.items():
            if found.ids and id in index.articles:
                article = index.articles[id]
                yield from _feeds(index, article.url, ("live", id), f"the feed of {article.path}")
    if has_corrections_feed(index):
        url = FIXED["corrections"]
        yield from _feeds(index, url, ("corrections", ""), "the feed of corrections")
    feeds = index.config.feeds
    for group in groups_of(index):
        if group.ids and getattr(feeds, f"{group.kind}s"):
            url = group_url(group.kind, group.slug)
            yield from _feeds(index, url, (group.kind, group.slug), f"the feed of '{group.title}'")


def _feeds(index: Index, folder: str, subject: tuple[str, str], source: str) -> Iterator[Route]:
    for name in feed_kinds(index):
        file, template = FEEDS[name]
        kind = "json_feed" if name == "json" else name
        yield Route(url=folder + file, kind=kind, template=template, subject=subject, source=source)


def feed_kinds(index: Index) -> list[str]:
    """The feed formats that the site offers."""
    return [name for name in FEEDS if getattr(index.config.feeds, name)]


def _machine_routes(index: Index) -> Iterator[Route]:
    for name, start in sitemap_parts(index):
        yield Route(
            url=f"/sitemap-{name}.xml"
            if not start
            else f"/sitemap-{name}-{start // SITEMAP_SIZE + 1}.xml",
            kind="sitemap",
            template="sitemap.xml",
            subject=(name, start),
            source="the sitemap",
        )
    for kind, url, template in (
        ("sitemap_index", FIXED["sitemap"], "sitemap-index.xml"),
        *([("news_sitemap", NEWS_SITEMAP, "sitemap-news.xml")] if has_news_sitemap(index) else []),
        ("robots", FIXED["robots"], "robots.txt"),
        ("not_found", FIXED["not_found"], "404.html"),
        ("redirects", "/_redirects", "_redirects"),
        ("headers", "/_headers", "_headers"),
    ):
        yield Route(url=url, kind=kind, template=template, source=f"the generated {template}")


def sitemap_parts(index: Index) -> list[tuple[str, int]]:
    """Names of the sitemap's parts, each with where it starts: a year's articles, "pages"."""
    parts = [("pages", 0)]
    for day in index.archive:
        if not day.month:
            size = len(indexable(index, day))
            parts += [(f"{day.year:04}", start) for start in range(0, size, SITEMAP_SIZE)]
    return parts


def has_news_sitemap(index: Index) -> bool:
    """Whether there is anything that search engines may list."""
    return len(index.unlisted) < len(index.newest)


def indexable(index: Index, day: Day) -> list[str]:
    """Ids of a period's articles that search engines may list, newest first."""
    return [id for id in index.archive.get(day, ()) if id not in index.unlisted]


class Taken(NamedTuple):
    """Paths in the output folder, without their case, with what makes them."""

    files: dict[str, str]
    folders: dict[str, str]


def taken_by(
    routes: Iterable[Route], files: Iterable[tuple[str, str]], problems: list[Problem]
) -> Taken:
    """List what is taken. `files` are (output path, source) of copied files.

    `problems` gets two makers of one address: case doesn't count, nor does a page that is also a
    folder.
    """
    routes = tuple(routes)
    problems += _in_our_folder(routes)
    makers: dict[str, str] = {}
    for path, source in [*((route.file, route.source) for route in routes), *files]:
        key = path.casefold()
        if key in makers:
            problems.append(_collision(path, source, makers[key]))
        else:
            makers[key] = source
    taken = Taken(makers, folders_of(makers))
    for folder in sorted(taken.folders.keys() & makers.keys()):
        what = "is both a file and a folder"
        problems.append(_collision(folder, taken.folders[folder], makers[folder], what))
    return taken


def _in_our_folder(routes: Iterable[Route]) -> list[Problem]:
    """Report pages that would be cached for a year, as the files of our folder are."""
    problems = []
    for route in routes:
        listed = route.number is None and route.kind not in ("atom", "rss", "json_feed")
        if listed and route.url.casefold().startswith(f"/{OWN_FOLDER}/"):
            place = route.source if route.source.startswith("content/") else "dateline.toml"
            text = f"the address {route.url} is kept for the theme's files, not for {route.source}"
            hint = "give one of them another slug or name"
            problems.append(Problem(path=place, line=1, column=1, text=text, hint=hint))
    return problems


def place_of(source: str) -> tuple[str, int]:
    """File and line of what makes a route: sources of plugins' end with ":" and a number."""
    path, mark, line = source.rpartition(":")
    return (path, int(line)) if mark and line.isdigit() else (source, 1)


def folders_of(makers: Mapping[str, str]) -> dict[str, str]:
    """The folders that files need, each with what makes the first of them."""
    folders = {OWN_FOLDER: "the theme's assets and the articles' pictures"}
    for key, source in makers.items():
        # Where a folder is known, so are those that it is in.
        folder = key.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = source
            folder = folder.rpartition("/")[0]
    return folders


def _collision(path: str, one: str, other: str, what: str = "is made twice") -> Problem:
    address = "/" + path.removesuffix("index.html").lstrip("/")
    first, second = sorted((one, other))
    by_hand = ("content/", "static/", "plugins/")
    made_by_hand = (each for each in (second, first) if each.startswith(by_hand))
    place, line = place_of(next(made_by_hand, "dateline.toml"))
    return Problem(
        path=place,
        line=line,
        column=1,
        text=f"the address {address} {what}: by {first} and by {second}",
        hint="give one of them another slug or name",
    )
