"""The ladder of a reconsideration: whoever may answer is reminded around its last day."""

import datetime as dt

from django.db import transaction

from approvals.escalation.ladder import Rung, ladder
from approvals.policies.document import Stage
from approvals.reliance.models import Reconsideration
from approvals.reliance.opening import tell
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from core.clock import day_of
from notifications.models import Message


def remind(now: dt.datetime) -> int:
    """Remind on the days of the ladder around the last day; a sweep calls it as often as it likes.

    A sweep that comes late sends the last reminder that is due, not every one that was missed.
    """
    calendar = load_calendar()
    waiting = Reconsideration.objects.filter(state=Reconsideration.State.OPEN)
    rungs = {one: _rung(one, now=now, calendar=calendar) for one in waiting.select_related("case__campaign")}
    keys = {one: f"reconsideration:{one.pk}:{rung.offset:+d}" for one, rung in rungs.items() if rung}
    sent = set(Message.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    return sum(_remind(one, rungs[one], now=now) for one, key in keys.items() if key not in sent)


@transaction.atomic
def _remind(wanted: Reconsideration, rung: Rung | None, *, now: dt.datetime) -> int:
    if rung is None or wanted.due_on is None:
        return 0
    letter = "reconsideration_late" if wanted.due_on < day_of(now) else "reconsideration_due"
    return tell(wanted, f"{rung.offset:+d}", letter=letter, now=now)


def _rung(wanted: Reconsideration, *, now: dt.datetime, calendar: Calendar) -> Rung | None:
    """Return the last step of the ladder that has come since it was opened."""
    if wanted.due_on is None:
        return None
    steps = ladder(wanted.due_on, offsets=Stage.remind, escalates=False, calendar=calendar)
    come = [step for step in steps if wanted.opened_at < step.at <= now]
    return come[-1] if come else None
