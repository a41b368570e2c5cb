"""重提直达: a corrected case passes by whoever answers for nothing that has changed, and nobody else."""

import datetime as dt

import pytest
from django.utils.translation import gettext as _

from approvals.models import Round
from approvals.rounds.services import decide
from core.facts.services import establish
from tests.approvals.variants import changed
from tests.season import paper
from workflows.selection.services import attach, revise, submit

pytestmark = pytest.mark.django_db

REVIEW = "then: {approve: approval, return: correction, reject: refused}"
APPROVAL = "then: {return: correction, reject: refused}\n    assumed: 源文件未规定；经办、负责人两级审核"
CLEARANCE = "then: {return: correction, reject: refused}\n    assumed: 源文件未规定；入围后"
AFTER_APPROVAL = """  integrity:
    kind: countersign
    title: {zh: 廉政意见, en: Integrity}
    by: [inspector@inspection, officer@police]
    within: 5 working days
    answers_for: [facts]
    assumed: 试
  leader:
    kind: review
    title: {zh: 分管领导审核, en: Leader}
    by: leader@bureau
    within: 5 working days
    straight_back: true
    then: {return: correction, reject: refused}
    assumed: 试
  recheck:
"""
# Who answers for which part: what the leader's return asks again when only that part has changed.
RESPONSIBLE = {
    "nothing": [],
    "statement": ["approval"],
    "form": ["review"],
    "evidence": ["review"],
    "facts": ["integrity"],
}


@pytest.fixture
def returned(season):
    """A nomination that the leader returned, after the officer, the head and two offices had agreed."""
    text = changed(
        (REVIEW, f"answers_for: [form, evidence]\n    {REVIEW}"),
        (APPROVAL, f"answers_for: [statement]\n    {APPROVAL}"),
        ("  recheck:\n", AFTER_APPROVAL),
    )
    return return_from(season, text, stage="leader")


def return_from(season, text, *, stage):
    season.campaign = season.open(text)
    nomination = season.nominate()
    season.walk_to(stage)
    round = season.round(nomination.case)
    season.approve(round, verdict="return", opinion="请补正。")
    return nomination


def change(part, nomination, season):
    """Mend one part of a dossier that was returned."""
    by = season.principal1
    if part == "statement":
        revise(nomination, statement="补充：近五年教学成果。", by=by, now=season.now)
    elif part == "facts":
        about, since = nomination.person, dt.date(2020, 1, 1)
        establish("title", about=about, value="正高级教师", true_from=since, by=None, now=season.now)
    elif part != "nothing":
        attach(nomination, material=part, upload=paper("补正.pdf"), by=by, now=season.now)


def hand_in(nomination, season):
    nomination = type(nomination).objects.get(pk=nomination.pk)
    submit(nomination, by=season.principal1, now=season.now)


def asked_again(nomination, season, *, until):
    """Let everybody who is asked agree until the case stands at a stage; return which stages that were."""
    stages = []
    while (round := season.round(nomination.case)).stage != until:
        stages.append(round.stage)
        season.approve(round)
    return stages


@pytest.mark.parametrize("part", RESPONSIBLE)
def test_exactly_the_stages_that_answer_for_a_changed_part_are_asked_again(returned, season, part):
    season.pass_days(1)
    change(part, returned, season)

    hand_in(returned, season)

    assert asked_again(returned, season, until="leader") == RESPONSIBLE[part]


def test_what_was_stepped_over_counts_again_and_what_was_asked_again_counts_anew(returned, season):
    change("form", returned, season)

    hand_in(returned, season)
    asked_again(returned, season, until="leader")

    rounds = Round.objects.filter(process=returned.case, is_void=False).values_list("stage", "visit")
    assert list(rounds) == [
        ("school_meeting", 1),
        ("school_notice", 1),
        ("approval", 1),
        ("integrity", 1),
        ("review", 2),
        ("leader", 2),
    ]


def test_a_second_return_steps_over_the_same_stages_again(returned, season):
    hand_in(returned, season)
    season.approve(season.round(returned.case), verdict="return", opinion="仍有缺项。")

    change("statement", returned, season)
    hand_in(returned, season)

    assert asked_again(returned, season, until="leader") == ["approval"]


def test_a_return_by_a_stage_that_was_asked_again_asks_everybody_after_it(returned, season):
    """The officer is asked again and returns the case too: not from a stage that brings it straight back."""
    change("form", returned, season)
    hand_in(returned, season)
    decide(season.round(returned.case), by=season.officer, verdict="return", opinion="缺页。", now=season.now)

    hand_in(returned, season)

    assert asked_again(returned, season, until="leader") == ["review", "approval", "integrity"]


def test_without_straight_back_everybody_is_asked_again(season):
    plain = AFTER_APPROVAL.replace("    straight_back: true\n", "")
    nomination = return_from(season, changed(("  recheck:\n", plain)), stage="leader")

    hand_in(nomination, season)

    assert asked_again(nomination, season, until="leader") == ["review", "approval", "integrity"]


def test_sittings_and_checks_are_never_stepped_over(season):
    nomination = return_from(season, changed((CLEARANCE, f"straight_back: true\n    {CLEARANCE}")), stage="clearance")
    before = Round.objects.filter(process=nomination.case).count()

    hand_in(nomination, season)
    season.walk_to("clearance")

    again = Round.objects.filter(process=nomination.case).order_by("pk")[before:]
    assert [round.stage for round in again] == ["recheck", "shortlist", "clearance"]


def test_the_trail_and_the_bar_show_what_was_not_asked_again(returned, season, client):
    hand_in(returned, season)
    client.force_login(season.leader)

    page = client.get(f"/cases/{returned.case_id}/").context

    kept = [entry.title for entry in page["trail"] if entry.word == _("Not asked again")]
    assert kept == ["资格初审", "科室负责人审核", "廉政意见"]
    assert [step.state for step in page["steps"]][:6] == ["done", "done", "done", "done", "done", "now"]
