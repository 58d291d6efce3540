"""A site under git, with branches on which every story is another."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from random import Random

from bench.tools import BuildFailed

_WORDS = 8  # of another story, in the line that each gets
_AUTHOR = ("-c", "user.name=Bench", "-c", "user.email=bench@times.example")


class Branches:
    """Branches of a site, made in a second copy of it: nobody watches that."""

    def __init__(self, site: Path, copy: Path) -> None:
        self.site, self._copy = site, copy
        self._random = Random(1)
        _git(site, "init", "--quiet", "--initial-branch", "main")
        (site / ".gitignore").write_text("/.dateline/\n/public/\n", "utf-8")
        _git(site, "add", ".")
        _git(site, *_AUTHOR, "commit", "--quiet", "--message", "All stories")
        _git(site.parent, "clone", "--quiet", str(site), str(copy))
        files = sorted((copy / "content").rglob("*.md"))
        self._texts = {file: file.read_text("utf-8") for file in files}

    def make(self, name: str, *, mixed: bool = False, tagged: bool = False) -> str:
        """Make a branch on which each story has a line more; gives the words of that line.

        Where they are `mixed`, the line goes on with words of another story; where they are
        `tagged`, each story has the branch's tag.
        """
        words, texts = f"The desk adds this to {name}", list(self._texts.values())
        for file, text in self._texts.items():
            other = self._random.choice(texts).rpartition("\n---\n")[2].split()
            at = self._random.randrange(max(len(other) - _WORDS, 1))
            told = re.sub(r"[^\w ]", "", " ".join(other[at : at + _WORDS])) if mixed else ""
            kept = text.replace("\ntags: [", f"\ntags: [{name}, ", 1) if tagged else text
            file.write_text(f"{kept}\n{words} {told}.\n", "utf-8")
        _git(self._copy, "checkout", "--quiet", "-b", name)
        _git(self._copy, *_AUTHOR, "commit", "--quiet", "--all", "--message", words)
        _git(self.site, "fetch", "--quiet", str(self._copy), f"{name}:{name}")
        return words

    def check_out(self, name: str) -> None:
        _git(self.site, "checkout", "--quiet", name)


def _git(folder: Path, *words: str) -> None:
    try:
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BuildFailed("git is not installed") from None
    except subprocess.CalledProcessError as error:
        raise BuildFailed(f"git {words[0]}: {error.stderr.strip()}") from None
