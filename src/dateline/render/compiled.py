"""Compiled templates, kept for the life of the process: a second build compiles only changes."""

from __future__ import annotations

from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

from dateline.config import SiteConfig

_kept: dict[tuple[str, ...], CodeType] = {}
_ENOUGH = 2_000


class CompiledTemplates(BytecodeCache):
    """Jinja's cache, by name, place and text of a template.

    Jinja works out constant expressions while it compiles, and `{{ "/about/"|absolute }}` is one:
    what filters go by belongs to the key.
    """

    def __init__(self, config: SiteConfig) -> None:
        self.scope = (config.language, config.base_url)

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _kept.get((*self.scope, bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if len(_kept) >= _ENOUGH:
            # A preview that runs for days sees many versions of a template.
            _kept.clear()
        if bucket.code is not None:
            _kept[*self.scope, bucket.key, bucket.checksum] = bucket.code
