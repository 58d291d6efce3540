"""Addresses in articles, resolved: to articles by path or slug, to pages, files and pictures."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import quote, unquote

import msgspec

from dateline.errors import Mark, Reporter, Severity, nearest
from dateline.link.media import Media, MediaShelf, PictureError
from dateline.model import Article
from dateline.parse.addresses import encoded_address
from dateline.slugs import slug_of


class Choices(msgspec.Struct, frozen=True):
    """What editors decided for one article's Don't Miss: ids first, ids never."""

    pinned: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()


class Resolved(msgspec.Struct, frozen=True):
    """Where a reference leads: a path of the site, None when it is dead; a picture's size."""

    url: str | None
    width: int | None = None
    height: int | None = None


DEAD = Resolved(None)
SHAPES = ((16, 9), (4, 3), (1, 1))  # of a lead picture's crops


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """All that a link may lead to.

    `hidden` and `hidden_slugs` give, by id and by slug, why an article that exists is not out:
    "is a draft", or nothing where the file could not be read, which has been told already.
    """

    articles: Mapping[str, Article]
    slugs: Mapping[str, tuple[str, ...]]
    hidden: Mapping[str, str]
    hidden_slugs: Mapping[str, str]
    by_url: Mapping[str, Article]
    aliases: Mapping[str, str]
    urls: Collection[str]
    static: Collection[str]
    base_path: str = ""


def addresses_of(
    out: Iterable[Article],
    hidden: Mapping[str, str],
    hidden_slugs: Mapping[str, str],
    urls: Collection[str],
    static: Collection[str],
    base_path: str,
) -> Addresses:
    """Arrange what links may lead to."""
    articles = {article.id: article for article in out}
    slugs: dict[str, tuple[str, ...]] = {}
    for article in articles.values():
        slugs[article.slug] = (*slugs.get(article.slug, ()), article.id)
    return Addresses(
        articles=articles,
        slugs=slugs,
        hidden=hidden,
        hidden_slugs=hidden_slugs,
        by_url={article.url: article for article in articles.values()},
        aliases={
            _folder(unquote(alias)): each.url
            for each in articles.values()
            for alias in each.aliases
        },
        urls=urls,
        static=static,
        base_path=base_path,
    )


class Guesses:
    """Finds what dead references probably meant, for the first of them.

    To look through all addresses of a big site takes a while, and an archive from elsewhere may
    have thousands of dead links.
    """

    ENOUGH = 100

    def __init__(self) -> None:
        self.left = self.ENOUGH

    def nearest(self, word: str, known: Iterable[str]) -> str | None:
        """The nearest known word; None once enough were found."""
        if not self.left:
            return None
        self.left -= 1
        return nearest(word, known)


