"""A round closes and its case moves on."""

import datetime as dt

from approvals.rounds.models import Ballot, Promise, Round
from core.models import User
from core.record.services import record


def finish(round: Round, *, verdict: str, by: User | None, reason: str = "", now: dt.datetime) -> Round:
    """Close a round with its verdict and open what follows; the caller holds the case's lock."""
    activation = round.flow_task.activation_class(round).handed(now, by)
    activation.complete()
    end_round(round, verdict=verdict, by=by, reason=reason, now=now)
    record("round.closed", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit, verdict=verdict)
    take_back(round)
    activation.activate_next()
    return round


def end_round(round: Round, *, verdict: str, by: User | None, reason: str, now: dt.datetime) -> None:
    """Close a round's row, release its open seats and void its promises."""
    round.verdict, round.closed_by, round.closed_at, round.reason = verdict, by, now, reason
    round.save(update_fields=["verdict", "closed_by", "closed_at", "reason", "result", "score", "status"])
    round.ballots.filter(state=Ballot.State.OPEN).update(state=Ballot.State.VOID)
    Promise.objects.filter(round=round, kept_at=None, void_at=None).update(void_at=now)


def take_back(round: Round) -> None:
    """Void the rounds that a return goes back behind: what they gave the law must be given again."""
    policy, target = round.case.policy, round.rule.then[round.verdict]
    if policy.goes_back(round.stage, to=target):
        order = list(policy.stages)
        later = order[order.index(target) :]
        Round.objects.filter(process=round.process_id, stage__in=later).exclude(closed_at=None).update(is_void=True)
