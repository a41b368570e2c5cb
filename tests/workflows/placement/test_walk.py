"""A plan from its draft to the end of the term, by everybody's own hand."""

from approvals.models import Round
from core.models import Fact
from workflows.placement.models import State


def test_a_plan_walks_from_consent_to_the_management_team(placements):
    placement = placements.propose()

    placements.walk_to()

    placement = placements.fresh(placement)
    stages = list(Round.objects.filter(process=placement.case).values_list("stage", flat=True))
    assert placement.state == State.ABSORBED
    assert stages == [
        *("person_agrees", "home_agrees", "host_agrees", "first_check", "head_check", "leader_check"),
        *("group_meeting", "pre_notice", "take_office", "trial_steps", "trial_check", "full_office"),
        *("midterm_check", "late_steps", "late_steps", "own_summary", "term_panel", "team_question", "team_meeting"),
    ]


def test_the_appointment_and_the_post_after_it_stand_on_file(placements):
    placement = placements.propose()

    placements.walk_to()

    facts = Fact.objects.filter(
        person=placement.person, known_until=None, detail__case=placements.fresh(placement).case.number
    )
    assert [(fact.kind, fact.value, fact.detail["host"]) for fact in facts] == [
        ("placement", "副校长（实践）", "海州第2小学"),
        ("post", "副校长（实践）", "海州第2小学"),
    ]
    assert (facts[0].true_from, facts[0].true_until) == (placement.term_from, placement.term_until)
    assert facts[1].detail["management"] is True
