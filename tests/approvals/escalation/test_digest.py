"""The board once a week: on the first working day, to whoever watches, of the cases they do not stay out of."""

import datetime as dt

import pytest

from approvals.conflicts.models import Recusal
from approvals.escalation.digest import write_digests
from approvals.models import Round
from approvals.rounds.services import send_up
from core.calendar.models import CalendarDay
from core.clock import day_of
from core.organisations.services import found, found_district
from notifications.models import Message
from tests.approvals.twins import twins

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
def overdue(season) -> Round:
    """A round that is overdue on a Monday at nine."""
    case = season.nominate("王秀英", school=1).case
    season.walk_to("review")
    round = season.round(case)
    season.at(season.began + 28 * DAY)
    assert (round.due_at < season.now, season.now.weekday(), season.now.hour) == (True, 0, 9)
    return round


def letters(user=None, **only):
    rows = Message.objects.filter(key__startswith="digest:", channel="inapp", **only).order_by("pk")
    return list(rows.filter(recipient=user) if user else rows)


def test_whoever_watches_the_board_is_told_and_nobody_else(season, overdue, client):
    write_digests(season.now)

    told = {message.recipient_id for message in letters()}
    for user in season.users.values():
        client.force_login(user)
        assert (client.get("/board/").status_code == 200) == (user.pk in told)
    assert told


def test_the_digest_says_how_many_why_how_old_where_and_with_whom(season, overdue):
    send_up(overdue, by=season.officer, reason="可否放宽？", now=season.now)
    write_digests(season.now)

    [letter] = letters(season.leader)
    lines = [line for line in letter.text.splitlines() if line]
    assert letter.subject == "本周督办：待处理1件"
    assert lines[1:3] == ["已逾期：1", "提请研究：1"]
    assert lines[4:6] == [
        f"{overdue.case.number}，{overdue.rule.title}，海州第1小学：已{working_days(overdue, season)}个工作日",
        "待办人：组织人事科 经办人：officer同志",
    ]
    assert lines[-1].endswith("/board/")
    assert "王秀英" not in letter.text


def working_days(round, season) -> int:
    """Count Mondays to Fridays; no holiday lies between."""
    days = [day_of(round.opened_at) + n * DAY for n in range(1, 40)]
    return sum(day.weekday() < 5 for day in days if day <= season.now.date())


def test_a_week_is_told_once_however_often_the_sweep_comes_by(season, overdue):
    first = write_digests(season.now)
    twins(overdue.case, 2)
    again = [write_digests(season.now + n * HOUR) for n in (1, 30, 100)]
    next_week = write_digests(season.now + 8 * DAY)  # its Monday is kept free for 清明

    assert first > 0
    assert again == [0, 0, 0]
    assert next_week == first
    assert [letter.subject for letter in letters(season.leader)] == ["本周督办：待处理1件", "本周督办：待处理3件"]


def test_nothing_is_said_before_nine(season, overdue):
    assert write_digests(season.now - HOUR) == 0
    assert write_digests(season.now) > 0


def test_a_monday_off_moves_it_to_the_first_working_day(season, overdue):
    CalendarDay.objects.create(date=season.now.date(), is_working=False, name="放假")

    assert write_digests(season.now + 3 * HOUR) == 0
    assert write_digests(season.now + DAY) > 0


def test_a_week_of_holidays_has_none(season, overdue):
    for n in range(5):
        CalendarDay.objects.create(date=season.now.date() + n * DAY, is_working=False, name="放假")

    assert [write_digests(season.now + n * DAY) for n in range(7)] == [0] * 7


def test_a_morning_without_a_sweep_is_made_up_for(season, overdue):
    assert write_digests(season.now + 2 * DAY) > 0


def test_nothing_pending_is_no_message_and_what_comes_later_waits_for_next_week(season):
    case = season.nominate().case
    season.walk_to("review")
    monday = season.at(season.now + 14 * DAY)

    assert write_digests(monday) == 0
    assert season.round(case).due_at < monday + 4 * DAY
    assert write_digests(monday + 4 * DAY) == 0
    assert write_digests(monday + 7 * DAY) > 0


def test_who_stays_out_of_a_case_does_not_read_of_it(season, overdue):
    twin = twins(overdue.case, 1)[0]
    recuse(season.leader, overdue.case, season)
    recuse(season.party1, overdue.case, season)
    recuse(season.party1, twin, season)
    write_digests(season.now)

    [letter] = letters(season.leader)
    assert letter.subject == "本周督办：待处理1件"
    assert (twin.number in letter.text, overdue.case.number in letter.text) == (True, False)
    assert letters(season.party1) == []
    assert len(letters(season.party2)) == 1


def recuse(user, case, season):
    Recusal.objects.create(district=season.district, case=case, user=user, rule="declared", found_at=season.now)


def test_another_district_is_told_of_its_own_board_only(season, overdue, make_user):
    other = found_district(code="other", name="邻区")
    bureau = found("bureau", under=other, code="bureau", name="邻区教育局")
    leader = make_user("邻区领导", role="leader", at=bureau, district=other)
    write_digests(season.now)

    assert letters(leader) == []


def test_each_reads_their_own_language(season, overdue):
    season.leader.language = "en"
    season.leader.save()
    write_digests(season.now)

    [letter] = letters(season.leader)
    assert letter.subject == "This week on the board: 1 matter pending"
    assert "Overdue: 1" in letter.text.splitlines()


def test_only_the_oldest_are_named(season, overdue):
    twins(overdue.case, 9)
    write_digests(season.now)

    [letter] = letters(season.leader)
    assert sum("个工作日" in line for line in letter.text.splitlines()) == 5
    assert "已逾期：10" in letter.text
