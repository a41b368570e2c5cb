"""递补: a place that comes free goes to the next in the frozen order, with a reason, and to nobody else."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.campaigns.services import balance, grant_places
from approvals.cases.services import withdraw
from approvals.cohorts import waiting
from approvals.inbox.queries import sittings
from approvals.models import Ballot, Case, Ranking, RankingEntry
from approvals.rankings.services import freeze
from approvals.waitlists.queries import free_places, waiting_list
from approvals.waitlists.services import call_up, expire_due, tell_of_free_places
from core import clock
from core.errors import Conflict, Refused
from core.models import Event
from notifications.models import Message
from tests.approvals.rankings.short import short, teacher, waiting_cases

pytestmark = pytest.mark.django_db
WHERE = {"stage": "reserve", "track": "teacher"}
FALLING = ("0.9", "0.85", "0.8", "0.75")


def ranked(season, *people, caps=""):
    """Freeze a list of four teachers, the better first, two of them within the places."""
    season.campaign = season.open(short(caps=caps))
    cases = waiting_cases(season, FALLING, people)
    season.walk_to("clearance")
    return cases


@pytest.fixture
def cases(season):
    """Four teachers, the first two within the places, the others on the waiting list."""
    return ranked(season)


def leave(season, case):
    """Let a case that holds a place be refused by the clearing offices."""
    season.approve(season.round(case), verdict="reject", opinion="联审发现问题。")


def called(season, **fields):
    given = {**WHERE, "by": season.officer, "reason": "一人未通过联审", "now": season.now, **fields}
    return call_up(season.campaign, **given)


def stages(season, cases):
    return [season.round(case).stage if Case.objects.get(pk=case.pk).is_live else "" for case in cases]


def test_who_is_below_the_line_waits_in_the_order_of_the_list(season, cases):
    waits = waiting_list(season.campaign, **WHERE)

    assert [(waiting.round.case, waiting.entry.position) for waiting in waits] == [(cases[2], 3), (cases[3], 4)]
    assert stages(season, cases) == ["clearance", "clearance", "reserve", "reserve"]
    assert waits[0].round.due_at > season.now + dt.timedelta(days=60)


def test_a_free_place_goes_to_the_next_with_the_reason_on_the_record(season, cases):
    leave(season, cases[0])
    entry = called(season)

    assert (entry.round.process_id, entry.called_up_by, entry.called_up_reason) == (
        cases[2].pk,
        season.officer,
        "一人未通过联审",
    )
    assert stages(season, cases) == ["", "clearance", "clearance", "reserve"]
    event = Event.objects.get(chain=cases[2].chain, verb="waitlist.called_up")
    assert "一人未通过联审" in event.body
    assert Ranking.objects.get().digest in event.body
    assert balance(season.campaign, track="teacher") == 0


def test_nobody_is_called_up_without_a_free_place(season, cases):
    with pytest.raises(Refused):
        called(season)

    assert stages(season, cases) == ["clearance", "clearance", "reserve", "reserve"]


def test_one_free_place_is_given_once(season, cases):
    leave(season, cases[0])
    called(season)

    with pytest.raises(Refused):
        called(season)
    assert stages(season, cases) == ["", "clearance", "clearance", "reserve"]


def test_nobody_is_called_up_when_nobody_is_left(season, cases):
    for case in cases[:2]:
        leave(season, case)
    for case in cases[2:]:
        withdraw(case, by=season.users[f"principal{cases.index(case) + 1}"], reason="调离本区", now=season.now)

    with pytest.raises(Refused):
        called(season)
    assert balance(season.campaign, track="teacher") == 2


def test_nobody_is_called_up_without_a_reason(season, cases):
    leave(season, cases[0])

    with pytest.raises(Refused):
        called(season, reason="  ")


def test_the_frozen_order_is_followed(season, cases):
    leave(season, cases[0])

    with pytest.raises(Refused, match="教师3"):
        called(season, expected=season.round(cases[3]).pk)
    assert stages(season, cases)[2:] == ["reserve", "reserve"]


def test_a_list_that_changed_while_it_was_looked_at_is_a_conflict(season, cases):
    leave(season, cases[0])
    leave(season, cases[1])
    expected = season.round(cases[2]).pk
    called(season, expected=expected)

    with pytest.raises(Conflict):
        called(season, expected=expected)
    assert stages(season, cases)[2:] == ["clearance", "reserve"]


def test_only_the_office_of_the_list_calls_up(season, cases):
    leave(season, cases[0])

    with pytest.raises(PermissionDenied):
        called(season, by=season.head)


def test_a_withdrawal_removes_nobody_else(season, cases):
    withdraw(cases[0], by=season.principal1, reason="调离本区", now=season.now)
    called(season)

    assert stages(season, cases) == ["", "clearance", "clearance", "reserve"]


def test_a_place_granted_later_is_free_for_the_next(season, cases):
    grant_places(season.campaign, track="teacher", places=1, reason="申报踊跃", by=season.leader, now=season.now)
    called(season, reason="增加一个名额")

    assert stages(season, cases) == ["clearance", "clearance", "clearance", "reserve"]


def test_who_was_sent_back_behind_the_list_keeps_their_place(season, cases):
    season.approve(season.round(cases[0]), verdict="return", opinion="补充材料。")
    assert stages(season, cases)[0] == "correction"

    with pytest.raises(Refused):
        called(season)
    assert free_places(season.campaign, track="teacher") == 0


def test_who_is_called_up_goes_through_the_meeting_and_a_notice_of_their_own(season, cases):
    leave(season, cases[0])
    season.walk_to("joint")
    called(season, reason="一人未通过联审")
    season.walk_to()

    rounds = Case.objects.get(pk=cases[2].pk).rounds.order_by("pk")
    assert list(rounds.values_list("stage", "verdict"))[2:] == [
        ("shortlist", "waitlist"),
        ("reserve", "called"),
        ("clearance", "approve"),
        ("party", "approve"),
        ("public_notice", "clear"),
        ("joint", "approve"),
    ]
    notices = [
        Case.objects.get(pk=case.pk).rounds.get(stage="public_notice").notice_entry.notice for case in cases[1:3]
    ]
    assert notices[0] != notices[1]
    assert [Case.objects.get(pk=case.pk).outcome for case in cases] == ["refused", "honoured", "honoured", "refused"]
    assert balance(season.campaign, track="teacher") == 0


def test_the_wait_ends_with_its_last_day_and_not_before(season, cases):
    due = season.round(cases[2]).due_at

    assert expire_due(due) == 0
    assert expire_due(due + dt.timedelta(seconds=1)) == 2
    assert expire_due(due + dt.timedelta(seconds=1)) == 0
    assert [Case.objects.get(pk=case.pk).outcome for case in cases[2:]] == ["refused", "refused"]
    assert not Ballot.objects.filter(round__kind="waitlist", state="open").exists()


def test_the_office_is_told_once_for_each_place_that_comes_free(season, cases):
    assert tell_of_free_places(season.now) == 0
    told = Message.objects.filter(recipient=season.officer, channel="inapp", key__startswith="waitlist:")

    leave(season, cases[0])
    tell_of_free_places(season.now)
    tell_of_free_places(season.now)
    assert told.count() == 1

    called(season)
    leave(season, cases[1])
    tell_of_free_places(season.now)
    assert told.count() == 2


def test_the_list_waits_in_the_inbox_of_its_office_as_one_line(season, cases):
    lines = [(line.kind, line.track, line.count) for line in sittings(season.officer, on=clock.day_of(season.now))]

    assert lines == [("waitlist", "teacher", 2)]


ONE_A_SUBJECT = "subject: {says: 同一学科不超过1人, at_most: 1, per: subject, assumed: 试}"
ONE_RURAL = "rural: {says: 农村学校至少1人, at_least: 1, who: rural, assumed: 试}"
MATHS, CHINESE, PHYSICS = ({"subject": subject} for subject in ("数学", "语文", "物理"))


def test_the_first_who_keeps_the_cap_is_called_up(season):
    cases = ranked(season, MATHS, CHINESE, MATHS, PHYSICS, caps=ONE_A_SUBJECT)
    leave(season, cases[1])
    called(season)

    assert stages(season, cases) == ["clearance", "", "reserve", "clearance"]


def test_a_reserve_that_lost_its_person_is_filled_first(season):
    cases = ranked(season, {}, {}, {"rural": True}, {"rural": True}, caps=ONE_RURAL)
    assert stages(season, cases) == ["clearance", "reserve", "clearance", "reserve"]

    leave(season, cases[2])
    called(season)
    assert stages(season, cases) == ["clearance", "reserve", "", "clearance"]


def test_nobody_is_called_up_against_a_cap(season):
    cases = ranked(season, MATHS, CHINESE, MATHS, MATHS, caps=ONE_A_SUBJECT)
    leave(season, cases[1])

    with pytest.raises(Refused):
        called(season)
    assert RankingEntry.objects.exclude(called_up_at=None).count() == 0


def test_who_was_let_in_by_another_list_counts_under_the_cap_too(season):
    cases = ranked(season, MATHS, CHINESE, PHYSICS, MATHS, caps=ONE_A_SUBJECT)
    leave(season, cases[0])
    leave(season, cases[1])
    late = teacher(season, "后来者", school=9, subject="物理")
    season.walk_to("shortlist")
    freeze_late(season)
    called(season)

    assert stages(season, [*cases, late]) == ["", "", "reserve", "clearance", "clearance"]


def freeze_late(season):
    """Freeze what waits at the list."""
    rounds = list(waiting(season.campaign, stage="shortlist", track="teacher"))
    seen = [round.pk for round in rounds]
    where = {"stage": "shortlist", "track": "teacher", "seen": seen}
    freeze(season.campaign, **where, by=season.officer, now=season.now)
