"""工作日: every last day of twenty-three years, against a table that somebody else keeps."""

import datetime as dt
import os
import subprocess
import sys

import chinese_calendar
import holidays
import pytest

from core.calendar.rules import DAY, Span
from tests.house.repository import ROOT

FIRST, LAST = dt.date(2004, 1, 1), dt.date(2026, 12, 31)
LONGEST = 30
DAYS = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]

# Where a table differs from ours, what the State Council's notice says: the day is worked (True) or off (False).
SETTLED = {
    # 国办发明电〔2005〕35号: “一、元旦:…将12月31日(星期六)、1月1日(星期日)两个公休日调至1月2日(星期一)、3日(星期二),
    # 12月31日(星期六)上班。” chinesecalendar 1.11.0 leaves this Saturday off.
    dt.date(2005, 12, 31): True,
}


def after(worked, start, *, among):
    """Return the working days of a table that follow a day, so many as a span may ask for."""
    place = among[start]
    return worked[place : place + LONGEST]


def places(worked):
    """Return, for every day, how many working days of a table come up to it and with it."""
    found, place, wanted = {}, 0, [*worked, None]
    for day in DAYS:
        place += day == wanted[place]
        found[day] = place
    return found


def test_every_span_of_1_to_30_working_days_ends_as_the_independent_table_says(seeded):
    table = holidays.country_holidays("CN", years=range(2004, 2027))
    worked = [day for day in DAYS if table.is_working_day(day)]
    among = places(worked)

    differing = [
        (start, n, theirs)
        for start in DAYS
        for n, theirs in enumerate(after(worked, start, among=among), start=1)
        if seeded.add(start, n) != theirs
    ]

    assert differing == []
    assert sum(len(after(worked, start, among=among)) for start in DAYS) > len(DAYS) * LONGEST - 31 * 45


@pytest.mark.parametrize(
    ("name", "is_worked"),
    [
        ("chinesecalendar", chinese_calendar.is_workday),
        ("holidays", holidays.country_holidays("CN", years=range(2004, 2027)).is_working_day),
    ],
)
def test_every_difference_between_the_tables_is_settled_by_an_official_notice(seeded, name, is_worked):
    differing = {day for day in DAYS if seeded.is_working(day) != is_worked(day)}

    assert differing <= set(SETTLED)
    assert {day: seeded.is_working(day) for day in SETTLED} == SETTLED


def test_no_start_day_and_no_span_is_an_error_in_years_without_a_notice(seeded):
    starts = [dt.date(2026, 12, 1) + n * DAY for n in range(400)]

    ends = {start: Span.parse("10 working days").end(start, seeded) for start in starts}

    assert all(seeded.is_provisional(end) == (end.year > 2026) for end in ends.values())
    assert all(end.weekday() < 5 for end in ends.values() if end.year > 2026)


LAST_MOMENT = """
import datetime as dt, os, time
time.tzset()
assert time.tzname[0] == os.environ["EXPECTED"], time.tzname
import django; django.setup()
from core.calendar.rules import Calendar, Span
from core.clock import day_of, end_of
from approvals.escalation.ladder import ladder
calendar = Calendar({}, frozenset({2026}))
for hour in range(24):
    opened = dt.datetime(2026, 3, 2, hour, 30, tzinfo=dt.UTC)
    last = Span.parse("5 working days").end(day_of(opened), calendar)
    rung, = ladder(last, offsets=[-1], escalates=False, calendar=calendar)
    print(end_of(last).astimezone(dt.UTC).isoformat(), rung.at.astimezone(dt.UTC).isoformat())
"""


@pytest.mark.parametrize(("zone", "short"), [("UTC", "UTC"), ("America/New_York", "EST")])
def test_a_server_in_another_zone_gives_the_same_last_moments(zone, short):
    """Opened until 23:59 of a Monday in Shanghai, a span ends with the same second, whatever the server's clock."""
    told = {"TZ": zone, "EXPECTED": short, "DJANGO_SETTINGS_MODULE": "core.settings", "PYTHONPATH": str(ROOT)}

    ran = subprocess.run(
        [sys.executable, "-c", LAST_MOMENT],
        env={**os.environ, **told},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    monday = ["2026-03-09T15:59:59+00:00 2026-03-06T01:00:00+00:00"] * 16
    tuesday = ["2026-03-10T15:59:59+00:00 2026-03-09T01:00:00+00:00"] * 8
    assert ran.stdout.split("\n")[:-1] == monday + tuesday
