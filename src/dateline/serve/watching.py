"""Watching the site's folders: what the system tells of changes is a hint, no more."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import watch

from dateline.inventory import FOLDERS, is_source

STEP, GROUP = 10, 20  # milliseconds: for how long it must be quiet, and how long to wait for that
LOOK = 500  # milliseconds after which silence is told of, too
FORCED = "WATCHFILES_FORCE_POLLING"


class Watcher:
    """Tells `hint` of paths below the site's folder where something happened.

    Where the system can't watch, or must not, `notice` gets one sentence, and `polls` is set:
    somebody has to look at everything often.
    """

    def __init__(
        self,
        root: Path,
        hint: Callable[[Iterable[str]], None],
        notice: Callable[[str], None],
    ) -> None:
        self.root = root
        self.polls = bool(os.environ.get(FORCED)) and os.environ[FORCED] != "0"
        self._hint = hint
        self._notice = notice
        self._stop = threading.Event()
        self._renew = threading.Event()
        self._told = False
        self._links: set[Path] = set()

    def start(self) -> None:
        if self.polls:
            self._tell(f"{FORCED} is set")
            return
        threading.Thread(target=self._watch_all, name="watch", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._renew.set()

    def _tell(self, why: str) -> None:
        self.polls = True
        if not self._told:
            self._told = True
            self._notice(f"{why}: files are looked at again and again instead of being watched")
            self._hint(())

    def _watch_all(self) -> None:
        """Watch the folders, and anew when one came or went."""
        while not self._stop.is_set():
            self._renew = threading.Event()
            if self._stop.is_set():
                return
            folders = [self.root / name for name in FOLDERS if (self.root / name).is_dir()]
            self._links = _linked_folders(self.root, folders)
            others = threading.Thread(
                target=self._watch, args=([self.root, *self._links], False), daemon=True
            )
            others.start()
            self._watch(folders, True)
            others.join()
            if self.polls:
                return

    def _watch(self, folders: list[Path], recursive: bool) -> None:
        if not folders:
            self._renew.wait()
            return
        is_new = True
        try:
            for changes in watch(
                *folders,
                watch_filter=None,
                step=STEP,
                debounce=GROUP,
                rust_timeout=LOOK,
                yield_on_timeout=True,
                stop_event=self._renew,
                raise_interrupt=False,
                recursive=recursive,
                force_polling=False,
            ):
                if is_new:
                    # What was saved before it began is known to nobody yet.
                    self._hint(())
                    is_new = False
                self._heard(path for _, path in changes)
        except (OSError, RuntimeError) as error:
            # The kernel's limit of watches, of instances, or a network disk.
            self._tell(f"the system can't watch the site's folders ({error})")
            self._renew.set()

    def _heard(self, paths: Iterable[str]) -> None:
        """Tell of paths of the site; where a link leads, only that something happened."""
        start, ours, behind_links = f"{self.root}{os.sep}", set[str](), False
        for path in paths:
            name = path.removeprefix(start).replace(os.sep, "/")
            if path.startswith(start) and is_source(name):
                ours.add(name)
            elif Path(path).parent in self._links:
                behind_links = True
        if ours & {*FOLDERS} or any((self.root / name).is_symlink() for name in ours):
            self._renew.set()
        if ours:
            self._hint(ours)
        if behind_links:
            self._hint(())


def _linked_folders(root: Path, folders: Iterable[Path]) -> set[Path]:
    """The folders in which files lie that links in the site lead to."""
    found = set()
    for folder in folders:
        for above, _, names in os.walk(folder):
            for name in names:
                path = Path(above, name)
                if path.is_symlink():
                    target = Path(os.path.realpath(path))  # links may lead in a circle
                    if target.is_relative_to(root) and target.is_file():
                        found.add(target.parent)
    return found
