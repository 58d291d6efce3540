"""Digests of bytes: the names of contents."""

from __future__ import annotations

from base64 import b64encode
from hashlib import blake2b, sha384


def digest(data: bytes) -> str:
    """Return 32 hexadecimal digits that name `data`."""
    return blake2b(data, digest_size=16).hexdigest()


def integrity(data: bytes) -> str:
    """Return the value of an `integrity` attribute (W3C Subresource Integrity)."""
    return "sha384-" + b64encode(sha384(data).digest()).decode("ascii")
