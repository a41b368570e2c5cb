"""The agenda: papers, order, comments, and who may read them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.meetings.agenda import add_papers, comment, move
from approvals.models import AgendaItem, Comment, Meeting
from core.errors import Conflict, Refused
from core.models import Event
from notifications.models import Message
from tests.season import paper
from workflows.selection.models import NominationPaper

pytestmark = pytest.mark.django_db


def test_without_papers_a_matter_stays_off_the_agenda(hall):
    room = hall("papers: true", cases=2)
    NominationPaper.objects.filter(nomination__person__name="买买提·吐尔逊").delete()

    with pytest.raises(Refused) as refusal:
        room.call()

    assert "买买提·吐尔逊" in refusal.value.message
    assert "王秀英" not in refusal.value.message  # the papers of a dossier are papers
    assert Meeting.objects.count() == 0


def test_a_paper_laid_on_at_the_call_puts_the_matter_on_the_agenda(hall):
    room = hall("papers: true")
    NominationPaper.objects.all().delete()

    room.call(papers={room.waiting()[0]: [paper("考察报告.pdf")]})

    item = AgendaItem.objects.get()
    assert [one.name for one in item.papers.all()] == ["考察报告.pdf"]
    assert item.papers.get().digest in Event.objects.get(verb="meeting.papers").body


def test_a_file_that_is_not_what_its_name_says_calls_no_meeting(hall):
    room = hall()

    with pytest.raises(Refused):
        room.call(papers={room.waiting()[0]: [paper("报告.pdf", b"MZ not a pdf")]})
    assert Meeting.objects.count() == 0


def test_a_meeting_on_a_day_that_is_past_is_refused(hall):
    room = hall()

    with pytest.raises(Refused):
        room.call(held_on=room.now.date() - dt.timedelta(days=1))


def test_the_invitation_says_day_and_place(hall):
    room = hall()
    room.call(held_on=dt.date(2026, 12, 30), venue="局机关三楼会议室")

    text = Message.objects.filter(key__endswith=":called", recipient=room.member(1)).first().text
    assert "局机关三楼会议室" in text
    assert "30" in text


def test_nobody_is_recorded_as_present_before_the_day_of_the_meeting(hall, client):
    room = hall()
    meeting = room.call(held_on=room.now.date() + dt.timedelta(days=1))
    with pytest.raises(Refused):
        room.seat(meeting, 1, 2)
    client.force_login(room.clerk)
    assert client.post(f"/meetings/{meeting.pk}/attend/", {"present": room.member(1).pk}).status_code == 422
    assert not meeting.attendances.filter(is_present=True).exists()

    room.season.pass_days(1)
    room.seat(meeting, 1, 2)
    assert meeting.attendances.filter(is_present=True).count() == 2


def test_the_clerk_adds_papers_until_the_first_vote(hall):
    room = hall()
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    with pytest.raises(PermissionDenied):
        add_papers(item, uploads=[paper()], by=room.member(1), now=room.now)
    with pytest.raises(Refused):
        add_papers(item, uploads=[], by=room.clerk, now=room.now)
    add_papers(item, uploads=[paper("补充.pdf")], by=room.clerk, now=room.now)
    room.vote(item, "approve")

    with pytest.raises(Conflict):
        add_papers(item, uploads=[paper("迟到.pdf")], by=room.clerk, now=room.now)
    assert [one.name for one in item.papers.all()] == ["补充.pdf"]


def test_the_clerk_changes_the_order_until_the_first_vote(hall):
    room = hall(cases=3)
    meeting = room.ready(1, 2)
    first, second, third = meeting.items.all()
    with pytest.raises(PermissionDenied):
        move(third, is_up=True, by=room.member(1), now=room.now)
    move(third, is_up=True, by=room.clerk, now=room.now)
    move(first, is_up=True, by=room.clerk, now=room.now)  # it is the first already

    assert list(meeting.items.all()) == [first, third, second]
    room.vote(first, "approve")
    with pytest.raises(Conflict):
        move(second, is_up=True, by=room.clerk, now=room.now)


def test_a_member_comments_before_the_vote_and_nobody_else_does(hall, client):
    room = hall()
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    comment(item, text=" 建议补充课题结题证书。 ", by=room.member(1), now=room.now)
    with pytest.raises(PermissionDenied):
        comment(item, text="路过", by=room.leader, now=room.now)
    with pytest.raises(Refused):
        comment(item, text="  ", by=room.member(2), now=room.now)
    room.vote(item, "", "approve")
    with pytest.raises(Conflict):
        comment(item, text="太迟了", by=room.member(1), now=room.now)

    assert list(Comment.objects.values_list("text", flat=True)) == ["建议补充课题结题证书。"]
    assert "课题结题" not in Event.objects.get(verb="meeting.commented").body
    for reader in (room.member(2), room.clerk):
        client.force_login(reader)
        assert "建议补充课题结题证书。" in client.get(f"/meetings/{meeting.pk}/").content.decode()


def test_who_steps_out_reads_neither_comments_nor_papers(hall, client):
    room = hall(cases=2)
    room.bar(room.member(3), "王秀英")
    meeting = room.call()
    own, other = meeting.items.all()
    for item in (own, other):
        add_papers(item, uploads=[paper(f"考察{item.order}.pdf")], by=room.clerk, now=room.now)
        comment(item, text=f"意见之{item.order}", by=room.member(1), now=room.now)
    with pytest.raises(PermissionDenied):
        comment(own, text="我来说两句", by=room.member(3), now=room.now)

    client.force_login(room.member(3))
    page = client.get(f"/meetings/{meeting.pk}/").content.decode()
    assert [words in page for words in ("意见之1", "考察1.pdf", "意见之2", "考察2.pdf")] == [False, False, True, True]
    answers = [client.get(f"/papers/{item.papers.get().pk}/").status_code for item in (own, other)]
    assert answers == [403, 200]
    assert client.post(f"/meetings/{meeting.pk}/items/{own.pk}/comment/", {"text": "我"}).status_code == 403


def test_papers_and_order_and_comments_have_their_forms(hall, client):
    room = hall(cases=2)
    client.force_login(room.clerk)
    rounds = room.waiting()
    address = f"/campaigns/{room.campaign.pk}/party/call-meeting/"
    past = client.post(address, {"rounds": rounds, "held_on": "2020-01-01"})
    called = client.post(address, {"rounds": rounds, "venue": "三楼", f"papers{rounds[0]}": paper("议题材料.pdf")})
    meeting = Meeting.objects.get()
    first, second = meeting.items.all()
    at = f"/meetings/{meeting.pk}/items"

    assert (past.status_code, called.status_code, meeting.venue) == (422, 302, "三楼")
    assert first.papers.get().name == "议题材料.pdf"
    assert client.post(f"{at}/{second.pk}/papers/", {"papers": [paper("一.pdf"), paper("二.pdf")]}).status_code == 302
    assert client.post(f"{at}/{second.pk}/papers/", {}).status_code == 422
    assert client.post(f"{at}/{second.pk}/move/", {"way": "up"}).status_code == 302
    assert [second.papers.count(), list(meeting.items.all())] == [2, [second, first]]
    client.force_login(room.member(1))
    assert client.post(f"{at}/{first.pk}/comment/", {"text": "同意上会"}).status_code == 302
    assert client.post(f"{at}/{first.pk}/comment/", {"text": ""}).status_code == 422
    assert Comment.objects.get().user == room.member(1)
