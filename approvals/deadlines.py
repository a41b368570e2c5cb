"""期限: how a deadline stands today, in working days and in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.calendar.rules import Calendar
from core.clock import day_of

SOON = 1  # working days


@dataclass(frozen=True)
class Deadline:
    """The last day of something that waits, with the working days left; negative once it is over."""

    last_day: dt.date
    left: int
    is_over: bool
    is_provisional: bool

    @property
    def words(self) -> str:
        if self.is_over:
            return _("Overdue, working days: %(n)d") % {"n": -self.left} if self.left else _("Overdue")
        if self.left == 0:
            return _("Due today")
        return _("Working days left: %(n)d") % {"n": self.left}

    @property
    def tone(self) -> str:
        if self.is_over:
            return "late"
        return "soon" if self.left <= SOON else "plain"


def deadline(due_at: dt.datetime | None, *, now: dt.datetime, calendar: Calendar) -> Deadline | None:
    """Return how a deadline stands at a moment; None for what has none."""
    if due_at is None:
        return None
    today, last_day = day_of(now), day_of(due_at)
    return Deadline(last_day, calendar.count(today, last_day), due_at < now, calendar.is_provisional(last_day))


def days_since(moment: dt.datetime, *, now: dt.datetime) -> int:
    """Return for how many calendar days something has waited."""
    return (day_of(now) - day_of(moment)).days
