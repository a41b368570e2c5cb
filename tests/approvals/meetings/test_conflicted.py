"""Who has a conflict steps out of that matter, whatever they hold; the other matters go on."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from approvals.covers.services import leave_cover
from approvals.meetings.closing import close_matter
from approvals.meetings.services import attend, close_meeting, vote
from approvals.models import AgendaItem, Ballot, Meeting
from core.errors import Refused
from core.models import Event

pytestmark = pytest.mark.django_db


def test_a_member_with_a_conflict_is_not_of_the_electorate_and_sees_no_count(hall, client):
    room = hall(cases=2)
    room.bar(room.member(3), "王秀英")
    meeting = room.ready(1, 2, 3)
    own, other = meeting.items.all()
    with pytest.raises(PermissionDenied):
        vote(own, by=room.member(3), choice="approve", now=room.now)
    room.vote(own, "approve", "approve")
    room.vote(other, "approve", "approve", "reject")
    close_meeting(meeting, by=room.clerk, now=room.now)

    results = [AgendaItem.objects.get(pk=item.pk).round.result for item in (own, other)]
    assert [(result["electorate"], result["present"]) for result in results] == [(2, 2), (3, 3)]
    client.force_login(room.member(3))
    page = client.get(f"/meetings/{meeting.pk}/").content.decode()
    assert page.count('class="tally"') == 1
    minutes = client.get(f"/meetings/{meeting.pk}/minutes/").context["text"]
    assert (room.case("王秀英").number in minutes, room.case("买买提·吐尔逊").number in minutes) == (False, True)


def test_the_quorum_is_asked_of_those_who_do_not_step_out(hall):
    room = hall()
    room.bar(room.member(1), "王秀英")
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    vote(item, by=room.member(2), choice="approve", now=room.now)

    with pytest.raises(Refused, match="王秀英"):
        close_meeting(meeting, by=room.clerk, now=room.now)
    assert AgendaItem.objects.get(pk=item.pk).round.is_open


def test_where_every_member_steps_out_no_meeting_is_called(hall):
    room = hall(cases=2)
    for number in (1, 2, 3):
        room.bar(room.member(number), "王秀英")

    with pytest.raises(Refused, match="王秀英"):
        room.call()
    assert Meeting.objects.count() == 0


def test_a_conflict_that_comes_up_after_the_call_takes_the_seat_out(hall):
    room = hall()
    meeting = room.ready(1, 2, 3)
    item = meeting.items.get()
    room.vote(item, "approve", "approve", "reject")
    room.bar(room.member(3), "王秀英")
    close_meeting(meeting, by=room.clerk, now=room.now)

    item = AgendaItem.objects.get(pk=item.pk)
    assert (item.round.result["electorate"], item.round.result["reject"]) == (2, 0)
    assert Ballot.objects.get(round=item.round, user=room.member(3)).state == "recused"


def test_a_clerk_with_a_conflict_cannot_record_the_matter_and_is_told_who_can(hall):
    room = hall(cases=2)
    meeting = room.ready(1, 2)
    own, other = meeting.items.all()
    other_clerk = room.second_clerk()
    room.bar(room.clerk, "王秀英")
    for item in (own, other):
        room.vote(item, "approve", "approve")
    with pytest.raises(Refused, match=other_clerk.name):
        close_matter(own, by=room.clerk, now=room.now)
    with pytest.raises(Refused, match=other_clerk.name):
        close_meeting(meeting, by=room.clerk, now=room.now)
    close_matter(other, by=room.clerk, now=room.now)
    close_matter(own, by=other_clerk, now=room.now)

    meeting.refresh_from_db()
    assert meeting.closed_by == other_clerk


def test_a_clerk_with_a_conflict_and_no_colleague_is_told_to_have_one_appointed(hall):
    room = hall()
    room.bar(room.clerk, "王秀英")

    with pytest.raises(Refused, match="王秀英") as refusal:
        room.call()
    assert str(room.bodies["party"]) in refusal.value.message


def test_who_stands_in_for_the_clerk_calls_and_counts_in_the_clerks_name(hall):
    room = hall()
    leave_cover(
        room.clerk,
        substitute=room.head,
        starts_on=room.now.date(),
        ends_on=room.now.date(),
        process="",
        reason="出差",
        by=room.clerk,
        now=room.now,
    )
    meeting = room.call(by=room.head)
    attend(meeting, present={room.member(1).pk, room.member(2).pk}, by=room.head, now=room.now)
    room.vote(meeting.items.get(), "approve", "approve")
    close_meeting(meeting, by=room.head, now=room.now)

    bodies = [json.loads(event.body) for event in Event.objects.filter(verb__in=["meeting.called", "meeting.counted"])]
    assert [(body["actor"], body["details"]["for_user"]) for body in bodies] == [(room.head.pk, room.clerk.pk)] * 2
