"""A round closes and its case moves on."""

import datetime as dt

from approvals.rounds.models import Ballot, Pause, Promise, Round
from approvals.rounds.parts import parts_of
from core.models import User
from core.record.services import record


def finish(round: Round, *, verdict: str, by: User | None, reason: str = "", now: dt.datetime) -> Round:
    """Close a round with its verdict and open what follows; the caller holds the case's lock.

    A return goes to ``round.target`` where whoever returned it chose a stage, and otherwise where the policy says.
    """
    activation = round.flow_task.activation_class(round).handed(now, by)
    activation.complete()
    round.target = round.target if verdict == "return" else ""
    round.parts = parts_of(round, now=now)
    _void_what_follows(round, verdict=verdict)
    end_round(round, verdict=verdict, by=by, reason=reason, now=now)
    told = {"target": round.target} if round.target else {}
    record("round.closed", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit, verdict=verdict, **told)
    activation.activate_next()
    return round


def end_round(round: Round, *, verdict: str, by: User | None, reason: str, now: dt.datetime) -> None:
    """Close a round's row, release its open seats, stop its clock for good and void its promises."""
    round.verdict, round.closed_by, round.closed_at, round.reason = verdict, by, now, reason
    round.save(
        update_fields=[
            *("verdict", "closed_by", "closed_at", "reason", "result", "score", "status"),
            *("target", "parts", "is_void"),
        ]
    )
    round.ballots.filter(state=Ballot.State.OPEN).update(state=Ballot.State.VOID)
    Pause.objects.filter(round=round, until=None).update(until=now)
    Promise.objects.filter(round=round, kept_at=None, void_at=None).update(void_at=now)


def seen(round: Round, *, now: dt.datetime) -> None:
    """Note when somebody who must act first opened an open round; from then on no answer before it is taken back."""
    Round.objects.filter(pk=round.pk, seen_at=None, closed_at=None).update(seen_at=now)


def unseen(round: Round) -> None:
    """Forget who opened an open round: nobody has seen it since the answer that was just given."""
    Round.objects.filter(pk=round.pk).update(seen_at=None)


def leads_to(round: Round, *, verdict: str) -> str:
    """Return the key of the stage or outcome that a verdict leads to: as whoever returned it chose, or the policy."""
    return (round.target if verdict == "return" else "") or round.rule.then[verdict]


def _void_what_follows(round: Round, *, verdict: str) -> None:
    """Void the rounds that a return goes back behind: what they gave the law must be given again.

    The round remembers which stood until then, so that its answer can be taken back and unchanged stages stepped over.
    """
    policy, target = round.case.policy, leads_to(round, verdict=verdict)
    standing = Round.objects.filter(process=round.process_id, is_void=False).exclude(closed_at=None)
    if round.rule.straight_back and verdict == "return":
        round.result = {**round.result, "stood": list(standing.values_list("pk", flat=True))}
    if policy.goes_back(round.stage, to=target):
        order = list(policy.stages)
        later = order[order.index(target) :]
        voided = list(standing.filter(stage__in=later).values_list("pk", flat=True))
        round.result = {**round.result, **({"voided": voided} if voided else {})}
        round.is_void = True
        Round.objects.filter(pk__in=voided).update(is_void=True)
