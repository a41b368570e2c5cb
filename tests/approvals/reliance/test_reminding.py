"""Twenty working days, and reminders around the last of them."""

import datetime as dt

import pytest

from approvals.models import Reconsideration
from approvals.reliance.reminding import remind
from approvals.reliance.services import answer, correct_statement
from core.calendar.services import load_calendar
from core.clock import day_of
from notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted(season, ended, title_of):
    correct_statement(title_of(ended), value="一级教师", by=season.officer, now=season.now, reason="有误")
    return Reconsideration.objects.get()


def keys():
    return sorted(set(Message.objects.filter(key__startswith="reconsideration:").values_list("key", flat=True)))


def nine(day: dt.date, season) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9, 30), tzinfo=season.now.tzinfo)


def test_it_is_due_in_twenty_working_days(season, wanted):
    assert load_calendar().count(day_of(season.now), wanted.due_on) == 20


def test_a_reminder_goes_out_once_a_rung_and_says_that_it_is_late(season, wanted):
    assert remind(season.now) == 0

    assert remind(nine(wanted.due_on, season)) > 0
    assert remind(nine(wanted.due_on, season)) == 0
    assert remind(nine(load_calendar().add(wanted.due_on, 1), season)) > 0

    assert keys() == [f"reconsideration:{wanted.pk}:{what}" for what in ("+0", "+1", "opened")]


def test_what_was_answered_is_not_reminded_of(season, wanted):
    answer(wanted, stands=True, reason="成立", by=season.leader, now=season.now)

    assert remind(nine(wanted.due_on, season)) == 0
