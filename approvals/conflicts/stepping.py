"""自行回避: somebody steps aside from a round, and what becomes of their seat."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.conflicts.models import Recusal
from approvals.conflicts.services import find_conflicts
from approvals.panels.draw import draw_replacement
from approvals.panels.services import go_on
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import STANDING, is_own_filing, may_fill
from approvals.rounds.services import VERDICTS_ARE_GIVEN, is_clerk, locked, settle
from approvals.rounds.turns import tell_turns, turns_of
from core.errors import Refused
from core.models import User
from core.record.services import record


def may_step_aside(user: User, round: Round) -> bool:
    """Tell whether a user has a part in an open round that they could step aside from."""
    if not round.is_open:
        return False
    seats = round.ballots.filter(state__in=STANDING).select_related("organisation", "instead_of__organisation")
    mine = [seat for seat in seats if may_fill(user, seat, round.case)]
    return any(not is_own_filing(seat, user, round.case) for seat in mine) or is_clerk(user, round)


@transaction.atomic
def step_aside(round: Round, *, by: User, reason: str, now: dt.datetime) -> Recusal:
    """Leave a case for good because of a relation to its person; what was given in this round counts no more.

    Raises PermissionDenied without a part in the round, Refused without a reason. Where nobody is left to act, the
    round stays open and stands on the committee's board.
    """
    round = locked(round.process_id, round.pk)
    if not may_step_aside(by, round):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say in a few words which relation it is; it stands on the record."))
    said = {"words": reason[:200], "found_at": now, "doubted_by": None, "doubt": ""}
    recusal, _made = Recusal.objects.update_or_create(
        case=round.case,
        user=by,
        rule=Recusal.Rule.DECLARED,
        defaults={**said, "district_id": round.district_id, "dismissed_by": None, "dismissed_at": None},
    )
    record("conflict.stepped_aside", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit, reason=reason)
    leave(round, by, now=now)
    return recusal


def bind(case, user: User, *, now: dt.datetime) -> list[Recusal]:
    """Look anew whether a user stays out of a case, and take them off its open round where they do.

    The caller holds the case's lock.
    """
    fresh = find_conflicts(case, now=now, user=user)
    current = Round.objects.select_for_update(no_key=True).filter(process=case, closed_at=None).first()
    if fresh and current:
        current.process = case
        leave(current, user, now=now)
    return fresh


def leave(round: Round, user: User, *, now: dt.datetime) -> None:
    """Take a user's own seats in a round away; an office's seat opens anew, a judge is replaced by lot."""
    turns = turns_of(round)
    mine = list(round.ballots.filter(user=user, state__in=STANDING).select_related("organisation", "instead_of"))
    for ballot in mine:
        ballot.state = Ballot.State.RECUSED
        ballot.save(update_fields=["state"])
        ballot.followers.update(waits_for=_succeed(ballot, now=now) or ballot.waits_for)
    if round.kind == "panel" and mine:
        go_on(round, now=now)
    elif round.kind in VERDICTS_ARE_GIVEN and round.ballots.standing().exists():
        settle(round, by=None, reason="", now=now)
    tell_turns(round, since=turns, now=now)


def _succeed(ballot: Ballot, *, now: dt.datetime) -> Ballot | None:
    """Open the seat that takes the place of one whose holder left: the office's, or that of a judge drawn by lot."""
    if office := _office_of(ballot):
        role, organisation = office
        return Ballot.objects.create(
            district_id=ballot.district_id,
            round=ballot.round,
            role=role,
            organisation=organisation,
            counts=ballot.counts,
            waits_for=ballot.waits_for,
            instead_of=ballot,
        )
    if ballot.round.kind != "panel":
        return None
    try:
        return draw_replacement(ballot.round, instead_of=ballot, now=now)
    except Refused:  # nobody else is free: the panel goes on with those who are left, or its clerk is asked
        return None


def _office_of(ballot: Ballot):
    """Return the office a seat belongs to, also where it was handed over from one."""
    if ballot.office or ballot.instead_of is None:
        return ballot.office
    return _office_of(ballot.instead_of)
