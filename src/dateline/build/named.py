"""Articles as somebody names them at the keyboard: by slug, by file or by address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from dateline.config import SiteConfig
from dateline.errors import UsageError, did_you_mean
from dateline.model import Article
from dateline.slugs import slug_from_name, slug_of


class Named(NamedTuple):
    """An article that somebody named; `hidden` says why it is not out, "" where it is."""

    id: str
    hidden: str = ""


class Names:
    """Finds articles. Of those that are not out nothing is told that was not typed."""

    def __init__(
        self,
        root: Path,
        config: SiteConfig,
        out: Mapping[str, Article],
        every: Iterable[Article],
        hidden: Mapping[str, str],
    ) -> None:
        self.root = root
        self.config = config
        self.out = out
        self.every = {article.id: article for article in every} | dict(out)
        self.hidden = hidden

    def find(self, typed: str) -> Named:
        """Find an article or page; raises UsageError where there is none, or more than one."""
        if typed.endswith(".md"):
            return self._by_path(typed)
        return self._by_url(typed) if "/" in typed else self._by_slug(typed)

    def _by_path(self, typed: str) -> Named:
        content = (self.root / "content").resolve()
        for path in (Path(typed), self.root / typed, content / typed):
            try:
                full = path.resolve()
            except (OSError, ValueError):  # no path that a system could have
                break
            id = full.relative_to(content).as_posix() if full.is_relative_to(content) else ""
            if id in self.every or id in self.hidden:
                return self._named(id)
        raise self._unknown(typed, (each.path for each in self.out.values()))

    def _by_url(self, typed: str) -> Named:
        base = self.config.base_path
        path = self._path_in(typed)
        for article in sorted(self.every.values(), key=lambda each: each.id not in self.out):
            if path in (article.url, *map(_folder, article.aliases)):
                return self._named(article.id)
        raise self._unknown(typed, (base + each.url for each in self.out.values()))

    def _path_in(self, typed: str) -> str:
        """The path of the site that an address means, "" for another site's."""
        try:
            parts = urlsplit(typed)
        except ValueError:
            return ""
        if parts.netloc and f"{parts.scheme}://{parts.netloc}" != self.config.origin:
            return ""
        path = _folder(unquote(parts.path))
        base = self.config.base_path
        return path[len(base) :] if base and path.startswith(f"{base}/") else path

    def _by_slug(self, typed: str) -> Named:
        for slug in dict.fromkeys((typed, slug_of(typed))):
            found = [each.id for each in self.out.values() if each.slug == slug]
            if len(found) > 1:
                paths = ", ".join(self.out[id].path for id in sorted(found))
                raise UsageError(
                    f"{len(found)} articles have the slug '{typed}': {paths}; name the file"
                )
            if found:
                return Named(found[0])
            for id in self.hidden:
                if slug == self._slug_of(id):
                    return self._named(id)
        raise self._unknown(typed, (each.slug for each in self.out.values()))

    def _slug_of(self, id: str) -> str:
        """The slug of an article; that of its name where its file could not be read."""
        article = self.every.get(id)
        return article.slug if article else slug_from_name(id, self.config.language)

    def _named(self, id: str) -> Named:
        hidden = "" if id in self.out else self.hidden[id] or "has errors"
        return Named(id, hidden)

    def _unknown(self, typed: str, known: Iterable[str]) -> UsageError:
        hint = did_you_mean(typed, known) or "`dateline list` shows all articles"
        return UsageError(f"no article '{typed}'; {hint}")


def _folder(path: str) -> str:
    return "/" + path.strip("/") + "/"
