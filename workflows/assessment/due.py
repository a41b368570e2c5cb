"""应参加考核的人: pure; who is due, and which unit assesses them (事业单位工作人员考核规定 第三十七至四十四条)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

HALF_A_YEAR = 183  # days; over half of 365 and of 366


@dataclass(frozen=True)
class Stay:
    """Time at one unit; ``until`` is the last day there, None while it lasts."""

    unit: str
    since: dt.date
    until: dt.date | None = None

    def days(self, first: dt.date, last: dt.date) -> int:
        """Count the days of a year that fall into the stay."""
        start, end = max(self.since, first), min(self.until or last, last)
        return max((end - start).days + 1, 0)


class Reason(StrEnum):
    """Why somebody is not due."""

    NEVER_THERE = "never_there"
    LEFT = "left"
    RETIRED = "retired"
    DIED = "died"
    LEADER = "leader"


@dataclass(frozen=True)
class Due:
    """Who assesses somebody, the other unit that is heard, and how many days of the year they worked in all."""

    unit: str
    other: str | None
    days: int


def due(
    stays: Sequence[Stay],
    *,
    first: dt.date,
    last: dt.date,
    announced: dt.date,
    retired: dt.date | None = None,
    died: dt.date | None = None,
    is_leader: bool = False,
) -> Due | Reason:
    """Tell which unit assesses somebody for the year from ``first`` to ``last``, or why nobody does.

    It is the unit where most of the year was spent, the later one of equals; another one is heard (第三十八条).
    ``announced`` is the day of the notice: who left, retired or died before it is not due. The head of a unit is
    assessed as a leader, by those who manage leaders.
    """
    if died is not None:
        return Reason.DIED
    if retired is not None and retired <= announced:
        return Reason.RETIRED
    spent: dict[str, int] = {}
    for stay in sorted(stays, key=lambda stay: stay.since):
        days = spent.pop(stay.unit, 0) + stay.days(first, last)
        if days:
            spent[stay.unit] = days  # the later unit comes later
    if not spent:
        return Reason.NEVER_THERE
    if not any(stay.until is None or stay.until >= announced for stay in stays):
        return Reason.LEFT
    if is_leader:
        return Reason.LEADER
    unit = max(reversed(list(spent)), key=lambda name: spent[name])
    rest = {name: days for name, days in spent.items() if name != unit}
    return Due(unit, max(rest, key=lambda name: rest[name]) if rest else None, sum(spent.values()))


def is_short(days: int) -> bool:
    """Tell whether so many days are less than half a year (第三十七条)."""
    return days < HALF_A_YEAR
