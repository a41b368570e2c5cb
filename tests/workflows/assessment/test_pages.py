"""The pages of an assessment: one's own report, the unit's list, the opening of a year."""

import pytest

from core.models import Person
from tests.season import paper
from tests.workflows.assessment.year import XIQING
from workflows.assessment.models import Assessment, State


@pytest.fixture
def mine(year, client) -> Assessment:
    """An assessment that waits for its report; the person is signed in."""
    year.worker("甲")
    (opened,) = year.begin()
    client.force_login(opened.person.user)
    return opened


def test_a_report_is_drafted_given_evidence_and_handed_in(mine, client):
    page = client.get(mine.get_absolute_url()).content.decode()
    client.post(mine.get_absolute_url(), {"statement": "草稿"})
    client.post(f"{mine.get_absolute_url()}papers/evidence/", {"upload": paper("课题.pdf")})

    answer = client.post(mine.get_absolute_url(), {"statement": "完成全部课时。", "hand_in": "1"}, follow=True)

    done = Assessment.objects.get()
    assert "提交总结" in page
    assert answer.status_code == 200
    assert (done.state, done.statement, done.reported_by) == (State.UNDER_REVIEW, "完成全部课时。", mine.person.user)
    assert [one.paper.name for one in done.papers.all()] == ["课题.pdf"]


def test_an_empty_report_is_refused_with_what_is_missing(mine, client):
    answer = client.post(mine.get_absolute_url(), {"statement": "  ", "hand_in": "1"})

    assert answer.status_code == 422
    assert "请写本年度做了什么。" in answer.content.decode()
    assert Assessment.objects.get().reported_at is None


SELF_COLUMN = (
    ("    then: {lapsed: unit_score}\n", "    score: sheet\n    column: own\n    then: {lapsed: unit_score}\n"),
    ("    columns:\n", "    columns:\n      own: {title: {zh: 自评, en: Oneself}}\n"),
)


def test_a_policy_may_ask_for_ones_own_score_beside_the_report(year, client):
    text = XIQING.read_text(encoding="utf-8")
    for old, new in SELF_COLUMN:
        assert text.count(old) == 1
        text = text.replace(old, new)
    year.campaign = year.open(text, title="自评")
    year.worker("甲")
    (mine,) = year.begin()
    client.force_login(mine.person.user)
    page = client.get(mine.get_absolute_url()).content.decode()
    sent = {"statement": "完成全部课时。", "hand_in": "1"}

    without = client.post(mine.get_absolute_url(), sent)
    figures = {"ethics": 24, "ability": 18, "diligence": 14, "results": 27, "integrity": 10}
    names = {f"score-{key}": value for key, value in figures.items()}
    done = client.post(mine.get_absolute_url(), {**sent, **names})

    assert "自评" in page
    assert without.status_code == 422
    assert done.status_code == 302
    assert mine.case.rounds.get(stage="own_report").score == 93


def test_nobody_else_opens_an_assessment(mine, year, client):
    for stranger, status in ((year.principal2, 404), (year.expert1, 404), (year.principal1, 200)):
        client.force_login(stranger)
        assert client.get(mine.get_absolute_url()).status_code == status


def test_the_result_is_read_and_signed(mine, year, client):
    year.walk_to("told")

    page = client.get(mine.get_absolute_url()).content.decode()
    answer = client.post(f"{mine.get_absolute_url()}answer/", {"words": "无异议。"})

    assert "你的2025年度考核档次为“合格”。" in page
    assert answer.status_code == 302
    assert Assessment.objects.get().state == State.CLOSED


def test_a_unit_sees_who_has_reported_and_asks_no_more_for_thirty(year, client, django_assert_num_queries):
    year.worker("甲")
    year.begin()
    client.force_login(year.principal1)
    address = f"/assessments/years/{year.campaign.pk}/units/{year.schools[0].pk}/"
    client.get(address)

    with django_assert_num_queries(FEW):
        page = client.get(address).content.decode()
    for number in range(29):
        year.worker(f"人{number}")
    year.begin()
    with django_assert_num_queries(FEW):
        assert client.get(address).status_code == 200

    assert "0 / 1" in page
    client.force_login(year.principal2)
    assert client.get(address).status_code == 404


FEW = 22


def test_the_officer_announces_a_year_and_watches_it_open(year, client):
    year.worker("甲")
    client.force_login(year.officer)
    address = f"/assessments/years/{year.campaign.pk}/"

    answer = client.post(address, follow=True)

    assert "<progress" in answer.content.decode()
    year.begin()
    assert "<progress" not in client.get(address).content.decode()
    assert client.post(f"{address}draw/", {"draw": "1", "pct": "10"}).status_code == 302
    assert Assessment.objects.filter(is_sampled=True).count() == 1
    client.force_login(year.principal1)
    assert client.get(address).status_code == 404


def test_somebody_without_an_assessment_reads_what_will_happen(year, client):
    from core.models import User

    person = year.worker("乙")
    client.force_login(User.objects.get(person=person))

    assert "还没有考核" in client.get("/assessments/").content.decode()
    assert Person.objects.filter(assessments=None).exists()
