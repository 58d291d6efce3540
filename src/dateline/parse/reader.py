"""One file gives one article: a pure function of its path, its bytes and the configuration."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote

from dateline.clock import ACCEPTED, parse_instant
from dateline.config import ParseConfig
from dateline.configfile import check_address, checked_language
from dateline.digest import digest
from dateline.errors import Mark, Reporter
from dateline.located import Places
from dateline.model import (
    Article,
    Body,
    Correction,
    FrontMatter,
    Image,
    Parsed,
    Source,
    Texts,
)
from dateline.parse.addresses import encoded_address
from dateline.parse.finder import Finder
from dateline.parse.frontmatter import read_front_matter
from dateline.parse.live import anchor_of, bundled_name, coverage_of, read_live, read_matter
from dateline.parse.markdown import MarkdownPlugin, Rendered, render_line, render_markdown
from dateline.parse.places import kept_places
from dateline.parse.polish import Polished, plain_text, unfolded_text
from dateline.parse.sanitize import dropped_element, sanitize
from dateline.parse.summary import summarise
from dateline.related.terms import has_unspaced
from dateline.slugs import free_name, old_path, slug_from_name, slug_of
from dateline.sources import decode_text

PAGES_FOLDER = "pages"
MAX_SLUG = 200

_SPACE = re.compile(r"[ \t\n\r\x85\u2028\u2029]+")
_UNSPACED = r"[぀-ヿ㐀-䶿一-鿿]"  # compiled when it is first needed: that takes a while
_GUID = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"\\^`{|}]+")


def read_article(
    id: str,
    data: bytes,
    config: ParseConfig,
    plugins: tuple[MarkdownPlugin, ...] = (),
) -> Parsed:
    """Read the file `id` (its path below content/) from its bytes; never raises for bad content.

    What `plugins` raise comes out. The article knows of no terms yet.
    """
    report = Reporter(f"content/{id}")
    parsed = None
    text = decode_text(data, report)
    split = read_front_matter(text, report) if text is not None else None
    if split is not None:
        located, markdown, line = split
        matter, places = read_matter(id, located, report)
        if matter is not None:
            reading = _Reading(id, matter, places, config, report)
            reading.plugins = plugins
            parsed = reading.article(markdown, line)
    if parsed is None or report.failed:
        return Parsed(id, None, tuple(report.problems))
    article, body, texts = parsed
    return Parsed(id, article, tuple(report.problems), body, texts)


def folded(text: str) -> str:
    """Make one line of `text`; no-break spaces, which typesetting needs, stay."""
    return _SPACE.sub(" ", text).strip(" ")


class _Reading:
    """One article while it is being read."""

    plugins: tuple[MarkdownPlugin, ...] = ()

    def __init__(
        self, id: str, matter: FrontMatter, places: Places, config: ParseConfig, report: Reporter
    ) -> None:
        self.id = id
        self.matter = matter
        self.places = places
        self.config = config
        self.report = report
        self.is_page = id.startswith(f"{PAGES_FOLDER}/")
        self.coverage = coverage_of(id)
        self.anchor = anchor_of(id) if self.coverage else ""
        self.name = bundled_name(id, matter)
        self.start = places.get((), Mark(1))

    def at(self, *path: str | int) -> Mark:
        return self.places.get(path) or self.start

    def article(self, markdown: str, line: int) -> tuple[Article, Body, Texts] | None:
        matter, title = self.matter, self.title()
        published = self.instant("date")
        lang, section = self.language(), self.section()
        slug = self.slug(lang)
        polished = Polished(Finder(markdown, line).find, lang, within=self.anchor)
        corrections = self.corrections(polished)
        body, excerpt = self.body(markdown, line, lang, polished)
        if self.report.failed:
            return None
        text, tags = unfolded_text(body.html), self.names("tags")
        article = Article(
            id=self.id,
            path=f"content/{self.id}",
            is_page=self.is_page,
            slug=slug,
            url=self.url(slug, published, section),
            type=matter.type,
            title=title,
            published=published,
            updated=self.instant("updated"),
            embargo=self.instant("embargo"),
            expires=self.instant("expires"),
            draft=matter.draft,
            standfirst=_line(matter.standfirst),
            summary=_line(matter.summary),
            dateline=_line(matter.dateline),
            section=section,
            tags=tags,
            authors=self.names("authors"),
            image=self.image(),
            pinned=matter.related if isinstance(matter.related, tuple) else (),
            unrelated=matter.unrelated,
            wants_related=matter.related is not False,
            storyline=self.storyline(),
            wants_storyline=matter.storyline is not False,
            never_recommend=matter.never_recommend,
            live=read_live(self.id, matter.live, published, self),
            coverage=self.coverage,
            sources=self.sources(),
            corrections=corrections,
            aliases=tuple(self.aliases()),
            guid=self.guid(),
            lang=lang,
            translation_of=matter.translation_of,
            comments=matter.comments,
            featured=matter.featured,
            noindex=matter.noindex,
            canonical=matter.canonical,
            extra=matter.extra,
            ids=polished.names,
            references=tuple(polished.references),
            excerpt=excerpt,
            words=_count_words(text),
            body=digest(body.html.encode("utf-8")),
            places=kept_places(self.places),
        )
        return article, body, self.texts(article, text)

    def title(self) -> str:
        """The headline; what an article must have is checked with it."""
        title = folded(self.matter.title)
        if not title.strip() and not self.coverage:
            self.report.error(self.at("title"), "the title is empty", "write a headline")
        if self.matter.date is None and not self.is_page:
            self.report.error(self.start, "'date' is missing", f"add date; {ACCEPTED}")
        self.check_addresses()
        return title

    def texts(self, article: Article, text: str) -> Texts:
        """What Don't Miss goes by: nothing of entries, which stand in none."""
        if self.coverage:
            return Texts("", "", "", article.lang)
        tags = tuple(map(slug_of, article.tags))
        return Texts(article.title, self.matter.standfirst or "", text, article.lang, tags)

    def instant(self, key: str) -> datetime | None:
        text: str | None = getattr(self.matter, key)
        return None if text is None else self.parsed(text, key)

    def parsed(self, text: str, *path: str | int) -> datetime | None:
        try:
            return parse_instant(text, self.config.zone)
        except ValueError as error:
            self.report.error(self.at(*path), str(error), ACCEPTED)
            return None

    def language(self) -> str:
        lang = self.matter.lang
        if lang is None:
            return self.config.language
        return checked_language(lang, self.at("lang"), self.report)

    def slug(self, lang: str) -> str:
        given = self.matter.slug
        if given is None:
            return slug_from_name(self.name, lang)
        typed = unquote(unquote(given))
        slug = slug_of(typed, language=lang, max_length=0)
        if re.search(r"[/\\]|\.\.|[\x00-\x1f\x7f]", typed) or not slug:
            self.report.error(
                self.at("slug"), f"'{given}' can't be a slug", "use letters, digits and hyphens"
            )
        elif len(slug) > MAX_SLUG:
            self.report.error(
                self.at("slug"), f"slug is longer than {MAX_SLUG} characters", "shorten it"
            )
        return slug

    def section(self) -> str | None:
        if self.is_page or self.coverage:
            return None
        given = self.matter.section
        if given is None:
            folders = [name for name in self.name.split("/")[:-1] if not name.isdigit()]
            given = folders[0] if folders else None
            if given is None:
                return None
        slug = slug_of(given)
        if not slug or slug.isdigit():
            self.report.error(self.at("section"), f"'{given}' can't be a section", "use a word")
        return slug

    def url(self, slug: str, published: datetime | None, section: str | None) -> str:
        """The article's path below the site's base path, from the permalink pattern."""
        if self.coverage:
            return f"#{self.anchor}"
        if published is None or self.is_page:
            folders = [slug_of(part) for part in PurePosixPath(self.id).parts[1:-1]]
            return "/" + "/".join([*filter(None, folders), slug]) + "/"
        url = self.config.permalink.format(
            year=f"{published.year:04}",
            month=f"{published.month:02}",
            day=f"{published.day:02}",
            slug=slug,
            section=section or "news",
        )
        return url

    def names(self, key: str) -> tuple[str, ...]:
        """Names of tags or authors, each once by its slug, as typed."""
        names: dict[str, str] = {}
        for number, name in enumerate(getattr(self.matter, key)):
            slug = slug_of(name)
            if slug:
                names.setdefault(slug, folded(name))
            elif name.strip():
                self.report.error(self.at(key, number), f"'{name}' has no letters", "use a word")
        return tuple(names.values())

    def storyline(self) -> str | None:
        """The name of the storyline, as typed."""
        given = self.matter.storyline
        if given is True:
            self.report.error(
                self.at("storyline"), "'true' is no name of a storyline", "name it, or write false"
            )
        if isinstance(given, bool) or given is None or not given.strip():
            return None
        if not slug_of(given):
            self.report.error(self.at("storyline"), f"'{given}' has no letters", "use a word")
        return folded(given)

    def image(self) -> Image | None:
        image = self.matter.image
        if image is None:
            return None
        words = _line(image.alt) or "", _line(image.caption), _line(image.credit)
        return Image(image.src, *words, crops=image.crops)

    def sources(self) -> tuple[Source, ...]:
        return tuple(
            Source(_line(each.title) or each.url, encoded_address(each.url.strip()))
            for each in self.matter.sources
        )

    def corrections(self, polished: Polished) -> tuple[Correction, ...]:
        made: dict[str, Correction] = {}
        for number, correction in enumerate(self.matter.corrections):
            when = self.parsed(correction.date, "corrections", number, "date")
            if when is not None:
                mark = self.at("corrections", number, "text")
                html = polished.line(render_line(correction.text), mark)
                # Of the date, which stays when other corrections come before it.
                key = free_name(f"{when:%Y%m%dT%H%M%S}", made)
                made[key] = Correction(when, html, correction.kind, key)
        return tuple(made.values())

    def aliases(self) -> list[str]:
        found = []
        for number, alias in enumerate(self.matter.aliases):
            path = old_path(alias)
            if path is None:
                self.report.error(
                    self.at("aliases", number),
                    f"'{alias}' is not a path of this site",
                    "write it like /old/path/",
                )
                continue
            found.append(path)
        return found

    def guid(self) -> str | None:
        given = self.matter.guid
        if given is not None and not _GUID.fullmatch(given):
            self.report.error(
                self.at("guid"),
                f"'{given}' is no id that feeds can carry",
                "write an address or a URN: urn:uuid:…",
            )
        return given

    def check_addresses(self) -> None:
        matter, report = self.matter, self.report
        for number, source in enumerate(matter.sources):
            check_address(source.url, self.at("sources", number, "url"), report)
        if matter.canonical is not None:
            check_address(matter.canonical, self.at("canonical"), report, local=False)
        if matter.image is not None:
            self.check_picture(matter.image.src, self.at("image", "src"))
            for number, crop in enumerate(matter.image.crops):
                self.check_picture(crop, self.at("image", "crops", number))

    def check_picture(self, src: str, mark: Mark) -> None:
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", src) or re.search(r"[\x00-\x1f\x7f]", src):
            self.report.error(
                mark, f"picture '{src}' is not a file of this site", "copy it into static/"
            )

    def body(self, markdown: str, line: int, lang: str, polished: Polished) -> tuple[Body, str]:
        """Render the body; returns it with the text for a summary."""
        allowed = self.config.html != "escape"
        rendered = render_markdown(markdown, raw_html=allowed, plugins=self.plugins)
        html = rendered.html
        # Plugins are trusted not to attack, but not to escape what they find in articles.
        foreign = bool(rendered.raw or self.plugins)
        if foreign and self.config.html != "trust":
            html = sanitize(html)
            self.report_dropped(rendered, line)
        polished.run(html, raw=foreign)
        for target, mark in polished.foreign_images:
            self.report.warning(
                mark,
                f"picture from another site is shown as a link: {target[:200]}",
                "readers' browsers would ask that site for it; copy it into static/",
            )
        for target, mark in polished.refused:
            self.report.warning(
                mark,
                f"address with a user name is not linked: {target[:200]}",
                "write mailto: before a mail address, or take the name out",
            )
        # What cleaning took away must not come back in the summary.
        cut = any(dropped_element(token.content) for token, _ in rendered.raw)
        paragraphs = [] if cut else rendered.opening_text()
        paragraphs = paragraphs or [plain_text(html)]
        return Body(polished.html, tuple(polished.headings)), summarise(paragraphs, lang)

    def report_dropped(self, rendered: Rendered, line: int) -> None:
        for token, block in rendered.raw:
            name = dropped_element(token.content)
            if name and block.map:
                self.report.warning(
                    Mark(line + block.map[0]),
                    f"<{name}> is left out",
                    'html = "sanitize" in dateline.toml keeps harmless markup only',
                )


def _line(text: str | None) -> str | None:
    """Fold white space; an empty text is none."""
    return (folded(text) or None) if text is not None else None


def _count_words(text: str) -> int:
    unspaced = len(re.findall(_UNSPACED, text)) // 2 if has_unspaced(text) else 0
    return len(text.split()) + unspaced
