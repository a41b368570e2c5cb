"""Duties from the minutes: given, reported, closed or sent back, and reminded of."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.meetings.duties import close, give, remind, report, send_back
from approvals.meetings.minutes import digest_of, sign
from approvals.meetings.services import close_meeting
from approvals.models import Duty, Meeting
from core.errors import Conflict, Refused
from notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(hall):
    """A meeting that is over, and the words of a duty for the section's officer."""
    room = hall()
    meeting = room.ready(1, 2)
    room.vote(meeting.items.get(), "approve", "approve")
    close_meeting(meeting, by=room.clerk, now=room.now)
    words = {"text": "核实任教年限", "owner": room.officer, "due_on": room.now.date() + dt.timedelta(days=14)}
    return room, Meeting.objects.get(), {**words, "by": room.clerk, "now": room.now}


def letters(room):
    return Message.objects.filter(recipient=room.officer, key__startswith="duty:", channel="inapp")


def test_a_duty_is_reported_sent_back_reported_again_and_closed(held):
    room, meeting, words = held
    duty = give(meeting, **words)
    report(duty, text="已去函核实。", by=room.officer, now=room.now)
    send_back(duty, reason="缺少证明", by=room.clerk, now=room.now)
    report(duty, text="证明已附。", by=room.officer, now=room.now + dt.timedelta(minutes=1))
    close(duty, by=room.clerk, now=room.now)

    duty.refresh_from_db()
    assert (duty.closed_by, duty.report.splitlines()[0], duty.report.splitlines()[-1]) == (
        room.clerk,
        "已去函核实。",
        "证明已附。",
    )
    assert letters(room).count() == 2  # given, and sent back


def test_each_step_belongs_to_one_person_and_needs_words(held):
    room, meeting, words = held
    with pytest.raises(PermissionDenied):
        give(meeting, **{**words, "by": room.member(1)})
    with pytest.raises(Refused):
        give(meeting, **{**words, "text": " "})
    with pytest.raises(Refused):
        give(meeting, **{**words, "due_on": room.now.date() - dt.timedelta(days=1)})
    duty = give(meeting, **words)
    with pytest.raises(PermissionDenied):
        report(duty, text="替他报", by=room.member(1), now=room.now)
    with pytest.raises(Refused):
        report(duty, text="", by=room.officer, now=room.now)
    with pytest.raises(Refused):  # nothing is reported yet
        close(duty, by=room.clerk, now=room.now)
    report(duty, text="办结", by=room.officer, now=room.now)
    with pytest.raises(Conflict):
        report(duty, text="再报", by=room.officer, now=room.now)
    with pytest.raises(PermissionDenied):
        close(duty, by=room.officer, now=room.now)
    with pytest.raises(Refused):
        send_back(duty, reason="", by=room.clerk, now=room.now)
    close(duty, by=room.clerk, now=room.now)
    with pytest.raises(Conflict):
        close(duty, by=room.clerk, now=room.now)


def test_nobody_closes_their_own_duty(held):
    room, meeting, words = held
    with pytest.raises(Refused, match=room.clerk.name):
        give(meeting, **{**words, "owner": room.clerk})
    room.second_clerk()
    duty = give(meeting, **{**words, "owner": room.clerk})
    report(duty, text="办结", by=room.clerk, now=room.now)

    with pytest.raises(PermissionDenied):
        close(duty, by=room.clerk, now=room.now)


def test_signed_minutes_take_no_more_duties(held):
    room, meeting, words = held
    sign(meeting, seen=digest_of(meeting), by=room.member(1), now=room.now)

    with pytest.raises(Conflict):
        give(meeting, **words)


def test_reminders_go_out_once_a_step_and_stop_with_the_report(held):
    room, meeting, words = held
    duty = give(meeting, **words)
    given = letters(room).count()
    sent = []
    for days in range(20):
        for _again in range(2):
            remind(room.now + dt.timedelta(days=days, hours=1))
        sent.append(letters(room).count() - given)

    assert (sent[0], sent[-1], len(set(sent))) == (0, 5, 6)  # −3, −1, 0, +1, +3 working days
    report(duty, text="办结", by=room.officer, now=room.now)
    assert remind(room.now + dt.timedelta(days=60)) == 0


def test_a_duty_stands_in_the_inbox_on_the_board_and_in_its_list(held, client):
    room, meeting, words = held
    duty = give(meeting, **words)
    client.force_login(room.officer)
    assert "核实任教年限" in client.get("/inbox/").content.decode()
    assert [line["line"].may_report for line in client.get("/duties/").context["lines"]] == [True]
    client.force_login(room.leader)
    assert "核实任教年限" not in client.get("/board/").content.decode()
    room.at(room.now + dt.timedelta(days=30))
    assert "核实任教年限" in client.get("/board/").content.decode()

    client.force_login(room.officer)
    assert client.post(f"/duties/{duty.pk}/report/", {f"report{duty.pk}-text": ""}).status_code == 422
    assert client.post(f"/duties/{duty.pk}/report/", {f"report{duty.pk}-text": "办结"}).status_code == 302
    client.force_login(room.clerk)
    assert "核实任教年限" in client.get("/inbox/").content.decode()
    assert client.post(f"/duties/{duty.pk}/send-back/", {f"back{duty.pk}-reason": ""}).status_code == 422
    assert client.post(f"/duties/{duty.pk}/close/").status_code == 302
    assert client.post(f"/duties/{duty.pk}/close/").status_code == 409
    assert "核实任教年限" not in client.get("/inbox/").content.decode()
    client.force_login(room.member(1))
    assert client.post(f"/duties/{duty.pk}/close/").status_code == 404
    assert Duty.objects.get().closed_by == room.clerk


def test_a_duty_that_is_reported_is_late_nowhere_any_more(held, client):
    room, meeting, words = held
    duty = give(meeting, **words)
    room.season.at(room.now + dt.timedelta(days=40))
    lines = [line_of(client, room, user) for user in (room.officer, room.clerk)]
    report(duty, text="已办结", by=room.officer, now=room.now)
    after = [line_of(client, room, user) for user in (room.officer, room.clerk)]
    inbox = client.get("/inbox/").context["lines"]

    assert [line.deadline.tone for line in lines] == ["late", "late"]
    assert [line.deadline for line in after] == [None, None]
    assert [(line.deadline, line.word) for line in inbox if line.title == duty.text] == [(None, "已报告")]


def line_of(client, room, user):
    """Return the line of the one duty on somebody's list."""
    client.force_login(user)
    (entry,) = client.get("/duties/").context["lines"]
    return entry["line"]


def test_a_duty_is_given_on_the_page_of_the_minutes(held, client):
    room, meeting, _words = held
    client.force_login(room.clerk)
    address = f"/meetings/{meeting.pk}/minutes/duty/"
    data = {"text": "核实", "owner": room.officer.pk, "due_on": "2030-01-02"}

    assert client.post(address, {**data, "due_on": "2020-01-02"}).status_code == 422
    assert client.post(address, data).status_code == 302
    assert client.post(f"/meetings/{meeting.pk}/minutes/remark/", {"text": "另"}).status_code == 302
    assert Duty.objects.get().owner == room.officer
