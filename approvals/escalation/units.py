"""按单位看办理情况: how each unit keeps its times, from the seats of its offices."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from approvals.conflicts.services import kept_out
from approvals.rounds.models import Ballot
from core.calendar.rules import DAY, Calendar
from core.clock import day_of
from core.models import Organisation, User

PERIOD = 30 * DAY  # so far back the answers are counted

# The body of an office, when it was asked, by when, and when it answered.
Seat = tuple[int, dt.datetime, dt.datetime | None, dt.datetime | None]


@dataclass
class Tally:
    """What one unit's offices owe now, and how they answered lately; ``took`` are working days, one an answer."""

    overdue: int = 0
    waiting: int = 0
    in_time: int = 0
    late: int = 0
    took: list[int] = field(default_factory=list)

    @property
    def usual(self) -> float | None:
        """The median of the working days an answer took; None without one."""
        return median(self.took) if self.took else None


def tally(seats: Iterable[Seat], *, now: dt.datetime, calendar: Calendar) -> dict[int, Tally]:
    """Count by unit what is awaited, what of it is overdue, and what was answered in time or late. Pure."""
    found: dict[int, Tally] = {}
    for unit, asked, due, answered in seats:
        mine = found.setdefault(unit, Tally())
        is_late = due is not None and (answered or now) > due
        if answered is None:
            mine.waiting += 1
            mine.overdue += is_late
        else:
            mine.in_time += not is_late
            mine.late += is_late
            mine.took.append(calendar.count(day_of(asked), day_of(answered)))
    return found


def by_unit(
    district: Organisation, *, now: dt.datetime, calendar: Calendar, watcher: User
) -> list[tuple[Organisation, Tally]]:
    """Return every unit of which something is awaited or was answered lately, the most overdue first.

    Judges and members answer for themselves and are not counted; nor are cases that the ``watcher`` stays out of.
    """
    seats = Ballot.objects.filter(~kept_out(watcher, case="round__process"), district=district).exclude(role="")
    said = ("organisation", "round__opened_at", "round__due_at", "cast_at")
    awaited = seats.awaited().filter(round__closed_at=None).values_list(*said)
    answered = seats.filter(state=Ballot.State.CAST, cast_at__gt=now - PERIOD, cast_at__lte=now).values_list(*said)
    found = tally([*awaited, *answered], now=now, calendar=calendar)
    units = Organisation.objects.in_bulk(found)
    listed = [(units[pk], counted) for pk, counted in found.items()]
    return sorted(listed, key=lambda row: (-row[1].overdue, -row[1].late, row[0].pk))
