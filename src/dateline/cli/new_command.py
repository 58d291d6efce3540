"""`dateline new`: a site, an article, a theme, its hosting, its automation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from dateline import __version__
from dateline.cli.console import find_site, reporting, site_option
from dateline.cli.scaffold import Written, write_scaffolds
from dateline.errors import SiteError, UsageError


@click.group("new")
def command() -> None:
    """Start a site, an article or a theme, or write what a host needs."""


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
    (About, Masthead, Contact, Ethics, Corrections policy, Ownership, Accessibility), what Netlify
    needs, and .gitignore. Nothing that exists is overwritten.
    """
    from dateline.slugs import humanised  # noqa: PLC0415 - kept off the start-up path

    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path} exists and is not an empty folder")
    title = _toml_safe(humanised(path.resolve().name)).strip() or "My brief"
    write_scaffolds(path, ("site", "shared", "netlify"), _words({"My brief": title}))
    click.echo(f"made {path}")
    click.echo(f"  next: cd {path} && dateline build")
    return 0


def _toml_safe(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter not in '"\\')


NEXT = {
    "netlify": (
        "netlify.toml says how Netlify builds the site: connect the repository, and that is all",
    ),
    "cloudflare": (
        "in the project's settings: build command 'sh cloudflare-build.sh', output 'public'",
        "in dateline.toml: redirect_pages = false, for Cloudflare follows public/_redirects",
    ),
    "github": (
        "in the repository's settings, under Pages: the source is 'GitHub Actions'",
        "GitHub Pages sends no headers of yours and no redirects; pages at old addresses lead on",
    ),
    "automation-netlify": (
        "in the project's settings, make a build hook and put its address into the environment"
        " variable BUILD_HOOK_URL",
    ),
    "automation-github": (
        "it starts .github/workflows/publish.yml; for a site that is built elsewhere, put the"
        " host's build hook into the secret BUILD_HOOK_URL",
    ),
}


@command.command(
    "hosting",
    epilog="""\b
Examples:
  dateline new hosting netlify            netlify.toml, a plugin that keeps the cache
  dateline new hosting cloudflare         a build script for Cloudflare Pages, wrangler.toml
  dateline new hosting github             a workflow that publishes on GitHub Pages""",
)
@click.argument("host", type=click.Choice(["netlify", "cloudflare", "github"]))
@site_option
@reporting
def new_hosting(host: str, site: Path | None) -> int:
    """Write what a host needs to build and serve the site.

    With it come requirements.txt and .python-version, which pin Dateline and Python. Previews are
    built with drafts, at their own address, and hidden from search engines. Nothing that exists is
    overwritten.
    """
    return _write(("shared", host), find_site(site), NEXT[host])


@command.command(
    "automation",
    epilog="""\b
Examples:
  dateline new automation netlify         a scheduled function that calls a build hook
  dateline new automation github          a workflow that starts a build

What it goes by:  dateline schedule""",
)
@click.argument("where", type=click.Choice(["netlify", "github"]))
@site_option
@reporting
def new_automation(where: str, site: Path | None) -> int:
    """Write what builds the site when an embargo ends or a story expires.

    Nothing that exists is overwritten.
    """
    root = find_site(site)
    code = _write(("shared", f"automation-{where}"), root, NEXT[f"automation-{where}"])
    config = root / "netlify.toml"
    if where == "netlify" and not (
        config.is_file() and "netlify/next.txt" in config.read_text("utf-8", "replace")
    ):
        click.echo("  netlify.toml must write netlify/next.txt: see dateline new hosting netlify")
    return code


def _write(names: tuple[str, ...], root: Path, following: tuple[str, ...]) -> int:
    from dateline.slugs import slug_of  # noqa: PLC0415 - kept off the start-up path

    words = _words({"PROJECT-NAME": slug_of(root.name) or "my-brief"})
    written: Written = write_scaffolds(root, names, words)
    for name in written.made:
        click.echo(f"made {name}")
    for name in written.kept:
        click.echo(f"kept {name}, which is there already")
    for line in following if written.made else ():
        click.echo(f"  next: {line}")
    return 0


def _words(more: Mapping[str, str]) -> dict[str, str]:
    return {"dateline==VERSION": f"dateline=={__version__}", **more}


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
    from dateline.configfile import load_config  # noqa: PLC0415
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
    write_scaffolds(folder, ("theme",), {"__name__": name})
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
