"""What else ends a round: time ran out, the clerk closes it with what is there, or it is dissolved and begins anew."""

import datetime as dt
import logging
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.conflicts.services import recheck
from approvals.moves.clocks import may_mind, minded_for
from approvals.moves.returning import agreed_target
from approvals.policies.kinds import KINDS
from approvals.rounds.closing import end_round, finish
from approvals.rounds.counting import APPROVE, REJECT, Standing, standing
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import new_round
from approvals.rounds.seats import fillers, name_of_seat
from approvals.rounds.services import is_clerk, kept_for, locked, votes_of
from approvals.rounds.turns import still_asked, tell_released
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record

CLOSED_BY_THE_CLERK = ("review", "countersign")
DISSOLVED = ("panel", "countersign")

logger = logging.getLogger(__name__)


def lapse_overdue(now: dt.datetime) -> int:
    """Close every round whose time ran out and whose policy says what follows then; a sweep, harmless to repeat."""
    overdue = Round.objects.filter(closed_at=None, due_at__lt=now).select_related("process__version")
    due = [round.pk for round in overdue if "lapsed" in round.rule.then]
    return sum(_lapse(pk, now=now) for pk in due)


def _lapse(pk: int, *, now: dt.datetime) -> int:
    """Close one round in a transaction of its own; whoever answered meanwhile was first."""
    try:
        with transaction.atomic():
            case = Case.objects.locked().get(rounds=pk)
            round = Round.objects.select_for_update(no_key=True).get(pk=pk)
            round.process = case
            if not round.is_open or round.due_at is None or round.due_at >= now:
                return 0
            asked = still_asked(round, by=None, now=now)
            finish(round, verdict="lapsed", by=None, now=now)
            tell_released(round, people=asked, now=now)
            return 1
    except (Refused, Conflict) as refusal:
        logger.warning("The time of round %s cannot run out: %s", pk, refusal)
        return 0


@transaction.atomic
def close_with_what_is_there(round: Round, *, reason: str, by: User, now: dt.datetime) -> Round:
    """Close a review or countersignature with the answers that are in; who is silent counts no longer.

    Refused without a reason, without an answer, and where what is there does not settle the question.
    """
    round = locked(round.process_id, round.pk)
    if round.kind not in CLOSED_BY_THE_CLERK or not is_clerk(by, round):
        raise PermissionDenied
    recheck(by, round.case, now=now)
    if not reason.strip():
        raise Refused(_("Say why it is closed before everybody has answered."))
    votes = votes_of(round)
    if not votes:
        raise Refused(_("Nobody has answered yet, so there is nothing to close it with."))
    verdict = _verdict(round, standing(votes, waiting=0, rule=round.rule.decides), votes=votes)
    missing = list(_missing(round, now=now))
    told = {"reason": reason, "missing": missing, **kept_for(by, round)}
    record("round.closed_early", on=round.case, by=by, now=now, stage=round.stage, **told)
    asked, round.target = still_asked(round, by=by, now=now), agreed_target(round)
    finish(round, verdict=verdict, by=by, reason=reason, now=now)
    tell_released(round, people=asked, now=now)
    return round


def _missing(round: Round, *, now: dt.datetime) -> Iterator[str]:
    """Give who has not answered: each seat, with those who hold it today."""
    seats = round.ballots.standing().filter(cast_at=None)
    for seat in seats.select_related("user", "organisation", "instead_of__organisation"):
        names = [user.name for user in fillers(seat, round.case, on=day_of(now))] if seat.office else []
        yield (
            _("%(office)s: %(names)s") % {"office": name_of_seat(seat), "names": _(", ").join(names)}
            if names
            else (name_of_seat(seat))
        )


def _verdict(round: Round, stands: Standing, *, votes: list[str]) -> str:
    """Return the verdict of the answers that are in; a refusal takes somebody who refused."""
    if stands.verdict is None or (stands.verdict == REJECT and REJECT not in votes):
        words = {"needed": stands.needed, "approve": stands.approve}
        raise Refused(_("What is there settles nothing: it takes %(needed)d in favour, and %(approve)d are.") % words)
    kind = KINDS[round.kind]
    return {APPROVE: kind.onward, REJECT: kind.refusal}.get(stands.verdict, stands.verdict)


@transaction.atomic
def dissolve(round: Round, *, reason: str, by: User, now: dt.datetime) -> Round:
    """Dissolve a panel or a countersignature and begin it anew: what was given is kept and does not count any more.

    Refused without a reason; PermissionDenied but for the clerk of the stage and who watches over the district.
    """
    round = locked(round.process_id, round.pk)
    if not may_dissolve(by, round):
        raise PermissionDenied
    recheck(by, round.case, now=now)
    if not reason.strip():
        raise Refused(_("Say why it is dissolved; everybody who was asked can read it."))
    asked = still_asked(round, by=by, now=now)
    round.ballots.filter(state=Ballot.State.CAST).update(state=Ballot.State.NOTED, counts=False)
    round.is_void = True
    end_round(round, verdict="dissolved", by=by, reason=reason, now=now)
    told = {"visit": round.visit, "reason": reason, **minded_for(by, round)}
    record("round.dissolved", on=round.case, by=by, now=now, stage=round.stage, **told)
    tell_released(round, people=asked, now=now)
    return _begin_anew(round, by=by, now=now)


def may_dissolve(user: User, round: Round) -> bool:
    """Tell whether a user may dissolve a round."""
    return round.is_open and round.kind in DISSOLVED and may_mind(user, round)


def may_close(user: User, round: Round) -> bool:
    """Tell whether a user may close a round with the answers that are in."""
    return round.is_open and round.kind in CLOSED_BY_THE_CLERK and is_clerk(user, round)


def _begin_anew(round: Round, *, by: User, now: dt.datetime) -> Round:
    """Open a fresh visit to the same stage; the law was called when the case came to it, and is not called again."""
    from approvals.stages.activation import begin

    again = new_round(round.case, round.flow_task, token=round.token, now=now)
    begin(again, by=by, now=now)
    return again
