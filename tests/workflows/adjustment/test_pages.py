"""The pages of proposals and adjustments: who may open them, what they say, how many questions they ask."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.season import paper
from workflows.adjustment.models import Adjustment, Proposal, State
from workflows.adjustment.triggers import propose_due

pytestmark = pytest.mark.django_db


def client_of(user, language="zh-hans") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def found(adjusting, *, people: int = 1) -> list[Proposal]:
    """Let a trigger bring up so many people."""
    for number in range(people):
        person = adjusting.holder(f"教师{number}", login=False, school=number % 20 + 1)
        adjusting.knows(person, "fraud", "虚报论文", since=dt.date(2026, 2, 1))
    propose_due(adjusting.now)
    return list(Proposal.objects.order_by("pk"))


def test_a_proposal_is_explained_taken_up_completed_and_handed_in(adjusting):
    (proposal,) = found(adjusting)
    client = client_of(adjusting.officer)

    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "称号持有人师德失范、弄虚作假或者受处分" in page
    assert "虚报论文" in page
    answer = client.post(f"/proposals/{proposal.pk}/take-up/")
    adjustment = Adjustment.objects.get()
    assert answer.url == f"/adjustments/{adjustment.pk}/"
    assert "事实依据材料" in client.get(answer.url).content.decode()
    client.post(answer.url, {"reasons": "查实虚报论文一篇。"})
    client.post(f"{answer.url}papers/evidence/", {"upload": paper("查实材料.pdf")})
    assert client.post(f"{answer.url}hand-in/").status_code == 302
    assert Adjustment.objects.get().state == State.UNDER_WAY


def test_a_proposal_is_dismissed_with_a_reason_or_the_page_says_what_is_missing(adjusting):
    (proposal,) = found(adjusting)
    client = client_of(adjusting.officer)

    assert client.post(f"/proposals/{proposal.pk}/dismiss/", {"reason": ""}).status_code == 422
    assert client.post(f"/proposals/{proposal.pk}/dismiss/", {"reason": "查无实据"}).status_code == 302
    assert Proposal.objects.get().state == Proposal.State.DISMISSED


def test_the_section_proposes_by_hand_and_everything_missing_is_named(adjusting):
    person = adjusting.holder()
    client = client_of(adjusting.officer)
    opening = f"{adjusting.season.campaign.pk}-lower_post"

    page = client.get("/adjustments/new/", {"opening": opening, "q": "李桂兰"})
    assert "李桂兰" in page.content.decode()
    answer = client.post(
        "/adjustments/new/", {"opening": opening, "q": "李桂兰", "person": person.pk, "ground": "result"}
    )

    assert Adjustment.objects.get().target.value == "校长"
    refused = client.post(f"{answer.url}hand-in/")
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()


def test_whoever_says_nothing_lets_the_case_go_on_from_the_same_page(adjusting, client):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    case = adjusting.walk(adjustment, "defence")
    client.force_login(person.user)
    heard = adjusting.round(case)
    assert client.get(f"/cases/{case.pk}/rounds/{heard.pk}/").url == f"/adjustments/{adjustment.pk}/"
    assert "declines" in client.get(f"/adjustments/{adjustment.pk}/").content.decode()

    assert client.post(f"/adjustments/{adjustment.pk}/speak/", {"declines": ""}).status_code == 302

    heard.refresh_from_db()
    assert heard.verdict == "decline"
    assert client.post(f"/adjustments/{adjustment.pk}/speak/", {"declines": ""}).status_code == 422


def test_the_person_reads_what_is_proposed_speaks_and_reads_how_to_appeal(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    adjusting.walk(adjustment, "defence")
    client = client_of(person.user)

    page = client.get(f"/adjustments/{adjustment.pk}/").content.decode()
    for words in ("连续两年履职考核不合格", "这件事与您有关", "提交陈述", "如何申诉", "区人社局"):
        assert words in page, words
    assert client.post(f"/adjustments/{adjustment.pk}/speak/", {"statement": ""}).status_code == 422
    assert client.post(f"/adjustments/{adjustment.pk}/speak/", {"statement": "程序有误。"}).status_code == 302
    adjusting.walk(adjustment, "reconsider")
    letter = client.get(f"/adjustments/{adjustment.pk}/decision/").content.decode()
    for words in ("调整决定书", "集体研究", "陈述申辩已听取", "申请复核", "不停止"):
        assert words in letter, words


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_open_adjustment_is_shown_to_those_it_concerns_and_to_nobody_else(adjusting, language):
    person, colleague = adjusting.holder(), adjusting.holder("张同事", school=1)
    adjustment = adjusting.under_way(person)
    address = f"/adjustments/{adjustment.pk}/"
    may = [person.user, adjusting.principal1, adjusting.secretary1, adjusting.officer, adjusting.inspector]
    may_not = [colleague.user, adjusting.principal2, adjusting.expert1, adjusting.police]

    assert [client_of(user, language).get(address).status_code for user in may] == [200] * len(may)
    assert [client_of(user, language).get(address).status_code for user in may_not] == [404] * len(may_not)
    assert Client().get(address).status_code == 302
    assert "李桂兰" not in Client().get("/notices/").content.decode()


def test_what_is_only_proposed_is_the_sections_alone(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.propose(person)
    (proposal,) = found(adjusting)

    assert client_of(person.user).get(f"/adjustments/{adjustment.pk}/").status_code == 404
    assert client_of(adjusting.principal1).get(f"/adjustments/{adjustment.pk}/").status_code == 404
    assert client_of(adjusting.principal1).get(f"/proposals/{proposal.pk}/").status_code == 404
    assert client_of(adjusting.leader).get(f"/proposals/{proposal.pk}/").status_code == 200
    assert client_of(adjusting.leader).post(f"/proposals/{proposal.pk}/take-up/").status_code == 403


def test_overdue_proposals_stand_on_the_board(adjusting):
    found(adjusting)
    adjusting.pass_days(30)

    assert "逾期未处理的调整建议" in client_of(adjusting.leader).get("/board/").content.decode()


def asked(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(address).status_code == 200
    return len(questions)


def test_the_list_asks_as_many_questions_at_thirty_rows_as_at_one(adjusting):
    client = client_of(adjusting.officer)
    found(adjusting)
    adjusting.propose(adjusting.holder("甲", login=False))
    one = asked(client, "/adjustments/")

    for number in range(29):
        adjusting.propose(adjusting.holder(f"乙{number}", login=False, school=number % 20 + 1))
        adjusting.knows(Adjustment.objects.latest("pk").person, "fraud", "虚报课题", since=dt.date(2026, 2, 1))
    propose_due(adjusting.now)

    assert asked(client, "/adjustments/") == one


def test_a_post_is_entered_from_its_page_and_a_second_one_is_refused(adjusting):
    person = adjusting.holder()
    adjusting.knows(person, "redundant", "并校分流", since=dt.date(2026, 2, 1))
    campaign = adjusting.open("competition-school")
    client = client_of(person.user)

    assert "语文教师岗" in client.get("/posts/").content.decode()
    assert client.post(f"/posts/{campaign.pk}/chinese_teacher/enter/").status_code == 302
    assert client.post(f"/posts/{campaign.pk}/maths_teacher/enter/").status_code == 422
    assert client_of(adjusting.officer).get("/posts/").status_code == 200
