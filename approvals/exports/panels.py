"""What an export says of the sheets: what each judge gave, under a number that tells nobody who it was."""

import hmac
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings

from approvals.campaigns.models import Campaign
from approvals.panels.score import combine
from approvals.panels.services import measured_on, sheet_of, total_of
from approvals.rounds.models import Ballot, Round

OFFICE = 0  # the number of an office that fills in a column


def scored_rounds(campaign: Campaign) -> list[Round]:
    """Return the rounds of a campaign that are closed with a score, whatever became of them afterwards."""
    rounds = Round.objects.filter(campaign=campaign, score__isnull=False).exclude(closed_at=None)
    rounds = rounds.select_related("process__version", "campaign").prefetch_related("ballots").order_by("pk")
    return [round for round in rounds if sheets_in(round)]


def sheets_in(round: Round) -> list[Ballot]:
    """Return the sheets a round's score was made of, opened: all that counted, or the last that filled in a column."""
    given = [
        ballot
        for ballot in round.ballots.all()
        if ballot.state == Ballot.State.CAST and ballot.counts and ballot.scores and not ballot.sealed
    ]
    if round.kind == "panel":
        return [ballot for ballot in given if not ballot.role]
    return sorted(given, key=lambda ballot: (ballot.cast_at, ballot.pk))[-1:]


def judge_numbers(campaign: Campaign, rounds: Iterable[Round]) -> dict[int, int]:
    """Number the judges of a season in an order that only this installation's key could tell."""
    judges = {ballot.user_id for round in rounds if round.kind == "panel" for ballot in sheets_in(round)}

    def shuffled(user: int | None) -> str:
        return hmac.digest(settings.SECRET_KEY.encode(), f"{campaign.pk}:{user}".encode(), "sha256").hex()

    return {user: number for number, user in enumerate(sorted(judges, key=shuffled), start=1) if user}


def panel_of(round: Round, *, case: str, judges: dict[int, int]) -> dict[str, Any]:
    """Return a panel, or a column that an office filled in: every figure given, and what came of them."""
    ballots, sheet = sheets_in(round), sheet_of(round)
    worked = combine([ballot.scores for ballot in ballots], sheet=sheet, track=round.track, on=measured_on(round))
    sheets = [
        {
            "judge": judges[ballot.user_id] if round.kind == "panel" and ballot.user_id else OFFICE,
            "given": ballot.scores,
            "total": ballot.total if ballot.total is not None else total_of(ballot.scores, round=round),
        }
        for ballot in ballots
    ]
    return {
        "case": case,
        "track": round.track,
        "stage": round.stage,
        "visit": round.visit,
        "void": round.is_void,
        "sheet": round.rule.sheet,
        "column": round.rule.column if sheet.weights or round.kind != "panel" else None,
        "sheets": sorted(sheets, key=lambda one: one["judge"]),
        "counted": round.result.get("counted", _texts(worked.counted)),
        "struck": round.result.get("struck", []),
        "score": round.result["score"],
        "derivation": round.result.get("derivation", {}),
        "verdict": round.verdict,
    }


def _texts(figures: Iterable[Decimal]) -> list[str]:
    return [str(figure) for figure in figures]
