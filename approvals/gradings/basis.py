"""档次名单的依据: everything the grades of a list are made from, so that anybody can make them again."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from approvals.gradings.grade import Case, Given, Line, TieAtLine, grade
from approvals.policies.expressions import Missing, evaluate
from approvals.policies.grades import Grades, Variant
from approvals.processes import facts_now, process
from approvals.rankings.scores import scores_of
from approvals.rounds.models import Round


@dataclass(frozen=True)
class Cap:
    """How many of a unit may get a grade, and how that came about: of so many due, under which rule, less those given.

    ``taken`` is how many of the unit have the grade by an earlier list; ``variant`` the other cap that was granted.
    """

    most: int
    due: int
    taken: int = 0
    pct: str = ""
    is_up: bool = False
    variant: Variant | None = None

    @property
    def places(self) -> int:
        return max(self.most - self.taken, 0)


@dataclass(frozen=True)
class Basis:
    """Who is graded, by which lines; ``lacking`` says for each case what its file or its sheets do not know."""

    cases: tuple[Case, ...]
    lines: tuple[Line, ...]
    caps: Mapping[str, Cap]
    numbers: Mapping[int, str]
    due: int
    chosen: tuple[int, ...] = ()
    lacking: Mapping[int, tuple[str, ...]] | None = None

    def graded(self) -> list[Given]:
        """Return the grades; TieAtLine where a person must decide between equals."""
        return grade(self.cases, lines=self.lines, chosen=self.chosen)

    def text(self) -> dict[str, Any]:
        """Return the basis as it is stored: figures as text, rounds by number."""
        return {
            "due": self.due,
            "lines": [_line_text(line, self.caps.get(line.key)) for line in self.lines],
            "cases": [_case_text(case, self.numbers[case.key]) for case in sorted(self.cases, key=lambda one: one.key)],
            "order_of_equals": list(self.chosen),
        }


def again(basis: Mapping[str, Any]) -> list[Given]:
    """Give the grades once more from what a closed list has kept."""
    lines = [Line(one["grade"], _decimal(one["at_least"]), one["places"]) for one in basis["lines"]]
    cases = [
        Case(
            one["key"],
            _decimal(one["score"]),
            tuple(_decimal(value) for value in one["ties"]),
            frozenset(one["barred"]),
            one["apart"],
        )
        for one in basis["cases"]
    ]
    return grade(cases, lines=lines, chosen=basis["order_of_equals"])


def in_arrival_order(basis: Basis) -> tuple[list[Given], tuple[int, ...]]:
    """Return the grades with equals at a cap in the order they came, and who those equals are."""
    chosen, tied = list(basis.chosen), list[int]()
    while True:  # there may be equals at more than one cap
        try:
            return grade(basis.cases, lines=basis.lines, chosen=chosen), tuple(tied)
        except TieAtLine as tie:
            tied += [key for key in tie.keys if key not in tied]
            chosen += [key for key in tie.keys if key not in chosen]


def digest(basis: Mapping[str, Any], given: Sequence[Given]) -> str:
    """Return the fingerprint of the grades together with all that they were made from."""
    lines = [[one.key, one.position, one.grade] for one in given]
    text = json.dumps({"basis": basis, "list": lines}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def basis_of(rounds: Sequence[Round], *, rule: Grades, caps: Mapping[str, Cap], due: int, now: dt.datetime) -> Basis:
    """Gather what the cases that wait at a grading are graded by."""
    policy = rounds[0].case.policy if rounds else None
    sheet = policy.sheets[rule.sheet] if policy and rule.sheet else None
    scores = scores_of([round.process_id for round in rounds], sheet=sheet) if sheet else {}
    asked = {round.pk: answers_of(round.case, facts_now(round.case, now=now), rule=rule) for round in rounds}
    places = {key: cap.places for key, cap in caps.items()}
    return Basis(
        cases=tuple(_case(round, asked[round.pk], scores.get(round.process_id), rule=rule) for round in rounds),
        lines=tuple(Line(one.key, one.at_least, places.get(one.key)) for one in rule.grades),
        caps=caps,
        numbers={round.pk: round.case.number for round in rounds},
        due=due,
        lacking={
            round.pk: lacks
            for round in rounds
            if (lacks := _lacks(asked[round.pk], rule=rule, scored=sheet is None or round.process_id in scores))
        },
    )


def answers_of(case, facts: Mapping[str, Any], *, rule: Grades) -> dict[str, Any]:
    """Answer for a case what each grade asks besides the score, and each link of the tie rule."""
    ranks = process(case.policy.process).rank_table()
    wanted = {one.key: one.when for one in (*rule.apart, *rule.grades) if one.when}
    wanted |= {str(number): tie.by for number, tie in enumerate(rule.ties) if tie.by}
    return {key: evaluate(text, facts, ranks=ranks) for key, text in wanted.items()}


def apart_of(asked: Mapping[str, Any], *, rule: Grades) -> str | None:
    """Return what somebody gets instead of a grade; None for who is graded."""
    return next((one.key for one in rule.apart if asked[one.key] is True), None)


def _case(round: Round, asked: Mapping[str, Any], score: Decimal | None, *, rule: Grades) -> Case:
    ties = [asked[str(number)] for number, tie in enumerate(rule.ties) if tie.by]
    return Case(
        key=round.pk,
        score=score,
        ties=tuple(None if isinstance(value, Missing) else Decimal(str(value)) for value in ties),
        barred=frozenset(one.key for one in rule.grades if one.when and asked[one.key] is not True),
        apart=apart_of(asked, rule=rule),
    )


def _lacks(asked: Mapping[str, Any], *, rule: Grades, scored: bool) -> tuple[str, ...]:
    """Return what is not known of a case without which it cannot be graded; ``score``, or the names of facts."""
    conditions = [asked[one.key] for one in (*rule.apart, *rule.grades) if one.when]
    unknown = [name for value in conditions if isinstance(value, Missing) for name in value.names]
    if apart_of(asked, rule=rule):
        return ()
    return tuple(dict.fromkeys([*([] if scored else ["score"]), *unknown]))


def _line_text(line: Line, cap: Cap | None) -> dict[str, Any]:
    told = {"grade": line.key, "at_least": _text(line.at_least), "places": line.places}
    if cap is None:
        return told
    granted = cap.variant.key if cap.variant else None
    return {**told, "most": cap.most, "taken": cap.taken, "pct": cap.pct, "variant": granted}


def _case_text(case: Case, number: str) -> dict[str, Any]:
    return {
        "key": case.key,
        "case": number,
        "score": _text(case.score),
        "ties": [_text(value) for value in case.ties],
        "barred": sorted(case.barred),
        "apart": case.apart,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
