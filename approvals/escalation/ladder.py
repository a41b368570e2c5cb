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
    rungs = [Rung(Promise.Step.REMIND, offset, _morning(shift(due, offset, calendar))) for offset in offsets]
    if escalates:
        last = max(offsets, default=0) + 1
        rungs.append(Rung(Promise.Step.ESCALATE, last, _morning(shift(due, last, calendar))))
    return rungs


def shift(day: dt.date, offset: int, calendar) -> dt.date:
    """Return the working day ``offset`` working days from ``day``, forwards or back."""
    if offset >= 0:
        return calendar.add(day, offset)
    for _step in range(-offset):
        day -= dt.timedelta(days=1)
        while not calendar.is_working(day):
            day -= dt.timedelta(days=1)
    return day


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, OFFICE_OPENS))
