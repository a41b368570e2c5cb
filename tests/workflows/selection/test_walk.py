"""Whole walks: people are put forward, everybody does their work, and what was decided is on file."""

import datetime as dt

import pytest
from django.core.management import call_command

from approvals.models import Round
from approvals.rounds.services import decide
from core.errors import Refused
from core.facts.services import establish
from core.models import Fact
from workflows.selection.models import Nomination, State
from workflows.selection.services import submit


def stages_of(nomination):
    return list(Round.objects.filter(process=nomination.case_id).values_list("stage", "visit", "verdict"))


def afresh(nomination):
    return Nomination.objects.select_related("case").get(pk=nomination.pk)


def test_a_nomination_is_honoured_at_the_end_of_the_road(season):
    nomination = season.nominate()
    season.walk_to()

    nomination = afresh(nomination)
    honour = Fact.objects.get(person=nomination.person, kind="honour")
    assert (nomination.state, nomination.case.outcome) == (State.HONOURED, "honoured")
    assert stages_of(nomination) == [
        ("school_meeting", 1, "approve"),
        ("school_notice", 1, "clear"),
        ("review", 1, "approve"),
        ("approval", 1, "approve"),
        ("recheck", 1, "pass"),
        ("panel", 1, "pass"),
        ("shortlist", 1, "in"),
        ("clearance", 1, "approve"),
        ("party", 1, "approve"),
        ("public_notice", 1, "clear"),
        ("joint", 1, "approve"),
    ]
    assert honour.value == "杰出教师"
    assert honour.true_until == honour.true_from.replace(year=honour.true_from.year + 3)
    call_command("verify_log")


def test_categories_walk_side_by_side_and_share_meeting_and_notice(season):
    nominations = [
        season.nominate("王秀英", track="head", school=1),
        season.nominate("李敏", track="class_teacher", school=2),
        season.nominate("陈静", track="teacher", school=3),
    ]
    season.walk_to()

    assert [afresh(nomination).state for nomination in nominations] == [State.HONOURED] * 3
    assert season.campaign.meetings.count() == 2
    assert season.campaign.notices.filter(audience="public").count() == 1
    assert season.campaign.notices.filter(audience="school").count() == 3


def test_a_returned_nomination_is_mended_and_goes_on_where_it_was_returned(season):
    nomination = season.nominate()
    season.walk_to("review")
    season.approve(season.round(nomination.case), verdict="return", opinion="缺少盖章页。")
    assert afresh(nomination).state == State.RETURNED

    submit(afresh(nomination), by=season.principal1, now=season.now)
    season.walk_to()

    assert afresh(nomination).state == State.HONOURED
    assert stages_of(nomination)[2:5] == [("review", 1, "return"), ("correction", 1, "done"), ("review", 2, "approve")]


def test_a_correction_is_handed_in_as_a_dossier_and_not_answered_as_any_filing(season):
    nomination = season.nominate()
    season.walk_to("review")
    season.approve(season.round(nomination.case), verdict="return", opinion="缺少盖章页。")

    with pytest.raises(Refused, match="申报页面"):
        decide(season.round(nomination.case), by=season.principal1, verdict="done", now=season.now)

    assert season.round(nomination.case).stage == "correction"


def test_a_return_from_a_later_stage_takes_back_what_came_after(season):
    nomination = season.nominate()
    season.walk_to("approval")
    season.approve(season.round(nomination.case), verdict="return", opinion="教龄证明不清。")
    submit(afresh(nomination), by=season.principal1, now=season.now)
    season.walk_to("approval")

    rounds = Round.objects.filter(process=nomination.case_id, stage__in=["review", "approval"])
    assert list(rounds.values_list("stage", "visit", "is_void")) == [
        ("review", 1, True),
        ("approval", 1, True),
        ("review", 2, False),
        ("approval", 2, False),
    ]


def test_a_rejected_nomination_ends_without_an_honour(season):
    nomination = season.nominate()
    season.walk_to("review")
    season.approve(season.round(nomination.case), verdict="reject", opinion="不符合条件。")

    assert (afresh(nomination).state, afresh(nomination).case.outcome) == (State.REFUSED, "refused")
    assert not Fact.objects.filter(person=nomination.person, kind="honour").exists()


def test_a_condition_that_fails_later_goes_to_a_person_who_confirms_it(season):
    nomination = season.nominate()
    season.walk_to("approval")
    day = season.campaign.measured_on - dt.timedelta(days=1)
    establish("sanction", about=nomination.person, value="警告", true_from=day, by=None, now=season.now)
    season.approve(season.round(nomination.case))

    assert season.round(nomination.case).stage == "confirm"
    assert Round.objects.get(process=nomination.case_id, stage="recheck").result == {"missed": ["under_sanction"]}
