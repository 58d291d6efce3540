"""Places in front matter that may be asked for when the article itself is not at hand."""

from __future__ import annotations

import msgspec

from dateline.located import Places

_KEPT = {
    (key,)
    for key in (
        *("title", "date", "slug", "section", "image", "related", "unrelated", "aliases"),
        *("translation_of", "tags", "authors", "sources", "guid"),
        "live",
        *("updated", "corrections", "embargo", "expires"),
    )
} | {()}


def kept_places(places: Places) -> msgspec.Raw:
    """The places that may be asked for later, encoded."""
    kept = {"/".join(map(str, path)): mark for path, mark in places.items() if path[:1] in _KEPT}
    return msgspec.Raw(msgspec.json.encode(kept))
