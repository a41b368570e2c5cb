"""得分: the score each case brings to a list, from its panel or from the columns of its sheet."""

from collections.abc import Sequence
from decimal import Decimal

from approvals.panels.columns import final_scores
from approvals.policies.document import Sheet
from approvals.rounds.models import Round


def panel_rounds(cases: Sequence[int], *, sheet: str) -> dict[int, Round]:
    """Return the panel that scored each case on a sheet; a later one replaces an earlier one."""
    rounds = Round.objects.filter(process__in=cases, kind="panel", is_void=False, score__isnull=False)
    rounds = rounds.select_related("process__version").prefetch_related("ballots").order_by("pk")
    return {round.process_id: round for round in rounds if round.rule.sheet == sheet}


def scores_of(cases: Sequence[int], *, sheet: Sheet) -> dict[int, Decimal]:
    """Return the score of each case that has one: its panel's, or the weighted sum of the columns that count."""
    if sheet.weights:
        return {case: score.value for case, score in final_scores(cases, sheet=sheet).items()}
    return {case: round.score or Decimal(0) for case, round in panel_rounds(cases, sheet=sheet.key).items()}
