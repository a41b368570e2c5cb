"""中止计时: while a clock stands still nothing is due and nobody is reminded; then the days that were left run on."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from approvals.escalation.board import counts
from approvals.escalation.services import extend, keep_promises, urge
from approvals.models import Pause, Round
from approvals.moves.clocks import resume_clock, stop_clock
from approvals.rounds.clock import Budget
from core.calendar.rules import Calendar, Unit
from core.clock import day_of
from core.errors import Conflict, Refused
from tests.approvals.addresses import page_of
from tests.approvals.variants import signed_first

MONDAY = dt.date(2026, 3, 2)
CALENDAR = Calendar({dt.date(2026, 3, 6): False, dt.date(2026, 3, 7): True}, frozenset({2026}))


@given(
    days=st.integers(1, 30),
    unit=st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]),
    waits=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 40)), max_size=8),
)
def test_what_is_spent_and_what_is_left_are_always_the_whole(days, unit, waits):
    """However often a clock is stopped (after some days) and let run on (after others)."""
    budget, day, spent = Budget(MONDAY, days, unit), MONDAY, 0

    for ran, stood in waits:
        day += dt.timedelta(days=ran)
        gone, left = budget.spent(day, calendar=CALENDAR), budget.left(day, calendar=CALENDAR)
        spent += gone
        assert min(gone, left) >= 0
        assert spent + left == days
        day += dt.timedelta(days=stood)
        budget = Budget(day, left, unit)


@given(days=st.integers(1, 30), unit=st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]), ran=st.integers(0, 60))
def test_a_clock_stopped_and_let_run_on_the_same_day_keeps_its_last_day(days, unit, ran):
    budget = Budget(MONDAY, days, unit)
    day = MONDAY + dt.timedelta(days=ran)
    left = budget.left(day, calendar=CALENDAR)

    again = Budget(day, left, unit).last_day(CALENDAR)

    assert (again == budget.last_day(CALENDAR)) or left == 0
    assert again >= day


@given(days=st.integers(1, 30), unit=st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]), late=st.integers(1, 60))
def test_what_is_overdue_has_no_day_left(days, unit, late):
    budget = Budget(MONDAY, days, unit)

    assert budget.left(budget.last_day(CALENDAR) + dt.timedelta(days=late), calendar=CALENDAR) == 0


@pytest.fixture
def waiting(season) -> Round:
    """A round of ten working days that waits for the section's officer; opened on a Tuesday."""
    case = season.nominate().case
    season.walk_to("review")
    return season.round(case)


@pytest.mark.django_db
def test_the_days_that_were_left_run_on_and_the_ladder_is_promised_anew(waiting, season):
    due = day_of(waiting.due_at)
    season.pass_days(2)
    pause = stop_clock(waiting, reason="等待市级复函", by=season.party_clerk, now=season.now)
    promised = waiting.promises.filter(kept_at=None, void_at=None).count()
    stopped = Round.objects.get(pk=waiting.pk)
    season.pass_days(28)

    resume_clock(waiting, by=season.party_clerk, now=season.now)

    round = Round.objects.get(pk=waiting.pk)
    assert (pause.left, stopped.due_at, promised) == (8, None, 0)
    assert day_of(round.due_at) == due + dt.timedelta(days=28)
    assert round.promises.filter(kept_at=None, void_at=None).count() == 6


@pytest.mark.django_db
def test_a_stopped_clock_is_on_the_board_and_is_not_overdue(waiting, season):
    stop_clock(waiting, reason="等待市级复函", by=season.party_clerk, now=season.now)

    season.pass_days(90)

    found = counts(season.district, now=season.now)
    assert (found["stopped"], found["overdue"]) == (1, 0)
    assert keep_promises(season.now) == 0


@pytest.mark.django_db
def test_a_clock_set_by_hand_keeps_the_days_it_was_given(waiting, season):
    until = day_of(season.now) + dt.timedelta(days=14)
    extend(waiting, until=until, reason="材料较多", by=season.party_clerk, now=season.now)
    season.pass_days(7)

    pause = stop_clock(waiting, reason="等待市级复函", by=season.party_clerk, now=season.now)

    assert pause.left == 5


