"""Corrections on the way: who is told, what waits where, and what happens when nobody answers."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.people.lines import corrections_for, lines_of_corrections, overdue_corrections
from approvals.people.rectifying import accept, refuse, remind, withdraw
from core.models import Rectification
from notifications.models import Message
from tests.season import PDF, paper

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def told(user, **only):
    found = Message.objects.filter(recipient=user, channel="inapp", key__startswith="correction:", **only)
    return [message.subject for message in found.order_by("pk")]


def lines(desk, user):
    return [
        (line.title, line.track, line.url) for line in lines_of_corrections(user, now=desk.now, calendar=desk.calendar)
    ]


def test_who_keeps_the_files_is_told_and_finds_it_in_the_inbox(desk, client):
    asked = desk.ask()

    for keeper in (desk.officer, desk.head):
        assert told(keeper) == ["申请更正人才档案：买买提·吐尔逊"]
        assert lines(desk, keeper) == [("买买提·吐尔逊", "职称", f"/corrections/{asked.pk}/")]
        client.force_login(keeper)
        answer = client.get("/inbox/")
        assert f"/corrections/{asked.pk}/" in answer.content.decode()
        assert answer.context["tabs"][0][2] == 1
    assert told(desk.me) == told(desk.principal1) == []
    for other in (desk.principal1, desk.leader, desk.inspector, desk.me):
        assert lines(desk, other) == []


def test_no_letter_says_what_stands_on_the_file(desk):
    refuse(desk.ask(), reason="证书未经认定。", by=desk.officer, now=desk.now)

    letters = Message.objects.filter(key__startswith="correction:")
    assert letters.count() == 9  # two keepers and the person, three channels each
    said = " ".join(f"{letter.subject} {letter.text}" for letter in letters)
    assert not [word for word in ("正高级", "证书", "职称") if word in said]


@pytest.mark.parametrize(
    ("act", "subject"),
    [
        (lambda asked, desk: accept(asked, by=desk.officer, now=desk.now), ["人才档案已更正"]),
        (lambda asked, desk: refuse(asked, reason="未经认定", by=desk.officer, now=desk.now), ["人才档案未予更正"]),
        (lambda asked, desk: withdraw(asked, by=desk.me, now=desk.now), []),
    ],
)
def test_the_person_is_told_and_nothing_waits_any_more(desk, act, subject):
    act(desk.ask(), desk)

    assert told(desk.me) == subject
    assert not corrections_for(desk.officer).exists()


def test_ones_own_request_waits_for_the_other_keeper(desk):
    desk.head.person = desk.season.teacher("科长")
    desk.head.save()
    desk.me = desk.head
    desk.teacher = desk.head.person
    desk.ask()

    assert (lines(desk, desk.head), len(lines(desk, desk.officer))) == ([], 1)
    assert (told(desk.head), len(told(desk.officer))) == ([], 1)


def test_keepers_are_reminded_on_the_ladder_and_once_a_step(desk):
    asked = desk.ask()
    assert remind(desk.now) == 0
    # Due on Monday 23 March: three working days before is Wednesday the 18th.
    desk.at(desk.now.replace(day=18, hour=9) + HOUR)
    assert (remind(desk.now), remind(desk.now)) == (6, 0)
    assert told(desk.officer)[-1] == "请于2026-03-23前答复：买买提·吐尔逊的档案更正申请"
    desk.at(asked.due_at + 12 * HOUR)
    assert (remind(desk.now), remind(desk.now)) == (6, 0)
    assert told(desk.officer)[-1] == "已逾期（期限2026-03-23）：买买提·吐尔逊的档案更正申请"
    accept(asked, by=desk.officer, now=desk.now)
    assert remind(desk.now + dt.timedelta(days=5)) == 0


def test_what_is_overdue_stands_on_the_board_without_its_words(desk, client):
    asked = desk.ask()
    desk.at(asked.due_at)
    assert not overdue_corrections(desk.district, now=desk.now).exists()
    desk.at(asked.due_at + HOUR)
    client.force_login(desk.joint_clerk)
    page = client.get("/board/").content.decode()

    assert list(overdue_corrections(desk.district, now=desk.now)) == [asked]
    assert "买买提·吐尔逊" in page
    assert not [word for word in ("正高级", "证书", f"/corrections/{asked.pk}/") if word in page]
    assert client.get("/board/?reason=overdue").context["corrections"] == []


@pytest.fixture
def form(desk):
    def filled(**said):
        fact = desk.fact("title")
        words = {
            "value": "正高级教师",
            "true_from": "2016-01-01",
            "true_until": "",
            "says": "与证书不符",
            "upload": paper(),
        }
        return f"/people/{desk.teacher.pk}/facts/{fact.pk}/correct/", {**words, **said}

    return filled


def test_a_person_asks_on_a_page_and_the_keeper_answers_on_another(desk, client, form):
    client.force_login(desk.me)
    address, said = form()
    assert 'value="高级教师"' in client.get(address).content.decode()
    asked = Rectification.objects.get(pk=client.post(address, said)["Location"].strip("/").rpartition("/")[2])
    assert client.get(f"/people/{desk.teacher.pk}/").content.decode().count(f"/corrections/{asked.pk}/") == 1
    assert client.post(f"/corrections/{asked.pk}/accept/").status_code == 403

    client.force_login(desk.officer)
    page = client.get(f"/corrections/{asked.pk}/").content.decode()
    kept = asked.papers.get()
    assert f"/papers/{kept.pk}/" in page
    assert b"".join(client.get(f"/papers/{kept.pk}/").streaming_content) == PDF
    assert client.post(f"/corrections/{asked.pk}/refuse/", {"reason": ""}).status_code == 422
    assert client.post(f"/corrections/{asked.pk}/accept/").status_code == 302
    assert client.post(f"/corrections/{asked.pk}/accept/").status_code == 409
    assert desk.fact("title").value == "正高级教师"


@pytest.mark.parametrize(
    "said", [{"value": "高级教师"}, {"says": ""}, {"upload": ""}, {"true_from": "x"}, {"true_until": "2000-01-01"}]
)
def test_a_request_that_is_refused_keeps_what_was_typed(desk, client, form, said):
    client.force_login(desk.me)
    address, filled = form(**said)
    answer = client.post(address, filled)

    assert answer.status_code == 422
    assert "2016-01-01" in answer.content.decode() or "true_from" in said
    assert not Rectification.objects.exists()


def test_nobody_asks_about_the_file_of_another(desk, client, form):
    address, said = form()
    for user in (desk.officer, desk.principal1, desk.admin):
        client.force_login(user)
        assert client.get(address).status_code == client.post(address, said).status_code == 404


def test_requests_and_their_papers_are_read_by_the_person_and_the_keepers_only(desk, client):
    asked = desk.ask()
    kept = asked.papers.get()
    for user, opens in (
        *((desk.me, True), (desk.officer, True), (desk.head, True)),
        *((desk.principal1, False), (desk.leader, False), (desk.inspector, False), (desk.admin, False)),
    ):
        client.force_login(user)
        assert (client.get(f"/corrections/{asked.pk}/").status_code == 200) == opens
        assert (client.get(f"/papers/{kept.pk}/").status_code == 200) == opens
        assert len(client.get("/corrections/").context["lines"]) == opens
        if not opens:
            assert client.post(f"/corrections/{asked.pk}/refuse/", {"reason": "否"}).status_code == 404


def test_the_paper_stays_with_the_corrected_statement(desk, client):
    accept(desk.ask(), by=desk.officer, now=desk.now)

    assert [one.name for one in desk.fact("title").papers.all()] == ["证书.pdf"]


def test_inbox_and_list_ask_the_same_number_of_questions_for_one_and_thirty(desk, client):

    def counted(address):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    desk.ask()
    client.force_login(desk.officer)
    before = counted("/inbox/"), counted("/corrections/")
    pattern = {name: getattr(Rectification.objects.get(), name) for name in ("says", "proposed", "due_at", "asked_at")}
    told = {**pattern, "district": desk.district, "person": desk.teacher, "asked_by": desk.me}
    Rectification.objects.bulk_create(
        Rectification(fact=desk.says("honour", f"荣誉{number}"), **told) for number in range(29)
    )

    assert (counted("/inbox/"), counted("/corrections/")) == before
    assert len(client.get("/corrections/").context["lines"]) == 30
