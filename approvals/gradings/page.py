"""What the page of a grading shows: everybody with score, grade and why, and the caps in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from approvals.campaigns.models import Campaign
from approvals.gradings.basis import Cap
from approvals.gradings.models import CapGrant, Grading
from approvals.gradings.places import grants_of
from approvals.gradings.services import lacking_words, look, rule_of, unit_of
from approvals.gradings.words import all_words, cap_words
from approvals.policies.grades import Grades
from approvals.rounds.models import Round
from core.models import Organisation


@dataclass(frozen=True)
class Line:
    """One person of the list; without a position they stand outside the grades."""

    round: Round
    position: int | None
    score: Decimal | None
    grade: str
    title: str
    words: str
    is_tied: bool = False
    tone: str = "plain"
    opens_grade: bool = False  # a line is drawn above it: the grade before ends here


@dataclass(frozen=True)
class Places:
    """One capped grade: how many may get it and why, how many do, who granted another cap."""

    title: str
    words: str
    places: int
    used: int
    grant: CapGrant | None = None

    @property
    def is_full(self) -> bool:
        return self.used >= self.places


@dataclass(frozen=True)
class Board:
    """A list as it would be closed now, or as it was closed."""

    lines: list[Line]
    due: int
    caps: list[Places]
    digits: int
    lacking: tuple[str, ...] = ()
    grading: Grading | None = None


def waiting_board(
    rounds: Sequence[Round], *, campaign: Campaign, stage: str, unit: Organisation | None, now: dt.datetime
) -> Board:
    """Return the list as it would be closed now; equals that a person must put in order are marked."""
    rule, found = rule_of(campaign, stage), look(rounds, campaign=campaign, stage=stage, unit=unit, now=now)
    by_pk, scores = {round.pk: round for round in rounds}, {case.key: case.score for case in found.basis.cases}
    words = all_words(found.basis, found.given, rule=rule)
    lines = [
        _line(
            by_pk[one.key],
            position=one.position,
            score=scores[one.key],
            grade=one.grade,
            rule=rule,
            words="" if one.key in found.tied else words[one.key],
            is_tied=one.key in found.tied,
        )
        for one in found.given
    ]
    grants = grants_of(campaign, stage=stage, unit=unit_of(campaign, stage, unit))
    caps = _caps(found.basis.caps, rule=rule, given=[line.grade for line in lines], grants=grants)
    lacking = tuple(lacking_words(by_pk[key].case, lacks) for key, lacks in (found.basis.lacking or {}).items())
    return Board(_drawn(lines), found.basis.due, caps, _digits(campaign, rule), lacking)


def closed_board(grading: Grading) -> Board:
    """Return a list as it was closed."""
    campaign, rule = grading.campaign, rule_of(grading.campaign, grading.stage)
    entries = grading.entries.select_related("round__process__person", "round__process__organisation")
    lines = [
        _line(
            entry.round,
            position=entry.position,
            score=entry.score,
            grade=entry.grade,
            rule=rule,
            words=entry.words,
        )
        for entry in entries
    ]
    kept = {one["grade"]: _kept(one, due=grading.basis["due"], rule=rule) for one in grading.basis["lines"]}
    caps = {key: cap for key, cap in kept.items() if cap}
    grants = grants_of(campaign, stage=grading.stage, unit=grading.organisation)
    places = _caps(caps, rule=rule, given=[line.grade for line in lines], grants=grants)
    return Board(_drawn(lines), grading.basis["due"], places, _digits(campaign, rule), grading=grading)


def _kept(line, *, due: int, rule: Grades) -> Cap | None:
    if "most" not in line:
        return None
    grade = rule.named(line["grade"])
    variant = grade.variants.get(line["variant"] or "")
    return Cap(line["most"], due, line["taken"], line["pct"], bool(grade.most and grade.most.up), variant)


def _line(round: Round, *, position, score, grade: str, rule: Grades, words: str, is_tied: bool = False) -> Line:
    tone = "good" if grade == rule.grades[0].key else "plain"
    return Line(round, position, score, grade, str(rule.named(grade).title), words, is_tied, tone)


def _drawn(lines: list[Line]) -> list[Line]:
    """Draw a line above the first person of each grade but the best."""
    drawn: list[Line] = []
    for line in lines:
        opens = bool(drawn) and line.grade != drawn[-1].grade
        drawn.append(Line(**{**line.__dict__, "opens_grade": opens}))
    return drawn


def _caps(caps, *, rule: Grades, given: list[str], grants) -> list[Places]:
    return [
        Places(str(rule.named(key).title), cap_words(cap), cap.places, given.count(key), grants.get(key))
        for key, cap in caps.items()
    ]


def _digits(campaign: Campaign, rule: Grades) -> int:
    return campaign.policy.sheets[rule.sheet].places if rule.sheet else 0
