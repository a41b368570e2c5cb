"""The road of the shipped policy off its main line: no, not so, not any more, and the other district's order."""

import datetime as dt

import pytest

from approvals.models import Round
from approvals.moves.services import lapse_overdue
from approvals.policies.proof import prove
from approvals.policies.read import PolicyError, read
from approvals.processes import law_of
from approvals.rounds.services import decide
from core.errors import Conflict, Refused
from core.models import Fact
from tests.placements import POLICIES, POLICY
from workflows.placement.effects import fact_of
from workflows.placement.models import State
from workflows.placement.services import revise, submit
from workflows.placement.serving import break_off


@pytest.mark.parametrize("name", ["xiqing-placement", "luxi-placement"])
def test_the_shipped_policies_keep_the_law(name):
    policy = read((POLICIES / f"{name}.yaml").read_text(encoding="utf-8"))

    assert prove(policy, law=law_of("placement")) == []


@pytest.mark.parametrize(
    ("cut", "evidence"),
    [
        ("    gives: [consent]\n", "本人同意"),
        ("    gives: [host_consent]\n", "接收学校同意"),
        ("    gives: [home_consent]\n", "派出学校同意"),
        ("    gives: [final_review]\n", "期满评审"),
    ],
)
def test_a_policy_that_leaves_one_out_is_not_published(placements, cut, evidence):
    text = POLICY.read_text(encoding="utf-8")
    assert text.count(cut) == 1

    with pytest.raises(PolicyError) as refusal:
        placements.open(text.replace(cut, ""))

    assert evidence in str(refusal.value)


def test_a_notice_of_four_working_days_is_not_published(placements):
    text = POLICY.read_text(encoding="utf-8")
    head, tail = text.split("  pre_notice:\n")

    with pytest.raises(PolicyError) as refusal:
        placements.open(f"{head}  pre_notice:\n{tail.replace('5 working days', '4 working days', 1)}")

    assert "任前公示" in str(refusal.value)


@pytest.mark.parametrize(
    ("stage", "verdict"), [("person_agrees", "decline"), ("home_agrees", "reject"), ("host_agrees", "reject")]
)
def test_without_one_of_the_three_consents_nobody_is_placed(placements, stage, verdict):
    placement = placements.propose()
    placements.walk_to(stage)

    placements.walk_back(placement, verdict=verdict)

    assert placements.fresh(placement).state == State.REFUSED
    assert not Fact.objects.filter(kind="placement").exists()


def test_a_plan_that_was_changed_is_consented_to_anew(placements):
    placement = placements.propose()
    placements.walk_to("first_check")
    placements.walk_back(placement, verdict="return", opinion="节点不具体。")
    assert placements.fresh(placement).state == State.SENT_BACK

    revise(placement, plan=placements.plan(aims="改写。"), by=placements.officer, now=placements.now)
    submit(placement, by=placements.officer, now=placements.now)

    assert placements.stage(placement) == "person_agrees"
    asked = Round.objects.filter(process=placement.case, stage="person_agrees").values_list("visit", "is_void")
    assert list(asked) == [(1, True), (2, False)]
    placements.walk_to("take_office")
    assert placements.fresh(placement).state == State.PROBATION


def test_a_changed_plan_is_handed_in_as_a_plan_and_not_answered_as_any_filing(placements):
    placement = placements.propose()
    placements.walk_to("first_check")
    placements.walk_back(placement, verdict="return", opinion="节点不具体。")
    round = Round.objects.get(process=placement.case, closed_at=None)

    with pytest.raises(Refused, match="计划页面"):
        decide(round, by=placements.officer, verdict="done", now=placements.now)

    assert placements.stage(placement) == "mend_plan"


def test_who_stays_in_the_post_has_it_on_file_without_the_management_team(placements):
    placement = placements.propose()
    placements.walk_to("team_question")

    placements.walk_back(placement, verdict="reject")
    placements.walk_to()

    post = Fact.objects.get(person=placement.person, kind="post", detail__case=placements.fresh(placement).case.number)
    assert placements.fresh(placement).state == State.RETAINED
    assert post.detail["management"] is False


def test_who_fails_the_final_review_is_heard_before_the_body_sends_them_back(placements):
    placement = placements.propose()
    placements.walk_to("term_panel")
    placements.score(placements.round(placements.fresh(placement).case), share=placements.half)
    assert placements.stage(placement) == "own_words"

    placements.walk_to()

    assert placements.fresh(placement).state == State.RETURNED


def test_silence_is_no_hindrance_to_a_hearing(placements):
    placement = placements.propose()
    placements.walk_to("term_panel")
    placements.score(placements.round(placements.fresh(placement).case), share=placements.half)
    placements.pass_days(30)

    lapse_overdue(placements.now)

    assert placements.stage(placement) == "back_meeting"
    placements.walk_to()
    assert placements.fresh(placement).state == State.RETURNED


def test_who_has_left_is_confirmed_to_have_left_and_the_placement_ends_on_file(placements):
    placement = placements.serve()
    placements.at(placements.now.replace(year=2026, month=10, day=12))

    break_off(placement, reason="本人因病去世。", by=placements.officer, now=placements.now)
    assert placements.stage(placement) == "left_check"
    placements.walk_back(placement, verdict="approve")

    fact = fact_of(placements.fresh(placement))
    assert placements.fresh(placement).state == State.LAPSED
    assert fact.true_until == dt.date(2026, 10, 12)
    assert Fact.objects.filter(kind="placement", person=placement.person).count() == 2  # what was known stays


def test_a_service_is_broken_off_only_by_the_body_and_after_a_hearing(placements):
    placement = placements.serve()
    placements.at(placements.now.replace(year=2026, month=10, day=12))
    break_off(placement, reason="不能胜任。", by=placements.principal2, now=placements.now)
    placements.walk_back(placement, verdict="reject", opinion="仍在岗。")
    assert placements.stage(placement) == "stop_question"

    placements.walk_to("stop_meeting")
    placements.walk_to()

    assert placements.fresh(placement).state == State.ENDED
    assert fact_of(placements.fresh(placement)).true_until < placement.term_until


def test_a_service_that_the_body_lets_go_on_goes_on(placements):
    placement = placements.serve()
    break_off(placement, reason="不能胜任。", by=placements.principal2, now=placements.now)
    placements.walk_back(placement, verdict="reject", opinion="仍在岗。")

    placements.walk_back(placement, verdict="reject", opinion="继续。")

    assert placements.stage(placement) == "trial_steps"
    placements.walk_to()
    assert placements.fresh(placement).state == State.ABSORBED


def test_the_law_refuses_what_a_road_would_fire_without_evidence(placements):
    from approvals.stages import law

    placement = placements.serve(stage="team_question")
    Round.objects.filter(process=placement.case, stage="term_panel").update(is_void=True)

    with pytest.raises(Conflict) as refusal:
        law.fire("absorb", case=placement.case, by=None, now=placements.now)

    assert "期满评审" in refusal.value.message
    assert placements.fresh(placement).state == State.CONCLUDED
