"""The pages of a plan while it lasts: milestones reported, answered and moved, and a service broken off."""

import datetime as dt

import pytest

from tests.placements import LANGUAGES, signed_in, text_of
from tests.season import paper
from workflows.placement.models import Milestone
from workflows.placement.serving import answer, reschedule


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


def test_an_inspector_reads_in_words_what_became_of_the_milestones(placements, client):
    placement = placements.serve()
    step = placement.milestones.first()
    reschedule(step, due_on=dt.date(2026, 12, 31), reason="校舍改造。", by=placements.officer, now=placements.now)
    answer(step, is_met=True, by=placements.principal2, now=placements.now)

    page = signed_in(client, placements.inspector).get(f"/cases/{placement.case_id}/record/")

    titles = [str(line.title) for line in page.context["lines"]]
    assert [title for title in titles if title.isascii()] == []
    assert {"节点期限已调整", "节点已认定"} <= set(titles)
