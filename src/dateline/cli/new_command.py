"""`dateline new site`, `dateline new article` and `dateline new theme`."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from dateline.cli.console import find_site, reporting, site_option
from dateline.errors import SiteError, UsageError


@click.group("new")
def command() -> None:
    """Start a site, an article or a theme."""


@command.command(
    "site",
    epilog="""\b
Example:
  dateline new site mybrief && cd mybrief && dateline build""",
)
@click.argument("path", type=click.Path(path_type=Path))
@reporting
def new_site(path: Path) -> int:
    """Make a folder with a small site that builds at once.

    It holds dateline.toml, two sample articles, the pages that readers and search engines look for
    (About, Masthead, Contact, Ethics, Corrections policy, Ownership, Accessibility), netlify.toml
    and .gitignore. Nothing that exists is overwritten.
    """
    from dateline.slugs import humanised  # noqa: PLC0415 - kept off the start-up path

    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path} exists and is not an empty folder")
    title = _toml_safe(humanised(path.resolve().name)).strip() or "My brief"
    for name, source in _walk(resources.files("dateline.cli") / "starter"):
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = source.read_bytes()
        if name == "dateline.toml":
            data = data.replace(b"My brief", title.encode("utf-8"))
        target.write_bytes(data)
    click.echo(f"made {path}")
    click.echo(f"  next: cd {path} && dateline build")
    return 0


def _walk(folder: Traversable, prefix: str = "") -> list[tuple[str, Traversable]]:
    """Files of the starter; "_dot_" stands for a dot, which packaging tends to leave out."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = prefix + entry.name.replace("_dot_", ".")
        if entry.is_dir():
            found += _walk(entry, f"{name}/")
        else:
            found.append((name, entry))
    return found


def _toml_safe(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter not in '"\\')


@command.command(
    "article",
    epilog="""\b
Examples:
  dateline new article "Ferry timetable changes"
  dateline new article "Budget vote delayed" --section politics --tags budget,parliament
  dateline new article "Year in review" --date "2026-12-31 08:00\"""",
)
@click.argument("title")
@site_option
@click.option("--section", metavar="SLUG", help="Section: the folder below content/.")
@click.option("--tags", metavar="A,B", default="", help="Tags, separated by commas.")
@click.option("--date", "when", metavar="DATE", help="Default: now, in the site's time zone.")
@reporting
def new_article(
    title: str, site: Path | None, section: str | None, tags: str, when: str | None
) -> int:
    """Make an article's file with its front matter and print its path.

    An existing file is never overwritten.
    """
    from dateline.config import load_config  # noqa: PLC0415
    from dateline.parse.reader import folded  # noqa: PLC0415
    from dateline.site import as_of  # noqa: PLC0415 - heavy
    from dateline.slugs import slug_of  # noqa: PLC0415

    root = find_site(site)
    loaded = load_config(root)
    if loaded.config is None:
        raise SiteError(loaded.problems)
    names = [tag.strip() for tag in tags.split(",") if tag.strip()]
    for text in (title, *names):
        _check_text(text)
    title, slug = folded(title), slug_of(title, language=loaded.config.language)
    try:
        instant = as_of(when, loaded.config)
    except UsageError as error:
        raise UsageError(str(error).replace("--as-of", "--date")) from None
    folder = _section_folder(section, [each.slug for each in loaded.config.sections])
    path = root / "content" / folder / f"{instant.date()}-{slug}.md"
    _write_new(path, _article_text(title, instant.isoformat(" ")[:16], names))
    click.echo(_shown(path))
    return 0


def _shown(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


@command.command(
    "theme",
    epilog="""\b
Example:
  dateline new theme harbour && dateline theme check harbour""",
)
@click.argument("name")
@site_option
@reporting
def new_theme(name: str, site: Path | None) -> int:
    """Make a theme of your own in themes/NAME, which extends broadsheet and builds at once.

    It holds theme.toml with a setting, one partial, a style sheet and a translation: small changes
    to go on from. Nothing that exists is overwritten.
    """
    from dateline.render.theme import NAMES  # noqa: PLC0415 - heavy
    from dateline.tool import built_in_themes  # noqa: PLC0415

    root = find_site(site)
    folder = root / "themes" / name
    if not NAMES.fullmatch(name):
        raise UsageError(f"'{name}' can't be a theme; use letters, digits, - and _")
    if name == "site" or (built_in_themes() / name).is_dir():
        raise UsageError(f"'{name}' is Dateline's own; give the theme another name")
    if folder.exists():
        raise UsageError(f"{folder} exists; give the theme another name, or go on with that one")
    for file, source in _walk(resources.files("dateline.cli") / "starter_theme"):
        target = folder / file.replace("__name__", name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes().replace(b"__name__", name.encode()))
    click.echo(f"made {_shown(folder)}")
    click.echo(f'  next: write theme = "{name}" in dateline.toml, then run dateline build')
    return 0


def _check_text(text: str) -> None:
    """Refuse a title or tag that could not be built."""
    from dateline.slugs import slug_of  # noqa: PLC0415
    from dateline.sources import FORBIDDEN  # noqa: PLC0415

    if FORBIDDEN.search(text):
        raise UsageError(f"'{text}' holds control characters or is not UTF-8; type it anew")
    if not slug_of(text):
        raise UsageError(f"'{text}' has no letters to make an address of")


def _section_folder(section: str | None, known: list[str]) -> str:
    """The folder below content/: the section that was asked for, else the site's first."""
    from dateline.errors import did_you_mean  # noqa: PLC0415
    from dateline.parse.reader import PAGES_FOLDER  # noqa: PLC0415
    from dateline.slugs import slug_of  # noqa: PLC0415

    if section is None:
        return known[0] if known else ""
    slug = slug_of(section)
    if known and slug not in known:
        hint = did_you_mean(section, known) or f"there are: {', '.join(known)}"
        raise UsageError(f"no section '{section}': {hint}")
    if not slug or slug.isdigit() or slug == PAGES_FOLDER:
        raise UsageError(f"'{section}' can't be a section; use a word")
    return slug


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists; give the article another title or date") from None


def _article_text(title: str, date: str, tags: list[str]) -> str:
    lines = ["---", f"title: {_quoted(title)}", f"date: {date}"]
    if tags:
        lines += ["tags:", *(f"  - {_quoted(tag)}" for tag in tags)]
    lines += ["draft: true", "---", "", "Write here.", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A YAML text in double quotes, whatever is in it."""
    import json  # noqa: PLC0415

    return json.dumps(text, ensure_ascii=False)
