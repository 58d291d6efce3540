"""Edits that leave the lists as they are: a snapshot is made of the one before.

What others see of an article, but for its face (title, summary and so on), decides where it
stands. While that is the same, nothing needs to be linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from dateline.build.edited import before_and_after, standing
from dateline.entries import Entry
from dateline.link.index import card_of
from dateline.link.linked import Linked
from dateline.model import Article
from dateline.render.columns import story_of
from dateline.render.tables import Lines, Tables
from dateline.serve.snapshot import Snapshot

_ENCODE = msgspec.json.Encoder().encode


class Edit(NamedTuple):
    """An article before and after."""

    then: Article
    now: Article


def edits_of(
    snapshot: Snapshot, before: Mapping[str, Entry | None], now: Mapping[str, Entry]
) -> list[Edit] | None:
    """What was edited of entries that were `before`; None where a list may be another."""
    edits = [_edit(then, now.get(id)) for id, then in before.items()]
    paths = {each.path for each in snapshot.told}
    found = [each for each in edits if each is not None]
    if len(found) < len(edits) or any(each.now.path in paths for each in found):
        return None
    if any(_may_rename_storyline(snapshot, each) for each in found):
        return None
    return [each for each in found if each.now.id in snapshot.tables]


def _edit(then: Entry | None, now: Entry | None) -> Edit | None:
    pair = before_and_after(then, now)
    return Edit(*pair) if pair is not None and _place(pair[0]) == _place(pair[1]) else None


def _place(article: Article) -> object:
    """What decides where an article stands; when it changed shows in values that are made anew."""
    bare, references, _ = standing(article)
    return msgspec.structs.replace(bare, updated=None), references


def _may_rename_storyline(snapshot: Snapshot, edit: Edit) -> bool:
    """Tell whether a storyline may have its title from this article, its oldest."""
    if edit.then.title == edit.now.title:
        return False
    groups = snapshot.linked.index.storylines.values()
    return any(group.ids[-1] == edit.now.id for group in groups)


def edited_tables(snapshot: Snapshot, edits: Iterable[Edit]) -> Tables:
    """The tables with the lines of edited articles."""
    lines: dict[str, dict[str, bytes]] = {"card": {}, "story": {}, "words": {}}
    for _, now in edits:
        known = snapshot.tables.get("card", now.id)
        card = msgspec.structs.replace(card_of(now), image=known.image)
        lines["card"][now.id] = _ENCODE(card)
        lines["story"][now.id] = _ENCODE(story_of(now))
        lines["words"][now.id] = _ENCODE(now.words)
    return snapshot.tables.edited(lines)


def related_lines(changed: Mapping[str, object]) -> Lines:
    """Lines of Don't Miss for the tables."""
    return {"related": {id: _ENCODE(each) for id, each in changed.items()}}


def edited_linked(linked: Linked, edits: Iterable[Edit]) -> Linked:
    """The linked site with edited standalone pages; all else of articles is in tables."""
    edited = {now.id: now for _, now in edits if now.is_page}
    if not edited:
        return linked
    index = msgspec.structs.replace(linked.index, pages=linked.index.pages | edited)
    return msgspec.structs.replace(linked, index=index)
