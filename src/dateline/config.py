"""The site's configuration: all that `dateline.toml` may say, typed."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from dateline.limits import CheckConfig

Size = Annotated[int, Meta(ge=1, le=1000)]


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    url: str


class Publisher(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who stands behind the site; goes into structured data and footers."""

    name: str = ""
    url: str | None = None
    logo: Annotated[str | None, Meta(description="Path of a picture in static/")] = None


class Policies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the newsroom says how it works: paths of pages, or addresses elsewhere.

    By default a standalone page with such a name: /ethics/ or /ethics-policy/.
    """

    masthead: Annotated[str | None, Meta(description="Who works here")] = None
    contact: Annotated[str | None, Meta(description="How to reach the newsroom")] = None
    principles: Annotated[str | None, Meta(description="Publishing principles")] = None
    ethics: Annotated[str | None, Meta(description="Rules of conduct")] = None
    corrections: Annotated[str | None, Meta(description="How mistakes are put right")] = None
    ownership: Annotated[str | None, Meta(description="Who owns it and who pays for it")] = None
    mission: Annotated[str | None, Meta(description="What is covered, and why")] = None
    diversity: Annotated[str | None, Meta(description="Whose voices are heard")] = None
    staffing: Annotated[str | None, Meta(description="Report on the staff's diversity")] = None
    feedback: Annotated[str | None, Meta(description="How readers take part")] = None
    verification: Annotated[str | None, Meta(description="How facts are checked")] = None
    unnamed_sources: Annotated[str | None, Meta(description="When sources have no names")] = None
    no_bylines: Annotated[str | None, Meta(description="When reports have no byline")] = None
    accessibility: Annotated[str | None, Meta(description="For whom the site works")] = None
    privacy: Annotated[str | None, Meta(description="What is known of readers")] = None


class SectionConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slug: str
    title: str
    description: str | None = None
    order: Annotated[int | None, Meta(description="Default: as listed")] = None


class PageSizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many articles a page or feed holds."""

    home: Size = 20
    list: Size = 30
    feed: Size = 20
    term_feed: Annotated[
        int, Meta(ge=1, le=1000, description="Feeds of sections, tags and authors")
    ] = 10


class Menus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    main: Annotated[tuple[Link, ...], Meta(description="Default: the sections")] = ()
    footer: Annotated[tuple[Link, ...], Meta(description="Default: the standalone pages")] = ()


class Feeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    atom: bool = True
    rss: bool = True
    json: bool = True
    sections: bool = True
    tags: bool = True
    authors: bool = True
    storylines: bool = True
    corrections: bool = True
    live: Annotated[bool, Meta(description="Of each live coverage, with its entries")] = True
    hubs: Annotated[
        tuple[str, ...], Meta(description="WebSub hubs that tell readers of what is new")
    ] = ()
    id_base: Annotated[
        str | None,
        Meta(description="What ids begin with; default: base_url. Stays when that moves"),
    ] = None


class RelatedConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Don't Miss: how many stories, and which may be among them."""

    count: Annotated[int, Meta(ge=0, le=20, description="Stories; 0 for no Don't Miss")] = 4
    half_life: Annotated[
        int, Meta(ge=1, le=36_500, description="Days apart at which nearness in time counts half")
    ] = 365
    horizon: Annotated[
        Annotated[int, Meta(ge=1, le=36_500)] | None,
        Meta(description="Most days apart; default: no limit"),
    ] = None
    floor: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None,
        Meta(description="Least score; default: the method's own"),
    ] = None
    past_only: Annotated[bool, Meta(description="Offer only what came before the article")] = False
    across_languages: Annotated[bool, Meta(description="Offer other languages too")] = False
    never_offer: Annotated[
        tuple[str, ...], Meta(description="Sections whose articles are never offered")
    ] = ()


class StorylinesConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Chains of articles about one developing story."""

    detect: Annotated[bool, Meta(description="false: only those that front matter names")] = True


class ParseConfig(msgspec.Struct, frozen=True):
    """The part of the configuration that reading an article goes by: an input of its cache."""

    timezone: str
    language: str
    html: str
    permalink: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class SiteConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that `dateline.toml` may say."""

    title: str
    base_url: Annotated[str, Meta(description="Where the site is hosted; may have a path")]
    timezone: Annotated[str, Meta(description="IANA name, such as Europe/Budapest")]
    tagline: str | None = None
    description: str | None = None
    language: str = "en"
    theme: str = "broadsheet"
    theme_settings: Annotated[dict[str, Any], Meta(description="See the theme's theme.toml")] = {}
    plugins: Annotated[tuple[str, ...], Meta(description="Modules in plugins/, in this order")] = ()
    permalink: Annotated[
        str, Meta(description="Pattern of {year}, {month}, {day}, {slug} and {section}")
    ] = "/{year}/{month}/{day}/{slug}/"
    html: Annotated[
        Literal["sanitize", "escape", "trust"], Meta(description="Raw HTML in Markdown")
    ] = "sanitize"
    links: Annotated[Literal["error", "warn"], Meta(description="What a dead internal link is")] = (
        "error"
    )
    noindex: Annotated[bool, Meta(description="Ask search engines to leave the whole site out")] = (
        False
    )
    redirect_pages: Annotated[
        bool, Meta(description="Pages at old addresses, for hosts that don't read _redirects")
    ] = True
    page_sizes: PageSizes = PageSizes()
    publisher: Publisher = Publisher()
    policies: Policies = Policies()
    sections: tuple[SectionConfig, ...] = ()
    menus: Menus = Menus()
    feeds: Feeds = Feeds()
    related: RelatedConfig = RelatedConfig()
    storylines: StorylinesConfig = StorylinesConfig()
    check: CheckConfig = CheckConfig()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def parsing(self) -> ParseConfig:
        return ParseConfig(self.timezone, self.language, self.html, self.permalink)

    @property
    def base_path(self) -> str:
        """The path of `base_url` without a trailing slash: "" or "/news"."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def origin(self) -> str:
        """Scheme and host of `base_url`."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"
