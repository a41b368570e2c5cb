"""期限: counting working days and ending spans of time; pure."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

DAY = dt.timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday but for the exceptions of the State Council's yearly notices (调休)."""

    exceptions: Mapping[dt.date, bool]
    known_years: frozenset[int]

    def is_working(self, day: dt.date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_provisional(self, day: dt.date) -> bool:
        """True where the notice of the day's year is not loaded, so that its holidays are not known."""
        return day.year not in self.known_years

    def add(self, day: dt.date, days: int) -> dt.date:
        """Return the ``days``-th working day after a day (before it where negative); the day itself for 0."""
        step = DAY if days > 0 else -DAY
        for _ in range(abs(days)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def count(self, start: dt.date, end: dt.date) -> int:
        """Return how many working days lie after ``start``, up to and with ``end``; negative where end is before."""
        if end < start:
            return -self.count(end, start)
        return sum(self.is_working(start + n * DAY) for n in range(1, (end - start).days + 1))


def years_after(day: dt.date, years: int) -> dt.date:
    """Return the same date so many years on; the month's last day where there is none (民法典 第二百零二条)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 2, 28)


class Unit(StrEnum):
    WORKING_DAY = "working day"
    CALENDAR_DAY = "calendar day"
    YEAR = "year"


@dataclass(frozen=True)
class Span:
    """A length of time as a policy writes it: ``10 working days``, ``5 calendar days``, ``3y``."""

    number: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Return the span a policy names; ValueError where it is none or is empty."""
        match = re.fullmatch(r"([1-9]\d{0,3}) ?(?:(working|calendar) days?|(y))", text.strip())
        if match is None:
            raise ValueError(f"“{text}” is no span of time: write “10 working days”, “20 calendar days” or “3y”.")
        number, kind, _years = match.groups()
        return cls(int(number), Unit(f"{kind} day") if kind else Unit.YEAR)

    def end(self, start: dt.date, calendar: Calendar) -> dt.date:
        """Return the last day of the span; the day it starts on is not counted (民法典 第二百零一条).

        Calendar days that would end on a day off end on the next working day (第二百零三条). Years end on the same
        date, or on the month's last day where there is none (第二百零二条).
        """
        if self.unit is Unit.WORKING_DAY:
            return calendar.add(start, self.number)
        if self.unit is Unit.CALENDAR_DAY:
            return calendar.add(start + (self.number - 1) * DAY, 1)
        return years_after(start, self.number)

    def __str__(self) -> str:
        if self.unit is Unit.YEAR:
            return f"{self.number}y"
        return f"{self.number} {self.unit}{'s' if self.number > 1 else ''}"
