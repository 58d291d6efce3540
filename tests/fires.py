"""An archive in which one story goes on: a fire at a harbour, among stories of all kinds."""

from __future__ import annotations

from tests.newsroom import Newsroom

FIRE = (
    "Flames took the grain warehouse at the harbour, and firefighters pumped seawater. "
    "The warehouse stored barley, and grain dust burns. Flames reached the harbour office. "
)
MORE = {
    "fire-breaks-out": "Smoke drifted over the ferry; two cranes melted, sirens howled all night.",
    "fire-inquiry": "Inspectors blame a frayed cable. Insurers wait, witnesses speak of sparks.",
    "fire-verdict": "A judge fined the owner; the tribunal heard lawyers, damages and appeals.",
    "fire-memorial": "A plaque remembers it. Choirs sang, the bishop and widows laid wreaths.",
    "fire-rebuilt": "Masons raised brick gables; the architect cut a ribbon before noon.",
}
FILLING = (
    *("budget council vote taxes", "tram rails timetable driver", "school teacher pupils exam"),
    *("football striker goal referee", "festival orchestra violin stage", "flood river dyke rain"),
    *("bakery bread flour oven", "library books shelf reader", "museum painting gallery curator"),
    *("election ballot mayor party", "hospital nurse ward surgeon", "wolf forest sheep shepherd"),
)


def archive(newsroom: Newsroom, *slugs: str) -> None:
    """Stories of one fire, a week apart, among stories of all kinds."""
    for at, words in enumerate(FILLING):
        newsroom.article(f"other-{at}", f"{words}. " * 3, title=words, date=f"2026-02-{at + 1:02}")
    for at, slug in enumerate(slugs):
        newsroom.article(slug, FIRE + MORE[slug], title=slug, date=f"2026-03-{at * 7 + 1:02}")


def rewrite(newsroom: Newsroom, slug: str, before: str, after: str) -> None:
    path = newsroom.root / f"content/{slug}.md"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
