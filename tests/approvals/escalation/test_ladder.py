"""The rungs of a deadline, in working days."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from approvals.escalation.ladder import ladder
from core.calendar.rules import Calendar

PLAIN = Calendar({}, frozenset(range(2020, 2040)))
days = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))


def on(rungs):
    return [(rung.step, rung.offset, rung.at.date()) for rung in rungs]


def test_reminders_fall_on_working_days_around_the_last_day_and_escalation_follows_them():
    monday = dt.date(2026, 3, 9)

    assert on(ladder(monday, offsets=(-3, -1, 0, 1, 3), escalates=True, calendar=PLAIN)) == [
        ("remind", -3, dt.date(2026, 3, 4)),
        ("remind", -1, dt.date(2026, 3, 6)),
        ("remind", 0, monday),
        ("remind", 1, dt.date(2026, 3, 10)),
        ("remind", 3, dt.date(2026, 3, 12)),
        ("escalate", 4, dt.date(2026, 3, 13)),
    ]


def test_a_holiday_is_skipped():
    closed = Calendar({dt.date(2026, 3, 10): False}, frozenset({2026}))

    assert on(ladder(dt.date(2026, 3, 9), offsets=(1,), escalates=False, calendar=closed)) == [
        ("remind", 1, dt.date(2026, 3, 11))
    ]


@given(days, st.lists(st.integers(-5, 5), unique=True), st.booleans(), st.data())
def test_the_order_of_the_offsets_never_matters(last, offsets, escalates, data):
    shuffled = data.draw(st.permutations(offsets))
    climb = lambda steps: set(ladder(last, offsets=steps, escalates=escalates, calendar=PLAIN))  # noqa: E731

    assert climb(shuffled) == climb(offsets)


@given(days, st.integers(-5, 5))
def test_nobody_is_told_on_a_day_off_but_the_last_day_itself(last, offset):
    [rung] = ladder(last, offsets=(offset,), escalates=False, calendar=PLAIN)

    assert PLAIN.is_working(rung.at.date()) or (offset == 0 and rung.at.date() == last)
