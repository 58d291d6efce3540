"""`dateline.toml`: the site's configuration, typed, with located errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec
from msgspec import Meta

from dateline.errors import Mark, Problem, Reporter, UsageError, did_you_mean
from dateline.located import Places, read_shape
from dateline.slugs import slug_of
from dateline.sources import read_text
from dateline.tomlfile import read_toml

CONFIG_NAME = "dateline.toml"
_ZONE_NAME = re.compile(r"[\w+-]+(?:/[\w+-]+){0,3}", re.ASCII)
PERMALINK_FIELDS = ("year", "month", "day", "slug", "section")

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


class LoadedConfig(msgspec.Struct, frozen=True):
    """A configuration, the marks of its values, and what was wrong with it."""

    config: SiteConfig | None
    places: Places
    problems: tuple[Problem, ...]


def load_config(root: Path, *, base_url: str | None = None, noindex: bool = False) -> LoadedConfig:
    """Read `dateline.toml` in `root`; `base_url` and `noindex` overrule what it says.

    Raises UsageError when the given `base_url` is no address.
    """
    report = Reporter(CONFIG_NAME)
    text = read_text(root / CONFIG_NAME, report)
    located = read_toml(text, report) if text is not None else None
    if located is None:
        return LoadedConfig(None, {}, tuple(report.problems))
    config, places = read_shape(SiteConfig, located, report, partial=True)
    if config is not None:
        if base_url is not None:
            config = msgspec.structs.replace(config, base_url=_usable(base_url))
        if noindex:
            config = msgspec.structs.replace(config, noindex=True)
        config = _checked(config, places, report)
    return LoadedConfig(None if report.failed else config, places, tuple(report.problems))


def _usable(base_url: str) -> str:
    report = Reporter("--base-url")
    url = checked_base_url(base_url, None, report)
    for problem in report.problems:
        raise UsageError(f"--base-url: {problem.text}; {problem.hint}")
    return url


def _checked(config: SiteConfig, places: Places, report: Reporter) -> SiteConfig:
    def at(*path: str | int) -> Mark:
        return places.get(path) or Mark(1)

    for key in ("title", "language", "theme"):
        if not getattr(config, key).strip():
            report.error(at(key), f"'{key}' is empty")
    _check_timezone(config.timezone, at("timezone"), report)
    language = checked_language(config.language, at("language"), report)
    _check_permalink(config.permalink, at("permalink"), report)
    _check_sizes(config, at, report)
    _check_sections(config.sections, at, report)
    _check_related(config, at, report)
    _check_links(config, at, report)
    base_url = checked_base_url(config.base_url, at("base_url"), report)
    sections = tuple(
        section
        for _, section in sorted(
            enumerate(config.sections),
            key=lambda pair: (pair[1].order if pair[1].order is not None else pair[0], pair[0]),
        )
    )
    publisher = config.publisher
    if not publisher.name:
        publisher = msgspec.structs.replace(publisher, name=config.title)
    return msgspec.structs.replace(
        config, base_url=base_url, language=language, sections=sections, publisher=publisher
    )


def _check_timezone(name: str, mark: Mark, report: Reporter) -> None:
    if not _is_zone(name):
        hint = did_you_mean(name, available_timezones())
        report.error(mark, f"no time zone '{name}'", hint or "use an IANA name: Europe/Budapest")


def _is_zone(name: str) -> bool:
    # "localtime" is the machine's own zone: the site would depend on where it is built. And
    # zoneinfo imports a package for each part of a name, however many there are.
    if name == "localtime" or not _ZONE_NAME.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def checked_language(tag: str, mark: Mark, report: Reporter) -> str:
    """Return a language tag as it is written (pt-BR); report one that Babel has no data for."""
    language = _written_language(tag)
    if language is None:
        report.error(mark, f"no language '{tag}'", "use a language tag such as en, hu or pt-BR")
    return language or tag


@cache
def _written_language(tag: str) -> str | None:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 60 ms that few commands need

    try:
        return str(Locale.parse(tag, sep="-")).replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _check_permalink(pattern: str, mark: Mark, report: Reporter) -> None:
    for name in re.findall(r"\{([^{}]*)\}", pattern):
        if name not in PERMALINK_FIELDS:
            hint = did_you_mean(name, PERMALINK_FIELDS) or (
                "use " + ", ".join(f"{{{field}}}" for field in PERMALINK_FIELDS)
            )
            report.error(mark, f"permalink: no field '{{{name}}}'", hint)
    rest = re.sub(r"\{[^{}]*\}", "x", pattern)
    if not re.fullmatch(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)+", rest):
        report.error(
            mark,
            f"permalink '{pattern}' is no path of plain names that begins and ends with '/'",
            'write it like "/{year}/{month}/{day}/{slug}/"',
        )
    elif "{slug}" not in pattern:
        report.error(mark, "permalink has no {slug}", "two articles would share an address")


def _check_sizes(config: SiteConfig, at: Any, report: Reporter) -> None:
    for name in ("home", "list", "feed", "term_feed"):
        if not 1 <= getattr(config.page_sizes, name) <= 1000:
            report.error(at("page_sizes", name), f"'{name}' must be 1 to 1000")


def _check_sections(sections: Iterable[SectionConfig], at: Any, report: Reporter) -> None:
    seen: dict[str, int] = {}
    for number, section in enumerate(sections):
        mark = at("sections", number, "slug")
        good = slug_of(section.slug)
        if not good or good != section.slug:
            report.error(
                mark, f"'{section.slug}' is no slug", f"write '{good}'" if good else "use letters"
            )
        elif section.slug.isdigit():
            report.error(mark, f"section '{section.slug}' would look like a year", "use a word")
        if section.slug in seen:
            report.error(mark, f"section '{section.slug}' is listed twice", "remove one")
        seen[section.slug] = number


def _check_related(config: SiteConfig, at: Any, report: Reporter) -> None:
    related = config.related
    for name, value, least, most, hint in (
        ("count", related.count, 0, 20, ""),
        ("half_life", related.half_life, 1, 36_500, "it counts days"),
        ("horizon", related.horizon, 1, 36_500, "it counts days; leave it out for no limit"),
        ("floor", related.floor, 0, 1, "leave it out for the method's own"),
    ):
        # Written so that what is no number at all (`nan`) is outside too.
        if value is not None and not least <= value <= most:
            report.error(at("related", name), f"'{name}' must be {least} to {most}", hint)
    known = [section.slug for section in config.sections]
    for number, name in enumerate(related.never_offer):
        if known and slug_of(name) not in known:
            meant = did_you_mean(name, known) or f"sections are {', '.join(known)}"
            report.error(at("related", "never_offer", number), f"no section '{name}'", meant)


def _check_links(config: SiteConfig, at: Any, report: Reporter) -> None:
    listed = {
        ("menus", "main"): config.menus.main,
        ("menus", "footer"): config.menus.footer,
    }
    for path, links in listed.items():
        for number, link in enumerate(links):
            check_address(link.url, at(*path, number, "url"), report)
    for number, hub in enumerate(config.feeds.hubs):
        check_address(hub, at("feeds", "hubs", number), report, local=False)
    if config.feeds.id_base is not None:
        check_address(config.feeds.id_base, at("feeds", "id_base"), report, local=False)
    for name, url in msgspec.structs.asdict(config.policies).items():
        if url is not None:
            check_address(url, at("policies", name), report)
    if config.publisher.url is not None:
        check_address(config.publisher.url, at("publisher", "url"), report)


def check_address(url: str, mark: Mark | None, report: Reporter, *, local: bool = True) -> None:
    """Report what is neither http(s), mail or telephone, nor (if `local`) a path of the site."""
    url = url.strip()
    if re.search(r"[\x00-\x20\x7f\\<>\"]", url):
        report.error(mark, f"address '{url}' has a space or a forbidden character", "encode it")
        return
    if local and url.startswith(("/", "#")) and not url.startswith("//"):
        return
    try:
        parts = urlsplit(url)
        sound = (parts.scheme in ("http", "https") and bool(parts.hostname)) or (
            parts.scheme in ("mailto", "tel") and bool(parts.path)
        )
    except ValueError:
        sound = False
    if not sound:
        way_out = "use https://… or a path of this site: /about/" if local else "use https://…"
        report.error(mark, f"'{url}' is not an address that readers may follow", way_out)


def checked_base_url(url: str, mark: Mark | None, report: Reporter) -> str:
    """Return `url` with an ASCII host and no trailing slash; report what is wrong with it."""
    import idna  # noqa: PLC0415 - its tables are slow to import

    example = "write it like https://example.org or https://example.org/news"
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        report.error(mark, f"base_url '{url}' is no address: {error}", example)
        return url
    if parts.scheme not in ("http", "https") or not host:
        report.error(mark, f"base_url '{url}' has no scheme and host", example)
        return url
    if parts.query or parts.fragment or parts.username is not None or parts.password is not None:
        report.error(mark, f"base_url '{url}' has more than host and path", example)
        return url
    if not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)*/?", parts.path) or ".." in parts.path:
        report.error(mark, f"base_url '{url}' has a path that can't be hosted", example)
        return url
    try:
        ascii_host = host if ":" in host else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        report.error(mark, f"base_url '{url}': '{host}' is no host name: {error}", example)
        return url
    ascii_host = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    netloc = f"{ascii_host}:{port}" if port else ascii_host
    return f"{parts.scheme}://{netloc}{parts.path.rstrip('/')}"
