"""Values of a site to which stories were added: most are known to be as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dateline.link.index import Index
from dateline.link.linked import Linked
from dateline.plugins import NONE
from dateline.render.indexed import IndexedValues
from dateline.render.tables import Tables, ValueChange
from dateline.render.theme import Theme
from dateline.render.values import Values, own_kinds

# Of one group or period, by its name at the beginning of the key.
_OF_ONE = frozenset(("list", "months", "feed", "feeds", "group", "count", "day"))
_OF_PERIODS = frozenset(("periods", "beside"))
_OF_NONE = frozenset(own_kinds(Values))


class ReachedValues(IndexedValues):
    """Values of a linked site that is as before but for stories that have an index `alone`."""

    def __init__(
        self, linked: Linked, theme: Theme, tables: Tables, urls: dict[str, str], alone: Index
    ) -> None:
        super().__init__(linked, theme, NONE, tables, urls)
        groups = (alone.sections, alone.tags, alone.authors)
        self._groups_reached = {
            f"{group.kind}/{slug}" for each in groups for slug, group in each.items() if group.ids
        }
        self._periods_reached = {day.path for day in alone.archive}
        self._years_reached = {f"{day.year:04}" for day in alone.archive}
        archive = linked.index.archive
        self._has_new_period = any(
            len(archive[day]) == len(alone.archive[day]) for day in alone.archive
        )

    def changes(self, before: Mapping[str, Mapping[str, bytes]]) -> Iterator[ValueChange]:
        """Yield what is not as it was."""
        return super().changes(
            {
                kind: {key: was for key, was in before[kind].items() if self._is_reached(kind, key)}
                for kind in before
                if kind not in _OF_NONE
            }
        )

    def _is_reached(self, kind: str, key: str) -> bool:
        """Tell whether a value may be another."""
        if kind in _OF_PERIODS:
            return self._has_new_period
        if kind == "sitemap":
            name = key.partition(" ")[0]
            return name == "pages" or name in self._years_reached
        if kind not in _OF_ONE or not key:
            return True
        if key.startswith("/"):
            return key in self._periods_reached
        if key.startswith(("section/", "tag/", "author/")):
            return "/".join(key.split("/", 2)[:2]) in self._groups_reached
        return True
