"""中止计时: pure; what a stopped clock leaves of a stage's time, and the last day once it runs again."""

import datetime as dt
from dataclasses import dataclass

from core.calendar.rules import DAY, Calendar, Span, Unit


@dataclass(frozen=True)
class Budget:
    """So many days, counted from the day after a clock began to run."""

    since: dt.date
    days: int
    unit: Unit

    def spent(self, day: dt.date, *, calendar: Calendar) -> int:
        """Return how many days of the budget are gone at the end of a day; never more than there were."""
        gone = calendar.count(self.since, day) if self.unit is Unit.WORKING_DAY else (day - self.since).days
        return min(max(gone, 0), self.days)

    def left(self, day: dt.date, *, calendar: Calendar) -> int:
        """Return how many days are left at the end of a day; what was spent and what is left are the whole."""
        return self.days - self.spent(day, calendar=calendar)

    def last_day(self, calendar: Calendar) -> dt.date:
        """Return the day on which the budget ends; with nothing left, the day the clock runs on, or the next worked."""
        if self.days:
            return Span(self.days, self.unit).end(self.since, calendar)
        return calendar.add(self.since - DAY, 1)


def extended(since: dt.date, *, until: dt.date, unit: Unit, calendar: Calendar) -> Budget:
    """Return the budget of a clock whose last day was set by hand."""
    days = calendar.count(since, until) if unit is Unit.WORKING_DAY else (until - since).days
    return Budget(since, max(days, 0), unit)
