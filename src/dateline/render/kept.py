"""Values as an earlier build kept them, for edits that leave the site's index as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, get_type_hints

import msgspec

from dateline.config import SiteConfig
from dateline.plugins import NONE
from dateline.render.indexed import IndexedValues
from dateline.render.tables import Tables, ValueChange
from dateline.render.theme import Theme
from dateline.render.values import Values, own_kinds

KINDS = tuple(sorted({*own_kinds(IndexedValues)} - {*own_kinds(Values)}))
_DIGEST = b'"digest '


class Unkept(Exception):
    """A page asks for what no page has asked for before: the site must be linked for it."""


class KeptValues(Values):
    """Values of the index as they were kept, encoded, by kind and key; all others are today's."""

    def __init__(
        self,
        config: SiteConfig,
        theme: Theme,
        tables: Tables,
        kept: Mapping[str, Mapping[str, bytes]],
    ) -> None:
        super().__init__(config, theme, NONE, tables)
        self._kept = kept
        self.kinds |= {kind: partial(self._decoded, kind) for kind in KINDS}

    def changes(self, before: Mapping[str, Mapping[str, bytes]]) -> Iterator[ValueChange]:
        """Yield what is not as it was; of the index, that is nothing."""
        return super().changes({kind: before[kind] for kind in before if kind not in KINDS})

    def _decoded(self, kind: str, key: str) -> Any:
        data = self._kept.get(kind, {}).get(key)
        if data is None or data.startswith(_DIGEST):
            raise Unkept(kind, key)
        return _decoder(kind).decode(data)


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(get_type_hints(getattr(IndexedValues, f"_of_{kind}"))["return"])
