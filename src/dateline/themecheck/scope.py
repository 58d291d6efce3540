"""Names and what is known of their values, as templates nest them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dateline.themecheck.abstract import Missing, joined


class Scope:
    """Names that are visible at a place: its own, then those around it."""

    def __init__(self, around: Scope | None = None, names: Mapping[str, Any] | None = None) -> None:
        self.around = around
        self.names = dict(names or {})
        self.imported: set[str] = set()  # of its names

    def get(self, name: str) -> Any:
        """What is known of a name; Missing where it has no value."""
        if name in self.names:
            return self.names[name]
        return self.around.get(name) if self.around is not None else Missing

    def exported(self) -> dict[str, Any]:
        """The names that those see who import the template: not what it imports itself."""
        return {
            name: value
            for name, value in self.names.items()
            if name not in self.imported and not name.startswith("_")
        }

    def merge(self, branches: Iterable[Scope]) -> None:
        """Take over what branches set, of which one was taken."""
        ways = list(branches)
        for name in {name: None for way in ways for name in way.names}:
            found = [value for way in ways if (value := way.get(name)) is not Missing]
            self.names[name] = joined(found)

    def visible(self) -> dict[str, Any]:
        """All names."""
        return {**(self.around.visible() if self.around is not None else {}), **self.names}


class Guessing(Scope):
    """The names of a template that nobody is known to use: whoever does may give it any."""

    def get(self, name: str) -> Any:
        return self.names.get(name, Any)
