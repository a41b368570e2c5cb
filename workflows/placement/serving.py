"""While a placement lasts: milestones are reported, answered and moved, and whoever answers for it says when it fails.

The clock is the engine's: a milestone is due when the open round of its stage is due.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.access import my_seat
from approvals.conflicts.services import is_barred
from approvals.models import Promise, Round
from approvals.rounds.closing import finish
from approvals.rounds.opening import promise_ladder
from approvals.rounds.seats import seat_holders
from approvals.rounds.services import decide
from core import clock
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.errors import Conflict, Refused
from core.models import User
from core.papers.services import store
from core.record.services import record
from core.templatetags.yucai import day
from workflows.placement.facts import standing
from workflows.placement.models import Milestone, Placement
from workflows.placement.plans import out_of_term
from workflows.placement.services import locked

DUE = "milestone_due"  # the fact by which a policy says that a stage waits for milestones
MOVED = "milestone.moved"


def milestone_round(placement: Placement) -> Round | None:
    """Return the open round that waits for a milestone, if the case stands at one."""
    rounds = Round.objects.filter(process=placement.case_id, closed_at=None).select_related("process__version")
    open_round = rounds.first()
    return open_round if open_round and open_round.rule.due == DUE else None


def may_answer(user: User, placement: Placement) -> bool:
    """Tell whether a user says what became of the milestones: they have a seat in the round that waits for one."""
    round = milestone_round(placement)
    return round is not None and my_seat(user, round) is not None


def may_report(user: User, placement: Placement) -> bool:
    """Tell whether a user may report on the milestones: the person themselves while they serve."""
    return placement.is_in_service and user.person_id is not None and user.person_id == placement.person_id


def may_move(user: User, placement: Placement) -> bool:
    """Tell whether a user may move a milestone: the office that lateness at the stage is told to."""
    round = milestone_round(placement)
    if round is None or is_barred(user, round.case):
        return False
    told = (seat for seat in round.rule.tell if seat.role)
    return any(user in seat_holders(round.case, seat, on=clock.today()) for seat in told)


def may_break_off(user: User, placement: Placement) -> bool:
    """Tell whether a user may say that the service cannot go on: who answers the milestones, or may move them."""
    round = milestone_round(placement)
    knows = round is not None and "decline" in round.rule.then
    return knows and (may_answer(user, placement) or may_move(user, placement))


@transaction.atomic
def report(milestone: Milestone, *, words: str, upload=None, by: User, now: dt.datetime) -> Milestone:
    """Say what was done for a milestone, with the evidence; whoever answers for it then finds whether it is met.

    Refused without words, or without the paper that the plan asks for; Conflict once it is answered.
    """
    placement, milestone = _left(milestone)
    if not may_report(by, placement):
        raise PermissionDenied
    if not words.strip():
        raise Refused(_("Write what was done for it."))
    if upload:
        milestone.paper = store(upload, by=by, now=now)
    _check_paper(milestone)
    milestone.report, milestone.reported_at, milestone.reported_by = words, now, by
    milestone.standing = Milestone.Standing.REPORTED
    milestone.save()
    _recorded("milestone.reported", placement, milestone, by=by, now=now, words=words)
    return milestone


@transaction.atomic
def answer(
    milestone: Milestone, *, is_met: bool, words: str = "", upload=None, by: User, now: dt.datetime
) -> Milestone:
    """Find that a milestone is met or missed; the round that waits for it closes and the next one opens.

    Refused without the paper that the plan asks for, and for a missed one without words; Conflict once it is answered.
    """
    placement, milestone = _left(milestone)
    round = milestone_round(placement)
    if round is None or my_seat(by, round) is None:
        raise PermissionDenied
    if not is_met and not words.strip():
        raise Refused(_("Say what was missed, and why."))
    if upload:
        milestone.paper = store(upload, by=by, now=now)
    if is_met:
        _check_paper(milestone)
    milestone.standing = Milestone.Standing.MET if is_met else Milestone.Standing.MISSED
    milestone.answer, milestone.answered_at, milestone.answered_by = words, now, by
    milestone.save()
    told = {"is_met": is_met, "words": words}
    _recorded("milestone.answered", placement, milestone, by=by, now=now, **told)
    opinion = _("%(what)s: %(found)s") % {"what": milestone.what, "found": milestone.get_standing_display()}
    decide(round, by=by, verdict="done", opinion="\n".join(filter(None, [opinion, words])), now=now)
    return milestone


@transaction.atomic
def reschedule(milestone: Milestone, *, due_on: dt.date, reason: str, by: User, now: dt.datetime) -> Milestone:
    """Move a milestone that is left to another day of the term; what waits for it now is due on the new day.

    Refused outside the term, for a day that is over, or without a reason; the reason stands on the record.
    """
    placement, milestone = _left(milestone)
    if not may_move(by, placement):
        raise PermissionDenied
    wrong = out_of_term(milestone.what, due_on, first=placement.term_from, last=placement.term_until)
    if wrong:
        raise Refused(wrong)
    if due_on < day_of(now):
        raise Refused(_("%(day)s is over already. Choose a day that is still to come.") % {"day": day(due_on)})
    if not reason.strip():
        raise Refused(_("Say why it is moved; the person and the mentor can read it."))
    before, milestone.due_on = milestone.due_on, due_on
    milestone.save(update_fields=["due_on"])
    told = {"before": str(before), "due_on": str(due_on), "reason": reason}
    _recorded(MOVED, placement, milestone, by=by, now=now, **told)
    _date_anew(placement, now=now)
    return milestone


@transaction.atomic
def break_off(placement: Placement, *, reason: str, by: User, now: dt.datetime) -> Placement:
    """Say that the service cannot go on: illness, leaving, failure; the road then asks what is to become of it.

    PermissionDenied for who neither answers the milestones nor may move them; Refused without a reason.
    """
    placement = locked(placement)
    round = milestone_round(placement)
    if round is None or not may_break_off(by, placement):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say what has happened; whoever decides reads it."))
    if my_seat(by, round):
        decide(round, by=by, verdict="decline", opinion=reason, now=now)
        return placement
    record("placement.broken_off", on=round.case, by=by, now=now, stage=round.stage, reason=reason)
    finish(round, verdict="decline", by=by, reason=reason, now=now)
    return placement


def _left(milestone: Milestone) -> tuple[Placement, Milestone]:
    """Return a milestone afresh with its placement, both locked; Conflict once it is answered."""
    placement = locked(milestone.placement)
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    milestone.placement = placement
    if not milestone.is_left:
        message = _("“%(what)s” was answered already: %(found)s.")
        raise Conflict(message % {"what": milestone.what, "found": milestone.get_standing_display()})
    return placement, milestone


def _check_paper(milestone: Milestone) -> None:
    if milestone.asks_paper and milestone.paper_id is None:
        raise Refused(_("The plan asks for evidence of “%(what)s”. Attach the file.") % {"what": milestone.what})


def _date_anew(placement: Placement, *, now: dt.datetime) -> None:
    """Date the round that waits by the milestone that is next now, and promise its ladder anew."""
    round, due = milestone_round(placement), standing(placement, now=now)[DUE]
    if round is None or due is None:
        return
    last = end_of(dt.date.fromisoformat(due))
    if round.due_at == last:
        return
    round.due_at = last
    round.save(update_fields=["due_at"])
    Promise.objects.filter(round=round, kept_at=None, void_at=None).update(void_at=now)
    promise_ladder(round, now=now, calendar=load_calendar())


def _recorded(verb: str, placement: Placement, milestone: Milestone, *, by: User, now: dt.datetime, **told) -> None:
    if placement.case:
        record(verb, on=placement.case, by=by, now=now, milestone=milestone.what, **told)
