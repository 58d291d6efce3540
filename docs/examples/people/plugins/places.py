"""A map: where the articles with `extra.place` (latitude, longitude) happen, as GeoJSON."""

from collections.abc import Iterator
from typing import Any

from dateline.link.plugged import SiteData
from dateline.plugins import Dateline


def extend(dateline: Dateline) -> None:
    dateline.route(pages)


def pages(site: SiteData) -> Iterator[tuple[str, str, Any]]:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {"title": card.title, "url": site.url(card.url)},
        }
        for card in site.articles
        for latitude, longitude in [site.extras.get(card.id, {}).get("place", (None, None))]
        if latitude is not None
    ]
    yield "/map.geojson", "map.geojson", {"type": "FeatureCollection", "features": features}
