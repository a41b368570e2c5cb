"""What processes lend to the inbox and the board: what waits for somebody and is no round of a case yet."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from approvals.inbox.lines import Line
from approvals.processes import Process, processes
from core.calendar.rules import Calendar
from core.models import Organisation, User

Lent = list[tuple[Process, QuerySet]]


def lent_to(user: User, *, on: dt.date) -> Lent:
    """Return what waits for a user in each process, besides rounds."""
    return [(process, process.waiting(user, on=on)) for process in processes() if process.waiting]


def overdue(district: Organisation, *, now: dt.datetime) -> Lent:
    """Return what has waited in a district for longer than its policy gives it."""
    return [(process, process.late(district, now=now)) for process in processes() if process.late]


def lent_lines(lent: Iterable[tuple[Process, QuerySet]], *, now: dt.datetime, calendar: Calendar) -> list[Line]:
    """Return the lines that the inbox and the board show of it."""
    return [process.line(row, now=now, calendar=calendar) for process, rows in lent if process.line for row in rows]
