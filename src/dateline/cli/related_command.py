"""`dateline related`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from dateline.cli.console import (
    find_site,
    print_json,
    print_problems,
    printable,
    reporting,
    site_option,
)
from dateline.errors import UsageError

if TYPE_CHECKING:
    from dateline.build.named import Named
    from dateline.build.offers import Offers
    from dateline.cli.verdicts import Verdicts
    from dateline.related.account import Candidate

OTHERS = 10  # stories that are not offered, in what --explain prints


@click.command(
    "related",
    epilog="""\b
Examples:
  dateline related budget-vote                      what stands below the article
  dateline related content/local/harbour-fire.md --explain
  dateline related /2026/05/01/budget-vote/ --why harbour-fire
  dateline related --all --json -n 10               every article's list, for scripts""",
)
@click.argument("article", required=False)
@site_option
@click.option("-n", "count", type=click.IntRange(1, 20), metavar="N", help="As if `count` were N.")
@click.option("--explain", is_flag=True, help="With shared words, days apart, and what lost why.")
@click.option("--why", metavar="ARTICLE", help="Say why this one is offered there, or is not.")
@click.option("--all", "every", is_flag=True, help="The lists of all articles.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@click.option("--drafts", is_flag=True, help="With drafts and what is not out yet.")
@click.option("--as-of", metavar="INSTANT", help="As if it were then.")
@reporting
def command(
    article: str | None,
    site: Path | None,
    count: int | None,
    every: bool,
    as_json: bool,
    **asked: Any,
) -> int:
    """Show what Don't Miss offers below ARTICLE, and say why.

    ARTICLE is a slug, a file or an address. Each line has the date of a story, its score from
    0 to 1, its title and its file. Nothing is built.
    """
    from dateline.build.offers import look_at_offers  # noqa: PLC0415 - heavy
    from dateline.options import Options  # noqa: PLC0415

    if every == (article is not None):
        raise UsageError("name an article, such as budget-vote, or use --all")
    explain, why = asked.pop("explain"), asked.pop("why")
    if every and (explain or why is not None):
        raise UsageError("--explain and --why are about one article; leave out --all")

    def work(offers: Offers) -> None:
        if article is None:
            _print_all(offers, as_json=as_json)
        else:
            _One(offers, article, why).show(explain=explain, as_json=as_json)
        _tell(offers)

    look_at_offers(find_site(site), Options(**asked), count, work)
    return 0


def _tell(offers: Offers) -> None:
    """Tell what is wrong with the site: what was shown is right for what could be read."""
    from dateline.errors import SiteError, has_errors, sorted_problems  # noqa: PLC0415

    if has_errors(offers.problems):
        raise SiteError(offers.problems)
    print_problems(sorted_problems(offers.problems), offers.site.root)


def _print_all(offers: Offers, *, as_json: bool) -> None:
    names = _names(offers)
    lists = {
        names[id]: [(names[other], round(score, 4)) for other, score in ranked]
        for id, ranked in offers.rankings().items()
    }
    if as_json:
        print_json(
            {
                name: [{"slug": slug, "score": score} for slug, score in ranked]
                for name, ranked in lists.items()
            },
            indent=None,
        )
        return
    for name, ranked in lists.items():
        shown = ", ".join(f"{slug} {score:.3f}" for slug, score in ranked)
        click.echo(printable(f"{name}: {shown}".rstrip()))


def _names(offers: Offers) -> dict[str, str]:
    """What each article and page is called: its slug, or its file below content/ if others have it.

    Standalone pages can be pinned.
    """
    slugs = Counter(each.slug for each in offers.articles.values())
    return {id: each.slug if slugs[each.slug] == 1 else id for id, each in offers.articles.items()}


class _Shown(NamedTuple):
    """A story as it is shown; `candidate` is None where it was not compared."""

    id: str
    candidate: Candidate | None


class _One:
    """Shows the Don't Miss of one article; raises UsageError where `typed` or `why` is none."""

    def __init__(self, offers: Offers, typed: str, why: str | None) -> None:
        from dateline.build.named import Names  # noqa: PLC0415
        from dateline.cli.verdicts import Verdicts  # noqa: PLC0415

        site, desk = offers.site, offers.desk
        names = Names(site.root, site.config, offers.articles, site.articles, desk.hidden)
        self.id = _visible(names.find(typed), typed)
        self.why = why
        self.other: Named | None = names.find(why) if why is not None else None
        self.offers = offers
        below = offers.below(self.id)
        named = (self.other.id,) if self.other is not None else ()
        found = offers.candidates(self.id, named)
        ids = below.ids if below is not None else ()
        if missing := set(ids) - {each.id for each in found}:
            # The section's latest, which nobody compared.
            found = offers.candidates(self.id, (*named, *sorted(missing)))
        self.verdicts: Verdicts = Verdicts(offers, self.id, below, found)
        candidates = self.verdicts.candidates
        self.below = [_Shown(id, candidates.get(id)) for id in ids]
        self.others = [_Shown(each.id, each) for each in found if each.id not in ids]

    def show(self, *, explain: bool, as_json: bool) -> None:
        if as_json:
            print_json(self._data(explain=explain))
        elif self.other is not None:
            click.echo(printable(self._sentence(self.other)))
        else:
            for line in self._lines(explain=explain):
                click.echo(printable(line))

    def _sentence(self, other: Named) -> str:
        if other.hidden:
            reason = other.hidden.replace("is ", "it is ", 1).replace("has ", "it has ", 1)
            return f"'{self.why}' is not offered: {reason}."
        return self.verdicts.sentence(other.id)

    def _lines(self, *, explain: bool) -> Iterator[str]:
        note = self.verdicts.note()
        if note:
            yield note
        for shown in self.below:
            yield self._line(shown)
            if explain:
                yield f"    {self.verdicts.reason_for(shown.id)}"
                yield from self._details(shown)
        others = self._worth_telling() if explain and not self.verdicts.switched_off() else []
        if others:
            yield "Not offered:"
        for shown in others:
            yield self._line(shown)
            yield f"    {self.verdicts.reason_against(shown.id)}"

    def _worth_telling(self) -> list[_Shown]:
        """The closest of those that are not offered, and all that the editors excluded."""
        editors = ("excluded", "pinned")
        told = [each for each in self.others if each.candidate and each.candidate.score > 0]
        told = told[:OTHERS]
        return told + [
            each
            for each in self.others
            if each not in told and each.candidate and each.candidate.verdict in editors
        ]

    def _line(self, shown: _Shown) -> str:
        article, candidate = self.offers.articles[shown.id], shown.candidate
        date = article.published.isoformat()[:10] if article.published else f"{'':10}"
        score = f"{candidate.score:.3f}" if candidate is not None else "    -"
        return f"{date}  {score}  {article.title}  ({article.path})"

    def _details(self, shown: _Shown) -> Iterator[str]:
        candidate = shown.candidate
        if candidate is None:
            return
        days = abs(candidate.days)
        when = "later" if candidate.days > 0 else "earlier"
        apart = f"{days} day{'' if days == 1 else 's'} {when}" if days else "on the same day"
        yield f"    {apart}, likeness {candidate.cosine:.3f}"
        shares = self.verdicts.shares(candidate)
        if shares:
            yield f"    both: {', '.join(f'{word} {share:.0%}' for word, share in shares)}"

    def _data(self, *, explain: bool) -> dict[str, Any]:
        below = self.verdicts.below
        data: dict[str, Any] = {
            **self._face(self.id),
            "label": below.label if below is not None else None,
            "stories": [self._story(each, explain=explain) for each in self.below],
        }
        if explain:
            data["others"] = [self._story(each, explain=True) for each in self.others]
        if self.other is not None:
            offered = self.other.id in {each.id for each in self.below}
            data["why"] = {"offered": offered, "sentence": self._sentence(self.other)}
        return data

    def _story(self, shown: _Shown, *, explain: bool) -> dict[str, Any]:
        candidate = shown.candidate
        data = self._face(shown.id)
        data["score"] = round(candidate.score, 4) if candidate is not None else None
        if explain and candidate is not None:
            data["likeness"] = round(candidate.cosine, 4)
            data["days"] = candidate.days
            data["verdict"] = candidate.verdict
            data["reason"] = self.verdicts.sentence(shown.id)
            data["words"] = [
                {"word": word, "share": round(share, 4)}
                for word, share in self.verdicts.shares(candidate)
            ]
        return data

    def _face(self, id: str) -> dict[str, Any]:
        article = self.offers.articles[id]
        return {
            "slug": article.slug,
            "path": article.path,
            "url": self.offers.site.config.base_path + article.url,
            "title": article.title,
            "date": article.published.isoformat() if article.published else None,
        }


def _visible(named: Named, typed: str) -> str:
    """The id of an article that is out; raises UsageError for another one."""
    if named.hidden:
        waits = named.hidden in ("is a draft", "is not out yet")
        raise UsageError(f"'{typed}' {named.hidden}" + ("; add --drafts" if waits else ""))
    return named.id
