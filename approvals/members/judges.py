"""增聘·改派评委: who joins a panel is always drawn by lot, so that nobody learns from a choice who judges."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from approvals.members.services import check_reason, write
from approvals.panels.draw import draw, draw_replacement
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import may_fill
from approvals.rounds.services import is_clerk, kept_for, locked
from approvals.rounds.turns import tell_turns, turns_of
from core.models import User
from core.record.services import record


def open_sheet(user: User, round: Round) -> Ballot | None:
    """Return the sheet a judge has still to hand in, if any."""
    if not round.is_open or round.kind != "panel":
        return None
    sheets = round.ballots.filter(user=user, role="", state=Ballot.State.OPEN).select_related("organisation")
    return next((sheet for sheet in sheets if may_fill(user, sheet, round.case)), None)


@transaction.atomic
def add_judge(round: Round, *, reason: str, by: User, now: dt.datetime) -> Ballot:
    """Draw one more judge for an open panel (加签); the stage's clerk does, with a reason.

    Refused without a reason and where nobody is left in the pool.
    """
    round = locked(round.process_id, round.pk)
    if round.kind != "panel" or not is_clerk(by, round):
        raise PermissionDenied
    check_reason(reason)
    turns = turns_of(round)
    sitting = set(round.ballots.exclude(user=None).values_list("user", flat=True))
    (user,), told = draw(round, n=1, sitting=sitting, now=now)
    new = Ballot.objects.create(
        district_id=round.district_id,
        round=round,
        user=user,
        way=Ballot.Way.BESIDE,
        asked_by=by,
        asked_why=reason,
    )
    record("panel.drawn", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit, **told)
    write("member.added", new, by=by, now=now, reason=reason, way=new.way, **kept_for(by, round))
    tell_turns(round, since=turns, now=now)
    return new


@transaction.atomic
def pass_on(round: Round, *, reason: str, by: User, now: dt.datetime) -> Ballot:
    """Give a sheet up to another judge, whom the lot finds (转办); what was not handed in is not passed on.

    Refused without a reason, where nobody is left in the pool, and once the sheet is handed in.
    """
    round = locked(round.process_id, round.pk)
    old = open_sheet(by, round)
    if old is None:
        raise PermissionDenied
    check_reason(reason)
    turns = turns_of(round)
    old.state = Ballot.State.HANDED
    old.save(update_fields=["state"])
    new = draw_replacement(round, instead_of=old, now=now)
    new.way, new.asked_why = Ballot.Way.HANDED, reason
    new.save(update_fields=["way", "asked_why"])
    write("panel.passed_on", new, by=by, now=now, reason=reason)  # a verb of its own: its actor is a judge
    tell_turns(round, since=turns, now=now)
    return new
