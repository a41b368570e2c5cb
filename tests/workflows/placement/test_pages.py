"""The pages of a plan: who may open which, what they show, what they refuse, and that nothing typed is lost."""

import datetime as dt

import pytest

from core.models import Paper
from tests.season import paper
from workflows.placement.models import Milestone, Placement, State

LANGUAGES = ["zh-hans", "en"]


def text_of(answer):
    return answer.content.decode()


def signed_in(client, user, language="zh-hans"):
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


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


def test_the_task_of_a_milestone_leads_to_the_plan(placements, client):
    placement = placements.serve()
    round = placements.round(placement.case)

    answer = signed_in(client, placements.principal2).get(f"/cases/{round.process_id}/rounds/{round.pk}/")

    assert answer.url == placement.get_absolute_url()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_milestone_is_reported_answered_and_moved_on_its_pages(placements, client, language):
    placement = placements.serve(stage="late_steps")
    step = next(step for step in placement.milestones.all() if step.is_left)
    acts = f"/placements/{placement.pk}/milestones/{step.pk}"

    moved = signed_in(client, placements.officer, language).post(
        f"{acts}/move/", {"due_on": "2028-01-31", "reason": "改期。"}
    )
    reported = signed_in(client, placement.person.user, language).post(
        f"{acts}/report/", {"words": "已展示。", "upload": paper()}
    )
    shown = signed_in(client, placements.principal2, language).get(f"{acts}/answer/")
    answered = client.post(f"{acts}/answer/", {"is_met": "yes", "words": "属实。"})

    step.refresh_from_db()
    assert [answer.status_code for answer in (moved, reported, shown, answered)] == [302, 302, 200, 302]
    assert (step.due_on, step.standing) == (dt.date(2028, 1, 31), Milestone.Standing.MET)
    page = text_of(client.get(placement.get_absolute_url()))
    assert "已展示。" in page
    assert "属实。" in page
    assert "改期。" in page


def test_evidence_that_is_missing_is_asked_for_where_it_is_missing(placements, client):
    placement = placements.serve(stage="late_steps")
    step = next(step for step in placement.milestones.all() if step.asks_paper)

    answer = signed_in(client, placements.principal2).post(
        f"/placements/{placement.pk}/milestones/{step.pk}/answer/", {"is_met": "yes", "words": "写好的话。"}
    )

    assert answer.status_code == 422
    assert "写好的话。" in text_of(answer)
    assert "请上传文件" in text_of(answer)


@pytest.mark.parametrize(
    ("name", "act"), [("principal1", "answer"), ("principal2", "move"), ("officer", "report"), ("officer", "x")]
)
def test_who_may_not_is_offered_nothing_and_finds_no_page(placements, client, name, act):
    placement = placements.serve()
    step = placement.milestones.first()
    signed_in(client, placements.users[name])

    assert client.get(f"/placements/{placement.pk}/milestones/{step.pk}/{act}/").status_code == 404
    assert f"/milestones/{step.pk}/{act}/" not in text_of(client.get(placement.get_absolute_url()))


def test_a_milestone_of_another_plan_is_not_found_under_this_one(placements, client):
    first, second = placements.propose("甲"), placements.propose("乙", school=3)
    placements.walk_to("trial_steps")
    signed_in(client, placements.principal2)

    answer = client.get(f"/placements/{first.pk}/milestones/{second.milestones.first().pk}/answer/")

    assert answer.status_code == 404


def test_the_section_says_that_it_cannot_go_on(placements, client):
    placement = placements.serve()
    signed_in(client, placements.officer)
    page = f"/placements/{placement.pk}/break-off/"

    empty, said = client.post(page, {"reason": ""}), client.post(page, {"reason": "调往外区。"})

    assert (empty.status_code, said.status_code) == (422, 302)
    assert placements.stage(placement) == "left_check"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_responsibility_sheet_says_the_plan_and_its_basis(placements, client, language):
    placement = placements.propose()

    answer = signed_in(client, placements.officer, language).get(f"/placements/{placement.pk}/sheet/")

    said = text_of(answer)
    for words in (
        "陈嘉禾",
        "海州第2小学",
        "副校长（实践）",
        "形成改革案例",
        "连续两个节点未完成的",
        placement.case.number,
    ):
        assert words in said


def test_a_refused_file_is_explained_and_nothing_is_stored(placements, client):
    placement = placements.draft()
    stored = Paper.objects.count()

    answer = signed_in(client, placements.officer).post(
        f"/placements/{placement.pk}/papers/assessment/", {"upload": paper("空.pdf", b"")}
    )

    assert answer.status_code == 422
    assert Paper.objects.count() == stored


def test_an_evidence_file_is_open_to_the_host_and_to_no_stranger(placements, client):
    placement = placements.serve()
    step = placement.milestones.first()
    signed_in(client, placement.person.user).post(
        f"/placements/{placement.pk}/milestones/{step.pk}/report/", {"words": "完成。", "upload": paper("方案.pdf")}
    )
    address = f"/papers/{Milestone.objects.get(pk=step.pk).paper_id}/"

    statuses = [
        signed_in(client, placements.users[name]).get(address).status_code for name in ("secretary2", "principal3")
    ]

    assert statuses[0] == 200
    assert statuses[1] in (403, 404)


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

    with django_assert_num_queries(27):
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

    with django_assert_num_queries(38):
        client.get(placement.get_absolute_url())
