"""What was promised is kept once; what is late goes up; what the committee does stands on the record."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.escalation.services import extend, keep_promises, reply, urge
from approvals.models import Promise, Round
from approvals.rounds.services import decide, send_up
from core import clock
from core.errors import Conflict, Refused
from core.models import Event
from core.organisations.services import end_appointment
from notifications.models import Message
from workflows.selection.models import Nomination
from workflows.selection.services import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(season) -> Round:
    """A round that waits for the section's officer, ten working days from today."""
    case = season.nominate().case
    season.walk_to("review")
    return season.round(case)


def told(user, *, since=None):
    messages = Message.objects.filter(recipient=user, channel="inapp").order_by("pk")
    return list(messages.filter(key__startswith=since or "promise:").values_list("subject", flat=True))


def late(season, review, days=30):
    """Let the deadline pass by far, and every promise be kept."""
    keep_promises(season.at(review.due_at + dt.timedelta(days=days)))
    review.refresh_from_db()
    return review


def test_each_step_is_kept_exactly_once(season, review):
    for day in range(40):
        for _again in range(2):
            keep_promises(season.now + dt.timedelta(days=day))

    assert len(told(season.officer)) == 5
    assert len(told(season.head)) == 1
    assert not review.promises.filter(kept_at=None).exists()


def test_nothing_is_said_before_its_time(season, review):
    first = review.promises.order_by("due_at").first()

    assert keep_promises(first.due_at - dt.timedelta(seconds=1)) == 0
    assert keep_promises(first.due_at) == 1


def test_escalation_tells_the_superior_the_policy_names_and_who_is_late(season, review):
    late(season, review)

    text = Message.objects.get(recipient=season.head, channel="inapp", key__startswith="promise:").text
    assert "officer同志" in text
    assert "王秀英" in text
    assert review.escalated_at is not None


def test_a_decision_voids_what_was_promised(season, review):
    decide(review, by=season.officer, verdict="approve", opinion="同意", now=season.now)
    keep_promises(review.due_at + dt.timedelta(days=30))

    assert told(season.officer) == []
    assert not Promise.objects.filter(round=review, void_at=None).exists()


def test_a_case_that_comes_back_three_times_has_one_ladder_a_visit(season):
    nomination = season.nominate()
    season.walk_to("review")
    for _time in range(3):
        season.approve(season.round(nomination.case), verdict="return", opinion="缺少盖章页。")
        submit(Nomination.objects.get(pk=nomination.pk), by=season.principal1, now=season.now)

    visits = Round.objects.filter(process=nomination.case, stage="review").order_by("visit")
    ladders = [sorted(visit.promises.values_list("step", "offset")) for visit in visits]
    assert len(ladders) == 4
    assert ladders == [ladders[0]] * 4
    live = [visit.promises.filter(void_at=None, kept_at=None).exists() for visit in visits]
    assert live == [False, False, False, True]


def test_whoever_holds_the_post_on_the_day_is_told(season, review, make_user):
    successor = make_user("新经办", role="officer", at=season.bodies["personnel"])
    appointment = season.officer.appointments.get()
    end_appointment(appointment, on=clock.day_of(season.now), by=None, now=season.now)
    season.pass_days(1)
    late(season, review)

    assert told(season.officer) == []
    assert len(told(successor)) == 5


def test_urging_tells_once_a_day_and_moves_no_deadline(season, review):
    due = review.due_at
    assert urge(review, by=season.joint_clerk, now=season.now) > 0
    with pytest.raises(Refused):
        urge(review, by=season.leader, now=season.now + dt.timedelta(hours=23))
    urge(review, by=season.leader, now=season.now + dt.timedelta(hours=24))

    review.refresh_from_db()
    assert review.due_at == due
    assert len(told(season.officer, since=f"round:{review.pk}:urged")) == 2
    assert Event.objects.filter(chain=review.case.chain, verb="round.urged").count() == 2


def test_only_who_watches_urges_extends_and_replies(season, review):
    for verb, fields in (
        (urge, {}),
        (extend, {"until": clock.day_of(season.now) + dt.timedelta(days=9), "reason": "会议延期"}),
        (reply, {"text": "可以"}),
    ):
        with pytest.raises(PermissionDenied):
            verb(review, **fields, by=season.officer, now=season.now)


def test_a_new_last_day_promises_its_ladder_anew(season, review):
    late(season, review)
    now = season.now
    until = clock.day_of(now) + dt.timedelta(days=30)
    extend(review, until=until, reason="材料核实需要时间", by=season.leader, now=now)
    review.refresh_from_db()

    assert clock.day_of(review.due_at) == until
    assert review.escalated_at is None
    keep_promises(now + dt.timedelta(days=60))
    assert len(told(season.officer)) == 10
    assert len(told(season.head)) == 2


def test_extending_twice_leaves_one_ladder(season, review):
    for days in (20, 20, 25):
        until = clock.day_of(season.now) + dt.timedelta(days=days)
        extend(review, until=until, reason="再延", by=season.leader, now=season.now)

    assert review.promises.filter(kept_at=None, void_at=None).count() == 6


@pytest.mark.parametrize(("days", "reason"), [(0, "理由"), (-1, "理由"), (5, " ")])
def test_a_last_day_that_is_past_or_without_a_reason_is_refused(season, review, days, reason):
    until = clock.day_of(season.now) + dt.timedelta(days=days)

    with pytest.raises(Refused):
        extend(review, until=until, reason=reason, by=season.leader, now=season.now)


def test_the_last_day_of_a_notice_is_not_moved(season):
    case = season.nominate().case
    season.walk_to("school_notice")
    until = clock.day_of(season.now) + dt.timedelta(days=9)

    with pytest.raises(Refused):
        extend(season.round(case), until=until, reason="延长", by=season.leader, now=season.now)


def test_an_answer_goes_back_to_who_asked_and_leaves_them_free(season, review):
    send_up(review, by=season.officer, reason="可否放宽教龄？", now=season.now)
    with pytest.raises(Conflict):
        send_up(review, by=season.officer, reason="再问", now=season.now)
    with pytest.raises(Refused):
        reply(review, text=" ", by=season.joint_clerk, now=season.now)
    reply(review, text="一事一议，不予放宽。", by=season.joint_clerk, now=season.now)

    review.refresh_from_db()
    assert (review.is_open, review.sent_up_at) == (True, None)
    message = Message.objects.get(recipient=season.officer, channel="inapp", key__contains="replied")
    assert "不予放宽" in message.text
    event = Event.objects.get(chain=review.case.chain, verb="round.replied")
    assert "可否放宽教龄" in event.body
    with pytest.raises(Refused):
        reply(review, text="再答", by=season.joint_clerk, now=season.now)
