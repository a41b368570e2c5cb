"""A second district interviews, decides and publishes first and asks for consent last: one file, and no code."""

from approvals.models import Round
from workflows.placement.models import State


def test_the_same_law_serves_a_road_of_another_order(second_placements):
    placement = second_placements.propose()

    second_placements.walk_to()

    case = second_placements.fresh(placement).case
    stages = list(Round.objects.filter(process=case).values_list("stage", flat=True))
    assert second_placements.fresh(placement).state == State.RETAINED
    assert stages == [
        *("papers_check", "speech", "bureau_meeting", "county_file", "county_notice", "office_talk", "both_schools"),
        *("county_order", "trial_talk", "trial_done", "self_reports", "self_reports", "self_reports"),
        *("closing_check", "closing_meeting"),
    ]


def test_there_too_nobody_is_placed_who_does_not_consent(second_placements):
    placement = second_placements.propose()
    second_placements.walk_to("office_talk")

    second_placements.walk_back(placement, verdict="decline")

    assert second_placements.fresh(placement).state == State.REFUSED
