"""`python -m bench`: measures builds of a generated site, beside other tools if you like."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.eleventy import Eleventy
from bench.generate import AS_OF, generate
from bench.hugo import Hugo
from bench.inventory import take_inventory
from bench.measure import TIMEOUT
from bench.newsroom import TAGGING, TAGGINGS
from bench.pelican import Pelican
from bench.report import (
    builds,
    facts,
    inventory_table,
    load_average,
    ratios,
    stages,
    tell,
)
from bench.scenarios import ANY_SITE, SCENARIOS, measure, open_desks
from bench.tools import Dateline, Tool
from dateline.publish.placing import make_apart

PEERS: dict[str, Callable[[], Tool]] = {
    "hugo": Hugo,
    "hugo-related": lambda: Hugo(related=True),
    "eleventy": Eleventy,
    "pelican": Pelican,
}
_HELP = """\
examples:
  python -m bench                                     Dateline, 10,000 articles
  python -m bench --peers hugo,hugo-related           beside Hugo, without and with related stories
  python -m bench --articles 1000 --scenarios "cold,one body edited"
  python -m bench --articles 100000 --runs 1          takes long; some 3 GB a tool
  python -m bench --site ../my-site                   a copy of your own site, Dateline only
  python -m bench --peers all --write bench/RESULTS.md

The tools build in turn, each its own copy of the site in a temporary folder, and all of them must
be installed: bench/install.sh .venv/bin/python. bench/README.md says what is measured.
"""


def main() -> int:
    given = _arguments()
    return tell(lambda: _measured(given), given.write)


def _measured(given: argparse.Namespace) -> tuple[str, str]:
    """Measure as asked; returns a title and the text under it."""
    load = load_average()
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as temporary:
        # Away from what was deleted before, which would weigh on all tools.
        make_apart(temporary, "sites")
        folder = Path(temporary) / "sites"
        options = [] if given.jobs is None else ["--jobs", str(given.jobs)]
        title, source = "An existing site", given.site
        if source is None:
            title, source = f"{given.articles:,} generated articles", folder / "generated"
            generate(source, given.articles, given.seed, given.tags)
            options += ["--as-of", AS_OF]
        tools: list[Tool] = [Dateline(options), *(PEERS[name]() for name in given.peers)]
        versions = {tool.name: tool.version() for tool in tools}
        desks = open_desks(tools, source, folder)
        results = measure(desks, given.runs, given.scenarios, given.timeout, _tell)
        made = {desk.tool.name: take_inventory(desk.site / desk.tool.output) for desk in desks}
    tables = [
        facts(_command(given), given.runs, load, versions),
        *(ratios(results, name) for name in versions if name.startswith("Hugo")),
        builds(results, made),
        stages(results, Dateline.name),
        inventory_table(made),
    ]
    return given.title or title, "\n\n".join(tables)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--articles", type=_positive, default=10_000, metavar="N", help="default: 10000")
    add("--seed", type=int, default=1, metavar="S", help="another seed, other articles")
    tags = f"a few broad ones, or many; default: {TAGGING}"
    add("--tags", choices=TAGGINGS, default=TAGGING, help=tags)
    add("--runs", type=_positive, default=3, metavar="R", help="medians of so many; default: 3")
    add("--peers", type=_list_of(PEERS), default=[], metavar="LIST", help=_names(PEERS))
    add("--scenarios", type=_list_of(SCENARIOS), metavar="LIST", help=_names(SCENARIOS))
    add("--timeout", type=float, default=TIMEOUT, metavar="S", help="seconds for one build")
    add("--jobs", type=_positive, metavar="J", help="Dateline's workers; default: one a core")
    add("--site", type=Path, metavar="DIR", help="measure a copy of this site, Dateline only")
    add("--title", metavar="TEXT", help="heading of the result")
    add("--write", type=Path, metavar="FILE", help="put the result into a Markdown file")
    given = parser.parse_args()
    if given.site is not None and given.peers:
        parser.error("--peers needs a generated site: leave out --site")
    if given.scenarios is None:
        given.scenarios = list(SCENARIOS if given.site is None else ANY_SITE)
    return given


def _list_of(known: Iterable[str]) -> Callable[[str], list[str]]:
    """A reader of names with commas between them, in the order of `known`."""

    def names(text: str) -> list[str]:
        given = list(known) if text == "all" else text.split(",")
        for name in given:
            if name not in known:
                raise argparse.ArgumentTypeError(f"no '{name}'; use {_names(known)}")
        return [name for name in known if name in given]

    return names


def _names(known: Iterable[str]) -> str:
    return f"all, or some of: {','.join(known)}"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _command(given: argparse.Namespace) -> str:
    """The command as others can repeat it: without paths of this machine."""
    site = "--site DIR" if given.site else f"--articles {given.articles} --seed {given.seed}"
    peers = f" --peers {','.join(given.peers)}" if given.peers else ""
    tags = "" if given.tags == TAGGING else f" --tags {given.tags}"
    jobs = f" --jobs {given.jobs}" if given.jobs else ""
    return f"python -m bench {site}{tags} --runs {given.runs}{peers}{jobs}"


if __name__ == "__main__":
    sys.exit(main())
