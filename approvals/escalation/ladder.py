"""The ladder of a deadline: pure, in working days around the last day."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from approvals.rounds.models import Promise

OFFICE_OPENS = dt.time(9)


@dataclass(frozen=True)
class Rung:
    step: str
    offset: int
    at: dt.datetime


def ladder(due: dt.date, *, offsets, escalates: bool, calendar) -> list[Rung]:
    """Return the rungs of a deadline, each at nine on its working day; escalation follows the last reminder.

    ``offsets`` are working days from the last day: negative before it, positive after it.
    """
    rungs = [Rung(Promise.Step.REMIND, offset, morning(calendar.add(due, offset))) for offset in offsets]
    if escalates:
        last = max(offsets, default=0) + 1
        rungs.append(Rung(Promise.Step.ESCALATE, last, morning(calendar.add(due, last))))
    return rungs


def morning(day: dt.date) -> dt.datetime:
    """Return when the offices open on a day."""
    return timezone.make_aware(dt.datetime.combine(day, OFFICE_OPENS))
