"""What the host is asked to send with the files: security and caching headers."""

from __future__ import annotations

from collections.abc import Mapping

Headers = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_SECURITY = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_UNLISTED = (("X-Robots-Tag", "noindex"),)
_FOR_EVER = (("Cache-Control", "public, max-age=31536000, immutable"),)


def headers(base_path: str, feeds: Mapping[str, str], *, noindex: bool = False) -> Headers:
    """Path patterns with their headers, in the order of the `_headers` format.

    Files under /assets/ have their digest in the name, so they never change. `feeds` are names of
    files with their types, which hosts don't know from the names.
    """
    return (
        ("/*", (*_SECURITY, *_UNLISTED) if noindex else _SECURITY),
        (f"{base_path}/assets/*", _FOR_EVER),
        # One pattern for all folders, the root too: a host that finds two joins their values.
        *(
            (f"{base_path}/*{file}", (("Content-Type", f"{type_}; charset=utf-8"),))
            for file, type_ in feeds.items()
        ),
    )
