"""为什么没有入选: pure; what kept somebody out, and the least that would have let them in, each true when run again."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from approvals.rankings.rank import IN, Bound, Entry, OverConstrained, Placed, TieAtLine, choose, parting

SCORE, TIE, PERSON, RULE, NO_PLACES = "score", "tie", "person", "rule", "no_places"


@dataclass(frozen=True)
class Why:
    """Where somebody stands, what decided it, the least score that would be enough, and whose withdrawal would be.

    ``link`` is the score, the tie rule of this ``number``, a person's order, or the ``rules`` of the quota.
    """

    position: int
    places: int
    link: str
    number: int = 0
    rules: tuple[str, ...] = ()
    least: Decimal | None = None
    withdrawals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Run:
    """A ranking to be run again with one thing changed."""

    entries: tuple[Entry, ...]
    places: int
    bounds: tuple[Bound, ...] = ()
    chosen: tuple[int, ...] = ()

    def inside(self) -> set[int]:
        """Return who is in without anybody having to be asked; nobody where somebody has to."""
        try:
            return choose(self.entries, places=self.places, bounds=self.bounds, chosen=self.chosen)[1]
        except (TieAtLine, OverConstrained):
            return set()

    def scored(self, key: int, score: Decimal) -> "Run":
        """Return the run in which somebody has another score."""
        entries = tuple(replace(entry, score=score) if entry.key == key else entry for entry in self.entries)
        return replace(self, entries=entries)

    def without(self, key: int) -> "Run":
        """Return the run from which somebody has withdrawn."""
        entries = tuple(entry for entry in self.entries if entry.key != key)
        return replace(self, entries=entries, bounds=tuple(bound.without(key) for bound in self.bounds))


def reasons(run: Run, placed: Sequence[Placed], *, unit: Decimal, full: Decimal) -> dict[int, Why]:
    """Return why each who is not in is not; ``unit`` is the step of a score and ``full`` the most it can be."""
    inside = [place for place in placed if place.standing == IN]
    if_gone = {place.key: run.without(place.key).inside() for place in inside}
    return {
        place.key: Why(
            place.position,
            run.places,
            *_link(place, inside, run=run),
            least=_least(place.key, run=run, unit=unit, full=full),
            withdrawals=tuple(sorted(gone for gone, others in if_gone.items() if place.key in others)),
        )
        for place in placed
        if place.standing != IN
    }


def _link(place: Placed, inside: Sequence[Placed], *, run: Run) -> tuple[str, int, tuple[str, ...]]:
    """Tell what set somebody apart from the last who is in by the same order, or which rules held them back."""
    if place.held_by:
        return RULE, 0, place.held_by
    above = [other for other in inside if other.position < place.position]
    if not above:
        return NO_PLACES, 0, ()
    by_key = {entry.key: entry for entry in run.entries}
    number = parting(by_key[above[-1].key], by_key[place.key])
    links = len(by_key[place.key].ties)
    return (SCORE if number == 0 else TIE if number <= links else PERSON), number, ()


def _least(key: int, *, run: Run, unit: Decimal, full: Decimal) -> Decimal | None:
    """Return the least score with which somebody would be in; None where full marks would not do.

    Only a score equal to, or a step above, somebody else's can make a difference; a higher one never does harm.
    """
    own = next(entry.score for entry in run.entries if entry.key == key)
    steps = {score for entry in run.entries for score in (entry.score, entry.score + unit)}
    tried = sorted(score for score in steps if own < score <= full)
    found = bisect_left(tried, True, key=lambda score: key in run.scored(key, score).inside())
    return tried[found] if found < len(tried) else None