@pytest.mark.django_db
def test_a_clock_is_stopped_again_with_what_was_left(waiting, season):
    for _time in range(3):
        stop_clock(waiting, reason="等待", by=season.party_clerk, now=season.now)
        season.pass_days(7)
        resume_clock(waiting, by=season.party_clerk, now=season.now)
        season.pass_days(1)

    assert list(Pause.objects.values_list("left", flat=True)) == [10, 9, 8]


@pytest.mark.django_db
def test_the_clerk_of_the_stage_stops_its_clock_too(season, client):
    season.campaign = season.open(signed_first(2))
    round = season.round(season.nominate().case)

    pause = stop_clock(round, reason="等待材料", by=season.officer, now=season.now)

    assert pause.stopped_by == season.officer


@pytest.mark.django_db
def test_the_page_says_that_the_clock_stands_still_and_why(waiting, season, client):
    client.force_login(season.party_clerk)
    client.post(page_of(waiting, "verbs/stop-clock/"), {"reason": "等待市级复函"})

    page = client.get(f"/cases/{waiting.process_id}/")

    assert page.context["standing"].pause.reason == "等待市级复函"
    assert "resume-clock" in [verb.key for verb in page.context["verbs"]]
    assert "等待市级复函" in page.content.decode()
    assert ("中止计时" in page.content.decode(), "无期限" in page.content.decode()) == (True, False)


@pytest.mark.django_db
def test_who_only_decides_does_not_stop_the_clock(waiting, season):
    with pytest.raises(PermissionDenied):
        stop_clock(waiting, reason="来不及", by=season.officer, now=season.now)
    with pytest.raises(PermissionDenied):
        resume_clock(waiting, by=season.officer, now=season.now)


@pytest.mark.django_db
def test_a_notice_has_no_clock_to_stop(season):
    case = season.nominate().case
    season.walk_to("school_notice")

    with pytest.raises(Refused):
        stop_clock(season.round(case), reason="等待", by=season.party_clerk, now=season.now)


@pytest.mark.django_db
def test_what_is_overdue_stays_overdue(waiting, season):
    season.pass_days(60)

    with pytest.raises(Refused):
        stop_clock(waiting, reason="等待", by=season.party_clerk, now=season.now)


@pytest.mark.django_db
def test_a_clock_is_stopped_with_a_reason_once_and_runs_on_once(waiting, season):
    with pytest.raises(Refused):
        stop_clock(waiting, reason=" ", by=season.party_clerk, now=season.now)
    with pytest.raises(Conflict):
        resume_clock(waiting, by=season.party_clerk, now=season.now)
    stop_clock(waiting, reason="等待", by=season.party_clerk, now=season.now)

    with pytest.raises(Conflict):
        stop_clock(waiting, reason="等待", by=season.party_clerk, now=season.now)


@pytest.mark.django_db
def test_no_last_day_is_set_while_the_clock_stands_still(waiting, season):
    stop_clock(waiting, reason="等待", by=season.party_clerk, now=season.now)

    with pytest.raises(Refused):
        extend(
            waiting, until=day_of(season.now) + dt.timedelta(9), reason="延期", by=season.party_clerk, now=season.now
        )


@pytest.mark.django_db
def test_nobody_is_urged_while_the_clock_stands_still_nor_is_it_offered(waiting, season, client):
    stop_clock(waiting, reason="等待", by=season.party_clerk, now=season.now)

    for by in (season.principal1, season.party_clerk):
        with pytest.raises(Refused, match="计时已中止"):
            urge(waiting, by=by, now=season.now)
        client.force_login(by)
        page = client.get(f"/cases/{waiting.process_id}/")
        assert "urge" not in [verb.key for verb in page.context["verbs"]]

    board = client.get("/board/").content.decode()
    assert (page_of(waiting) in board, page_of(waiting, "urge/") in board) == (False, False)
    assert page_of(waiting, "extend/") not in board


@pytest.mark.django_db
def test_a_round_that_closes_ends_its_pause(waiting, season):
    stop_clock(waiting, reason="等待", by=season.party_clerk, now=season.now)

    season.approve(waiting)

    assert Pause.objects.filter(until=None).count() == 0
