"""Facts by number: what a page's trace is made of. Other names go by such numbers, too."""

from __future__ import annotations

from hashlib import blake2b

Fact = tuple[str, str]  # a kind and a key: ("card", "local/harbour-fire.md")


def fact_number(kind: str, key: str) -> int:
    """64 bits that stand for a fact in traces. Should two share them, pages are made too often."""
    return number_of(f"{kind}\0{key}")


def number_of(name: str) -> int:
    """64 bits, signed, that stand for a name; others may share them, though hardly any do."""
    found = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(found.digest(), "little", signed=True)
