"""Addresses as they are written: whether they lead elsewhere, and what they may hold."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# Addresses that normalising gives back as they are: a path, or a host in small letters.
_REST = r"(?:[A-Za-z0-9;/?@&=+$,\-_.!~*'()#]|%[0-9A-Fa-f]{2})*"
_LABEL = "[a-z0-9-]{1,60}"
IN_ORDER = re.compile(
    rf"(?!//){_REST}|https?://{_LABEL}(?:\.{_LABEL}){{0,4}}(?:[/?#]{_REST.replace(';', ':;')})?"
)
_NOT_IN_ADDRESSES = re.compile(r"[\s\\^`{|}<>\"\[\]]|%(?![0-9A-Fa-f]{2})")


def is_external(target: str) -> bool:
    """Tell whether an address has a scheme or a host of its own."""
    if IN_ORDER.fullmatch(target):
        return target.startswith(("http://", "https://"))
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return bool(parts.scheme) or target.startswith("//")


def encoded_address(address: str) -> str:
    """Percent-encode what an address may not hold; browsers do so too, checkers complain."""
    if IN_ORDER.fullmatch(address) and address.count("#") < 2:
        return address
    head, mark, fragment = address.partition("#")
    encode = _NOT_IN_ADDRESSES.sub
    clean = encode(lambda found: quote(found[0]), head)
    return clean + mark + encode(lambda found: quote(found[0]), fragment.replace("#", "%23"))
