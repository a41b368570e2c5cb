"""自评、学校、教育局: the columns of a sheet, each filled in by the office of its stage, and the score they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from approvals.panels.score import Score, combine, weigh
from approvals.panels.sheets import Scores, check_scores, kept
from approvals.policies.kinds import KINDS
from approvals.policies.sheets import Column, Sheet
from approvals.rounds.models import Ballot, Round
from core.errors import Refused


def fills_column(round: Round) -> bool:
    """Tell whether whoever answers a round fills in a column of a sheet; a panel does so with sheets of its own."""
    return round.rule.column is not None and round.kind != "panel"


ADDED = (Ballot.Way.BEFORE, Ballot.Way.AFTER, Ballot.Way.BESIDE, Ballot.Way.LENT)


def fills_it_in(ballot: Ballot) -> bool:
    """Tell whether a column is filled in from this seat: its office's own, however often it changed hands."""
    while ballot.instead_of:
        ballot = ballot.instead_of
    return fills_column(ballot.round) and ballot.way not in ADDED


def fill(ballot: Ballot, *, verdict: str, scores: Scores | None) -> dict[str, Any]:
    """Work a column out and keep its score on the round; return what the ballot keeps of it.

    Only the onward verdict of the stage's own office needs the figures: who returns or rejects says why instead.
    Refused with every gap, and where a column is not filled in at all.
    """
    round = ballot.round
    if not fills_it_in(ballot) or verdict != KINDS[round.kind].onward:
        return {}
    if scores is None:
        raise Refused(_("Fill in the score sheet before you go on."))
    sheet = round.case.policy.sheets[round.rule.sheet]
    check_scores(scores, sheet=sheet, track=round.track)
    given = kept(scores, sheet=sheet, track=round.track)
    score = combine([given], sheet=sheet, track=round.track, on=round.campaign.measured_on)
    round.score = score.value
    round.result = {**round.result, "score": str(score.value), "derivation": score.derivation}
    round.save(update_fields=["score", "result"])
    return given


def final_scores(cases: Sequence[int], *, sheet: Sheet) -> dict[int, Score]:
    """Return the final score of each case on a sheet with columns, in one query; left out where a column lacks."""
    found: dict[int, dict[str, Decimal]] = {}
    for round in _scored(cases).order_by("pk"):
        if round.rule.sheet == sheet.key and round.rule.column:
            found.setdefault(round.process_id, {})[round.rule.column] = round.score
    whole = {case: columns for case, columns in found.items() if set(sheet.weights) <= set(columns)}
    return {case: weigh(columns, sheet=sheet) for case, columns in whole.items()}


def _scored(cases: Sequence[int]):
    rounds = Round.objects.filter(process__in=cases, is_void=False, score__isnull=False).exclude(closed_at=None)
    return rounds.select_related("process__version")


@dataclass(frozen=True)
class Filled:
    """A column as it was filled in: each criterion's figure, and its score."""

    column: Column
    figures: Mapping[str, Any]
    score: Decimal


def earlier_columns(round: Round) -> list[Filled]:
    """Return the columns of a round's sheet that are filled in already, in the sheet's order."""
    sheet = round.case.policy.sheets[round.rule.sheet]
    rounds = _scored([round.process_id]).order_by("pk")
    by_column = {one.rule.column: one for one in rounds if one.rule.sheet == sheet.key and one.pk != round.pk}
    return [
        Filled(column, _figures(by_column[key]), by_column[key].score or Decimal(0))
        for key, column in sheet.columns.items()
        if key in by_column
    ]


def _figures(round: Round) -> Mapping[str, Any]:
    """Return each criterion's points in a column: the office's, or the mean of a panel."""
    if "means" in round.result:
        return round.result["means"]
    sheets = [step["criteria"] for step in round.result["derivation"]["steps"] if step["do"] == "sheet"]
    return {line["key"]: line["gives"] for line in sheets[0]}
