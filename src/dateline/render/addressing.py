"""Addresses as pages write them: complete from the root of the host, or with scheme and host."""

from __future__ import annotations

import re

from markupsafe import Markup

from dateline.config import SiteConfig
from dateline.link.routes import FIXED
from dateline.parse.addresses import is_external
from dateline.render.remembering import Remembering
from dateline.render.views import LinkView

_ROOTED = re.compile(r'(?<=\s)(href|src)="/(?!/)')
_LEADING_TAG = re.compile(r'<[^<>]*\s(?:href="#|(?:href|src)="/(?!/))[^<>]*>')
_LOCAL = re.compile(r'(?<=\s)href="#')


class Addressing(Remembering):
    """Completes addresses. `base_url` decides them, which is an input of every page."""

    def __init__(self, config: SiteConfig) -> None:
        super().__init__()
        self.base_path = config.base_path
        self.origin = config.origin

    def url(self, path: str) -> str:
        """Complete a path of the site with the base path; other addresses stay as they are."""
        return (
            f"{self.base_path}{path}"
            if path.startswith("/") and not path.startswith("//")
            else path
        )

    def absolute(self, url: str) -> str:
        """Add scheme and host to what `url` gave."""
        return f"{self.origin}{url}" if url.startswith("/") and not url.startswith("//") else url

    def absolute_links(self, html: str, page: str = "") -> Markup:
        """Make every address in the HTML of `page` (its URL) complete, for feeds."""
        here = f'href="{self.absolute(page)}#'

        def complete(tag: re.Match[str]) -> str:
            rooted = _ROOTED.sub(lambda found: f'{found[1]}="{self.origin}/', tag[0])
            return _LOCAL.sub(lambda _: here, rooted)

        # In tags only: a text may show the same letters.
        return Markup(_LEADING_TAG.sub(complete, str(html)))

    def away(self, html: str, page: str) -> Markup:
        """Let links to places of `page` (its URL) work on other pages."""
        return Markup(_LOCAL.sub(lambda _: f'href="{page}#', html))

    def route(self, name: str) -> str:
        return self.url(FIXED[name])

    def link(self, title: str, url: str) -> LinkView:
        return LinkView(title, url if is_external(url) else self.url(url))

    def below_base(self, html: str) -> Markup:
        """Give the paths in a line of HTML the path of the site's base address."""
        return Markup(_ROOTED.sub(lambda found: f'{found[1]}="{self.base_path}/', html))
