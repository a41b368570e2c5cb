"""The minutes: written from the record, signed by a member, bound to the ballots."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.covers.services import leave_cover
from approvals.meetings.duties import give
from approvals.meetings.minutes import (
    digest_of,
    draft_missing,
    minutes_hold,
    readable,
    remark_in,
    sign,
    signers,
    text_of,
    write_remark,
)
from approvals.meetings.services import close_meeting
from approvals.models import Ballot, Meeting, Recusal
from core.errors import Conflict, Refused
from core.models import Appointment, Event, Paper
from core.organisations.services import sync_grants

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(hall):
    """A meeting over two cases that is over: 1 and 2 were there, 3 has a conflict with the first."""
    room = hall(cases=2)
    room.bar(room.member(3), "王秀英")
    meeting = room.ready(1, 2)
    own, other = meeting.items.all()
    room.vote(own, "approve", "approve")
    room.vote(other, "approve", "reject")
    close_meeting(meeting, by=room.clerk, now=room.now)
    return room, Meeting.objects.get()


def signed(room, meeting):
    return sign(meeting, seen=digest_of(meeting), by=room.member(1), now=room.now)


def test_the_minutes_say_who_was_there_who_stepped_out_and_how_it_came_out(held):
    _room, meeting = held

    for words in ("party1同志", "party2同志", "party3同志", "王秀英", "买买提·吐尔逊", "申报表.pdf"):
        assert words in meeting.minutes
    stepped_out = [line for line in meeting.minutes.splitlines() if "party3同志" in line]
    assert len(stepped_out) == 2  # absent, and stepped out of the first matter
    assert text_of(meeting) == meeting.minutes


def test_the_same_record_gives_the_same_bytes(held):
    _room, meeting = held

    again = text_of(Meeting.objects.get())
    assert again.encode() == meeting.minutes.encode()


def test_a_meeting_closed_before_there_were_minutes_gets_them_from_the_record(held, client):
    room, meeting = held
    Meeting.objects.update(minutes="")
    client.force_login(room.member(1))
    printed = f"/documents/drafts/minutes/{meeting.pk}.pdf"

    assert client.get(printed).status_code == 404
    assert (draft_missing(room.now), draft_missing(room.now)) == (1, 0)

    assert Meeting.objects.get().minutes == meeting.minutes
    assert client.get(printed).status_code == 200


def test_an_open_ballot_is_named_and_a_secret_one_is_not(hall):
    texts = []
    for words in ((), ("ballot: secret",)):
        room = hall(*words)
        meeting = room.ready(1, 2)
        room.vote(meeting.items.get(), "approve", "approve")
        close_meeting(meeting, by=room.clerk, now=room.now)
        texts.append(Meeting.objects.get(pk=meeting.pk).minutes)

    assert [text.count("party1同志") for text in texts] == [2, 1]


def test_the_clerks_paragraph_stays_when_the_minutes_are_written_anew(held):
    room, meeting = held
    with pytest.raises(PermissionDenied):
        write_remark(meeting, text="我也说两句", by=room.member(1), now=room.now)
    write_remark(meeting, text="会上另通报了两项工作。\n不作决定。", by=room.clerk, now=room.now)
    give(
        meeting, text="核实任教年限", owner=room.officer, due_on=room.now.date() + dt.timedelta(days=9),
        by=room.clerk, now=room.now,
    )  # fmt: skip

    meeting.refresh_from_db()
    assert remark_in(meeting.minutes) == "会上另通报了两项工作。\n不作决定。"
    assert "核实任教年限" in meeting.minutes
    assert text_of(meeting, remark=remark_in(meeting.minutes)) == meeting.minutes


def test_who_steps_out_never_reads_their_matter_whatever_has_changed_on_record_since(held):
    room, meeting = held
    matters = meeting.items.filter(round__process=room.case("王秀英"))
    Recusal.objects.filter(user=room.member(3)).update(rule=Recusal.Rule.MENTOR)
    Paper.objects.update(name="改名后的申报表.pdf")

    shown = readable(meeting, without=set(matters.values_list("pk", flat=True)))
    assert ("王秀英" in shown, "买买提·吐尔逊" in shown) == (False, True)
    assert shown.splitlines()[:7] == meeting.minutes.splitlines()[:7]
    assert meeting.minutes.split("\n\n")[2] in shown


def test_a_member_who_was_there_signs_and_then_nothing_changes_any_more(held):
    room, meeting = held
    signed(room, meeting)
    meeting.refresh_from_db()

    assert (meeting.signed_by, meeting.digest, minutes_hold(meeting)) == (room.member(1), digest_of(meeting), True)
    assert [meeting.digest in event.body for event in Event.objects.filter(verb="minutes.signed")] == [True] * 3
    for change in (
        lambda: write_remark(meeting, text="补一句", by=room.clerk, now=room.now),
        lambda: signed(room, meeting),
    ):
        with pytest.raises(Conflict):
            change()


def test_the_clerk_the_absent_and_strangers_do_not_sign(held):
    room, meeting = held
    seen = digest_of(meeting)
    for user, refusal in ((room.member(3), Refused), (room.leader, PermissionDenied), (room.clerk, PermissionDenied)):
        with pytest.raises(refusal):
            sign(meeting, seen=seen, by=user, now=room.now)

    assert Meeting.objects.get().signed_at is None


def test_a_member_who_is_also_the_clerk_does_not_sign(hall):
    room = hall()
    Appointment.objects.filter(user=room.clerk).update(user=room.member(1))
    sync_grants(room.now)
    room.season.users["party_clerk"] = room.member(1)
    meeting = room.ready(1, 2)
    room.vote(meeting.items.get(), "approve", "approve")
    other = room.second_clerk()
    close_meeting(meeting, by=other, now=room.now)

    assert signers(Meeting.objects.get()) == [room.member(2)]
    with pytest.raises(Refused):
        sign(meeting, seen=digest_of(meeting), by=room.member(1), now=room.now)


def kept_by(room, user):
    """Make a user the clerk of the Party group too."""
    Appointment.objects.create(
        district=room.season.district,
        user=user,
        role="clerk",
        organisation=room.season.bodies["party"],
        starts_on=room.now.date(),
    )
    sync_grants(room.now)


def alone(room, user):
    """Leave a body with one member, who is its clerk too."""
    Appointment.objects.filter(role="member", organisation=room.season.bodies["party"]).exclude(user=user).delete()
    kept_by(room, user)


def test_where_all_who_were_there_keep_the_minutes_one_who_did_not_count_them_signs(hall):
    room = hall()
    for number in (1, 2):
        kept_by(room, room.member(number))
    meeting = room.ready(1, 2)
    room.vote(meeting.items.get(), "approve", "approve")
    close_meeting(meeting, by=room.member(1), now=room.now)

    assert signers(Meeting.objects.get()) == [room.member(2)]
    with pytest.raises(Refused, match=room.member(2).name):
        sign(meeting, seen=digest_of(Meeting.objects.get()), by=room.member(1), now=room.now)
    sign(meeting, seen=digest_of(Meeting.objects.get()), by=room.member(2), now=room.now)


def test_where_only_who_counted_was_there_a_leader_of_the_bureau_signs(hall, client):
    room = hall()
    alone(room, room.member(1))
    meeting = room.ready(1)
    room.vote(meeting.items.get(), "approve")
    close_meeting(meeting, by=room.member(1), now=room.now)
    client.force_login(room.leader)

    page = client.get(f"/meetings/{meeting.pk}/minutes/")
    sent = {"seen": page.context["digest"], "is_sure": "on"}

    assert client.post(f"/meetings/{meeting.pk}/minutes/sign/", sent).status_code == 302
    assert Meeting.objects.get().signed_by == room.leader


def test_where_nobody_is_left_to_sign_the_page_says_whom_to_ask(hall, client):
    room = hall()
    alone(room, room.member(1))
    room.bar(room.leader, "王秀英")
    meeting = room.ready(1)
    room.vote(meeting.items.get(), "approve")
    close_meeting(meeting, by=room.member(1), now=room.now)
    client.force_login(room.member(1))

    assert "请系统管理员任命" in client.get(f"/meetings/{meeting.pk}/minutes/").content.decode()


def test_a_member_who_stands_in_for_the_clerk_does_not_sign(hall):
    room = hall()
    meeting = room.ready(1, 2)
    room.vote(meeting.items.get(), "approve", "approve")
    close_meeting(meeting, by=room.clerk, now=room.now)
    days = {"starts_on": room.now.date(), "ends_on": room.now.date()}
    leave_cover(room.clerk, substitute=room.member(1), **days, reason="出差", by=room.clerk, now=room.now)

    assert signers(Meeting.objects.get()) == [room.member(2)]


def test_minutes_are_signed_only_by_who_says_that_they_have_read_them(held, client):
    room, meeting = held
    client.force_login(room.member(1))
    seen = {"seen": digest_of(meeting)}

    unsure = client.post(f"/meetings/{meeting.pk}/minutes/sign/", seen)

    assert (unsure.status_code, Meeting.objects.get().signed_at) == (422, None)
    assert unsure.context["sign_form"].errors
    assert client.post(f"/meetings/{meeting.pk}/minutes/sign/", {**seen, "is_sure": "on"}).status_code == 302


def test_who_signs_has_read_what_is_signed(held):
    room, meeting = held
    seen = digest_of(meeting)
    write_remark(meeting, text="又加了一段。", by=room.clerk, now=room.now)

    with pytest.raises(Conflict):
        sign(meeting, seen=seen, by=room.member(1), now=room.now)


def test_minutes_of_an_open_meeting_are_not_signed(hall):
    room = hall()
    meeting = room.ready(1, 2)

    with pytest.raises(Refused):
        sign(meeting, seen="", by=room.member(1), now=room.now)


@pytest.mark.parametrize(
    "change",
    [
        lambda meeting: Ballot.objects.filter(state="cast", verdict="reject").update(verdict="approve"),
        lambda meeting: Meeting.objects.update(minutes=meeting.minutes.replace("party1", "party9")),
        lambda meeting: meeting.items.update(counts=[]),
    ],
)
def test_minutes_do_not_hold_once_they_or_a_ballot_are_changed(held, change):
    room, meeting = held
    signed(room, meeting)
    change(meeting)

    assert minutes_hold(Meeting.objects.get()) is False


def test_the_page_shows_the_digest_and_is_signed_there(held, client):
    room, meeting = held
    client.force_login(room.member(1))
    page = client.get(f"/meetings/{meeting.pk}/minutes/")
    assert page.context["sign_form"] is not None
    sent = {"seen": page.context["digest"], "is_sure": "on"}
    answer = client.post(f"/meetings/{meeting.pk}/minutes/sign/", sent)
    after = client.get(f"/meetings/{meeting.pk}/minutes/")

    assert (answer.status_code, after.context["holds"], after.context["sign_form"]) == (302, True, None)
    assert Meeting.objects.get().digest in after.content.decode()
    printed = client.get(f"/documents/drafts/minutes/{meeting.pk}.pdf")
    assert printed.content.startswith(b"%PDF")
    client.force_login(room.principal1)
    assert client.get(f"/meetings/{meeting.pk}/minutes/").status_code == 404
    client.force_login(room.member(3))
    assert client.post(f"/meetings/{meeting.pk}/minutes/sign/", {"seen": "x", "is_sure": "on"}).status_code == 409


def test_an_open_meeting_has_no_minutes_page(hall, client):
    room = hall()
    meeting = room.ready(1)
    client.force_login(room.clerk)

    assert client.get(f"/meetings/{meeting.pk}/minutes/").status_code == 404
