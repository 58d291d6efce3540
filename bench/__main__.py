"""`python -m bench`: measures builds of a generated site, or of a copy of your own."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from bench.generate import AS_OF, generate
from bench.measure import BuildFailed, measure_site
from bench.report import facts, load_average, table, write_section


def main() -> int:
    given = _arguments()
    load = load_average()
    options = [] if given.jobs is None else ["--jobs", str(given.jobs)]
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        site = Path(folder) / "site"
        if given.site is None:
            title = f"{given.articles:,} generated articles"
            generate(site, given.articles, given.seed)
            options += ["--as-of", AS_OF]
        else:
            title = "An existing site"
            leave_out = shutil.ignore_patterns("public", ".dateline", ".git", ".venv")
            shutil.copytree(given.site, site, ignore=leave_out)
        try:
            results = measure_site(site, given.runs, options)
        except BuildFailed as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    title = given.title or title
    text = f"{facts(_command(given), given.runs, load)}\n\n{table(results)}"
    print(f"{title}\n\n{text}")
    if given.write is not None:
        write_section(given.write, title, text)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--articles", type=_positive, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--runs", type=_positive, default=3, metavar="R")
    parser.add_argument("--jobs", type=_positive, metavar="J", help="default: one a core")
    parser.add_argument("--site", type=Path, metavar="DIR", help="measure a copy of this site")
    parser.add_argument("--title", metavar="TEXT", help="heading of the result")
    parser.add_argument("--write", type=Path, metavar="FILE", help="update a Markdown file")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _command(given: argparse.Namespace) -> str:
    """The command as others can repeat it: without paths of this machine."""
    site = "--site DIR" if given.site else f"--articles {given.articles} --seed {given.seed}"
    jobs = f" --jobs {given.jobs}" if given.jobs else ""
    return f"python -m bench {site} --runs {given.runs}{jobs}"


if __name__ == "__main__":
    sys.exit(main())
