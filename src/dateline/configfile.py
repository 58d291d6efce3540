"""`dateline.toml`, read, and what it says checked, with located errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from dateline.config import SectionConfig, SiteConfig
from dateline.errors import Mark, Problem, Reporter, UsageError, did_you_mean
from dateline.inventory import CONFIG
from dateline.limits import check_limits
from dateline.located import Places, read_shape
from dateline.slugs import slug_of
from dateline.sources import read_text
from dateline.tomlfile import read_toml

_ZONE_NAME = re.compile(r"[\w+-]+(?:/[\w+-]+){0,3}", re.ASCII)
_PERMALINK_FIELDS = ("year", "month", "day", "slug", "section")


class LoadedConfig(msgspec.Struct, frozen=True):
    """A configuration, the marks of its values, and what was wrong with it."""

    config: SiteConfig | None
    places: Places
    problems: tuple[Problem, ...]


def load_config(root: Path, *, base_url: str | None = None, noindex: bool = False) -> LoadedConfig:
    """Read `dateline.toml` in `root`; `base_url` and `noindex` overrule what it says.

    Raises UsageError when the given `base_url` is no address.
    """
    report = Reporter(CONFIG)
    text = read_text(root / CONFIG, report)
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
    check_limits(config.check, places, report)
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
        if name not in _PERMALINK_FIELDS:
            hint = did_you_mean(name, _PERMALINK_FIELDS) or (
                "use " + ", ".join(f"{{{field}}}" for field in _PERMALINK_FIELDS)
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
