"""Python's collector of garbage, as it suits processes that end with their work."""

from __future__ import annotations

import gc


def collect_garbage_rarely(after: int = 1_000_000) -> None:
    """Suit the collector to a build: much is made and kept, little of it goes in circles.

    It looks at what is new `after` so many things were made.
    """
    gc.freeze()
    gc.set_threshold(after, 20, 50)


def collect_no_more() -> None:
    """Let what is left go with the process, which else looks through all of it as it ends."""
    gc.freeze()
