"""The page of a unit's grades: who may see it, what it says, and that it asks no more for many than for one."""

import pytest

from approvals.models import CapGrant, Grading, Round


def address(year, verb=""):
    return f"/campaigns/{year.campaign.pk}/grade_list/grades/{year.schools[0].pk}/{verb}"


@pytest.fixture
def principal(year, client):
    client.force_login(year.principal1)
    return client


def test_the_page_shows_the_cap_and_closes_the_list(year, graded, principal):
    graded(甲="0.95", 乙="0.92", 丙="0.8", 丁="0.65", 戊="0.65")
    page = principal.get(address(year)).content.decode()
    seen = ",".join(str(pk) for pk in Round.objects.filter(stage="grade_list").values_list("pk", flat=True))

    answer = principal.post(address(year, "close/"), {"seen": seen, "is_sure": "on"}, follow=True)

    assert "应考核5人的20%，不足一人舍去，为1人。" in page
    assert answer.status_code == 200
    assert Grading.objects.get().entries.count() == 5
    assert "关闭" in answer.content.decode()


def test_equals_get_fields_and_a_missing_order_is_said_on_the_page(year, graded, principal):
    graded(甲="0.95", 乙="0.95", 丙="0.8", 丁="0.8", 戊="0.8")
    rounds = {round.case.title: round.pk for round in Round.objects.filter(stage="grade_list")}
    seen = ",".join(map(str, rounds.values()))
    sent = {"seen": seen, "is_sure": "on", f"place-{rounds['甲']}": 1, f"place-{rounds['乙']}": 1, "reason": "任务重"}

    same = principal.post(address(year, "close/"), sent)
    done = principal.post(address(year, "close/"), {**sent, f"place-{rounds['甲']}": 2})

    assert same.status_code == 422
    assert done.status_code == 302
    assert Grading.objects.get().entries.get(grade="merit").round_id == rounds["乙"]


def test_nobody_sees_the_list_of_another_unit(year, graded, client):
    graded(甲="0.95")
    for stranger, status in ((year.principal2, 404), (year.expert1, 404), (year.leader, 200)):
        client.force_login(stranger)
        assert client.get(address(year)).status_code == status


def test_a_leader_grants_another_cap_on_the_page(year, graded, client):
    graded(甲="0.95", 乙="0.8", 丙="0.8", 丁="0.8")
    client.force_login(year.leader)

    answer = client.post(address(year, "cap/"), {"cap-cap": "merit.commended", "cap-reason": "集体记功"})

    assert answer.status_code == 302
    assert CapGrant.objects.get().variant == "commended"
    assert "集体记功" in client.get(address(year)).content.decode()


def test_a_meeting_and_its_cohort_show_one_unit(year, graded, client):
    for name, school in (("欧阳子", 2), ("欧阳丑", 2)):
        year.worker(name, school=school)
    graded(甲="0.95", 乙="0.8")
    year.walk_to("group_decision")
    client.force_login(year.secretary1)

    page = client.get(f"/campaigns/{year.campaign.pk}/group_decision/").content.decode()

    assert "甲" in page
    assert "欧阳" not in page
    assert client.get(f"/campaigns/{year.campaign.pk}/group_decision/?unit={year.schools[1].pk}").status_code == 404


def test_matters_of_two_units_are_not_taken_up_together(year, graded, client):
    year.worker("子", school=2)
    graded(甲="0.95")
    year.walk_to("group_decision")
    rounds = list(Round.objects.filter(stage="group_decision", closed_at=None).values_list("pk", flat=True))
    client.force_login(year.secretary1)

    answer = client.post(f"/campaigns/{year.campaign.pk}/group_decision/call-meeting/", {"rounds": rounds})

    assert answer.status_code == 422
    assert "属于不同单位" in answer.content.decode()
