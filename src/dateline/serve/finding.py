"""What stands at an address, as hosts see it: only what is listed, nothing is sought on disk."""

from __future__ import annotations

from typing import NamedTuple

from dateline.link.routes import FIXED, Route
from dateline.render.assets import Asset
from dateline.serve.snapshot import File, Snapshot

INDEX = "index.html"
HEADERS, REDIRECTS = "/_headers", "/_redirects"  # for the host alone


class Place(NamedTuple):
    """One of a page, a file, a theme's file, or an address (`moved`) to go to instead."""

    route: Route | None = None
    file: File | None = None
    asset: Asset | None = None
    moved: str = ""


NOWHERE = Place()


def find(snapshot: Snapshot, path: str) -> Place:
    """Find what stands at a path; `moved` is complete, with the base path."""
    base = snapshot.config.base_path
    if base and not path.startswith(f"{base}/"):
        return Place(moved=f"{base}/") if path in ("/", base) else NOWHERE
    url = path[len(base) :]
    if url in (HEADERS, REDIRECTS):
        return NOWHERE
    if url.endswith(f"/{INDEX}"):
        folder = url.removesuffix(INDEX)
        return Place(moved=base + folder) if _at(snapshot, folder) != NOWHERE else NOWHERE
    found = _at(snapshot, url)
    if found == NOWHERE and not url.endswith("/") and _at(snapshot, f"{url}/") != NOWHERE:
        return Place(moved=f"{path}/")
    return found


def _at(snapshot: Snapshot, url: str) -> Place:
    route = snapshot.routes.get(url)
    if route is not None:
        return Place(route=route)
    asset = snapshot.assets.get(url)
    if asset is not None:
        return Place(asset=asset)
    for name in (f"{url}{INDEX}",) if url.endswith("/") else (url, f"{url}.html"):
        file = snapshot.files.get(name)
        if file is not None:
            return Place(file=file)
    return NOWHERE


def not_found(snapshot: Snapshot) -> Route | None:
    """The page for addresses where nothing stands."""
    return snapshot.routes.get(FIXED["not_found"])
