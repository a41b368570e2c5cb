"""How each unit keeps its times: counted from the seats of its offices, by day, and only for who sees the board."""

import datetime as dt

import pytest

from approvals.escalation.units import by_unit, tally
from approvals.rounds.services import decide
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from tests.approvals.twins import twins

DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
CALENDAR = Calendar({}, frozenset({2026}))


def counted(*seats):
    found = tally(seats, now=MONDAY + 14 * DAY, calendar=CALENDAR)
    return {unit: (one.waiting, one.overdue, one.in_time, one.late, one.usual) for unit, one in found.items()}


def test_what_is_awaited_past_its_last_day_is_overdue_and_what_has_none_never_is():
    assert counted((1, MONDAY, MONDAY + DAY, None), (1, MONDAY, MONDAY + 20 * DAY, None), (1, MONDAY, None, None)) == {
        1: (3, 1, 0, 0, None)
    }


def test_an_answer_after_the_last_day_is_late_and_the_usual_time_is_in_working_days():
    friday, next_monday, second_friday = MONDAY + 4 * DAY, MONDAY + 7 * DAY, MONDAY + 11 * DAY
    seats = [(2, MONDAY, friday, friday), (2, MONDAY, friday, next_monday), (2, MONDAY, None, second_friday)]

    assert counted(*seats) == {2: (0, 0, 2, 1, 5)}


@pytest.fixture
def review(season):
    case = season.nominate().case
    season.walk_to("review")
    return season.round(case)


def rows(season, watcher=None):
    found = by_unit(season.district, now=season.now, calendar=load_calendar(), watcher=watcher or season.joint_clerk)
    return {unit.code: (one.waiting, one.overdue, one.in_time, one.late) for unit, one in found}


def test_an_office_owes_what_waits_for_it_until_it_has_answered(season, review):
    assert rows(season)["personnel"] == (1, 0, 0, 0)
    season.at(review.due_at + DAY)
    assert rows(season)["personnel"] == (1, 1, 0, 0)

    decide(review, by=season.officer, verdict="approve", opinion="同意。", now=season.now)
    _waiting, _overdue, in_time, late = rows(season)["personnel"]
    assert (in_time, late) == (0, 1)

    season.at(season.now + 31 * DAY)
    assert rows(season)["personnel"][2:] == (0, 0)


def test_the_page_is_for_who_sees_the_board(season, review, client):
    client.force_login(season.joint_clerk)
    assert "人事" in client.get("/board/units/").content.decode()

    client.force_login(season.principal1)
    assert client.get("/board/units/").status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_no_more_for_thirty_cases_than_for_one(count, season, review, client, django_assert_num_queries):
    client.force_login(season.joint_clerk)
    twins(review.case, count - 1)

    with django_assert_num_queries(PAGE):
        client.get("/board/units/")


PAGE = 23
