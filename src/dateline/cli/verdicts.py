"""Why a story is in Don't Miss or not, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.build.offers import Offers
from dateline.related.account import Candidate
from dateline.related.stories import FEW, Related

WORDS = 3  # in a sentence


class Verdicts:
    """Puts into words what was decided for one article; `below` is what stands there."""

    def __init__(
        self, offers: Offers, id: str, below: Related | None, candidates: Sequence[Candidate]
    ) -> None:
        self.offers = offers
        self.story = offers.stories.get(id)
        self.article = offers.articles[id]
        self.below = below
        self.candidates = {each.id: each for each in candidates}
        self.words = offers.words(id)

    def switched_off(self) -> str:
        """Why an article has no Don't Miss at all; "" where it has."""
        if self.article.is_page:
            return "it is a standalone page"
        if not self.article.wants_related:
            return "its front matter says 'related: false'"
        return "" if self.offers.rules.count else "'count' in dateline.toml is 0"

    def note(self) -> str:
        """What stands below the article, where that is not simply the closest."""
        off = self.switched_off()
        if off:
            return f"“{self.article.title}” has no Don't Miss: {off}."
        if self.below is not None and self.below.label == "latest":
            return f"{self._latest()} stand in: fewer than {FEW} others are close enough."
        return ""

    def sentence(self, id: str) -> str:
        """Say of an article or page that is out whether it is offered, and why."""
        title = f"“{self.offers.articles[id].title}”"
        off = self.switched_off()
        if id == self.article.id:
            return f"{title} is not offered: it is this article itself."
        if off:
            return f"{title} is not offered: this article has no Don't Miss, for {off}."
        ids = self.below.ids if self.below is not None else ()
        if id in ids:
            return f"{title} is offered: {self.reason_for(id)}."
        return f"{title} is not offered: {self.reason_against(id)}."

    def reason_for(self, id: str) -> str:
        """Why a story that stands below the article does."""
        candidate, below = self.candidates.get(id), self.below
        if below is not None and below.label == "latest":
            return (
                f"it is among {self._latest(small=True)}, which stand in"
                f" where fewer than {FEW} others are close enough"
            )
        if self.story is not None and id in self.story.pinned:
            return "this article pins it ('related' in its front matter)"
        common = self._common(candidate) if candidate is not None else ""
        place = f"number {below.ids.index(id) + 1} of {len(below.ids)}" if below else "chosen"
        return f"it is {place}, for {common}" if common else f"it is {place}"

    def reason_against(self, id: str) -> str:
        """Why a story does not stand below the article."""
        candidate = self.candidates.get(id)
        if candidate is None:
            page = self.offers.articles[id].is_page
            return "it is a standalone page" if page else "it was not looked at"
        reasons = {
            "pinned": self._crowded_out,
            "chosen": self._too_few,
            "near copy": lambda _: "its text is nearly the same as this article's",
            "excluded": self._excluded,
            "never offered": self._never_offered,
            "other language": self._other_language,
            "too far": self._too_far,
            "newer": lambda _: (
                "it came out after this article, and only earlier ones are offered here"
                " (past_only in dateline.toml)"
            ),
            "too little": self._too_little,
            "repeats": lambda each: (
                f"it repeats what “{self.offers.articles[each.other].title}” says, which is offered"
            ),
            "damped": lambda _: (
                "it came out later, and stands below those earlier ones that are closest to it"
            ),
            "beaten": self._beaten,
        }
        return reasons.get(candidate.verdict, self._beaten)(candidate)

    def shares(self, candidate: Candidate) -> list[tuple[str, float]]:
        """The words that both have, with their shares of what they have in common."""
        return [(self.words[term], share) for term, share in candidate.terms if term in self.words]

    def _common(self, candidate: Candidate) -> str:
        """What two articles have in common above all; "" for nothing that has a name."""
        shared = [word for word, _ in self.shares(candidate)]
        words = [word for word in shared if not word.startswith("#")][:WORDS]
        tags = [word.removeprefix("#") for word in shared if word.startswith("#")][:WORDS]
        said = [f"both write of {listed(words)}"] if words else []
        if tags:
            said.append(f"both have the tag{'s' if len(tags) > 1 else ''} {listed(tags)}")
        return ", and ".join(said)

    def _latest(self, *, small: bool = False) -> str:
        group = self.offers.desk.index.sections.get(self.article.section or "")
        other = "other" if small else "Other"
        return f"{other} stories from {group.title}" if group is not None else f"{other} stories"

    def _crowded_out(self, _: Candidate) -> str:
        return f"this article pins it, but other pins take all {self.offers.rules.count} places"

    def _too_few(self, _: Candidate) -> str:
        return (
            f"it is close enough, but fewer than {FEW} are:"
            f" {self._latest(small=True)} stand there instead"
        )

    def _excluded(self, candidate: Candidate) -> str:
        if candidate.id in self.offers.desk.index.translations.get(self.article.id, ()):
            return "it is a translation of this article"
        return "this article excludes it ('unrelated' in its front matter)"

    def _never_offered(self, candidate: Candidate) -> str:
        other = self.offers.articles[candidate.id]
        if other.never_recommend:
            return "its front matter says 'never_recommend: true'"
        return f"nothing in the section '{other.section}' is (never_offer in dateline.toml)"

    def _other_language(self, candidate: Candidate) -> str:
        lang = self.offers.articles[candidate.id].lang
        return (
            f"its language is '{lang}', this article's is '{self.article.lang}'"
            " (see across_languages in dateline.toml)"
        )

    def _too_far(self, candidate: Candidate) -> str:
        return (
            f"{abs(candidate.days)} days lie between the two,"
            f" and {self.offers.rules.horizon} is the most (horizon in dateline.toml)"
        )

    def _too_little(self, candidate: Candidate) -> str:
        floor = self.offers.rules.floor
        least = f", and {floor:g} is the least (floor in dateline.toml)" if floor else ""
        return f"the two have too little in common; it scores {candidate.score:.3f}{least}"

    def _beaten(self, candidate: Candidate) -> str:
        ids = self.below.ids if self.below is not None else ()
        pins = self.story.pinned if self.story is not None else ()
        scores = [self.candidates[id].score for id in ids if id in self.candidates]
        if len(pins) >= len(ids):
            return "pins take all places"
        return (
            f"others are closer; it scores {candidate.score:.3f},"
            f" the last of those that are offered {min(scores):.3f}"
        )


def listed(words: Sequence[str]) -> str:
    """Join words as English does: "a, b and c"."""
    *first, last = words or ("",)
    return f"{', '.join(first)} and {last}" if first else last
