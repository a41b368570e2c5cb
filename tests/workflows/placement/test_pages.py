"""The pages of a plan: who may open which, what they show, what they refuse, and that nothing typed is lost."""

import pytest

from core.errors import Refused
from core.models import Paper
from tests.placements import LANGUAGES, signed_in, text_of
from tests.season import paper
from workflows.placement.models import Milestone, Placement, State
from workflows.placement.words import order_of_appointment


def filled(placements, **changed):
    """Return what the form of a plan sends for a plan that lacks nothing."""
    plan = placements.plan()
    rows = {
        f"milestones-{n}-{name}": value
        for n, step in enumerate(plan.milestones)
        for name, value in [("what", step.what), ("due_on", step.due_on), *([("asks_paper", "on")] * step.asks_paper)]
    }
    return {
        **{name: getattr(plan, name) for name in ("post", "term_from", "term_until", "probation_until", "aims")},
        **{name: getattr(plan, name) for name in ("exception", "resources", "exit_rule")},
        **{f"task-{kind}": words for kind, words in plan.tasks.items()},
        **rows,
        "host": plan.host.pk,
        "mentor": plan.mentor.username,
        "milestones-TOTAL_FORMS": 6,
        "milestones-INITIAL_FORMS": 0,
        "indicators-TOTAL_FORMS": 3,
        "indicators-INITIAL_FORMS": 0,
        "indicators-0-what": "校本教研参与率",
        "indicators-0-target": "90%以上",
        **changed,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_drawn_up_and_put_forward_on_its_pages(placements, client, language):
    person = placements.teacher()
    signed_in(client, placements.officer, language)

    chosen = client.post("/placements/new/", {"opening": f"{placements.campaign.pk}-vice_head", "person": person.pk})
    page = chosen.url
    saved = client.post(page, filled(placements))
    client.post(f"{page}papers/assessment/", {"upload": paper("考察材料.pdf")})
    preview = client.get(f"{page}submit/")
    sent = client.post(f"{page}submit/")

    assert (saved.status_code, saved.url, preview.context["gaps"]) == (302, page, [])
    assert "校本教研参与率" in text_of(preview)
    assert (sent.status_code, sent.url) == (302, page)
    assert Placement.objects.get().state == State.PROPOSED
    assert placements.stage(Placement.objects.get()) == "person_agrees"


def test_the_facts_of_the_file_stand_on_the_page_and_are_not_typed(placements, client):
    placement = placements.draft()

    answer = signed_in(client, placements.officer).get(f"/placements/{placement.pk}/")

    facts = {label: value for clause, _against in answer.context["clauses"] for label, value in clause.facts}
    assert facts["职称"] == "高级教师"
    assert not {"title", "reviews"} & set(answer.context["form"].fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "changed",
    [
        {"term_until": "2026-08-01"},
        {"milestones-0-due_on": "2031-01-01"},
        {"milestones-0-due_on": ""},
        {"indicators-0-target": ""},
        {"mentor": "查无此人"},
        {"term_from": "九月一日"},
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(placements, client, changed, language):
    placement = placements.draft()
    signed_in(client, placements.officer, language)

    answer = client.post(f"/placements/{placement.pk}/", filled(placements, aims="改写中的理由。", **changed))

    assert answer.status_code == 422
    assert "改写中的理由。" in text_of(answer)
    assert placements.fresh(placement).aims != "改写中的理由。"


def test_two_people_of_one_name_are_told_apart(placements, client):
    placement = placements.draft()
    placements.principal3.name = placements.principal2.name
    placements.principal3.save()
    signed_in(client, placements.officer)

    by_name = client.post(f"/placements/{placement.pk}/", filled(placements, mentor=placements.principal2.name))
    by_account = client.post(f"/placements/{placement.pk}/", filled(placements, mentor="principal3"))

    assert by_name.status_code == 422
    assert by_account.status_code == 302
    assert placements.fresh(placement).mentor == placements.principal3


def test_a_draft_is_open_to_the_offices_that_may_plan_and_to_nobody_else(placements, client):
    placement = placements.draft()
    users = [*placements.users.values(), placement.person.user]

    opened = {
        user.username for user in users if signed_in(client, user).get(placement.get_absolute_url()).status_code == 200
    }

    assert opened == {"officer", "secretary1"}


def test_a_plan_in_service_is_open_to_whom_it_concerns(placements, client):
    placement = placements.serve()
    named = ("officer", "head", "leader", "inspector", "secretary1", "principal1", "principal2", "secretary2")
    strangers = ("principal3", "secretary3", "expert1", "police", "admin")

    answers = {
        name: signed_in(client, placements.users[name]).get(placement.get_absolute_url()).status_code
        for name in (*named, *strangers)
    }
    own = signed_in(client, placement.person.user).get(placement.get_absolute_url())

    assert {name for name, status in answers.items() if status == 200} == set(named)
    assert {answers[name] for name in strangers} == {404}
    assert own.status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_person_reads_the_plan_before_they_consent(placements, client, language):
    placement = placements.propose()
    signed_in(client, placement.person.user, language)
    round = placements.round(placement.case)

    plan = client.get(placement.get_absolute_url())
    task = client.get(f"/cases/{round.process_id}/rounds/{round.pk}/")

    for answer in (plan, task):
        assert answer.status_code == 200
        assert "制定学科建设方案" in text_of(answer)
        assert "连续两个节点未完成的" in text_of(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_responsibility_sheet_says_the_plan_and_its_basis(placements, client, language):
    placement = placements.serve()

    said = text_of(signed_in(client, placements.officer, language).get(f"/placements/{placement.pk}/sheet/"))

    told = ("陈嘉禾", "海州第2小学", "副校长（实践）", "形成改革案例", "连续两个节点未完成的", placement.case.number)
    assert [words for words in told if words not in said] == []


def test_the_sheet_of_a_plan_that_is_only_proposed_claims_no_decision(placements, client):
    placement = placements.propose()

    said = text_of(signed_in(client, placements.officer).get(f"/placements/{placement.pk}/sheet/"))

    assert "形成改革案例" in said
    assert placement.case.number not in said
    with pytest.raises(Refused):
        order_of_appointment(placement)


def test_a_refused_file_is_explained_and_nothing_is_stored(placements, client):
    placement = placements.draft()
    stored = Paper.objects.count()

    answer = signed_in(client, placements.officer).post(
        f"/placements/{placement.pk}/papers/assessment/", {"upload": paper("空.pdf", b"")}
    )

    assert answer.status_code == 422
    assert Paper.objects.count() == stored


def test_the_menu_offers_the_plans_to_whom_they_may_concern(placements, client):
    offered = {
        name: "/placements/" in text_of(signed_in(client, placements.users[name]).get("/tasks/"))
        for name in ("principal1", "officer", "expert1", "party1")
    }

    assert offered == {"principal1": True, "officer": True, "expert1": False, "party1": False}


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_same_number_of_questions_for_any_number_of_plans(
    placements, client, django_assert_num_queries, count
):
    plans = [placements.draft(f"教师{n}", login=False) for n in range(count)]
    Placement.objects.filter(pk__in=[plan.pk for plan in plans]).update(state=State.SERVING)
    signed_in(client, placements.officer).get("/placements/")

    with django_assert_num_queries(29):
        answer = client.get("/placements/")

    assert len(answer.context["running"]) == count


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_the_same_number_of_questions_for_any_number_of_milestones(
    placements, client, django_assert_num_queries, count
):
    placement = placements.propose()
    first = placement.milestones.first()
    Milestone.objects.bulk_create(
        Milestone(district=first.district, placement=placement, what=f"节点{n}", due_on=first.due_on)
        for n in range(count)
    )
    signed_in(client, placements.officer).get(placement.get_absolute_url())

    with django_assert_num_queries(40):
        client.get(placement.get_absolute_url())
