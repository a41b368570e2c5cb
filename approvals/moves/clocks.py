"""中止计时: a stage's clock is stopped while the case waits for something outside, and runs on afterwards."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.conflicts.services import recheck
from approvals.escalation.services import may_watch
from approvals.rounds.clock import Budget, extended
from approvals.rounds.models import Pause, Round
from approvals.rounds.opening import promise_ladder
from approvals.rounds.services import is_clerk, kept_for, locked
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record

BY_THE_CALENDAR = ("public_notice", "waitlist", "check")  # what ends by counted days, or at once, has no clock to stop


def may_stop(user: User, round: Round) -> bool:
    """Tell whether a user may stop a round's clock: it runs, and they watch over the district or keep the stage."""
    return round.is_open and round.due_at is not None and round.kind not in BY_THE_CALENDAR and may_mind(user, round)


def may_resume(user: User, round: Round) -> bool:
    """Tell whether a user may let a round's clock run on."""
    return round.is_open and open_pause(round) is not None and may_mind(user, round)


def may_mind(user: User, round: Round) -> bool:
    """Tell whether a user looks after a round: the clerk of its stage, or who watches over the district."""
    return is_clerk(user, round) or (user.district_id == round.district_id and may_watch(user))


def minded_for(user: User, round: Round) -> dict[str, Any]:
    """Return, for the record, for whom a user looks after a round; nothing for who watches in their own name."""
    return {} if may_watch(user) else kept_for(user, round)


def open_pause(round: Round) -> Pause | None:
    """Return the stretch in which a round's clock stands still now."""
    return round.pauses.filter(until=None).select_related("stopped_by").first()


@transaction.atomic
def stop_clock(round: Round, *, reason: str, by: User, now: dt.datetime) -> Pause:
    """Stop a round's clock: it has no deadline and reminds nobody until it runs on.

    Refused for a stage that ends by counted days, for one that is overdue, or without a reason; Conflict when it
    stands still already.
    """
    round = locked(round.process_id, round.pk)
    _check(round, by=by, now=now)
    if round.kind in BY_THE_CALENDAR:
        raise Refused(_("“%(stage)s” ends by the calendar; its days cannot be stopped.") % {"stage": round.rule.title})
    if open_pause(round):
        raise Conflict(_("The clock stands still already."))
    if round.due_at is None or round.due_at < now:
        raise Refused(_("The last day is over; stopping the clock does not undo that. Set a new last day instead."))
    if not reason.strip():
        raise Refused(_("Say what the case waits for; it stands on the record."))
    left = budget_of(round).left(day_of(now), calendar=load_calendar())
    pause = Pause.objects.create(
        district_id=round.district_id, round=round, since=now, stopped_by=by, reason=reason, left=left
    )
    round.due_at = None
    round.save(update_fields=["due_at"])
    round.promises.filter(kept_at=None, void_at=None).update(void_at=now)
    told = {"reason": reason, "left": left, **minded_for(by, round)}
    record("round.clock_stopped", on=round.case, by=by, now=now, stage=round.stage, **told)
    return pause


@transaction.atomic
def resume_clock(round: Round, *, by: User, now: dt.datetime) -> Round:
    """Let a round's clock run on with the days that were left, and promise its ladder anew; Conflict when it runs."""
    round = locked(round.process_id, round.pk)
    _check(round, by=by, now=now)
    pause = open_pause(round)
    if pause is None:
        raise Conflict(_("The clock is running already."))
    pause.until, pause.resumed_by = now, by
    pause.save(update_fields=["until", "resumed_by"])
    calendar = load_calendar()
    round.due_at = end_of(Budget(day_of(now), pause.left, round.rule.within.unit).last_day(calendar))
    round.save(update_fields=["due_at"])
    promise_ladder(round, now=now, calendar=calendar)
    told = {"until": str(day_of(round.due_at)), "left": pause.left, **minded_for(by, round)}
    record("round.clock_resumed", on=round.case, by=by, now=now, stage=round.stage, **told)
    return round


def budget_of(round: Round) -> Budget:
    """Return the days a clock had when it last began to run: at the opening, after a pause, or as set by hand."""
    span, calendar = round.rule.within, load_calendar()
    before = round.pauses.exclude(until=None).order_by("-pk").first()
    days = before.left if before else span.number
    budget = Budget(day_of((before and before.until) or round.opened_at), days, span.unit)
    last_day = day_of(round.due_at) if round.due_at else None
    if last_day is None or budget.last_day(calendar) == last_day:
        return budget
    return extended(budget.since, until=last_day, unit=span.unit, calendar=calendar)


def _check(round: Round, *, by: User, now: dt.datetime) -> None:
    if not may_mind(by, round):
        raise PermissionDenied
    recheck(by, round.case, now=now)