class Resolver:
    """Resolves the references of one article and reports the dead ones."""

    def __init__(
        self,
        article: Article,
        addresses: Addresses,
        shelf: MediaShelf,
        severity: Severity,
        guesses: Guesses,
    ) -> None:
        self.guesses = guesses
        self.article = article
        self.addresses = addresses
        self.shelf = shelf
        self.severity = severity
        self.report = Reporter(article.path)

    def references(self) -> tuple[Resolved, ...]:
        """Resolve the body's references in their order."""
        return tuple(
            self.image(each.target, each.mark)
            if each.kind == "image"
            else self.link(each.target, each.mark)
            for each in self.article.references
        )

    def lead_image(self) -> Resolved | None:
        image = self.article.image
        if image is None:
            return None
        return self.image(image.src, self.article.mark("image", "src"))

    def crops(self) -> tuple[str, ...]:
        """The addresses of the lead picture's crops; one of another shape is told."""
        found = []
        for number, src in enumerate(self.article.image.crops if self.article.image else ()):
            mark = self.article.mark("image", "crops", number)
            crop = self.image(src, mark)
            if crop.url is None:
                continue
            found.append(crop.url)
            if not _is_known_shape(crop):
                self.report.warning(
                    mark,
                    f"picture '{src}' is {crop.width} by {crop.height} pixels",
                    "a crop is 16:9, 4:3 or 1:1",
                )
        return tuple(found)

    def choices(self) -> Choices:
        """Pins and exclusions for Don't Miss, and the check of `translation_of`."""
        article = self.article
        if article.translation_of is not None:
            self._by_slug(article.translation_of, article.mark("translation_of"))
        return Choices(
            pinned=tuple(dict.fromkeys(self._slugs("related", article.pinned))),
            excluded=frozenset(self._slugs("unrelated", article.unrelated)),
        )

    def _slugs(self, key: str, slugs: Iterable[str]) -> list[str]:
        found = []
        for number, slug in enumerate(slugs):
            mark = self.article.mark(key, number)
            id = self._by_path(slug, mark) if slug.endswith(".md") else self._by_slug(slug, mark)
            if id == self.article.id:
                self._dead(mark, f"'{slug}' is this article itself", "name another one")
            elif id is not None:
                found.append(id)
        return found

    def link(self, target: str, mark: Mark) -> Resolved:
        path, _, fragment = target.partition("#")
        path, _, query = path.partition("?")
        if not path:
            return self._fragment(self.article, "", fragment, mark)
        path = unquote(path)
        tail = (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
        if path.startswith("/"):
            return self._site_path(path, tail, fragment, mark)
        if path.endswith(".md"):
            id = self._below_content(path)
            return self._to_article(
                id if id in self.addresses.articles else None, id, fragment, mark, unquote(target)
            )
        if "/" not in path and "." not in path:
            id = self._by_slug(path, mark)
            return (
                DEAD
                if id is None
                else self._fragment(self.addresses.articles[id], None, fragment, mark)
            )
        return self._file(path, tail, mark)

    def image(self, target: str, mark: Mark) -> Resolved:
        path = unquote(target.partition("#")[0].partition("?")[0])
        if path.startswith("/"):
            path = self._without_base(path)
            if path not in self.addresses.static:
                return self._missing_file(
                    path, self.addresses.static, mark, "no picture '{}' in static/"
                )
            name = f"static{path}"
        else:
            below = self._below_content(path)
            if below is None or not self.shelf.has(f"content/{below}"):
                known = self.shelf.beside(f"content/{self.article.id}")
                return self._missing_file(path, known, mark, "no picture '{}' beside the article")
            name = f"content/{below}"
        try:
            media = self.shelf.picture(name)
        except PictureError as error:
            return self._dead(mark, f"picture '{unquote(target)}' {error}", error.way_out)
        if media.remark:
            self.report.warning(mark, f"picture '{unquote(target)}' {media.remark}")
        return Resolved(media.url, media.width, media.height)

    def _file(self, path: str, tail: str, mark: Mark) -> Resolved:
        below = self._below_content(path)
        if below is None or not self.shelf.has(f"content/{below}"):
            known = self.shelf.beside(f"content/{self.article.id}")
            return self._missing_file(path, known, mark, "no file '{}' beside the article")
        media: Media = self.shelf.file(f"content/{below}")
        return Resolved(media.url + encoded_address(tail))

    def _missing_file(self, path: str, known: Iterable[str], mark: Mark, text: str) -> Resolved:
        guess = self.guesses.nearest(path, known)
        return self._dead(mark, text.format(path), f"did you mean '{guess}'?" if guess else "")

    def _below_content(self, path: str) -> str | None:
        """The path below content/ that a relative path means; None when it leads out."""
        folder = self.article.id.rpartition("/")[0]
        joined = path if not folder or path.startswith("/") else f"{folder}/{path}"
        if "//" in joined or "/." in f"/{joined}" or joined.endswith("/"):
            joined = posixpath.normpath(joined)
        return None if joined.startswith("..") or joined.startswith("/") else joined

    def _to_article(
        self, id: str | None, wanted: str | None, fragment: str, mark: Mark, typed: str
    ) -> Resolved:
        if id is not None:
            return self._fragment(self.addresses.articles[id], None, fragment, mark)
        reason = self.addresses.hidden.get(wanted or "")
        if reason is not None:
            # A file that could not be read has been reported itself.
            return self._dead(mark, f"'{typed}' {reason}", "remove the link") if reason else DEAD
        guess = self.guesses.nearest(wanted or typed, self.addresses.articles)
        if guess:
            folder = posixpath.dirname(self.article.id) or "."
            guess = posixpath.relpath(guess, folder)
        return self._dead(
            mark, f"no article '{typed}'", f"did you mean '{guess}'?" if guess else ""
        )

    def _by_path(self, path: str, mark: Mark) -> str | None:
        id = self._below_content(path)
        if id in self.addresses.articles:
            return id
        self._to_article(None, id, "", mark, path)
        return None

    def _by_slug(self, typed: str, mark: Mark) -> str | None:
        found = self.addresses.slugs.get(typed) or self.addresses.slugs.get(slug_of(typed), ())
        if len(found) == 1:
            return found[0]
        if found:
            self._dead(
                mark,
                f"{len(found)} articles have the slug '{typed}': {', '.join(found)}",
                "name the .md file",
            )
            return None
        reason = self.addresses.hidden_slugs.get(slug_of(typed))
        if reason is not None:
            if reason:
                self._dead(mark, f"'{typed}' {reason}", "remove it here")
            return None
        guess = self.guesses.nearest(typed, self.addresses.slugs)
        self._dead(mark, f"no article '{typed}'", f"did you mean '{guess}'?" if guess else "")
        return None

    def _site_path(self, path: str, tail: str, fragment: str, mark: Mark) -> Resolved:
        path = self._without_base(path)
        known = self.addresses
        tail = encoded_address(tail)
        if path in known.static:
            return Resolved(quote(path) + tail)
        for form in (path, _folder(path)):
            url = known.aliases.get(form, form)
            if url in known.urls:
                article = known.by_url.get(url)
                if article is not None and fragment:
                    return self._fragment(article, None, fragment, mark)
                return Resolved(url + tail)
        if known.hidden_slugs.get(path.rstrip("/").rpartition("/")[2]) == "":
            # Probably the address of a file that could not be read, which has been told.
            return DEAD
        guess = self.guesses.nearest(path, (*known.urls, *known.static))
        return self._dead(
            mark, f"nothing on this site at '{path}'", f"did you mean '{guess}'?" if guess else ""
        )

    def _without_base(self, path: str) -> str:
        base = self.addresses.base_path
        return path[len(base) :] if base and path.startswith(base + "/") else path

    def _fragment(self, article: Article, url: str | None, fragment: str, mark: Mark) -> Resolved:
        url = article.url if url is None else url
        if not fragment:
            return Resolved(url or article.url)
        name = unquote(fragment)
        id = article.ids.get(name.casefold())
        if id is not None:
            # An entry of live coverage has a place on another page for its address.
            return Resolved(f"{url.partition('#')[0]}#{id}")
        guess = self.guesses.nearest(name, article.ids)
        place = "this article" if article.id == self.article.id else article.path
        self._dead(mark, f"no '#{name}' in {place}", f"did you mean '#{guess}'?" if guess else "")
        return Resolved(article.url)

    def _dead(self, mark: Mark, text: str, hint: str) -> Resolved:
        tell = self.report.error if self.severity is Severity.ERROR else self.report.warning
        tell(mark, text, hint)
        return DEAD


def _is_known_shape(crop: Resolved) -> bool:
    """Whether a picture has one of the shapes that search engines show; unknown sizes may have."""
    if not (crop.width and crop.height):
        return True
    # A pixel more or less comes from rounding.
    return any(abs(crop.width * down - crop.height * across) <= across for across, down in SHAPES)


def _folder(path: str) -> str:
    return path if path.endswith("/") else path + "/"
