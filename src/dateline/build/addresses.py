"""What a story that was added may refer to: what is out already, read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from urllib.parse import unquote

from dateline.articles import current_entry
from dateline.inventory import Inventory
from dateline.link.outline import Filed
from dateline.link.redirects import Redirect
from dateline.link.references import Addresses
from dateline.model import Article
from dateline.render.tables import Tables
from dateline.store import Store


class KeptArticles(Mapping[str, Article]):
    """Articles and standalone pages that are out, from the store; and those that were added."""

    def __init__(
        self,
        store: Store,
        made_by: str,
        inventory: Inventory,
        tables: Tables,
        added: Iterable[Article],
    ) -> None:
        self._entry = partial(current_entry, store, made_by=made_by, inventory=inventory)
        self._tables = tables
        self._read = {article.id: article for article in added}

    def __getitem__(self, id: str) -> Article:
        if id not in self._read:
            entry = self._entry(id) if id in self._tables else None
            # The address of an entry of live coverage is a place in another article.
            if entry is None or entry.article is None or entry.article.coverage is not None:
                raise KeyError(id)
            self._read[id] = entry.article
        return self._read[id]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._read, *self._tables.ids)))

    def __len__(self) -> int:
        return len({*self._read, *self._tables.ids})


class _ByUrl(Mapping[str, Article]):
    """The same by address."""

    def __init__(self, ids: Mapping[str, str], articles: KeptArticles) -> None:
        self._ids, self._articles = ids, articles

    def __getitem__(self, url: str) -> Article:
        return self._articles[self._ids[url]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def addresses_kept(
    articles: KeptArticles,
    stories: Iterable[Filed | Article],
    urls: Iterable[str],
    redirects: Iterable[Redirect],
    static: Iterable[str],
    base_path: str,
) -> Addresses:
    """Arrange what links may lead to; old addresses and what is not out are left out.

    `stories` are all articles and standalone pages, `urls` the addresses of all pages.
    """
    slugs: dict[str, tuple[str, ...]] = {}
    ids = {}
    for story in stories:
        slugs[story.slug] = (*slugs.get(story.slug, ()), story.id)
        ids[story.url] = story.id
    old = {path + end for each in redirects for path in [unquote(each.source)] for end in ("", "/")}
    return Addresses(
        articles=articles,
        slugs=slugs,
        hidden={},
        hidden_slugs={},
        by_url=_ByUrl(ids, articles),
        aliases={},
        urls={*urls} - old,
        static={*static},
        base_path=base_path,
    )
