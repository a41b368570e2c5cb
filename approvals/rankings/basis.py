"""一份名单的依据: everything a list is made from, so that anybody can make it again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from approvals.policies.document import Policy
from approvals.policies.expressions import Missing, evaluate
from approvals.policies.quotas import SCHOOL, Cap
from approvals.processes import process
from approvals.rankings.rank import Bound, Entry, Placed, TieAtLine, rank
from approvals.rankings.reserves import OverConstrained, check
from approvals.rankings.scores import scores_of
from approvals.rankings.why import Run
from approvals.rounds.models import Round

LOWEST = Decimal(0)  # the score of somebody whom nobody has scored; the words of the line say so


@dataclass(frozen=True)
class Basis:
    """What is ranked and by which rule.

    ``standing`` are those who hold a place already, by an earlier list of the term; caps and shares count them, and are
    parts of all places, ``of``. ``unknown`` are the facts each person's file lacks: ``score``, the number of a tie
    rule, or the key of a cap.
    """

    entries: tuple[Entry, ...]
    numbers: Mapping[int, str]
    places: int
    waitlist: int = 0
    bounds: tuple[Bound, ...] = ()
    chosen: tuple[int, ...] = ()
    aside: tuple[str, ...] = ()
    unknown: Mapping[int, tuple[str, ...]] | None = None
    standing: Mapping[int, str] = field(default_factory=dict)
    of: int = 0

    @property
    def kept(self) -> tuple[Bound, ...]:
        """The caps and shares that bind: all but those a person put aside, less those who stand already."""
        return tuple(bound.after(self.standing) for bound in self.bounds if bound.rule not in self.aside)

    def ranked(self) -> list[Placed]:
        """Return the list."""
        waitlist, chosen = self.waitlist, self.chosen
        return rank(self.entries, places=self.places, waitlist=waitlist, chosen=chosen, bounds=self.kept)

    def run(self) -> Run:
        """Return the ranking as something that can be run again with one thing changed."""
        return Run(self.entries, self.places, self.kept, self.chosen)

    def clash(self) -> tuple[str, ...]:
        """Return the caps and shares that no choice keeps together; nothing where one does."""
        try:
            check([entry.key for entry in self.entries], places=self.places, bounds=self.kept)
        except OverConstrained as clash:
            return clash.rules
        return ()

    def put_aside(self, rules: Sequence[str]) -> "Basis":
        """Return the basis with those of the rules put aside that clash when their turn comes."""
        basis, left = self, list(rules)
        while clashing := [rule for rule in basis.clash() if rule in left]:
            basis = replace(basis, aside=(*basis.aside, clashing[0]))
            left.remove(clashing[0])
        return basis

    def in_order(self) -> tuple["Basis", tuple[int, ...]]:
        """Return the basis with equals at a line in the order they came, and who they are."""
        basis, tied = self, list[int]()
        while True:  # there may be equals at the quota line and others on the waiting list
            try:
                basis.ranked()
            except TieAtLine as tie:
                tied += tie.keys
                basis = replace(basis, chosen=(*basis.chosen, *(key for key in tie.keys if key not in basis.chosen)))
            else:
                return basis, tuple(tied)

    def text(self) -> dict[str, Any]:
        """Return the basis as it is stored: figures as text, rounds by number."""
        return {
            "entries": [
                {
                    "key": entry.key,
                    "case": self.numbers[entry.key],
                    "score": str(entry.score),
                    "ties": [None if value is None else str(value) for value in entry.ties],
                }
                for entry in sorted(self.entries, key=lambda entry: entry.key)
            ],
            "places": self.places,
            "of": self.of,
            "standing": [{"key": key, "case": number} for key, number in sorted(self.standing.items())],
            "waitlist": self.waitlist,
            "rules": [_bound_text(bound) for bound in self.bounds],
            "order_of_equals": list(self.chosen),
            "put_aside": list(self.aside),
        }


def _bound_text(bound: Bound) -> dict[str, Any]:
    return {
        "rule": bound.rule,
        "members": sorted(bound.members),
        "at_least": bound.least,
        "at_most": bound.most,
        "unfilled": "release" if bound.releases else "keep",
    }


def digest(basis: Mapping[str, Any], placed: Sequence[Placed]) -> str:
    """Return the fingerprint of a list together with all that it was made from."""
    lines = [[place.key, place.position, place.standing] for place in placed]
    text = json.dumps({"basis": basis, "list": lines}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def basis_of(
    rounds: Sequence[Round],
    *,
    policy: Policy,
    stage: str,
    track: str,
    places: int,
    of: int,
    standing: Sequence[Round] = (),
) -> Basis:
    """Gather what the cases that wait at a ranking are ranked by."""
    rule, caps = policy.rankings[policy.stages[stage].ranking or ""], _concerning(policy, track)
    scores = scores_of([round.process_id for round in rounds], sheet=policy.sheets[rule.sheet])
    ties = {round.pk: _answers(round, [tie.by for tie in rule.ties if tie.by]) for round in rounds}
    asked = _asked(rounds, caps)
    return Basis(
        entries=tuple(
            Entry(round.pk, scores.get(round.process_id, LOWEST), tuple(map(_figure, ties[round.pk])))
            for round in rounds
        ),
        numbers={round.pk: round.case.number for round in rounds},
        places=places,
        waitlist=rule.waitlist,
        bounds=tuple(bounds_of([*rounds, *standing], policy=policy, track=track, of=of)),
        standing={round.pk: round.case.number for round in standing},
        of=of,
        unknown={
            round.pk: (
                *(() if round.process_id in scores else ("score",)),
                *(str(at) for at, value in enumerate(ties[round.pk], start=1) if value is None),
                *(cap.key for cap, value in zip(caps, asked[round.pk], strict=True) if value is None),
            )
            for round in rounds
        },
    )


def bounds_of(rounds: Sequence[Round], *, policy: Policy, track: str, of: int) -> list[Bound]:
    """Return the caps and shares over some cases, as parts of so many places."""
    caps = _concerning(policy, track)
    asked = _asked(rounds, caps)
    return [bound for at, cap in enumerate(caps) for bound in _bounds(cap, at, asked, of)]


def _asked(rounds: Sequence[Round], caps: Sequence[Cap]) -> dict[int, list[Any]]:
    """Answer for each round what each cap asks."""
    return {round.pk: _answers(round, [_question(cap) for cap in caps]) for round in rounds}


def _concerning(policy: Policy, track: str) -> list[Cap]:
    return [cap for cap in policy.caps.values() if cap.concerns(track)]


def _question(cap: Cap) -> str:
    return cap.who or ("" if cap.per == SCHOOL else cap.per or "")


def _answers(round: Round, questions: Sequence[str]) -> list[Any]:
    """Answer expressions from a case's facts; None where the file does not know, the school where nothing is asked."""
    facts = {**round.case.facts, "track": round.track}
    ranks = process(round.case.policy.process).rank_table()
    found = [evaluate(text, facts, ranks=ranks) if text else round.case.organisation_id for text in questions]
    return [None if isinstance(value, Missing) else value for value in found]


def _figure(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _bounds(cap: Cap, at: int, asked: Mapping[int, list[Any]], of: int) -> list[Bound]:
    """Turn a cap into bounds over these people: one for those it means, or one for each school, subject and so on."""
    answers = {key: said[at] for key, said in asked.items()}
    least = cap.least.of(of) if cap.least else 0
    most = cap.most.of(of) if cap.most else None
    groups = [True] if cap.who else sorted({value for value in answers.values() if value is not None}, key=str)
    return [
        Bound(
            cap.key,
            frozenset(key for key, value in answers.items() if value == group),
            least=least,
            most=most,
            releases=cap.releases,
        )
        for group in groups
    ]
